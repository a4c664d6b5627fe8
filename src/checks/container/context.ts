import type { BuildContext } from '../../facts/build-context.js';
import { count, defineCheck, fail, type Gap, listed, partial, pass, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'container/context',
  title: 'Data, git history and environments stay out of the build context',
  severity: 'optional',
  scope: 'either',
  why: 'What `COPY .` takes along depends on the machine that builds: its data, checkpoints and virtual environment end up in the image.',
  fix: 'List data, models, `.git` and environments in a .dockerignore at the root of the context.',
  source: 'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  needs: ['buildContexts'],
  examples: {
    pass: {
      files: {
        Dockerfile: 'FROM python:3.11\nCOPY . /app\n',
        '.dockerignore': 'data\n.git\n',
        'data/train.csv': '1,2,3,4\n'.repeat(200_000),
      },
    },
    fail: {
      files: { Dockerfile: 'FROM python:3.11\nCOPY . /app\n', 'data/train.csv': '1,2,3,4\n'.repeat(200_000) },
    },
  },
  run({ buildContexts: { contexts } }) {
    if (contexts.length === 0) return skip('no Dockerfile');
    const judged = contexts.filter(({ holds }) => holds.length > 0);
    if (judged.length === 0)
      return skip('the build context holds no data, git history, environment or secret');
    const broken = judged.filter(({ problem, wholeAt }) => problem !== undefined && wholeAt);
    if (broken.length > 0)
      return unknown('a .dockerignore cannot be read', {
        gaps: broken.map(({ ignoreFile, problem }) => ({
          message: `${ignoreFile} cannot be read: ${problem}`,
          at: { file: ignoreFile ?? '' },
        })),
      });
    const leaks = judged.filter(({ wholeAt, sent }) => wholeAt && sent.length > 0);
    const { loose, open } = certainOf(leaks, contexts);
    const gaps: Gap[] = loose.flatMap(({ wholeAt, stays, sent, ignoreFile }) =>
      sent.map(({ path, bytes, local }) => ({
        message: `${path}${bytes > 0 ? ` (${(bytes / 1e6).toFixed(1)} MB)` : ''}${local ? ', which is on this machine and not in git,' : ''} is copied with the whole context${stays ? '' : ', into a stage of which the image takes a part'}: ${ignoreFile ? `${ignoreFile} lets it through` : 'there is no .dockerignore'}`,
        at: wholeAt,
        key: path,
        ...(stays ? (local ? { confidence: 'likely' as const } : {}) : { confidence: 'possible' as const }),
      })),
    );
    const data = {
      contexts: judged.map(({ recipe, folder, told, wholeAt, stays, ignoreFile, sent }) => ({
        recipe,
        folder,
        told,
        whole: wholeAt !== undefined,
        stays,
        ignoreFile: ignoreFile ?? null,
        sent: sent.map(({ path, what, bytes, local = false }) => ({ path, what, bytes, local })),
      })),
    };
    // What lies on one machine, git history, and what stays in a stage do not make every image another one.
    if (loose.some(({ stays, sent }) => stays && sent.some(({ what, local }) => what !== 'git' && !local)))
      return fail(`${count(loose.length, 'Dockerfile')} copies more than code`, gaps, { data });
    if (loose.length > 0) {
      const paths = [...new Set(loose.flatMap(({ sent }) => sent.map(({ path }) => path)))];
      return partial(`${listed(paths, 3)} copied with the whole context`, gaps, { data });
    }
    if (open.length > 0)
      return unknown('the folder that a Dockerfile is built from is not told', {
        gaps: open.map(({ recipe, folder, wholeAt, sent }) => ({
          message: `built from ${folder || 'the root'}, ${recipe} copies ${listed(
            sent.map(({ path }) => path),
            3,
          )} along`,
          at: wholeAt,
          key: recipe,
          confidence: 'possible' as const,
          fix: 'Name the context in a compose file, or keep these out by a .dockerignore in it.',
        })),
        data,
      });
    return pass('no data, git history, environment or secret is copied with the whole context', { data });
  },
});

/**
 * Contexts that leak: those that the project tells, and of a Dockerfile that may be built from several folders the smallest,
 * where each of them leaks. `open` are the largest of those of which only some do.
 */
function certainOf(leaks: readonly BuildContext[], all: readonly BuildContext[]) {
  const loose = leaks.filter(({ told }) => told);
  const open: BuildContext[] = [];
  for (const recipe of new Set(leaks.filter(({ told }) => !told).map((one) => one.recipe))) {
    const found = leaks.filter((one) => one.recipe === recipe);
    const isEach = found.length === all.filter((one) => one.recipe === recipe).length;
    (isEach ? loose : open).push(...(isEach ? found.slice(0, 1) : found.slice(-1)));
  }
  return { loose, open };
}
