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
    const loose = judged.filter(({ wholeAt, sent }) => wholeAt && sent.length > 0);
    const gaps: Gap[] = loose.flatMap(({ wholeAt, sent, ignoreFile }) =>
      sent.map(({ path, bytes, local }) => ({
        message: `${path}${bytes > 0 ? ` (${(bytes / 1e6).toFixed(1)} MB)` : ''}${local ? ', which is on this machine and not in git,' : ''} is copied with the whole context: ${ignoreFile ? `${ignoreFile} lets it through` : 'there is no .dockerignore'}`,
        at: wholeAt,
        key: path,
        ...(local ? { confidence: 'likely' as const } : {}),
      })),
    );
    const data = {
      contexts: judged.map(({ recipe, folder, wholeAt, ignoreFile, sent }) => ({
        recipe,
        folder,
        whole: wholeAt !== undefined,
        ignoreFile: ignoreFile ?? null,
        sent: sent.map(({ path, what, bytes, local = false }) => ({ path, what, bytes, local })),
      })),
    };
    // What lies on one machine, and git history, do not make every build another one.
    if (loose.some(({ sent }) => sent.some(({ what, local }) => what !== 'git' && !local)))
      return fail(`${count(loose.length, 'Dockerfile')} copies more than code`, gaps, { data });
    if (loose.length > 0) {
      const paths = [...new Set(loose.flatMap(({ sent }) => sent.map(({ path }) => path)))];
      return partial(`${listed(paths, 3)} copied with the whole context`, gaps, { data });
    }
    return pass('no data, git history, environment or secret is copied with the whole context', { data });
  },
});
