import { describe, expect, test } from 'vitest';
import type { Installed } from '../../src/facts/installed.js';
import { environmentWith, pinned } from '../support/fixing.js';

const CODE = { 'train.py': 'import numpy\n' };
const ENVIRONMENT = environmentWith({
  numpy: '2.1.0',
  pandas: '2.2.2',
  'scikit-learn': '1.5.0',
  torch: '2.4.1+cu121',
});

interface Row {
  path?: string;
  before: string;
  after?: string;
  more?: Record<string, string>;
  installed?: Installed;
  left?: (string | RegExp)[];
}

function table(rows: Record<string, Row>): void {
  test.each(Object.entries(rows))('%s', async (_, row) => {
    const {
      path = 'requirements.txt',
      before,
      after = before,
      more,
      installed = ENVIRONMENT,
      left = [],
    } = row;
    const done = await pinned({ ...CODE, ...more, [path]: before }, installed);
    expect(done.after[path] ?? before).toBe(after);
    expect(done.left).toEqual(
      left.map((one) => (one instanceof RegExp ? expect.stringMatching(one) : expect.stringContaining(one))),
    );
  });
}

describe('requirements files', () => {
  table({
    'a bare name, a range, a compatible release and a wildcard': {
      before: 'numpy\npandas>=1.3\nscikit-learn~=1.4\ntorch==2.*\n',
      after: 'numpy==2.1.0\npandas==2.2.2\nscikit-learn==1.5.0\ntorch==2.4.1\n',
    },
    'comments, blank lines, white space and spelling stay': {
      before: '# list\n\n  NumPy   # fast\nScikit_Learn >= 1.4, <2  # trees\n',
      after: '# list\n\n  NumPy==2.1.0   # fast\nScikit_Learn == 1.5.0  # trees\n',
    },
    'extras and a marker that holds stay': {
      before: 'pandas[excel, parquet] >=1 ; python_version >= "3.9"\nnumpy;sys_platform!="win32"\n',
      after: 'pandas[excel, parquet] ==2.2.2 ; python_version >= "3.9"\nnumpy==2.1.0;sys_platform!="win32"\n',
    },
    'brackets of the old form stay': { before: 'numpy (>=1.20)\n', after: 'numpy (==2.1.0)\n' },
    'line ends of Windows, and none at the end': {
      before: 'numpy\r\npandas>=1.3',
      after: 'numpy==2.1.0\r\npandas==2.2.2',
    },
    'a continuation before and after the version': {
      before: 'numpy>=1.2 \\\n  ; python_version > "3"\npandas \\\n  >=1.3\n',
      after: 'numpy==2.1.0 \\\n  ; python_version > "3"\npandas \\\n  ==2.2.2\n',
    },
    'a version that goes over lines has no place': {
      before: 'numpy>=1.2,\\\n<3\n',
      left: ['requirements.txt:1 numpy: the place of its version is not clear; write numpy 2.1.0 by hand'],
    },
    'what is exact, hashed or of another source stays': {
      before: [
        'numpy==1.26.4',
        'pandas>=1 --hash=sha256:aa',
        'torch @ https://example.org/torch-2.0-cp311-none-any.whl',
        '-e .',
        './lib',
        '',
      ].join('\n'),
    },
    'a repository or an address without a fixed state is told': {
      before: 'lib @ git+https://example.org/lib.git@main\nother @ https://example.org/other.zip\n',
      left: [
        'lib: it is taken from a repository; name a whole commit',
        'other: it is fetched from an address',
      ],
    },
    'an environment that has something else is not mixed in': {
      before: 'numpy<2\npandas\nscikit-learn==1.4.0\n',
      left: [
        'requirements.txt 2 requirements: .venv was not made from this list: it has numpy 2.1.0, line 1 of requirements.txt asks for <2 (and 1 more); install the list first',
      ],
    },
    'tools that come with an environment do not speak against it': {
      before: 'numpy\nsetuptools<60\n',
      after: 'numpy==2.1.0\nsetuptools<60\n',
      installed: environmentWith({ numpy: '2.1.0', setuptools: '65.5.0' }),
    },
    'a package that is not installed is told; a tool is not': {
      before: 'seaborn\npytest\n',
      left: ['requirements.txt:1 seaborn: no installed or locked version is known'],
    },
    'nothing known is told once': {
      before: 'numpy\npandas\n',
      installed: { refused: [] },
      left: [
        'requirements.txt 2 requirements: no version is known: there is neither a lock nor an installed',
      ],
    },
    'of alternatives only the one whose marker holds is pinned': {
      before: 'numpy<2; python_version < "3.9"\nnumpy>=2; python_version >= "3.9"\n',
      after: 'numpy<2; python_version < "3.9"\nnumpy==2.1.0; python_version >= "3.9"\n',
      left: ['numpy: its marker (python_version < "3.9") may not hold where .venv holds'],
    },
    'a marker on what nobody knows is not taken to hold': {
      before: 'numpy; platform_release >= "5"\n',
      left: [/its marker .* may not hold/],
    },
    'twice the same name': { before: 'numpy\nnumpy>=1\n', after: 'numpy==2.1.0\nnumpy==2.1.0\n' },
    'a local version where an index of such builds is named': {
      before: '--extra-index-url https://download.pytorch.org/whl/cu121\ntorch>=2\n',
      after: '--extra-index-url https://download.pytorch.org/whl/cu121\ntorch==2.4.1+cu121\n',
    },
    'an index of other builds': {
      before: '--extra-index-url https://download.pytorch.org/whl/cu118\ntorch>=2\n',
      after: '--extra-index-url https://download.pytorch.org/whl/cu118\ntorch==2.4.1\n',
    },
    'what was installed from a folder or a commit': {
      before: 'numpy\npandas\n',
      installed: environmentWith({ numpy: { editable: true }, pandas: { commit: 'a'.repeat(40) } }),
      left: [
        'numpy: in .venv it was installed from a folder',
        `pandas: in .venv it was installed from commit ${'a'.repeat(40)}`,
      ],
    },
    'builds of one’s own and nightly ones': {
      before: 'numpy\npandas\ntorch\nscikit-learn\n',
      after: 'numpy\npandas\ntorch==2.1.0rc1\nscikit-learn\n',
      installed: environmentWith({
        numpy: '2.3.0.dev0',
        pandas: '2.2.2+3.gabc',
        torch: '2.1.0rc1+cu121',
        'scikit-learn': '1.6.dev0+g1',
      }),
      left: [
        'numpy: 2.3.0.dev0 of .venv is a build that no index keeps',
        'pandas: 2.2.2+3.gabc',
        'scikit-learn: 1.6.dev0+g1',
      ],
    },
    'included files are pinned where they stand': {
      before: '-r base.txt\npandas\n',
      after: '-r base.txt\npandas==2.2.2\n',
      more: { 'base.txt': 'numpy==2.1.0\n' },
    },
    'constraints that fix a package are enough': {
      before: '-c constraints.txt\nnumpy\npandas\n',
      after: '-c constraints.txt\nnumpy\npandas==2.2.2\n',
      more: { 'constraints.txt': 'numpy==1.26.4\n' },
    },
    'other lists are named and left': {
      before: 'numpy\n',
      after: 'numpy==2.1.0\n',
      more: { 'app/requirements.txt': 'pandas\n' },
      left: ['app/requirements.txt 1 requirement: not the list that a run installs'],
    },
    'a character that nobody sees': {
      before: 'numpy # \u001b[2J\n',
      left: ['line 1 holds a character that nobody sees (U+001B)'],
    },
    'a lone carriage return': { before: 'numpy\rpandas\n', left: ['(U+000D)'] },
  });

  test('an active environment counts when it holds half of the list', async () => {
    const active = (packages: Record<string, string>): Installed => ({
      refused: [],
      environment: { ...environmentWith(packages).environment!, from: 'shell', name: 'base' },
    });
    const files = { ...CODE, 'requirements.txt': 'numpy\npandas\ntorch\n' };
    expect(await pinned(files, active({ numpy: '2.1.0' }))).toMatchObject({
      plan: { edits: [] },
      left: [
        expect.stringContaining(
          'the active environment base has 1 of 3 packages of this list; install the list first',
        ),
      ],
    });
    expect((await pinned(files, active({ numpy: '2.1.0', torch: '2.4.1' }))).plan.edits).toMatchObject([
      { source: 'the active environment base' },
      {},
    ]);
  });

  test('a lock of other lists comes first, and an environment only where both agree', async () => {
    const lock =
      'version = 1\nrequires-python = ">=3.11"\n[[package]]\nname = "numpy"\nversion = "2.1.0"\nsource = { registry = "https://pypi.org/simple" }\n';
    const files = { ...CODE, 'requirements.txt': 'numpy\npandas\n', 'uv.lock': lock };
    const done = await pinned(files, ENVIRONMENT);
    expect(done.after['requirements.txt']).toBe('numpy==2.1.0\npandas==2.2.2\n');
    const other = await pinned({ ...files, 'uv.lock': lock.replace('2.1.0', '2.0.0') }, ENVIRONMENT);
    expect(other.after['requirements.txt']).toBe('numpy==2.0.0\npandas\n');
    expect(other.left).toEqual([
      'requirements.txt:2 pandas: no installed or locked version is known; .venv has numpy 2.1.0 and uv.lock 2.0.0',
    ]);
  });

  test('a package that may float is left without a word', async () => {
    const done = await pinned({ ...CODE, 'requirements.txt': 'numpy\npandas\n' }, ENVIRONMENT, ['pandas']);
    expect(done).toMatchObject({ after: { 'requirements.txt': 'numpy==2.1.0\npandas\n' }, left: [] });
  });

  test.each(['utf-16le', 'utf-16be', 'utf-8'] as const)('the encoding stays: %s', async (encoding) => {
    const text = '# né\r\nnumpy>=1 # 😀\r\n';
    const mark = '\ufeff';
    const bytes = Buffer.from(mark + text, encoding === 'utf-8' ? 'utf-8' : 'utf16le');
    if (encoding === 'utf-16be') bytes.swap16();
    const done = await pinned({ ...CODE, 'requirements.txt': bytes }, ENVIRONMENT);
    expect(done.after['requirements.txt']).toBe('# né\r\nnumpy==2.1.0 # 😀\r\n');
  });

  test('bytes that are no UTF-8 stay as they are', async () => {
    const bytes = Buffer.from('# caf\xe9\nnumpy\n', 'latin1');
    const done = await pinned({ ...CODE, 'requirements.txt': bytes }, ENVIRONMENT);
    expect(done.after['requirements.txt']).toBe('# café\nnumpy==2.1.0\n');
  });

  test('a binary file is told', async () => {
    const done = await pinned({ ...CODE, 'requirements.txt': Buffer.from('numpy\n\0\n') }, ENVIRONMENT);
    expect(done.plan.edits).toEqual([]);
    expect(done.left).toEqual([expect.stringContaining('not a text file')]);
  });

  test('a lock of the same list leaves nothing to do', async () => {
    const files = {
      ...CODE,
      'requirements.in': 'numpy\n',
      'requirements.txt': '# This file is autogenerated by pip-compile with Python 3.11\nnumpy==1.26.4\n',
    };
    expect(await pinned(files, ENVIRONMENT)).toMatchObject({ plan: { edits: [] }, left: [] });
  });
});

describe('conda environments', () => {
  const conda = environmentWith({
    numpy: { version: '1.26.4', ecosystem: 'conda', imports: ['numpy'] },
    pytorch: { version: '2.3', ecosystem: 'conda', imports: ['torch'] },
    wandb: '0.17.0',
  });
  const file = (...items: string[]) =>
    `name: x\ndependencies:\n${items.map((item) => `  - ${item}\n`).join('')}`;
  table({
    'conda packages, quoted ones, and the pip list': {
      path: 'environment.yml',
      installed: conda,
      before: file('python=3.11', 'numpy >=1.20  # arrays', '"pytorch"', 'pip', 'pip:\n    - wandb>=0.15'),
      after: file(
        'python=3.11',
        'numpy=1.26.4  # arrays',
        '"pytorch==2.3"',
        'pip',
        'pip:\n    - wandb==0.17.0',
      ),
    },
    'a channel stays, a single equals sign is a range': {
      path: 'environment.yml',
      installed: conda,
      before: file('conda-forge::numpy=1.26'),
      after: file('conda-forge::numpy=1.26.4'),
    },
    'what has no place, what is not known': {
      path: 'environment.yml',
      installed: conda,
      before: file("pytorch[version='>=2']", 'cudatoolkit'),
      left: ['pytorch: the place of its version is not clear', 'cudatoolkit: no installed'],
    },
    'an environment that has something else': {
      path: 'environment.yml',
      installed: conda,
      before: file('numpy=1.25', 'pytorch'),
      left: [
        '.venv was not made from this list: it has numpy 1.26.4, line 3 of environment.yml asks for =1.25',
      ],
    },
    'versions of PyPI are not conda’s': {
      path: 'environment.yml',
      before: file('numpy'),
      left: ['numpy: no installed or locked version is known'],
    },
  });
});

describe('TOML manifests', () => {
  const application = '[project]\nname = "x"\nversion = "0"\n';
  table({
    'an application': {
      path: 'pyproject.toml',
      before: `${application}dependencies = [\n  "numpy", # "numpy"\n  'pandas[excel]>=1.3; python_version > "3"',\n]\n[dependency-groups]\ndev = ["torch"]\n`,
      after: `${application}dependencies = [\n  "numpy==2.1.0", # "numpy"\n  'pandas[excel]==2.2.2; python_version > "3"',\n]\n[dependency-groups]\ndev = ["torch"]\n`,
    },
    'a package keeps its ranges': {
      path: 'pyproject.toml',
      before: `[build-system]\nrequires = ["hatchling"]\n${application}dependencies = ["numpy", "pandas"]\n`,
      left: [
        "pyproject.toml 2 requirements: a package's ranges stay, for those who install it beside others; lock it: `uv lock`",
      ],
    },
    'a package that may not be uploaded is an application': {
      path: 'pyproject.toml',
      before: `[build-system]\nrequires = ["hatchling"]\n${application}classifiers = ["Private :: Do Not Upload"]\ndependencies = ["numpy"]\n`,
      after: `[build-system]\nrequires = ["hatchling"]\n${application}classifiers = ["Private :: Do Not Upload"]\ndependencies = ["numpy==2.1.0"]\n`,
    },
    'Poetry without a package': {
      path: 'pyproject.toml',
      before:
        '[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\npython = "^3.11"\nnumpy = "^2.0" # arrays\npandas = { version = ">=1", extras = ["excel"] }\n[tool.poetry.dependencies.torch]\nversion = "~2.4"\n',
      after:
        '[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\npython = "^3.11"\nnumpy = "2.1.0" # arrays\npandas = { version = "2.2.2", extras = ["excel"] }\n[tool.poetry.dependencies.torch]\nversion = "2.4.1"\n',
    },
    'alternatives of Poetry': {
      path: 'pyproject.toml',
      before:
        '[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\nnumpy = ">=1.26,<2 || >=2.1"\npandas = [\n  { version = "^2.0", python = "<3.13" },\n  { version = "^3.0", python = ">=3.13" },\n]\n',
      after:
        '[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\nnumpy = "2.1.0"\npandas = [\n  { version = "^2.0", python = "<3.13" },\n  { version = "^3.0", python = ">=3.13" },\n]\n',
      left: ['pandas: 2.2.2 in this place alone would not fix it; pin it by hand'],
    },
    'Poetry with a package': {
      path: 'pyproject.toml',
      before: '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\nnumpy = "^2.0"\n',
      left: ['lock it: `poetry lock`'],
    },
    'a Pipfile': {
      path: 'Pipfile',
      before:
        '[packages]\nnumpy = "*"\npandas = {version = ">=1", index = "pypi"}\n[dev-packages]\nscikit-learn = "*"\n',
      after:
        '[packages]\nnumpy = "==2.1.0"\npandas = {version = "==2.2.2", index = "pypi"}\n[dev-packages]\nscikit-learn = "*"\n',
    },
    'pixi.toml': {
      path: 'pixi.toml',
      installed: environmentWith({ numpy: { version: '1.26.4', ecosystem: 'conda' }, wandb: '0.17.0' }),
      before: '[dependencies]\nnumpy = ">=1.20"\n\n[pypi-dependencies]\nwandb = "*"\n',
      after: '[dependencies]\nnumpy = "==1.26.4"\n\n[pypi-dependencies]\nwandb = "==0.17.0"\n',
    },
    'an escape in a string': {
      path: 'pyproject.toml',
      before: `${application}dependencies = ["num\\u0070y", "pandas"]\n`,
      after: `${application}dependencies = ["num\\u0070y", "pandas==2.2.2"]\n`,
      left: ['numpy: the place of its version is not clear; write numpy 2.1.0 by hand'],
    },
  });
});

describe('what is never pinned', () => {
  table({
    'setup.cfg': {
      path: 'setup.cfg',
      before: '[metadata]\nname = x\n[options]\ninstall_requires =\n    numpy\n',
      left: ["setup.cfg 1 requirement: a package's ranges stay"],
    },
    'setup.py': {
      path: 'setup.py',
      before: 'from setuptools import setup\nsetup(name="x", install_requires=["numpy"])\n',
      left: ["setup.py 1 requirement: a package's ranges stay"],
    },
    DESCRIPTION: {
      path: 'DESCRIPTION',
      before: 'Package: x\nImports: dplyr\n',
      left: ['`renv::snapshot()`'],
    },
  });
});
