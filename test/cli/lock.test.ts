import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { LockOutcome } from '../../src/cli/locking/outcome.js';
import { filesOf, folderWith, repro } from '../support/cli.js';

const lockOf = (cwd: string) => readFile(join(cwd, 'repro.lock'), 'utf8');

async function outcome(cwd: string, ...args: string[]): Promise<LockOutcome> {
  const { stdout } = await repro(['lock', ...args, '--format', 'json'], { cwd });
  return LockOutcome.parse(JSON.parse(stdout));
}

const statuses = ({ entries }: LockOutcome) =>
  Object.fromEntries(entries.map(({ path, status }) => [path, status]));

describe('repro lock', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await folderWith({
      'data/a.csv': 'a\n',
      'data/b.csv': 'b\n',
      'data/images/1.png': 'one',
      'data/images/2.png': 'two',
      'data/images/x.tmp': 'x',
    });
    expect(await repro(['lock', 'data/a.csv', 'data/b.csv'], { cwd })).toMatchObject({ exitCode: 0 });
    expect(
      await repro(['lock', 'data/images', '--exclude', '*.tmp', '--algorithm', 'md5'], { cwd }),
    ).toMatchObject({ exitCode: 0 });
  });

  test('keeps algorithm and excludes of what was locked before', async () => {
    const before = await lockOf(cwd);
    expect(before).toMatch(/data\/images:\n {4}kind: tree\n {4}hash: md5:[0-9a-f]{32}\n/);
    expect(before).not.toContain('x.tmp');
    await writeFile(join(cwd, 'data/images/y.tmp'), '');
    expect(await repro(['lock'], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/repro\.lock is up to date$/),
    });
    // New ones take the algorithm that is asked for; old ones only when they are named.
    await writeFile(join(cwd, 'c.csv'), 'c');
    await repro(['lock', 'c.csv', '--algorithm', 'md5'], { cwd });
    const sums = execFileSync('md5sum', ['c.csv'], { cwd, encoding: 'utf8' });
    expect(await lockOf(cwd)).toContain(`md5:${sums.slice(0, 32)}`);
    expect(await lockOf(cwd)).toContain('sha256:');
    expect((await outcome(cwd, '--algorithm', 'md5')).entries.map(({ status }) => status)).toEqual(
      Array(4).fill('unchanged'),
    );
    expect(statuses(await outcome(cwd, 'data/a.csv', '--algorithm', 'md5'))).toEqual({
      'data/a.csv': 'changed',
    });
  });

  test('finds the same from any folder of the project, also from inside the data', async () => {
    await writeFile(join(cwd, 'repro.config.yaml'), 'data:\n  - path: data/images\n    exclude: ["*.tmp"]\n');
    const before = await lockOf(cwd);
    for (const inside of ['.', 'data', 'data/images']) {
      await rm(join(cwd, 'repro.lock'));
      const from = join(cwd, inside);
      const args = ['lock', '--no-cache', '--algorithm', 'md5'];
      expect(await repro(args, { cwd: from })).toMatchObject({ exitCode: 0 });
      expect(before).toContain(/hash: (\S+)/.exec(await lockOf(cwd))![1]);
      expect(await repro(['lock', '--check', '--no-cache'], { cwd: from })).toMatchObject({ exitCode: 0 });
    }
  });

  test('does not lock a folder of which DVC has the data elsewhere, nor a submodule that is not there', async () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd });
    const dvc = 'outs:\n- md5: 0cc175b9c0f1b6a831c399e269772661\n  hash: md5\n  path: x.csv\n';
    await mkdir(join(cwd, 'kept'));
    await writeFile(join(cwd, 'kept/x.csv.dvc'), dvc);
    git('init', '-q');
    git('update-index', '--add', '--cacheinfo', `160000,${'a1'.repeat(20)},raw/eyes`);
    await mkdir(join(cwd, 'raw/eyes'), { recursive: true });
    await writeFile(join(cwd, '.gitmodules'), '[submodule "eyes"]\n\tpath = raw/eyes\n\turl = ../eyes.git\n');
    await writeFile(join(cwd, 'a.py'), "import pandas as pd\npd.read_csv('raw/eyes/x.csv')\n");
    const before = await lockOf(cwd);
    expect((await repro(['lock', 'kept'], { cwd })).stderr).toMatch(
      /kept is not whole: the data of kept\/x\.csv\.dvc was not fetched\n {2}hint: .*`dvc pull`/,
    );
    for (const [path, told] of [
      ['raw', 'raw is not whole: raw/eyes is a git submodule'],
      ['raw/eyes', 'raw/eyes is a git submodule'],
    ] as const) {
      const { exitCode, stderr } = await repro(['lock', path], { cwd });
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining(told)]);
      expect(stderr).toContain('git submodule update --init');
    }
    expect(await lockOf(cwd)).toBe(before);
    // The commit of the submodule fixes what is read of it.
    const { stdout } = await repro(['check', '--only', 'data/declared', '--verbose'], { cwd });
    expect(stdout).toContain('a.py:2 pandas.read_csv raw/eyes/x.csv (git)');
    await writeFile(join(cwd, 'kept/x.csv'), 'a');
    await writeFile(join(cwd, 'raw/eyes/x.csv'), 'a');
    expect(await repro(['lock', 'kept', 'raw'], { cwd })).toMatchObject({ exitCode: 0 });
  });

  test('updates only what is named', async () => {
    await writeFile(join(cwd, 'data/a.csv'), 'A\n');
    await writeFile(join(cwd, 'data/b.csv'), 'B\n');
    expect(statuses(await outcome(cwd, '--update', 'data/a.csv'))).toEqual({ 'data/a.csv': 'changed' });
    expect(statuses(await outcome(cwd, '--check'))).toEqual({
      'data/a.csv': 'ok',
      'data/b.csv': 'mismatch',
      'data/images': 'ok',
    });
    for (const [path, hint] of [
      ['data/images/1.png', 'it is part of data/images'],
      ['data/new.csv', '`repro lock data/new.csv` adds one'],
    ] as const) {
      const { exitCode, stderr } = await repro(['lock', '--update', path], { cwd });
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining(hint)]);
    }
  });

  test('what is gone is an error; --prune takes it out', async () => {
    await rm(join(cwd, 'data/a.csv'));
    const before = await filesOf(cwd);
    expect(await repro(['lock'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/data\/a\.csv does not exist\n {2}hint: .*--prune/),
    });
    expect(await filesOf(cwd)).toEqual(before);
    expect(statuses(await outcome(cwd, '--prune'))).toEqual({
      'data/a.csv': 'removed',
      'data/b.csv': 'unchanged',
      'data/images': 'unchanged',
    });
    expect(await lockOf(cwd)).not.toContain('a.csv');
    // What was never locked, and what the config still names, is a mistake all the same.
    expect(await repro(['lock', 'nowhere', '--prune'], { cwd })).toMatchObject({ exitCode: 2 });
    await rm(join(cwd, 'data/b.csv'));
    await writeFile(join(cwd, 'repro.config.yaml'), 'data:\n  - path: data/b.csv\n');
    expect(await repro(['lock', '--prune'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is still declared in the config'),
    });
  });

  test('names what was added, changed, removed and renamed, within and between entries', async () => {
    await repro(['lock', 'data/images', '--algorithm', 'sha256'], { cwd });
    await rename(join(cwd, 'data/images/1.png'), join(cwd, 'data/images/first.png'));
    await rename(join(cwd, 'data/a.csv'), join(cwd, 'data/renamed.csv'));
    await rename(join(cwd, 'data/b.csv'), join(cwd, 'data/images/b.csv'));
    await writeFile(join(cwd, 'data/images/2.png'), 'TWO');
    await writeFile(join(cwd, 'data/images/3.png'), 'three');
    const found = await outcome(cwd, '--check');
    expect(found.ok).toBe(false);
    expect(statuses(found)).toEqual({
      'data/a.csv': 'absent',
      'data/b.csv': 'absent',
      'data/images': 'mismatch',
    });
    expect(found.changes).toContainEqual({
      path: 'data/images/first.png',
      change: 'renamed',
      from: 'data/images/1.png',
    });
    expect(found.changes).toContainEqual({
      path: 'data/images/b.csv',
      change: 'renamed',
      from: 'data/b.csv',
    });
    // Digests of another algorithm cannot be compared file by file.
    const md5 = await outcome(cwd, 'data/images', '--algorithm', 'md5', '--dry-run');
    expect(md5).toMatchObject({ written: false, changes: [], unnamed: ['data/images'] });
    const text = await repro(['lock', '--prune', '--dry-run'], { cwd });
    expect(text.stdout).toMatch(/files {5}1 added, 1 changed, 1 removed, 2 renamed\n/);
    expect(text.stdout).toContain('changed: data/images/2.png');
    expect(text.stdout).toMatch(/repro\.lock is left as it is \(--dry-run\)$/);
    const entries = await outcome(cwd, '--prune', 'data/a.csv', 'data/renamed.csv');
    expect(entries.entries).toMatchObject([
      { path: 'data/renamed.csv', status: 'renamed', from: 'data/a.csv' },
    ]);
  });

  test('lists the files of a large folder beside the lock, as the text of which the hash is the digest', async () => {
    await mkdir(join(cwd, 'many'));
    for (let at = 0; at < 1100; at += 1) await writeFile(join(cwd, `many/${at}`), `${at}`);
    await writeFile(join(cwd, 'many/new\nline'), 'x');
    expect(await repro(['lock', 'many'], { cwd })).toMatchObject({ exitCode: 0 });
    const [, hash, manifest] =
      /many:\n {4}kind: tree\n {4}hash: sha256:(\w+)\n[\s\S]*?manifest: (\S+)/.exec(await lockOf(cwd)) ?? [];
    expect(manifest).toMatch(/^repro\.lock\.d\/many-[0-9a-f]{8}\.tsv$/);
    expect(execFileSync('sha256sum', [manifest!], { cwd, encoding: 'utf8' }).slice(0, 64)).toBe(hash);
    await writeFile(join(cwd, 'many/7'), 'seven');
    await rename(join(cwd, 'many/new\nline'), join(cwd, 'many/another'));
    expect((await outcome(cwd, '--check', 'many')).changes).toEqual([
      { path: 'many/7', change: 'changed' },
      { path: 'many/another', change: 'renamed', from: 'many/new\nline' },
    ]);
    // A manifest of another state would name wrong files: it is not believed.
    await writeFile(join(cwd, manifest!), 'tampered\n');
    expect(await outcome(cwd, '--check', 'many')).toMatchObject({ changes: [], unnamed: ['many'] });
    expect(await repro(['lock', 'many', '--no-manifests'], { cwd })).toMatchObject({ exitCode: 0 });
    expect(Object.keys(await filesOf(cwd))).not.toContain(manifest);
    expect(await lockOf(cwd)).not.toContain('manifest');
    expect(await repro(['lock', '--check', 'many'], { cwd })).toMatchObject({ exitCode: 0 });
  });

  test.each([
    [['--check', '--prune'], "option '--check' cannot be used with option '--prune'"],
    [['--algorithm', 'crc32'], 'Allowed choices are sha256, md5'],
    [['--output', 'x'], '--output is for --shard'],
    [['--shard', '1/2', '--prune'], "option '--shard <i/n>' cannot be used with option '--prune'"],
    [['--exclude', '*.tmp'], '--exclude needs the paths'],
    [['data/images', '--exclude', 'a['], 'has a bracket that is never closed'],
  ])('%j is a mistake', async (args, message) => {
    const before = await filesOf(cwd);
    const { exitCode, stderr } = await repro(['lock', ...args], { cwd });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(await filesOf(cwd)).toEqual(before);
  });

  test('changes of different datasets on two branches merge', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd, stdio: 'pipe' });
    await rm(join(cwd, '.git'), { recursive: true });
    git('init', '-q', '-b', 'main');
    const commit = () => git('add', '-A') && git('commit', '-qm', 'x');
    commit();
    for (const name of ['a', 'b']) {
      git('checkout', '-q', '-b', name, 'main');
      await writeFile(join(cwd, `data/${name}.csv`), 'changed');
      await repro(['lock'], { cwd });
      commit();
    }
    git('merge', '-q', 'a', '-m', 'both');
    expect(await repro(['lock', '--check'], { cwd })).toMatchObject({ exitCode: 0 });
    // Both sides change the same folder: that needs the mend which the error names.
    for (const name of ['c', 'd']) {
      git('checkout', '-q', '-b', name, 'main');
      await writeFile(join(cwd, `data/images/${name}.png`), 'new');
      await repro(['lock'], { cwd });
      commit();
    }
    expect(() => git('merge', 'c')).toThrow();
    expect(await repro(['lock'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/repro\.lock:\d+ holds a merge conflict/),
    });
    git('checkout', '--ours', 'repro.lock');
    expect(await repro(['lock'], { cwd })).toMatchObject({ exitCode: 0 });
    expect(await lockOf(cwd)).toMatch(/c\.png[\s\S]*d\.png/);
  });

  test('the list of a large folder that both sides changed is written anew', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd, stdio: 'pipe' });
    await rm(join(cwd, '.git'), { recursive: true });
    git('init', '-q', '-b', 'main');
    await mkdir(join(cwd, 'many'));
    for (let at = 0; at < 1100; at += 1) await writeFile(join(cwd, `many/${at}`), `${at}`);
    await writeFile(join(cwd, '.gitignore'), 'many\n');
    await repro(['lock', 'many'], { cwd });
    const commit = () => git('add', '-A') && git('commit', '-qm', 'x');
    commit();
    for (const name of ['a', 'b']) {
      git('checkout', '-q', '-b', name, 'main');
      await writeFile(join(cwd, 'many/7'), name);
      await repro(['lock', 'many'], { cwd });
      commit();
    }
    expect(() => git('merge', 'a')).toThrow();
    const [, manifest] = /<<<<<<<[\s\S]*manifest: (\S+)/.exec(await lockOf(cwd)) ?? [];
    expect(await readFile(join(cwd, manifest!), 'utf8')).toContain('<<<<<<<');
    git('checkout', '--ours', 'repro.lock');
    await writeFile(join(cwd, 'many/7'), 'both');
    // Which files differ cannot be read from a list with marks of a conflict in it.
    expect(await outcome(cwd, '--check', 'many')).toMatchObject({
      ok: false,
      changes: [],
      unnamed: ['many'],
    });
    expect(await repro(['lock', 'many'], { cwd })).toMatchObject({ exitCode: 0 });
    const hash = /many:\n {4}kind: tree\n {4}hash: sha256:(\w+)/.exec(await lockOf(cwd))?.[1];
    expect(execFileSync('sha256sum', [manifest!], { cwd, encoding: 'utf8' }).slice(0, 64)).toBe(hash);
  });

  test('takes away what a killed run has left a day ago, and nothing else', async () => {
    const names = ['.repro.lock.0123abcd.tmp', '.repro.lock.89abcdef.tmp', '.repro.lock.mine.tmp'];
    for (const name of names) await writeFile(join(cwd, name), '');
    const old = Date.now() / 1000 - 2 * 24 * 3600;
    for (const name of [names[0]!, names[2]!]) await utimes(join(cwd, name), old, old);
    await repro(['lock'], { cwd });
    expect((await readdir(cwd)).filter((name) => name.endsWith('.tmp')).sort()).toEqual(names.slice(1));
  });

  test('a merge conflict is told with its line and a mend that works', async () => {
    const whole = await lockOf(cwd);
    await writeFile(join(cwd, 'repro.lock'), whole.replace('data:\n', '<<<<<<< HEAD\ndata:\n'));
    const { exitCode, stderr } = await repro(['lock'], { cwd });
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringMatching(/repro\.lock:3 holds a merge conflict\n {2}hint: .*--ours/),
    ]);
  });
});
