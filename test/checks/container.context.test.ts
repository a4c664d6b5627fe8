import { rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import check from '../../src/checks/container/context.js';
import type { Report } from '../../src/report/report.js';
import { repro } from '../support/cli.js';
import { repository, write } from '../support/repository.js';
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
  skip: {
    'no Dockerfile': { files: { 'data/a.csv': big } },
    'small samples and a package named data': {
      files: { Dockerfile: whole, 'data/a.csv': '1', 'src/data/load.py': big },
    },
  },
});

test('what git ignores is copied too, on the machine that has it', async () => {
  const files = { Dockerfile: whole, '.gitignore': 'data\n.venv\n.env\n', 'train.py': '' };
  const root = await repository(files);
  await write(root, { 'data/a.csv': big, '.venv/pyvenv.cfg': 'home = /usr\n', '.env': 'TOKEN=1\n' });
  const run = async () => {
    const { stdout } = await repro(['check', root, '--only', 'container/context', '--format', 'json']);
    const [result] = (JSON.parse(stdout) as Report).results;
    return { status: result?.status, messages: result?.findings.map(({ message }) => message.split(',')[0]) };
  };
  expect(await run()).toEqual({
    status: 'warn',
    messages: ['.env', '.venv', 'data', '.git is copied with the whole context: there is no .dockerignore'],
  });
  await write(root, { '.dockerignore': '.*\ndata/*.csv\n' });
  expect(await run()).toEqual({ status: 'pass', messages: [] });
  // A link that leads outside is not entered.
  await rm(join(root, 'data'), { recursive: true });
  await symlink(tmpdir(), join(root, 'data'));
  await write(root, { '.dockerignore': '.*\n' });
  expect(await run()).toEqual({ status: 'pass', messages: [] });
});
