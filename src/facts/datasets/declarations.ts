import { CannotTell, UserError } from '../../errors.js';
import { YamlProblem } from '../formats/yaml.js';
import type { DataProblem, DataRemote, DataTool, DeclaredDataset } from './model.js';

/** What the files of the project declare about its data. */
export interface Declarations {
  declared: DeclaredDataset[];
  tools: DataTool[];
  remotes: DataRemote[];
  problems: DataProblem[];
  /** Files that a rule sends to Git LFS and that are committed as they are. */
  misplaced: DataProblem[];
}

/** Turns what cannot be read or parsed into a problem, and lets bugs through. */
export async function attempt(
  path: string,
  problems: DataProblem[],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CannotTell) && !(error instanceof UserError)) throw error;
    const line =
      error instanceof YamlProblem ? error.line : Number(/:(\d+) /.exec(error.message)?.[1] ?? Number.NaN);
    const hint = error instanceof UserError ? error.hint : undefined;
    problems.push({
      path,
      message: error.message,
      hint,
      ...(line !== undefined && line > 0 ? { line } : {}),
    });
  }
}
