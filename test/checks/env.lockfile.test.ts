import { folder } from '../facts/true-locks.js';
import { checkNamed, verify } from '../support/verify.js';

const code = { 'train.py': 'import six\n' };

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
