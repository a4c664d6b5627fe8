import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { Report } from '../../src/report/report.js';
import { bin, folderWith } from '../support/cli.js';

const MANY = 50_000;
const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');

/** Bytes without a pattern. */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

/** A seeded script beside the hostile file, and one that imports it. */
const BESIDE = {
  'train.py': 'import random\nrandom.seed(1)\nprint(random.random())\n',
  'run.py': 'import random\nimport hostile\nrandom.seed(1)\nprint(random.random())\n',
};

async function judged(files: Record<string, string | Uint8Array>) {
  const folder = await folderWith(files);
  const memory = join(folder, '.git', 'memory');
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [
      '--import',
      resolve('test/bench/peak-memory.mjs'),
      bin,
      'check',
      folder,
      '--only',
      'seeds,code',
      '--format',
      'json',
    ],
    { reject: false, env: { PEAK_MEMORY_FILE: memory } },
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: expect.toBeOneOf([0, 1]), stderr: '' });
  const report = Report.parse(JSON.parse(stdout));
  const result = (id: string) => report.results.find((candidate) => candidate.id === id)!;
  return {
    seeds: result('seeds/fixed'),
    syntax: result('code/syntax'),
    mb: Number(await readFile(memory, 'utf8')) / 1024,
  };
}

/** Status of seeds/fixed with its findings, and of code/syntax, for a hostile file beside two good ones. */
const CASES: Record<string, { text: string | Uint8Array; seeds?: string; syntax?: string; told?: RegExp }> = {
  '100,000 generated lines': {
    text: `import numpy as np\n${lines(100_000, (at) => `v${at} = np.random.rand(${at})`)}`,
    seeds: 'warn',
    told: /too large to be followed whole/,
  },
  'a literal of 10 MB on one line': { text: `x = '${'a'.repeat(10_000_000)}'`, seeds: 'pass', syntax: 'unknown', told: /too large to read/ },
  'nested parentheses': { text: `x = ${'('.repeat(MANY)}1${')'.repeat(MANY)}`, seeds: 'pass', told: /nested too deeply/ },
  'nested lists': { text: `x = ${'['.repeat(MANY)}1${']'.repeat(MANY)}`, seeds: 'pass', told: /nested too deeply/ },
  'a sum of draws': { text: `import random\nx = ${Array(MANY).fill('random.random()').join(' + ')}`, seeds: 'warn', told: /nested too deeply/ },
  'a seed that is a sum': { text: `import random\nrandom.seed(${Array(MANY).fill('1').join(' + ')})`, seeds: 'pass' },
  'a chain of elif': { text: `import random\nif x == 0:\n  pass\n${lines(MANY, (at) => `elif x == ${at}:\n  random.random()`)}`, seeds: 'pass' },
  'a chain of attributes': { text: `import random as a\nx = a${'.b'.repeat(MANY)}()`, seeds: 'pass' },
  'a chain of calls': { text: `import random as a\nx = a${'.b()'.repeat(MANY)}`, seeds: 'pass' },
  'strings side by side': { text: `x = ${Array(MANY).fill("'a'").join(' ')}`, seeds: 'pass' },
  'nested lambdas': { text: `f = ${'lambda: '.repeat(MANY)}1`, seeds: 'pass' },
  'functions that call each other in cycles': {
    text: `import random\n${lines(20_000, (at) => `def f${at}(s):\n    f${(at + 1) % 20_000}(s)\n    f${(at * 7 + 3) % 20_000}(s)\n    random.random()`)}\nf0(1)`,
    seeds: 'warn',
    told: /too large to be followed whole/,
  },
  'a chain of 5,000 classes': {
    text: `import random\nclass C0:\n    def __init__(self):\n        self.x = random.random()\n${lines(4999, (at) => `class C${at + 1}(C${at}):\n    def __init__(self):\n        super().__init__()`)}\nC4999()`,
  },
  'classes with many bases each': {
    text: `class A:\n    pass\n${lines(300, (at) => `class C${at}(${Array.from({ length: Math.min(at, 20) }, (_, up) => `C${at - 1 - up}`).join(', ') || 'A'}):\n    def m(self):\n        return self.nothing()`)}\nC299().m()`,
    seeds: 'pass',
  },
  '100,000 decorators': { text: `${'@a.b(1)\n'.repeat(100_000)}def f():\n    pass`, seeds: 'pass' },
  'one function of 50,000 calls': {
    text: `import random\ndef f(x):\n    pass\ndef g():\n${lines(MANY, (at) => `    f(${at})\n    random.random()`)}\ng()`,
    seeds: 'warn',
  },
  'functions that call the next one twice': {
    text: `import random\n${lines(60, (at) => `def f${at}(s):\n    f${at + 1}(s)\n    f${at + 1}(s + 1)`)}\ndef f60(s):\n    random.seed(s)\nf0(1)`,
    seeds: 'pass',
  },
  'values that double': { text: `import random\nx0 = 1\n${lines(60, (at) => `x${at + 1} = x${at} + x${at}`)}\nrandom.seed(x60)`, seeds: 'pass' },
  'one name assigned 50,000 times': { text: `import random\nx = 1\n${lines(MANY, (at) => `x = x + ${at}`)}\nrandom.seed(x)`, seeds: 'pass' },
  '20,000 seeds, conditions and draws': {
    text: `import random\n${lines(20_000, (at) => `if a${at} == ${at}:\n  random.seed(a${at})\n  x = random.random()`)}`,
  },
  '20,000 options': {
    text: `import argparse, random\np = argparse.ArgumentParser()\n${lines(20_000, (at) => `p.add_argument('--o${at}', default=${at})`)}\nargs = p.parse_args()\n${lines(20_000, (at) => `random.seed(args.o${at})\nrandom.random()`)}`,
    seeds: 'pass',
  },
  '20,000 estimators': { text: `from sklearn.ensemble import RandomForestClassifier as R\n${lines(20_000, (at) => `r${at} = R()`)}`, seeds: 'warn' },
  '20,000 draws that may split': {
    text: `import random\n${lines(20_000, (at) => `train_${at} = random.sample(x, ${at})`)}`,
    seeds: 'warn',
  },
  '40,000 listings': {
    text: `import os\n${lines(40_000, (at) => `f${at} = os.listdir('d${at}')`)}`,
    seeds: 'pass',
  },
  'blocks in blocks': { text: `${lines(900, (at) => `${' '.repeat(at)}if x:`)}\n${' '.repeat(900)}pass`, seeds: 'pass', syntax: 'fail' },
  'null bytes': { text: 'import random\n\0\0\0random.random()\n', syntax: 'fail', told: /no valid Python/ },
  'another encoding than it declares': { text: Buffer.from([...Buffer.from('# coding: utf-8\nx = "'), 0xff, 0xfe, ...Buffer.from('"\n')]), seeds: 'pass', syntax: 'fail' },
  'a picture of 3 MB': { text: noise(3_000_000), seeds: 'pass', syntax: 'fail' },
  'UTF-16': { text: Buffer.from('\ufeffimport random\nrandom.random()\n', 'utf16le'), syntax: 'fail' },
  'Python 2': { text: 'import random\nprint "hello"\nprint random.random()\n', seeds: 'warn', syntax: 'fail' },
}; // biome-ignore format: a table reads better in rows

describe('Python that no person wrote', () => {
  for (const [name, { text, seeds, syntax = 'pass', told }] of Object.entries(CASES)) {
    test(name, async () => {
      const found = await judged({ ...BESIDE, 'hostile.py': text });
      expect({ seeds: found.seeds.status, syntax: found.syntax.status }).toEqual({
        seeds: seeds ?? expect.toBeOneOf(['pass', 'warn', 'unknown']),
        syntax,
      });
      if (told) expect(JSON.stringify(found.seeds.findings)).toMatch(told);
      for (const { file, message } of [...found.seeds.findings, ...found.syntax.findings])
        if (message.startsWith('Not judged')) expect(file).toBeDefined();
      expect(found.mb).toBeLessThan(500);
    });
  }

  test('modules that import each other with *', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [
        `m${at}.py`,
        `from m${(at + 1) % 300} import *\nfrom m${(at + 7) % 300} import *\nimport m${(at + 3) % 300}\nnothing.x()\n`,
      ]),
    );
    const { seeds, mb } = await judged({
      ...files,
      'train.py': `from m0 import *\nzzz()\n${BESIDE['train.py']}`,
    });
    expect(seeds.status).toBe('pass');
    expect(mb).toBeLessThan(500);
  });

  test('packages that import themselves with *', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 50 }, (_, at) => [
        [`p${at}/__init__.py`, `from . import *\nfrom .a import *\nfrom p${(at + 1) % 50} import *\n`],
        [`p${at}/a.py`, `from . import *\nfrom .. import *\nfrom p${(at + 1) % 50}.a import *\nnope()\n`],
      ]).flat(),
    );
    const { seeds } = await judged({
      ...files,
      'train.py': `from p0 import *\nfoo()\n${BESIDE['train.py']}`,
    });
    expect(seeds.status).toBe('pass');
  });

  test('a notebook of 50 MB of output', async () => {
    const cell = {
      cell_type: 'code',
      execution_count: 1,
      metadata: {},
      source: BESIDE['train.py'],
      outputs: [{ output_type: 'stream', name: 'stdout', text: Array(50).fill('x'.repeat(1_000_000)) }],
    };
    const { seeds, mb } = await judged({
      'train.ipynb': JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }),
    });
    expect(seeds.status).toBe('pass');
    expect(mb).toBeLessThan(500);
  });
});
