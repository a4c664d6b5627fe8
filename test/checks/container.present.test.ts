import check from '../../src/checks/container/present.js';
import { verify } from '../support/verify.js';

verify(check, {
  pass: {
    'each kind of recipe': {
      files: {
        'compose.yml': 'services:\n  a:\n    image: a:1\n',
        '.devcontainer/gpu/devcontainer.json': '{"image": "a:1"}',
        Singularity: 'Bootstrap: docker\nFrom: a:1\n',
        'shell.nix': '{}',
        'binder/environment.yml': 'dependencies: []\n',
        MLproject: 'name: x\ndocker_env:\n  image: a:1\n',
      },
      message: 'and 5 more recipes',
    },
    'a Dockerfile of Binder is all that Binder reads': {
      files: { 'binder/Dockerfile': 'FROM a:1\n', 'binder/environment.yml': 'dependencies: []\n' },
      data: {
        recipes: [{ path: 'binder/Dockerfile', kind: 'dockerfile' }],
        kinds: { dockerfile: 1 },
        unreadable: 0,
        absent: 0,
      },
    },
    'one recipe whose partner is missing beside one that is whole': {
      files: { 'compose.yml': 'services:\n  a:\n    build: ./gone\n', Dockerfile: 'FROM a:1\n' },
      findings: ['compose.yml:3 gone/Dockerfile is built from'],
    },
  },
  warn: {
    'a lockfile and a pinned interpreter': {
      files: {
        'pyproject.toml': '[project]\nname = "x"\nversion = "1"\ndependencies = ["numpy"]\n',
        'uv.lock':
          'version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "x"\nversion = "1"\nsource = { virtual = "." }\ndependencies = [{ name = "numpy" }]\n\n[[package]]\nname = "numpy"\nversion = "2.0.0"\nsource = { registry = "https://pypi.org/simple" }\n',
        '.python-version': '3.11.9\n',
      },
    },
  },
  fail: {
    'a compose file that builds from nothing': {
      files: { 'compose.yml': 'services:\n  a:\n    build: ./gone\n' },
    },
    'a definition that is none': { files: { 'module.def': 'EXPORTS\n' } },
    'requirements without a folder of Binder': {
      files: { 'requirements.txt': 'numpy==1.0\n', 'apt.txt': 'gcc\n' },
    },
  },
  unknown: {
    'a Dockerfile that breaks off': {
      files: { Dockerfile: 'FROM a:1\nRUN <<EOF\nmake\n' },
      findings: ['Dockerfile:2 Dockerfile cannot be read: the here-document EOF has no end'],
    },
    'a Dockerfile that cannot be read': { files: { Dockerfile: new Uint8Array([70, 0, 1, 2]) } },
  },
});
