import type { Algorithm } from '../../src/hashing/hasher.js';
import type { Plan, Store } from '../../src/hashing/plan.js';
import { HashProblem } from '../../src/hashing/problem.js';
import { type Hashed, type HashOptions, hashPlans } from '../../src/hashing/tree.js';

/** Reads and hashes what was planned. Throws `HashProblem` about the first file that cannot be read or changes meanwhile. */
export async function hashPlan(
  store: Store,
  planned: Plan,
  algorithm: Algorithm,
  options: HashOptions = {},
): Promise<Hashed> {
  const [hashed] = await hashPlans(store, [{ plan: planned, algorithm }], options);
  if (hashed instanceof HashProblem) throw hashed;
  return hashed as Hashed;
}
