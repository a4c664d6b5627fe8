import type { Requirement } from './manifest.js';
import { normalizeName, parseUrl, withoutCredentials } from './pep508.js';

/** Source: pip, src/pip/_internal/utils/filetypes.py. */
const ARCHIVE = /\.(?:whl|zip|tar|tgz|tbz|tar\.(?:gz|bz2|xz))$/i;

/**
 * A path, an archive or a repository without a `name @` in front, with its marker; undefined for anything else.
 * Source: pip, src/pip/_internal/req/constructors.py.
 */
export function unnamedAddress(text: string): Omit<Requirement, 'line'> | undefined {
  const [address = '', ...rest] = text.split(/\s+/);
  if (rest[0]?.startsWith('@')) return undefined;
  const scheme = /^(?:(?:git|hg|svn|bzr)\+)?[a-z][a-z0-9+.-]*:\/\//i.test(address);
  const scp = /^git@[^:]+:/.test(address);
  const bare = address.replace(/[#;].*$/, '').replace(/\[[^\]]*\]$/, '');
  const path =
    /^\.{0,2}[\\/]/.test(address) ||
    /^\.(?:\[|;|$)/.test(address) ||
    address.startsWith('file:') ||
    /^[A-Za-z]:[\\/]/.test(address) ||
    // A relative path needs no dot in front: `libs/common`, `wheels/x-1.0-py3-none-any.whl`.
    (!scheme &&
      /^[\w.~-]+(?:[\\/][\w.+-]+)*[\\/]?$/.test(bare) &&
      (/[\\/]/.test(bare) || ARCHIVE.test(bare)));
  if (!scheme && !scp && !path) return undefined;
  const marker = /^[^;]*\s;(.*)$/.exec(text)?.[1]?.trim();
  return {
    // `.` names no package; it stays as written.
    name: /\w/.test(address) ? normalizeName(addressName(address)) : address,
    raw: withoutCredentials(address),
    ecosystem: 'pypi',
    ...parseUrl(address),
    ...(path ? { from: 'path' as const } : {}),
    ...(marker ? { marker } : {}),
  };
}

/** The name that an address gives: `#egg=`, the wheel's or archive's, else the last part of its path. */
function addressName(address: string): string {
  const egg = /[#&]egg=([^&[\s]+)/.exec(address)?.[1];
  if (egg) return egg;
  const path = address
    .replace(/[#?].*$/, '')
    .replace(/(?<=[^/])@[^@/]*$/, '')
    .replace(/[\\/]+$/, '');
  const last = path.split(/[\\/:]/).at(-1) ?? path;
  return (
    /^(.+?)-\d/.exec(last)?.[1] ??
    last.replace(/\.(?:git|zip|whl|tar\.gz|tgz|tar\.bz2)$/, '').replace(/\[.*$/, '')
  );
}
