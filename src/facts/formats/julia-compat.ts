/** A range of versions, from the first that is in it to the first that is not. */
type Range = readonly [from: Version, before: Version | undefined];

type Version = readonly [number, number, number];

/**
 * Whether a version satisfies a `[compat]` entry; undefined where that cannot be told.
 * Source: Pkg.jl, docs/src/compatibility.md.
 */
export function admitsJulia(compat: string, version: string): boolean | undefined {
  const parts = /^(\d+)\.(\d+)\.(\d+)(?:\+.*)?$/.exec(version.trim());
  if (!parts || compat.length > 500) return undefined;
  const exact: Version = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const ranges = compat.split(',').map((one) => rangeOf(one.trim()));
  if (ranges.some((range) => range && isIn(exact, range))) return true;
  return ranges.includes(undefined) ? undefined : false;
}

function rangeOf(text: string): Range | undefined {
  const hyphen = /^([\d.]+)\s+-\s+([\d.]+)$/.exec(text);
  if (hyphen) {
    const [from, to] = [numbers(hyphen[1]!), numbers(hyphen[2]!)];
    return from && to && [filled(from), after(to, to.length - 1)];
  }
  const match = /^(\^|~|=|>=|≥|>|<)?\s*v?([\d.]+)$/.exec(text);
  const given = match && numbers(match[2]!);
  if (!given) return undefined;
  const version = filled(given);
  switch (match[1] ?? '^') {
    case '^': {
      // The leftmost part that is not zero may not change; of zeros alone, the last one that is given.
      const first = given.findIndex((part) => part !== 0);
      return [version, after(given, first < 0 ? given.length - 1 : first)];
    }
    case '~':
      return [version, after(given, Math.min(1, given.length - 1))];
    case '=':
      return given.length === 3 ? [version, after(given, 2)] : undefined;
    case '<':
      return [[0, 0, 0], version];
    case '>':
      return undefined;
    default:
      return [version, undefined];
  }
}

function numbers(text: string): number[] | undefined {
  const parts = text.split('.');
  return parts.length <= 3 && parts.every((part) => /^\d+$/.test(part)) ? parts.map(Number) : undefined;
}

function filled([major = 0, minor = 0, patch = 0]: readonly number[]): Version {
  return [major, minor, patch];
}

/** The first version in which the part at `at` is larger. */
function after(parts: readonly number[], at: number): Version {
  return filled(parts.slice(0, at + 1).map((part, index) => (index === at ? part + 1 : part)));
}

function isIn(version: Version, [from, before]: Range): boolean {
  return compare(version, from) >= 0 && (before === undefined || compare(version, before) < 0);
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
