import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { sample } from '../reporters/sample.js';
import { folderWith, repro } from '../support/cli.js';

function saved(startedAt: string, part: Partial<Report> = {}): string {
  return JSON.stringify({ ...sample(), startedAt, ...part });
}

const FILES = {
  'b.json': saved('2026-11-01T08:00:00.000Z', { score: 40 }),
  'a.json': saved('2026-11-08T08:00:00.000Z', { score: 50 }),
  'c.json': saved('2026-10-01T08:00:00.000Z', { score: 30 }),
};

describe('repro report --history', () => {
  test('orders the reports of a folder by when they were made', async () => {
    const { stdout, exitCode } = await repro(['report', '--history', await folderWith(FILES), '-f', 'json']);
    expect(exitCode).toBe(0);
    const { runs, leftOut } = JSON.parse(stdout);
    expect(runs.map(({ file, score }: { file: string; score: number }) => [file, score])).toEqual([
      ['c.json', 30],
      ['b.json', 40],
      ['a.json', 50],
    ]);
    expect(leftOut).toEqual([]);
  });

  test('leaves out what is no report of the project, with a word and without the path of the folder', async () => {
    const folder = await folderWith({
      ...FILES,
      'copy.json': FILES['a.json'],
      'other.json': saved('2026-09-01T08:00:00.000Z', {
        project: { ...sample().project, name: 'other', remote: 'https://github.com/example/other' },
      }),
      'package.json': '{"name": "x"}',
      'broken.json': '{',
      'undated.json': saved('some day'),
      'dir.json/x': '',
      'notes.txt': 'no report',
    });
    const { stdout } = await repro(['report', '--history', folder, '-f', 'json']);
    const { runs, leftOut } = JSON.parse(stdout);
    expect(runs).toHaveLength(3);
    expect(leftOut.map(({ file }: { file: string }) => file)).toEqual([
      'broken.json',
      'copy.json',
      'dir.json',
      'other.json',
      'package.json',
      'undated.json',
    ]);
    expect(stdout).not.toContain(folder);
    expect(stdout).toContain('it is of the same run as a.json');
    expect(stdout).toContain('it is of another project than the newest (other)');
  });

  test('writes the page of the newest report with its history', async () => {
    const folder = await folderWith(FILES);
    const file = join(await folderWith(), 'trend.html');
    const { exitCode } = await repro(['report', '--history', folder, '--report', `html=${file}`]);
    expect(exitCode).toBe(0);
    const page = await readFile(file, 'utf8');
    expect(page).toContain('Score 50 of 100');
    expect(page).toContain('3 runs from 2026-10-01 08:00 to 2026-11-08 08:00');
  });

  test.each([
    [['report'], 'no report is named'],
    [['report', 'a.json', '--history', '.'], 'do not go together'],
    [['report', '--history', 'nowhere'], 'nowhere does not exist'],
    [['report', '--history', '.', '-f', 'sarif'], 'sarif cannot show a history'],
  ])('%j is a mistake', async (args, words) => {
    const { exitCode, stderr } = await repro(args, { cwd: await folderWith(FILES) });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
  });

  test('a folder without a report is a mistake', async () => {
    const folder = await folderWith({ 'x.json': '[]' });
    const { exitCode, stderr } = await repro(['report', '--history', folder]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('holds no report of repro');
  });

  test('reads no more than a thousand files, and says so', async () => {
    const folder = await folderWith(FILES);
    for (let at = 0; at < 1000; at++) await writeFile(join(folder, `x${at}.json`), '{}');
    await writeFile(join(folder, 'z.json'), FILES['a.json']);
    const { stdout } = await repro(['report', '--history', folder, '-f', 'json']);
    const { runs, leftOut } = JSON.parse(stdout);
    expect(runs).toHaveLength(1);
    expect(leftOut[0]).toEqual({
      file: 'a.json and 3 more',
      reason: 'only the 1000 files that are last by name are read',
    });
  });
});
