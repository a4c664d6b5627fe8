import type { HashProblem } from '../../hashing/problem.js';
import { type Hashed, hashPlans, type Order, rememberedHash } from '../../hashing/tree.js';
import type { RecordedHash } from '../datasets/model.js';
import type { Project } from '../fact.js';
import type { Source } from '../source.js';
import type { Hashable } from './model.js';
import { type Planned, storesOf } from './plans.js';

/** What a dataset is; `unchanged` is a tree of which the expected hash was known. */
export type Found = Hashed | HashProblem | { kind: 'unchanged'; size: number };

/** What was read of each dataset, or why it could not be; undefined where there is nothing to read. */
export async function hashAll(
  project: Project,
  hashable: readonly Hashable[],
  planned: readonly Planned[],
): Promise<(Found | undefined)[]> {
  const { jobs, digests } = project;
  const found: (Found | undefined)[] = planned.map(() => undefined);
  const bySource = new Map<Source, (Order & { places: number[] })[]>();
  const known = new Map<unknown, Order & { places: number[] }>();
  for (const [at, one] of planned.entries()) {
    if (one.kind !== 'tree' && one.kind !== 'stored') continue;
    const { hash } = hashable[at] as Hashable;
    const order = { places: [at], ...orderOf(one, hash) };
    if (one.kind === 'tree' && hash.form !== 'file' && rememberedHash(order, digests) === digitsOf(hash)) {
      found[at] = { kind: 'unchanged', size: one.plan.size };
      continue;
    }
    // Several records may name the same file, which is read once for all of them.
    const same = known.get(order.plan);
    if (same && (same.form === order.form || same.plan.kind === 'file')) {
      same.places.push(at);
      continue;
    }
    known.set(order.plan, order);
    const source = one.kind === 'tree' ? project.source : storesOf(project);
    const orders = bySource.get(source) ?? [];
    bySource.set(source, orders);
    orders.push(order);
  }
  for (const [source, orders] of bySource) {
    const hashed = await hashPlans(source, orders, {
      jobs,
      digests,
      onProgress: (step) => project.onProgress({ fact: 'hashes', unit: 'bytes', ...step }),
    });
    for (const [nth, { places }] of orders.entries()) for (const at of places) found[at] = hashed[nth];
  }
  return found;
}

/** The digits of a recorded hash as the hash of a tree or file has them. */
export function digitsOf({ digits, form }: RecordedHash): string {
  return form === 'dvc-tree' ? `${digits}.dir` : digits;
}

function orderOf(planned: Planned & { kind: 'tree' | 'stored' }, { algorithm, form }: RecordedHash): Order {
  // Each object of a store is compared by itself.
  if (planned.kind === 'stored') return { plan: planned.stored.plan, algorithm, form: 'part' };
  return { plan: planned.plan, algorithm, form: form === 'dvc-tree' ? form : 'tree' };
}
