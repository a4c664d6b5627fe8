import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FolderSource } from '../../src/facts/source.js';
import { byBytes, compareBytes, sortByBytes } from '../../src/hashing/byte-order.js';
import { DigestCache } from '../../src/hashing/cache/cache.js';
import type { HashProgress } from '../../src/hashing/engine.js';
import { hashBytes } from '../../src/hashing/hasher.js';
import { plan } from '../../src/hashing/plan.js';
import { HashProblem } from '../../src/hashing/problem.js';
import { type Hashed, hashPlans } from '../../src/hashing/tree.js';
import { hashPlan } from '../support/hashing.js';

const folders: string[] = [];
const sockets: Server[] = [];
afterAll(() => {
  for (const server of sockets) server.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}, 120_000);

/** A project on disk; a number is the size of a sparse file. */
async function project(files: Record<string, string | number>) {
  const root = mkdtempSync(join(tmpdir(), 'repro-engine-'));
  folders.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : '');
    if (typeof content === 'number') truncateSync(join(root, path), content);
  }
  return { root, source: await FolderSource.open(root) };
}

/** Leaves a socket at a path. */
async function listenAt(path: string): Promise<void> {
  const server = createServer().listen(path);
  await once(server, 'listening');
  sockets.push(server);
}

const MB = 1024 * 1024;
/** The bundled worker, which tests of the sources do not find by themselves. */
const worker = pathToFileURL('dist/hash-worker.js');
const listed = (hashed: Hashed) => (hashed.kind === 'tree' ? [...hashed.files] : []);
/** Enough work for threads: large files, and so many small ones that they look at them too. */
const MANY = 20_500;
const much = {
  ...Object.fromEntries(Array.from({ length: MANY }, (_, at) => [`d/${at % 7}/${at}.txt`, `file ${at}`])),
  'd/large-1': 70 * MB,
  'd/large-2': 70 * MB + 1,
  'e.bin': 5 * MB,
};

describe('threads', () => {
  let root: string;
  let source: FolderSource;
  beforeAll(async () => {
    ({ root, source } = await project(much));
  }, 300_000);

  test('find the same as no threads, whatever the algorithm', async () => {
    for (const algorithm of ['sha256', 'md5', 'blake3'] as const) {
      const alone = await hashPlan(source, await plan(source, 'd'), algorithm);
      const progress: HashProgress[] = [];
      const orders = [
        { plan: await plan(source, 'd', { worker, jobs: 3 }), algorithm },
        { plan: await plan(source, 'e.bin'), algorithm: 'md5' as const },
      ];
      const onProgress = (step: HashProgress) => progress.push(step);
      const [tree, file] = await hashPlans(source, orders, { worker, jobs: 3, onProgress });
      expect((tree as Hashed).hash).toBe(alone.hash);
      expect(listed(tree as Hashed)).toEqual(listed(alone));
      expect((file as Hashed).hash).toBe(
        createHash('md5')
          .update(Buffer.alloc(5 * MB))
          .digest('hex'),
      );
      const total = orders.reduce((sum, { plan: { size } }) => sum + size, 0);
      expect(progress.at(-1)).toEqual({ done: total, total, files: { done: MANY + 3, total: MANY + 3 } });
    }
  }, 60_000);

  test('a file that vanishes or is replaced after listing is told; the first one, always', async () => {
    for (const threads of [{}, { worker, jobs: 3 }]) {
      const tree = await plan(source, 'd');
      const file = await plan(source, 'e.bin');
      for (const path of ['d/3/3.txt', 'd/5/5.txt', 'd/large-2']) rmSync(join(root, path));
      mkdirSync(join(root, 'd/3/3.txt'));
      const orders = [tree, file].map((one) => ({ plan: one, algorithm: 'sha256' as const }));
      const [problem, good] = await hashPlans(source, orders, threads);
      expect(problem).toMatchObject({ kind: 'unreadable', path: 'd/3/3.txt' });
      expect(good).toMatchObject({ kind: 'file', size: 5 * MB });
      rmSync(join(root, 'd/3/3.txt'), { recursive: true });
      for (const path of ['d/3/3.txt', 'd/5/5.txt', 'd/large-2']) writeFileSync(join(root, path), path);
      truncateSync(join(root, 'd/large-2'), 70 * MB);
    }
  }, 60_000);

  test('a file that was written after listing is hashed as it is', async () => {
    const { root, source } = await project({ 'd/a': 'before', 'd/b': '' });
    const planned = await plan(source, 'd');
    writeFileSync(join(root, 'd/a'), 'afterwards');
    const hashed = await hashPlan(source, planned, 'sha256');
    expect(listed(hashed)[0]).toEqual({
      path: 'a',
      size: 10,
      hash: hashBytes(Buffer.from('afterwards'), 'sha256'),
    });
    expect(hashed.size).toBe(10);
  });

  test.each<[string, (path: string) => unknown, string]>([
    ['gone', () => {}, 'absent'],
    ['a folder', (path) => mkdirSync(path), 'unreadable'],
    ['a link', (path) => symlinkSync('/etc/passwd', path), 'unreadable'],
    ['a pipe', (path) => execFileSync('mkfifo', [path]), 'unreadable'],
    ['a socket', listenAt, 'unreadable'],
  ])('a file that is %s after listing is told, and nothing waits for it', async (_, replace, kind) => {
    const { root: there, source: small } = await project({ 'd/a': 'a', 'd/b': 'b' });
    const planned = await plan(small, 'd');
    rmSync(join(there, 'd/b'));
    await replace(join(there, 'd/b'));
    await expect(hashPlan(small, planned, 'sha256')).rejects.toMatchObject({ kind, path: 'd/b' });
  });

  test('a folder that vanishes after listing is told with its first file', async () => {
    const { root: there, source: small } = await project({ 'd/e/a': 'a', 'd/e/b': 'b' });
    const planned = await plan(small, 'd');
    rmSync(join(there, 'd/e'), { recursive: true });
    await expect(hashPlan(small, planned, 'md5')).rejects.toMatchObject({ kind: 'absent', path: 'd/e/a' });
  });

  test.each([
    ['throws', 'throw new Error("out of luck")', 'out of luck'],
    ['exits', 'process.exit(7)', 'it stopped with code 7'],
  ])(
    'a thread that %s is told with the file that it was at',
    async (_, death, reason) => {
      const crashing = join(root, `${reason.length}.mjs`);
      writeFileSync(
        crashing,
        `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', ({ hash: { counters, units }, thread }) => {
         const unit = Atomics.add(counters.next, 0, 1) * 4;
         counters.at.set([units[unit], units[unit + 1] * 4096 + units[unit + 2]], thread * 2);
         ${death};
       });`,
      );
      const orders = [
        { plan: await plan(source, 'd'), algorithm: 'sha256' as const },
        { plan: await plan(source, 'e.bin'), algorithm: 'sha256' as const },
      ];
      const [dead, alive] = await hashPlans(source, orders, { worker: pathToFileURL(crashing), jobs: 2 });
      expect(dead).toBeInstanceOf(HashProblem);
      expect(dead).toMatchObject({
        kind: 'unreadable',
        path: 'd/large-1',
        message: expect.stringContaining(reason),
      });
      expect(alive).toMatchObject({ kind: 'file', size: 5 * MB });
    },
    60_000,
  );

  test('a thread that dies before it begins the files that it took leaves no hash behind', async () => {
    const dying = join(root, 'dying.mjs');
    writeFileSync(
      dying,
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', ({ hash: { counters } }) => {
         Atomics.add(counters.next, 0, 1);
         process.exit(1);
       });`,
    );
    const planned = await plan(source, 'd');
    const [hashed] = await hashPlans(source, [{ plan: planned, algorithm: 'sha256' }], {
      worker: pathToFileURL(dying),
      jobs: 2,
    });
    expect(hashed).toMatchObject({ kind: 'unreadable', path: expect.stringContaining('d/') });
  }, 60_000);

  test('when no thread can be started, the work is done without', async () => {
    const missing = pathToFileURL(join(tmpdir(), 'no-such-worker.mjs'));
    const planned = await plan(source, 'd', { worker: missing, jobs: 2 });
    const hashed = await hashPlan(source, planned, 'blake3', { worker: missing, jobs: 2 });
    expect(hashed.hash).toBe((await hashPlan(source, await plan(source, 'd'), 'blake3')).hash);
  }, 60_000);
});

test('very many single files are hashed beside a folder, and each has its own answer', async () => {
  const names = Array.from({ length: 2100 }, (_, at) => `s/${at}`);
  const { root, source } = await project({
    ...Object.fromEntries(names.map((name) => [name, name])),
    ...{ 'd/large-1': 70 * MB, 'd/large-2': 70 * MB, 'e.bin': 5 * MB },
  });
  const paths = [...names.slice(0, 1000), 'd', 'e.bin', ...names.slice(1000)];
  const orders = [];
  for (const path of paths) orders.push({ plan: await plan(source, path), algorithm: 'sha256' as const });
  rmSync(join(root, 's/7'));
  const digests = new DigestCache({ root, folder: undefined });
  const hashed = await hashPlans(source, orders, { worker, jobs: 2, digests });
  for (const [at, path] of paths.entries()) {
    if (path === 's/7') expect(hashed[at]).toMatchObject({ kind: 'absent', path });
    else if (path === 'd') expect(hashed[at]).toMatchObject({ kind: 'tree', size: 140 * MB });
    else if (path === 'e.bin') expect(hashed[at]).toMatchObject({ kind: 'file', size: 5 * MB });
    else expect(hashed[at]).toMatchObject({ hash: hashBytes(Buffer.from(path), 'sha256') });
  }
  expect(digests.read.files).toBe(2103);
}, 120_000);

describe('listing', () => {
  test('gives whole paths in the order of their bytes', async () => {
    const names = [
      'a',
      'a.b',
      'a-b',
      'a0',
      'A',
      'é',
      '\u{1f600}',
      '\uff21',
      '\ufb01',
      'zz',
      ' ',
      '~',
      'a\\n',
    ];
    const files = names.flatMap((name) => [
      [`d/${name}`, name],
      [`d/in ${name}/x`, name],
      [`d/in ${name}/y/${name}`, ''],
    ]);
    const { source } = await project(Object.fromEntries(files));
    const { files: found } = await plan(source, 'd');
    const paths = [...found.measured()].map(({ path }) => path);
    const inBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    expect(paths).toEqual(files.map(([path]) => path!.slice(2)).sort(inBytes));
  });

  test('more files than one block holds keep their order, sizes and folders', async () => {
    const { source } = await project(
      Object.fromEntries(
        Array.from({ length: 9001 }, (_, at) => [`d/${at % 13}/é${at}`, 'x'.repeat(at % 5)]),
      ),
    );
    const { files } = await plan(source, 'd');
    const found = [...files.measured()];
    expect(found).toEqual([...found].sort(byBytes));
    expect(found).toHaveLength(9001);
    for (const { path, size } of found) expect(size).toBe(Number(path.split('é')[1]) % 5);
    expect([...files.part(4000, 8300).measured()]).toEqual(found.slice(4000, 8300));
  });

  test('texts are compared by their UTF-8 bytes', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 5 }).filter((one) => one.isWellFormed());
    const inBytes = (a: string, b: string) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    fc.assert(fc.property(text, text, (a, b) => Math.sign(compareBytes(a, b)) === inBytes(a, b)));
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        expect(sortByBytes([...texts])).toEqual([...texts].sort(inBytes));
      }),
    );
  });
});

test('blake3 has the values of its specification', () => {
  // The official test vectors: bytes 0 to 250 over and over.
  const input = Buffer.from(Array.from({ length: 1025 }, (_, at) => at % 251));
  expect(hashBytes(input.subarray(0, 0), 'blake3')).toBe(
    'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262',
  );
  expect(hashBytes(input, 'blake3')).toBe('d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444');
});
