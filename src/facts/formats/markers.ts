import type { Comparison, Marker, Variable } from './marker-syntax.js';
import { normalizeName } from './pep508.js';
import { admits, parseSpecifiers } from './specifiers.js';

/** What markers are evaluated against: a value a variable, sets for `extras` and `dependency_groups`. */
export type Environment = Readonly<Partial<Record<Variable, string | readonly string[]>>>;

const VERSIONS: ReadonlySet<Variable> = new Set<Variable>([
  'python_version',
  'python_full_version',
  'implementation_version',
  'platform_release',
]);

/** Whether values of this variable compare as versions. */
export function isVersion(variable: Variable): boolean {
  return VERSIONS.has(variable);
}

/**
 * Whether a marker holds in an environment; undefined when that turns on a variable that the environment does not
 * tell, or on a comparison that is not defined. Versions compare by PEP 440, other values as texts.
 */
export function evaluateMarker(marker: Marker, environment: Environment): boolean | undefined {
  if (marker.type === 'compare') {
    const value = Object.hasOwn(environment, marker.variable) ? environment[marker.variable] : undefined;
    return value === undefined ? undefined : compareValue(marker, value);
  }
  if (marker.type === 'not') {
    const inner = evaluateMarker(marker.of[0], environment);
    return inner === undefined ? undefined : !inner;
  }
  const decisive = marker.type === 'or';
  let open = false;
  for (const part of marker.of) {
    const value = evaluateMarker(part, environment);
    if (value === decisive) return decisive;
    if (value === undefined) open = true;
  }
  return open ? undefined : !decisive;
}

function compareValue(comparison: Comparison, held: string | readonly string[]): boolean | undefined {
  const { variable, operator, value, left } = comparison;
  const isName = variable === 'extra' || variable === 'extras' || variable === 'dependency_groups';
  const written = isName ? normalizeName(value) : value;
  if (typeof held !== 'string') {
    // A set knows membership only: `'x' in extras`.
    if (left === 'variable' && !(variable === 'extra' && (operator === '==' || operator === '!=')))
      return undefined;
    const member = held.some((one) => normalizeName(one) === written);
    if (operator === 'in' || (variable === 'extra' && operator === '==')) return member;
    return operator === 'not in' || (variable === 'extra' && operator === '!=') ? !member : undefined;
  }
  const own = isName ? normalizeName(held) : held;
  const [first, second] = left === 'variable' ? [own, written] : [written, own];
  if (operator === 'in') return second.includes(first);
  if (operator === 'not in') return !second.includes(first);
  if (isVersion(variable)) {
    if (operator === '===') return first.toLowerCase() === second.toLowerCase();
    const clauses = parseSpecifiers(`${operator}${second}`);
    if (clauses) return admits(clauses, first);
  }
  switch (operator) {
    case '==':
    case '<=':
    case '>=':
      return first === second;
    case '!=':
      return first !== second;
    case '<':
    case '>':
      return false;
    default:
      return undefined;
  }
}
