import { unescapeName } from '../../hashing/tree-hash.js';

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

/**
 * True for the usual names of checksums files: SHA256SUMS, MD5SUMS.txt, sha256sum.txt, checksums.md5, data.csv.sha256,
 * and the manifest-sha256.txt of BagIt (RFC 8493).
 */
export function isChecksumsName(name: string): boolean {
  return (
    /^(sha256|md5)[-_.]?(sums?)?(\.txt)?$/i.test(name) ||
    /^(sha256|md5)sums?[-_.][\w.-]+\.txt$/i.test(name) ||
    /^(check|hash)sums?([._-](sha256|md5))?(\.txt)?$/i.test(name) ||
    /\.(sha256|md5)(sums?)?(\.txt)?$/i.test(name) ||
    BAG.test(name)
  );
}

const BAG = /^manifest-(sha256|md5)\.txt$/;
const GNU = /^(\\?)([0-9a-fA-F]{32}|[0-9a-fA-F]{64})(?: [ *]|\t| )(.+)$/;
/** BSD and `openssl dgst`: `SHA256 (f) = …`, `SHA256(f)= …`, `SHA2-256(f)= …`. */
const TAGGED = /^(\\?)(SHA2?-?256|MD5) ?\((.+)\) ?= ([0-9a-fA-F]+)$/;
const BARE = /^(?:SHA2?-?256|MD5)?(?:\(stdin\))?(?:= )?([0-9a-fA-F]{32}|[0-9a-fA-F]{64})(?: [ *]-)?$/;

/**
 * Reads what sha256sum and md5sum write: `<digits>  <path>`, `<digits> *<path>`, with `\` before escaped names, or the
 * BSD form `SHA256 (path) = <digits>`. A file with the bare digits is about the file that its own name names
 * (`data.csv.sha256`), unless there are several: those are of records in it, or of anything. Lines of other algorithms are left out. Source: GNU coreutils manual, "md5 invocation".
 */
export function parseChecksums(text: string, fileName: string): Checksum[] {
  const about = /^(.+)\.(?:sha256|md5)(?:sums?)?(?:\.txt)?$/i.exec(fileName)?.[1];
  const checksums: Checksum[] = [];
  const bare = new Set<number>();
  for (const [at, whole] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/, MOST_LINES)
    .entries()) {
    const read = readLine(whole, about);
    if (!read) continue;
    const { escaped, path, digits } = read;
    const algorithm = digits.length === 64 ? 'sha256' : digits.length === 32 ? 'md5' : undefined;
    if (algorithm === undefined) continue;
    // A backslash that is not escaped was written by a tool of Windows, between folders.
    const plain = () => path.replaceAll('\\', '/');
    const written = escaped ? unescapeName(path) : BAG.test(fileName) ? unescapeBag(path) : plain();
    checksums.push({ path: written, algorithm, digits: digits.toLowerCase(), line: at + 1 });
    if (read.bare) bare.add(at + 1);
  }
  return bare.size > 1 ? checksums.filter(({ line }) => !bare.has(line)) : checksums;
}

function readLine(
  line: string,
  about: string | undefined,
): { escaped: boolean; path: string; digits: string; bare?: true } | undefined {
  const gnu = GNU.exec(line);
  // What was read from standard input is about the file that the name names.
  if (gnu && gnu[3] !== '-')
    return { escaped: gnu[1] !== '', path: gnu[3] as string, digits: gnu[2] as string };
  const tagged = TAGGED.exec(line);
  if (tagged && tagged[3] !== 'stdin')
    return { escaped: tagged[1] !== '', path: tagged[3] as string, digits: tagged[4] as string };
  const digits = BARE.exec(line.trim())?.[1];
  return digits === undefined || about === undefined
    ? undefined
    : { escaped: false, path: about, digits, bare: true };
}

function unescapeBag(path: string): string {
  return path.replace(/%(0A|0D|25)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
