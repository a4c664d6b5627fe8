import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FolderSource } from '../../src/facts/source.js';
import { DigestCache } from '../../src/hashing/cache/cache.js';
import { cachePath } from '../../src/hashing/cache/folder.js';
import { createLock } from '../../src/hashing/lock.js';
import type { Lock } from '../../src/hashing/lock-file.js';
import { verifyLock } from '../../src/hashing/lock-verify.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
function folder(): string {
  folders.push(realpathSync(mkdtempSync(join(tmpdir(), 'repro-cache-'))));
  return folders.at(-1)!;
}

const MINUTE = 60_000;

/** A project and its cache, with clocks that tests move as they like. */
async function project() {
  const root = folder();
  mkdirSync(join(root, 'data'));
  for (const name of ['a', 'b', 'c']) writeFileSync(join(root, 'data', name), name);
  writeFileSync(join(root, 'single'), 'x');
  const store = await FolderSource.open(root);
  const cache = folder();
  /** What is read at a time of the clock, given in milliseconds from now, and what is found. */
  const at = async (offset: number, lock?: Lock) => {
    const digests = new DigestCache({ root, folder: cache, now: () => Date.now() + offset });
    const requests = [{ path: 'data' }, { path: 'single' }];
    const made = lock ? { lock } : await createLock(store, requests, { digests });
    const verified = lock ? await verifyLock(store, lock, { digests }) : [];
    return { lock: made.lock, read: digests.read.files, statuses: verified.map(({ status }) => status) };
  };
  return { root, cache, at };
}

describe('the clock', () => {
  test('too young, old enough, set back, and right again', async () => {
    const { at } = await project();
    const { lock, read } = await at(0);
    expect(read).toBe(4);
    // Written a moment ago: read again, whatever was found before.
    expect(await at(0, lock)).toMatchObject({ read: 4, statuses: ['ok', 'ok'] });
    expect(await at(MINUTE, lock)).toMatchObject({ read: 4 });
    expect(await at(MINUTE, lock)).toMatchObject({ read: 0, statuses: ['ok', 'ok'] });
    // The clock stands before the time at which it was remembered: that is worth nothing then.
    expect(await at(-MINUTE, lock)).toMatchObject({ read: 4, statuses: ['ok', 'ok'] });
    expect(await at(2 * MINUTE, lock)).toMatchObject({ statuses: ['ok', 'ok'] });
    expect(await at(2 * MINUTE, lock)).toMatchObject({ read: 0 });
  });

  test('what is written while the clock stands wrong is seen when it is right again', async () => {
    const { root, at } = await project();
    const { lock } = await at(10 * MINUTE);
    writeFileSync(join(root, 'data/b'), 'B');
    writeFileSync(join(root, 'single'), 'X');
    for (const offset of [0, 10 * MINUTE, 20 * MINUTE, 20 * MINUTE])
      expect((await at(offset, lock)).statuses).toEqual(['mismatch', 'mismatch']);
  });
});

test('the hash of a folder is no answer for a file that is recorded in its place', async () => {
  const { root, at } = await project();
  const { lock } = await at(MINUTE);
  const entries = lock.entries.map((entry) => ({ ...entry, kind: 'file' as const }));
  expect((await at(MINUTE, { ...lock, entries })).statuses).toEqual(['mismatch', 'ok']);
  rmSync(join(root, 'data'), { recursive: true });
  expect((await at(MINUTE, lock)).statuses).toEqual(['absent', 'ok']);
});

describe('the folder', () => {
  const where = (env: Record<string, string>, platform: NodeJS.Platform = 'linux') =>
    cachePath({ env, platform });

  test.each([
    [{ REPRO_CACHE_DIR: '/fast/cache', XDG_CACHE_HOME: '/x', HOME: '/h' }, 'linux', '/fast/cache'],
    [{ XDG_CACHE_HOME: '/x', HOME: '/h' }, 'linux', '/x/repro-check'],
    [{ XDG_CACHE_HOME: 'relative', HOME: '/h' }, 'linux', '/h/.cache/repro-check'],
    [{ REPRO_CACHE_DIR: '', HOME: '/h' }, 'linux', '/h/.cache/repro-check'],
    [{ HOME: '/h' }, 'darwin', '/h/Library/Caches/repro-check'],
    [{}, 'win32', undefined],
    [{ HOME: '' }, 'linux', undefined],
  ] as const)('of %j on %s is %s', (env, platform, expected) => {
    expect(where(env, platform)).toBe(expected);
  });

  test('is made when it is first needed, for this user alone', async () => {
    const { cache, at } = await project();
    rmSync(cache, { recursive: true });
    await at(MINUTE);
    expect(statSync(join(cache, 'digests')).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(cache, 'digests/swept'), 'utf8')).toBe('');
  });
});
