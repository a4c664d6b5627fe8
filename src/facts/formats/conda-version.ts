/** One part of a conda version: numbers and words in turn, beginning with a number. */
type Part = (number | string)[];

/** A conda version, ready to be compared. */
export interface CondaVersion {
  epoch: number;
  parts: Part[];
  local: Part[];
}

/**
 * Reads a conda version; undefined for a text that is none.
 * Source: conda, conda/models/version.py, `VersionOrder`; https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html.
 */
export function parseCondaVersion(text: string): CondaVersion | undefined {
  const version = text.trim().toLowerCase();
  if (version.length > 200 || !/^[a-z0-9_.+!-]+$/.test(version)) return undefined;
  const [, epoch, rest = ''] = /^(?:(\d+)!)?(.*)$/.exec(version) ?? [];
  const [release = '', local, ...more] = rest.split('+');
  if (release === '' || more.length > 0) return undefined;
  const parts = partsOf(release);
  const locals = local === undefined ? [] : partsOf(local);
  return parts && locals && { epoch: Number(epoch ?? 0), parts, local: locals };
}

function partsOf(text: string): Part[] | undefined {
  if (text.includes('-') && text.includes('_')) return undefined;
  const words = text.replaceAll('-', '_');
  // An underscore at the end belongs to the last part (`1.0.1_` of openssl).
  const split = words.endsWith('_')
    ? `${words.slice(0, -1).replaceAll('_', '.')}_`.split('.')
    : words.replaceAll('_', '.').split('.');
  if (split.includes('')) return undefined;
  // A part that begins with a word has a zero before it.
  return split.map((part) => [
    ...(/^\d/.test(part) ? [] : [0]),
    ...(part.match(/\d+|[^\d]+/g) ?? []).map(unit),
  ]);
}

/** `post` comes after, `dev` before everything else. */
function unit(text: string): number | string {
  if (/^\d/.test(text)) return Number(text);
  if (text === 'post') return Number.POSITIVE_INFINITY;
  return text === 'dev' ? 'DEV' : text;
}

/** Negative, zero or positive, as `a` is older than, equal to or newer than `b`. */
export function compareCondaVersions(a: CondaVersion, b: CondaVersion): number {
  if (a.epoch !== b.epoch) return a.epoch - b.epoch;
  return compareParts(a.parts, b.parts) || compareParts(a.local, b.local);
}

function compareParts(a: readonly Part[], b: readonly Part[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [left, right] = [a[at] ?? [], b[at] ?? []];
    for (let one = 0; one < Math.max(left.length, right.length); one++) {
      const order = compareUnits(left[one] ?? 0, right[one] ?? 0);
      if (order !== 0) return order;
    }
  }
  return 0;
}

/** Words come before numbers. */
function compareUnits(a: number | string, b: number | string): number {
  if (a === b) return 0;
  if (typeof a === 'string') return typeof b === 'string' ? (a < b ? -1 : 1) : -1;
  return typeof b === 'string' ? 1 : a < b ? -1 : 1;
}

/** Whether a version begins with the parts of another: `1.2.3` with `1.2`, but not `1.20`. */
export function condaStartsWith(version: CondaVersion, start: CondaVersion): boolean {
  if (version.epoch !== start.epoch) return false;
  if (start.local.length > 0) {
    return compareParts(version.parts, start.parts) === 0 && beginsWith(version.local, start.local);
  }
  return beginsWith(version.parts, start.parts);
}

function beginsWith(parts: readonly Part[], start: readonly Part[]): boolean {
  const last = start.length - 1;
  if (compareParts(parts.slice(0, last), start.slice(0, last)) !== 0) return false;
  const [part, wanted] = [parts[last] ?? [0], start[last] ?? [0]];
  const end = wanted.length - 1;
  if (compareParts([part.slice(0, end)], [wanted.slice(0, end)]) !== 0) return false;
  const [one, other] = [part[end] ?? 0, wanted[end] ?? 0];
  return typeof other === 'string' ? typeof one === 'string' && one.startsWith(other) : one === other;
}
