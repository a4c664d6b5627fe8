import { isTest } from '../../facts/files.js';
import { exampleRepository } from '../../facts/git/example.js';
import { PROBES } from '../../facts/git/ignored.js';
import { count, defineCheck, fail, type Gap, partial, pass, skip } from '../check.js';

/** Tracked paths that belong to one machine or one person, and what they are. */
const UNWANTED: readonly [RegExp, string][] = [
  [/(?:^|\/)(?:pyvenv\.cfg|(?:site-packages|node_modules|\.venv|\.tox|\.nox)\/)/, 'installed environment'],
  [
    /(?:^|\/)(?:__pycache__|\.ipynb_checkpoints|\.pytest_cache|\.mypy_cache|\.ruff_cache)\/|\.py[co]$/,
    'cache',
  ],
  [
    /(?:^|\/)(?:\.env(?!rc|.*(?:example|sample|template|dist|default))(?:\.[^/]*)?|\.netrc|\.pypirc|kaggle\.json|id_(?:rsa|dsa|ecdsa|ed25519))$/i,
    'secret',
  ],
];
/** Libraries that write checkpoints or runs while they train. */
const TRAINERS = /^(?:torch|tensorflow|keras|jax|lightning|pytorch_lightning|transformers|mlflow|wandb)$/;
const RULES: readonly [key: keyof typeof PROBES, what: string, rule: string][] = [
  ['environments', 'virtual environments', '.venv/'],
  ['caches', 'Python caches', '__pycache__/'],
  ['notebooks', 'notebook checkpoints', '.ipynb_checkpoints/'],
  ['secrets', 'secrets', '.env'],
  ['checkpoints', 'checkpoints and runs', 'checkpoints/'],
];

export default defineCheck({
  id: 'git/ignored',
  title: 'Environments, caches, checkpoints and secrets stay out of git',
  severity: 'advised',
  scope: 'repository',
  why: 'What one machine made misleads every other one, and a secret that was committed once stays in the history.',
  fix: 'List them in .gitignore (`.venv/`, `__pycache__/`, `.env`); take tracked ones out with `git rm -r --cached <path>`.',
  needs: ['git', 'files', 'python'],
  requires: ['git/repository'],
  examples: {
    pass: {
      files: { 'train.py': 'print(1)\n' },
      facts: {
        git: exampleRepository({
          ignored: { probes: { '.venv/bin/python': true, [PROBES.caches[0]]: true, '.env': true } },
        }),
      },
    },
    fail: {
      files: { 'train.py': 'print(1)\n', '.env': 'API_KEY=0\n' },
      facts: { git: exampleRepository() },
    },
  },
  run({ git, files, python }) {
    if (git.kind !== 'ok') return skip('no repository with a commit');
    const tracked = files.all.flatMap(({ path, tracked }): [string, string][] => {
      const what = tracked && UNWANTED.find(([pattern]) => pattern.test(path))?.[1];
      // A test's or a template's .env is written to be shared.
      return what && !(what === 'secret' && (isTest(path) || path.includes('{{'))) ? [[path, what]] : [];
    });
    const asked = RULES.filter(([key]) => {
      if (key === 'notebooks') return files.own.some(({ path }) => path.endsWith('.ipynb'));
      if (key !== 'checkpoints') return true;
      return python.modules.some(({ imports }) =>
        imports.some(({ module, level }) => level === 0 && TRAINERS.test(module.split('.', 1)[0]!)),
      );
    });
    const bare = asked.filter(([key]) => !PROBES[key].some((path) => git.ignored.probes[path]));
    const data = {
      tracked: tracked.map(([path]) => path),
      covered: asked.filter((rule) => !bare.includes(rule)).map(([key]) => key),
      missing: bare.map(([key]) => key),
    };
    const uncovered: Gap[] = bare.map(([key, what, rule]) => ({
      message: `no .gitignore rule covers ${what}`,
      fix: `Add \`${rule}\` to .gitignore.`,
      key,
    }));
    if (tracked.length > 0) {
      const gaps = tracked.map(
        ([path, what]): Gap => ({
          message: `${path} is tracked: ${what}`,
          at: { file: path },
          // A committed .env may hold harmless defaults.
          confidence: what === 'secret' ? 'likely' : 'certain',
          key: path,
        }),
      );
      return fail(`${count(tracked.length, 'file')} tracked that should not be`, [...gaps, ...uncovered], {
        data,
      });
    }
    if (python.modules.length === 0) return pass('no environment, cache or secret is tracked', { data });
    const summary = `.gitignore covers ${asked.length - bare.length} of ${count(asked.length, 'kind')} of files`;
    if (bare.length === 0) return pass(summary, { data });
    if (bare.length === asked.length) return fail(summary, uncovered, { data });
    return partial(summary, uncovered, { ratio: 1 - bare.length / asked.length, data });
  },
});
