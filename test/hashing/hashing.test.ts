import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { FolderSource, MemorySource } from '../../src/facts/source.js';
import { FileReader, hashFile } from '../../src/hashing/digest.js';
import { hashBytes } from '../../src/hashing/hasher.js';
import { createLock, readLock } from '../../src/hashing/lock.js';
import { formatLock, type Lock } from '../../src/hashing/lock-file.js';
import { parseLock } from '../../src/hashing/lock-reader.js';
import { verifyLock } from '../../src/hashing/lock-verify.js';
import { updateLock } from '../../src/hashing/lock-writer.js';
import { plan, type Store } from '../../src/hashing/plan.js';
import { dvcTreeHash, treeHash } from '../../src/hashing/tree-hash.js';
import { hashPlan } from '../support/hashing.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folder(files: Record<string, string | Uint8Array>): string {
  const root = mkdtempSync(join(tmpdir(), 'repro-hashing-'));
  folders.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const md5 = (content: string | Uint8Array) => createHash('md5').update(content).digest('hex');

describe('hashing a file', () => {
  test('equals node:crypto, from memory and from disk', async () => {
    const root = folder({});
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
        const path = join(root, 'file.bin');
        writeFileSync(path, bytes);
        expect(hashBytes(bytes, 'sha256')).toBe(sha256(bytes));
        expect(await hashFile(path, 'file.bin', 'sha256')).toEqual({
          hash: sha256(bytes),
          size: bytes.length,
        });
        expect(await hashFile(path, 'file.bin', 'md5')).toEqual({ hash: md5(bytes), size: bytes.length });
      }),
      { numRuns: 50 },
    );
  });

  test('reads a file larger than its buffer', async () => {
    const bytes = Buffer.alloc(3 * 1024 * 1024 + 17, 'repro');
    const path = join(folder({ big: bytes }), 'big');
    expect(await hashFile(path, 'big', 'sha256')).toEqual({ hash: sha256(bytes), size: bytes.length });
  });

  test('two files hashed at the same time do not disturb each other', async () => {
    const [a, b] = [Buffer.alloc(70 * 1024 * 1024, 'a'), Buffer.alloc(70 * 1024 * 1024, 'b')];
    const root = folder({ a, b });
    const hashes = await Promise.all(['a', 'b'].map((name) => hashFile(join(root, name), name, 'sha256')));
    expect(hashes.map(({ hash }) => hash)).toEqual([sha256(a), sha256(b)]);
  });

  test.each(['grows', 'is written anew', 'is replaced'])(
    'notices that the file %s while it is read',
    (how) => {
      const bytes = Buffer.alloc(40 * 1024 * 1024);
      const root = folder({ log: bytes });
      const path = join(root, 'log');
      const reading = new FileReader().read(path, 'log', 'sha256');
      expect(reading.next().done).toBe(false);
      if (how === 'grows') appendFileSync(path, 'x');
      else if (how === 'is written anew') writeFileSync(path, bytes);
      else {
        writeFileSync(join(root, 'other'), bytes);
        renameSync(join(root, 'other'), path);
      }
      expect(() => [...reading]).toThrow(expect.objectContaining({ kind: 'changed', path: 'log' }));
    },
  );

  test('a file that is not there, a folder', async () => {
    const root = folder({ 'sub/x': '' });
    await expect(hashFile(join(root, 'none'), 'none', 'md5')).rejects.toMatchObject({ kind: 'absent' });
    await expect(hashFile(join(root, 'sub'), 'sub', 'md5')).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

describe("DVC 2's md5 of text", () => {
  test.each([
    ['CRLF becomes LF', 'a,b\r\n1,2\r\n', md5('a,b\n1,2\n')],
    ['a lone CR stays', 'a\rb\r\n', md5('a\rb\n')],
    ['a NUL makes it binary', 'a\0\r\n', md5('a\0\r\n')],
    [
      'so do many odd bytes',
      new Uint8Array([200, 201, 202, 13, 10]),
      md5(new Uint8Array([200, 201, 202, 13, 10])),
    ],
    ['nothing', '', md5('')],
  ])('%s', (_, content, expected) => {
    expect(hashBytes(Buffer.from(content), 'md5-dos2unix')).toBe(expected);
  });

  test('a CRLF split between two chunks of 1 MiB stays', () => {
    const text = `${'a'.repeat(1024 * 1024 - 1)}\r\nb\r\n`;
    expect(hashBytes(Buffer.from(text), 'md5-dos2unix')).toBe(md5(text.replace('b\r\n', 'b\n')));
  });
});

describe('hashing a tree', () => {
  const files = { 'a b.txt': 'one', 'sub/é.txt': 'two', 'sub/B': '', 'Z.csv': '3' };

  test('equals what the lines of shell in the README print, whatever files are called', async () => {
    const names = [
      'a b',
      'sub/é',
      'sub/B',
      'sub-B',
      'Z',
      '-n',
      '"q"',
      "it's",
      '$(id)',
      '*',
      ' ',
      '\\',
      '\\n',
      'a\nb',
      'c\rd',
      '\n',
    ];
    const root = folder(Object.fromEntries(names.map((name) => [`data/${name}`, `of ${name}`])));
    const source = await FolderSource.open(root);
    const hashed = await hashPlan(source, await plan(source, 'data'), 'sha256');
    const [, script] = /```bash\n(find \. [^`]*)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
    const printed = execFileSync('bash', ['-c', script!], { cwd: join(root, 'data'), encoding: 'utf8' });
    expect(hashed.hash).toBe(printed.slice(0, 64));
  });

  test('is the same in memory and on disk, whatever the order of the files', async () => {
    const source = await FolderSource.open(
      folder(Object.fromEntries(Object.entries(files).map(([path, text]) => [`d/${path}`, text]))),
    );
    const memory = new MemorySource(
      Object.fromEntries(
        Object.entries(files)
          .reverse()
          .map(([path, text]) => [`d/${path}`, text]),
      ),
    );
    const found = async (store: Store) => {
      const hashed = await hashPlan(store, await plan(store, 'd'), 'sha256');
      return { ...hashed, files: hashed.kind === 'tree' && [...hashed.files] };
    };
    const onDisk = await found(source);
    expect(onDisk).toMatchObject({ kind: 'tree', size: 7, files: [{ path: 'Z.csv' }, {}, {}, {}] });
    expect(await found(memory)).toEqual(onDisk);
  });

  test('no two lists of files have the same lines', () => {
    const file = fc.record({
      path: fc.string({ minLength: 1, unit: fc.constantFrom('a', '\n', '\\', 'n', ' ', '/') }),
      size: fc.nat(3),
      hash: fc.constantFrom('0'.repeat(64), '1'.repeat(64)),
    });
    const tree = fc.uniqueArray(file, { maxLength: 3, selector: ({ path }) => path });
    const key = (list: { path: string }[]) =>
      JSON.stringify([...list].sort((a, b) => (a.path < b.path ? -1 : 1)));
    fc.assert(fc.property(tree, tree, (a, b) => (key(a) === key(b)) === (treeHash(a) === treeHash(b))));
  });

  test('excludes by glob', async () => {
    const memory = new MemorySource({ 'd/a': '1', 'd/x/b.tmp': '2' });
    const { files: kept } = await plan(memory, 'd', { exclude: ['**/*.tmp'] });
    expect([...kept.measured()]).toEqual([{ path: 'a', size: 1 }]);
  });

  test('a link inside the project counts as its file; one that leads outside is never read', async () => {
    const root = folder({ 'd/a': '1', 'other/b': '2' });
    symlinkSync('../other/b', join(root, 'd/link'));
    const source = await FolderSource.open(root);
    const { files: kept } = await plan(source, 'd');
    expect([...kept.measured()]).toEqual([
      { path: 'a', size: 1 },
      { path: 'link', size: 1 },
    ]);
    symlinkSync('/etc/passwd', join(root, 'd/passwd'));
    await expect(plan(source, 'd')).rejects.toMatchObject({ kind: 'outside', path: 'd/passwd' });
  });

  test.each(['../etc', '/etc/passwd', 'd/../../etc'])('%s is outside', async (path) => {
    const source = await FolderSource.open(folder({ 'd/a': '' }));
    await expect(plan(source, path)).rejects.toMatchObject({ kind: 'outside' });
  });
});

describe("DVC's hash of a folder", () => {
  test('sorts by path and writes JSON as Python does', () => {
    const files = [
      { path: 'é.txt', size: 1, hash: md5('b') },
      { path: 'a/"q".txt', size: 1, hash: md5('a') },
    ];
    const json = `[{"md5": "${md5('a')}", "relpath": "a/\\"q\\".txt"}, {"md5": "${md5('b')}", "relpath": "\\u00e9.txt"}]`;
    expect(dvcTreeHash(files)).toBe(`${md5(json)}.dir`);
  });
});

describe('repro.lock', () => {
  const digest = fc.stringMatching(/^[0-9a-f]{64}$/);
  const name = fc
    .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
    .filter(
      (part) =>
        part !== '.' && part !== '..' && !/[/\\\0]|^[A-Za-z]:/.test(part) && part.isWellFormed?.() !== false,
    );
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  /** A file of a tree may be called what no entry is. */
  const fileName = fc
    .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
    .filter((part) => !['.', '..'].includes(part) && !/[/\0]/.test(part) && part.isWellFormed?.() !== false);
  const inTree = fc.array(fileName, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  const contents = fc.uniqueArray(fc.record({ path: inTree, size: fc.nat(), hash: digest }), {
    minLength: 1,
    maxLength: 4,
    selector: (file) => file.path,
  });
  const entry = fc.oneof(
    fc.record({
      path,
      kind: fc.constant('file' as const),
      algorithm: fc.constant('sha256' as const),
      hash: digest,
      size: fc.nat(),
    }),
    fc.record({
      path,
      kind: fc.constant('tree' as const),
      algorithm: fc.constant('sha256' as const),
      hash: digest,
      size: fc.nat(),
      count: fc.nat(),
      exclude: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 2 }),
      contents,
    }),
  );

  test('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { maxLength: 5, selector: (one) => one.path }), (entries) => {
        const text = formatLock({ version: 1, entries });
        const read = parseLock(text);
        expect(formatLock(read)).toBe(text);
        expect(new Map(read.entries.map((one) => [one.path, one.hash]))).toEqual(
          new Map(entries.map((one) => [one.path, one.hash])),
        );
      }),
    );
  });

  test('is made, written and verified', async () => {
    const root = folder({
      'data/train.csv': 'a\n',
      'data/img/1.png': 'x',
      'data/img/2.png': 'y',
      'data/img/t.tmp': '',
    });
    const source = await FolderSource.open(root);
    const { lock, problems } = await createLock(source, [
      { path: './data/img/', exclude: ['*.tmp'] },
      { path: 'data/train.csv' },
      { path: 'none.csv' },
      { path: '../x' },
    ]);
    expect(problems.map(({ kind }) => kind)).toEqual(['absent', 'outside']);
    await updateLock(root, lock);
    expect(readFileSync(join(root, 'repro.lock'), 'utf8')).toMatchInlineSnapshot(`
      "# Hashes of the datasets, written by \`repro lock\`. To bring it up to date, run that again.
      version: 1
      data:
        data/img:
          kind: tree
          hash: sha256:b05e7d9bc8f43fffabf7d39b0f93cc93b7b7359421efe29f5ef2eeda6c565466
          size: 2
          files: 2
          exclude:
            - "*.tmp"
          contents:
            1.png: 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881 1
            2.png: a1fce4363854ff888cff4b8e7875d600c2682390412a8cf79b37d0b11148b0fa 1
        data/train.csv:
          kind: file
          hash: sha256:87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7
          size: 2
      "
    `);
    expect(readdirSync(root).sort()).toEqual(['data', 'repro.lock']);
    const read = (await readLock(source)) as Lock;
    expect((await verifyLock(source, read)).map(({ status }) => status)).toEqual(['ok', 'ok']);

    writeFileSync(join(root, 'data/img/1.png'), 'X');
    writeFileSync(join(root, 'data/img/3.png'), 'z');
    rmSync(join(root, 'data/img/2.png'));
    rmSync(join(root, 'data/train.csv'));
    expect(await verifyLock(source, read)).toMatchObject([
      {
        status: 'mismatch',
        differences: [
          { path: '1.png', change: 'changed' },
          { path: '2.png', change: 'removed' },
          { path: '3.png', change: 'added' },
        ],
      },
      { status: 'absent' },
    ]);
  });

  test('keeps the entries that are not asked for', async () => {
    const source = new MemorySource({ a: '1', b: '2' });
    const { lock: previous } = await createLock(source, [{ path: 'a' }]);
    const { lock } = await createLock(source, [{ path: 'b' }], { previous });
    expect(lock.entries.map(({ path }) => path)).toEqual(['a', 'b']);
  });

  test('is not written through a link', async () => {
    const root = folder({ 'elsewhere.txt': 'keep' });
    symlinkSync('elsewhere.txt', join(root, 'repro.lock'));
    await expect(updateLock(root, { entries: [] })).rejects.toThrow('not a regular file');
    expect(readFileSync(join(root, 'elsewhere.txt'), 'utf8')).toBe('keep');
  });

  const good = `version: 1\ndata:\n  a.csv:\n    kind: file\n    hash: sha256:${'0'.repeat(64)}\n    size: 1\n`;
  test.each([
    ['another version', good.replace('1', '2'), 'repro.lock:1 has no `version: 1`'],
    ['no version', good.slice(11), 'has no `version: 1`'],
    ['an unknown key', `${good}    colour: red\n`, 'repro.lock:7 has an unknown key "colour"'],
    ['a path that climbs', good.replace('a.csv', '../a.csv'), 'repro.lock:3 names "../a.csv"'],
    ['an absolute path', good.replace('a.csv', '/etc/passwd'), 'repro.lock:3 names "/etc/passwd"'],
    ['a short hash', good.replace('00\n', '\n'), 'repro.lock:5 has a hash of a.csv'],
    ['no hash', good.replace(/ {4}hash.*\n/, ''), 'repro.lock:3 a.csv has no hash'],
    ['a size that is no number', good.replace('size: 1', 'size: many'), 'repro.lock:6 has a size of a.csv'],
    ['a path twice', `${good}  a.csv: {}\n`, 'repro.lock:7 has "a.csv" twice in data'],
    ['a field twice', `${good}    size: 2\n`, 'repro.lock:7 has "size" twice in a.csv'],
    ['a million lines', `${good}${'\n'.repeat(1_000_000)}`, 'repro.lock:1 has more than 1000000 lines'],
    ['a million items', `[${'a,'.repeat(1_000_001)}]`, 'repro.lock:1 has more than 1000000 lines'],
    [
      'a password',
      `${good}sources:\n  https://me:secret@host/f: {}\n`,
      'repro.lock:8 has the source "https://host/f"',
    ],
    [
      'a secret key',
      `${good}sources:\n  s3://id:secret@bucket/f: {}\n`,
      'repro.lock:8 has the source "s3://bucket/f", which names the bucket "bucket"',
    ],
    ['a merge conflict', `version: 1\n<<<<<<< HEAD\n`, 'repro.lock:2 holds a merge conflict'],
    ['an alias', 'version: &v 1\ndata: *v\n', 'repro.lock:2 has an alias'],
    ['something else', '- 1\n', 'repro.lock:1 has no fields'],
    ['nothing', '', 'repro.lock:1 is empty'],
    ['deep nesting', '['.repeat(20000), 'repro.lock:1'],
  ])('%s is refused with its line', (_, text, message) => {
    expect(() => parseLock(text)).toThrow(message);
  });
});
