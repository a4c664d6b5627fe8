import { count, defineCheck, fail, partial, pass, place, skip } from '../check.js';

export default defineCheck({
  id: 'data/downloads',
  title: 'Every download in the code is pinned',
  severity: 'advised',
  why: 'What a hub or an address serves can change or vanish; a commit or a checksum tells at once.',
  fix: 'Give the commit (`revision="<40 hex digits>"`) to hub downloads, and compare a checksum after others (`sha256sum -c`).',
  examples: {
    pass: {
      files: {
        'get.py':
          "from datasets import load_dataset\nload_dataset('stanfordnlp/imdb', revision='e6281661ce1c48d982bc483cf8a173c1bbeb5d31')\n",
      },
    },
    fail: { files: { 'get.py': "from datasets import load_dataset\nload_dataset('stanfordnlp/imdb')\n" } },
  },
  needs: ['datasets'],

  run({ datasets: { downloads } }) {
    if (downloads.length === 0) return skip('no download can be seen');
    const loose = downloads.filter(({ pinned }) => !pinned);
    const pinned = downloads.length - loose.length;
    const evidence = downloads
      .filter((one) => one.pinned)
      .map(({ at, call, target = '', reason }) => `${place(at)} ${call} ${target} (${reason})`);
    const told = { evidence, data: { pinned, total: downloads.length } };
    if (loose.length === 0) return pass(`${pinned} of ${count(downloads.length, 'download')} pinned`, told);
    const gaps = loose.map(({ call, target, reason, fix, at }) => ({
      message: `${call}${target === undefined ? '' : ` of ${target}`} is not pinned: ${reason}`,
      at,
      ...(fix === undefined ? {} : { fix }),
      // Whoever makes a project of a template may fill in a pinned one.
      ...(target?.includes('{{') ? { confidence: 'possible' as const } : {}),
      key: `${call} ${target ?? ''}`,
    }));
    const summary = `${pinned} of ${count(downloads.length, 'download')} pinned`;
    return pinned === 0
      ? fail(summary, gaps, told)
      : partial(summary, gaps, { ...told, ratio: pinned / downloads.length });
  },
});
