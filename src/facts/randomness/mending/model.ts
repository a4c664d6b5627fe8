import type { PythonModule } from '../../python/model.js';
import type { DrawVerdict } from '../judge.js';
import type { Edit, SourceState } from '../model.js';
import type { Scene } from '../scene.js';
import type { Walked } from '../walking/events.js';
import type { LinesOf } from './spot.js';

/** What is known of one source of randomness in one run. */
export interface Judged {
  source: string;
  state: SourceState;
  /** All draws, with those that are no ground for a verdict. */
  every: readonly DrawVerdict[];
  /** The draws that count, and those among them that are in this state, in the order of the run. */
  draws: readonly DrawVerdict[];
  deciding: readonly DrawVerdict[];
  /** The one that is told. */
  first: DrawVerdict;
}

/** What to do about a source: words, and the lines to add where they are known. */
export interface Mend {
  text: string;
  edits: readonly Edit[];
}

/** What a mend is worked out from. */
export interface Surroundings {
  scene: Scene;
  entry: PythonModule;
  walked: Walked;
  linesOf: LinesOf;
  /** The draws of all sources that are never seeded, so that one place serves for all of them. */
  unseeded?: readonly DrawVerdict[];
}

/** The seed that is written into a mend where the code names none. */
export const SEED = '42';

/** A line of code, shortened for a sentence. */
export function clipped(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The least of any number of numbers; `Math.min` takes only so many arguments. */
export function least(numbers: readonly number[]): number {
  return numbers.reduce((low, number) => Math.min(low, number), Number.POSITIVE_INFINITY);
}

/** What carries a seed where a parameter takes no number. */
const CARRIERS: Readonly<Record<string, string>> = {
  generator: `torch.Generator().manual_seed(${SEED})`,
  sampler: `optuna.samplers.TPESampler(seed=${SEED})`,
  rstate: `np.random.default_rng(${SEED})`,
};

/** A keyword argument that fixes a call by its own parameter: `random_state=42`. */
export function seedArgument(parameter: string): string {
  return `${parameter}=${CARRIERS[parameter] ?? SEED}`;
}
