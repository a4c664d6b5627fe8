import { admits, type Clause, parseSpecifiers } from '../formats/specifiers.js';

/** Minor versions that a range is tried against, with a patch release of each that ranges such as `>=3.8.1` admit too. */
const MINORS = ['2.7', ...Array.from({ length: 40 }, (_, minor) => `3.${minor}`), '4.0', '4.1'];
const PATCHES = Array.from({ length: 31 }, (_, patch) => patch);

/** The version as written, without operators: `3.11.4` of `=3.11.4`, `3.11` of `==3.11.*`. */
export function versionOf(text: string): string | undefined {
  return /^[\s=v]*(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1];
}

/** The one minor version that a PEP 440 range admits (`==3.11.*`, `>=3.11,<3.12`); undefined when there are more or none. */
export function onlyMinor(range: string): string | undefined {
  const clauses = parseSpecifiers(range);
  const admitted = clauses ? MINORS.filter((minor) => admitsAny(clauses, minor)) : [];
  return admitted.length === 1 ? admitted[0] : undefined;
}

/** Whether a PEP 440 range admits a version; for a minor one, whether it admits any of its releases. Undefined when the range is none. */
export function rangeAdmits(range: string, version: string): boolean | undefined {
  const clauses = parseSpecifiers(range);
  return clauses && admitsAny(clauses, version);
}

function admitsAny(clauses: readonly Clause[], version: string): boolean {
  const releases = version.split('.').length > 2 ? [version] : PATCHES.map((patch) => `${version}.${patch}`);
  return releases.some((release) => admits(clauses, release));
}

/** Whether two versions can be the same: one is the other or its beginning. */
export function agree(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/**
 * The Python version that an image reference names: the tag of a `python` image, or `py310` and `python3.10` in others.
 * Undefined where it names none; a framework's version is none.
 */
export function versionInImage(image: string): string | undefined {
  const reference = image.replace(/@sha256:[0-9a-f]+$/i, '');
  const slash = reference.lastIndexOf('/');
  const colon = reference.indexOf(':', slash + 1);
  const name = reference.slice(slash + 1, colon < 0 ? undefined : colon).toLowerCase();
  const tag = colon < 0 ? '' : reference.slice(colon + 1).toLowerCase();
  if (/^(?:python|pypy|uv)$/.test(name)) {
    const found = /(?:^|-|python)([23]\.\d{1,2}(?:\.\d{1,2})?)(?![\d.])/.exec(tag)?.[1];
    if (found && (name !== 'uv' || tag.includes('python'))) return found;
  }
  const found = /(?:^|[^a-z])py(?:thon)?[-_]?([23])\.?(\d{1,2})(?:\.(\d{1,2}))?(?!\d)/.exec(`${name}:${tag}`);
  return found ? [found[1], found[2], found[3]].filter((part) => part !== undefined).join('.') : undefined;
}
