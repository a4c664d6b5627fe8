import { distinct } from '../../facts/datasets.js';
import { count, defineCheck, fail, partial, pass, place, skip } from '../check.js';
import { mendOf } from '../dataset-words.js';

/** What makes data fixed and keeps its old versions. */
const KEPT = new Set<string | undefined>([
  'git',
  'package',
  'revision',
  'lfs',
  'annex',
  'lakefs',
  'pachyderm',
  'code',
]);

export default defineCheck({
  id: 'data/versioned',
  title: 'The data is under a versioning tool',
  severity: 'advised',
  why: 'A hash tells that the data changed; only a store of versions gives the old data back.',
  fix: 'Put the data under DVC with a remote, or Git LFS, or commit it when it is small: `dvc add data && dvc remote add -d storage s3://bucket/path`.',
  examples: {
    pass: {
      files: {
        'train.py': "import pandas as pd\ndata = pd.read_csv('data/train.csv')\n",
        'data/train.csv': 'a,b\n1,2\n',
      },
    },
    fail: { files: { 'train.py': "import pandas as pd\ndata = pd.read_csv('data/train.csv')\n" } },
  },
  needs: ['datasets'],

  run({ datasets }) {
    const { declared, uses, tools, remotes, misplaced } = datasets;
    const reads = distinct(uses.filter(({ access, fixedBy }) => access === 'read' && fixedBy !== 'produced'));
    const data = {
      tools: tools.map(({ tool }) => tool),
      remotes: remotes.map(({ name, url, shareable }) => ({ name, url, shareable })),
    };
    const kept = tools.find(({ store }) => store);
    const stray = misplaced.map(({ path, line, message }) => ({
      message,
      at: { file: path, line },
      key: message,
      fix: 'Send it there: `git lfs migrate import --no-rewrite <path>`, or take the rule back.',
    }));
    if (kept) {
      const told = { evidence: [`${place(kept.at)} ${kept.tool}`], data };
      const words = `${kept.tool} keeps the versions of the data`;
      return stray.length > 0 && kept.tool === 'Git LFS'
        ? partial(`${words}, but not of ${count(misplaced.length, 'file')} that it is meant for`, stray, told)
        : pass(words, told);
    }
    if (reads.length === 0 && declared.length === 0)
      return skip('the code reads no data that can be seen', { data });

    const loose = reads.filter(({ fixedBy }) => !KEPT.has(fixedBy));
    const evidence = reads
      .filter(({ fixedBy }) => KEPT.has(fixedBy))
      .slice(0, 20)
      .map(({ at, call, value = '', fixedBy }) => `${place(at)} ${call} ${value} (${fixedBy})`);
    const told = { evidence, data };
    if (tools[0]) {
      const near = remotes.find(({ isDefault }) => isDefault) ?? remotes[0];
      return partial(
        `${tools[0].tool} is used without a remote that others can reach`,
        [
          {
            message: near
              ? `the remote ${near.name} is ${near.url}, a folder of one machine, which others may not reach`
              : `${tools[0].tool} keeps versions only on this machine`,
            at: near?.at ?? tools[0].at,
            key: 'no remote',
            fix: 'Add a remote: `dvc remote add -d storage s3://bucket/path`.',
          },
        ],
        told,
      );
    }
    if (loose.length === 0 && reads.length > 0)
      return pass('the data is fixed by the commit or by its revision', told);
    const gaps = loose.map((use) => ({
      message: `${use.value ?? `what ${use.call} reads`} has no kept version`,
      at: use.at,
      ...((use.kind === 'library' || use.kind === 'hub') && { fix: mendOf(use) }),
      // A path known only at run time may lead to a store that keeps versions.
      confidence: use.known === 'literal' ? ('likely' as const) : ('possible' as const),
      key: use.value ?? use.call,
      related: use.matches.map((file) => ({ file, message: 'what it reads' })),
    }));
    const hashed = declared.some(({ hash, source }) => hash || source);
    if (hashed) return partial('the data has hashes or names, and no store of old versions', gaps, told);
    const named = loose.some(
      ({ kind, known }) => kind === 'library' || kind === 'hub' || kind === 'url' || known !== 'literal',
    );
    if (evidence.length > 0 || named) {
      return partial(`${count(loose.length, 'read')} of data without a fixed version`, gaps, told);
    }
    return fail('nothing keeps versions of the data', gaps, told);
  },
});
