import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { Report } from '../../src/report/report.js';
import { repro } from '../support/cli.js';

const dvcProgram = join(inject('bin'), 'dvc');

/** A folder with data that the real DVC recorded: a file, one with CRLF line ends, and a folder of files. */
async function project(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'repro-dvc-'));
  execFileSync('git', ['init', '-q'], { cwd: folder });
  dvc(folder, 'init', '-q');
  await mkdir(join(folder, 'images/deep'), { recursive: true });
  await writeFile(join(folder, 'claims.csv'), 'id,amount\n1,20\n');
  await writeFile(join(folder, 'windows.csv'), 'id,amount\r\n1,20\r\n');
  for (const name of ['b.txt', 'a.txt', 'deep/ä.bin', 'Z.txt'])
    await writeFile(join(folder, 'images', name), `${name}\r\n`);
  dvc(folder, 'add', '-q', 'claims.csv', 'windows.csv', 'images');
  return folder;
}

function dvc(cwd: string, ...args: string[]): string {
  return execFileSync(dvcProgram, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, DVC_NO_ANALYTICS: '1' },
  });
}

async function hashes(folder: string) {
  const { stdout } = await repro(['check', folder, '--only', 'data/hashes', '--format', 'json']);
  return Report.parse(JSON.parse(stdout)).results[0]!;
}

describe('data/hashes agrees with dvc status', () => {
  test('on data as it was added', async () => {
    const folder = await project();
    expect(JSON.parse(dvc(folder, 'status', '--json'))).toEqual({});
    expect(await hashes(folder)).toMatchObject({ status: 'pass', findings: [] });
  });

  test.each(['claims.csv', 'windows.csv', 'images/deep/ä.bin'])('on a change of %s', async (path) => {
    const folder = await project();
    await appendFile(join(folder, path), 'more\n');
    const changed = path.split('/')[0]!;
    expect(Object.keys(JSON.parse(dvc(folder, 'status', '--json')))).toEqual([`${changed}.dvc`]);
    const result = await hashes(folder);
    expect(result.status).toBe('fail');
    expect(result.findings.map(({ file }) => file)).toEqual([`${changed}.dvc`]);
  });

  test('on a file that joined a folder', async () => {
    const folder = await project();
    await writeFile(join(folder, 'images/new.txt'), 'new\n');
    expect(Object.keys(JSON.parse(dvc(folder, 'status', '--json')))).toEqual(['images.dvc']);
    expect((await hashes(folder)).status).toBe('fail');
  });
});
