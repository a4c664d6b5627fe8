import { normalMarker, sameMarker } from '../formats/marker-logic.js';
import { ALWAYS } from '../formats/marker-syntax.js';
import { type Clause, sameSpecifiers } from '../formats/specifiers.js';
import type { UvRequirement, UvSource } from '../formats/uv-requirement.js';
import type { DeclaredUvRequirement } from '../formats/uv-sources.js';
import type { Comparison } from './comparison.js';
import type { Difference } from './rule.js';

/** What two sets of requirements are compared for. */
export interface SetContext {
  about: Difference['about'];
  /** The manifest, and the line on which a requirement that only the lock has would stand. */
  file: string;
  line: number;
  /** The Python versions that the lock is made for. */
  python: readonly Clause[];
  /** Set before the name in findings: `dev: `. */
  label?: string;
  /** What the lock holds of a package, to be told with a difference. */
  held(name: string): string | undefined;
}

/** Compares what a manifest declares with what the lock recorded of it, as sets: order and repetition do not count. */
export function compareSets(
  comparison: Comparison,
  declared: readonly DeclaredUvRequirement[],
  recorded: readonly UvRequirement[],
  context: SetContext,
): void {
  const { about, file, line, python, label = '', held } = context;
  let budget = MOST_MARKERS;
  const same = (one: UvRequirement, other: UvRequirement) => {
    if (!sameBesideMarker(one, other)) return false;
    return --budget < 0 ? undefined : sameRequirement(one, other, python);
  };
  const added = declared.filter((one) => !recorded.some((other) => same(one, other) === true));
  const removed = recorded.filter((one) => !declared.some((other) => same(other, one) === true));
  const settled = new Set<UvRequirement>();
  for (const one of added) {
    const rivals = removed.filter(({ name }) => name === one.name);
    const perhaps = rivals.find((rival) => same(one, rival) === undefined);
    if (perhaps) {
      comparison.leaveOpen(`whether ${describe(one)} is the locked ${describe(perhaps)} cannot be told`);
      settled.add(perhaps);
      continue;
    }
    for (const rival of rivals) settled.add(rival);
    const rival = rivals[0];
    const version = held(one.name);
    const locked = rival ? rivals.map((each) => part(each, one)).join(' and ') : 'for other packages alone';
    comparison.differ({
      about: rival && JSON.stringify(rival.source) !== JSON.stringify(one.source) ? 'source' : about,
      name: `${label}${one.name}`,
      declared: part(one, rival),
      ...(rival || version ? { locked: withHeld(locked, version) } : {}),
      at: { file, line: one.line },
    });
  }
  for (const one of removed) {
    if (settled.has(one)) continue;
    comparison.differ({
      about,
      name: `${label}${one.name}`,
      locked: part(one, undefined),
      at: { file, line },
    });
  }
}

/** More pairs of markers than these are not compared in one set; real ones stay far below. */
const MOST_MARKERS = 3000;

function sameBesideMarker(a: UvRequirement, b: UvRequirement): boolean {
  return a.name === b.name && a.extras.join() === b.extras.join() && sameSource(a.source, b.source);
}

/** Whether two requirements for the same package ask for the same; undefined when that cannot be told. */
function sameRequirement(a: UvRequirement, b: UvRequirement, python: readonly Clause[]): boolean | undefined {
  const specifier = sameSpecifiers(a.specifier, b.specifier);
  if (specifier === false) return false;
  const marker = sameMarker(a.marker, b.marker, python);
  if (marker === false) return false;
  return specifier === undefined || marker === undefined ? undefined : true;
}

function sameSource(a: UvSource, b: UvSource): boolean {
  return a.kind === b.kind && a.at === b.at;
}

/** A requirement in words. */
function describe(requirement: UvRequirement): string {
  return `${requirement.name} ${part(requirement, undefined)}`;
}

/** What of a requirement matters beside another one: all that differs, or its version alone. */
function part(one: UvRequirement, other: UvRequirement | undefined): string {
  const extras = one.extras.length > 0 ? `[${one.extras.join(',')}]` : '';
  const from = one.source.at === '' ? '' : `from ${one.source.at}`;
  const marker = one.marker === ALWAYS ? '' : `; ${normalMarker(one.marker)}`;
  const differs = (key: (of: UvRequirement) => string) => other === undefined || key(one) !== key(other);
  const words = [
    differs(({ extras }) => extras.join()) ? extras : '',
    one.specifier,
    differs(({ source }) => `${source.kind} ${source.at}`) ? from : '',
    differs(({ marker: of }) => normalMarker(of)) ? marker : '',
  ].filter((word) => word !== '');
  return words.length === 0 ? 'any version' : words.join(' ');
}

function withHeld(recorded: string, held: string | undefined): string {
  return held === undefined ? recorded : `${recorded} (${held})`;
}
