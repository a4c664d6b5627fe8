import { purposesOfTask } from '../../facts/automation/resolve.js';
import { byLinks } from '../../facts/documents/linked.js';
import { TOPICS, type Told, type Topic, topicsOf } from '../../facts/documents/topics.js';
import { baseName } from '../../facts/paths.js';
import { defineCheck, fail, type Gap, partial, pass, unknown } from '../check.js';

const WANTED: Record<Topic, string> = {
  install: 'how to install (a section with the install command)',
  data: 'where the data come from (a download command, or a section with links)',
  train: 'how to train (the command that runs it)',
  evaluate: 'how to evaluate (the command that runs it)',
  results: 'what results to expect (a table or values of metrics)',
};

export default defineCheck({
  id: 'docs/readme',
  title: 'The README tells how to install, get the data, train, evaluate, and what results to expect',
  severity: 'required',
  scope: 'repository',
  why: 'Who wants to run the work again starts at the README; a step that it leaves out has to be guessed.',
  fix: 'Write a short section for each missing step, with the command to type or the numbers to expect.',
  source: 'https://github.com/paperswithcode/releasing-research-code',
  examples: {
    pass: {
      files: {
        'README.md':
          '# Model\n\n## Install\n\n    pip install -r requirements.txt\n\n## Data\n\n```sh\nbash scripts/download_data.sh\n```\n\n## Train\n\n```sh\npython train.py\n```\n\n## Results\n\n| model | accuracy |\n|---|---|\n| small | 91.2 % |\n| large | 93.4 % |\n',
      },
    },
    fail: {
      files: {
        'README.md': '# Model\n\nTo train, install everything and evaluate on the data. Results are good.\n',
      },
    },
  },
  needs: ['documents', 'automation', 'files', 'trains'],
  run({ documents, automation, files, trains }) {
    const { readme, problems } = documents;
    const none = Object.fromEntries(TOPICS.map((topic) => [topic, false]));
    if (!readme) {
      const unread = problems.find(({ path }) => /(^|\/)readme[^/]*$/i.test(path));
      if (unread)
        return unknown(unread.message, { gaps: [{ message: unread.message, at: { file: unread.path } }] });
      return fail('no README', [{ message: 'no README at the root or in docs/' }], {
        data: { sections: none },
      });
    }
    const names = new Set(files.all.map(({ path }) => baseName(path)));
    const context = {
      resolve: (command: { words: readonly string[] }) => purposesOfTask(automation, command.words),
      exists: (name: string) => names.has(name),
    };
    const told: Told[] = [readme, ...byLinks(readme, documents)].flatMap((document) =>
      topicsOf(document, context, document === readme ? 'readme' : 'linked'),
    );
    const sections = Object.fromEntries(
      TOPICS.map((topic) => [topic, told.some((one) => one.topic === topic)]),
    );
    const evidence = TOPICS.flatMap((topic) =>
      told
        .filter((one) => one.topic === topic)
        .slice(0, 2)
        .map(({ path, line, text }) => `${path}:${line} ${topic}: ${text}`),
    );
    // A library or a tool that trains nothing need not tell the steps of a training.
    const has = (ending: RegExp) => files.own.some(({ path }) => ending.test(path));
    const isTool =
      !trains &&
      has(/\.py$/) &&
      !has(/\.(?:R|Rmd|jl|ipynb)$/) &&
      !automation.pipelines.some(({ form }) => form === 'pipeline');
    const missing = TOPICS.filter((topic) => !sections[topic]);
    const gaps: Gap[] = missing.map((topic) => ({
      message: `the README does not tell ${WANTED[topic]}`,
      at: { file: readme.path },
      confidence: isTool && topic !== 'install' ? 'possible' : 'likely',
      key: topic,
    }));
    const good = TOPICS.length - missing.length;
    const summary = `${good} of ${TOPICS.length} told${missing.length > 0 ? `; missing: ${missing.join(', ')}` : ''}`;
    if (good >= 4) return pass(summary, { gaps, evidence, data: { sections } });
    if (good >= 2)
      return partial(summary, gaps, { ratio: good / TOPICS.length, evidence, data: { sections } });
    return fail(summary, gaps, { evidence, data: { sections } });
  },
});
