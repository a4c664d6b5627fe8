import { createHash } from 'node:crypto';
import lock from '../../src/checks/workflow/lock.js';
import { verify } from '../support/verify.js';

const CODE = 'print(1)\n';
const PARAMS = 'lr: 0.1\ntrain: {epochs: 3, layers: [8, 4]}\n';

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** One entry of `deps` or `outs`. */
function item(path: string, text: string): string {
  return `    - {path: ${path}, hash: md5, md5: ${md5(text)}}\n`;
}

/** A dvc.lock with these stages, as lines below their names. */
function locked(stages: Record<string, string>): string {
  return `schema: '2.0'\nstages:\n${Object.entries(stages)
    .map(([name, body]) => `  ${name}:\n${body}`)
    .join('')}`;
}

const YAML =
  'stages:\n  train:\n    cmd: python train.py\n    deps: [train.py]\n    params: [lr]\n    outs: [model.bin]\n';
const ENTRY = `    cmd: python train.py\n    deps:\n${item('train.py', CODE)}    params:\n      params.yaml: {lr: 0.1}\n    outs:\n${item('model.bin', 'model')}`;
const PROJECT = {
  'dvc.yaml': YAML,
  'dvc.lock': locked({ train: ENTRY }),
  'train.py': CODE,
  'params.yaml': PARAMS,
  'model.bin': 'model',
};

function without(...paths: (keyof typeof PROJECT)[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(PROJECT).filter(([path]) => !paths.includes(path as keyof typeof PROJECT)),
  );
}

verify(lock, {
  skip: {
    'no pipeline': { files: { 'train.py': CODE } },
    'a dvc.yaml with plots and metrics only': {
      files: { 'dvc.yaml': 'metrics: [m.json]\nplots: [p.csv]\n' },
    },
  },
  pass: {
    'all as recorded': { files: PROJECT, message: '1 stage', data: { stages: 1, stale: [] } },
    'a parameter written otherwise, and others changed': {
      files: { ...PROJECT, 'params.yaml': 'lr: 1e-1\ntrain: {epochs: 9}\n' },
    },
    'what is said of a stage': {
      files: {
        ...PROJECT,
        'dvc.yaml': YAML.replace('    deps', '    desc: trains\n    meta: {a: 1}\n    deps'),
      },
    },
    'an entry that dvc.yaml has no more': {
      files: { ...PROJECT, 'dvc.lock': locked({ train: ENTRY, old: '    cmd: python old.py\n' }) },
      data: { leftover: ['old'] },
    },
    'a frozen stage, whatever became of its inputs': {
      files: {
        ...PROJECT,
        'dvc.yaml': YAML.replace('    deps', '    frozen: true\n    deps'),
        'train.py': 'print(2)\n',
        'params.yaml': 'lr: 3\n',
      },
    },
    'templates, foreach and matrix': {
      files: {
        'dvc.yaml':
          'vars: [{size: 2}]\nstages:\n  each:\n    foreach: [a, b]\n    do: {cmd: "run ${item} ${size}"}\n  grid:\n    matrix: {m: [x], n: [1, 2.5]}\n    cmd: run ${item.m} ${item.n}\n',
        'dvc.lock': locked({
          'each@a': '    cmd: run a 2\n',
          'each@b': '    cmd: run b 2\n',
          'grid@x-1': '    cmd: run x 1\n',
          'grid@x-2.5': '    cmd: run x 2.5\n',
        }),
      },
    },
    'a lock of DVC 1, and line ends that it did not see': {
      files: {
        'dvc.yaml': 'stages:\n  a:\n    cmd: x\n    deps: [d.csv]\n',
        'dvc.lock': `a:\n  cmd: x\n  deps:\n  - {path: d.csv, md5: ${md5('1\n')}}\n`,
        'd.csv': '1\r\n',
      },
    },
    'a working folder': {
      files: {
        'dvc.yaml': 'stages:\n  a:\n    cmd: x\n    wdir: sub\n    deps: [../d.csv, e.csv]\n',
        'dvc.lock': locked({ a: `    cmd: x\n    deps:\n${item('../d.csv', '1')}${item('e.csv', '2')}` }),
        'd.csv': '1',
        'sub/e.csv': '2',
      },
    },
    'parameters of JSON, TOML and Python': {
      files: {
        'dvc.yaml':
          'stages:\n  a:\n    cmd: x\n    params:\n    - p.json: [a.b]\n    - p.toml: [t.k]\n    - p.py: [SIZE, Net.depth]\n    - whole.yaml:\n',
        'dvc.lock': locked({
          a: '    cmd: x\n    params:\n      p.json: {a.b: 1}\n      p.toml: {t.k: 2.0}\n      p.py: {SIZE: 3, Net.depth: [1, 2]}\n      whole.yaml: {k: {l: 1}}\n',
        }),
        'p.json': '{"a": {"b": 1.0}}',
        'p.toml': '[t]\nk = 2\n',
        'p.py': 'SIZE = 3\nclass Net:\n    depth = (1, 2)\n',
        'whole.yaml': 'k: {l: 1}\n',
      },
    },
    'what runs each time': {
      files: {
        'dvc.yaml': 'stages:\n  a:\n    cmd: x\n    always_changed: true\n  b:\n    cmd: y\n',
        'dvc.lock': locked({ a: '    cmd: x\n', b: '    cmd: y\n' }),
      },
    },
  },
  warn: {
    'an output that is not here': {
      files: { ...without('model.bin'), '.dvc/config': '[\'remote "r"\']\n    url = s3://bucket\n' },
      findings: ['dvc.yaml:2 stage train: output model.bin is not here; it can be fetched'],
    },
    'an output that no remote has': {
      files: without('model.bin'),
      findings: [/output model.bin is not here, and no remote has it/],
    },
    'data that DVC keeps and that is not here': {
      files: {
        'dvc.yaml': 'stages:\n  a:\n    cmd: x\n    deps: [data]\n',
        'dvc.lock': locked({
          a: `    cmd: x\n    deps:\n    - {path: data, hash: md5, md5: ${md5('a')}.dir}\n`,
        }),
        'data/raw.csv.dvc': `outs:\n- md5: ${md5('raw')}\n  path: raw.csv\n`,
      },
      findings: [/dependency data is not here/],
    },
    'line ends of another system, and nothing else': {
      files: { ...PROJECT, 'train.py': CODE.replaceAll('\n', '\r\n') },
      findings: ['dependency train.py was recorded with the line ends of another system'],
    },
    'a remote that is a folder of one machine': {
      files: { ...without('model.bin'), '.dvc/config': '[\'remote "r"\']\n    url = C:\\\\data\\\\store\n' },
      findings: [/output model.bin is not here, and no remote has it/],
    },
    'a pointer of Git LFS in place of an output': {
      files: {
        ...PROJECT,
        'model.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 5\n`,
      },
      findings: [/output model.bin is not here/],
    },
  },
  fail: {
    'another command': {
      files: { ...PROJECT, 'dvc.yaml': YAML.replace('python train.py', 'python train.py --fast') },
      findings: ['the command changed (recorded `python train.py`, now `python train.py --fast`)'],
      data: { stale: ['train'] },
    },
    'code that changed': {
      files: { ...PROJECT, 'train.py': 'print(2)\n' },
      findings: ['dvc.yaml:2 stage train is stale: dependency train.py changed'],
    },
    'code that is gone': { files: without('train.py'), findings: [/dependency train.py is gone/] },
    'a parameter': {
      files: { ...PROJECT, 'params.yaml': PARAMS.replace('0.1', '0.2') },
      findings: ['lr of params.yaml changed (recorded 0.1, now 0.2)'],
    },
    'a parameter that is gone': {
      files: { ...PROJECT, 'params.yaml': 'train: {}\n' },
      findings: ['lr of params.yaml is gone'],
    },
    'a parameter that joined': {
      files: { ...PROJECT, 'dvc.yaml': YAML.replace('[lr]', '[lr, train.epochs]') },
      findings: ['train.epochs of params.yaml is not in dvc.lock'],
    },
    'no file of parameters': { files: without('params.yaml'), findings: ['params.yaml is gone'] },
    'an output that changed': {
      files: { ...PROJECT, 'model.bin': 'other' },
      findings: ['output model.bin changed'],
    },
    'no lock at all': {
      files: without('dvc.lock'),
      findings: ['dvc.yaml:1 no dvc.lock stands beside dvc.yaml'],
    },
    'a stage that was never run': {
      files: { ...PROJECT, 'dvc.yaml': `${YAML}  test:\n    cmd: python test.py\n` },
      message: '1 stage was never run of 2',
      findings: ['dvc.yaml:7 stage test is not in dvc.lock: it was never run'],
    },
    'an item that joined foreach': {
      files: {
        'dvc.yaml': 'stages:\n  each:\n    foreach: ${names}\n    do: {cmd: "run ${item}"}\n',
        'params.yaml': 'names: [a, b]\n',
        'dvc.lock': locked({ 'each@a': '    cmd: run a\n' }),
      },
      findings: ['dvc.yaml:2 stage each@b is not in dvc.lock'],
    },
    'a value behind a template': {
      files: {
        'dvc.yaml': 'stages:\n  a:\n    cmd: run --lr ${model.lr} --on ${model.on}\n',
        'params.yaml': 'model: {lr: 1e-5, on: true}\n',
        'dvc.lock': locked({ a: '    cmd: run --lr 0.00001 --on true\n' }),
      },
      findings: ['now `run --lr 1e-05 --on true`'],
    },
    'one stage of a folder of its own': {
      files: {
        'part/dvc.yaml': YAML,
        'part/dvc.lock': locked({ train: ENTRY.replace('train.py\n', 'old.py\n') }),
        'part/train.py': CODE,
        'part/params.yaml': PARAMS,
        'part/model.bin': 'model',
      },
      findings: ['part/dvc.yaml:2 stage train is stale'],
      data: { stale: ['part/dvc.yaml:train'] },
    },
    'a merge that was left unfinished, beside a stage that is stale': {
      files: { ...PROJECT, 'train.py': 'x', 'part/dvc.yaml': '<<<<<<< HEAD\nstages: [\n' },
      findings: [/stage train is stale/, /part\/dvc.yaml cannot be read/],
    },
  },
  unknown: {
    'a lock that is no YAML': { files: { ...PROJECT, 'dvc.lock': 'stages: [' }, findings: [/dvc.lock/] },
    'a template whose value stands nowhere': {
      files: {
        'dvc.yaml': 'stages:\n  a:\n    cmd: run ${missing.lr}\n',
        'dvc.lock': locked({ a: '    cmd: run 1\n' }),
      },
      findings: ['dvc.yaml:2 stage a cannot be expanded: ${missing.lr} is set nowhere'],
    },
    'a dependency outside of the project': {
      files: {
        'dvc.yaml':
          'stages:\n  a:\n    cmd: x\n    deps: [s3://bucket/raw.csv, ../other.csv, /data/raw.csv]\n',
        'dvc.lock': locked({ a: '    cmd: x\n' }),
      },
      findings: [/lies outside the project/],
    },
    'aliases without end': {
      files: {
        'dvc.yaml': `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefgh'
          .split('')
          .map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]}, `.repeat(9)}]\n`)
          .join('')}stages:\n  s:\n    cmd: x\n`,
      },
      findings: [/too much/],
    },
  },
});
