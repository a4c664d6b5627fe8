import { UserError } from '../../errors.js';
import type { HashProblem } from '../../hashing/problem.js';

/** Throws `UserError` that names everything that could not be hashed, if there is any. */
export function refuseProblems(
  problems: readonly Pick<HashProblem, 'message'>[],
  consequence: string,
  hint = 'mend or leave out what cannot be hashed',
): void {
  if (problems.length === 0) return;
  const lines = problems.map(({ message }) => `  ${message}`).join('\n');
  throw new UserError(`${consequence}:\n${lines}`, { hint });
}
