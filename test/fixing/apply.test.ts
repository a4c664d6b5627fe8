import { chmod, link, mkdir, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { discardDrafts, draftOf, writeAtomically } from '../../src/atomic.js';
import { UserError } from '../../src/errors.js';
import { type Write, writeAll } from '../../src/fixing/apply.js';
import { temporaryFolder, write } from '../support/repository.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const edit = (path: string, before: string | undefined, after: string): Write => ({
  path,
  before: before === undefined ? undefined : bytes(before),
  after: bytes(after),
});

describe('writing a plan', () => {
  test('writes every file, new ones too, and leaves nothing beside them', async () => {
    const root = await temporaryFolder();
    await write(root, { 'a.txt': 'a', 'b/c.txt': 'c' });
    await writeAll(root, [edit('a.txt', 'a', 'A'), edit('b/c.txt', 'c', 'C'), edit('new', undefined, 'n')]);
    expect(await contents(root)).toEqual({ 'a.txt': 'A', 'b/c.txt': 'C', new: 'n' });
  });

  test.each<[string, (root: string) => Promise<unknown>, string]>([
    ['has changed', (root) => writeFile(join(root, 'b.txt'), 'mine'), 'b.txt has changed since it was read'],
    ['is gone', (root) => rename(join(root, 'b.txt'), join(root, 'c.txt')), 'b.txt is no regular file'],
    [
      'has become a link',
      async (root) => {
        await rename(join(root, 'b.txt'), join(root, 'c.txt'));
        await symlink('c.txt', join(root, 'b.txt'));
      },
      'b.txt is no regular file',
    ],
    [
      'has become a folder',
      async (root) => {
        await rename(join(root, 'b.txt'), join(root, 'c.txt'));
        await mkdir(join(root, 'b.txt'));
      },
      'b.txt is no regular file',
    ],
    ['is read-only', (root) => chmod(join(root, 'b.txt'), 0o444), 'b.txt is read-only'],
    ['is there already', (root) => writeFile(join(root, 'new'), ''), 'new has come into being'],
  ])('writes nothing when one file %s', async (_, change, message) => {
    const root = await temporaryFolder();
    await write(root, { 'a.txt': 'a', 'b.txt': 'b' });
    await change(root);
    const before = await contents(root);
    const writes = [edit('a.txt', 'a', 'A'), edit('b.txt', 'b', 'B'), edit('new', undefined, 'n')];
    const failed = await writeAll(root, writes).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(UserError);
    expect((failed as UserError).message).toContain(message);
    expect((failed as UserError).message).toContain('nothing was written');
    expect(await contents(root)).toEqual(before);
  });

  test('writes nothing through a folder that is a link', async () => {
    const outside = await temporaryFolder();
    await write(outside, { 'a.txt': 'a' });
    const root = await temporaryFolder();
    await symlink(outside, join(root, 'b'));
    await expect(writeAll(root, [edit('b/a.txt', 'a', 'A')])).rejects.toThrow(
      'no regular file of the project',
    );
    expect(await contents(outside)).toEqual({ 'a.txt': 'a' });
  });

  test('takes back what it wrote when a later file fails', async () => {
    const root = await temporaryFolder();
    await write(root, { 'a.txt': 'a' });
    // The folder of the second file is not there.
    await expect(writeAll(root, [edit('a.txt', 'a', 'A'), edit('no/b', undefined, 'B')])).rejects.toThrow(
      'no/b',
    );
    expect(await contents(root)).toEqual({ 'a.txt': 'a' });
  });
});

describe('drafts', () => {
  test('a file is whole, old or new, and keeps its mode', async () => {
    const root = await temporaryFolder();
    const path = join(root, 'a');
    await writeFile(path, 'old');
    await chmod(path, 0o700);
    const draft = await draftOf(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('old');
    draft.commit();
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    draft.discard();
    expect(await readdir(root)).toEqual(['a']);
  });

  test('what is not committed can be taken away, one or all', async () => {
    const root = await temporaryFolder();
    (await draftOf(join(root, 'a'), 'x')).discard();
    await draftOf(join(root, 'b'), 'x');
    expect(await readdir(root)).toHaveLength(1);
    discardDrafts();
    expect(await readdir(root)).toEqual([]);
  });

  test('a failure leaves nothing behind', async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, 'folder'));
    await expect(writeAtomically(join(root, 'folder'), 'x')).rejects.toThrow();
    await expect(writeAtomically(join(root, 'no', 'x'), 'x')).rejects.toThrow('ENOENT');
    expect(await readdir(root)).toEqual(['folder']);
  });

  test('another name of the same file keeps the old content', async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, 'a'), 'old');
    await link(join(root, 'a'), join(root, 'b'));
    await writeAtomically(join(root, 'a'), 'new');
    expect(await contents(root)).toEqual({ a: 'new', b: 'old' });
  });
});

async function contents(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const found = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1), await readFile(path, 'utf8')] as const;
    });
  return Object.fromEntries((await Promise.all(found)).sort());
}
