import { rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import check from '../../src/checks/container/context.js';
import type { Report } from '../../src/report/report.js';
import { repro } from '../support/cli.js';
import { git, repository, write } from '../support/repository.js';
import { verify } from '../support/verify.js';

const big = '1,2,3,4\n'.repeat(200_000);
const whole = 'FROM python:3.11\nCOPY . /app\n';

verify(check, {
  pass: {
    'only named folders are copied': {
      files: { Dockerfile: 'FROM python:3.11\nCOPY src /app\n', 'data/a.csv': big },
    },
    'a copy that a later build makes': {
      files: { Dockerfile: 'FROM python:3.11\nONBUILD COPY . /app\n', 'data/a.csv': big },
    },
    'everything but the code is kept out': {
      files: { Dockerfile: whole, '.dockerignore': '*\n!src\n', 'src/a.py': '', 'data/a.csv': big },
    },
    'the file of the recipe comes first': {
      files: { Dockerfile: whole, 'Dockerfile.dockerignore': 'data', '.dockerignore': '', 'data/a.csv': big },
    },
    'a folder that is copied by its name is meant': {
      files: {
        Dockerfile: 'FROM a:1\nCOPY ./data /data\nCOPY data/ /data/\nCOPY src .\n',
        'data/a.csv': big,
      },
    },
    'what the copy itself leaves out': {
      files: { Dockerfile: 'FROM a:1\nCOPY --exclude=data . /app\n', 'data/a.csv': big },
    },
    'a stage that the image is not made of': {
      files: { Dockerfile: 'FROM a:1 AS test\nCOPY . .\nFROM a:1\nCOPY src .\n', 'data/a.csv': big },
    },
    'files out of another stage or image': {
      files: { Dockerfile: 'FROM a:1 AS b\nRUN make\nFROM a:1\nCOPY --from=b . .\n', 'data/a.csv': big },
    },
    'an ADD that a later build makes': {
      files: { Dockerfile: 'FROM a:1\nONBUILD ADD . /x\nONBUILD COPY . .\n', 'data/a.csv': big },
    },
    'a folder of its own, whatever the root holds besides': {
      files: {
        'a/Dockerfile': 'FROM a:1\nCOPY x.py .\nCOPY . .\n',
        'a/x.py': '',
        'a/data/a.csv': big,
        'a/.dockerignore': 'data\n',
        'data/a.csv': big,
      },
    },
    "Podman's file comes first": {
      files: { Dockerfile: whole, '.containerignore': 'data\n', '.dockerignore': '', 'data/a.csv': big },
    },
  },
  fail: {
    'each context of a Dockerfile': {
      files: {
        'compose.yaml':
          'services:\n  a:\n    build: { context: a, dockerfile: ../Dockerfile }\n  b:\n    build: { context: b, dockerfile: ../Dockerfile }\n',
        Dockerfile: whole,
        'a/x.py': '',
        'a/.dockerignore': 'data\n',
        'a/data/a.csv': big,
        'b/x.py': '',
        'b/data/a.csv': big,
      },
      findings: ['Dockerfile:2 b/data (1.6 MB) is copied'],
    },
    'one of two copies leaves data out, the other does not': {
      files: { Dockerfile: 'FROM a:1\nCOPY --exclude=data . /a\nCOPY . /b\n', 'data/a.csv': big },
      findings: ['Dockerfile:3 data'],
    },
    'other ways to write the whole context': {
      files: {
        Dockerfile: 'FROM a:1\nCOPY ./. /a\n',
        'b.Dockerfile': 'FROM a:1\nCOPY * /a/\n',
        'c.Dockerfile': 'FROM a:1\nADD [".", "/a"]\n',
        'data/a.csv': big,
      },
      findings: ['Dockerfile:2 data', 'b.Dockerfile:2 data', 'c.Dockerfile:2 data'],
    },
    'every folder that may be the context holds data': {
      files: { 'a/Dockerfile': whole, 'a/data/a.csv': big, 'b/data/a.csv': big },
      findings: ['a/Dockerfile:2 a/data'],
    },
    'the context above a development container': {
      files: {
        '.devcontainer/devcontainer.json': '{"build": {"dockerfile": "Dockerfile", "context": ".."}}',
        '.devcontainer/Dockerfile': whole,
        'data/a.csv': big,
      },
    },
    'a stage that the image starts from': {
      files: { Dockerfile: 'FROM a:1 AS base\nCOPY . .\nFROM base\nRUN make\n', 'data/a.csv': big },
      findings: ['Dockerfile:2 data'],
    },
    'an exception lets data through': {
      files: { Dockerfile: whole, '.dockerignore': 'data\n!data/a.csv\n', 'data/a.csv': big },
      findings: [
        'Dockerfile:2 data (1.6 MB) is copied with the whole context: .dockerignore lets it through',
      ],
    },
    'an environment': {
      files: { Dockerfile: whole, 'env/pyvenv.cfg': 'home = /usr', 'env/bin/python': 'x' },
      findings: [/^Dockerfile:2 env .*there is no \.dockerignore/],
    },
    'a model at the root': { files: { Dockerfile: 'FROM a:1\nADD ./ /x\n', 'model.pt': big } },
  },
  warn: {
    'a stage from which the image takes a part': {
      files: {
        Dockerfile: 'FROM a:1 AS b\nCOPY . /app\nRUN make\nFROM a:1\nCOPY --from=b /app/.venv /app/.venv\n',
        'data/a.csv': big,
      },
      findings: [/^Dockerfile:2 data .* into a stage of which the image takes a part/],
    },
  },
  unknown: {
    'data in one of the folders that may be the context': {
      files: { 'a/b/Dockerfile': whole, 'a/b/x.py': '', 'data/a.csv': big },
      findings: ['a/b/Dockerfile:2 built from the root, a/b/Dockerfile copies data along'],
    },
    'an ignore file that is no text': {
      files: { Dockerfile: whole, '.dockerignore': '\0\0', 'data/a.csv': big },
    },
  },
  skip: {
    'a context outside of the project': {
      files: {
        '.devcontainer/devcontainer.json': '{"build": {"dockerfile": "Dockerfile", "context": "../.."}}',
        '.devcontainer/Dockerfile': whole,
        'data/a.csv': big,
      },
    },
    'no Dockerfile': { files: { 'data/a.csv': big } },
    'small samples and a package named data': {
      files: { Dockerfile: whole, 'data/a.csv': '1', 'src/data/load.py': big },
    },
  },
});

async function said(...args: string[]) {
  const { stdout } = await repro(['check', ...args, '--only', 'container/context', '--format', 'json']);
  const [result] = (JSON.parse(stdout) as Report).results;
  return { status: result?.status, messages: result?.findings.map(({ message }) => message.split(',')[0]) };
}

test('what git ignores is copied too, on the machine that has it', async () => {
  const files = { Dockerfile: whole, '.gitignore': 'data\n.venv\n.env\n', 'train.py': '' };
  const root = await repository(files);
  await write(root, { 'data/a.csv': big, '.venv/pyvenv.cfg': 'home = /usr\n', '.env': 'TOKEN=1\n' });
  expect(await said(root)).toEqual({
    status: 'warn',
    messages: ['.env', '.venv', 'data', '.git is copied with the whole context: there is no .dockerignore'],
  });
  await write(root, { '.dockerignore': '.*\ndata/*.csv\n' });
  expect(await said(root)).toEqual({ status: 'pass', messages: [] });
  // A link that leads outside is not entered.
  await rm(join(root, 'data'), { recursive: true });
  await symlink(tmpdir(), join(root, 'data'));
  await write(root, { '.dockerignore': '.*\n' });
  expect(await said(root)).toEqual({ status: 'pass', messages: [] });
});

test('of what git ignores, code and what runs leave behind is no data; every folder of data is looked through', async () => {
  const root = await repository({
    Dockerfile: whole,
    '.dockerignore': '.git\ndata/raw/*.csv\n',
    '.gitignore': '__pycache__\ndata\nmodels/_version.py\n',
    'models/net.py': '',
  });
  await write(root, { 'models/__pycache__/net.pyc': 'x', 'models/_version.py': '', 'data/raw/a.csv': '1' });
  expect(await said(root)).toEqual({ status: 'pass', messages: [] });
  await write(root, { 'data/raw/b.parquet': 'x' });
  expect(await said(root)).toEqual({ status: 'warn', messages: ['data'] });
  await write(root, { '.dockerignore': '.git\ndata\n' });
  expect(await said(root)).toEqual({ status: 'pass', messages: [] });
});

test('a repository within the folder of models is in git', async () => {
  const root = await repository({ Dockerfile: whole, '.dockerignore': '.git\n', 'train.py': '' });
  const inner = join(root, 'models/inner');
  await write(inner, { 'weights.pt': 'x' });
  await git(inner, 'init', '--quiet');
  expect(await said(root)).toEqual({ status: 'pass', messages: [] });
});

test('git history is sent from the root of a repository alone, not from a part of it', async () => {
  const root = await repository({
    'a/pyproject.toml': '[project]\nname = "a"\n',
    'a/Dockerfile': whole,
    'a/train.py': 'import torch\n',
  });
  expect(await said(join(root, 'a'))).toEqual({ status: 'skip', messages: [] });
});
