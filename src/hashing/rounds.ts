import { type EngineOptions, type HashTask, hashTasks } from './engine.js';
import type { HashProblem } from './problem.js';

/**
 * Handing memory to a thread takes a time that grows with the square of the number of its pieces, and each single file
 * has pieces of its own. More small ones than this are hashed by this thread.
 */
const MOST_SINGLE = 2000;
/** A file of more bytes is worth a thread. */
const SMALL = 4 * 1024 * 1024;

/** Hashes as `hashTasks` does, many small single files in a round of their own. Progress is that of the round. */
export async function hashInRounds(
  tasks: readonly HashTask[],
  options: () => EngineOptions,
): Promise<(HashProblem | undefined)[]> {
  const single = tasks.filter(({ files }) => files.length === 1 && files.size(0) <= SMALL);
  if (single.length <= MOST_SINGLE) return hashTasks(tasks, options());
  const apart = new Set(single);
  const others = tasks.filter((task) => !apart.has(task));
  const found = new Map<HashTask, HashProblem | undefined>();
  for (const [round, more] of [
    [single, { jobs: 1 }],
    [others, {}],
  ] as const) {
    const problems = await hashTasks(round, { ...options(), ...more });
    for (const [at, task] of round.entries()) found.set(task, problems[at]);
  }
  return tasks.map((task) => found.get(task));
}
