import type { LaterChange, RecordedAt } from '../../facts/metrics-history.js';
import { count, defineCheck, fail, type Gap, listed, partial, pass, skip, unknown } from '../check.js';

const recorded = { path: 'metrics.json', declared: true, state: 'committed', commit: '3f2c81d0aa' };
const files = { 'metrics.json': '{"accuracy": 0.93}\n', 'train.py': 'print(1)\n' };

export default defineCheck({
  id: 'metrics/fresh',
  title: 'The recorded results belong to the present code, parameters and data',
  severity: 'advised',
  why: 'Numbers that an older version of the code gave say nothing about the version that others will run.',
  fix: 'Run the evaluation again and commit its metrics together with the code that gave them.',
  requires: ['git/repository', 'metrics/recorded'],
  examples: {
    pass: {
      files,
      facts: { metricsHistory: { hasHistory: true, files: [{ ...recorded, changed: [] }], watched: 1 } },
    },
    fail: {
      files,
      facts: {
        metricsHistory: {
          hasHistory: true,
          files: [{ path: 'metrics.json', declared: true, state: 'untracked', changed: [] }],
          watched: 1,
        },
      },
    },
  }, // biome-ignore format: an example reads better in rows
  needs: ['metricsHistory'],

  run({ metricsHistory: { hasHistory, files: known, watched } }) {
    if (!hasHistory) return skip('no history to compare with');
    if (known.length === 0) return skip('there is no metrics file');
    const gaps = known.filter(({ state, changed }) => state !== 'committed' || changed.length > 0);
    const fresh = known.filter((one) => !gaps.includes(one));
    const told = {
      evidence: fresh.map(
        ({ path, commit = '' }) =>
          `${path}:1 was recorded in ${commit.slice(0, 12)}, and none of ${count(watched, 'file')} of code, parameters and data changed since`,
      ),
      data: {
        files: known.map(({ path, state, commit, changed }) => ({
          path,
          state,
          commit: commit ?? null,
          changed: changed.slice(0, 50).map((one) => one.path),
        })),
      },
    };
    if (gaps.length === 0) return pass(`${count(fresh.length, 'metrics file')} as new as the code`, told);
    const cut = gaps.filter(({ state }) => state === 'cut');
    const tied = known.filter(({ state }) => state === 'committed' || state === 'modified');
    if (cut.length === known.length)
      return unknown('the history is cut off, so nobody can say when the metrics were recorded', {
        ...told,
        gaps: [
          { message: 'this is a shallow clone', fix: 'Fetch all of the history: `git fetch --unshallow`.' },
        ],
      });
    const words = grouped(gaps).map(gapOf);
    if (tied.length === 0 && cut.length === 0)
      return fail('the recorded metrics belong to no commit', words, told);
    return partial(
      `${count(gaps.length, 'metrics file')} of ${known.length} cannot be shown to belong to the present code`,
      words,
      { ...told, ratio: (fresh.length + (gaps.length - cut.length) / 2) / known.length },
    );
  },
});

/** Files of the same commit, and so with the same later changes, together: one run wrote them. */
function grouped(files: readonly RecordedAt[]): RecordedAt[][] {
  const groups = new Map<string, RecordedAt[]>();
  for (const file of files) {
    const key = `${file.state} ${file.commit} ${file.declared}`;
    const group = groups.get(key);
    if (group) group.push(file);
    else groups.set(key, [file]);
  }
  return [...groups.values()];
}

function gapOf(group: readonly RecordedAt[]): Gap {
  const [{ path, declared, state, commit = '', changed }] = group as [RecordedAt];
  const at = { file: path };
  const names = listed(
    group.map((one) => one.path),
    2,
  );
  const was = group.length === 1 ? 'was' : 'were';
  switch (state) {
    case 'untracked':
      return {
        message: `${names} ${group.length === 1 ? 'is' : 'are'} in no commit`,
        at,
        fix: `Commit it together with the code that gave it: \`git add ${path}\`.`,
      };
    case 'modified':
      return {
        message: `${names} ${group.length === 1 ? 'differs' : 'differ'} from what is committed`,
        at,
        fix: 'Commit what the last run gave.',
      };
    case 'cut':
      return {
        message: `the history is cut off before ${names} ${was} recorded`,
        at,
        confidence: 'possible',
      };
    default:
      return {
        message: `${names} ${was} recorded in ${commit.slice(0, 12)}; since then ${changesIn(changed)} changed`,
        at,
        // A change may leave every number as it was, and a file that nobody declares may be of another program.
        confidence: declared ? 'likely' : 'possible',
        key: `older ${path}`,
        related: [
          ...group.slice(1).map((one) => ({ file: one.path, message: 'recorded in the same commit' })),
          ...changed.map((one) => ({
            file: one.path,
            message: one.uncommitted ? 'changed since, not committed' : 'changed since',
          })),
        ],
      };
  }
}

function changesIn(changed: readonly LaterChange[]): string {
  return listed(
    changed.map(({ path, uncommitted }) => `${path}${uncommitted ? ' (not committed)' : ''}`),
    4,
  );
}
