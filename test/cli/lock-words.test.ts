import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesOf, folderWith, repro } from '../support/cli.js';

/** What `repro lock` says to somebody who does not know it yet. */

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12\n`;

test('the pointer of content that was not fetched is not recorded, and accuses nobody', async () => {
  const cwd = await folderWith({ 'data/a.npy': 'content', 'data/b.npy': 'more', 'one.bin': 'x' });
  await repro(['lock', 'data', 'one.bin'], { cwd });
  await writeFile(join(cwd, 'data/b.npy'), pointer);
  await writeFile(join(cwd, 'one.bin'), '/annex/objects/SHA256E-s1--00.bin\n');
  const before = await filesOf(cwd);
  const locked = await repro(['lock'], { cwd });
  expect(locked).toMatchObject({ exitCode: 2 });
  expect(locked.stderr).toContain(
    '  data is not whole: data/b.npy is a Git LFS pointer: its content was not fetched\n',
  );
  expect(locked.stderr).toContain('one.bin is a git-annex pointer: its content was not fetched\n');
  expect(locked.stderr).toContain('hint: fetch it first: `git lfs pull`');
  expect(await filesOf(cwd)).toEqual(before);
  expect(await repro(['lock', '--check'], { cwd })).toMatchObject({
    exitCode: 1,
    stdout: [
      'absent    data is not whole: data/b.npy is a Git LFS pointer: its content was not fetched',
      'absent    one.bin is a git-annex pointer: its content was not fetched',
      'hint: fetch what is absent, or take it out with `repro lock --prune`',
    ].join('\n'),
  });
  // It may be left out on purpose.
  expect(await repro(['lock', 'data', '--exclude', 'b.npy'], { cwd })).toMatchObject({ exitCode: 0 });
});

test('a folder that was emptied, as a disk that is not mounted, is gone', async () => {
  const cwd = await folderWith({ 'data/a.npy': 'content', 'b.csv': '1' });
  await repro(['lock', 'data', 'b.csv'], { cwd });
  await rename(join(cwd, 'data/a.npy'), join(cwd, 'data/.gitkeep'));
  expect(await repro(['lock', '--check'], { cwd })).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('absent    data holds none of the files that were locked\n'),
  });
  expect(await repro(['lock'], { cwd })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/data holds none of the files that were locked\n.*--prune/),
  });
  expect(await repro(['lock', '--prune'], { cwd })).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('removed   data'),
  });
});

test('a comparison says what to do next', async () => {
  const cwd = await folderWith({
    'a.csv': '1',
    'b.csv': '2',
    'repro.config.yaml': 'data:\n  - path: c.csv\n',
  });
  await repro(['lock', 'a.csv', 'b.csv'], { cwd });
  expect((await repro(['lock', '--check', 'a.csv'], { cwd })).stdout).toBe('ok        a.csv');
  await writeFile(join(cwd, 'a.csv'), '3');
  await rm(join(cwd, 'b.csv'));
  expect((await repro(['lock', '--check'], { cwd })).stdout.split('\n').slice(-2)).toEqual([
    'hint: put the data back, or record what is there with `repro lock`',
    'hint: fetch what is absent, or take it out with `repro lock --prune`',
  ]);
});

test('what is gone and still declared is not to be taken out by --prune alone', async () => {
  const cwd = await folderWith({ 'a.csv': '1', 'repro.config.yaml': 'data:\n  - path: a.csv\n' });
  await repro(['lock'], { cwd });
  await rename(join(cwd, 'a.csv'), join(cwd, 'b.csv'));
  for (const args of [['lock'], ['lock', '--prune']]) {
    const { exitCode, stderr } = await repro(args, { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('a.csv does not exist, and is still declared in the config');
    expect(stderr).toContain('take it out of `data` in the config, then run `repro lock --prune`');
  }
  await writeFile(join(cwd, 'repro.config.yaml'), 'data:\n  - path: b.csv\n');
  expect(await repro(['lock', '--prune'], { cwd })).toMatchObject({ exitCode: 0 });
});

test('data of the config that was never locked is told by `repro check`, until it is', async () => {
  const cwd = await folderWith({ 'data/a': '1', 'repro.config.yaml': 'data:\n  - path: data\n' });
  const check = ['check', '--only', 'data/hashes'];
  const before = await repro(check, { cwd });
  expect(before.stdout).toContain('1 dataset of the config has no recorded hash');
  expect(before.stdout).toContain('Record it: `repro lock`');
  await repro(['lock'], { cwd });
  expect(await repro(check, { cwd })).toMatchObject({
    exitCode: 0,
    stdout: expect.not.stringContaining('no recorded hash'),
  });
});

test('files of another algorithm are not said to be unlisted', async () => {
  const cwd = await folderWith({ 'data/a': '1' });
  await repro(['lock', 'data'], { cwd });
  const { stdout } = await repro(['lock', 'data', '--algorithm', 'blake3'], { cwd });
  expect(stdout).toContain(
    'data: which files differ is not known, since they were hashed by sha256 before, and by blake3 now',
  );
});

test('an address of another kind is no path that does not exist', async () => {
  const cwd = await folderWith();
  for (const address of ['gs://bucket/a.csv', 'http://example.org/a.csv', 'hf://datasets/a/b'])
    expect(await repro(['lock', address], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`${address} cannot be locked: only s3:// and https:// addresses can`),
    });
});

test.runIf(existsSync('/dev/full'))('a report that cannot be written says why in words', async () => {
  const cwd = await folderWith();
  expect(await repro(['check', '--only', 'data/hashes', '-o', '/dev/full'], { cwd })).toMatchObject({
    exitCode: 2,
    stderr: 'error: cannot write /dev/full (no space is left on the disk)',
  });
});

test('--help says what the exit codes mean', async () => {
  const { stdout } = await repro(['lock', '--help']);
  expect(stdout).toContain('Exit codes: 0 done, or nothing differs, 1 --check found a difference, 2 ');
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});
