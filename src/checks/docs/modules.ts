import { purposesOfTask } from '../../facts/automation/resolve.js';
import { type Description, descriptionOf } from '../../facts/documents/described.js';
import { byLinks } from '../../facts/documents/linked.js';
import { topicsOf } from '../../facts/documents/topics.js';
import { baseName } from '../../facts/paths.js';
import { PARTS, type PartName, type PartSign, type Solution } from '../../facts/solution.js';
import { count, defineCheck, fail, type Gap, listed, partial, pass, place, skip, unknown } from '../check.js';

/** Documents that tell of the project's life, not of its parts. */
const APART =
  /(?:^|\/)(?:contributing|changelog|changes|history|code_of_conduct|security|authors|governance|news|release[-_ ]?notes)[^/]*$|(?:^|\/)\.|^(?:AGENTS|CLAUDE)\.md$/i;
/** What to write of each part. */
const WRITE: Record<PartName, string> = {
  'data collection': 'where the data come from, the command that fetches them, their size, licence and date',
  preprocessing: 'which steps turn raw data into inputs, in which order, and the command that runs them',
  exploration: 'what was looked at, what was found, and which notebook shows it',
  training: 'the model, its inputs and settings, and the command that trains it',
  evaluation:
    'on which data and by which metrics the model is judged, the command, and the numbers to expect',
  deployment: 'how the model is served, the command that starts it, and a request with its answer',
  monitoring: 'what is watched in use, against which limits, and what is done when they are passed',
};

export default defineCheck({
  id: 'docs/modules',
  title: 'Each part of the solution is described in the README or docs',
  severity: 'advised',
  scope: 'repository',
  why: 'Code says how a step is done, not what it is for; a part that nobody describes is run wrongly or left out.',
  fix: 'Write a section, or a row in a table of modules, for each part: what it does, its inputs and outputs, how to run it.',
  source: 'https://drivendata.github.io/cookiecutter-data-science/',
  needs: ['solution', 'documents', 'automation', 'files'],
  examples: {
    pass: {
      files: {
        'README.md':
          '# Model\n\n## Training\n\n`train.py` fits a logistic regression to the claims of 2023.\n\n## Results\n\n| metric | value |\n|---|---|\n| recall | 0.885 |\n| precision | 0.791 |\n',
        'train.py':
          'from sklearn.metrics import recall_score\nmodel.fit(x, y)\nprint(recall_score(y, model.predict(x)))\n',
      },
    },
    fail: {
      files: {
        'README.md': '# Model\n\nPredicts claims.\n',
        'train.py': 'model.fit(x, y)\n',
      },
    },
  },
  run({ solution, documents, automation, files }) {
    const parts = PARTS.map((part) => ({ part, signs: apart(part, solution) })).filter(
      ({ signs }) => signs.length > 0,
    );
    if (parts.length === 0) return skip('no part of a solution found in Python code');
    const unread = documents.problems.find(({ path }) => /(^|\/)readme[^/]*$/i.test(path));
    if (unread && !documents.readme) return unknown(`${unread.path}: ${unread.message}`);
    const names = new Set(files.all.map(({ path }) => baseName(path)));
    const context = {
      resolve: (command: { words: readonly string[] }) => purposesOfTask(automation, command.words),
      exists: (name: string) => names.has(name),
    };
    const { readme } = documents;
    const linked = readme ? byLinks(readme, documents) : [];
    const pages = documents.all.filter(({ path }) => !APART.test(path));
    const read = [...new Set([...(readme ? [readme] : []), ...linked, ...pages, ...documents.notebooks])];
    const told = pages.flatMap((document) =>
      topicsOf(document, context, document === readme ? 'readme' : 'linked'),
    );
    const judged = parts.map(({ part, signs }) => {
      let description: Description | undefined;
      for (const document of read) {
        description = descriptionOf(document, part, signs, told);
        if (description) break;
      }
      return { part, signs, description };
    });
    const missing = judged.filter(({ description }) => description === undefined);
    const evidence = judged.flatMap(({ part, description }) =>
      description ? [`${description.path}:${description.line} ${part}: ${description.text}`] : [],
    );
    const gaps = missing.map(({ part, signs: [sign] }): Gap => {
      const { file, line, cell, what } = sign!;
      return {
        message: `nothing describes the ${part} (${place({ file, line, cell })} ${what})`,
        at: { file, line, cell },
        fix: `Write in the README or docs: ${WRITE[part]}.`,
        confidence: 'likely',
        key: part,
      };
    });
    const data = {
      parts: Object.fromEntries(judged.map(({ part, description }) => [part, description !== undefined])),
    };
    const good = judged.length - missing.length;
    const summary = `${good} of ${count(judged.length, 'part')} described${
      missing.length > 0
        ? `; missing: ${listed(
            missing.map(({ part }) => part),
            7,
          )}`
        : ''
    }`;
    if (missing.length === 0) return pass(summary, { evidence, data });
    if (good > 0) return partial(summary, gaps, { evidence, data, ratio: good / judged.length });
    return fail(summary, gaps, { evidence, data });
  },
});

/** Signs of a part in files of its own: what the script that trains does on the way is a part of training. */
function apart(part: PartName, solution: Solution): PartSign[] {
  const training = new Set(solution.flatMap((sign) => (sign.part === 'training' ? [sign.file] : [])));
  const own = solution.filter((sign) => sign.part === part);
  const within = part === 'data collection' || part === 'preprocessing' || part === 'evaluation';
  return within ? own.filter(({ file }) => !training.has(file)) : own;
}
