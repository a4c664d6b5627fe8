import { CannotTell } from '../../errors.js';
import { type Algorithm, hashBytes } from '../../hashing/hasher.js';
import { plan } from '../../hashing/plan.js';
import { HashProblem } from '../../hashing/problem.js';
import { hashPlans, type Order, rememberedHash } from '../../hashing/tree.js';
import type { Project } from '../fact.js';
import { pointerOf } from '../hashes/pointers.js';
import { TEXT_LIMIT } from '../source.js';
import { looksBinary } from '../text.js';

/** One path and the digest that is recorded of it. */
export interface Wanted {
  path: string;
  algorithm: Extract<Algorithm, 'md5' | 'md5-dos2unix'>;
  /** With `.dir` behind it where a folder is recorded. */
  md5: string;
}

/** What stands at a path, compared with its digest; `line ends`: it differs in nothing else. */
export type Compared = 'same' | 'modified' | 'line ends' | 'absent' | { reason: string };

/** Compares files and folders with their recorded digests, each read once. `ignored` is what .dvcignore leaves out. */
export async function compareAll(
  project: Project,
  wanted: readonly Wanted[],
  ignored: (path: string) => boolean,
): Promise<Map<Wanted, Compared>> {
  const found = new Map<Wanted, Compared>();
  const orders: (Order & { wanted: Wanted[] })[] = [];
  const planned = new Map<string, (typeof orders)[number]>();
  for (const one of wanted) {
    const key = `${one.algorithm} ${one.path}`;
    const known = planned.get(key);
    if (known) known.wanted.push(one);
    else {
      const order = await orderFor(project, one, ignored);
      if (!('plan' in order)) found.set(one, order.compared);
      else {
        planned.set(key, order);
        orders.push(order);
      }
    }
  }
  // What the cache of digests knows whole is not read again.
  const unread = orders.filter((order) => {
    const remembered = rememberedHash(order, project.digests);
    if (remembered === undefined) return true;
    for (const one of order.wanted) found.set(one, one.md5 === remembered ? 'same' : 'modified');
    return false;
  });
  const hashed = await hashPlans(project.source, unread, {
    jobs: project.jobs,
    digests: project.digests,
    onProgress: (step) => project.onProgress({ fact: 'DVC stages', unit: 'bytes', ...step }),
  });
  for (const [at, order] of unread.entries()) {
    const one = hashed[at];
    for (const each of order.wanted)
      found.set(
        each,
        one === undefined || one instanceof HashProblem
          ? { reason: one?.message ?? 'it was not read' }
          : one.hash === each.md5
            ? 'same'
            : 'modified',
      );
  }
  for (const [one, compared] of found)
    if (compared === 'modified' && (await differsInLineEnds(project, one))) found.set(one, 'line ends');
  return found;
}

/** Whether a text has the recorded digest with the line ends of the other systems, which git changes at a checkout. */
async function differsInLineEnds(project: Project, { path, algorithm, md5 }: Wanted): Promise<boolean> {
  if (algorithm !== 'md5' || md5.endsWith('.dir')) return false;
  try {
    const bytes = await project.source.bytes(path, TEXT_LIMIT);
    if (looksBinary(bytes)) return false;
    // Latin-1 keeps every byte.
    const text = Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n');
    return [text, text.replaceAll('\n', '\r\n')].some(
      (one) => hashBytes(Buffer.from(one, 'latin1'), 'md5') === md5,
    );
  } catch (error) {
    if (error instanceof CannotTell) return false;
    throw error;
  }
}

async function orderFor(
  project: Project,
  one: Wanted,
  ignored: (path: string) => boolean,
): Promise<(Order & { wanted: Wanted[] }) | { compared: Compared }> {
  const { path, algorithm, md5 } = one;
  try {
    const found = await plan(project.source, path, {
      skip: (inside) => /(^|\/)(\.git|\.hg|\.dvc)(\/|$)/.test(inside) || ignored(`${path}/${inside}`),
    });
    if ((await pointerOf(project.source, found)) !== undefined) return { compared: 'absent' };
    if ((found.kind === 'tree') !== md5.endsWith('.dir')) return { compared: 'modified' };
    return { plan: found, algorithm, form: 'dvc-tree', wanted: [one] };
  } catch (error) {
    if (!(error instanceof HashProblem)) throw error;
    return {
      compared: error.kind === 'absent' && error.path === path ? 'absent' : { reason: error.message },
    };
  }
}
