import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Evidence, type EvidenceNode } from '../../src/report/evidence.js';
import { folderWith, repro } from '../support/cli.js';

const lines = (...text: string[]) => `${text.join('\n')}\n`;

/** A training script that seeds NumPy and not PyTorch, with a module, a helper that nobody calls and a test. */
const PROJECT = {
  'src/train.py': lines(
    'import numpy as np',
    'import torch',
    '',
    'from data import make_loader',
    'from net import Net',
    '',
    'def main():',
    '    rows = make_loader(np.arange(10))',
    '    net = Net()',
    '    net(rows).sum().backward()',
    '',
    "if __name__ == '__main__':",
    '    np.random.seed(7)',
    '    main()',
  ),
  'src/data.py': lines(
    'import numpy as np',
    'from torch.utils.data import random_split',
    '',
    'def make_loader(rows):',
    '    np.random.shuffle(rows)',
    '    return random_split(rows, [5, 5])',
  ),
  'src/net.py': lines(
    'import torch',
    '',
    'class Net(torch.nn.Module):',
    '    def __init__(self):',
    '        self.layer = torch.nn.Linear(2, 1)',
  ),
  'src/unused.py': lines('import random', '', 'def pick(items):', '    return random.choice(items)'),
  'tests/test_net.py': lines('import random', '', 'def test_net():', '    assert random.random() < 1'),
  'README.md': 'A project.\n',
};

const explain = async (args: string[], files: Record<string, string> = PROJECT, env = {}) =>
  repro(['explain', ...args], { cwd: await folderWith(files), env });

const evidence = async (args: string[], files?: Record<string, string>) =>
  Evidence.parse(JSON.parse((await explain([...args, '--format', 'json'], files)).stdout));

describe('repro explain --in', () => {
  test('shows each source of an entry point, each draw with its way, what fixes it, and the mend', async () => {
    expect(await explain(['seeds/fixed', '--in', 'src/train.py'])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: [
        'seeds/fixed in src/train.py, an entry point that trains: 1 of 2 sources of',
        'randomness fixed',
        '',
        '✗ torch is never seeded',
        '├─ src/data.py:6 random_split()',
        '│    by src/train.py:14 main() -> src/train.py:8 make_loader()',
        '├─ src/net.py:5 torch.nn.Linear()',
        '│    by src/train.py:14 main() -> src/train.py:9 Net()',
        '└─ → Add `torch.manual_seed(7)` to src/train.py after line 13,',
        '     `np.random.seed(7)`.',
        '',
        '✓ numpy is fixed',
        '├─ ✓ src/train.py:13 np.random.seed() seeds numpy with 7',
        '└─ src/data.py:5 np.random.shuffle()',
        '     by src/train.py:14 main() -> src/train.py:8 make_loader()',
      ].join('\n'),
    });
  });

  test('shows of a module its draws and who comes to them', async () => {
    const { stdout } = await explain(['seeds/fixed', '--in', 'src/data.py']);
    expect(stdout).toBe(
      [
        'seeds/fixed in src/data.py, a module that others import: 2 places that draw, 0',
        'seedings',
        '',
        'Of 1 entry point one comes to a draw, a seeding or a setting in it.',
        '',
        'src/data.py:5 np.random.shuffle() draws from numpy',
        '└─ ✓ src/train.py: fixed by then',
        '     by src/train.py:14 main() -> src/train.py:8 make_loader()',
        '',
        'src/data.py:6 random_split() draws from torch',
        '└─ ✗ src/train.py: never seeded',
        '     by src/train.py:14 main() -> src/train.py:8 make_loader()',
      ].join('\n'),
    );
  });

  test('says of a module that nobody reaches, and of a test, what they draw', async () => {
    expect((await explain(['seeds/fixed', '--in', 'src/unused.py'])).stdout).toContain(
      'random.choice() draws from python\n└─ no entry point was seen to come to it',
    );
    expect(await evidence(['seeds/fixed', '--in', 'tests/test_net.py'])).toMatchObject({ kind: 'test' });
  });

  test('says of a library that it is not accused', async () => {
    const library = {
      'pkg/__init__.py': '',
      'pkg/noise.py': lines('import numpy as np', '', 'def noise(n):', '    return np.random.rand(n)'),
    };
    const { stdout } = await explain(['seeds/fixed', '--in', 'pkg/noise.py'], library);
    expect(stdout).toContain('The project has no entry point');
    expect(stdout).toContain('pkg/noise.py:4 np.random.rand() draws from numpy');
    expect(stdout).not.toContain('✗');
  });

  test('takes the path from the folder that is given, and from below it', async () => {
    const folder = await folderWith(PROJECT);
    const elsewhere = await folderWith();
    const far = await repro(['explain', 'seeds/fixed', folder, '--in', 'src/train.py'], { cwd: elsewhere });
    expect(far.stdout).toContain('✗ torch is never seeded');
    await writeFile(join(folder, 'repro.config.yaml'), '');
    const near = await repro(['explain', 'seeds/fixed', '--in', 'train.py'], { cwd: join(folder, 'src') });
    expect(near.stdout).toBe(far.stdout);
  });

  test('shows notebooks by cell', async () => {
    const cell = (source: string) => ({ cell_type: 'code', execution_count: 1, metadata: {}, outputs: [], source });
    const notebook = JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { language: 'python', name: 'python3' } },
      cells: [cell('import numpy as np'), cell('%matplotlib inline\nx = np.random.rand(3)')],
    });
    const { stdout } = await explain(['seeds/fixed', '--in', 'a.ipynb'], { 'a.ipynb': notebook });
    expect(stdout).toContain('a.ipynb cell 2, line 2 np.random.rand()');
    expect(stdout).toContain('Add `np.random.seed(42)` to a.ipynb before cell 2, line 2');
  });

  test('tells of a project in a repository of several, with paths from the root', async () => {
    const files = {
      'repro.config.yaml': 'projects:\n  - one\n  - two\n',
      'one/train.py': lines('import random', 'print(random.random())'),
      'two/train.py': lines('import random', 'random.seed(1)', 'print(random.random())'),
    };
    expect((await explain(['seeds/fixed', '--in', 'one/train.py'], files)).stdout).toContain(
      '├─ one/train.py:2 random.random()',
    );
    expect((await explain(['seeds/fixed', '--in', 'two/train.py'], files)).stdout).toContain('✓ python is fixed');
  });

  test.each([
    ['seeds/constant', '✓ src/train.py:13 np.random.seed(): 7, written in the code'],
    ['seeds/estimators', '✗ src/data.py:6 random_split() is given no generator'],
    ['seeds/deterministic', '✗ torch is not asked for deterministic kernels'],
    ['seeds/workers', 'seeds/workers in src/train.py, an entry point that trains: 0 data loaders'],
    ['seeds/hash', 'src/train.py'],
    ['seeds/order', 'src/train.py'],
  ])('%s', async (id, part) => {
    const { exitCode, stdout, stderr } = await explain([id, '--in', 'src/train.py']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(part);
  });

  test('--format json is a tree that passes its schema, and the schema can be printed', async () => {
    const tree = await evidence(['seeds/fixed', '--in', 'src/train.py']);
    expect(tree).toMatchObject({ check: 'seeds/fixed', file: 'src/train.py', kind: 'entry point' });
    const torch = tree.nodes.find(({ text }) => text.startsWith('torch')) as EvidenceNode;
    expect(torch).toMatchObject({ kind: 'source', state: 'bad' });
    expect(torch.children?.[0]).toMatchObject({
      kind: 'draw',
      file: 'src/data.py',
      line: 6,
      path: [
        { file: 'src/train.py', line: 14, text: 'main()' },
        { file: 'src/train.py', line: 8, text: 'make_loader()' },
        { file: 'src/data.py', line: 6, text: 'random_split()' },
      ],
    });
    const { exitCode, stdout } = await repro(['schema', 'evidence']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object', title: 'Tree of repro explain --in' });
  });

  test('shows the first branches unless all are asked for', async () => {
    const many = {
      'train.py': lines('import random', ...Array.from({ length: 20 }, () => 'print(random.random())')),
    };
    const some = (await explain(['seeds/fixed', '--in', 'train.py'], many)).stdout;
    expect(some).toContain('├─ and 14 more (--all)\n└─ → Add');
    const all = (await explain(['seeds/fixed', '--in', 'train.py', '--all'], many)).stdout;
    expect(all.match(/random\.random\(\)$/gm)).toHaveLength(20);
  });

  test('keeps to the width and colours when asked', async () => {
    const narrow = (await explain(['seeds/fixed', '--in', 'src/train.py'], PROJECT, { COLUMNS: '50' })).stdout;
    expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50);
    expect(narrow).not.toContain('\x1b');
    expect((await explain(['seeds/fixed', '--in', 'src/train.py', '--color'])).stdout).toContain('\x1b[1m');
  });

  test('control characters of names and code do not reach the terminal', async () => {
    const name = 'a\x1b[31m\u202eb.py';
    const { stdout } = await explain(['seeds/fixed', '--in', name], {
      [name]: lines('import random', 'print(random.random(), "\x1b]0;x\x07")'),
    });
    expect(stdout).toContain('a\\x1b[31m\\u202eb.py:2 random.random()');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test.each<[string[], RegExp]>([
    [['code/syntax', '--in', 'src/train.py'], /^error: code\/syntax has no evidence tree.*\n {2}hint: these have one: seeds\/fixed/],
    [['seeds/fixd', '--in', 'src/train.py'], /^error: no check is called "seeds\/fixd", did you mean "seeds\/fixed"\?/],
    [['seeds/fixed', '--in', 'nowhere.py'], /^error: nowhere\.py does not exist/],
    [['seeds/fixed', '--in', '../../../etc/hostname'], /^error: .*(?:lies outside the project|does not exist)/],
    [['seeds/fixed', '--in', 'README.md'], /^error: README\.md is no Python file/],
    [['seeds/fixed', '--in', 'src'], /^error: src is a folder/],
    [['seeds/fixed', 'nowhere', '--in', 'src/train.py'], /^error: nowhere does not exist/],
    [['seeds/fixed', '--in', 'src/train.py', '--format', 'yaml'], /Allowed choices are text, json/],
    [['seeds/fixed', '--format', 'json'], /^error: --format goes with --in <file>/],
  ])('%j is a mistake: exit code 2', async (args, message) => {
    const { exitCode, stdout, stderr } = await explain(args);
    expect(stderr).toMatch(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  test('a file outside, a link that leads out, an ignored file and a broken one are told apart', async () => {
    const folder = await folderWith({
      ...PROJECT,
      'broken.py': 'def main(:\n    print(1\n',
      'empty.py': '',
      'binary.py': '\u0000\u0001',
    });
    const outside = await folderWith({ 'other.py': 'import random\nrandom.random()\n' });
    await mkdir(join(folder, 'venv/lib'), { recursive: true });
    await writeFile(join(folder, 'venv/pyvenv.cfg'), 'home = /usr\n');
    await writeFile(join(folder, 'venv/lib/x.py'), 'import random\n');
    await symlink(join(outside, 'other.py'), join(folder, 'link.py'));
    const run = (file: string) => repro(['explain', 'seeds/fixed', '--in', file], { cwd: folder });
    expect(await run(join(outside, 'other.py'))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('lies outside the project'),
    });
    for (const file of ['link.py', 'venv/lib/x.py']) {
      const { exitCode, stdout, stderr } = await run(file);
      expect({ file, exitCode, stdout }).toEqual({ file, exitCode: 2, stdout: '' });
      expect(stderr).toMatch(/^error: .*(?:none of the project's own Python files|cannot be read)/);
    }
    for (const file of ['broken.py', 'binary.py', 'empty.py']) {
      expect(await run(file)).toMatchObject({ exitCode: 0, stderr: '' });
    }
    expect((await run('broken.py')).stdout).toMatch(/^\? broken\.py:\d could not be read: /m);
  });
}); // biome-ignore format: long rows
