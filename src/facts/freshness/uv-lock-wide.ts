import { normalMarker, sameMarker } from '../formats/marker-logic.js';
import { type Marker, parseMarker } from '../formats/marker-syntax.js';
import { normalizeName } from '../formats/pep508.js';
import { parseSpecifiers, sameBounds } from '../formats/specifiers.js';
import { strings, type TomlTable } from '../formats/toml.js';
import { readConflicts, type UvLock } from '../formats/uv-lock.js';
import { lower } from '../formats/uv-sources.js';
import type { Comparison } from './comparison.js';
import { compareSets } from './uv-compare.js';
import { setContext, type UvContext, type UvStanding } from './uv-project.js';

/** The Python versions of the lock against those that all members admit together. */
export function comparePython(
  { comparison, lock }: UvContext,
  members: readonly Pick<UvStanding, 'path' | 'manifest'>[],
): void {
  const said = members.filter(({ manifest }) => manifest.python);
  const [first] = said;
  // Where nothing is said uv takes the interpreter at hand.
  if (!first?.manifest.python || lock.python === undefined) return;
  const declared = said.map(({ manifest }) => manifest.python!.value);
  const [clauses, locked] = [parseSpecifiers(declared.join(',')), parseSpecifiers(lock.python)];
  const same = clauses && locked ? sameBounds(clauses, locked) : undefined;
  if (same === undefined) {
    comparison.leaveOpen(`whether Python ${declared.join(', ')} is the locked ${lock.python} cannot be told`);
    return;
  }
  if (!same)
    comparison.differ({
      about: 'python',
      name: 'requires-python',
      declared: [...new Set(declared)].join(', '),
      locked: lock.python,
      at: { file: first.path, line: first.manifest.python.line },
    });
}

/** `[tool.uv]` lists that limit or replace what is resolved, and where the lock records them. */
const LISTS = {
  constraints: 'constraint-dependencies',
  overrides: 'override-dependencies',
  'build-constraints': 'build-constraint-dependencies',
} as const;

/** Constraints, overrides, build constraints and excluded packages of the workspace. */
export function compareConstraints(context: UvContext, file: string): void {
  const { comparison, lock, workspace } = context;
  const root = workspace.manifest;
  const { settings } = root;
  const place = { manifest: root, folder: '.', workspace };
  for (const [key, setting] of Object.entries(LISTS) as [keyof typeof LISTS, string][]) {
    const value = settings[setting];
    const line = root.line(['tool', 'uv', setting]);
    if (Array.isArray(value) && value.some((item) => typeof item !== 'string')) {
      comparison.leaveOpen(`${file}: an entry of ${setting} is not understood`);
      continue;
    }
    const written = strings(value).map((text) => ({ text, line }));
    const declared = written.map((item) => lower(item, place));
    if (declared.some((one) => one === undefined)) {
      comparison.leaveOpen(`${file}: an entry of ${setting} is not understood`);
      continue;
    }
    comparison.compared.constraints += written.length;
    // Older versions of uv recorded no build constraints.
    if (key === 'build-constraints' && lock.revision < 2 && lock.manifest[key].length === 0) continue;
    compareSets(
      comparison,
      declared.flatMap((one) => one ?? []),
      lock.manifest[key],
      {
        ...setContext(context, file, line),
        about: 'constraint',
        label: `${setting}: `,
      },
    );
  }
  const excluded = strings(settings['exclude-dependencies']).map(normalizeName);
  compareNamed(
    context,
    file,
    'exclude-dependencies',
    excluded.sort().join(', '),
    [...lock.manifest.excludes].sort().join(', '),
  );
}

/** Settings of the resolution; `uvToml` is the text of the file beside it whose settings hold instead, where there is one. */
export function compareSettings(context: UvContext, file: string, uvToml?: UvToml): void {
  const { comparison, lock, workspace, python } = context;
  const root = workspace.manifest;
  const { settings } = root;
  for (const [setting, recorded] of [
    ['environments', lock.environments.supported],
    ['required-environments', lock.environments.required],
  ] as const) {
    const written = typeof settings[setting] === 'string' ? [settings[setting]] : strings(settings[setting]);
    const declared = written.map((text) => parseMarker(text).marker);
    if (declared.some((one) => one === undefined))
      comparison.leaveOpen(`${file}: ${setting} is not understood`);
    else {
      const same = sameMarkers(declared as Marker[], recorded, python);
      if (same === undefined)
        comparison.leaveOpen(`whether ${setting} of ${file} are the locked ones cannot be told`);
      else if (!same)
        compareNamed(context, file, setting, written.join(', '), recorded.map(normalMarker).join(', '));
    }
  }
  compareConflicts(context, file);
  const described =
    Array.isArray(settings['dependency-metadata']) && settings['dependency-metadata'].length > 0;
  if (described && lock.manifest.hasMetadata)
    comparison.leaveOpen(`${file}: dependency-metadata is not compared`);
  else if (described !== lock.manifest.hasMetadata)
    compareNamed(context, file, 'dependency-metadata', described ? 'some' : '', described ? '' : 'some');
  compareResolution(context, uvToml ?? { file, settings, line: (key) => root.line(['tool', 'uv', key]) });
}

/** Where settings of uv stand. */
export interface UvToml {
  file: string;
  settings: TomlTable;
  line(key: string): number;
}

/**
 * How versions were chosen. What the lock alone says came from an option, a variable or the user's own settings: uv
 * elsewhere takes the lock for outdated. With another resolution or fork strategy it takes none of its versions, with
 * another mode for pre-releases or cut-off it keeps them where it can.
 * Source: uv, crates/uv/src/commands/project/lock.rs, `validate`.
 */
function compareResolution({ comparison, lock }: UvContext, place: UvToml): void {
  const { settings, file } = place;
  for (const [setting, option, usual, keepsVersions] of [
    ['resolution', 'resolution-mode', 'highest', false],
    ['prerelease', 'prerelease-mode', 'if-necessary-or-explicit', true],
    ['fork-strategy', 'fork-strategy', 'requires-python', false],
  ] as const) {
    const written = settings[setting] ?? usual;
    const recorded = lock.options[option] ?? usual;
    if (typeof written !== 'string') comparison.leaveOpen(`${file}: ${setting} is not understood`);
    else if (written !== recorded)
      comparison.differ({
        about: 'setting',
        name: setting,
        ...(settings[setting] === undefined ? { keepsVersions } : { declared: written }),
        locked: recorded,
        at: { file, line: place.line(setting) },
      });
  }
  compareCutOff(comparison, lock, place);
}

/** `exclude-newer`: a time, or a span before the day of locking. */
function compareCutOff(comparison: Comparison, lock: UvLock, { settings, file, line }: UvToml): void {
  const written = settings['exclude-newer'];
  const recorded = lock.options['exclude-newer-span'] ?? lock.options['exclude-newer'];
  const text =
    written instanceof Date ? written.toISOString() : typeof written === 'string' ? written : undefined;
  const at = { file, line: line('exclude-newer') };
  const about = { about: 'setting', name: 'exclude-newer', at } as const;
  if (text === undefined) {
    if (recorded !== undefined) comparison.differ({ ...about, locked: recorded, keepsVersions: true });
    return;
  }
  const [own, other] = [momentOf(text), momentOf(recorded ?? '')];
  // A day alone means its end where uv ran, somewhere on earth.
  const near = Math.abs(own - other) <= (spanOf(text) === undefined ? 3 * DAY : 0);
  if (recorded === undefined || (Number.isFinite(own) && Number.isFinite(other) && !near))
    comparison.differ({ ...about, declared: text, locked: recorded ?? 'no cut-off' });
  else if (!near)
    comparison.leaveOpen(`whether exclude-newer ${text} is the locked ${recorded} cannot be told`);
}

const DAY = 24 * 3600 * 1000;
const UNITS: Readonly<Record<string, number>> = { w: 7 * DAY, d: DAY, h: DAY / 24, m: DAY / 1440, s: 1000 };

/** A span such as `7 days`, `2w` or `P7D` in milliseconds; undefined for any other text. */
function spanOf(text: string): number | undefined {
  const whole = /^(?:P(?=.))?(?:T?\d+\s*(?:w|d|h|m|s)[a-z]*[\s,]*)+$/i.exec(text.trim());
  // Months and years have no fixed length.
  if (!whole || /\dM(?!.*T)|mo|y/i.test(text.replace(/days?/gi, 'd').replace(/^PT.*/i, ''))) return undefined;
  const parts = [...text.matchAll(/(\d+)\s*([wdhms])/gi)];
  return parts.reduce((sum, [, n, unit]) => sum + Number(n) * (UNITS[unit!.toLowerCase()] ?? 0), 0);
}

/** A moment, or the length of a span, as a number to compare; NaN for any other text. */
function momentOf(text: string): number {
  return spanOf(text) ?? Date.parse(text);
}

/** Sets of extras and groups that may not go together; groups that take in others widen them. */
function compareConflicts(context: UvContext, file: string): void {
  const { comparison, lock, workspace } = context;
  const root = workspace.manifest;
  const sets = (all: readonly (readonly string[])[]) => all.map((set) => set.join(' + ')).sort();
  const [declared, recorded] = [
    sets(readConflicts(root.settings.conflicts, root.name ?? '')),
    sets(lock.conflicts),
  ];
  if (declared.join() === recorded.join()) return;
  const both = [...declared, ...recorded];
  const members = workspace.members.size > 1;
  if (members || (declared.length > 0 && recorded.length > 0 && both.some((set) => / group /.test(set))))
    comparison.leaveOpen(`whether the conflicts of ${file} are the locked ones cannot be told`);
  else compareNamed(context, file, 'conflicts', declared.join(', '), recorded.join(', '));
}

function compareNamed(
  { comparison, workspace: { manifest: root } }: UvContext,
  file: string,
  setting: string,
  declared: string,
  locked: string,
): void {
  if (declared === locked) return;
  comparison.differ({
    about: 'setting',
    name: setting,
    declared: declared || 'nothing',
    locked: locked || 'nothing',
    at: { file, line: root.line(['tool', 'uv', setting]) },
  });
}

function sameMarkers(
  a: readonly Marker[],
  b: readonly Marker[],
  python: UvContext['python'],
): boolean | undefined {
  if (a.length !== b.length) return false;
  const each = a.map((marker, at) => sameMarker(marker, b[at]!, python));
  return each.includes(false) ? false : each.includes(undefined) ? undefined : true;
}
