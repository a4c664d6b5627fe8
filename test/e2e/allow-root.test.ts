import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, repro } from '../support/cli.js';

/** A project whose data lies on another disk, as on a cluster: `data` is a link to a folder, `one.csv` to a file. */
async function linked() {
  const cwd = await folderWith({ 'repro.config.yaml': 'data:\n  - path: data\n  - path: one.csv\n' });
  const disk = realpathSync(mkdtempSync(join(tmpdir(), 'repro-disk-')));
  mkdirSync(join(disk, 'images'));
  writeFileSync(join(disk, 'images/a.png'), 'a');
  writeFileSync(join(disk, 'images/b.png'), 'b');
  writeFileSync(join(disk, 'one.csv'), '1\n');
  symlinkSync(join(disk, 'images'), join(cwd, 'data'));
  symlinkSync(join(disk, 'one.csv'), join(cwd, 'one.csv'));
  return { cwd, disk };
}

const check = ['check', '--only', 'data/hashes', '--format', 'json', '--fail-on', 'never'];
const resultOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout).results[0];

describe('data that is linked in from outside the project', () => {
  test('is refused, and locking says how to allow it', async () => {
    const { cwd, disk } = await linked();
    const refused = await repro(['lock'], { cwd });
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('data is a link that leads outside the project');
    expect(refused.stderr).toContain(`--allow-root ${disk}/images lets links lead there`);
    const file = await repro(['lock', 'one.csv'], { cwd });
    expect(file.stderr).toContain(`one.csv leads to ${disk}/one.csv`);
    expect(file.stderr).toContain(`--allow-root ${disk} lets links lead there`);
    const shard = await repro(['lock', 'data', '--shard', '1/2'], { cwd });
    expect(shard.stderr).toContain(`--allow-root ${disk}/images`);
  }, 60_000);

  test('is locked, compared and judged where that is allowed, and the lock names nothing of the machine', async () => {
    const { cwd, disk } = await linked();
    const allowed = ['--allow-root', disk];
    expect(await repro(['lock', ...allowed], { cwd })).toMatchObject({ exitCode: 0, stderr: '' });
    const lock = await readFile(join(cwd, 'repro.lock'), 'utf8');
    expect(lock).toContain('a.png');
    expect(lock).not.toContain('repro-disk');
    // The same data inside a project has the same lock.
    const inside = await folderWith({
      'repro.config.yaml': 'data:\n  - path: data\n  - path: one.csv\n',
      'data/a.png': 'a',
      'data/b.png': 'b',
      'one.csv': '1\n',
    });
    await repro(['lock'], { cwd: inside });
    expect(await readFile(join(inside, 'repro.lock'), 'utf8')).toBe(lock);
    expect(await repro(['lock', '--check', ...allowed], { cwd })).toMatchObject({ exitCode: 0 });
    const judged = await repro([...check, ...allowed], { cwd });
    expect(resultOf(judged)).toMatchObject({ status: 'pass' });
    writeFileSync(join(disk, 'images/b.png'), 'c');
    expect(await repro(['lock', '--check', ...allowed], { cwd })).toMatchObject({ exitCode: 1 });
    const changed = await repro([...check, ...allowed], { cwd });
    expect(resultOf(changed)).toMatchObject({ status: 'fail' });
    expect(changed.stdout).not.toContain('repro-disk');
  }, 60_000);

  test('a report tells of the link in general words, and comparing says more to whoever runs it', async () => {
    const { cwd, disk } = await linked();
    await repro(['lock', '--allow-root', disk], { cwd });
    const judged = await repro(check, { cwd });
    expect(resultOf(judged).findings[0]).toMatchObject({
      message: 'data is a link that leads outside the project',
      fix: expect.stringContaining('--allow-root <folder>'),
    });
    expect(judged.stdout + judged.stderr).not.toContain('repro-disk');
    const compared = await repro(['lock', '--check'], { cwd });
    expect(compared.exitCode).toBe(1);
    expect(compared.stdout).not.toContain('repro-disk');
    expect(compared.stderr).toContain(`--allow-root ${disk}/images`);
  }, 60_000);

  test('leads no further than to what is allowed', async () => {
    const { cwd, disk } = await linked();
    const allowed = ['--allow-root', disk];
    const secret = mkdtempSync(join(tmpdir(), 'repro-secret-'));
    writeFileSync(join(secret, 'key'), 'secret');
    const onward = join(disk, 'images/key');
    symlinkSync(join(secret, 'key'), onward);
    const tree = await repro(['lock', 'data', ...allowed], { cwd });
    expect(tree).toMatchObject({ exitCode: 2 });
    expect(tree.stderr).toContain('data/key is a link that leads outside the project');
    symlinkSync(secret, join(disk, 'hop'));
    symlinkSync(join(disk, 'hop'), join(cwd, 'hop'));
    expect(await repro(['lock', 'hop', ...allowed], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('hop is a link that leads outside the project'),
    });
    // A name that only begins like that of the allowed folder.
    mkdirSync(`${disk}-other`);
    symlinkSync(`${disk}-other`, join(cwd, 'other'));
    expect(await repro(['lock', 'other', ...allowed], { cwd })).toMatchObject({ exitCode: 2 });
    // Paths are still those of the project, whatever is allowed.
    expect(await repro(['lock', join(disk, 'one.csv'), ...allowed], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('lies outside the project'),
    });
  }, 60_000);

  test('the config cannot allow it, and what is allowed has to be a folder', async () => {
    const { cwd, disk } = await linked();
    for (const [folder, why] of [
      [join(disk, 'nothing'), 'does not exist'],
      [join(disk, 'one.csv'), 'is not a folder'],
    ] as const)
      expect(await repro(['lock', '--allow-root', folder], { cwd })).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(`--allow-root: ${folder} ${why}`),
      });
    writeFileSync(join(cwd, 'repro.config.yaml'), `allowRoot: [${disk}]\ndata:\n  - path: data\n`);
    expect(await repro(['lock'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('unknown key "allowRoot"'),
    });
  }, 60_000);
});

test('a link to a folder in a locked folder is told as such', async () => {
  const cwd = await folderWith({ 'data/a.csv': 'a', 'more/b.csv': 'b' });
  symlinkSync('../more', join(cwd, 'data/more'));
  const refused = await repro(['lock', 'data'], { cwd });
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain('data/more is a link to a folder, and links to folders are not followed');
  expect(await repro(['lock', 'data', '--exclude', 'more'], { cwd })).toMatchObject({ exitCode: 0 });
}, 60_000);
