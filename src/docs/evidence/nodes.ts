import { count } from '../../checks/check.js';
import type { DrawTrace, RunTrace, SeedTrace } from '../../facts/randomness/file-trace.js';
import type { PathStep, Place, SourceState } from '../../facts/randomness/model.js';
import type { EvidenceNode } from '../../report/evidence.js';

type State = NonNullable<EvidenceNode['state']>;

/** How the state of a source stands towards the check. */
export const STANDS: Readonly<Record<SourceState, State>> = {
  fixed: 'good',
  optional: 'partly',
  late: 'partly',
  varying: 'bad',
  unfixed: 'bad',
  unknown: 'unknown',
};

/** A node at a place; a way of one step only says the place again and is left out. */
export function node(
  kind: EvidenceNode['kind'],
  text: string,
  {
    at,
    state,
    path,
    children,
  }: { at?: Place; state?: State; path?: readonly PathStep[]; children?: EvidenceNode[] } = {},
): EvidenceNode {
  return {
    kind,
    text,
    ...(state && { state }),
    ...(at && located(at)),
    ...(path && path.length > 1 && { path: path.map((step) => ({ text: step.text, ...located(step.at) })) }),
    ...(children && children.length > 0 && { children }),
  };
}

function located({ file, line, cell }: Place): Pick<EvidenceNode, 'file' | 'line' | 'cell'> {
  return { file, line, ...(cell !== undefined && { cell }) };
}

/** What to do, as the last branch. */
export function mend(text: string): EvidenceNode[] {
  return text === '' ? [] : [node('mend', `${text.charAt(0).toUpperCase()}${text.slice(1)}.`)];
}

/** What a draw takes its numbers from, where that is not what its source says already. */
export function drawText(
  { call, own, fixedDefault, state, certainty }: DrawTrace,
  of: SourceState | undefined,
): string {
  const doubt = certainty === 'certain' ? '' : ` (${certainty})`;
  if (fixedDefault) return `${call} has a fixed default${doubt}`;
  if (own && own.kind !== 'none') return `${call} is given ${own.text}${doubt}`;
  const stands = {
    fixed: 'after the seeding',
    late: 'before the seeding',
    unfixed: 'never seeded',
    optional: 'seeded on request',
    varying: 'seeded anew each time',
    unknown: 'cannot be told',
  }[state];
  return of === undefined || of === state ? `${call}${doubt}` : `${call}: ${stands}${doubt}`;
}

/** The shared generators that a seeding seeds, in words. */
export function seededBy(fixes: readonly string[]): string {
  return fixes.length === 0 ? 'no generator that draws are counted for' : fixes.join(', ');
}

/** What a seeding seeds, with what. */
export function seedText({ call, value, fixes, state }: SeedTrace): string {
  const what = seededBy(fixes);
  const request =
    state === 'optional' && value.kind !== 'none' && value.kind !== 'recorded' ? ', only on request' : '';
  return `${call} seeds ${what} with ${value.text}${request}`;
}

/** Where a value comes from. */
export const KINDS: Readonly<Record<SeedTrace['value']['kind'], string>> = {
  literal: 'written in the code',
  default: 'a default',
  config: 'in a configuration file',
  required: 'an argument that has to be given',
  derived: 'from a generator that is itself fixed',
  none: 'no seed by default',
  varying: 'changes from run to run',
  recorded: 'random, and written down with the run',
  unknown: 'could not be traced',
};

/** An entry point in a sentence: what it does, and whether it counts. */
export function entryText({ path, role, judged, truncated }: RunTrace): string {
  const does = { train: 'trains', evaluate: 'evaluates', prepare: 'prepares data', other: 'is run' }[role];
  const what = judged ? `an entry point that ${does}` : 'a script that is shown here but not judged';
  return `${path}, ${what}${truncated ? '; it reaches too much code to be followed whole' : ''}`;
}

/** For a module: whom it is reached from, or that nobody does. */
export function reached(runs: readonly RunTrace[], entrypoints: number): EvidenceNode {
  if (entrypoints === 0) {
    return node(
      'note',
      'The project has no entry point: it is judged as a library, which should let its callers pass a seed and is not accused of not seeding.',
    );
  }
  const whole = count(entrypoints, 'entry point');
  const who =
    runs.length === 0 ? 'none was seen to come' : runs.length === 1 ? 'one comes' : `${runs.length} come`;
  return node('note', `Of ${whole} ${who} to a draw, a seeding or a setting in it.`);
}

/** For a draw or seeding in a module that no run comes to. */
export const UNREACHED: readonly EvidenceNode[] = [node('note', 'no entry point was seen to come to it')];
