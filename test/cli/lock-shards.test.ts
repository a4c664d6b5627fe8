import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { MemorySource } from '../../src/facts/source.js';
import { createLock } from '../../src/hashing/lock.js';
import type { LockEntry } from '../../src/hashing/lock-file.js';
import { hashShard } from '../../src/hashing/shard.js';
import { mergeShards } from '../../src/hashing/shard-merge.js';
import { filesOf, folderWith, repro } from '../support/cli.js';

const lockOf = (cwd: string) => readFile(join(cwd, 'repro.lock'), 'utf8');

test('however many machines hash the files, each is hashed once, and the entries are those of one machine', async () => {
  const name = fc.stringMatching(/^[a-z]{1,3}$/);
  const tree = fc.dictionary(
    fc.array(name, { minLength: 1, maxLength: 2 }).map((parts) => `d/${parts.join('/')}.x`),
    fc.string(),
    { maxKeys: 12 },
  );
  await fc.assert(
    fc.asyncProperty(tree, fc.integer({ min: 1, max: 9 }), async (files, of) => {
      const store = new MemorySource({ ...files, 'd/one.x': '1', 'f.csv': 'f' });
      const requests = [{ path: 'f.csv' }, { path: 'd', algorithm: 'md5' as const }];
      const shards = [];
      for (let index = of; index >= 1; index -= 1) {
        const { shard, problems } = await hashShard(store, requests, { index, of });
        expect(problems).toEqual([]);
        shards.push({ file: `${index}`, shard });
      }
      const listed = (entries: readonly LockEntry[]) =>
        entries.map(({ contents, ...entry }) => ({ ...entry, contents: contents && [...contents] }));
      const merged = await mergeShards(store, shards);
      expect(listed(merged)).toEqual(listed((await createLock(store, requests)).entries));
    }),
    { numRuns: 60 },
  );
});

test('the weight of the parts is about the same', async () => {
  const store = new MemorySource(
    Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`d/${at}`, 'x'.repeat((at * 37) % 5000)])),
  );
  const counts = [];
  for (let index = 1; index <= 4; index += 1) {
    const { shard } = await hashShard(store, [{ path: 'd' }], { index, of: 4 });
    counts.push(shard.hashed[0]?.length ?? 0);
  }
  for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(10);
});

describe('repro lock --shard and --merge', () => {
  let cwd: string;
  const parts = [1, 2, 3].map((index) => `repro.lock.shard-${index}-of-3`);
  beforeEach(async () => {
    cwd = await folderWith({
      'data/a.csv': 'a\n',
      'data/images/1.png': 'one',
      'data/images/2\n.png': 'two',
      'data/images/3.png': 'three',
      'other.csv': 'other',
    });
    await repro(['lock', 'other.csv'], { cwd });
    for (const index of [1, 2, 3]) await shard(index, ['data/a.csv', 'data/images']);
  });

  async function shard(index: number, args: string[], of = 3) {
    expect(await repro(['lock', '--shard', `${index}/${of}`, ...args], { cwd })).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  }

  test('is byte for byte what one machine writes', async () => {
    expect(await repro(['lock', '--merge', ...parts], { cwd })).toMatchObject({ exitCode: 0, stderr: '' });
    const merged = await lockOf(cwd);
    await rm(join(cwd, 'repro.lock'));
    await repro(['lock', 'other.csv', 'data/images', 'data/a.csv'], { cwd });
    expect(merged).toBe(await lockOf(cwd));
  });

  test('also where the data does not lie', async () => {
    const elsewhere = await folderWith({});
    const files = parts.map((part) => join(cwd, part));
    expect(await repro(['lock', '--merge', ...files], { cwd: elsewhere })).toMatchObject({ exitCode: 0 });
    await writeFile(join(cwd, 'repro.lock'), await lockOf(elsewhere));
    expect(await repro(['lock', '--check'], { cwd })).toMatchObject({ exitCode: 0 });
  });

  test.each<[string, (cwd: string) => Promise<unknown>, string[], RegExp]>([
    ['one is missing', async () => {}, parts.slice(1), /^error: shard 1 of 3 is missing\n {2}hint: `repro lock --shard 1\/3`/],
    ['one is there twice', async () => {}, [...parts, parts[1]!], /shard 2 of 3 is there twice/],
    ['no such file', async () => {}, ['none'], /^error: none does not exist$/],
    ['no files', async () => {}, [], /--merge needs the files/],
    ['something else', async () => {}, ['other.csv'], /other\.csv:1 is no shard/],
    ['of another split', () => shard(1, ['data/a.csv', 'data/images'], 2), [...parts.slice(1), 'repro.lock.shard-1-of-2'], /is one of 2 shards/],
    ['of other datasets', () => shard(1, ['data/a.csv']), parts, /one is of data\/a\.csv, the other of data\/a\.csv, data\/images/],
    ['of another algorithm', () => shard(1, ['data/a.csv', 'data/images', '--algorithm', 'md5']), parts, /data\/a\.csv has another algorithm \(md5 and sha256\)/],
    ['of other excludes', async () => {
      await shard(1, ['data/a.csv', 'data/images', '--exclude', '1*']);
    }, parts, /has other excludes \(1\* and \)/],
    ['of changed data', async (folder) => {
      await writeFile(join(folder, 'data/images/3.png'), 'grown!');
      await shard(1, ['data/a.csv', 'data/images']);
    }, parts, /data\/images has another size \(11 and 12\)|data\/images has another size \(12 and 11\)/],
    ['data that changed afterwards', (folder) => writeFile(join(folder, 'data/images/3.png'), 'grown!'), parts, /data\/images has changed since it was hashed: data\/images\/3\.png was 5 bytes and is 6 bytes/],
    ['cut short', async (folder) => {
      const text = await readFile(join(folder, parts[2]!), 'utf8');
      await writeFile(join(folder, parts[2]!), text.slice(0, -10));
    }, parts, /repro\.lock\.shard-3-of-3 is not whole/],
    ['a broken line', async (folder) => {
      const text = await readFile(join(folder, parts[0]!), 'utf8');
      await writeFile(join(folder, parts[0]!), text.replace(/\n0 /, '\n7 '));
    }, parts, /repro\.lock\.shard-1-of-3:3 is not/],
  ])('refuses what does not belong together: %s', async (_, prepare, files, message) => {
    await prepare(cwd);
    const before = await filesOf(cwd);
    const { exitCode, stderr } = await repro(['lock', '--merge', ...files], { cwd });
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(await filesOf(cwd)).toEqual(before);
  }); // biome-ignore format: a table reads better in rows

  test.each(['0/3', '4/3', '1', 'a/b', '1/0', '1/9999999'])('--shard %s is a mistake', async (number) => {
    expect(await repro(['lock', 'data', '--shard', number], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('counted from 1'),
    });
  });

  test('writes where --output says, and nothing when something cannot be hashed', async () => {
    await mkdir(join(cwd, 'parts'));
    await shard(1, ['data', '--output', 'parts/1'], 1);
    expect(Object.keys(await filesOf(cwd))).toContain('parts/1');
    const before = await filesOf(cwd);
    expect(await repro(['lock', 'data', 'none', '--shard', '1/1'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('none does not exist'),
    });
    expect(await repro(['lock', 'data', '--shard', '1/1', '--output', 'no/such'], { cwd })).toMatchObject({
      exitCode: 2,
    });
    expect(await filesOf(cwd)).toEqual(before);
  });
});
