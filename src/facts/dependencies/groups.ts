import { TEMPLATE_ENDING } from '../formats/jinja.js';

/** Words in file and folder names that say what a list of packages is for, and the group they mean. */
const WORDS: Readonly<Record<string, string>> = {
  dev: 'dev', devel: 'dev', develop: 'dev', development: 'dev', developer: 'dev',
  test: 'test', tests: 'test', testing: 'test', unittest: 'test', integration: 'test',
  doc: 'docs', docs: 'docs', documentation: 'docs', rtd: 'docs', readthedocs: 'docs', sphinx: 'docs', mkdocs: 'docs',
  lint: 'lint', linting: 'lint', linters: 'lint', style: 'lint', format: 'lint', typing: 'lint', mypy: 'lint', quality: 'lint',
  ci: 'ci', '.github': 'ci', '.circleci': 'ci', '.ci': 'ci', tox: 'ci',
  build: 'build', release: 'build', packaging: 'build',
  example: 'examples', examples: 'examples', demo: 'examples', demos: 'examples', tutorial: 'examples', tutorials: 'examples',
  benchmark: 'benchmarks', benchmarks: 'benchmarks', bench: 'benchmarks',
  constraint: 'constraints', constraints: 'constraints',
  optional: 'optional', extras: 'optional', template: 'template', templates: 'template',
  fixture: 'test', fixtures: 'test', testdata: 'test',
}; // biome-ignore format: a table reads better in rows

/** The group that a file stands for by its folders and name (`requirements-dev.txt`, `docs/requirements.txt`); undefined for runtime. */
export function groupOfPath(path: string): string | undefined {
  // A template's own placeholder folders hold files of projects to come.
  if (path.includes('{{') || TEMPLATE_ENDING.test(path)) return 'template';
  const parts = path.toLowerCase().split('/');
  const name = (parts.pop() ?? '').replace(/\.[a-z]+$/, '');
  for (const word of [...parts, ...name.split(/[-_.]/)]) {
    if (Object.hasOwn(WORDS, word)) return WORDS[word];
  }
  // Folders of other tools: bots, editors, assistants. Binder installs from its own what the project needs.
  return parts.some((part) => /^\.\w/.test(part) && part !== '.binder') ? 'dev' : undefined;
}

/** Packages that no run needs whatever list they stand in: installers, test runners, linters, documentation builders. */
const TOOLS = new Set(
  `pip setuptools wheel conda mamba conda-lock conda-build constructor pip-tools pipenv poetry pdm uv twine build tox nox pre-commit
  pytest coverage codecov hypothesis
  black isort flake8 pylint ruff mypy pycodestyle pydocstyle autopep8 yapf pyupgrade bandit pyright nbqa nbstripout
  sphinx sphinx-rtd-theme mkdocs mkdocstrings mkdocs-material`.split(/\s+/),
);

/** Whether a package is a tool that no run needs. */
export function isTool(name: string): boolean {
  return TOOLS.has(name) || name.startsWith('pytest-');
}
