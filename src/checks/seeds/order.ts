import { count, defineCheck, fail, type Gap, partial, pass, place, skip } from '../check.js';

export default defineCheck({
  id: 'seeds/order',
  title: 'Listings of files that feed training are sorted',
  severity: 'optional',
  why: 'A file system lists its files in its own order, which differs between machines: the same seed then shuffles and splits other data.',
  fix: 'Put `sorted(...)` around the listing, before it is split or shuffled.',
  source: 'https://docs.python.org/3/library/os.html#os.listdir',
  needs: ['ordering'],
  examples: {
    pass: {
      files: {
        'train.py':
          'import os\nimport random\n\nrandom.seed(1)\nfiles = sorted(os.listdir("data"))\nrandom.shuffle(files)\nprint(files[:10])\n',
      },
    },
    fail: {
      files: {
        'train.py':
          'import os\nimport random\n\nrandom.seed(1)\nfiles = os.listdir("data")\nrandom.shuffle(files)\nprint(files[:10])\n',
      },
    },
  },
  run({ ordering: { listings } }) {
    const sorted = listings.filter(({ fate }) => fate === 'sorted');
    const kept = listings.filter(({ fate }) => fate === 'kept');
    const away = listings.filter(({ fate }) => fate === 'away');
    const data = { sorted: sorted.length, unsorted: kept.length, unknown: away.length };
    const evidence = sorted.slice(0, 20).map(({ call, at }) => `${place(at)} ${call}() is sorted`);
    const gaps: Gap[] = [
      ...kept.map(
        ({ call, at }): Gap => ({
          message: `${call}() is used in the order in which the file system lists`,
          at,
          confidence: 'likely',
          key: `${at.file} ${call}`,
        }),
      ),
      ...away.map(
        ({ call, at }): Gap => ({
          message: `${call}() is handed on unsorted; whether somebody sorts it could not be followed`,
          at,
          confidence: 'possible',
          key: `${at.file} ${call} away`,
        }),
      ),
    ];
    const judged = sorted.length + kept.length;
    if (judged === 0) return skip('no listing of files is seen to feed training', { data });
    const summary = `${sorted.length} of ${count(judged, 'listing')} of files sorted`;
    if (kept.length === 0) return pass(summary, { evidence, data, gaps });
    return sorted.length === 0
      ? fail(summary, gaps, { data })
      : partial(summary, gaps, { evidence, data, ratio: sorted.length / judged });
  },
});
