import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { Report } from '../../src/report/report.js';
import { readAction, runAction } from '../support/action.js';
import { repro } from '../support/cli.js';
import { repository, repositoryOf, temporaryFolder, write } from '../support/repository.js';

const root = resolve('.');
const only = { args: '--only env,container,docs --no-config' };

describe('action.yml', () => {
  test('is a composite action whose inputs and outputs say what they are', async () => {
    const { inputs, outputs, runs } = await readAction();
    expect(runs.using).toBe('composite');
    for (const { description } of [...Object.values(inputs), ...Object.values(outputs)])
      expect(description).toMatch(/\S/);
  });

  test('no input is ever part of a script', async () => {
    for (const { run } of (await readAction()).runs.steps) expect(run ?? '').not.toContain('${{');
    expect(await readFile('integrations/github/check.sh', 'utf8')).not.toMatch(/\beval\b|\$\{\{/);
  });

  test('takes other actions by their commit, with the release beside it', async () => {
    const uses = [...(await readFile('action.yml', 'utf8')).matchAll(/uses: (.*)/g)].map(([, name]) => name);
    expect(uses).toEqual([expect.stringMatching(/^github\/codeql-action\/upload-sarif@[0-9a-f]{40} # v\d/)]);
  });

  test('every expression names an input, an output of a step or a value of the runner', async () => {
    const { inputs, outputs, runs } = await readAction();
    const set = await readFile('integrations/github/check.sh', 'utf8');
    const values = [
      ...runs.steps.flatMap((step) => [...Object.values(step.env ?? {}), ...Object.values(step.with ?? {})]),
      ...Object.values(outputs).map(({ value }) => value),
      ...runs.steps.map((step) => step.if ?? ''),
    ].join('\n');
    for (const [, name] of values.matchAll(/\binputs\.([\w-]+)/g)) expect(inputs).toHaveProperty(name!);
    for (const [, name] of values.matchAll(/\bsteps\.check\.outputs\.([\w-]+)/g))
      expect(set).toContain(`${name}=`);
    for (const name of Object.keys(inputs)) expect(values).toContain(`inputs.${name}`);
  });
});

describe('the steps of the action', () => {
  test('a project that passes', async () => {
    const { exitCode, log, outputs, summary } = await runAction(root, await repositoryOf('fraud-uv'));
    expect(log).toContain('Gate passed');
    expect(exitCode).toBe(0);
    expect(outputs).toMatchObject({ grade: 'A', passed: 'true', 'exit-code': '0' });
    expect(Number(outputs.score)).toBeGreaterThan(90);
    expect(summary).toContain('# Reproducibility report: fraud-detection');
    expect(Report.parse(JSON.parse(await readFile(outputs['report-file']!, 'utf8'))).gate.passed).toBe(true);
    expect(JSON.parse(await readFile(outputs['sarif-file']!, 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(await readFile(outputs['comment-file']!, 'utf8')).toContain('gate passed');
  });

  test('a project that fails: the last step fails, and everything is there for those before it', async () => {
    const { exitCode, log, outputs } = await runAction(root, await repositoryOf('loose-requirements'), only);
    expect(exitCode).toBe(1);
    expect(outputs).toMatchObject({ passed: 'false', 'exit-code': '1' });
    expect(log).toMatch(/^::warning file=requirements\.txt,line=2,/m);
    expect(existsSync(outputs['sarif-file']!)).toBe(true);
  });

  test('flags that judge nothing are no pass', async () => {
    const project = await repositoryOf('loose-requirements');
    const { exitCode, log, outputs } = await runAction(root, project, { args: '--help' });
    expect(exitCode).toBe(2);
    expect(outputs).toMatchObject({ 'exit-code': '2', passed: '' });
    expect(log).toMatch(/^::error title=repro::Nothing was judged/m);
  });

  test('what is waived opens no alert, whatever the flags', async () => {
    const project = await repositoryOf('loose-requirements');
    await write(project, {
      'repro.config.yaml': 'waivers: [{ check: env/pinned, reason: later }]\n',
    });
    const { outputs } = await runAction(root, project, { args: '--only env --verbose' });
    const { results } = JSON.parse(await readFile(outputs['sarif-file']!, 'utf8')).runs[0];
    expect(results.length).toBeGreaterThan(0);
    expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).not.toContain('env/pinned');
  });

  test('what is switched off', async () => {
    const off = { fail: 'false', annotations: 'false', summary: 'false' };
    const project = await repositoryOf('loose-requirements');
    const { exitCode, log, summary } = await runAction(root, project, { ...only, ...off });
    expect(exitCode).toBe(0);
    expect(log).not.toMatch(/^::error/m);
    expect(summary).toBe('');
  });

  test('more reports, of a folder below the workspace', async () => {
    const workspace = await temporaryFolder();
    await write(join(workspace, 'a b'), { 'requirements.txt': 'numpy\n', 'train.py': 'import numpy\n' });
    const { outputs } = await runAction(root, workspace, {
      path: 'a b',
      reports: 'json=here.json\n\n  markdown=there too.md\n',
      args: '--only env\n--skip env/python',
    });
    expect(outputs['exit-code']).toBe('1');
    const { results } = Report.parse(JSON.parse(await readFile(join(workspace, 'here.json'), 'utf8')));
    expect(results.map(({ id }) => id)).toContain('env/pinned');
    expect(results.map(({ id }) => id)).not.toContain('env/python');
    expect(existsSync(join(workspace, 'there too.md'))).toBe(true);
  });

  test('a comment that tells what changed', async () => {
    const project = await repository({ 'requirements.txt': 'numpy\n', 'train.py': 'import numpy\n' });
    const { stdout } = await repro(['check', project, '--format', 'json', '--only', 'env']);
    const before = join(await temporaryFolder(), 'before.json');
    await write(join(before, '..'), { 'before.json': stdout });
    await write(project, { 'requirements.txt': 'numpy==2.1.0\n' });
    const { exitCode, outputs } = await runAction(root, project, { before, args: '--only env' });
    expect(exitCode).toBe(1);
    expect(await readFile(outputs['comment-file']!, 'utf8')).toContain('env/pinned');
    expect(await readFile(outputs['comment-file']!, 'utf8')).not.toContain('# Reproducibility report');
  });

  test.each([
    ['a flag that is none', { args: '--nonsense' }, /nonsense/],
    ['a folder that is not there', { path: 'nowhere' }, /nowhere/],
    ['a format that is none', { reports: 'nonsense=x' }, /nonsense/],
    ['a report to compare with that is not there', { before: 'nowhere', args: '--only docs' }, /nowhere/],
  ])('a mistake fails, also where the gate may: %s', async (_, inputs, told) => {
    const workspace = await repository({ a: '' });
    const { exitCode, log, outputs } = await runAction(root, workspace, { ...inputs, fail: 'false' });
    expect(exitCode).toBe(2);
    expect(log).toMatch(told);
    expect(outputs['sarif-file']).toBe('');
  });

  test.each(['path', 'baseline', 'before', 'args', 'reports', 'annotations', 'summary', 'fail'])(
    'nothing in the input %s is run',
    async (name) => {
      const workspace = await repository({ 'README.md': '# a\n' });
      const mark = '$(touch ran)`touch ran`"; touch ran; "\'; touch ran #${IFS}&&touch${IFS}ran\ntouch ran\n';
      await runAction(root, workspace, { args: '--only docs/license', [name]: mark });
      expect(existsSync(join(workspace, 'ran'))).toBe(false);
    },
  );

  test('no text of the project is a command of the runner', async () => {
    const workspace = await repository({
      '::error file=x,line=1::pwned\n': '',
      'requirements.txt': '::add-mask::x\n##[add-matcher]x\n::set-output name=passed::true\n',
      'train.py': 'import numpy\n',
      'repro.config.yaml': 'version: 1\nproject: { name: "\\n::error::pwned\\n" }\n',
    });
    const { log } = await runAction(root, workspace, { annotations: 'false' });
    const [, token] = /^::stop-commands::(\S+)$/m.exec(log)!;
    const outside = log
      .split(`::${token}`)
      .filter((_, at) => at !== 1)
      .join('');
    expect(outside).not.toMatch(/::(?:error|add-mask|set-output)|##\[/);
  });
});

describe('our own workflow', () => {
  test('runs what CI runs, takes actions by their commit, and gives ours inputs that it has', async () => {
    const text = await readFile('.github/workflows/ci.yml', 'utf8');
    const steps: { uses?: string; run?: string; with?: Record<string, string> }[] = Object.values(
      parse(text).jobs as Record<string, { steps: [] }>,
    ).flatMap(({ steps }) => steps);
    for (const { uses } of steps)
      if (uses !== undefined && uses !== './') expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    const { inputs } = await readAction();
    for (const name of Object.keys(steps.find(({ uses }) => uses === './')?.with ?? {}))
      expect(inputs).toHaveProperty(name);
    expect(steps.flatMap(({ run }) => run ?? [])).toEqual(['bash .ci/run']);
    expect(existsSync('.ci/run')).toBe(true);
  });
});
