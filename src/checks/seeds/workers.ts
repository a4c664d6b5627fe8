import { count, defineCheck, fail, partial, pass, place, skip } from '../check.js';

export default defineCheck({
  id: 'seeds/workers',
  title: 'Data loader workers are seeded',
  severity: 'advised',
  why: 'Worker processes have generators of their own: without worker_init_fn NumPy and Python may repeat or change their draws, and without a generator the order depends on every draw before it.',
  fix: 'Give DataLoader a worker_init_fn that seeds from torch.initial_seed() and a generator with a fixed seed.',
  source: 'https://docs.pytorch.org/docs/stable/notes/randomness.html#dataloader',
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
    const shares = sure.map(({ workerInit, generator, managed }) =>
      managed ? 1 : (Number(workerInit) + Number(generator)) / 2,
    );
    const gaps = sure.flatMap(({ call, at, workerInit, generator }, index) => {
      if (shares[index] === 1) return [];
      const lacks = [...(workerInit ? [] : ['worker_init_fn']), ...(generator ? [] : ['generator'])];
      return [
        {
          message: `${call} starts workers without ${lacks.join(' and ')}`,
          at,
          confidence: 'likely' as const,
          key: `${call} ${lacks.join(' ')}`,
        },
      ];
    });
    const evidence = sure.flatMap(({ at, call }, index) =>
      shares[index] === 1 ? [`${place(at)} ${call}`] : [],
    );
    const told = { evidence, data: { loaders: sure.length, seeded: evidence.length } };
    if (gaps.length === 0)
      return pass(`the workers of ${count(sure.length, 'data loader')} are seeded`, told);
    const ratio = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const summary = `${gaps.length} of ${count(sure.length, 'data loader')} with unseeded workers`;
    return ratio === 0 ? fail(summary, gaps, told) : partial(summary, gaps, { ...told, ratio });
  },
});
