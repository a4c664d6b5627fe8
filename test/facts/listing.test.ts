import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFolder } from '../../src/facts/listing.js';
import { git, repository, temporaryFolder, write } from '../support/repository.js';

describe('in a git work tree', () => {
  test('tracked, untracked, missing and linked files, none that is ignored', async () => {
    const root = await repository({
      'a.py': '12',
      'gone.py': '1',
      '.gitignore': '*.log\n',
      'forced.log': '123',
    });
    await write(root, { 'new.py': '1234', 'x.log': '', '.venv/pyvenv.cfg': '' });
    await rm(join(root, 'gone.py'));
    await symlink('/etc/passwd', join(root, 'link'));
    const { files, from } = await listFolder(root);
    expect(from).toBe('git');
    expect(files).toEqual([
      { path: '.gitignore', size: 6, kind: 'file', tracked: true },
      { path: '.venv/pyvenv.cfg', size: 0, kind: 'file', tracked: false },
      { path: 'a.py', size: 2, kind: 'file', tracked: true },
      { path: 'forced.log', size: 3, kind: 'file', tracked: true },
      { path: 'gone.py', size: 0, kind: 'missing', tracked: true },
      { path: 'link', size: 11, kind: 'symlink', tracked: false },
      { path: 'new.py', size: 4, kind: 'file', tracked: false },
    ]);
  });

  test('a subfolder as the root', async () => {
    const root = await repository({ 'a.py': '', 'sub/b.py': '', 'sub/deep/c.py': '' });
    const { files } = await listFolder(join(root, 'sub'));
    expect(files.map(({ path }) => path)).toEqual(['b.py', 'deep/c.py']);
  });

  test('odd names: newline, tab, quotes, escapes, bytes that are not UTF-8', async () => {
    const root = await repository({
      'line\nbreak.py': '1',
      'tab\t"quoted".py': '1',
      '\u001b[31m.py': '1',
      'ü.py': '1',
    });
    await writeFile(
      Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe, 0x2e, 0x70, 0x79])]),
      '12',
    );
    await git(root, 'add', '--all');
    const { files } = await listFolder(root);
    expect(files.map(({ path, kind, size }) => [path, kind, size])).toEqual([
      ['\u001b[31m.py', 'file', 1],
      ['line\nbreak.py', 'file', 1],
      ['tab\t"quoted".py', 'file', 1],
      ['ü.py', 'file', 1],
      ['\ufffd\ufffd.py', 'file', 2],
    ]);
  });

  test('submodules and nested repositories are named, not entered', async () => {
    const part = await repository({ 'part.py': '' });
    const root = await repository({ 'a.py': '' });
    await git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', part, 'part');
    await git(root, 'clone', '--quiet', part, 'nested');
    const { files, submodules } = await listFolder(root);
    expect(submodules).toEqual(['nested', 'part']);
    expect(files.map(({ path }) => path)).toEqual(['.gitmodules', 'a.py']);
  });

  test('a merge conflict lists its file once', async () => {
    const root = await repository({ 'a.py': '1\n' });
    await git(root, 'checkout', '--quiet', '-b', 'other');
    await write(root, { 'a.py': '2\n' });
    await git(root, 'commit', '--quiet', '--all', '--message=2');
    await git(root, 'checkout', '--quiet', 'main');
    await write(root, { 'a.py': '3\n' });
    await git(root, 'commit', '--quiet', '--all', '--message=3');
    await git(root, 'merge', 'other').catch(() => '');
    expect((await listFolder(root)).files.map(({ path }) => path)).toEqual(['a.py']);
  });
});

describe('by a walk', () => {
  test('honours .gitignore files, the deepest first, and leaves environments out', async () => {
    const root = await temporaryFolder();
    await write(root, {
      '.gitignore': '*.log\n/build/\n!keep.log\n',
      'a.py': '',
      'x.log': '',
      'keep.log': '',
      'build/x.py': '',
      'sub/build/y.py': '',
      'sub/.gitignore': '!x.log\n*.tmp\n',
      'sub/x.log': '',
      'sub/y.tmp': '',
      'env/pyvenv.cfg': '',
      'env/lib/z.py': '',
      'node_modules/m/index.js': '',
      'cloned/.git/HEAD': '',
      'cloned/c.py': '',
    });
    const { files, from, submodules } = await listFolder(root);
    expect(from).toBe('walk');
    expect(files.map(({ path }) => path)).toEqual([
      '.gitignore',
      'a.py',
      'keep.log',
      'sub/.gitignore',
      'sub/build/y.py',
      'sub/x.log',
    ]);
    expect(files.every(({ tracked }) => tracked === undefined)).toBe(true);
    expect(submodules).toEqual(['cloned']);
  });

  test('does not follow links, and says when it stopped at a bound', async () => {
    const root = await temporaryFolder();
    await symlink('.', join(root, 'loop'));
    await mkdir(join(root, 'a/b/c'), { recursive: true });
    await write(root, { '1.py': '', '2.py': '', 'a/b/c/3.py': '' });
    expect((await listFolder(root)).files).toContainEqual({
      path: 'loop',
      size: 1,
      kind: 'symlink',
      tracked: undefined,
    });
    expect(await listFolder(root, { files: 2, depth: 9 })).toMatchObject({
      truncated: expect.stringMatching(/more than 2 files/),
      files: { length: 2 },
    });
    expect(await listFolder(root, { files: 9, depth: 2 })).toMatchObject({
      truncated: expect.stringMatching(/nested deeper/),
    });
  });

  test('a repository that git cannot read is walked', async () => {
    const root = await repository({ 'a.py': '' });
    await write(root, { '.git/index': 'broken' });
    expect(await listFolder(root)).toMatchObject({ from: 'walk', files: [{ path: 'a.py' }] });
  });
});
