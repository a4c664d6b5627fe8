import { CannotTell } from '../../errors.js';
import type { HashProgress } from '../../hashing/engine.js';
import { type Plan, plan } from '../../hashing/plan.js';
import { HashProblem } from '../../hashing/problem.js';
import type { Project } from '../fact.js';
import type { Source } from '../source.js';
import type { Hashable } from './model.js';
import { findStored, type StoredObjects } from './objects.js';
import { pointerOf } from './pointers.js';

/** What is to be read of one dataset. */
export type Planned =
  | { kind: 'tree'; plan: Plan }
  /** `problem` says why not the work tree; `pointer` is set when a pointer stands there. */
  | { kind: 'stored'; stored: StoredObjects; problem?: HashProblem; pointer: boolean }
  | { kind: 'pointer'; tool: string }
  | { kind: 'problem'; problem: HashProblem };

/** The files of the repository, in which the stores of its tools lie. */
export function storesOf(project: Project): Source {
  return project.part?.whole.source ?? project.source;
}

/** What is listed already: many records may name the same path. */
export type Known = Map<string, Promise<Plan>>;

/** Lists what stands at the path of a dataset, or its content in a store where the work tree lacks it. */
export async function planOf(
  project: Project,
  dataset: Hashable,
  ignored: (path: string) => boolean,
  known: Known,
): Promise<Planned> {
  const { path, hash, exclude } = dataset;
  // DVC keeps its own files and those of version control out of the hash of a folder.
  const skip =
    hash.form === 'dvc-tree'
      ? (inside: string) => /(^|\/)(\.git|\.hg|\.dvc)(\/|$)/.test(inside) || ignored(`${path}/${inside}`)
      : undefined;
  let problem: HashProblem | undefined;
  try {
    const key = JSON.stringify([path, hash.algorithm, exclude, skip !== undefined]);
    const listing = known.get(key) ?? listed(project, dataset, skip);
    known.set(key, listing);
    const found = await listing;
    const tool = await pointerOf(project.source, found);
    if (tool === undefined) return { kind: 'tree', plan: found };
    const stored = await findStored(storesOf(project), dataset);
    return stored ? { kind: 'stored', stored, pointer: true } : { kind: 'pointer', tool };
  } catch (error) {
    problem = asProblem(path, error);
  }
  const isGone = problem.path === path && (problem.kind === 'absent' || problem.kind === 'outside');
  if (!isGone || !dataset.stores) return { kind: 'problem', problem };
  try {
    const stored = await findStored(storesOf(project), dataset);
    return stored
      ? { kind: 'stored', stored, problem, pointer: false }
      : { kind: 'problem', problem: ofLink(dataset, problem) };
  } catch (error) {
    return { kind: 'problem', problem: asProblem(path, error) };
  }
}

function listed(
  { source, jobs, digests, onProgress }: Project,
  { path, hash: { algorithm, form }, exclude }: Hashable,
  skip: ((inside: string) => boolean) | undefined,
): Promise<Plan> {
  const told = (step: HashProgress) => onProgress({ fact: 'hashes', unit: 'bytes', ...step });
  // A folder in the place of a file differs whatever is in it.
  const reading = form === 'file' ? undefined : { algorithm, digests, onProgress: told };
  return plan(source, path, { exclude, jobs, reading, ...(skip ? { skip } : {}) });
}

/** A link to a cache that is configured to lie outside is how DVC works; its content is not here. */
function ofLink({ path, stores = [] }: Hashable, problem: HashProblem): HashProblem {
  return problem.kind === 'outside' && stores.some(({ at }) => at === undefined)
    ? new HashProblem('absent', path, `${path} is a link to a cache outside the project, which is not read`)
    : problem;
}

/** What went wrong with a path, as a problem of hashing; lets bugs through. */
export function asProblem(path: string, error: unknown): HashProblem {
  if (error instanceof HashProblem) return error;
  if (error instanceof CannotTell) return new HashProblem('unreadable', path, error.message);
  throw error;
}
