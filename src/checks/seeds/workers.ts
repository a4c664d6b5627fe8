import type { LoaderUse } from '../../facts/randomness.js';
import { count, defineCheck, fail, type Gap, partial, pass, place, skip, unknown } from '../check.js';
import { wayTo } from '../way-words.js';

export default defineCheck({
  id: 'seeds/workers',
  title: 'Data loader workers are seeded',
  severity: 'advised',
  why: 'Worker processes have generators of their own. PyTorch seeds them from its own generator, so that they change with each run where that is not seeded; and before 1.9 it left NumPy out, so that all workers repeat one another.',
  fix: 'Seed torch before the loader is gone through (`torch.manual_seed(42)`), and give DataLoader a worker_init_fn that seeds NumPy from torch.initial_seed() where the dataset draws from NumPy.',
  source: 'https://docs.pytorch.org/docs/stable/data.html#randomness-in-multi-process-data-loading',
  needs: ['randomness'],
  examples: {
    pass: {
      files: {
        'train.py':
          'import torch\nfrom torch.utils.data import DataLoader\n\ng = torch.Generator()\ng.manual_seed(0)\n\ndef seed_worker(worker):\n    torch.initial_seed()\n\nloader = DataLoader([1, 2], shuffle=True, num_workers=2, worker_init_fn=seed_worker, generator=g)\n',
      },
    },
    fail: {
      files: {
        'train.py':
          'from torch.utils.data import DataLoader\n\nloader = DataLoader([1, 2], shuffle=True, num_workers=2)\n',
      },
    },
  },
  run({ randomness: { loaders } }) {
    const sure = loaders.filter(({ certainty }) => certainty !== 'possible');
    if (sure.length === 0) return skip('no data loader starts workers');
    const judged = sure
      .filter((loader) => !isUntold(loader))
      .map((loader) => ({ ...loader, ...stateOf(loader) }));
    const gaps = judged.flatMap(({ call, at, path, lacks, fix }): Gap[] =>
      lacks === undefined
        ? []
        : [
            {
              message: `${call} ${lacks}`,
              at,
              fix,
              confidence: 'likely',
              key: `${at.file} ${call}`,
              related: wayTo(at, path),
            },
          ],
    );
    gaps.push(
      ...sure.filter(isUntold).map(
        ({ call, at, path }): Gap => ({
          message: `whether a seed reaches the workers of ${call} could not be traced`,
          at,
          confidence: 'possible',
          key: `${at.file} ${call} untold`,
          related: wayTo(at, path),
        }),
      ),
    );
    const good = judged.filter(({ share }) => share === 1);
    const told = {
      evidence: good.map(({ at, call }) => `${place(at)} ${call}`),
      data: { loaders: sure.length, seeded: good.length },
    };
    const whole = count(judged.length, 'data loader');
    if (judged.length === 0) return unknown('what seeds the workers could not be traced', { ...told, gaps });
    if (good.length === judged.length) return pass(`the workers of ${whole} are seeded`, { ...told, gaps });
    const ratio = judged.reduce((sum, { share }) => sum + share, 0) / judged.length;
    const summary = `${judged.length - good.length} of ${whole} with workers that are not seeded${ratio === 0 ? '' : ' in full'}`;
    return ratio === 0 ? fail(summary, gaps, told) : partial(summary, gaps, { ...told, ratio });
  },
});

/** A seed under a condition that cannot be judged may or may not reach the workers. */
function isUntold({ generator, managed, seeded }: LoaderUse): boolean {
  return !managed && !generator && seeded === 'maybe';
}

/** How far the workers of a loader are seeded. Source: PyTorch, "Randomness in multi-process data loading"; pull request 56488. */
function stateOf({ workerInit, generator, managed, seeded, drawsNumpy }: LoaderUse): {
  share: number;
  lacks?: string;
  fix?: string;
} {
  if (managed || (workerInit && generator)) return { share: 1 };
  if (!generator && !seeded)
    return {
      share: workerInit ? 0.5 : 0,
      lacks: 'seeds its workers from a generator of torch that nothing seeds',
      fix: 'Call `torch.manual_seed(42)` before, or pass `generator=torch.Generator().manual_seed(42)`.',
    };
  if (!drawsNumpy || workerInit) return { share: 1 };
  return {
    share: 0.5,
    lacks: 'has workers that draw from NumPy, which PyTorch seeds from 1.9 on only',
    fix: 'Pass a worker_init_fn that calls `np.random.seed(torch.initial_seed() % 2**32)`.',
  };
}
