import type { StageChange, StageState } from '../../facts/dvc-stages/model.js';
import {
  count,
  defineCheck,
  fail,
  type Gap,
  listed,
  partial,
  pass,
  type Related,
  skip,
  unknown,
} from '../check.js';

export default defineCheck({
  id: 'workflow/lock',
  title: 'dvc.lock agrees with dvc.yaml and with the files',
  severity: 'required',
  scope: 'both',
  why: 'dvc.lock says which command, parameters and inputs made the results. Where it differs from the files, the results come from something else than what the repository shows.',
  fix: 'Run `dvc repro` and commit dvc.lock; `dvc commit` records results that are known to be right.',
  source: 'https://dvc.org/doc/command-reference/status',
  needs: ['dvcStages'],
  examples: {
    pass: {
      files: {
        'dvc.yaml': 'stages:\n  train:\n    cmd: python train.py\n    deps: [train.py]\n',
        'dvc.lock':
          "schema: '2.0'\nstages:\n  train:\n    cmd: python train.py\n    deps:\n    - {path: train.py, hash: md5, md5: dee5c46989f5ec092311188f4fe829c3}\n",
        'train.py': 'print(1)\n',
      },
    },
    fail: {
      files: {
        'dvc.yaml': 'stages:\n  train:\n    cmd: python train.py --epochs 20\n    deps: [train.py]\n',
        'dvc.lock':
          "schema: '2.0'\nstages:\n  train:\n    cmd: python train.py --epochs 10\n    deps:\n    - {path: train.py, hash: md5, md5: dee5c46989f5ec092311188f4fe829c3}\n",
        'train.py': 'print(1)\n',
      },
    },
  },

  run({ dvcStages: { files, unlocked, stages, problems, leftover } }) {
    if (files.length === 0 && problems.length === 0) return skip('no dvc.yaml with stages');
    const unrun = stages.filter(({ recorded }) => !recorded);
    const stale = stages.filter(({ recorded, changes }) => recorded && changes.some(isStale));
    const absent = stages.filter(
      ({ recorded, changes }) => recorded && changes.length > 0 && !changes.some(isStale),
    );
    const untold = stages.filter(
      ({ recorded, changes, untold }) => recorded && changes.length === 0 && untold.length > 0,
    );
    const good = stages.length - unrun.length - stale.length - absent.length - untold.length;
    const gaps: Gap[] = [
      ...unlocked.map(
        (file): Gap => ({
          message: `no dvc.lock stands beside ${file}: nothing says what its stages were run with`,
          at: { file, line: 1 },
          key: `no lock ${file}`,
          fix: 'Run `dvc repro` and commit dvc.lock.',
        }),
      ),
      ...unrun
        .filter(({ file }) => !unlocked.includes(file))
        .map(
          (stage): Gap => ({
            message: `stage ${stage.name} is not in dvc.lock: it was never run`,
            at: placeOf(stage),
            key: `never run ${stage.address}`,
            fix: mendOf(stage),
          }),
        ),
      ...stale.map(
        (stage): Gap => ({
          message: `stage ${stage.name} is stale: ${wordsOf(stage.changes.filter(isStale))}`,
          at: placeOf(stage),
          key: `stale ${stage.address}`,
          related: relatedTo(stage),
          fix: mendOf(stage),
        }),
      ),
      ...absent.map(
        (stage): Gap => ({
          message: `stage ${stage.name}: ${wordsOf(stage.changes)}`,
          at: placeOf(stage),
          key: `absent ${stage.address}`,
          related: relatedTo(stage),
          fix: fetchOf(stage.changes),
          confidence: 'likely',
        }),
      ),
      ...untold.map(
        (stage): Gap => ({
          message: `stage ${stage.name}: ${stage.untold[0]}`,
          at: placeOf(stage),
          key: `untold ${stage.address}`,
          confidence: 'possible',
        }),
      ),
      ...problems.map(
        ({ path, line, message }): Gap => ({ message, at: { file: path, line }, key: message }),
      ),
    ];
    const told = {
      evidence: stages
        .filter(({ recorded, changes, untold }) => recorded && changes.length + untold.length === 0)
        .slice(0, 50)
        .map((stage) => `${stage.file}:${stage.line} ${stage.name}`),
      data: {
        stages: stages.length,
        stale: stale.map(({ address }) => address),
        neverRun: unrun.map(({ address }) => address),
        absent: absent.map(({ address }) => address),
        undecided: untold.map(({ address }) => address),
        leftover: leftover.map(({ name }) => name).slice(0, 100),
      },
    };
    const wrong = stale.length + unrun.length;
    if (wrong > 0) {
      const words = [
        ...(stale.length > 0 ? [`${count(stale.length, 'stage is', 'stages are')} stale`] : []),
        ...(unrun.length > 0 ? [`${count(unrun.length, 'stage was', 'stages were')} never run`] : []),
      ];
      return fail(`${words.join(', ')} of ${stages.length}`, gaps, told);
    }
    if (problems.length > 0) return unknown('not all stages can be told', { gaps, ...told });
    if (absent.length > 0)
      return partial(
        `${good} of ${stages.length} stages are as recorded: files of the others are not here, or have other line ends`,
        gaps,
        { ratio: 0.5, ...told },
      );
    if (untold.length > 0)
      return unknown(`${count(untold.length, 'stage')} cannot be compared`, { gaps, ...told });
    return pass(`${count(stages.length, 'stage')} as recorded`, told);
  },
});

/** Line ends are git's doing: what ran was the same. */
function isStale({ how, lineEnds }: StageChange): boolean {
  return how !== 'absent' && lineEnds === undefined;
}

function placeOf({ file, line }: StageState) {
  return { file, line };
}

/** What differs, and the record that it differs from. */
function relatedTo({ file, changes }: StageState): Related[] {
  return [
    { file: file.replace(/yaml$/, 'lock'), message: 'the record of its last run' },
    ...changes.flatMap((change) =>
      change.kind === 'command' ? [] : [{ file: change.path, message: wordOf(change) }],
    ),
  ];
}

function mendOf({ address }: StageState): string {
  return `Run \`dvc repro ${address}\` and commit dvc.lock.`;
}

function fetchOf(changes: readonly StageChange[]): string {
  if (changes.some(({ lineEnds }) => lineEnds))
    return 'Fix the line ends (`* text=auto eol=lf` in .gitattributes), then record them with `dvc commit`.';
  return changes.some(({ kept }) => kept === 'remote')
    ? 'Fetch the files with `dvc pull`, then compare again.'
    : 'Keep the files with DVC (`dvc remote add`, `dvc push`) or in git, so that others can get them.';
}

function wordsOf(changes: readonly StageChange[]): string {
  return listed(changes.map(wordOf), 4);
}

function wordOf({ kind, path, key, how, kept, recorded, found, lineEnds }: StageChange): string {
  const values = recorded === undefined || found === undefined ? '' : ` (recorded ${recorded}, now ${found})`;
  if (kind === 'command')
    return `the command changed${recorded === undefined ? '' : ` (recorded \`${recorded}\`, now \`${found}\`)`}`;
  if (kind === 'parameter') {
    const name = key === undefined ? path : `${key} of ${path}`;
    return {
      new: `${name} is not in dvc.lock`,
      modified: `${name} changed${values}`,
      deleted: `${name} is gone`,
      absent: `${name} is not here`,
    }[how];
  }
  const name = `${kind === 'output' ? 'output' : 'dependency'} ${path}`;
  const where = {
    remote: '; it can be fetched',
    cache: ', and no remote has it',
    nobody: ', and neither DVC nor git keeps it',
  };
  return {
    new: `${name} is not in dvc.lock`,
    modified: lineEnds
      ? `${name} was recorded with the line ends of another system, so DVC would run it again`
      : `${name} changed`,
    deleted: `${name} is gone`,
    absent: `${name} is not here${kept === undefined ? '' : where[kept]}`,
  }[how];
}
