import { isBelowData, looksLikeData } from '../../facts/datasets/readers.js';
import { type DatasetUse, distinct } from '../../facts/datasets.js';
import { count, defineCheck, fail, type Gap, partial, pass, place, skip, unknown } from '../check.js';
import { mendOf } from '../dataset-words.js';

export default defineCheck({
  id: 'data/declared',
  title: 'Every dataset that the code reads is declared',
  severity: 'required',
  why: 'Code without its data cannot be run again, and a file of the same name elsewhere need not hold the same rows.',
  fix: 'Name the dataset under `data` in repro.config.yaml and run `repro lock`, or put it under DVC or Git LFS (`dvc add data.csv`).',
  examples: {
    pass: {
      files: {
        'train.py': "import pandas as pd\ndata = pd.read_csv('data/train.csv')\n",
        'data/train.csv.dvc':
          'outs:\n- md5: 0cc175b9c0f1b6a831c399e269772661\n  hash: md5\n  path: train.csv\n',
      },
    },
    fail: { files: { 'train.py': "import pandas as pd\ndata = pd.read_csv('data/train.csv')\n" } },
  },
  needs: ['datasets'],

  run({ datasets }) {
    const { declared, uses } = datasets;
    const all = distinct(uses.filter(({ access }) => access === 'read'));
    // What the project's own code or pipeline makes is not given to it.
    const reads = all.filter(({ fixedBy }) => fixedBy !== 'produced');
    const seen = reads.filter(isSeen);
    const hidden = reads.length - seen.length;
    const data = {
      reads: seen.map(({ value = '', at, fixedBy = null }) => ({
        value,
        at: place(at),
        declaredBy: fixedBy,
      })),
      declared: [...new Set(declared.flatMap(({ path, source, name }) => path ?? source ?? name ?? []))],
      atRunTime: hidden,
    };
    if (reads.length === 0) {
      const reason = !datasets.hasCode
        ? 'no Python code'
        : all.length > 0
          ? 'the code reads only what the project makes itself'
          : 'the code reads no data that can be seen';
      return declared.length > 0
        ? pass(`${count(declared.length, 'dataset')} declared`, { data })
        : skip(reason, { data });
    }
    if (seen.length === 0) {
      return declared.length > 0
        ? pass(`${count(declared.length, 'dataset')} declared; the code is given its paths at run time`, {
            data,
          })
        : unknown(`the code is given its data at run time, at ${count(hidden, 'place')}`, {
            data,
            gaps: [
              {
                message: 'which data that is cannot be seen in the files',
                at: reads[0]?.at,
                fix: 'Name the dataset under `data` in repro.config.yaml, and record its hash with `repro lock`.',
                confidence: 'possible',
                key: 'run time',
              },
            ],
            evidence: reads.slice(0, 5).map(line),
          });
    }
    const gaps = seen.filter(({ fixedBy }) => fixedBy === undefined).map(gapOf);
    const evidence = seen.filter(({ fixedBy }) => fixedBy !== undefined).map(line);
    if (gaps.length === 0)
      return pass(`${count(seen.length, 'dataset')} read, all declared`, { evidence, data });
    const named = seen.filter(({ fixedBy, kind }) => fixedBy === undefined && isNamed(kind)).length;
    const summary =
      named === gaps.length
        ? `${gaps.length} of ${count(seen.length, 'dataset')} read come from a library or hub without a fixed revision`
        : `${gaps.length} of ${count(seen.length, 'dataset')} read in the code not declared`;
    const share = (seen.length - gaps.length + named / 2) / seen.length;
    return share === 0
      ? fail(summary, gaps, { data })
      : partial(summary, gaps, { ratio: share, evidence, data });
  },
});

/** Only what the source fully tells, what was found in spite of its unknown parts, or files of a folder that it tells, is judged. */
function isSeen({ known, fixedBy, kind, untold, value = '' }: DatasetUse): boolean {
  return (
    fixedBy !== undefined ||
    known === 'literal' ||
    known === 'default' ||
    (isNamed(kind) && !untold) ||
    (known === 'partial' && kind === 'path' && isPlaced(value))
  );
}

/** Whether a path with unknown parts names a folder for data in the project: `data/train/*.npy`. */
function isPlaced(path: string): boolean {
  return /^(?:\.{1,2}\/)*[\w-]+\//.test(path) && isBelowData(path) && looksLikeData(path);
}

/** A public dataset that a hub or library knows by name. */
function isNamed(kind: DatasetUse['kind']): boolean {
  return kind === 'library' || kind === 'hub';
}

function gapOf(use: DatasetUse): Gap {
  const { kind, value, call, known, at, matches } = use;
  const what = value ?? call;
  if (isNamed(kind)) {
    return {
      message: `${value ?? 'a dataset named at run time'} comes through ${call} without a fixed revision`,
      at,
      fix: mendOf(use),
      key: what,
    };
  }
  return {
    message:
      kind === 'url'
        ? `${what} is read from its address, which can change`
        : `${what} is read and not declared`,
    at,
    confidence: known === 'literal' ? 'likely' : 'possible',
    key: what,
    related: matches.map((file) => ({ file, message: 'what it reads' })),
  };
}

function line({ at, call, value, fixedBy }: DatasetUse): string {
  return `${place(at)} ${call}${value === undefined ? '' : ` ${value}`}${fixedBy === undefined ? '' : ` (${fixedBy})`}`;
}
