/** One line of a checksums file. */
export interface Checksum {
  /** Relative to the folder of the checksums file, as written. */
  path: string;
  algorithm: 'sha256' | 'md5';
  /** Lower-case hexadecimal. */
  digits: string;
  line: number;
}

/** The most lines that are read. */
const MOST_LINES = 200_000;

/** True for the usual names of checksums files: SHA256SUMS, MD5SUMS.txt, checksums.md5, data.csv.sha256. */
export function isChecksumsName(name: string): boolean {
  return (
    /^(sha256|md5)(sums?)?(\.txt)?$/i.test(name) ||
    /^checksums?([._-](sha256|md5))?(\.txt)?$/i.test(name) ||
    /\.(sha256|md5)(sums?)?$/i.test(name)
  );
}

/**
 * Reads what sha256sum and md5sum write: `<digits>  <path>`, `<digits> *<path>`, with `\` before escaped names, or the
 * BSD form `SHA256 (path) = <digits>`. A file with the bare digits is about the file that its own name names
 * (`data.csv.sha256`). Lines of other algorithms are left out. Source: GNU coreutils manual, "md5 invocation".
 */
export function parseChecksums(text: string, fileName: string): Checksum[] {
  const checksums: Checksum[] = [];
  for (const [at, whole] of text.split(/\r?\n/, MOST_LINES).entries()) {
    const gnu = /^(\\?)([0-9a-fA-F]{32}|[0-9a-fA-F]{64})(?: [ *]|\t)(.+)$/.exec(whole);
    const bsd = /^(SHA256|MD5) \((.+)\) = ([0-9a-fA-F]+)$/.exec(whole);
    const bare = /^([0-9a-fA-F]{32}|[0-9a-fA-F]{64})$/.exec(whole.trim());
    const about = /^(.+)\.(?:sha256|md5)(?:sums?)?$/i.exec(fileName)?.[1];
    const [path, digits] = gnu
      ? [gnu[1] ? unescapeName(gnu[3] as string) : gnu[3], gnu[2]]
      : bsd
        ? [bsd[2], bsd[3]]
        : bare && about
          ? [about, bare[1]]
          : [];
    if (path === undefined || digits === undefined) continue;
    const algorithm = digits.length === 64 ? 'sha256' : digits.length === 32 ? 'md5' : undefined;
    if (algorithm) checksums.push({ path, algorithm, digits: digits.toLowerCase(), line: at + 1 });
  }
  return checksums;
}

function unescapeName(path: string): string {
  return path.replace(/\\([\\nr])/g, (_, letter: string) => ({ n: '\n', r: '\r' })[letter] ?? '\\');
}
