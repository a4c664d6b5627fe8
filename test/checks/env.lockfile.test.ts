import { folder } from '../facts/true-locks.js';
import { checkNamed, verify } from '../support/verify.js';

const code = { 'train.py': 'import six\n' };
/** What an environment of conda holds, most of it unasked for; `(name, version, build)` of each. */
const HELD =
  'six 1.17.0 py_0,openssl 1.1.1k h_0,readline 8.0 h_1,tk 8.6.10 h_2,zlib 1.2.11 h_3,xz 5.2.5 h_4,sqlite 3.35.4 h_5,libffi 3.3 h_6,ca-certificates 2021.4.13 h_7,certifi 2020.12.5 py_8'
    .split(',')
    .map((one) => one.split(' '));
const environment = (lines: string[]) =>
  `name: x\nchannels:\n  - defaults\ndependencies:\n${lines.map((line) => `  - ${line}\n`).join('')}prefix: /home/x/envs/x\n`;

verify(checkNamed('env/lockfile'), {
  pass: {
    'of pixi': {
      files: { ...code, ...folder('pixi/7') },
      message: 'pixi.lock fixes 7 packages',
      data: {
        kinds: ['pixi.lock'],
        locks: [{ path: 'pixi.lock', format: '7', marked: true, packages: 7, problems: 0 }],
      },
    },
    'of conda-lock, unified and rendered': {
      files: { ...code, ...folder('conda-lock') },
      data: { files: ['conda-linux-64.lock', 'conda-lock.yml'], locks: [{ packages: 3 }, { packages: 6 }] },
    },
    'of PDM': { files: { ...code, ...folder('pdm/full') }, data: { locks: [{ format: '4.5.1' }] } },
    'of renv': { files: folder('renv/remotes'), message: 'renv.lock fixes 2 packages' },
    'of Julia': { files: folder('julia/2.0'), message: 'Manifest.toml fixes 4 packages' },
    'of R beside a list for Python': {
      files: {
        'renv.lock': folder('renv/remotes')['renv.lock']!,
        ...folder('conda-lock'),
      },
      data: { kinds: ['conda-explicit', 'conda-lock', 'renv.lock'] },
    },
    'compiled without a header, beside what it was made from': {
      files: {
        ...code,
        'requirements/core.in': '-c ${LIMITS}\nsix\n',
        'requirements/core.txt': 'six==1.17.0\nidna==3.10\n',
      },
      message: 'requirements/core.txt fixes 2 packages',
    },
    'a conda list under a name of its own': {
      files: {
        ...code,
        'environment.yml': 'dependencies:\n  - six\n',
        'package-list.txt':
          '# platform: linux-64\n@EXPLICIT\nhttps://conda.anaconda.org/conda-forge/noarch/six-1.17.0-0.conda\n',
      },
      data: { kinds: ['conda-explicit'] },
    },
  },
  warn: {
    'what conda list --export writes, named as for pip': {
      files: {
        ...code,
        'requirements.txt': `# This file may be used to create an environment using:\n# $ conda create --name <env> --file <this file>\n# platform: linux-64\n${HELD.map((one) => `${one.join('=')}\n`).join('')}`,
      },
      message: 'requirements.txt is an exported conda environment, for one platform',
      data: { kinds: ['conda-export'], locks: [{ packages: 10, marked: false }] },
    },
    'what conda env export writes': {
      files: { ...code, 'environment.yml': environment(HELD.map((one) => one.join('='))) },
      message: 'an exported conda environment',
    },
    'one for R, and none for Python': {
      files: {
        ...code,
        'environment.yml': 'dependencies:\n  - six\n',
        'renv.lock': folder('renv/remotes')['renv.lock']!,
      },
      message: '1 of 2 lists of packages are locked',
      findings: ['environment.yml no lockfile fixes what environment.yml asks for'],
    },
    'a bare list in one folder, nothing in the other': {
      files: {
        'one/environment.yml': environment(HELD.map((all) => all.join('='))),
        'two/requirements.txt': 'six\n',
      },
      message: 'one/environment.yml is an exported conda environment',
      findings: [/^one\/environment\.yml:1 /, 'two/requirements.txt no lockfile fixes'],
      score: 0.25,
    },
    'the same without builds': {
      files: {
        ...code,
        'environment.yml': environment(HELD.map(([name, version]) => `${name}=${version}`)),
      },
      message: 'an exported conda environment',
      findings: [/^environment\.yml:1 .*names no input/],
    },
  },
  fail: {
    'what was asked for alone, as --from-history exports it': {
      files: {
        ...code,
        'environment.yml': environment(['python=3.8', 'six=1.17.0', 'numpy', 'scipy=1.6.2']),
      },
    },
    'exact versions of no more than was asked for': {
      files: { ...code, 'requirements.in': 'six\n', 'requirements.txt': 'six==1.17.0\n' },
    },
    'exact versions that somebody wrote': {
      files: {
        ...code,
        'environment.yml': environment(
          'six numpy scipy pandas pytorch matplotlib seaborn tqdm jupyter scikit-learn zlib'
            .split(' ')
            .map((name) => `${name}=1.0.0`),
        ),
      },
    },
    'a list for conda with ranges': {
      files: {
        ...code,
        'requirements.txt':
          '# $ conda create --name <env> --file <this file>\nsix=1.17.0=py_0\nnumpy>=1\na=1=0\nb=1=0\nc=1=0\nd=1=0\n',
      },
    },
    'a list for conda is locked by conda-lock': {
      files: { ...code, 'env/environment.yml': 'dependencies:\n  - six\n' },
      fix: '`conda-lock -f env/environment.yml`',
    },
    'requirements that are compiled keep their name': {
      files: { ...code, 'requirements.in': 'six\n' },
      fix: '`uv pip compile requirements.in --generate-hashes -o requirements.txt`',
    },
    'requirements that are written by hand get a lock beside them': {
      files: { ...code, 'requirements.txt': 'six\n' },
      fix: '-o requirements.lock.txt`',
    },
    'of a pyproject.toml the tool is the choice of its owner': {
      files: { ...code, 'pyproject.toml': '[project]\nname = "x"\nversion = "1"\ndependencies = ["six"]\n' },
      fix: '`uv lock`, `poetry lock`, `pdm lock`',
    },
    'a Pipfile is locked by Pipenv': {
      files: { ...code, Pipfile: '[packages]\nsix = "*"\n' },
      fix: '`pipenv lock`',
    },
  },
  unknown: {
    'a pixi.lock that was cut off': {
      files: {
        ...code,
        ...folder('pixi/6'),
        'pixi.lock': folder('pixi/6')['pixi.lock']!.split('- pypi: https').slice(0, 2).join('- pypi: https'),
      },
      findings: [/^pixi\.lock pixi\.lock: /],
    },
    'a Pipfile.lock with a conflict in it': {
      files: {
        ...code,
        Pipfile: '[packages]\nsix = "*"\n',
        'Pipfile.lock': '{\n"_meta": {},\n<<<<<<< HEAD\n"default": {}\n}',
      },
      findings: [/^Pipfile\.lock:3 /],
    },
    'a lock of a format to come': {
      files: { ...code, ...folder('poetry/2.5'), 'poetry.lock': '[metadata]\nlock-version = "3.0"\n' },
      findings: ['lock-version 3.0 is not known'],
    },
  },
});
