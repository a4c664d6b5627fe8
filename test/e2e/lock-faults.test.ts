import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatLock } from '../../src/hashing/lock-file.js';
import { parseLock } from '../../src/hashing/lock-reader.js';
import { bin, folderWith, repro } from '../support/cli.js';

/** What goes wrong while data is locked: repro.lock is always the old one or the new one, whole. */

const lockIn = (cwd: string) => readFileSync(join(cwd, 'repro.lock'), 'utf8');
const leftovers = (cwd: string) => readdirSync(cwd).filter((name) => name.endsWith('.tmp'));
const isRoot = process.getuid?.() === 0;
const has = (command: string, ...args: string[]) =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const noRights = isRoot ? !has('setpriv', '--reuid=65534', '--clear-groups', 'true') : false;

/** Runs without the rights of root, for whom nothing is unreadable. */
async function unprivileged(args: readonly string[], cwd: string) {
  const command = [process.execPath, bin, ...args];
  const [file, ...rest] = isRoot
    ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...command]
    : command;
  return execa(file!, rest, { cwd, reject: false, env: { HOME: cwd } });
}

/** A project of some thousand small files with a lock; the next state of the files is written by `change`. */
async function project(): Promise<{ cwd: string; old: string; change(text: string): void }> {
  const cwd = await folderWith({ 'data/0.txt': 'first' });
  const change = (text: string) => {
    for (let at = 0; at < 900; at += 1) writeFileSync(join(cwd, `data/${at}.txt`), `${text} ${at}`);
  };
  change('old');
  expect(await repro(['lock', 'data'], { cwd })).toMatchObject({ exitCode: 0 });
  return { cwd, old: lockIn(cwd), change };
}

describe('a run that ends before its time', () => {
  test('kill -9 at any moment leaves the old lock or the new one', async () => {
    // A lock of megabytes, so that writing it takes its time; only `a.csv` is hashed.
    const contents = Array.from({ length: 1000 }, (_, at) => ({
      path: `${at}-${'long'.repeat(50)}`,
      hash: '0'.repeat(64),
      size: at,
    }));
    const trees = Array.from({ length: 8 }, (_, at) => ({
      ...({ path: `tree${at}`, kind: 'tree', algorithm: 'sha256', hash: '1'.repeat(64), size: 1 } as const),
      count: 1000,
      contents,
    }));
    const cwd = await folderWith({
      'a.csv': 'new',
      'repro.lock': formatLock({ version: 1, entries: trees }),
    });
    const old = lockIn(cwd);
    const begun = performance.now();
    expect(await repro(['lock', 'a.csv'], { cwd })).toMatchObject({ exitCode: 0 });
    const whole = performance.now() - begun;
    const next = lockIn(cwd);
    const seen = { old: 0, new: 0 };
    for (let at = 0; at < 14; at += 1) {
      writeFileSync(join(cwd, 'repro.lock'), old);
      const child = spawn(process.execPath, [bin, 'lock', 'a.csv'], { cwd, stdio: 'ignore' });
      const ended = once(child, 'exit');
      // By the clock, and at the first signs of writing.
      if (at % 2 === 0) await pause(whole * (0.4 + at / 40));
      else await Promise.race([somethingHappens(cwd, (at % 5) + 1), ended]);
      child.kill('SIGKILL');
      await ended;
      const now = lockIn(cwd);
      expect(now === old || now === next).toBe(true);
      seen[now === old ? 'old' : 'new'] += 1;
    }
    // Else every run was over before it was killed.
    expect(seen.old).toBeGreaterThan(0);
    // Whatever lies about, the next run works.
    expect(await repro(['lock', 'a.csv'], { cwd })).toMatchObject({ exitCode: 0 });
    expect(lockIn(cwd)).toBe(next);
  }, 120_000);

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s ends with %i, keeps the old lock and leaves nothing behind',
    async (signal, code) => {
      const { cwd, old } = await project();
      mkdirSync(join(cwd, 'big'));
      sparse(join(cwd, 'big/1.bin'), 200e9);
      sparse(join(cwd, 'big/2.bin'), 200e9);
      // One file is read beside all else, two by threads.
      for (const paths of [['big/1.bin'], ['big']]) {
        const child = spawn(process.execPath, [bin, 'lock', ...paths], { cwd, stdio: 'ignore' });
        const ended = once(child, 'exit');
        await untilReading(child.pid!, '1.bin');
        child.kill(signal);
        expect((await ended)[0]).toBe(code);
        expect(lockIn(cwd)).toBe(old);
        expect(readdirSync(cwd).sort()).toEqual(['.git', 'big', 'data', 'repro.lock']);
      }
    },
    60_000,
  );

  test('kill -9 while a large folder is locked: the lock is whole, and its list belongs to it or is not taken for it', async () => {
    const cwd = await folderWith({ 'many/0': 'first' });
    const change = (text: string) => {
      for (let at = 0; at < 1500; at += 1) writeFileSync(join(cwd, `many/${at}`), `${text} ${at}`);
    };
    change('old');
    expect(await repro(['lock', 'many'], { cwd })).toMatchObject({ exitCode: 0 });
    const old = lockIn(cwd);
    change('new');
    for (let nth = 1; nth <= 6; nth += 1) {
      const child = spawn(process.execPath, [bin, 'lock', 'many'], { cwd, stdio: 'ignore' });
      const ended = once(child, 'exit');
      await Promise.race([somethingHappens(join(cwd, 'repro.lock.d'), nth), ended]);
      child.kill('SIGKILL');
      await ended;
      const checked = await repro(['lock', '--check', '--format', 'json'], { cwd });
      const { ok, counts, unnamed } = JSON.parse(checked.stdout);
      // The old lock differs in every file: all of them are named, or it is known that they cannot be.
      if (lockIn(cwd) === old)
        expect([ok, counts.changed, unnamed.length]).toEqual([
          false,
          unnamed.length ? 0 : 1500,
          unnamed.length,
        ]);
      else expect(ok).toBe(true);
    }
    expect(await repro(['lock', 'many'], { cwd })).toMatchObject({ exitCode: 0 });
    expect(await repro(['lock', '--check'], { cwd })).toMatchObject({ exitCode: 0 });
  }, 120_000);

  test('a file that grows while a thread reads it is an error, and the old lock stays', async () => {
    const { cwd, old } = await project();
    mkdirSync(join(cwd, 'big'));
    for (const name of ['1.bin', '2.bin']) sparse(join(cwd, 'big', name), 2e9);
    const run = repro(['lock', 'big'], { cwd });
    let growing = true;
    const grow = async () => {
      for (let size = 2e9; growing; size += 1) {
        truncateSync(join(cwd, 'big/2.bin'), size);
        await pause(20);
      }
    };
    const [{ exitCode, stderr }] = await Promise.all([run.finally(() => (growing = false)), grow()]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('big/2.bin changed while it was read')]);
    expect(lockIn(cwd)).toBe(old);
  }, 120_000);

  test('two at once: each finds what the other wrote', async () => {
    const names = Array.from({ length: 6 }, (_, at) => `d${at}.csv`);
    const cwd = await folderWith(Object.fromEntries(names.map((name) => [name, name])));
    const runs = await Promise.all(names.map((name) => repro(['lock', name], { cwd })));
    expect(runs.map(({ exitCode }) => exitCode)).toEqual(names.map(() => 0));
    expect(parseLock(lockIn(cwd)).entries.map(({ path }) => path)).toEqual(names);
    expect(leftovers(cwd)).toEqual([]);
  }, 60_000);
});

/** Makes a file of zeroes that takes no room. */
function sparse(path: string, size: number): void {
  writeFileSync(path, '');
  truncateSync(path, size);
}

/** Waits for the nth sign of a file that is made or written in a folder. */
async function somethingHappens(folder: string, nth: number): Promise<void> {
  const watcher = watch(folder);
  for (let count = 0; count < nth; count += 1) await once(watcher, 'change');
  watcher.close();
}

/** Waits until a process has a file open. */
async function untilReading(pid: number, name: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const open = spawnSync('ls', ['-l', `/proc/${pid}/fd`], { encoding: 'utf8' }).stdout ?? '';
    if (open.includes(`/${name}\n`)) return;
    await pause(50);
  }
  throw new Error(`${name} was never opened`);
}

/** Tells what is written through to the disk, and what is renamed, in that order. */
const WATCH = `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const tell = (what) => fs.appendFileSync(process.env.WATCHED, what + '\\n');
const handle = await fs.promises.open(process.env.WATCHED, 'a');
const { sync } = Object.getPrototypeOf(handle);
Object.getPrototypeOf(handle).sync = function () { tell('sync file'); return sync.call(this); };
await handle.close();
const { fsyncSync, renameSync } = fs;
fs.fsyncSync = (fd) => { tell(fs.fstatSync(fd).isDirectory() ? 'sync folder' : 'sync file'); fsyncSync(fd); };
fs.renameSync = (from, to) => { tell('rename to ' + to.split('/').at(-1)); renameSync(from, to); };
syncBuiltinESMExports();
`;

test('the lock is on the disk before it takes its place, and its name is after', async () => {
  const cwd = await folderWith({ 'a.csv': 'a', 'watch.mjs': WATCH, watched: '' });
  const env = { WATCHED: join(cwd, 'watched'), NODE_OPTIONS: `--import=${join(cwd, 'watch.mjs')}` };
  expect(await repro(['lock', 'a.csv'], { cwd, env })).toMatchObject({ exitCode: 0 });
  const told = readFileSync(join(cwd, 'watched'), 'utf8').split('\n');
  const at = told.indexOf('rename to repro.lock');
  expect(told.slice(at - 1, at + 2)).toEqual(['sync file', 'rename to repro.lock', 'sync folder']);
});

describe('a disk that takes no more', () => {
  test('a file that grows beyond its limit (RLIMIT_FSIZE): the old lock stays', async () => {
    const { cwd, old, change } = await project();
    change('new');
    const { exitCode, stderr } = await execa(
      'bash',
      ['-c', 'ulimit -f 8; trap "" XFSZ; exec "$0" "$@"', process.execPath, bin, 'lock', 'data'],
      { cwd, reject: false },
    );
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('repro.lock cannot be written')]);
    expect(lockIn(cwd)).toBe(old);
    expect(leftovers(cwd)).toEqual([]);
  }, 60_000);

  describe('a file system of 256 kB', () => {
    let disk: string;
    let mounted = false;
    beforeAll(async () => {
      disk = await mkdtemp(join(tmpdir(), 'repro-disk-'));
      mounted = isRoot && has('mount', '-t', 'tmpfs', '-o', 'size=256k', 'none', disk);
    });
    afterAll(async () => {
      if (mounted) execFileSync('umount', [disk]);
      await rm(disk, { recursive: true, force: true });
    });

    test('that is full: the old lock stays', async ({ skip }) => {
      if (!mounted) return skip('no file system can be mounted here');
      mkdirSync(join(disk, '.git'));
      mkdirSync(join(disk, 'data'));
      for (let at = 0; at < 20; at += 1) writeFileSync(join(disk, `data/${at}`), `${at}`);
      expect(await repro(['lock', 'data'], { cwd: disk })).toMatchObject({ exitCode: 0 });
      const old = lockIn(disk);
      writeFileSync(join(disk, 'data/0'), 'changed');
      // dd fills what is left to the last page.
      spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'full')}`, 'bs=4k'], { stdio: 'ignore' });
      const { exitCode, stderr } = await repro(['lock', 'data'], { cwd: disk });
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringContaining('no space is left on the disk; it is left as it was'),
      ]);
      expect(lockIn(disk)).toBe(old);
      expect(leftovers(disk)).toEqual([]);
      await rm(join(disk, 'full'));
      expect(await repro(['lock', 'data'], { cwd: disk })).toMatchObject({ exitCode: 0 });
      expect(lockIn(disk)).not.toBe(old);
    }, 60_000);
  });
});

describe('what may not be written or read', () => {
  test('a read-only lock is left alone, also by root', async () => {
    const cwd = await folderWith({ 'a.csv': 'a', 'b.csv': 'b' });
    await repro(['lock', 'a.csv'], { cwd });
    const old = lockIn(cwd);
    chmodSync(join(cwd, 'repro.lock'), 0o444);
    expect(await repro(['lock', 'b.csv'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/read-only.*\n {2}hint: chmod u\+w/),
    });
    expect(lockIn(cwd)).toBe(old);
  });

  test('a folder that takes no files, a file and a folder without permission', async ({ skip }) => {
    if (noRights) return skip('the tests run as root, and setpriv is missing');
    const cwd = await folderWith({ 'a.csv': 'a', 'data/b.csv': 'b', 'secret/c.csv': 'c' });
    if (isRoot) await chown(cwd, 65534, 65534);
    // The folder of all tests of a run is the runner's own.
    if (isRoot && (statSync(tmpdir()).mode & 0o777) === 0o700) chmodSync(tmpdir(), 0o711);
    chmodSync(join(cwd, 'data/b.csv'), 0);
    chmodSync(join(cwd, 'secret'), isRoot ? 0o700 : 0);
    expect(await unprivileged(['lock', 'a.csv'], cwd)).toMatchObject({ exitCode: 0 });
    const old = lockIn(cwd);
    const refused = await unprivileged(['lock', 'data', 'secret', 'a.csv'], cwd);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('data/b.csv cannot be read (permission denied)');
    expect(refused.stderr).toContain('secret cannot be read (permission denied)');
    expect(lockIn(cwd)).toBe(old);
    writeFileSync(join(cwd, 'a.csv'), 'other');
    chmodSync(cwd, 0o555);
    const full = await unprivileged(['lock', 'a.csv'], cwd);
    chmodSync(cwd, 0o755);
    chmodSync(join(cwd, 'secret'), 0o755);
    expect([full.exitCode, full.stderr]).toEqual([
      2,
      expect.stringContaining('permission denied; it is left as it was'),
    ]);
    expect(lockIn(cwd)).toBe(old);
  }, 60_000);

  test('what is gone, links in a circle and links that lead out', async () => {
    const { cwd, old } = await project();
    await rm(join(cwd, 'data'), { recursive: true });
    expect(await repro(['lock'], { cwd })).toMatchObject({ exitCode: 2 });
    expect(await repro(['lock', '--check'], { cwd })).toMatchObject({ exitCode: 1 });
    mkdirSync(join(cwd, 'links'));
    symlinkSync('b', join(cwd, 'links/a'));
    symlinkSync('a', join(cwd, 'links/b'));
    expect(await repro(['lock', 'links'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/loop of links/),
    });
    mkdirSync(join(cwd, 'out'));
    symlinkSync('/etc/passwd', join(cwd, 'out/p'));
    expect(await repro(['lock', 'out'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/leads outside the project/),
    });
    mkdirSync(join(cwd, 'self'));
    symlinkSync('../self', join(cwd, 'self/again'));
    expect(await repro(['lock', 'self'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/self\/again is a link/),
    });
    expect(lockIn(cwd)).toBe(old);
  }, 60_000);

  test('manifests are not written through a link', async () => {
    const cwd = await folderWith({});
    const elsewhere = await mkdtemp(join(tmpdir(), 'repro-else-'));
    mkdirSync(join(cwd, 'many'));
    for (let at = 0; at < 1001; at += 1) writeFileSync(join(cwd, `many/${at}`), '');
    symlinkSync(elsewhere, join(cwd, 'repro.lock.d'));
    expect(await repro(['lock', 'many'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/repro\.lock\.d is not a folder/),
    });
    expect(readdirSync(elsewhere)).toEqual([]);
  }, 60_000);
});

describe('names and sizes', () => {
  test('names with line ends, colons and quotes come back; those that are not UTF-8 are named', async () => {
    const names = [
      'a\nb',
      'c\rd',
      'e: "f"',
      '- g',
      '#h',
      '<<<<<<< x',
      'ü\u2028',
      ' ',
      '\u001b[31m',
      '2024',
      '~',
      'b\\n',
    ];
    const cwd = await folderWith(Object.fromEntries(names.map((name) => [`d/${name}`, name])));
    expect(await repro(['lock', 'd'], { cwd })).toMatchObject({ exitCode: 0 });
    expect(await repro(['lock', '--check'], { cwd })).toMatchObject({ exitCode: 0 });
    const [entry] = parseLock(lockIn(cwd)).entries;
    expect(new Set([...(entry?.contents ?? [])].map(({ path }) => path))).toEqual(new Set(names));
    const old = lockIn(cwd);
    writeFileSync(Buffer.concat([Buffer.from(`${cwd}/d/bad`), Buffer.from([0xff])]), 'x');
    // The file that its name looks like is another one.
    writeFileSync(join(cwd, 'd/bad\ufffd'), 'y');
    expect(await repro(['lock', 'd'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/d\/bad.* has a name that is not UTF-8/),
    });
    expect(lockIn(cwd)).toBe(old);
    expect(await repro(['lock', 'd', '--exclude', 'bad*'], { cwd })).toMatchObject({ exitCode: 0 });
  }, 60_000);

  test('a sparse file of 10 GB is hashed in little memory', async () => {
    const cwd = await folderWith({ 'big.bin': '' });
    truncateSync(join(cwd, 'big.bin'), 10_000_000_000);
    const { exitCode } = await execa(
      process.execPath,
      ['--max-old-space-size=64', bin, 'lock', 'big.bin', '--algorithm', 'sha256'],
      { cwd, reject: false },
    );
    expect(exitCode).toBe(0);
    // head -c 10000000000 /dev/zero | sha256sum
    expect(lockIn(cwd)).toContain('size: 10000000000');
    expect(lockIn(cwd)).toContain(`sha256:${ZEROES}`);
  }, 300_000);
});

const ZEROES = '1a0a850851f333647936c0a1b4576e7ab90398b9e1ae2faf4bb66ca6b72cf724';

test('a run ends where some threads never got any work', async () => {
  // Two blocks of files for eight threads.
  const names = Array.from({ length: 4200 }, (_, at) => `data/${at}`);
  const cwd = await folderWith(Object.fromEntries(names.map((name) => [name, name])));
  const { exitCode, timedOut } = await execa(
    process.execPath,
    [bin, 'lock', 'data', '--jobs', '8', '--no-cache'],
    { cwd, reject: false, timeout: 60_000 },
  );
  expect({ exitCode, timedOut }).toEqual({ exitCode: 0, timedOut: false });
}, 120_000);
