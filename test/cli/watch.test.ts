import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Report } from '../../src/report/report.js';
import { bin, repro } from '../support/cli.js';
import { git, repository } from '../support/repository.js';

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

/** `repro check --watch` under way: what it has written, and how to wait for more. */
class Watching {
  out = '';
  err = '';
  readonly #child: ChildProcess;

  constructor(cwd: string, ...args: string[]) {
    this.#child = spawn(process.execPath, [bin, 'check', '--watch', ...args], { cwd, env: process.env });
    child = this.#child;
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
  }

  /** How many runs have ended. */
  get runs(): number {
    return this.err.split('\nwatching ').length - 1 + Number(this.err.startsWith('watching '));
  }

  async until(done: () => boolean): Promise<void> {
    while (!done()) {
      if (this.#child.exitCode !== null) throw new Error(`it ended: ${this.err}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    const [exitCode] = (await once(this.#child, 'exit')) as [number | null];
    return exitCode;
  }
}

describe('repro check --watch', () => {
  test('writes ASCII alone where that is wanted', async () => {
    const cwd = await repository({ 'é.py': 'x = 1\n' });
    const watching = new Watching(cwd, '--only', 'code/syntax', '--ascii');
    await watching.until(() => watching.runs === 1);
    await writeFile(join(cwd, 'é.py'), 'def main(:\n');
    await watching.until(() => watching.runs === 2);
    expect(watching.err).toContain('changed: \\xe9.py\n');
    expect(watching.out.slice(watching.out.indexOf('Since the run before:'))).toMatch(/^[\n\x20-\x7e]+$/);
    await watching.end('SIGINT');
  });

  test('judges again on a change, says what is better and worse, and ends by Ctrl-C', async () => {
    const cwd = await repository({ 'train.py': 'x = 1\n' });
    const watching = new Watching(cwd, '--only', 'code/syntax');
    await watching.until(() => watching.runs === 1);
    expect(watching.out).toContain('Gate passed');
    await writeFile(join(cwd, 'train.py'), 'def main(:\n');
    await watching.until(() => watching.runs === 2);
    expect(watching.err).toContain('changed: train.py\n');
    expect(watching.out).toContain('Gate failed');
    expect(watching.out.slice(watching.out.indexOf('Since the run before:'))).toContain('code/syntax');
    // No terminal, no clearing of one.
    expect(watching.out).not.toContain('\x1b');
    expect(await watching.end('SIGINT')).toBe(130);
  });

  test('what git ignores and its own reports start no run; new folders and commits do', async () => {
    const cwd = await repository({ 'train.py': 'x = 1\n', '.gitignore': 'logs/\n' });
    const watching = new Watching(cwd, '--only', 'code/syntax', '--report', 'json=report.json', '--quiet');
    await watching.until(() => watching.runs === 1);
    await mkdir(join(cwd, 'logs'));
    await writeFile(join(cwd, 'logs/run.txt'), 'ignored');
    await writeFile(join(cwd, 'report.json'), '{}');
    await mkdir(join(cwd, 'new'));
    await writeFile(join(cwd, 'new/a.py'), 'y = 1\n');
    await watching.until(() => watching.runs === 2);
    expect(watching.err).toContain('changed: new/a.py\n');
    await writeFile(join(cwd, 'new/a.py'), 'y = 2\n');
    await watching.until(() => watching.runs === 3);
    Report.parse(JSON.parse(await readFile(join(cwd, 'report.json'), 'utf8')));
    await git(cwd, 'add', 'new');
    await watching.until(() => watching.runs === 4);
    expect(watching.err.split('\n').filter((line) => line.startsWith('changed: '))).toEqual([
      'changed: new/a.py',
      'changed: new/a.py',
      'changed: .git/index',
    ]);
    await rm(join(cwd, 'new'), { recursive: true });
    await watching.until(() => watching.runs === 5);
    expect(watching.err).not.toContain('logs');
    expect(await watching.end('SIGTERM')).toBe(143);
  });

  test('a broken config is shown, also at the start, and watching goes on', async () => {
    const cwd = await repository({ 'train.py': 'x = 1\n', 'repro.config.yaml': 'gate: { minscore: 1 }\n' });
    const watching = new Watching(cwd, '--only', 'code/syntax');
    await watching.until(() => watching.runs === 1);
    expect(watching.err).toContain('did you mean "minScore"?');
    await writeFile(join(cwd, 'repro.config.yaml'), 'gate: { minScore: 1 }\n');
    await watching.until(() => watching.runs === 2);
    expect(watching.out).toContain('Gate passed');
    await writeFile(join(cwd, 'repro.config.yaml'), 'gate: [\n');
    await watching.until(() => watching.runs === 3);
    expect(watching.err.match(/^error: /gm)).toHaveLength(2);
  });

  test('declared data counts though git ignores it', async () => {
    const cwd = await repository({
      '.gitignore': 'data/\n',
      'repro.config.yaml': 'data: [{ path: data/a.csv }]\n',
    });
    await mkdir(join(cwd, 'data'));
    await writeFile(join(cwd, 'data/a.csv'), 'a\n1\n');
    const watching = new Watching(cwd, '--only', 'data/declared');
    await watching.until(() => watching.runs === 1);
    await writeFile(join(cwd, 'data/a.csv'), 'a\n1\n2\n');
    await watching.until(() => watching.runs === 2);
    expect(watching.err).toContain('changed: data/a.csv\n');
  });

  test('ends with a word where the folder goes away', async () => {
    const cwd = await repository({ 'train.py': 'x = 1\n' });
    const watching = new Watching(cwd, '--only', 'code/syntax');
    await watching.until(() => watching.runs === 1);
    await rename(cwd, `${cwd}-elsewhere`);
    const [exitCode] = (await once(child!, 'exit')) as [number];
    expect(watching.err).toContain('is there no more');
    expect(watching.err).not.toContain('internal error');
    expect(exitCode).toBe(2);
  });

  test('a form for tools does not go to standard output', async () => {
    const cwd = await repository({ 'train.py': '' });
    expect(await repro(['check', '--watch', '--format', 'json'], { cwd })).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('--watch --report json=report.json'),
    });
  });
});
