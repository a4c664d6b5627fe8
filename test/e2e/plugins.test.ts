import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Report } from '../../src/report/report.js';
import { folderWith, repro } from '../support/cli.js';
import { documented, pluginText } from '../support/plugin.js';

const CONFIG = 'plugins: [./tools/acme.mjs]\n';

async function projectWith(plugin: string, files: Record<string, string> = {}): Promise<string> {
  return folderWith({ 'repro.config.yaml': CONFIG, 'tools/acme.mjs': plugin, ...files });
}

async function report(cwd: string, ...args: string[]): Promise<Report> {
  const { stdout, stderr } = await repro(['check', '--format', 'json', ...args], { cwd });
  expect(stderr).toBe('');
  return Report.parse(JSON.parse(stdout));
}

function resultOf({ results }: Report, id: string) {
  return results.find((one) => one.id === id);
}

test('only what plugins are given holds all of zod, with its messages in every language', () => {
  const chunks = readdirSync('dist').filter((name) => name.endsWith('.js'));
  const holding = (text: string) =>
    chunks.filter((name) => readFileSync(join('dist', name), 'utf8').includes(text));
  expect(holding('Ongeldige ')).toEqual(['plugin-zod.js']);
  expect(holding('/plugin-zod.js"')).toEqual(['plugin.js']);
});

describe('the plugin of docs/plugins.md', async () => {
  const plugin = await documented('tools/acme.mjs');
  const PICKLE = 'import pickle as p\n\nmodel = p.load(open("m.pkl", "rb"))\n';

  test('judges with --allow-plugins: score, gate and the report know it', async () => {
    const cwd = await projectWith(plugin, { 'load.py': PICKLE, 'budget.json': '{ "gpu_hours": 12 }' });
    const made = await report(cwd, '--allow-plugins', '--only', 'acme');
    expect(made.results).toMatchObject([
      {
        id: 'acme/no-pickle',
        category: 'acme',
        status: 'fail',
        findings: [
          { message: 'pickle.load runs what the file holds', file: 'load.py', line: 3, level: 'error' },
        ],
      },
      { id: 'acme/budget', status: 'pass', data: { hours: 12 } },
    ]);
    expect(made.categories).toEqual([{ id: 'acme', title: 'Acme rules', weight: 10, score: 40 }]);
    expect(made).toMatchObject({ score: 40, coverage: 100 });
    expect(made.gate.reasons).toContain('acme/no-pickle: 1 calls of pickle');
    expect(made.plugins).toEqual([
      {
        from: './tools/acme.mjs',
        name: 'acme',
        version: '1.0.0',
        checks: ['acme/no-pickle', 'acme/budget'],
        loaded: true,
      },
    ]);
  });

  test('counts beside our own categories', async () => {
    const cwd = await projectWith(plugin, { 'load.py': 'print(1)\n', 'budget.json': '{ "gpu_hours": 12 }' });
    const made = await report(cwd, '--allow-plugins', '--only', 'acme,code/tests');
    expect(made.categories.map(({ id }) => id)).toEqual(['code', 'acme']);
    // Code weighs 5 and has nothing right, Acme weighs 10 and has all.
    expect(made.score).toBeCloseTo(66.7, 1);
  });

  test('takes options, waivers, comments, severities and titles like ours', async () => {
    const files = { 'load.py': PICKLE, 'scripts/old.py': PICKLE };
    const cwd = await projectWith(plugin, {
      ...files,
      'repro.config.yaml': `${CONFIG}checks: { acme/no-pickle: { allow: [scripts/**] }, acme/budget: off }\n`,
    });
    const made = await report(cwd, '--allow-plugins', '--only', 'Acme rules');
    expect(resultOf(made, 'acme/no-pickle')?.findings).toHaveLength(1);
    await writeFile(
      join(cwd, 'repro.config.yaml'),
      `${CONFIG}checks: { acme: optional }\nwaivers: [{ check: acme/budget, reason: "free machine" }]\n`,
    );
    await writeFile(
      join(cwd, 'load.py'),
      PICKLE.replace(/$/, '# repro: ignore[acme/no-pickle] our own file\n'),
    );
    const accepted = await report(cwd, '--allow-plugins', '--only', 'acme/*');
    expect(resultOf(accepted, 'acme/budget')).toMatchObject({ severity: 'optional', waived: true });
    expect(accepted.waivers).toMatchObject([{ state: 'used' }]);
  });

  test('a mistake in its options is told with its place', async () => {
    const cwd = await projectWith(plugin, {
      'repro.config.yaml': `${CONFIG}checks:\n  acme/no-pickle: { alow: [] }\n  acme/budgte: off\n`,
    });
    const { exitCode, stderr } = await repro(['check', '--allow-plugins'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/repro\.config\.yaml:3:21: unknown key "alow" in .*did you mean "allow"\?/);
    expect(stderr).toMatch(
      /repro\.config\.yaml:4:3: no check is called "acme\/budgte", did you mean "acme\/budget"\?/,
    );
  });

  test('repro list and repro explain show it where that is allowed', async () => {
    const cwd = await projectWith(plugin);
    const { stdout } = await repro(['list', '--allow-plugins', '--format', 'json'], { cwd });
    expect((JSON.parse(stdout) as { id: string }[]).slice(-2).map(({ id }) => id)).toEqual([
      'acme/no-pickle',
      'acme/budget',
    ]);
    expect((await repro(['list', '--allow-plugins'], { cwd })).stdout).toContain('Acme rules (weight 10)');
    const told = await repro(['explain', 'acme/no-pickle', '--allow-plugins'], { cwd });
    expect(told.stdout).toContain('allow (list of text, default []): Globs of files that may use pickle.');
    expect(await repro(['explain', 'acme/no-pickle'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--allow-plugins'),
    });
  });

  test('every format renders it', async () => {
    const cwd = await projectWith(plugin, { 'load.py': PICKLE });
    for (const format of ['text', 'markdown'])
      expect((await repro(['check', '--allow-plugins', '--format', format], { cwd })).stdout).toContain(
        'Acme rules',
      );
  });

  test('each project of a repository is asked', async () => {
    const cwd = await projectWith(plugin, {
      'repro.config.yaml': `${CONFIG}projects: [a, b]\n`,
      'a/load.py': PICKLE,
      'b/load.py': 'print(1)\n',
    });
    const made = await report(cwd, '--allow-plugins', '--only', 'acme');
    const statuses = made.projects?.map(({ path, results }) => [
      path,
      results[0]?.status,
      results[0]?.findings[0]?.file,
    ]);
    expect(statuses).toEqual([
      ['a', 'fail', 'a/load.py'],
      ['b', 'pass', undefined],
    ]);
    expect(made.categories).toMatchObject([{ id: 'acme', weight: 10 }]);
    await writeFile(join(cwd, 'a/repro.config.yaml'), 'plugins: [./x.mjs]\n');
    expect((await repro(['check'], { cwd })).stderr).toContain(
      'a/repro.config.yaml:1:10: plugins stands in the config of the repository',
    );
  });
});

describe('without --allow-plugins', () => {
  /** A plugin that leaves a trace when its code runs. */
  const TRACE = pluginText({
    before:
      "import { writeFileSync } from 'node:fs';\nwriteFileSync(new URL('trace', import.meta.url), 'ran');\n",
  });

  test('no command runs its code', async () => {
    const cwd = await projectWith(TRACE, { 'data.csv': 'a\n1\n', 'train.py': 'print(1)\n' });
    for (const args of [
      ['check'],
      ['check', '--no-plugins'],
      ['list'],
      ['explain', 'seeds/fixed'],
      ['explain', 'seeds/fixed', '--in', 'train.py'],
      ['lock', 'data.csv'],
      ['fix', 'env', '--dry-run'],
      ['schema'],
    ])
      await repro(args, { cwd });
    expect(existsSync(join(cwd, 'tools/trace'))).toBe(false);
    await repro(['check', '--allow-plugins'], { cwd });
    expect(existsSync(join(cwd, 'tools/trace'))).toBe(true);
  });

  test('its checks are undecided, and the gate fails unless the config allows that', async () => {
    const cwd = await projectWith(TRACE);
    const flags = ['--skip', 'env,container,git,data,seeds,metrics,tracking,workflow,code,docs'];
    const made = await report(cwd, ...flags);
    expect(resultOf(made, 'repro/plugins')).toMatchObject({
      status: 'unknown',
      data: { plugins: ['./tools/acme.mjs'] },
    });
    expect(made.gate).toMatchObject({
      passed: false,
      reasons: [expect.stringContaining('./tools/acme.mjs')],
    });
    expect(made.plugins).toMatchObject([{ from: './tools/acme.mjs', loaded: false }]);
    expect(made.config.hints[0]).toContain('--allow-plugins');
    await writeFile(join(cwd, 'repro.config.yaml'), `${CONFIG}gate: { unknown: allow, minScore: 0 }\n`);
    expect((await report(cwd, ...flags)).gate.passed).toBe(true);
  });

  test('--no-plugins says that they are left out, and the gate passes over them', async () => {
    const cwd = await projectWith(TRACE, { 'train.py': 'print(1)\n' });
    const made = await report(cwd, '--no-plugins', '--only', 'code/syntax,repro/plugins');
    expect(resultOf(made, 'repro/plugins')).toMatchObject({ status: 'skip' });
    expect(made.gate.passed).toBe(true);
    expect(made.plugins).toMatchObject([{ loaded: false }]);
  });

  test.each([[['--allow-plugins', '--no-plugins']], [['--no-plugins', '--allow-plugins']]])(
    '%j is a mistake, and no code runs',
    async (flags) => {
      const cwd = await projectWith(TRACE);
      const { exitCode, stderr } = await repro(['check', ...flags], { cwd });
      expect({ exitCode, stderr }).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("'--allow-plugins' cannot be used with option '--no-plugins'"),
      });
      expect(existsSync(join(cwd, 'tools/trace'))).toBe(false);
    },
  );

  test('what config and code say of its checks is no mistake; what they say of ours still is', async () => {
    const cwd = await projectWith(TRACE, {
      'base.yaml': CONFIG,
      'repro.config.yaml':
        'extends: ./base.yaml\nchecks: { acme/one: { deep: [1] }, acme: off, acme/*: required }\nwaivers: [{ check: acme/one, reason: ours }]\n',
      'a.py': 'x = 1  # repro: ignore[acme/one] known\n',
    });
    const made = await report(cwd, '--only', 'code/syntax,repro/plugins');
    expect(made.results.map(({ id }) => id)).toEqual(['code/syntax', 'repro/plugins']);
    for (const [entry, message] of [
      ['code/sintax: off', 'no check is called "code/sintax", did you mean "code/syntax"?'],
      ['acme/one: 3', 'checks.acme/one must be'],
    ] as const) {
      await writeFile(join(cwd, 'repro.config.yaml'), `${CONFIG}checks:\n  ${entry}\n`);
      expect((await repro(['check'], { cwd })).stderr).toContain(message);
    }
  });

  test('--only of one of its checks says why there is none', async () => {
    const { exitCode, stderr } = await repro(['check', '--only', 'acme/one'], {
      cwd: await projectWith(TRACE),
    });
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      'error: no check is called "acme/one"\n  hint: the plugins of the config were not loaded: --allow-plugins runs them',
    );
  });

  test('a config without plugins takes no unknown check', async () => {
    const cwd = await folderWith({ 'repro.config.yaml': 'checks: { acme/one: off }\n' });
    expect((await repro(['check'], { cwd })).stderr).toContain('no check is called "acme/one"');
    expect(await repro(['list', '--allow-plugins'], { cwd: await folderWith() })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('names no plugins'),
    });
  });
});

describe('plugins that are bad', () => {
  test('one that cannot be loaded is a mistake: exit code 2, nothing on standard output', async () => {
    const cwd = await projectWith('const a = 1;\nthrow new Error("no luck");\n');
    expect(await repro(['check', '--allow-plugins'], { cwd })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'error: the plugin ./tools/acme.mjs cannot be loaded: it threw: no luck (line 2)',
    });
  });

  test.each([
    ['../outside.mjs', /:1:11: plugins\[0\] must be a file of the project that begins with \.\//],
    ['./../outside.mjs', /plugins\[0\] must be a file of the project that begins with \.\//],
    ['/etc/passwd', /plugins\[0\] must be a file of the project that begins with \.\//],
    ['node:fs', /plugins\[0\] must be \.\/ and the path/],
    ['data:text/javascript,1', /plugins\[0\] must be \.\/ and the path/],
  ])('%s names none, whether they may run or not', async (entry, message) => {
    const cwd = await folderWith({ 'repro.config.yaml': `plugins: [${JSON.stringify(entry)}]\n` });
    const { exitCode, stderr } = await repro(['check', '--allow-plugins'], { cwd });
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
    expect((await repro(['check'], { cwd })).stderr).toBe(stderr);
  });

  test('a check that throws is no defect of ours, and nothing of ours suffers', async () => {
    const cwd = await projectWith(pluginText({ run: '\n\nnull.x;' }), { 'a.py': 'x = 1\n' });
    const flags = ['check', '--allow-plugins', '--only', 'acme,code/syntax', '--format', 'json'];
    const { exitCode, stdout, stderr } = await repro(flags, { cwd });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    const made = Report.parse(JSON.parse(stdout));
    expect(resultOf(made, 'code/syntax')).toMatchObject({ status: 'pass' });
    expect(resultOf(made, 'acme/one')).toMatchObject({
      status: 'unknown',
      summary: expect.stringMatching(/^check acme\/one of the plugin .* threw: Cannot read .* \(line 12\)$/),
    });
  });
});
