import type { Project } from '../facts/fact.js';
import type { Result, Waiver } from '../report/report.js';
import type { Policy } from './policy.js';

/** What the policy's waivers and the suppression comments in the project accept. */
export interface Acceptances {
  /** The result with its accepted findings marked. */
  apply(result: Result): Result;
  /** After all results: how each waiver fared, and a result for those that need attention. */
  finish(): { result: Result | undefined; waivers: Waiver[] };
}

/** Reads the suppression comments of a project and joins them with the waivers of the policy. */
export async function acceptances(
  _project: Project,
  _policy: Policy,
  _selected: ReadonlySet<string>,
  _known: ReadonlySet<string>,
): Promise<Acceptances> {
  return { apply: (result) => result, finish: () => ({ result: undefined, waivers: [] }) };
}
