import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Change, type Comparable, changesBetween, differencesOf } from '../../src/hashing/changes.js';
import { type Files, TableBuilder, type TreeFile } from '../../src/hashing/file-table.js';
import { hashBytes } from '../../src/hashing/hasher.js';
import { contentsOf } from '../../src/hashing/manifest.js';
import { UNSEEN } from '../../src/hashing/state.js';
import { manifestPieces, treeHash } from '../../src/hashing/tree-hash.js';

const hashOf = (content: string) => hashBytes(Buffer.from(content), 'sha256');

/** Contents by path, as a list of files and as a table of the same. */
function forms(contents: Readonly<Record<string, string>>): { list: TreeFile[]; table: Files } {
  const list = Object.entries(contents)
    .map(([path, content]) => ({ path, size: content.length, hash: hashOf(content) }))
    .sort((a, b) => Buffer.from(a.path).compare(Buffer.from(b.path)));
  const builder = new TableBuilder(undefined);
  for (const { path, size, hash } of list) builder.add(path, { ...UNSEEN, size }, undefined, hash);
  return { list, table: builder.done(32) };
}

const name = fc.constantFrom(
  'a',
  'b',
  'c.csv',
  'é',
  '\u{1f600}',
  '\uffee',
  'a-b',
  'back\\slash',
  'line\nfeed',
);
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const contents = fc
  .dictionary(path, fc.constantFrom('', 'one', 'two', 'three', 'four'), { maxKeys: 30 })
  // A folder is no file.
  .map((files) =>
    Object.fromEntries(
      Object.entries(files).filter(
        ([one]) => !Object.keys(files).some((other) => other.startsWith(`${one}/`)),
      ),
    ),
  );

const tree = (path: string, files: Files, extra: Partial<Comparable> = {}): Comparable => ({
  path,
  kind: 'tree',
  algorithm: 'sha256',
  hash: treeHash(files),
  size: 0,
  contents: files,
  ...extra,
});

const told = (before: readonly Comparable[], after: readonly Comparable[]) => {
  const { files, ...rest } = changesBetween(before, after);
  return { ...rest, files: [...files] };
};

/** What became of files, the plain way. */
function plainly(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return paths
    .filter((one) => before[one] !== after[one])
    .map((one) => ({
      path: one,
      change: before[one] === undefined ? 'added' : after[one] === undefined ? 'removed' : 'changed',
    }))
    .sort((a, b) => Buffer.from(a.path).compare(Buffer.from(b.path)));
}

describe('what differs between two states', () => {
  test('of a tree, is the same for tables as for lists, and what the contents say', () => {
    fc.assert(
      fc.property(contents, contents, (before, after) => {
        const [old, now] = [forms(before), forms(after)];
        const expected = plainly(before, after).slice(0, 20);
        expect(differencesOf(old.list, now.list)).toEqual(expected);
        expect(differencesOf(old.table, now.table)).toEqual(expected);
        expect(differencesOf(old.table, now.list)).toEqual(expected);
      }),
    );
  });

  test('of several entries, is the same for tables as for lists, with what was renamed from one to another', () => {
    fc.assert(
      fc.property(contents, contents, contents, contents, (a, b, c, d) => {
        const sides = (form: 'list' | 'table') =>
          [
            [tree('data', forms(a)[form]), tree('more', forms(b)[form])],
            [tree('data', forms(c)[form]), tree('more-of-it', forms(d)[form])],
          ] as const;
        const [before, after] = sides('table');
        const found = told(before, after);
        expect(found).toEqual(told(...sides('list')));
        const paths = found.files.map(({ path: one }: Change) => Buffer.from(one));
        expect(paths).toEqual([...paths].sort((one, other) => one.compare(other)));
      }),
    );
  });

  test('of a tree with an entry inside it, tells each file once', () => {
    const outer = { 'a/x': 'one', 'a/y': 'two', b: 'three' };
    const later = { 'a/x': 'four', 'a/y': 'two', b: 'three' };
    const inner = (of: Record<string, string>) =>
      tree('data/a', forms({ x: of['a/x'] ?? '', y: of['a/y'] ?? '' }).table);
    const found = told(
      [tree('data', forms(outer).table), inner(outer)],
      [tree('data', forms(later).table), inner(later)],
    );
    expect(found.files).toEqual([{ path: 'data/a/x', change: 'changed' }]);
    expect(found.counts).toEqual({ added: 0, changed: 1, removed: 0, renamed: 0 });
  });

  test('of a file that became a folder, names both', () => {
    const file: Comparable = {
      path: 'data',
      kind: 'file',
      algorithm: 'sha256',
      hash: hashOf('one'),
      size: 3,
    };
    const { files } = told([file], [tree('data', forms({ a: 'two' }).table)]);
    expect(files).toEqual([
      { path: 'data', change: 'removed' },
      { path: 'data/a', change: 'added' },
    ]);
  });

  test('of more files than one block holds', () => {
    const many = Object.fromEntries(Array.from({ length: 9000 }, (_, at) => [`d/${10_000 + at}`, `${at}`]));
    const later = { ...many, 'd/14096': 'other', 'd/99999': 'new' };
    delete (later as Partial<typeof many>)['d/10000'];
    expect(differencesOf(forms(many).table, forms(later).table)).toEqual([
      { path: 'd/10000', change: 'removed' },
      { path: 'd/14096', change: 'changed' },
      { path: 'd/99999', change: 'added' },
    ]);
  });
});

describe('a manifest', () => {
  const read = (text: string | Buffer) => {
    const bytes = Buffer.from(text);
    const store = {
      bytes: async () => bytes,
      locate: async () => undefined,
      list: async () => ({ files: [] }),
    };
    const entry = tree('d', [], { hash: hashBytes(bytes, 'sha256'), count: 1 });
    const { contents: _, ...bare } = entry;
    return contentsOf(store, { ...bare, algorithm: 'sha256', manifest: 'repro.lock.d/d.tsv' });
  };

  test('comes back as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (files) => {
        const { list, table } = forms(files);
        const found = await read(
          Buffer.concat([...manifestPieces(table)].map((piece) => Buffer.from(piece))),
        );
        expect([...(found ?? [])]).toEqual(list);
      }),
    );
  });

  const hash = hashOf('one');
  test.each([
    ['no line feed at the end', `${hash} 3 a`],
    ['a digest that is none', `${hash.toUpperCase()} 3 a\n`],
    ['no digest', ' 3 a\n'],
    ['no size', `${hash}  a\n`],
    ['a size that is none', `${hash} 3x a\n`],
    ['a size below nothing', `${hash} -3 a\n`],
    ['a size beyond all files', `${hash} 1234567890123456 a\n`],
    ['no path', `${hash} 3 \n`],
    ['an empty line', `${hash} 3 a\n\n`],
    ['NUL in a path', `${hash} 3 a\0b\n`],
    ['paths that are not in their order', `${hash} 3 b\n${hash} 3 a\n`],
    ['a path twice', `${hash} 3 a\n${hash} 3 a\n`],
  ])('with %s is not believed', async (_, text) => {
    expect(await read(`${hash} 3 a\n`)).toHaveLength(1);
    expect(await read(text)).toBeUndefined();
  });
});
