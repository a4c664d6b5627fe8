/** What a Git LFS pointer stands for. */
export interface LfsPointer {
  /** sha256 of the content, in lower-case hexadecimal. */
  oid: string;
  /** Bytes. */
  size: number;
}

/** A pointer is smaller than this, in bytes. */
export const POINTER_LIMIT = 1024;

const VERSIONS = ['version https://git-lfs.github.com/spec/v1', 'version https://hawser.github.com/spec/v1'];

/**
 * Reads a Git LFS pointer; undefined for any other text.
 * Source: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md.
 */
export function parseLfsPointer(text: string): LfsPointer | undefined {
  if (text.length >= POINTER_LIMIT) return undefined;
  const lines = text.split(/\r?\n/);
  if (!VERSIONS.includes(lines[0] ?? '')) return undefined;
  const oid = lines.map((line) => /^oid sha256:([0-9a-f]{64})$/.exec(line)?.[1]).find((found) => found);
  const size = lines.map((line) => /^size ([0-9]{1,15})$/.exec(line)?.[1]).find((found) => found);
  return oid === undefined || size === undefined ? undefined : { oid, size: Number(size) };
}

/** One line of .gitattributes that says whether files go to LFS. */
export interface LfsRule {
  pattern: string;
  /** False for `-filter`, `!filter` and other filters, which take back what an earlier line said. */
  lfs: boolean;
  line: number;
}

/** The lines of a .gitattributes file that set the filter of files. Source: git, Documentation/gitattributes.txt. */
export function lfsRules(text: string): LfsRule[] {
  return text.split(/\r?\n/).flatMap((whole, at) => {
    const [, quoted, plain, rest = ''] = /^\s*(?:"((?:[^"\\]|\\.)*)"|(\S+))\s(.*)$/.exec(whole) ?? [];
    const pattern = quoted?.replace(/\\(["\\])/g, '$1') ?? plain?.replaceAll('[[:space:]]', '\\ ') ?? '';
    const filter = rest.split(/\s+/).findLast((one) => /^[-!]?filter(=|$)/.test(one));
    if (filter === undefined || pattern === '' || /^[#!]|^\[attr\]/.test(pattern)) return [];
    return [{ pattern, lfs: filter === 'filter=lfs', line: at + 1 }];
  });
}
