import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import type { StageChange } from '../../src/facts/dvc-stages/model.js';
import { dvcStages } from '../../src/facts/dvc-stages.js';
import { Project } from '../../src/facts/fact.js';
import { FolderSource } from '../../src/facts/source.js';
import { git, temporaryFolder } from '../support/repository.js';

const program = join(inject('bin'), 'dvc');

const PIPELINE = `vars:
  - shared.json:names,rate
  - local: {steps: 2, wide: true}
stages:
  prepare:
    cmd: mkdir -p data && cat code/prepare.py raw.txt > data/clean.txt && date > data/more.txt
    desc: what is said of it
    deps: [code/prepare.py, raw.txt]
    params: [prepare.share, prepare.small, settings.toml: [model.depth]]
    outs: [data]
  train:
    cmd: >-
      cat data/clean.txt > model.bin; echo --rate \${rate} --wide \${local.wide} \${train.lr} \${train.list[1]} > log.txt
    deps: [data, code]
    params: [train, other.yaml: [], consts.py: [SIZE, Net.depth]]
    outs: [model.bin]
    metrics: [log.txt: {cache: false}]
    plots: [curve.csv: {cache: false, x: a}]
  options:
    cmd: echo \${options} > options.txt
    outs: [options.txt]
  each:
    foreach: \${names}
    do:
      cmd: echo \${item} \${local.steps} > each_\${item}.txt
      outs: ["each_\${item}.txt"]
  pairs:
    foreach:
      one: {rate: 0.1, on: true}
      two: {rate: 1e-5, on: false}
    do:
      cmd: echo \${key} \${item.rate} \${item.on} > \${key}.txt
      outs: ["\${key}.txt"]
  grid:
    matrix:
      model: [cnn, xgb]
      size: [1, 2.0]
      set: [{n: 1}, {n: 2}]
    cmd: echo \${item.model} \${item.size} \${item.set.n} > grid_\${key}.txt
    outs: ["grid_\${key}.txt"]
  flags:
    foreach: [true, false, 3, x]
    do:
      cmd:
        - echo "\${item}"
        - echo 'a' > flag_\${item}.txt
      outs: ["flag_\${item}.txt"]
  held:
    cmd: cat raw.txt > held.txt
    frozen: true
    deps: [raw.txt]
    params: [prepare.share]
    outs: [held.txt]
  always:
    cmd: echo again > again.txt
    always_changed: true
    deps: [raw.txt]
    outs: [again.txt]
  callback:
    cmd: echo called
  inner:
    cmd: cat in.txt > out.txt
    wdir: sub/\${train.folder}
    deps: [in.txt, ../../raw.txt]
    params: [inner.x]
    outs: [out.txt]
`;

const FILES: Record<string, string> = {
  'dvc.yaml': PIPELINE,
  'shared.json': '{"names": ["a", "b"], "rate": 1.0, "more": 1}\n',
  'params.yaml': `prepare: {share: 0.2, small: 1e-3, free: 1}
train: {lr: 0.00001, list: [1, 20], folder: work}
options: {lr: 0.5, fast: true, slow: false, names: [p, "q r"], deep: {er: 3}, text: "it's", none: null}
`,
  'settings.toml': '[model]\ndepth = 3\nwidth = 1.0\n',
  'other.yaml': 'k: 1\nl: [1, 2]\n',
  'consts.py': 'SIZE = 3\nclass Net:\n    depth = 5\n    def __init__(self):\n        self.rate = 0.5\n',
  'code/prepare.py': 'print(1)\n',
  'code/train.py': 'print(2)\n',
  'raw.txt': 'raw\n',
  'curve.csv': 'a,b\n1,2\n',
  'sub/work/in.txt': 'in\n',
  'sub/work/params.yaml': 'inner: {x: 1}\n',
  'part/dvc.yaml':
    'stages:\n  own:\n    cmd: cat ../raw.txt > own.txt\n    deps: [../raw.txt]\n    outs: [own.txt]\n',
};

let ready: Promise<string> | undefined;

/** A project whose pipelines the real DVC ran; every test gets a copy. */
async function project(): Promise<Dvc> {
  ready ??= (async () => {
    const dvc = new Dvc(join(await temporaryFolder(), 'project'));
    for (const [path, text] of Object.entries(FILES)) dvc.write(path, text);
    // A plot that its stage makes must not be there before.
    dvc.edit('dvc.yaml', (text) => text.replace('> log.txt', '> log.txt; echo a,b > curve.csv'));
    dvc.remove('curve.csv');
    await git(dvc.root, 'init', '-q');
    dvc.run('init', '-q');
    dvc.edit('dvc.yaml', (text) => text.replace('    frozen: true\n', ''));
    dvc.run('repro', '-q', '--all-pipelines');
    dvc.edit('dvc.yaml', (text) => text.replace('> held.txt\n', '> held.txt\n    frozen: true\n'));
    return dvc.root;
  })();
  const root = join(await temporaryFolder(), 'project');
  execFileSync('cp', ['-a', await ready, root]);
  return new Dvc(root);
}

class Dvc {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  run(...args: string[]): string {
    return execFileSync(program, args, {
      cwd: this.root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DVC_NO_ANALYTICS: '1' },
    });
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  edit(path: string, change: (text: string) => string): void {
    this.write(path, change(readFileSync(join(this.root, path), 'utf8')));
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  /** What `dvc status` says of each stage, as lines. */
  told(): Record<string, string[]> {
    const status: Record<string, (string | Record<string, Record<string, unknown>>)[]> = JSON.parse(
      this.run('status', '--json'),
    );
    return Object.fromEntries(
      Object.entries(status).map(([name, changes]) => [
        name,
        changes
          .flatMap((change) =>
            typeof change === 'string'
              ? [change]
              : Object.entries(change).flatMap(([what, paths]) =>
                  Object.entries(paths).flatMap(([path, how]) =>
                    typeof how === 'string'
                      ? [`${what}: ${path} ${gone(how)}`]
                      : Object.entries(how as object).map(([key, word]) => `${what}: ${path} ${key} ${word}`),
                  ),
                ),
          )
          .sort(),
      ]),
    );
  }

  /** The same of ours. */
  async ours(): Promise<Record<string, string[]>> {
    const { stages, problems } = await new Project(await FolderSource.open(this.root)).get(dvcStages);
    expect(problems).toEqual([]);
    const told: Record<string, string[]> = {};
    for (const { address, changes, always, untold } of stages) {
      expect(untold).toEqual([]);
      const lines = [...changes.map(line), ...(always ? ['always changed'] : [])];
      if (lines.length > 0) told[address] = lines.sort();
    }
    return told;
  }
}

/** Of what is not here DVC says `not in cache` where its cache lacks it too. */
function gone(how: string): string {
  return how === 'not in cache' || how === 'absent' ? 'deleted' : how;
}

function line({ kind, path, key, how }: StageChange): string {
  if (kind === 'command') return 'changed command';
  // Of a file that the lock does not have DVC says that it was modified.
  const word = how === 'new' && kind !== 'parameter' ? 'modified' : gone(how);
  return `changed ${kind === 'output' ? 'outs' : 'deps'}: ${path} ${key === undefined ? '' : `${key} `}${word}`;
}

const CHANGES: Record<string, (dvc: Dvc) => void> = {
  nothing: () => {},
  'a parameter': (dvc) => dvc.edit('params.yaml', (text) => text.replace('share: 0.2', 'share: 0.3')),
  'a parameter that is written otherwise': (dvc) =>
    dvc.edit('params.yaml', (text) => text.replace('0.00001', '1e-5').replace('0.2', '0.20')),
  'a parameter that nobody uses': (dvc) =>
    dvc.edit('params.yaml', (text) => text.replace('free: 1', 'free: 2')),
  'a parameter that is gone': (dvc) => dvc.edit('params.yaml', (text) => text.replace(', small: 1e-3', '')),
  'a parameter of TOML': (dvc) => dvc.edit('settings.toml', (text) => text.replace('3', '4')),
  'another parameter of TOML': (dvc) => dvc.edit('settings.toml', (text) => text.replace('1.0', '2.0')),
  'a parameter of Python': (dvc) => dvc.edit('consts.py', (text) => text.replace('depth = 5', 'depth = 6')),
  'a file of parameters that counts whole': (dvc) => dvc.edit('other.yaml', (text) => `${text}m: 1\n`),
  'a file of parameters that is gone': (dvc) => dvc.remove('settings.toml'),
  'a parameter that joins a stage': (dvc) =>
    dvc.edit('dvc.yaml', (text) => text.replace('prepare.small', 'prepare.small, prepare.free')),
  'a parameter of an inner folder': (dvc) => dvc.write('sub/work/params.yaml', 'inner: {x: 2}\n'),
  'a whole number that became a float': (dvc) =>
    dvc.edit('other.yaml', (text) => text.replace('k: 1', 'k: 1.0')),
  'a template by its vars': (dvc) => dvc.edit('dvc.yaml', (text) => text.replace('steps: 2', 'steps: 3')),
  'a template by a file of vars': (dvc) => dvc.edit('shared.json', (text) => text.replace('1.0', '1')),
  'a template by params.yaml': (dvc) => dvc.edit('params.yaml', (text) => text.replace('20', '21')),
  'options in a command': (dvc) =>
    dvc.edit('params.yaml', (text) => text.replace('fast: true', 'fast: false')),
  'an item that joins foreach': (dvc) => dvc.edit('shared.json', (text) => text.replace('"b"', '"b", "c"')),
  'an item that leaves foreach': (dvc) => dvc.edit('shared.json', (text) => text.replace(', "b"', '')),
  'an item of a mapping': (dvc) => dvc.edit('dvc.yaml', (text) => text.replace('1e-5', '2e-5')),
  'a matrix that grows': (dvc) =>
    dvc.edit('dvc.yaml', (text) => text.replace('[cnn, xgb]', '[cnn, xgb, svm]')),
  'a value of a matrix': (dvc) => dvc.edit('dvc.yaml', (text) => text.replace('{n: 2}', '{n: 3}')),
  'a list of commands': (dvc) => dvc.edit('dvc.yaml', (text) => text.replace("echo 'a'", "echo 'b'")),
  'a command': (dvc) =>
    dvc.edit('dvc.yaml', (text) => text.replace('cat data/clean.txt', 'cat  data/clean.txt')),
  'a description': (dvc) => dvc.edit('dvc.yaml', (text) => text.replace('what is said', 'what else is said')),
  'code in a folder': (dvc) => dvc.write('code/train.py', 'print(3)\n'),
  'code that joins a folder': (dvc) => dvc.write('code/more.py', 'print(3)\n'),
  'code that is gone': (dvc) => dvc.remove('code/prepare.py'),
  'data that comes in': (dvc) => dvc.write('raw.txt', 'other\n'),
  'data that is gone': (dvc) => dvc.remove('raw.txt'),
  'a file of an output': (dvc) => dvc.write('data/more.txt', 'other\n'),
  'an output that is gone': (dvc) => dvc.remove('model.bin'),
  'an output that is gone, and the cache': (dvc) => {
    dvc.remove('.dvc/cache');
    for (const path of [
      'data',
      'model.bin',
      'options.txt',
      'held.txt',
      'again.txt',
      'one.txt',
      'two.txt',
      'part/own.txt',
      'sub/work/out.txt',
    ])
      dvc.remove(path);
    for (const path of readGenerated(dvc)) dvc.remove(path);
  },
  'metrics that are gone': (dvc) => dvc.remove('log.txt'),
  'metrics that changed': (dvc) => dvc.write('log.txt', 'other\n'),
  'plots that changed': (dvc) => dvc.write('curve.csv', 'other\n'),
  'an output that is made by none of its runs': (dvc) =>
    dvc.edit('dvc.yaml', (text) => text.replace('outs: [model.bin]', 'outs: [model.bin, second.bin]')),
  'a dependency that joins': (dvc) =>
    dvc.edit('dvc.yaml', (text) => text.replace('deps: [data, code]', 'deps: [data, code, raw.txt]')),
  'a dependency that leaves': (dvc) =>
    dvc.edit('dvc.yaml', (text) => text.replace('deps: [data, code]', 'deps: [code]')),
  'a stage that is removed': (dvc) =>
    dvc.edit('dvc.yaml', (text) => text.replace(/ {2}options:[\s\S]*? {2}each:/, '  each:')),
  'a stage that is renamed': (dvc) =>
    dvc.edit('dvc.yaml', (text) => text.replace('  options:', '  choices:')),
  'a stage of a lock that lost it': (dvc) =>
    dvc.edit('dvc.lock', (text) => text.replace(/ {2}prepare:[\s\S]*?(?=\n {2}\w)/, '')),
  'no lock': (dvc) => dvc.remove('part/dvc.lock'),
  'a frozen stage whose output changed': (dvc) => dvc.write('held.txt', 'other\n'),
  'a frozen stage whose parameter changed': (dvc) =>
    dvc.edit('params.yaml', (text) => text.replace('share: 0.2', 'share: 0.9')),
  'a folder left out by .dvcignore': (dvc) => {
    dvc.write('.dvcignore', 'skip.txt\n');
    dvc.write('code/skip.txt', 'x');
  },
  'line ends, which DVC 3 sees': (dvc) => dvc.write('raw.txt', 'raw\r\n'),
  'a folder where a file was': (dvc) => {
    dvc.remove('raw.txt');
    dvc.write('raw.txt/inner.txt', 'raw\n');
  },
  'how options are written': (dvc) => dvc.run('config', 'parsing.bool', 'boolean_optional'),
  'how lists are written': (dvc) => dvc.run('config', 'parsing.list', 'append'),
};

function readGenerated(dvc: Dvc): string[] {
  return execFileSync('ls', { cwd: dvc.root, encoding: 'utf8' })
    .split('\n')
    .filter((name) => /^(?:each|grid|flag)_/.test(name));
}

describe('what DVC says of the stages of a pipeline, we say', () => {
  test.each(Object.entries(CHANGES))('%s', async (_, change) => {
    const dvc = await project();
    change(dvc);
    expect(await dvc.ours()).toEqual(dvc.told());
  });

  test('of a lock that DVC 2 wrote', async () => {
    const dvc = await project();
    dvc.edit('part/dvc.lock', (text) => text.replaceAll(/ +hash: md5\n/g, ''));
    dvc.write('raw.txt', 'raw\r\n');
    // Its cache has another layout, so DVC misses the outputs there: of dependencies alone both can speak.
    const dependencies = (told: Record<string, string[]>) =>
      (told['part/dvc.yaml:own'] ?? []).filter((one) => one.startsWith('changed deps'));
    expect(dependencies(await dvc.ours())).toEqual([]);
    expect(dependencies(dvc.told())).toEqual([]);
    dvc.write('raw.txt', 'other\r\n');
    expect(dependencies(await dvc.ours())).toEqual(['changed deps: raw.txt modified']);
    expect(dependencies(dvc.told())).toEqual(['changed deps: raw.txt modified']);
  });
});
