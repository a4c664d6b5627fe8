/** The key of git-annex: how the content is called. */
export interface AnnexKey {
  /** As written. */
  key: string;
  /** `SHA256E`, `MD5`, `WORM`, `URL` … */
  backend: string;
  /** Bytes; absent where the key does not say. */
  size?: number;
  /** Hash of the content, of a backend that has one, in lower-case hexadecimal. */
  digits?: string;
}

/** A pointer file of git-annex is smaller than this, in bytes. Source: git-annex.branchable.com/internals/pointer_file. */
export const ANNEX_POINTER_LIMIT = 32 * 1024;

const HASHED = /^(?:SHA(?:1|224|256|384|512)|SHA3_\d+|SKEIN\d+|BLAKE2\w+|MD5)E?$/;

/**
 * Reads a key: `BACKEND[-s<size>][-m<mtime>][-S<chunk size>-C<chunk>]--<name>`; undefined for any other text.
 * Source: git-annex.branchable.com/internals/key_format and /backends.
 */
export function parseAnnexKey(text: string): AnnexKey | undefined {
  if (text.length > 4096 || /[\0\n]/.test(text)) return undefined;
  const [, backend, fields = '', name = ''] =
    /^([A-Z][A-Z0-9_]{1,20})((?:-[a-zA-Z][0-9]{1,19})*)--(.+)$/.exec(text) ?? [];
  if (backend === undefined) return undefined;
  const size = /-s([0-9]{1,15})(?=-|$)/.exec(fields)?.[1];
  const digits = HASHED.test(backend) ? /^[0-9a-f]{32,128}(?=$|\.)/.exec(name)?.[0] : undefined;
  return {
    key: text,
    backend,
    ...(size === undefined ? {} : { size: Number(size) }),
    ...(digits === undefined ? {} : { digits }),
  };
}

/** The key of a link into `.git/annex/objects`; undefined for any other link. */
export function keyOfLink(target: string): AnnexKey | undefined {
  const parts = target.replaceAll('\\', '/').split('/');
  const at = parts.lastIndexOf('objects');
  return at > 0 && parts[at - 1] === 'annex' && at < parts.length - 1
    ? parseAnnexKey(unescaped(parts.at(-1) as string))
    : undefined;
}

/** The key of a pointer file, whose first line is `/annex/objects/<key>`; undefined for any other text. */
export function keyOfPointer(text: string): AnnexKey | undefined {
  if (text.length > ANNEX_POINTER_LIMIT) return undefined;
  const [first = ''] = text.split('\n', 1);
  const key = /^\/annex\/objects\/(.+?)\r?$/.exec(first)?.[1];
  return key === undefined ? undefined : parseAnnexKey(unescaped(key));
}

/** Whether a text is a pointer file of git-annex. */
export function isAnnexPointer(text: string): boolean {
  return text.startsWith('/annex/objects/') && keyOfPointer(text) !== undefined;
}

/** File names cannot hold what keys may: `&a` is `&`, `&s` is `%`, `&c` is `:`, `%` is `/`. */
function unescaped(name: string): string {
  return name.replace(/&[asc]|%/g, (one) => ({ '&a': '&', '&s': '%', '&c': ':' })[one] ?? '/');
}
