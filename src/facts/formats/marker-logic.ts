import { explain } from '@renovatebot/pep440';
import { ALWAYS, type Comparison, type Marker, markerText, type Variable } from './marker-syntax.js';
import { type Environment, evaluateMarker, isVersion } from './markers.js';
import { admits, type Clause, parseSpecifiers } from './specifiers.js';

/** Values that some variables take together, and whether any machine has them so. */
interface Choice {
  values: Environment;
  real: boolean;
}

/** Platforms and interpreters that exist: the values that go together. */
const PLATFORMS: readonly Environment[] = [
  { sys_platform: 'linux', platform_system: 'Linux', os_name: 'posix' },
  { sys_platform: 'darwin', platform_system: 'Darwin', os_name: 'posix' },
  { sys_platform: 'win32', platform_system: 'Windows', os_name: 'nt' },
];
const INTERPRETERS: readonly Environment[] = [
  { implementation_name: 'cpython', platform_python_implementation: 'CPython' },
  { implementation_name: 'pypy', platform_python_implementation: 'PyPy' },
];
const MACHINES = ['x86_64', 'aarch64', 'arm64', 'AMD64'];

/** A text that no marker names. */
const OTHER = '(other)';
/** More comparisons than these, over all environments, are not tried. */
const MOST = 250_000;

/**
 * Whether two markers hold in the same environments, as far as `python` (the versions a project admits) lets them
 * occur: true when they agree in every one, false when they differ in one that exists, undefined when it stays open.
 */
export function sameMarker(a: Marker, b: Marker, python: readonly Clause[] = []): boolean | undefined {
  if (normalMarker(a) === normalMarker(b)) return true;
  const space = environmentsOf([a, b], python);
  if (!space) return undefined;
  let open = !space.exact;
  for (const { values, real } of space.choices) {
    const [first, second] = [evaluateMarker(a, values), evaluateMarker(b, values)];
    if (first === undefined || second === undefined) open = true;
    else if (first !== second) {
      if (real) return false;
      open = true;
    }
  }
  return open ? undefined : true;
}

/**
 * Whether a marker can hold at all where `python` and `within` (the environments a lock was made for) hold: true when
 * it does in an environment that exists, false when in none that can be thought of, undefined when it stays open.
 */
export function canHold(
  marker: Marker,
  python: readonly Clause[] = [],
  within: Marker = ALWAYS,
): boolean | undefined {
  const both: Marker = { type: 'and', of: [within, marker] };
  const space = environmentsOf([both], python);
  if (!space) return undefined;
  let open = !space.exact;
  for (const { values, real } of space.choices) {
    const value = evaluateMarker(both, values);
    if (value === true && real) return true;
    if (value !== false) open = true;
  }
  return open ? undefined : false;
}

/** A marker as text in which order, nesting and the spelling of Python versions do not count. */
export function normalMarker(marker: Marker): string {
  return markerText(normal(marker));
}

function normal(marker: Marker): Marker {
  if (marker.type === 'compare') return normalComparison(marker);
  if (marker.type === 'not') return { type: 'not', of: [normal(marker.of[0])] };
  const parts = marker.of
    .map(normal)
    .flatMap((part) => (part.type === marker.type ? part.of : [part]))
    .map((part) => ({ part, text: markerText(part) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .filter(({ text }, at, all) => text !== all[at - 1]?.text)
    .map(({ part }) => part);
  return parts.length === 1 ? parts[0]! : { type: marker.type, of: parts };
}

/** `python_version < '3.8'` is `python_full_version < '3.8'`; `>` and `<=` speak of the whole minor version. */
function normalComparison(comparison: Comparison): Marker {
  const turned = turn(comparison);
  const { variable, operator, value } = turned;
  if (variable !== 'python_version' || !/^\d+\.\d+$/.test(value)) return turned;
  if (operator === '<' || operator === '>=') return { ...turned, variable: 'python_full_version' };
  return turned;
}

/** The comparison with its variable on the left, where that says the same. */
function turn(comparison: Comparison): Comparison {
  if (comparison.left === 'variable') return comparison;
  const turned = { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '==': '==', '!=': '!=' } as const;
  const { operator } = comparison;
  return operator in turned
    ? { ...comparison, operator: turned[operator as keyof typeof turned], left: 'variable' }
    : comparison;
}

/** Environments that stand for all: one for each way in which the markers' comparisons can come out. Undefined when there are too many. */
function environmentsOf(
  markers: readonly Marker[],
  python: readonly Clause[],
): { choices: Choice[]; exact: boolean } | undefined {
  const comparisons = markers.flatMap((marker) => [...comparisonsOf(marker)]);
  const of = (...variables: Variable[]) => comparisons.filter(({ variable }) => variables.includes(variable));
  const exact = comparisons.every(
    ({ variable, operator, left }) =>
      operator === '==' ||
      operator === '!=' ||
      (isVersion(variable) && operator !== 'in' && operator !== 'not in' && left === 'variable') ||
      ((variable === 'extras' || variable === 'dependency_groups') && left === 'value'),
  );
  const axes: Choice[][] = [
    pythons(of('python_version', 'python_full_version'), python),
    together(['sys_platform', 'platform_system', 'os_name'], PLATFORMS, of),
    together(['implementation_name', 'platform_python_implementation'], INTERPRETERS, of),
    alone('platform_machine', withKnown(texts(of('platform_machine')), MACHINES)),
    ...(['platform_release', 'platform_version', 'implementation_version'] as const).map((variable) =>
      alone(variable, around(texts(of(variable)))),
    ),
    alone('extra', texts(of('extra')), ''),
    ...(['extras', 'dependency_groups'] as const).map((variable) => subsets(variable, texts(of(variable)))),
  ];
  let choices: Choice[] = [{ values: {}, real: true }];
  for (const axis of axes) {
    if (choices.length * axis.length * comparisons.length > MOST) return undefined;
    choices = choices.flatMap((before) =>
      axis.map(({ values, real }) => ({
        values: { ...before.values, ...values },
        real: before.real && real,
      })),
    );
  }
  return { choices, exact };
}

function* comparisonsOf(marker: Marker): Generator<Comparison> {
  if (marker.type === 'compare') yield marker;
  else for (const part of marker.of) yield* comparisonsOf(part);
}

/** The values that comparisons name; lists in one text (`in 'a b'`) as their words. */
function texts(comparisons: readonly Comparison[]): string[] {
  return unique(
    comparisons.flatMap(({ operator, value }) =>
      operator === 'in' || operator === 'not in' ? [value, ...value.split(/[\s,|]+/)] : [value],
    ),
  );
}

/** Python versions on, before and after every version that is named, as far as the project admits them. */
function pythons(comparisons: readonly Comparison[], python: readonly Clause[]): Choice[] {
  if (comparisons.length === 0) return [{ values: {}, real: true }];
  const named = ['3.8', ...texts(comparisons), ...python.map(({ version }) => version)]
    .map((text) => explain(text.replace(/\.\*$/, ''))?.release)
    .filter((release) => release !== undefined);
  const minors = new Set<string>();
  const micros = new Set([0, 99]);
  for (const [major = 3, minor = 0, micro] of named) {
    for (const near of [minor - 1, minor, minor + 1]) if (near >= 0) minors.add(`${major}.${near}`);
    for (const near of [micro ?? 0, (micro ?? 0) - 1, (micro ?? 0) + 1]) if (near >= 0) micros.add(near);
  }
  return [...minors].flatMap((minor) =>
    [...micros]
      .map((micro) => `${minor}.${micro}`)
      .filter((full) => admits(python, full))
      .map((full) => ({ values: { python_version: minor, python_full_version: full }, real: true })),
  );
}

/** Variables whose values go together on real machines, and every other combination. */
function together(
  variables: readonly Variable[],
  real: readonly Environment[],
  of: (...variables: Variable[]) => readonly Comparison[],
): Choice[] {
  const used = variables.filter((variable) => of(variable).length > 0);
  if (used.length === 0) return [{ values: {}, real: true }];
  let free: Environment[] = [{}];
  for (const variable of used) {
    const known = real.map((row) => row[variable] as string);
    const values = unique([...texts(of(variable)), ...known, OTHER]);
    free = free.flatMap((row) => values.map((value) => ({ ...row, [variable]: value })));
  }
  const rows = new Set(real.map((row) => used.map((variable) => row[variable]).join('|')));
  return free.map((values) => ({
    values,
    real: rows.has(used.map((variable) => values[variable]).join('|')),
  }));
}

function alone(variable: Variable, values: readonly string[], other = OTHER): Choice[] {
  if (values.length === 0) return [{ values: {}, real: true }];
  return unique([...values, other]).map((value) => ({
    values: { [variable]: value },
    real: value !== OTHER,
  }));
}

/** Versions on, before and after those that are named. */
function around(versions: readonly string[]): string[] {
  if (versions.length === 0) return [];
  return ['0', '99999', ...versions.flatMap((version) => [version, `${version}.1`, `${version}.dev0`])];
}

function withKnown(named: readonly string[], known: readonly string[]): string[] {
  return named.length === 0 ? [] : [...named, ...known];
}

/** Every set of the names. */
function subsets(variable: Variable, names: readonly string[]): Choice[] {
  if (names.length === 0) return [{ values: {}, real: true }];
  let sets: string[][] = [[]];
  // Past the bound the product of all axes is given up anyway.
  for (const name of names.slice(0, 16)) sets = [...sets, ...sets.map((set) => [...set, name])];
  return sets.map((set) => ({ values: { [variable]: set }, real: true }));
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** The versions of Python that a text admits; any when it says nothing or is not understood. */
export function pythonRange(text: string | undefined): readonly Clause[] {
  return (text === undefined ? undefined : parseSpecifiers(text)) ?? [];
}
