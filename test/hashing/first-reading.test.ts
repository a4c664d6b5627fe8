import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { FolderSource } from '../../src/facts/source.js';
import { DigestCache } from '../../src/hashing/cache/cache.js';
import { FileReader } from '../../src/hashing/digest.js';
import type { HashProgress } from '../../src/hashing/engine.js';
import { hashBytes } from '../../src/hashing/hasher.js';
import { createLock } from '../../src/hashing/lock.js';
import { verifyLock } from '../../src/hashing/lock-verify.js';
import { survey } from '../../src/hashing/measure.js';
import { plan } from '../../src/hashing/plan.js';
import { hashPlans } from '../../src/hashing/tree.js';
import { hashPlan } from '../support/hashing.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'repro-first-'));
  folders.push(folder);
  return folder;
}

/** A project on disk, whose files are old enough to be remembered. */
async function project(files: Record<string, string | Buffer>) {
  const root = scratch();
  const old = new Date(Date.now() - 60_000);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    utimesSync(join(root, path), old, old);
  }
  return { root, source: await FolderSource.open(root) };
}

function replaceAbove(path: string, other: string): void {
  rmSync(dirname(path), { recursive: true });
  symlinkSync(other, dirname(path));
}

/** The clock that the memory goes by: the change times of the files cannot be set back. */
const later = () => Date.now() + 60_000;
const worker = pathToFileURL('dist/hash-worker.js');
const LIMIT = 64 * 1024;
const mixed = {
  'd/empty': '',
  'd/small': 'small',
  'd/limit': Buffer.alloc(LIMIT, 1),
  'd/above': Buffer.alloc(LIMIT + 1, 2),
  'd/large': Buffer.alloc(3_000_000, 3),
  'd/e/back\\slash\nline': 'odd',
  'outside.txt': 'beside',
};

describe('small files that are hashed while they are listed', () => {
  test.each(['sha256', 'md5', 'blake3', 'md5-dos2unix'] as const)(
    'have the same %s as others',
    async (algorithm) => {
      const { root, source } = await project(mixed);
      symlinkSync('../outside.txt', join(root, 'd/link'));
      const reading = { algorithm };
      const inPassing = await plan(source, 'd', { reading });
      expect(inPassing.read).toEqual({ algorithm, files: 4, bytes: 5 + LIMIT + 3 });
      const hashed = await hashPlan(source, inPassing, algorithm);
      expect(hashed).toEqual(await hashPlan(source, await plan(source, 'd'), algorithm));
    },
  );

  test('have the same in threads, and where every thread dies', async () => {
    const names = Array.from({ length: 9000 }, (_, at) => `d/${at % 7}/${at}`);
    const { root, source } = await project({
      ...Object.fromEntries(names.map((name) => [name, name])),
      'd/large': Buffer.alloc(100_000, 1),
    });
    const alone = await hashPlan(source, await plan(source, 'd'), 'sha256');
    const dying = join(root, 'dying.mjs');
    writeFileSync(
      dying,
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(1));",
    );
    for (const threads of [
      { worker, jobs: 3 },
      { worker: pathToFileURL(dying), jobs: 2 },
    ]) {
      const planned = await plan(source, 'd', { ...threads, reading: { algorithm: 'sha256' } });
      expect(planned.files.firstUnknown()).toBe('large');
      expect((await hashPlan(source, planned, 'sha256')).hash).toBe(alone.hash);
    }
  }, 60_000);

  test('count as read, once, and in the progress', async () => {
    const { root, source } = await project(mixed);
    const digests = new DigestCache({ root, folder: undefined });
    const steps: HashProgress[] = [];
    const onProgress = (step: HashProgress) => steps.push(step);
    const { problems } = await createLock(source, [{ path: 'd' }], { digests, onProgress });
    expect(problems).toEqual([]);
    const bytes = 5 + LIMIT + 3 + LIMIT + 1 + 3_000_000;
    expect(digests.read).toEqual({ files: 6, bytes });
    expect(steps.at(-1)).toEqual({ done: bytes, total: bytes, files: { done: 6, total: 6 } });
  });

  test('are looked at only where the folder is remembered', async () => {
    const { root, source } = await project(mixed);
    const folder = scratch();
    const run = () => new DigestCache({ root, folder, now: later });
    const first = run();
    const { lock } = await createLock(source, [{ path: 'd' }], { digests: first });
    expect(first.read.files).toBe(6);
    for (const change of [() => {}, () => writeFileSync(join(root, 'd/new'), 'new')]) {
      change();
      const again = run();
      const reading = { algorithm: 'sha256' as const, digests: again };
      expect((await plan(source, 'd', { reading })).read).toEqual({ files: 0, bytes: 0 });
    }
    const again = run();
    expect(await verifyLock(source, lock, { digests: again })).toMatchObject([{ status: 'mismatch' }]);
    expect(again.read).toEqual({ files: 1, bytes: 3 });
    // Other algorithms have memories of their own.
    const other = { algorithm: 'md5' as const, digests: run() };
    expect((await plan(source, 'd', { reading: other })).read).toMatchObject({ files: 5 });
  });

  test('are not taken for digests of another algorithm', async () => {
    const { source } = await project(mixed);
    const planned = await plan(source, 'd', { reading: { algorithm: 'md5' } });
    await expect(hashPlans(source, [{ plan: planned, algorithm: 'sha256' }])).rejects.toThrow(
      'was read by md5',
    );
  });

  test.each([
    ['a link that leads out', (path: string, other: string) => symlinkSync(other, path), 'd/e'],
    ['nothing', () => {}, 'd/e'],
    ['one through a link above it', (path: string, other: string) => replaceAbove(path, other), 'd'],
  ])('hold no hash where their folder becomes %s before all are read', async (_, replace, changed) => {
    const { root, source } = await project({ 'd/e/small': 'small', 'd/e/large': Buffer.alloc(LIMIT + 1) });
    const other = scratch();
    mkdirSync(join(other, 'e'));
    for (const place of [other, join(other, 'e')])
      for (const name of ['small', 'large']) writeFileSync(join(place, name), 'of somebody else');
    for (const reading of [{ algorithm: 'sha256' as const }, undefined]) {
      const planned = await plan(source, 'd', { reading });
      renameSync(join(root, 'd'), join(root, 'before'));
      cpSync(join(root, 'before'), join(root, 'd'), { recursive: true });
      rmSync(join(root, 'd/e'), { recursive: true });
      replace(join(root, 'd/e'), other);
      await expect(hashPlan(source, planned, 'sha256')).rejects.toThrow(
        replace.length === 0 ? 'does not exist' : `${changed} changed while it was read`,
      );
      rmSync(join(root, 'd'), { recursive: true });
      renameSync(join(root, 'before'), join(root, 'd'));
    }
  });

  test.each([
    ['a pipe', (path: string) => execFileSync('mkfifo', [path]), 'd/m is not a regular file'],
    ['a link to nothing', (path: string) => symlinkSync('nowhere', path), 'd/m does not exist'],
    [
      'a link out of the project',
      (path: string) => symlinkSync('/etc/hosts', path),
      'leads outside the project',
    ],
  ])('%s among them is told', async (_, make, message) => {
    const { root, source } = await project(mixed);
    make(join(root, 'd/m'));
    await expect(plan(source, 'd', { reading: { algorithm: 'sha256' } })).rejects.toThrow(message);
  });
});

describe('reading a small file at once', () => {
  test('does not follow a link', () => {
    const root = scratch();
    symlinkSync('/etc/hosts', join(root, 'link'));
    expect(() => new FileReader().readSmall(join(root, 'link'), 'link', 'sha256', Date.now())).toThrow(
      'cannot be read (a link)',
    );
  });

  test('refuses a file that has other bytes than its size says', () => {
    // A file of the kernel, which says that it is empty.
    const read = () => new FileReader().readSmall('/proc/self/status', 'status', 'sha256', Date.now());
    expect(read).toThrow('status changed while it was read');
  });

  test('looks twice where the times are of now or of the future', () => {
    const path = join(scratch(), 'young');
    writeFileSync(path, 'young');
    for (const at of [new Date(), new Date(Date.now() + 1e9)]) {
      utimesSync(path, at, at);
      const { digest } = new FileReader().readSmall(path, 'young', 'sha256', Date.now());
      expect(Buffer.from(digest!, 'latin1').toString('hex')).toBe(hashBytes(Buffer.from('young'), 'sha256'));
    }
  });

  test('pauses, so that signals are heard on a slow disk', async () => {
    const { source } = await project(
      Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`d/${at}`, ''])),
    );
    const { files } = await plan(source, 'd');
    const [block] = files.blocks;
    const counters = {
      files: new Int32Array(new SharedArrayBuffer(4)),
      bytes: new BigInt64Array(new SharedArrayBuffer(8)),
    };
    const work = {
      root: files.root!,
      path: 'd',
      block: block!.memory,
      first: 0,
      reading: { algorithm: 'md5' as const, counters },
    };
    const counted = Array.from(
      survey(work, () => {}),
      () => counters.files[0],
    );
    expect(counted.length).toBeGreaterThan(10);
    expect(counted).toEqual([...counted].sort((a, b) => a! - b!));
    expect(counters.files[0]).toBe(1000);
  });
});
