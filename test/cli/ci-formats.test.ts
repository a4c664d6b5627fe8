import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Report } from '../../src/report/report.js';
import { reporters } from '../../src/reporters/index.js';
import { folderWith, repro } from '../support/cli.js';
import { repository } from '../support/repository.js';

const PROJECT = {
  'requirements.txt': 'numpy>=1.20\n',
  'train.py': 'import numpy\nprint(numpy.random.rand())\n',
};
const LIMIT = 1024 * 1024;

/** A saved report with so many findings, each with a text of about 200 bytes. */
async function savedReport(folder: string, number: number): Promise<string> {
  const { stdout } = await repro(['check', folder, '--format', 'json']);
  const report = Report.parse(JSON.parse(stdout));
  const [first] = report.results.filter(({ status }) => status === 'fail');
  first!.findings = Array.from({ length: number }, (_, at) => ({
    message: `package ${at} can change ${'x'.repeat(180)}`,
    file: `src/module_${at % 700}.py`,
    line: at + 1,
    level: 'error' as const,
    confidence: 'certain' as const,
    fingerprint: at.toString(16).padStart(16, '0'),
  }));
  const path = join(folder, 'report.json');
  await writeFile(path, JSON.stringify(report));
  return path;
}

test('every format comes from one run, and the same from the saved report', async () => {
  const folder = await folderWith(PROJECT);
  const others = Object.keys(reporters).filter((format) => format !== 'json');
  const reports = (ending: string) =>
    others.flatMap((format) => ['--report', `${format}=${join(folder, `${format}.${ending}`)}`]);
  const saved = join(folder, 'report.json');
  const { exitCode } = await repro(['check', folder, '-f', 'json', '-o', saved, ...reports('a')]);
  expect(exitCode).toBe(1);
  const again = await repro(['report', saved, '--format', 'json', ...reports('b')]);
  expect(again).toMatchObject({ exitCode: 0, stderr: '' });
  for (const format of others) {
    const [a, b] = await Promise.all(
      ['a', 'b'].map((name) => readFile(join(folder, `${format}.${name}`), 'utf8')),
    );
    expect(a, format).toBe(b);
    expect(a, format).not.toContain(folder);
  }
});

test('the reports that a run writes anew make no work tree differ; other files do', async () => {
  const cwd = await repository(PROJECT);
  const judged = async (...files: string[]) => {
    const flags = files.flatMap((file) => ['--report', `junit=${file}`]);
    const { stdout } = await repro(['check', '--only', 'git/clean', '--format', 'json', ...flags], { cwd });
    const [result] = Report.parse(JSON.parse(stdout)).results;
    return [result!.status, ...result!.findings.map(({ file }) => file)];
  };
  expect(await judged('a.xml', './b.xml', join(cwd, 'c.xml'))).toEqual(['pass']);
  expect(await judged('a.xml', './b.xml', join(cwd, 'c.xml'))).toEqual(['pass']);
  expect(await judged('a.xml')).toEqual(['warn', 'b.xml', 'c.xml']);
  await writeFile(join(cwd, 'repro.config.yaml'), 'checks: { git/clean: { allow: [b.xml, "*.yaml"] } }\n');
  expect(await judged('a.xml')).toEqual(['warn', 'c.xml']);
});

describe('the summary of a step of GitHub Actions', () => {
  test('gets the Markdown report when annotations are asked for, after what stands there', async () => {
    const folder = await folderWith(PROJECT);
    const summary = join(folder, 'summary.md');
    await writeFile(summary, 'from another command');
    const { stdout, exitCode } = await repro(['check', folder, '--format', 'github'], {
      env: { GITHUB_STEP_SUMMARY: summary },
    });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^::error file=requirements\.txt,line=1,title=env\/pinned::/m);
    expect(await readFile(summary, 'utf8')).toMatch(/^from another command\n# Reproducibility report: /);
  });

  test('is left alone by other formats, and where there is none', async () => {
    const folder = await folderWith(PROJECT);
    const summary = join(folder, 'summary.md');
    await repro(['check', folder, '--format', 'markdown'], { env: { GITHUB_STEP_SUMMARY: summary } });
    await expect(readFile(summary)).rejects.toThrow('ENOENT');
    expect(await repro(['check', folder, '--format', 'github'])).toMatchObject({ exitCode: 1, stderr: '' });
  });

  test.each([
    [20_000, 0],
    [20_000, LIMIT - 30_000],
    [20_000, LIMIT - 3000],
  ])('of %i findings stays below 1 MiB, with %i bytes there already', async (number, before) => {
    const folder = await folderWith(PROJECT);
    const saved = await savedReport(folder, number);
    const summary = join(folder, 'summary.md');
    await writeFile(summary, 'x'.repeat(before));
    const env = { GITHUB_STEP_SUMMARY: summary };
    expect(await repro(['report', saved, '--format', 'github'], { env })).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    const text = await readFile(summary);
    expect(text.length).toBeLessThanOrEqual(LIMIT);
    expect(text.subarray(before).toString()).toMatch(
      /# Reproducibility report: [\s\S]*(?:left out here|no room here|more, which the JSON report holds)/,
    );
  });

  test('that cannot be written is told, and does not change the verdict', async () => {
    const folder = await folderWith(PROJECT);
    const saved = await savedReport(folder, 1);
    const full = join(folder, 'full.md');
    await writeFile(full, 'x'.repeat(LIMIT));
    const told = async (path: string) => {
      const ran = await repro(['report', saved, '-f', 'github'], {
        env: { GITHUB_STEP_SUMMARY: path },
        cwd: folder,
      });
      expect(ran.exitCode).toBe(0);
      return ran.stderr;
    };
    expect(await told(full)).toBe('note: the summary of the step has no room for the report');
    expect(await told(join(folder, 'no', 'such.md'))).toMatch(
      /^note: the summary of the step could not be written: .*does not exist/,
    );
    // A file of the repository must not choose what is written to.
    const outside = join(await folderWith(), 'outside.md');
    await symlink(outside, join(folder, 'link.md'));
    expect(await told(join(folder, 'link.md'))).toMatch(/a link there leads out/);
    await expect(readFile(outside)).rejects.toThrow('ENOENT');
  });
});
