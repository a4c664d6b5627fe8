import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { datasets } from '../../src/facts/datasets.js';
import { Project } from '../../src/facts/fact.js';
import { hashes } from '../../src/facts/hashes.js';
import { FolderSource } from '../../src/facts/source.js';
import { temporaryFolder } from '../support/repository.js';

const programs = inject('programs');

/** An empty repository in which git runs with its filters, as the tools set them up. */
async function project() {
  const root = join(await temporaryFolder(), 'project');
  mkdirSync(root);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, HOME: root, GIT_CONFIG_SYSTEM: '/dev/null' },
    });
  git('init', '-q');
  return { root, git, write: (path: string, text: string) => writeFileSync(join(root, path), text) };
}

async function ours(root: string) {
  const { results } = await new Project(await FolderSource.open(root)).get(hashes);
  return Object.fromEntries(results.map(({ path, status }) => [path, status]));
}

describe.skipIf(!programs.includes('git-lfs'))('what git-lfs says of data, we say', () => {
  async function lfs() {
    const made = await project();
    made.git('lfs', 'install', '--local');
    made.git('lfs', 'track', '*.csv');
    for (const name of ['a', 'b', 'c d']) made.write(`${name}.csv`, `${name}\r\n`);
    made.git('add', '--all');
    made.git('commit', '-q', '-m', 'data');
    return made;
  }

  test('of content that is here, changed, and not checked out', async () => {
    const { root, git, write } = await lfs();
    expect(await ours(root)).toEqual({ 'a.csv': 'ok', 'b.csv': 'ok', 'c d.csv': 'ok' });
    write('b.csv', 'other');
    write('c d.csv', git('cat-file', 'blob', 'HEAD:c d.csv'));
    expect(await ours(root)).toEqual({ 'a.csv': 'ok', 'b.csv': 'mismatch', 'c d.csv': 'stored' });
    // `*` stands before what is in place, `-` before a pointer and what changed.
    const lines = git('lfs', 'ls-files', '--long').trim().split('\n');
    expect(lines.map((line) => line.replace(/^[0-9a-f]{64} /, ''))).toEqual([
      '* a.csv',
      '- b.csv',
      '- c d.csv',
    ]);
    git('lfs', 'checkout', 'c d.csv');
    expect(await ours(root)).toEqual({ 'a.csv': 'ok', 'b.csv': 'mismatch', 'c d.csv': 'ok' });
  });

  test('of a damaged and of a lost object', async () => {
    const { root, git, write } = await lfs();
    const objects = readdirSync(join(root, '.git/lfs/objects'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\/[0-9a-f]{64}$/.test(name))
      .map((name) => join(root, '.git/lfs/objects', name));
    for (const name of ['a.csv', 'b.csv']) write(name, git('cat-file', 'blob', `HEAD:${name}`));
    for (const path of objects) {
      const text = readFileSync(path, 'utf8');
      if (text === 'a\r\n') {
        rmSync(path);
        writeFileSync(path, 'damaged');
      } else if (text === 'b\r\n') rmSync(path);
    }
    expect(await ours(root)).toEqual({ 'a.csv': 'corrupt', 'b.csv': 'pointer', 'c d.csv': 'ok' });
    expect(() => git('lfs', 'fsck')).toThrow();
  });

  test('of a file that is committed as it is', async () => {
    const { root, git, write } = await lfs();
    write('plain.csv', 'as it is');
    const object = git('hash-object', '-w', '--no-filters', 'plain.csv').trim();
    git('update-index', '--add', '--cacheinfo', `100644,${object},plain.csv`);
    git('commit', '-q', '-m', 'plain');
    const { misplaced } = await new Project(await FolderSource.open(root)).get(datasets);
    expect(misplaced.map(({ message }) => message)).toEqual([expect.stringContaining('plain.csv')]);
    expect(() => git('lfs', 'fsck', '--pointers')).toThrow(
      expect.objectContaining({ stdout: expect.stringContaining('plain.csv') }),
    );
  });
});

describe.skipIf(!programs.includes('git-annex'))('what git-annex says of data, we say', () => {
  async function annex(backend: string) {
    const made = await project();
    made.git('annex', 'init', '-q', 'here');
    mkdirSync(join(made.root, 'data'));
    for (const name of ['data/a.nii.gz', 'b.csv', 'data/c.csv']) made.write(name, `${name}\n`);
    made.git('annex', 'add', '-q', `--backend=${backend}`, '.');
    made.git('annex', 'unlock', '-q', 'data/c.csv');
    made.git('commit', '-q', '-m', 'data');
    return made;
  }

  test.each(['SHA256E', 'MD5E', 'SHA256', 'MD5'])(
    'of content by %s: here, dropped, damaged',
    async (backend) => {
      const { root, git, write } = await annex(backend);
      const all = { 'b.csv': 'ok', 'data/a.nii.gz': 'ok', 'data/c.csv': 'ok' };
      expect(await ours(root)).toEqual(all);
      git('annex', 'fsck', '-q');
      git('annex', 'drop', '-q', '--force', 'data/a.nii.gz', 'data/c.csv');
      expect(await ours(root)).toEqual({ ...all, 'data/a.nii.gz': 'absent', 'data/c.csv': 'pointer' });
      expect(git('annex', 'find').trim()).toBe('b.csv');
      const object = join(root, 'b.csv');
      execFileSync('chmod', ['-R', 'u+w', join(root, '.git/annex/objects')]);
      writeFileSync(object, 'damaged');
      expect((await ours(root))['b.csv']).toBe('mismatch');
      expect(() => git('annex', 'fsck', 'b.csv')).toThrow();
      write('data/c.csv', 'other');
      expect((await ours(root))['data/c.csv']).toBe('mismatch');
    },
  );

  test('of where it can be fetched', async () => {
    const { root, git } = await annex('SHA256E');
    git(
      'annex',
      'initremote',
      '-q',
      'near',
      'type=directory',
      `directory=${await temporaryFolder()}`,
      'encryption=none',
    );
    const { declared } = await new Project(await FolderSource.open(root)).get(datasets);
    expect(declared.map(({ from }) => from)).toEqual(Array(3).fill('the special remote near (directory)'));
  });
});
