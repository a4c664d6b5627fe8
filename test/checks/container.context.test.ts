import check from '../../src/checks/container/context.js';
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
  },
  fail: {
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
