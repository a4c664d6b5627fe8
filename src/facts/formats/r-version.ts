/**
 * Whether a version of an R package satisfies a requirement of a DESCRIPTION (`>= 1.2.0`); undefined where it cannot be
 * told. Source: https://cran.r-project.org/doc/manuals/r-release/R-exts.html#Package-Dependencies.
 */
export function admitsR(specifier: string, version: string): boolean | undefined {
  if (specifier.trim() === '') return true;
  const match = /^(>=|<=|==|!=|>|<)\s*(\d[\d.-]*)$/.exec(specifier.trim());
  if (!match || !/^\d[\d.-]*$/.test(version)) return undefined;
  const order = compare(version, match[2]!);
  switch (match[1]) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '!=':
      return order !== 0;
    default:
      return order === 0;
  }
}

/** Versions are whole numbers between dots and hyphens; a shorter one comes first. */
function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((one) => one.split(/[.-]/).map(Number));
  for (let at = 0; at < Math.min(left!.length, right!.length); at++) {
    const difference = left![at]! - right![at]!;
    if (difference !== 0) return difference;
  }
  return left!.length - right!.length;
}
