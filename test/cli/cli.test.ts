import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdir, readdir, readFile, symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { Report } from '../../src/report/report.js';
import { bin, filesOf, folderWith, repro } from '../support/cli.js';

const GOOD = { 'train.py': 'print("trained")\n' };
const BAD = { 'train.py': 'def main(:\n' };

describe('repro', () => {
  test.each(['--version', '-V'])('%s prints the version alone', async (flag) => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(await repro([flag])).toEqual({ exitCode: 0, stdout: version, stderr: '' });
  });

  test('--help names every command and exits 0', async () => {
    const { exitCode, stdout } = await repro(['--help']);
    expect(exitCode).toBe(0);
    for (const name of ['check', 'init', 'lock', 'report', 'explain', 'list', 'schema']) {
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
      expect(await repro([name, '--help'])).toMatchObject({ exitCode: 0, stderr: '' });
    }
  });

  test('without arguments shows the help and exits 2', async () => {
    const { exitCode, stderr } = await repro([]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('repro check ');
    expect(stderr).toContain('repro --help');
  });
});

describe('mistakes of the user: exit code 2, a hint, nothing written', () => {
  const table: [string[], RegExp][] = [
    [
      ['chek'],
      /^error: unknown command 'chek', did you mean "check"\?\n {2}hint: `repro --help` lists the commands$/,
    ],
    [['src'], /^error: unknown command 'src'\n {2}hint: `repro check src` judges that folder$/],
    [['help', 'chek'], /^error: unknown command 'chek', did you mean "check"\?/],
    [
      ['fix', 'evn'],
      /^error: unknown command 'evn', did you mean "env"\?\n {2}hint: `repro fix --help` lists/,
    ],
    [['--verison'], /^error: unknown option '--verison', did you mean "--version"\?/],
    [
      ['check', '--fromat', 'json'],
      /^error: unknown option '--fromat', did you mean "--format"\?\n {2}hint: `repro check --help` lists the flags$/,
    ],
    [
      ['check', '--only'],
      /^error: option '--only <checks>' argument missing\n {2}hint: `repro check --help`/,
    ],
    [
      ['check', '--fail-on', 'requird'],
      /argument 'requird' is invalid, did you mean "required"\?\n {2}hint: Allowed choices are required, advised, never$/,
    ],
    [
      ['check', 'seeds/fixed'],
      /^error: seeds\/fixed does not exist\n {2}hint: `repro check --only seeds\/fixed`/,
    ],
    [['check', '--profile', 'pwx'], /did you mean "pwc"\?\n {2}hint: `repro list --standards`/],
    [['explain', 'seeds'], /^error: seeds is a category\n {2}hint: its checks: seeds\/fixed, /],
    [['explain', 'fixed'], /^error: no check is called "fixed", did you mean "seeds\/fixed"\?/],
    [['list', 'pwc'], /^error: pwc does not exist$/],
    [['schema', 'reprot'], /repro schema does not take "reprot", did you mean "report"\?/],
    [
      ['completion'],
      /^error: missing required argument 'shell'\n {2}hint: usage: repro completion \[options\] <shell>$/,
    ],
    [
      ['check', '--format', 'jsn'],
      /^error: no format is called "jsn", did you mean "json"\?\n {2}hint: formats: text/,
    ],
    [
      ['check', '--only', 'code/sintax'],
      /^error: no check is called "code\/sintax", did you mean "code\/syntax"\?/,
    ],
    [['check', '--skip', 'cod'], /^error: no check is called "cod", did you mean "code"\?/],
    [['check', '--skip', '*'], /^error: no check is left to run/],
    [['check', '--only', ','], /argument ',' is invalid/],
    [['check', '--min-score', 'high'], /argument 'high' is invalid.*from 0 to 100/],
    [['check', '--min-score', '101'], /argument '101' is invalid/],
    [['check', '--fail-on', 'all'], /Allowed choices are required, advised, never/],
    [['check', '--jobs', '0'], /argument '0' is invalid/],
    [['check', 'nowhere'], /^error: nowhere does not exist$/],
    [['check', 'train.py'], /^error: train\.py is not a folder/],
    [['check', '.', 'more'], /too many arguments.*\n {2}hint: usage: repro check \[options\] \[path\]$/],
    [
      ['check', '--output', 'no/such/report.txt'],
      /^error: cannot write no\/such\/report\.txt: the folder no\/such does not exist/,
    ],
    [['check', '--output', 'src'], /^error: cannot write src: it is a folder/],
    [['check', '-o', 'x', '--report', 'json=./x'], /^error: two reports would be written to .*x$/],
    [['check', '--report', 'json'], /^error: --report takes format=file, not "json"/],
    [['check', '--report', 'jsn=x'], /^error: no format is called "jsn"/],
    [['check', '--config', 'nowhere.yaml'], /^error: nowhere\.yaml does not exist/],
    [['explain', 'code/sintax'], /^error: no check is called "code\/sintax", did you mean "code\/syntax"\?/],
    [['explain'], /missing required argument 'id'/],
    [['schema', 'x'], /Allowed choices are config, report, lock/],
    [['report', 'nowhere.json'], /^error: nowhere\.json does not exist/],
    [['report', 'train.py'], /^error: train\.py is not JSON/],
    [['lock'], /^error: there is nothing to lock/],
    [['lock', '..'], /^error: \.\. lies outside the project/],
    [['lock', '.'], /^error: the whole project cannot be locked/],
    [['lock', 'nowhere'], /^error: repro\.lock is left as it was:\n {2}nowhere does not exist/],
    [['lock', '--check'], /^error: there is no repro\.lock/],
  ];
  test.each(table)('repro %j', async (args, message) => {
    const cwd = await folderWith({ ...GOOD, 'src/a.py': '' });
    const before = await filesOf(cwd);
    const { exitCode, stdout, stderr } = await repro(args, { cwd });
    expect(stderr).toMatch(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(await filesOf(cwd)).toEqual(before);
  });

  test('a mistake in the config names file, line and column', async () => {
    const cwd = await folderWith({ 'repro.config.yaml': 'gate:\n  minscore: 1\n' });
    const { exitCode, stdout, stderr } = await repro(['check', '-o', 'out.txt'], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(
      [
        'error: repro.config.yaml:2:3: unknown key "minscore" in gate, did you mean "minScore"?',
        '  2 |   minscore: 1',
        '    |   ^^^^^^^^',
      ].join('\n'),
    );
    expect(Object.keys(await filesOf(cwd))).toEqual(['repro.config.yaml']);
  });

  test('control characters of a config do not reach the terminal', async () => {
    const cwd = await folderWith({ 'repro.config.yaml': '"\\e[31mgate": 1 # \u202e\u0085\n' });
    const { stderr } = await repro(['check'], { cwd });
    expect(stderr).toContain('\\x1b[31mgate');
    expect(stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe('repro check', () => {
  test('takes a category by its title too', async () => {
    const cwd = await folderWith(GOOD);
    const { stdout } = await repro(['check', '--only', 'randomness', '--format', 'json'], { cwd });
    const { results } = JSON.parse(stdout) as { results: { category: string }[] };
    expect([...new Set(results.map(({ category }) => category))]).toEqual(['seeds']);
  });

  test('exits 0 when the gate passes and 1 when it does not', async () => {
    expect(await repro(['check', '--only', 'code/syntax'], { cwd: await folderWith(GOOD) })).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    const cwd = await folderWith(BAD);
    expect(await repro(['check', '--only', 'code/syntax'], { cwd })).toMatchObject({
      exitCode: 1,
      stderr: '',
    });
    expect(await repro(['check', '--only', 'code/syntax', '--fail-on', 'never'], { cwd })).toMatchObject({
      exitCode: 0,
    });
  });

  test('--min-score beats the config', async () => {
    const cwd = await folderWith({
      ...BAD,
      'repro.config.yaml': 'checks: { code/syntax: optional }\ngate: { minScore: 0 }\n',
    });
    const flags = ['check', '--only', 'code/syntax'];
    expect((await repro(flags, { cwd })).exitCode).toBe(0);
    expect((await repro([...flags, '--min-score', '1'], { cwd })).exitCode).toBe(1);
    expect((await repro([...flags, '--no-config'], { cwd })).exitCode).toBe(1);
  });

  test('--format json is a report that passes its schema, whatever is asked for', async () => {
    const { stdout } = await repro(['check', '--format', 'json'], { cwd: await folderWith(BAD) });
    const report = Report.parse(JSON.parse(stdout));
    expect(report.results.find(({ id }) => id === 'code/syntax')).toMatchObject({ status: 'fail' });
    expect(report.config).toMatchObject({ file: null, extends: 'recommended' });
  });

  test('gives the same report twice but for the times', async () => {
    const cwd = await folderWith({ ...BAD, 'b.py': 'import torch\n', 'requirements.txt': 'torch\n' });
    const once = async () => {
      const {
        startedAt: _,
        durationMs: __,
        results,
        ...rest
      } = Report.parse(JSON.parse((await repro(['check', '--format', 'json'], { cwd })).stdout));
      return { ...rest, results: results.map(({ durationMs: ___, ...result }) => result) };
    };
    expect(await once()).toEqual(await once());
  });

  test('--profile holds public checklists against the results, with what people signed in the config', async () => {
    const project = await folderWith({
      'repro.config.yaml':
        'standards: [pwc]\nattestations:\n  - { item: pwc.4-pretrained, text: on the hub, by: A. Lead, on: 2026-11-30 }\n',
      'requirements.txt': 'numpy==1.26.4\n',
    });
    const standards = async (...args: string[]) => {
      const { stdout } = await repro(['check', project, '--format', 'json', ...args]);
      return (JSON.parse(stdout) as Report).standards?.map(({ id, items }) => ({ id, items }));
    };
    const [own] = (await standards()) ?? [];
    expect(own?.id).toBe('pwc');
    expect(own?.items.find(({ id }) => id === 'pwc.4-pretrained')).toMatchObject({
      state: 'stated',
      attestation: { by: 'A. Lead' },
    });
    expect(own?.items.find(({ id }) => id === 'pwc.1-dependencies')).toMatchObject({ state: 'met' });
    expect((await standards('--profile', 'heil,sandve'))?.map(({ id }) => id)).toEqual(['sandve', 'heil']);
    const text = await repro(['check', project, '--profile', 'pwc']);
    expect(text.stdout).toContain('ML Code Completeness Checklist: 1 met, 1 stated by a person');
    const wrong = await repro(['check', project, '--profile', 'sandvee']);
    expect(wrong).toMatchObject({ exitCode: 2 });
    expect(wrong.stderr).toContain('there is no standard sandvee, did you mean "sandve"?');
    const listed = await repro(['list', '--standards']);
    expect(listed.stdout).toContain('pwc.1-dependencies');
  });

  test('--only and --skip take ids, categories and globs', async () => {
    const cwd = await folderWith(GOOD);
    const ids = async (...flags: string[]) =>
      Report.parse(
        JSON.parse((await repro(['check', '--format', 'json', ...flags], { cwd })).stdout),
      ).results.map(({ id }) => id);
    expect(await ids('--only', 'seeds/fixed,code/syntax')).toEqual(['seeds/fixed', 'code/syntax']);
    const seeds = await ids('--only', 'seeds');
    expect(seeds.length).toBeGreaterThan(1);
    expect(await ids('--only', 'seeds/*')).toEqual(seeds);
    expect(await ids('--only', 'seeds', '--skip', 'seeds/fixed')).toEqual(
      seeds.filter((id) => id !== 'seeds/fixed'),
    );
  });

  test('--only runs a check that the config turned off', async () => {
    const cwd = await folderWith({ ...BAD, 'repro.config.yaml': 'checks: { code: off }\n' });
    expect((await repro(['check', '--only', 'code/syntax'], { cwd })).exitCode).toBe(1);
  });

  test('--output and --report write files, and a report can be rendered again', async () => {
    const cwd = await folderWith(BAD);
    const flags = [
      '--only',
      'code/syntax',
      '--output',
      'report.txt',
      '--report',
      'json=report.json',
      '--report',
      'text=second.txt',
    ];
    expect(await repro(['check', ...flags], { cwd })).toEqual({ exitCode: 1, stdout: '', stderr: '' });
    const files = await filesOf(cwd);
    expect(Object.keys(files)).toEqual(['report.json', 'report.txt', 'second.txt', 'train.py']);
    expect(files['report.txt']).toBe(files['second.txt']);
    const again = await repro(['report', 'report.json', '--format', 'text', '--output', 'third.txt'], {
      cwd,
    });
    expect(again).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect((await filesOf(cwd))['third.txt']).toBe(files['report.txt']);
  });

  test('an output file keeps its mode and a link stays a link', async () => {
    const cwd = await folderWith({ ...GOOD, 'real.txt': 'old' });
    await chmod(join(cwd, 'real.txt'), 0o600);
    await symlink('real.txt', join(cwd, 'link.txt'));
    await repro(['check', '--only', 'code/syntax', '-o', 'link.txt'], { cwd });
    expect((await filesOf(cwd))['real.txt']).toContain('Gate passed');
    expect((await lstat(join(cwd, 'real.txt'))).mode & 0o777).toBe(0o600);
    expect((await lstat(join(cwd, 'link.txt'))).isSymbolicLink()).toBe(true);
  });

  test('judges the folder of the config when run below it, and says so', async () => {
    const cwd = await folderWith({ ...BAD, 'repro.config.yaml': '', 'src/a.py': '' });
    const { exitCode, stderr } = await repro(['check', '--only', 'code/syntax'], { cwd: join(cwd, 'src') });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'note: judging .., where repro.config.yaml is',
    });
  });

  test('colours only when it may', async () => {
    const cwd = await folderWith(BAD);
    const colored = async (flags: string[], env: Record<string, string>) =>
      (await repro(['check', '--only', 'code/syntax', ...flags], { cwd, env })).stdout.includes('\x1b[');
    expect(await colored([], {})).toBe(false);
    expect(await colored(['--color'], {})).toBe(true);
    expect(await colored([], { FORCE_COLOR: '1' })).toBe(true);
    expect(await colored([], { FORCE_COLOR: '0' })).toBe(false);
    expect(await colored(['--color'], { NO_COLOR: '1' })).toBe(true);
    expect(await colored(['--no-color'], { FORCE_COLOR: '1' })).toBe(false);
  });

  test('ends quietly when its reader goes away', async () => {
    const cwd = await folderWith(BAD);
    const { stdout, stderr } = await promisify(execFile)(
      'bash',
      ['-c', `"${process.execPath}" "${bin}" check --verbose | head -n 1; echo "\${PIPESTATUS[0]}"`],
      { cwd },
    );
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('1');
    expect(stderr).toBe('');
  });

  test('says on an empty folder what it can', async () => {
    const { exitCode, stderr } = await repro(['check'], { cwd: await folderWith() });
    expect([0, 1]).toContain(exitCode);
    expect(stderr).toBe('');
  });
});

describe('repro lock', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await folderWith({
      'data/a.csv': '1\n',
      'data/images/x.png': 'x',
      'data/images/y.tmp': 'y',
      'repro.config.yaml':
        'data:\n  - { path: data/a.csv }\n  - { path: data/images, exclude: ["**/*.tmp"] }\n',
    });
  });

  test('records declared datasets, then finds them unchanged', async () => {
    expect(await repro(['lock'], { cwd })).toMatchObject({ exitCode: 0, stderr: '' });
    const { 'repro.lock': lock } = await filesOf(cwd);
    expect(lock).toContain('sha256:4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865');
    expect(lock).not.toContain('y.tmp');
    expect(await repro(['lock', '--check'], { cwd })).toEqual({
      exitCode: 0,
      stdout: 'ok        data/a.csv\nok        data/images',
      stderr: '',
    });
    await repro(['lock'], { cwd });
    expect((await filesOf(cwd))['repro.lock']).toBe(lock);
  });

  test('names the files that differ, and changes nothing', async () => {
    const changed = await folderWith({
      ...(await filesOf(cwd)),
      'data/images/x.png': 'z',
      'data/images/new.png': '',
    });
    const before = await filesOf(changed);
    const { exitCode, stdout } = await repro(['lock', '--check'], { cwd: changed });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('added: data/images/new.png');
    expect(stdout).toContain('changed: data/images/x.png');
    expect(await filesOf(changed)).toEqual(before);
    expect((await repro(['lock', '--check', 'data/a.csv'], { cwd: changed })).exitCode).toBe(0);
    await mkdir(join(changed, 'other'));
    expect(await repro(['lock', '--check', 'other'], { cwd: changed })).toMatchObject({
      exitCode: 1,
      stdout:
        'missing   other is not in repro.lock\nhint: put the data back, or record what is there with `repro lock`',
    });
  });

  test('ends with 130 and leaves nothing behind when interrupted', async () => {
    const large = await folderWith({ 'big.bin': '' });
    // Sparse: it takes no room, and long to hash.
    await truncate(join(large, 'big.bin'), 60e9);
    const child = spawn(process.execPath, [bin, 'lock', 'big.bin'], { cwd: large, stdio: 'ignore' });
    const ended = once(child, 'exit');
    // Until it listens for the signal, the signal simply ends it.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(130);
    expect((await readdir(large)).sort()).toEqual(['.git', 'big.bin']);
  });

  test('takes paths relative to where it runs', async () => {
    expect((await repro(['lock', 'a.csv'], { cwd: join(cwd, 'data') })).stdout).toMatch(
      /^unchanged data\/a\.csv/,
    );
  });
});

describe('repro report', () => {
  test.each([
    ['{"schemaVersion": 9}', /has schema version 9; this version of repro reads 1/],
    ['{"schemaVersion": 1}', /is not a report of repro: tool: /],
    ['[]', /is not a report of repro: the file: /],
    ['{', /is not JSON: /],
  ])('refuses %s', async (text, message) => {
    const cwd = await folderWith({ 'r.json': text });
    const { exitCode, stdout, stderr } = await repro(['report', 'r.json'], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('what is made from the checks', () => {
  test('repro list --format json tells of every check', async () => {
    const { exitCode, stdout } = await repro(['list', '--format', 'json']);
    expect(exitCode).toBe(0);
    const list = JSON.parse(stdout) as { id: string; options: unknown[] }[];
    expect(list.find(({ id }) => id === 'code/syntax')).toMatchObject({
      severity: 'required',
      category: 'code',
    });
    const text = (await repro(['list'])).stdout;
    for (const { id } of list) expect(text).toContain(`  ${id} `);
  });

  test('repro explain tells words and examples', async () => {
    const { exitCode, stdout } = await repro(['explain', 'code/syntax']);
    expect(exitCode).toBe(0);
    for (const part of ['Passes when', 'Why it matters', 'How to mend it', 'Good', 'Bad', 'def main(:'])
      expect(stdout).toContain(part);
  });

  test.each(['config', 'report', 'lock'])('repro schema %s is a JSON Schema', async (of) => {
    const { exitCode, stdout } = await repro(['schema', of]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
    });
  });
});
