import check from '../../src/checks/workflow/paths.js';
import { notebook } from '../support/files.js';
import { verify } from '../support/verify.js';

const code = (...paths: string[]) => ({
  'train.py': paths.map((path, at) => `p${at} = r'${path}'\n`).join(''),
});

verify(check, {
  pass: {
    'what records of runs tell of their machine': {
      files: { 'a.py': '', 'logs/1/.hydra/config.yaml': 'root: /Users/eve/a\n', 'mlruns/1/meta.yaml': 'x: /home/eve/a\n' },
      findings: [],
    },
    'relative, of the system, of a platform': {
      files: code('data/a.csv', '../x', '~/data/a', '/tmp/x', '/dev/shm/x', '/usr/bin/env', '/etc/hosts', '/proc/1', '/content/drive/x', '/kaggle/input/x', '/opt/ml/model', '/home/jovyan/work', '/root/.cache/x', 'C:\\Program Files\\x'),
      message: 'none in 1 file of code',
      findings: [],
    },
    'to be replaced': { files: code('/path/to/data', '/home/user/data', '/home/your_name/x', '/mnt/xxx/data', '/home/<you>/data', '/Users/username/x') },
    'addresses': { files: code('https://x.org/home/alice/x', 's3://home/alice', 'gs://mnt/x', 'a://b/c', 'x:y', '/api/v1/data') },
    'routes of a server': {
      files: { 'app.py': "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/data/items')\ndef f(): ...\nclient.post('/models/a/predict', json={})\n" },
    },
    'put behind something else': { files: { 'a.py': "import os\nopen(os.getcwd() + '/models/a.pt')\nx = root + '/data/' + name\ny = f'{root}/data/a'\n" } },
    'docstrings and comments': { files: { 'a.py': '"""Reads /home/alice/x."""\n# cp /home/alice/x\nx = 1\n', 'b.sh': '#!/bin/sh\n# /home/alice/x\necho 1  # /home/alice/y\n' } },
    'a folder of the image': {
      files: { ...code('/data/train.csv'), Dockerfile: 'FROM a:1\nVOLUME /data\n' },
    },
    'in a container that a script starts': {
      files: { 'run.sh': 'docker run --rm \\\n  --mount src=$(pwd),target=/home/dev/code,type=bind image \\\n  bash -c "cd /home/dev/code/ && ls"\n' },
    },
    'a manifest of a cluster, and CI': {
      files: { ...code('x'), 'k8s/job.yaml': 'apiVersion: batch/v1\nmountPath: /mnt/data\n', '.github/workflows/a.yml': 'run: ls /home/runner2/x\n' },
    },
    'groups of a list of defaults': {
      files: { ...code('x'), 'configs/a.yaml': 'defaults:\n  - override /model/layer: wide\n  - /data/toy: a\n  - optional "/models/b": c\nlr: 1\n' },
    },
    'a home that an image makes': {
      files: { ...code('x'), 'docker/Dockerfile': 'FROM a:1\nRUN useradd server\nWORKDIR /home/server\n', 'docker/entry.sh': 'serve --config /home/server/a.properties\n' },
    },
    'tests may make them up': {
      files: { ...code('x'), 'tests/test_a.py': "x = '/home/alice/a'\n", 'tests/data/a.yaml': 'x: /mnt/a/b\n' },
      data: { code: 0, config: 0, tests: 2 },
    },
  },
  warn: {
    'in settings': {
      files: { ...code('x'), 'conf/a.yaml': 'lr: 1\ndata: /mnt/big/data  # ours\n', '.env.example': 'D="/home/user/my/path"\n' },
      findings: ['.env.example:1 /home/user/my/path is to be replaced', 'conf/a.yaml:2 /mnt/big/data is a path of one machine'],
      data: { code: 0, config: 2 },
    },
    'in a job script': {
      files: { ...code('x'), 'run.sh': '#!/bin/bash\n#SBATCH --output=/home/alice/%j.out\nsource /home/alice/env/bin/activate\n' },
      findings: ['run.sh:2', 'run.sh:3'],
    },
    'the prefix of a conda export': {
      files: { ...code('x'), 'environment.yml': 'name: a\ndependencies:\n  - python=3.11\nprefix: /Users/alice/miniconda3/envs/a\n' },
      findings: ['environment.yml:4 /Users/alice/miniconda3/envs/a'],
    },
  },
  fail: {
    'a home that a compose file mounts': {
      files: { 'run.sh': 'ls /home/alice/a\n', 'compose.yaml': 'services:\n  a:\n    image: b:1\n    volumes: ["/home/alice:/data"]\n' },
      findings: ['run.sh:1 /home/alice/a is a path of one machine'],
    },
    'homes, drives and mounts': {
      files: code('/home/alice/a', '/Users/bob/b', 'C:\\Users\\eve\\c', 'D:/data/d', '/mnt/disk1/e', '/scratch/f/g', '/datasets01/imagenet/', '/private/home/x/y', '/efs/shared/z'),
      message: '9 paths of one machine in the code',
      findings: [/^train.py:1 /, /^train.py:2 /, /^train.py:3 /, /^train.py:4 /, /^train.py:5 /, /^train.py:6 /, /^train.py:7 /, /^train.py:8 /, /^train.py:9 /],
    },
    'the homes of a university, and those of root': {
      files: code('/atlas/u/alice/.cache', '/root/docker_data/train.csv', '/api/u/alice', '/usr/u/x'),
      findings: ['train.py:1 /atlas/u/alice/.cache', 'train.py:2 /root/docker_data/train.csv'],
    },
    'the default of an argument, and parts filled in': {
      files: { 'a.py': "import argparse, os\np = argparse.ArgumentParser()\np.add_argument('--data', default='/data/imagenet/')\nx = f'/checkpoint/{os.environ[\"USER\"]}/x'\n" },
      findings: ['a.py:3 /data/imagenet/ is a path of one machine or cluster', 'a.py:4 /checkpoint/{}/x'],
    },
    'a cell of a notebook': {
      files: { 'a.ipynb': notebook(['x = 1', 'y = 2\nz = "/home/alice/z"']) },
      findings: ['a.ipynb cell 2, line 2 /home/alice/z'],
    },
    'R, Julia and the shell': {
      files: { 'a.R': 'setwd("C:/Users/eve/project")\n', 'b.jl': 'x = "/home/alice/x"\n', 'c.sh': 'cp /mnt/nas/a .\n' },
      findings: ['a.R:1 C:/Users/eve/project', 'b.jl:1', 'c.sh:1 /mnt/nas/a'],
    },
    'each once in a file': { files: code('/home/alice/a', '/home/alice/a'), data: { code: 1 } },
  },
  skip: { 'no code': { files: { 'README.md': 'cd /home/alice\n', 'a.yaml': 'x: /home/alice/x\n' } } },
}); // biome-ignore format: cases read better in rows
