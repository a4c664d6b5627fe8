import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { LockOutcome } from '../../src/cli/locking/outcome.js';
import { bin, folderWith, repro } from '../support/cli.js';

/** Digests that are remembered from run to run: what was read is told by the command itself. */

interface Place {
  cwd: string;
  /** The cache folder of this project alone. */
  cache: string;
}

/** Files have to be some seconds old to be remembered, so the projects of all tests are made together. */
const places: Place[] = [];
beforeAll(async () => {
  for (let at = 0; at < 16; at += 1) {
    const cwd = await folderWith({
      'data/a.csv': 'one',
      'data/b.csv': 'two',
      'data/sub/c.csv': 'three',
      'single.csv': 'four',
      'other.csv': 'five5',
    });
    utimesSync(join(cwd, 'data/b.csv'), 1.7e9, 1.7e9);
    places.push({ cwd, cache: await mkdtemp(join(tmpdir(), 'repro-digests-')) });
  }
  await pause(4500);
}, 60_000);

const ALL = { files: 5, bytes: 20 };
const NONE = { files: 0, bytes: 0 };

/** A project whose data was just locked for the first time. */
async function locked(): Promise<Place> {
  const place = places.pop()!;
  expect((await lock(place, 'data', 'single.csv', 'other.csv')).read).toEqual(ALL);
  return place;
}

async function lock({ cwd, cache }: Place, ...args: string[]): Promise<LockOutcome> {
  const { stdout, stderr } = await repro(['lock', ...args, '--format', 'json'], {
    cwd,
    env: { REPRO_CACHE_DIR: cache },
  });
  expect(stderr).toBe('');
  return LockOutcome.parse(JSON.parse(stdout));
}

async function hashesOf({ cwd, cache }: Place, ...args: string[]) {
  const { stdout, stderr } = await repro(
    ['check', '--only', 'data/hashes', '--format', 'json', '--verbose', ...args],
    { cwd, env: { REPRO_CACHE_DIR: cache } },
  );
  const [, files, bytes] = /^note: (\d+) files? of data read \((\d+) B\);/.exec(stderr) ?? [];
  const [{ status }] = JSON.parse(stdout).results;
  return { status, read: { files: Number(files), bytes: Number(bytes) } };
}

const digests = ({ cache }: Place) => join(cache, 'digests');
const books = (place: Place) =>
  readdirSync(digests(place))
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .map((name) => join(digests(place), name));

describe('digests are remembered', () => {
  test('a second run reads no file, whichever command it is', async () => {
    const place = await locked();
    expect(await lock(place, '--check')).toMatchObject({ ok: true, read: NONE });
    expect(await lock(place)).toMatchObject({ written: false, read: NONE });
    expect(await hashesOf(place)).toEqual({ status: 'pass', read: NONE });
    expect((await lock(place, 'data', '--algorithm', 'md5', '--dry-run')).read).toEqual({
      files: 3,
      bytes: 11,
    });
    expect((await lock(place, 'data', '--algorithm', 'md5', '--dry-run')).read).toEqual(NONE);
    // The hash of the folder was remembered whole: with other files it is made of theirs.
    expect((await lock(place, 'data', '--exclude', 'sub/**', '--dry-run')).read).toEqual(NONE);
    expect(statSync(digests(place)).mode & 0o777).toBe(0o700);
    expect(books(place).map((path) => statSync(path).mode & 0o777)).toEqual(books(place).map(() => 0o600));
  });

  test('a change is seen, also when the time of modification is put back', async () => {
    const place = await locked();
    const file = join(place.cwd, 'data/b.csv');
    writeFileSync(file, 'TWO');
    utimesSync(file, 1.7e9, 1.7e9);
    const found = await lock(place, '--check');
    expect(found).toMatchObject({ ok: false, read: { files: 1, bytes: 3 } });
    expect(found.changes).toEqual([{ path: 'data/b.csv', change: 'changed' }]);
    expect(await hashesOf(place)).toMatchObject({ status: 'fail' });
    // A single file likewise; one that takes the place of another under its name too.
    writeFileSync(join(place.cwd, 'new'), 'FOUR');
    const { atime, mtime } = statSync(join(place.cwd, 'single.csv'));
    utimesSync(join(place.cwd, 'new'), atime, mtime);
    renameSync(join(place.cwd, 'new'), join(place.cwd, 'single.csv'));
    expect((await lock(place, '--check', 'single.csv')).entries).toMatchObject([{ status: 'mismatch' }]);
  });

  test('what was written a moment ago is not remembered, since a later write may leave its times as they are', async () => {
    const place = await locked();
    writeFileSync(join(place.cwd, 'data/a.csv'), 'new');
    const read = { files: 1, bytes: 3 };
    expect((await lock(place, 'data')).read).toEqual(read);
    expect(await lock(place, '--check', 'data')).toMatchObject({ ok: true, read });
    await pause(4500);
    expect(await lock(place, '--check', 'data')).toMatchObject({ ok: true, read });
    expect(await lock(place, '--check', 'data')).toMatchObject({ ok: true, read: NONE });
  });

  test('files that are gone, renamed or new', async () => {
    const place = await locked();
    renameSync(join(place.cwd, 'data/a.csv'), join(place.cwd, 'data/z.csv'));
    rmSync(join(place.cwd, 'data/b.csv'));
    const found = await lock(place, '--check', 'data');
    expect(found.changes).toEqual([
      { path: 'data/b.csv', change: 'removed' },
      { path: 'data/z.csv', change: 'renamed', from: 'data/a.csv' },
    ]);
    expect(found.read).toEqual({ files: 1, bytes: 3 });
    // Only what is there stands in the book of the folder.
    const texts = books(place).map((path) => readFileSync(path, 'latin1'));
    expect(texts.filter((text) => text.includes('b.csv'))).toEqual([]);
    rmSync(join(place.cwd, 'single.csv'));
    utimesSync(join(place.cwd, 'other.csv'), 1e9, 1e9);
    await pause(4500);
    await lock(place, '--check', 'other.csv');
    expect(books(place).some((path) => readFileSync(path, 'latin1').includes('single'))).toBe(false);
  });

  test('--no-cache reads everything, and remembers what it was', async () => {
    const place = await locked();
    expect(await lock(place, '--check', '--no-cache')).toMatchObject({ ok: true, read: ALL });
    expect(await lock(place, '--no-cache')).toMatchObject({ ok: true, read: ALL });
    expect(await hashesOf(place, '--no-cache')).toEqual({ status: 'pass', read: ALL });
    rmSync(place.cache, { recursive: true });
    expect((await lock(place, '--check', '--no-cache')).read).toEqual(ALL);
    expect((await lock(place, '--check')).read).toEqual(NONE);
  });

  test('what was read is remembered also when something else cannot be', async () => {
    const place = await locked();
    rmSync(place.cache, { recursive: true });
    rmSync(join(place.cwd, 'single.csv'));
    const { exitCode } = await repro(['lock'], { cwd: place.cwd, env: { REPRO_CACHE_DIR: place.cache } });
    expect(exitCode).toBe(2);
    expect((await lock(place, '--prune')).read).toEqual(NONE);
  });

  test('each of several machines remembers its part', async () => {
    const place = await locked();
    rmSync(place.cache, { recursive: true });
    for (const part of ['1/2', '2/2'])
      expect(
        await repro(['lock', '--shard', part], { cwd: place.cwd, env: { REPRO_CACHE_DIR: place.cache } }),
      ).toMatchObject({ exitCode: 0 });
    expect(await lock(place, '--check')).toMatchObject({ ok: true, read: NONE });
  });
});

describe('what goes wrong with the cache costs time and nothing else', () => {
  test('damaged, cut off, emptied, swapped or removed', async () => {
    const place = await locked();
    const damages: Record<string, (path: string, all: readonly string[]) => void> = {
      'a bit is different': (path) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 50]! ^= 1;
        writeFileSync(path, bytes);
      },
      'a bit of the head is different': (path) => {
        const bytes = readFileSync(path);
        bytes[130]! ^= 1;
        writeFileSync(path, bytes);
      },
      'the end is missing': (path) => truncateSync(path, statSync(path).size - 1),
      'nearly all is missing': (path) => truncateSync(path, 100),
      'it is empty': (path) => truncateSync(path, 0),
      'zeros, as after a power cut': (path) => writeFileSync(path, Buffer.alloc(statSync(path).size)),
      'another version': (path) => {
        const bytes = readFileSync(path);
        bytes[14] = 0x32;
        writeFileSync(path, bytes);
      },
      'a folder in its place': (path) => {
        rmSync(path);
        mkdirSync(path);
      },
      'a link in its place': (path) => {
        renameSync(path, `${path}.moved`);
        symlinkSync(`${path}.moved`, path);
      },
      'others may write it': (path) => chmodSync(path, 0o666),
      'the book of something else': (path, all) => {
        const other = all.find((one) => one !== path)!;
        writeFileSync(path, readFileSync(other));
      },
      'nothing is there': () => rmSync(place.cache, { recursive: true, force: true }),
    };
    for (const [what, damage] of Object.entries(damages)) {
      for (const path of books(place)) if (existsSync(path)) damage(path, books(place));
      const found = await lock(place, '--check');
      // Of the tree the head alone may have stayed whole; what it says is still true.
      expect([what, found.ok, found.entries.map(({ status }) => status)]).toEqual([
        what,
        true,
        ['ok', 'ok', 'ok'],
      ]);
      if (what.startsWith('a folder')) for (const path of books(place)) rmSync(path, { recursive: true });
      await lock(place, '--no-cache', '--check');
      expect([what, (await lock(place, '--check')).read]).toEqual([what, NONE]);
    }
    // A damaged book is never a wrong verdict either.
    writeFileSync(join(place.cwd, 'data/a.csv'), 'ONE');
    for (const path of books(place)) truncateSync(path, statSync(path).size - 1);
    expect((await lock(place, '--check')).changes).toEqual([{ path: 'data/a.csv', change: 'changed' }]);
  }, 120_000);

  test('a folder in the project is not used: a repository could bring a cache that lies', async () => {
    const { cwd } = await locked();
    for (const cache of [join(cwd, '.cache'), cwd, join(cwd, 'data/..')]) {
      const place = { cwd, cache };
      expect((await lock(place, '--check')).read).toEqual(ALL);
      expect((await lock(place, '--check')).read).toEqual(ALL);
    }
    const { stderr } = await repro(['check', '--only', 'data/hashes', '--verbose'], {
      cwd,
      env: { REPRO_CACHE_DIR: join(cwd, '.cache') },
    });
    expect(stderr).toMatch(/note: hashes of data are not remembered: .*lies in the project/);
  });

  test('a folder that is a link, or of others, or where they may write, is not used', async () => {
    const place = await locked();
    chmodSync(digests(place), 0o777);
    expect((await lock(place, '--check')).read).toEqual(ALL);
    chmodSync(digests(place), 0o700);
    expect((await lock(place, '--check')).read).toEqual(NONE);
    if (process.getuid?.() === 0) {
      chownSync(digests(place), 65534, 65534);
      expect((await lock(place, '--check')).read).toEqual(ALL);
      chownSync(digests(place), 0, 0);
      for (const path of books(place)) chownSync(path, 65534, 65534);
      expect((await lock(place, '--check')).read).toEqual(ALL);
    }
    renameSync(digests(place), `${digests(place)}.moved`);
    symlinkSync(`${digests(place)}.moved`, digests(place));
    expect((await lock(place, '--check')).read).toEqual(ALL);
  });

  test('no place to write, no home: it works as without a cache', async () => {
    const { cwd } = await locked();
    writeFileSync(join(cwd, 'file'), '');
    expect((await lock({ cwd, cache: join(cwd, 'file/below') }, '--check')).read).toEqual(ALL);
    const { stdout } = await repro(['lock', '--check', '--format', 'json'], {
      cwd,
      env: { HOME: '/nonexistent/home', REPRO_CACHE_DIR: '' },
    });
    expect(LockOutcome.parse(JSON.parse(stdout))).toMatchObject({ ok: true });
  });

  test('a cache that may only be read is read, and left as it is', async ({ skip }) => {
    if (process.getuid?.() === 0) {
      const place = await locked();
      const mounted =
        spawnSync('mount', ['--bind', place.cache, place.cache]).status === 0 &&
        spawnSync('mount', ['-o', 'remount,ro,bind', place.cache]).status === 0;
      if (!mounted) return skip('nothing can be mounted here');
      try {
        expect((await lock(place, '--check')).read).toEqual(NONE);
        utimesSync(join(place.cwd, 'data/a.csv'), 1e9, 1e9);
        expect(await lock(place, '--check')).toMatchObject({ ok: true, read: { files: 1, bytes: 3 } });
      } finally {
        spawnSync('umount', [place.cache]);
      }
      return;
    }
    const place = await locked();
    chmodSync(digests(place), 0o500);
    expect((await lock(place, '--check')).read).toEqual(NONE);
    utimesSync(join(place.cwd, 'data/a.csv'), 1e9, 1e9);
    expect(await lock(place, '--check')).toMatchObject({ ok: true, read: { files: 1, bytes: 3 } });
    chmodSync(digests(place), 0o700);
  });

  test('runs at the same time, and runs that are killed while they write', async () => {
    const place = await locked();
    rmSync(place.cache, { recursive: true });
    const runs = await Promise.all(
      Array.from({ length: 6 }, (_, at) =>
        lock(place, '--check', ...(at % 2 ? ['data'] : ['single.csv', 'other.csv'])),
      ),
    );
    expect(runs.map(({ ok }) => ok)).toEqual(runs.map(() => true));
    expect((await lock(place, '--check')).read).toEqual(NONE);
    const env = { ...process.env, REPRO_CACHE_DIR: place.cache };
    for (let at = 0; at < 8; at += 1) {
      const child = spawn(process.execPath, [bin, 'lock', '--check', '--no-cache'], {
        cwd: place.cwd,
        env,
        stdio: 'ignore',
      });
      const ended = once(child, 'exit');
      await pause(60 + at * 30);
      child.kill('SIGKILL');
      await ended;
      expect(await lock(place, '--check')).toMatchObject({ ok: true });
    }
    expect((await lock(place, '--check')).read).toEqual(NONE);
  }, 120_000);

  test('what nobody used for 90 days goes away, and what killed runs have left', async () => {
    const place = await locked();
    const names = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64));
    const old = Date.now() / 1000 - 91 * 24 * 3600;
    const young = Date.now() / 1000 - 89 * 24 * 3600;
    const draft = `.${names[0]}.0123abcd.tmp`;
    for (const name of [...names, draft, 'mine']) writeFileSync(join(digests(place), name), '');
    for (const name of [names[0]!, names[1]!, draft, 'mine'])
      utimesSync(join(digests(place), name), old, old);
    utimesSync(join(digests(place), names[2]!), young, young);
    const sweep = async () => {
      await lock(place, '--check', '--no-cache');
      return readdirSync(digests(place))
        .filter((name) => [...names, draft, 'mine'].includes(name))
        .sort();
    };
    // Once a day at most.
    expect(await sweep()).toEqual([draft, ...names, 'mine'].sort());
    utimesSync(join(digests(place), 'swept'), old, old);
    expect(await sweep()).toEqual([names[2]!, names[3]!, 'mine']);
  });
});
