import { chmod, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { repro } from '../support/cli.js';
import { git, repository, repositoryOf, temporaryFolder, write } from '../support/repository.js';

/** Puts an environment with these packages beside the code, as venv and pip leave it. */
async function installInto(root: string, packages: Record<string, string>, python = '3.11.9'): Promise<void> {
  await write(root, {
    '.venv/pyvenv.cfg': `home = /usr/bin\nversion = ${python}\n`,
    '.venv/.gitignore': '*\n',
    ...Object.fromEntries(
      Object.entries(packages).map(([name, version]) => [
        `.venv/lib/python3.11/site-packages/${name.replace(/-/g, '_')}-${version}.dist-info/METADATA`,
        `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
      ]),
    ),
  });
}

async function projectWith(files: Record<string, string | Uint8Array>): Promise<string> {
  const root = await repository({ 'train.py': 'import numpy\n', '.python-version': '3.11\n', ...files });
  await installInto(root, { numpy: '2.1.0', pandas: '2.2.2' });
  return root;
}

const text = (root: string, path: string) => readFile(join(root, path), 'utf8');
const changes = (root: string) => git(root, 'status', '--porcelain');

async function environmentChecks(root: string): Promise<Record<string, string>> {
  const { stdout } = await repro(['check', root, '--only', 'env', '--format', 'json']);
  const report = JSON.parse(stdout) as { results: { check: string; id?: string; status: string }[] };
  return Object.fromEntries(report.results.map((result) => [result.id ?? result.check, result.status]));
}

describe('repro fix env', () => {
  test('check, dry run, fix, check, fix again', async () => {
    const root = await repositoryOf('loose-requirements');
    await installInto(root, {
      numpy: '2.1.0',
      pandas: '2.2.2',
      'scikit-learn': '1.5.0',
      matplotlib: '3.8.2',
      torch: '2.4.1',
    });
    const before = await environmentChecks(root);
    expect(before).toMatchObject({ 'env/pinned': 'warn', 'env/python': 'fail' });

    const dry = await repro(['fix', 'env', root, '--dry-run']);
    expect(dry).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await changes(root)).toBe('');
    expect(dry.stdout).toContain('-torch>=2.0\n+torch==2.4.1\n');
    expect(dry.stdout).toContain('5 changes in 2 files would be made:');

    const made = await repro(['fix', 'env', root]);
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await text(root, 'requirements.txt')).toBe(
      '# what I had installed\nnumpy==2.1.0\npandas==2.2.2\nscikit-learn==1.5.0\nmatplotlib==3.8.2\ntorch==2.4.1\n',
    );
    expect(await text(root, '.python-version')).toBe('3.11.9\n');
    expect(made.stdout).toContain('requirements.txt:2  numpy is pinned to 2.1.0 (.venv)');
    expect(await environmentChecks(root)).toMatchObject({ 'env/pinned': 'pass', 'env/python': 'pass' });

    await git(root, 'commit', '-qam', 'pins');
    expect(await repro(['fix', 'env', root])).toMatchObject({
      exitCode: 0,
      stdout: 'There is nothing to mend.',
    });
  });

  test('each project of a repository is mended by itself, with the environment of the root', async () => {
    const root = await repositoryOf('monorepo-plain');
    await write(root, { Dockerfile: 'FROM ubuntu:24.04\n' });
    await git(root, 'add', '.');
    await git(root, 'commit', '-qm', 'an image');
    await installInto(root, { numpy: '1.26.4', 'scikit-learn': '1.5.2', scipy: '1.17.1' });
    const dry = await repro(['fix', 'env', root, '--dry-run', '--project', 'digits']);
    expect(dry.stdout).toContain('1 change in 1 file would be made:\n  digits/.python-version');
    const { stdout } = await repro(['fix', 'env', root, '--dry-run']);
    await execa('git', ['apply', '--check', '-'], { cwd: root, input: `${stdout}\n` });
    expect((await repro(['fix', 'env', root])).exitCode).toBe(0);
    expect(await text(root, 'weather/requirements.txt')).toBe('numpy==1.26.4\nscikit-learn==1.5.2\n');
    expect((await changes(root)).split('\n').map((line) => line.slice(3))).toEqual([
      'weather/requirements.txt',
      'digits/.python-version',
      'weather/.python-version',
    ]);
    await git(root, 'add', '.');
    await git(root, 'commit', '-qm', 'pins');
    const digest = `ubuntu:24.04=sha256:${'0'.repeat(64)}`;
    const image = await repro(['fix', 'env', root, '--digest', digest, '--dry-run']);
    expect(image.stdout).toContain('1 change in 1 file would be made:\n  Dockerfile:1');
    expect((await repro(['fix', 'env', root])).stdout).toBe('There is nothing to mend.');
  });

  test('a conda environment', async () => {
    const root = await repositoryOf('conda-gpu');
    const conda = {
      python: '3.10.14',
      numpy: '1.26.4',
      pytorch: '2.1.2',
      'pytorch-cuda': '12.1',
      tensorboard: '2.17.1',
    };
    await write(root, {
      '.conda/.gitignore': '*\n',
      ...Object.fromEntries(
        Object.entries(conda).map(([name, version]) => [
          `.conda/conda-meta/${name}-${version}-0.json`,
          JSON.stringify({ name, version, build: '0' }),
        ]),
      ),
      '.conda/lib/python3.10/site-packages/albumentations-1.4.18.dist-info/METADATA':
        'Name: albumentations\nVersion: 1.4.18\n',
    });
    const before = await text(root, 'environment.yml');
    expect((await repro(['fix', 'env', root])).exitCode).toBe(0);
    expect(await text(root, 'environment.yml')).toBe(
      before
        .replace('- pytorch-cuda=12.1', '- pytorch-cuda==12.1')
        .replace('- tensorboard', '- tensorboard=2.17.1')
        .replace('albumentations>=1.3', 'albumentations==1.4.18'),
    );
    expect((await environmentChecks(root))['env/pinned']).toBe('pass');
  });

  test.each([
    ['in the top folder', ''],
    ['in a folder of the repository', 'part'],
  ])('git applies the diff of a dry run %s', async (_, folder) => {
    const files = {
      'train.py': 'import numpy\n',
      'requirements.txt': `${'# a line\n'.repeat(9)}numpy # é\r\n${'\n'.repeat(5)}-r more deps.txt\n-r "q".txt\npandas`,
      'requirements/base.txt': 'numpy',
    };
    const root = await repository(
      Object.fromEntries(
        Object.entries(files).map(([path, content]) => [folder === '' ? path : `${folder}/${path}`, content]),
      ),
    );
    const cwd = join(root, folder);
    await installInto(cwd, { numpy: '2.1.0', pandas: '2.2.2' });
    const { stdout } = await repro(['fix', 'env', '--dry-run', '--no-config'], { cwd });
    await execa('git', ['apply', '-'], { cwd, input: `${stdout}\n` });
    const applied = [await text(cwd, 'requirements.txt'), await text(cwd, '.python-version')];
    expect(applied[0]).toContain('numpy==2.1.0 # é\r\n');
    await git(root, 'checkout', '-q', '.');
    await git(root, 'clean', '-qf');
    expect((await repro(['fix', 'env', '--no-config'], { cwd })).exitCode).toBe(0);
    expect([await text(cwd, 'requirements.txt'), await text(cwd, '.python-version')]).toEqual(applied);
  });

  test.each<[string, (root: string) => Promise<unknown>, string]>([
    [
      'modified',
      (root) => writeFile(join(root, 'requirements.txt'), 'numpy\npandas # mine\n'),
      'requirements.txt is modified and not committed',
    ],
    [
      'staged',
      async (root) => {
        await writeFile(join(root, 'requirements.txt'), 'numpy\n# mine\n');
        await git(root, 'add', 'requirements.txt');
      },
      'requirements.txt is modified and not committed',
    ],
    [
      'untracked',
      (root) =>
        git(root, 'rm', '-q', '--cached', 'requirements.txt').then(() => git(root, 'commit', '-qm', 'x')),
      'requirements.txt is not tracked by git',
    ],
    ['without git', (root) => rm(join(root, '.git'), { recursive: true }), 'there is no git repository'],
  ])('a file is refused unless forced: %s', async (_, change, reason) => {
    const root = await projectWith({ 'requirements.txt': 'numpy\n' });
    await change(root);
    const before = await text(root, 'requirements.txt');
    const refused = await repro(['fix', 'env', root]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('nothing was written');
    expect(refused.stderr).toContain(reason);
    expect(refused.stderr).toContain('--force');
    expect(await text(root, 'requirements.txt')).toBe(before);
    const dry = await repro(['fix', 'env', root, '--dry-run']);
    expect(dry.exitCode).toBe(0);
    expect(dry.stderr).toContain('without --dry-run this would be refused');
    expect((await repro(['fix', 'env', root, '--force'])).exitCode).toBe(0);
    expect(await text(root, 'requirements.txt')).toBe(
      before.replace('numpy', 'numpy==2.1.0').replace('pandas', 'pandas==2.2.2'),
    );
  });

  test('encoding, line ends and mode stay', async () => {
    const content = Buffer.from('\ufeff# né\r\nnumpy>=1 # 😀\r\npandas', 'utf16le');
    const root = await projectWith({ 'requirements.txt': content });
    await chmod(join(root, 'requirements.txt'), 0o640);
    const dry = await repro(['fix', 'env', root, '--dry-run', '--force']);
    expect(dry.stdout).toContain('# requirements.txt is in UTF-16LE, which a patch cannot hold:\n');
    expect((await repro(['fix', 'env', root, '--force'])).exitCode).toBe(0);
    expect(await readFile(join(root, 'requirements.txt'))).toEqual(
      Buffer.from('\ufeff# né\r\nnumpy==2.1.0 # 😀\r\npandas==2.2.2', 'utf16le'),
    );
    expect((await stat(join(root, 'requirements.txt'))).mode & 0o777).toBe(0o640);
    expect(await changes(root)).toContain(' M requirements.txt');
  });

  test('a read-only file stops everything', async () => {
    const root = await projectWith({ 'requirements.txt': '-r base.txt\nnumpy\n', 'base.txt': 'pandas\n' });
    await chmod(join(root, 'requirements.txt'), 0o444);
    const refused = await repro(['fix', 'env', root]);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('requirements.txt is read-only; nothing was written');
    expect(await text(root, 'base.txt')).toBe('pandas\n');
  });

  test('a link is left, wherever it leads', async () => {
    const outside = await temporaryFolder();
    await write(outside, { 'list.txt': 'numpy\n' });
    const root = await projectWith({ 'deps/list.txt': 'numpy\n' });
    await symlink(join(outside, 'list.txt'), join(root, 'requirements.txt'));
    await git(root, 'add', '.');
    await git(root, 'commit', '-qm', 'link');
    const made = await repro(['fix', 'env', root, '--force']);
    expect(made.exitCode).toBe(0);
    expect(made.stdout).not.toContain('is pinned');
    expect(await text(outside, 'list.txt')).toBe('numpy\n');
    expect(await changes(root)).toBe('');
  });

  test('a binary manifest is left, with the reason', async () => {
    const root = await projectWith({ 'requirements.txt': Buffer.from('numpy\n\0\0\n') });
    const made = await repro(['fix', 'env', root]);
    expect(made.exitCode).toBe(0);
    expect(made.stdout).toContain('requirements.txt is not a text file');
  });

  test('control characters of the project do not reach the terminal', async () => {
    const root = await projectWith({
      'requirements.txt': 'numpy\n-r \u001b[31mred.txt\n',
      '\u001b[31mred.txt': 'pandas\n',
    });
    const { stdout, stderr } = await repro(['fix', 'env', root, '--dry-run']);
    expect(stdout + stderr).not.toContain('\u001b');
    expect(stdout).toContain('a character that nobody sees');
  });

  test('digests', async () => {
    const root = await projectWith({ Dockerfile: 'FROM python:3.11-slim\nCOPY . .\n' });
    const digest = `sha256:${'ab'.repeat(32)}`;
    const made = await repro([
      'fix',
      'env',
      root,
      '--digest',
      `python:3.11-slim=${digest}`,
      '--only',
      'digests',
    ]);
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await text(root, 'Dockerfile')).toBe(`FROM python:3.11-slim@${digest}\nCOPY . .\n`);
  });

  test.each<[string[], string, string]>([
    [
      ['--digest', `python:3.11-slin=sha256:${'a'.repeat(64)}`],
      'no recipe takes the image python:3.11-slin',
      'did you mean python:3.11-slim?',
    ],
    [
      ['--digest', `ubuntu=sha256:${'a'.repeat(64)}`],
      'no recipe takes the image ubuntu',
      'the images are python:3.11-slim',
    ],
    [['--digest', 'python:3.11-slim=sha256:abc'], 'is not image=sha256:<64 hexadecimal digits', 'imagetools'],
    [
      ['--digest', `a=sha256:${'a'.repeat(64)}`, '--digest', `a=sha256:${'b'.repeat(64)}`],
      'two digests for a',
      '',
    ],
    [['--digest', `a=sha256:${'a'.repeat(64)}`, '--only', 'pins'], '--only leaves out digests', ''],
    [['--only', 'pins,pythn'], 'pins, python, digests', ''],
    [['--format', 'xml'], 'text, json', ''],
  ])('a mistake in flags: %j', async (flags, message, hint) => {
    const root = await projectWith({ Dockerfile: 'FROM python:3.11-slim\n' });
    const { exitCode, stderr } = await repro(['fix', 'env', root, ...flags]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(await changes(root)).toBe('');
  });

  test('a folder that is not there, and no family', async () => {
    expect((await repro(['fix', 'env', 'nowhere'])).exitCode).toBe(2);
    expect((await repro(['fix'])).exitCode).toBe(2);
    expect((await repro(['fix', 'data'])).exitCode).toBe(2);
  });

  test('as JSON', async () => {
    const root = await projectWith({ 'requirements.txt': 'numpy\nseaborn\n' });
    const { stdout, exitCode } = await repro(['fix', 'env', root, '--dry-run', '--format', 'json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      dryRun: true,
      edits: [{ path: 'requirements.txt', line: 1, before: '', after: '==2.1.0', source: '.venv' }],
      files: [],
      left: [{ path: 'requirements.txt', line: 2, what: 'seaborn' }],
      diff: expect.stringContaining('+numpy==2.1.0\n'),
    });
  });

  test('an ignored .python-version is left', async () => {
    const root = await repository({ 'train.py': 'print(1)\n', '.gitignore': '.python-version\n' });
    await installInto(root, {});
    const { stdout } = await repro(['fix', 'env', root]);
    expect(stdout).toContain('.gitignore names it');
    expect(await changes(root)).toBe('');
  });

  test('no draft is left behind', async () => {
    const root = await projectWith({ 'requirements.txt': 'numpy\n' });
    await repro(['fix', 'env', root]);
    expect((await git(root, 'status', '--porcelain', '--ignored')).split('\n')).toEqual([
      ' M requirements.txt',
      '!! .venv/',
    ]);
  });
});
