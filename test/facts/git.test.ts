import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Project } from '../../src/facts/fact.js';
import { disarming, parseConfigList } from '../../src/facts/git/disarm.js';
import { readAddress } from '../../src/facts/git/remotes.js';
import { parseStatus } from '../../src/facts/git/status.js';
import { ciService, type Git, git, type Repository } from '../../src/facts/git.js';
import { FolderSource } from '../../src/facts/source.js';
import { repository, git as runGit, temporaryFolder, write, writeScript } from '../support/repository.js';

async function stateOf(root: string): Promise<Git> {
  return new Project(await FolderSource.open(root)).get(git);
}

async function repositoryOf(root: string): Promise<Repository> {
  const state = await stateOf(root);
  if (state.kind !== 'ok') throw new Error(`expected a repository, found ${state.kind}`);
  return state;
}

describe('states of a repository', () => {
  test('a folder in no repository', async () => {
    expect((await stateOf(await temporaryFolder())).kind).toBe('none');
  });

  test('a repository without a commit', async () => {
    const root = await temporaryFolder();
    await runGit(root, 'init', '--quiet', '--initial-branch=trunk');
    expect(await stateOf(root)).toMatchObject({ kind: 'no-commits', branch: 'trunk' });
  });

  test('a bare repository, and a subfolder of it', async () => {
    const root = await temporaryFolder();
    await runGit(root, 'init', '--quiet', '--bare');
    expect((await stateOf(root)).kind).toBe('bare');
    expect((await stateOf(join(root, 'refs'))).kind).toBe('bare');
  });

  test('a clean commit', async () => {
    const root = await repository({ 'train.py': 'print(1)\n' });
    const head = await runGit(root, 'rev-parse', 'HEAD');
    expect(await repositoryOf(root)).toMatchObject({
      head,
      branch: 'main',
      prefix: '',
      shallow: false,
      status: { staged: [], unstaged: [], untracked: [], undecided: [] },
      upstream: { branches: [], tags: [], any: false },
      remotes: [],
    });
  });

  test('a detached HEAD with a tag', async () => {
    const root = await repository({ 'a.py': '' });
    await runGit(root, 'tag', 'v1');
    await runGit(root, 'checkout', '--quiet', '--detach');
    const found = await repositoryOf(root);
    expect(found.branch).toBeUndefined();
    expect(found).toMatchObject({ tagsAtHead: ['v1'], tagCount: 1, upstream: { tags: ['v1'] } });
  });

  test('every kind of change', async () => {
    const root = await repository({
      'a.py': 'a = 1\n',
      'b.py': 'b = 1\n',
      'c.py': 'c = 1\n',
      'old name.py': 'x = 1\n',
      'd e/f.py': '1\n',
    });
    await write(root, {
      'a.py': 'a = 2\n',
      'new.py': '',
      'notes/x.txt': '',
      'notes/y.txt': '',
      'line\nbreak.py': '',
    });
    await write(root, { 'b.py': 'b = 2\n' });
    await runGit(root, 'add', 'b.py');
    await rm(join(root, 'c.py'));
    await runGit(root, 'mv', 'old name.py', 'new name.py');
    const { status } = await repositoryOf(root);
    expect(status.staged).toEqual([
      { path: 'b.py', what: 'modified' },
      { path: 'new name.py', what: 'renamed', from: 'old name.py' },
    ]);
    expect(status.unstaged).toEqual([
      { path: 'a.py', what: 'modified' },
      { path: 'c.py', what: 'deleted' },
    ]);
    expect(status.untracked).toEqual(['line\nbreak.py', 'new.py', 'notes/']);
  });

  test('a subfolder of the repository as the root', async () => {
    const root = await repository({ 'other.py': '1\n', 'sub/train.py': '1\n', '.gitignore': '.venv/\n' });
    await write(root, { 'other.py': '2\n', 'sub/train.py': '2\n', 'sub/new.py': '' });
    const found = await repositoryOf(join(root, 'sub'));
    expect(found).toMatchObject({ prefix: 'sub', toplevel: root });
    expect(found.status.unstaged).toEqual([{ path: 'train.py', what: 'modified' }]);
    expect(found.status.untracked).toEqual(['new.py']);
    expect(found.ignored.probes['.venv/bin/python']).toBe(true);
  });

  test('a folder that an outer repository ignores is in no repository', async () => {
    const root = await repository({ '.gitignore': 'out/\n' });
    await write(root, { 'out/train.py': '' });
    expect((await stateOf(join(root, 'out'))).kind).toBe('none');
  });

  test('a linked work tree', async () => {
    const root = await repository({ 'a.py': '' });
    const linked = join(await temporaryFolder(), 'linked');
    await runGit(root, 'worktree', 'add', '--quiet', '-b', 'other', linked);
    expect(await repositoryOf(linked)).toMatchObject({ branch: 'other', toplevel: linked });
  });

  test('a shallow clone knows that its commit is on the remote', async () => {
    const root = await repository({ 'a.py': '' });
    await runGit(root, 'commit', '--quiet', '--allow-empty', '--message=second');
    const clone = join(await temporaryFolder(), 'clone');
    await runGit(root, 'clone', '--quiet', '--depth=1', `file://${root}`, clone);
    expect(await repositoryOf(clone)).toMatchObject({
      shallow: true,
      upstream: { branches: ['origin/main'] },
    });
  });

  test('unpushed commits are counted, with and without an upstream', async () => {
    const root = await repository({ 'a.py': '' });
    const clone = join(await temporaryFolder(), 'clone');
    await runGit(root, 'clone', '--quiet', root, clone);
    await runGit(clone, 'commit', '--quiet', '--allow-empty', '--message=second');
    expect((await repositoryOf(clone)).upstream).toMatchObject({
      name: 'origin/main',
      ahead: 1,
      branches: [],
      any: true,
    });
    await runGit(clone, 'checkout', '--quiet', '-b', 'topic');
    await runGit(clone, 'commit', '--quiet', '--allow-empty', '--message=third');
    const { upstream } = await repositoryOf(clone);
    expect(upstream).toMatchObject({ ahead: 2, branches: [] });
    expect(upstream.name).toBeUndefined();
  });

  test('submodules: initialised, at another commit, missing', async () => {
    const part = await repository({ 'part.py': '' });
    const root = await repository({ 'a.py': '' });
    for (const name of ['good', 'moved', 'gone'])
      await runGit(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', part, name);
    await runGit(root, 'commit', '--quiet', '--message=parts');
    await runGit(join(root, 'moved'), 'commit', '--quiet', '--allow-empty', '--message=on');
    await rm(join(root, 'gone'), { recursive: true });
    await mkdir(join(root, 'gone'));
    expect((await repositoryOf(root)).submodules).toMatchObject([
      { path: 'gone', state: 'missing' },
      { path: 'good', state: 'ok' },
      { path: 'moved', state: 'differs' },
    ]);
  });

  test('git that is missing is said to be, with the mend', async () => {
    const root = await repository({ 'a.py': '' });
    vi.stubEnv('PATH', await temporaryFolder());
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(stateOf(root)).rejects.toMatchObject({
      name: 'CannotTell',
      message: expect.stringMatching(/git is not installed/),
    });
  });

  test('git that is too old is not asked', async () => {
    const root = await repository({ 'a.py': '' });
    const bin = await temporaryFolder();
    await writeScript(join(bin, 'git'), '#!/bin/sh\necho git version 2.20.1\n');
    vi.stubEnv('PATH', `${bin}:/bin:/usr/bin`);
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(stateOf(root)).rejects.toMatchObject({
      message: expect.stringMatching(/2\.20 is too old.*2\.31/),
    });
  });

  test.runIf(process.getuid?.() === 0)('a repository of another user, with the mend', async () => {
    const root = await repository({ 'a.py': '' });
    await chown(root, 12345, 12345);
    await chown(join(root, '.git'), 12345, 12345);
    vi.stubEnv('HOME', await temporaryFolder());
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(stateOf(root)).rejects.toMatchObject({
      message: expect.stringContaining(`git config --global --add safe.directory ${root}`),
    });
  });

  test('a partial clone fetches nothing', async () => {
    const root = await repository({ 'a.py': 'a\n', 'big.csv': 'x'.repeat(1_100_000) });
    await runGit(root, 'config', 'uploadpack.allowFilter', 'true');
    const clone = join(await temporaryFolder(), 'clone');
    await runGit(root, 'clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${root}`, clone);
    await runGit(clone, 'sparse-checkout', 'set', 'none');
    await runGit(clone, 'read-tree', 'HEAD');
    expect((await repositoryOf(clone)).large).toContainEqual({
      path: 'big.csv',
      size: undefined,
      lfs: false,
    });
  });

  test('a broken repository is said to be unreadable', async () => {
    const root = await repository({ 'a.py': '' });
    await rm(join(root, '.git/HEAD'));
    await expect(stateOf(root)).rejects.toMatchObject({ name: 'CannotTell' });
    const file = await repository({ 'a.py': '' });
    await write(file, { '.git/index': 'no index' });
    await expect(stateOf(file)).rejects.toMatchObject({
      name: 'CannotTell',
      message: expect.stringMatching(/index/),
    });
  });
});

describe('large files', () => {
  const big = 'x'.repeat(1_200_000);

  test('on disk, missing from disk, and behind a pointer', async () => {
    const pointer =
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';
    const root = await repository({
      'data.csv': `${big}y`,
      'gone.csv': big,
      '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs\n',
      'model.bin': pointer,
      'small.txt': '',
    });
    await rm(join(root, 'gone.csv'));
    await write(root, { 'model.bin': big });
    expect((await repositoryOf(root)).large).toEqual([
      { path: 'data.csv', size: 1_200_001, lfs: false },
      { path: 'gone.csv', size: 1_200_000, lfs: false },
      { path: 'model.bin', size: 1_200_000, lfs: true },
    ]);
  });

  test('a file committed in full before its LFS rule is not in LFS', async () => {
    const root = await repository({ 'model.bin': big, '.gitattributes': '*.bin filter=lfs\n' });
    expect((await repositoryOf(root)).large).toEqual([{ path: 'model.bin', size: 1_200_000, lfs: false }]);
  });

  test('the size of an absent object is unknown, and nothing is fetched', async () => {
    const root = await repository({ 'data.csv': big });
    const object = await runGit(root, 'rev-parse', 'HEAD:data.csv');
    await rm(join(root, 'data.csv'));
    await rm(join(root, '.git/objects', object.slice(0, 2), object.slice(2)), { force: true });
    expect((await repositoryOf(root)).large).toEqual([{ path: 'data.csv', size: undefined, lfs: false }]);
  });
});

describe('files behind filters', () => {
  test('an LFS file is compared with its pointer, others are left open', async () => {
    const content = 'weights\n';
    const oid = createHash('sha256').update(content).digest('hex');
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`;
    const root = await repository({
      '.gitattributes': '*.bin filter=lfs\n*.ipynb filter=strip\n*.txt filter=undefined\n',
      'same.bin': pointer,
      'other.bin': pointer,
      'a.ipynb': '{}',
      'a.txt': 'a\n',
    });
    await runGit(root, 'config', 'filter.lfs.clean', 'false');
    await runGit(root, 'config', 'filter.strip.clean', 'false');
    await write(root, {
      'same.bin': content,
      'other.bin': 'changed\n',
      'a.ipynb': '{"x": 1}',
      'a.txt': 'b\n',
    });
    const { status } = await repositoryOf(root);
    expect(status.unstaged.map(({ path }) => path)).toEqual(['a.txt', 'other.bin']);
    expect(status.undecided).toEqual(['a.ipynb']);
  });
});

describe('a hostile repository', () => {
  test('runs nothing, whatever its configuration and hooks say', async () => {
    const root = await repository({ 'a.py': 'a = 1\n', 'b.py': 'b = 1\n', 'c d.ipynb': '{}' });
    const ran = join(await temporaryFolder(), 'ran');
    const evil = join(root, 'evil.sh');
    await writeScript(evil, `#!/bin/sh\necho "$0 $@" >> '${ran}'\ncat\n`);
    await write(root, {
      '.gitattributes': '* filter=x=y diff=x\n*.ipynb filter=included\n',
      'included.cfg': `[filter "included"]\n  clean = ${evil}\n  required = true\n`,
    });
    const settings: Record<string, string> = {
      'core.fsmonitor': evil,
      'core.pager': evil,
      'core.sshCommand': evil,
      'core.askPass': evil,
      'core.editor': evil,
      'core.alternateRefsCommand': evil,
      'core.gitProxy': evil,
      'core.untrackedCache': 'true',
      'filter.x=y.clean': evil,
      'filter.x=y.smudge': evil,
      'filter.x=y.process': evil,
      'filter.x=y.required': 'true',
      'diff.x.textconv': evil,
      'diff.x.command': evil,
      'diff.external': evil,
      'gpg.program': evil,
      'gpg.ssh.program': evil,
      'log.showSignature': 'true',
      'credential.helper': `!${evil}`,
      'pager.status': evil,
      'alias.status': `!${evil}`,
      'uploadpack.packObjectsHook': evil,
      'remote.origin.url': `ext::${evil}`,
      'remote.origin.uploadpack': evil,
      'remote.origin.promisor': 'true',
      'remote.origin.partialclonefilter': 'blob:none',
      'status.submoduleSummary': 'true',
      'extensions.worktreeConfig': 'true',
      'include.path': '../included.cfg',
    };
    for (const [key, value] of Object.entries(settings)) await runGit(root, 'config', key, value);
    await runGit(root, 'config', '--worktree', 'filter.worktree.clean', evil);
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction', 'pre-auto-gc'])
      await writeScript(join(root, '.git/hooks', hook), `#!/bin/sh\necho hook >> '${ran}'\n`);
    await write(root, { 'a.py': 'a = 2\n', 'c d.ipynb': '[]' });
    // An object that the promised remote would have to give.
    const object = await runGit(root, '-c', 'core.fsmonitor=false', 'rev-parse', 'HEAD:b.py');
    await rename(join(root, '.git/objects', object.slice(0, 2), object.slice(2)), join(root, '.git/hidden'));
    await rm(join(root, 'b.py'));
    await rm(ran, { force: true });
    const found = await repositoryOf(root);
    expect(existsSync(ran)).toBe(false);
    expect(found.status.undecided).toEqual(['a.py', 'c d.ipynb']);
    expect(found.large).toEqual([{ path: 'b.py', size: undefined, lfs: false }]);
    // The script does leave its mark when a filter is run: the test can fail.
    await runGit(root, 'hash-object', 'a.py').catch(() => '');
    expect(existsSync(ran)).toBe(true);
  });

  test('does not move the work tree elsewhere', async () => {
    const root = await repository({ 'a.py': 'a = 1\n' });
    const elsewhere = await temporaryFolder();
    await write(elsewhere, { 'secret.txt': 'x' });
    await runGit(root, 'config', 'core.worktree', elsewhere);
    const found = await repositoryOf(root);
    expect(found).toMatchObject({ toplevel: root, status: { unstaged: [], untracked: [] } });
  });

  test('does not run what a submodule configures', async () => {
    const part = await repository({ 'part.py': '' });
    const root = await repository({ 'a.py': '' });
    await runGit(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', part, 'part');
    await runGit(root, 'commit', '--quiet', '--message=part');
    const ran = join(await temporaryFolder(), 'ran');
    await writeScript(join(root, '.git/evil.sh'), `#!/bin/sh\ntouch '${ran}'\n`);
    await runGit(join(root, 'part'), 'config', 'core.fsmonitor', join(root, '.git/evil.sh'));
    await repositoryOf(root);
    expect(existsSync(ran)).toBe(false);
  });

  test('leaves the index as it is', async () => {
    const root = await repository({ 'a.py': 'a = 1\n' });
    await write(root, { 'a.py': 'a = 1\n' });
    const before = await runGit(root, 'hash-object', '.git/index');
    await symlink('a.py', join(root, 'link'));
    await repositoryOf(root);
    expect(await runGit(root, 'hash-object', '.git/index')).toBe(before);
  });
});

describe('addresses of remotes', () => {
  test.each([
    ['https://github.com/a/b.git', 'GitHub', 'https://github.com/a/b', false],
    ['git@github.com:a/b.git', 'GitHub', 'https://github.com/a/b', false],
    ['ssh://git@gitlab.com:22/g/s/b.git', 'GitLab', 'https://gitlab.com/g/s/b', false],
    ['https://bitbucket.org/a/b/', 'Bitbucket', 'https://bitbucket.org/a/b', false],
    ['ssh://git@ssh.github.com:443/a/b.git', 'GitHub', 'https://github.com/a/b', false],
    ['https://user:token@github.com/a/b', 'GitHub', 'https://github.com/a/b', true],
    ['https://ghp_token@github.com/a/b', 'GitHub', 'https://github.com/a/b', true],
    ['https://x:y@z@github.com/a/b', 'GitHub', 'https://github.com/a/b', true],
    ['ssh://user:password@host.org/a', 'other', 'https://host.org/a', true],
    ['http://git.example.org:8080/a/b', 'other', 'http://git.example.org:8080/a/b', false],
    ['https://git@github.com/a/b', 'GitHub', 'https://github.com/a/b', false],
    ['/srv/git/a.git', 'local', undefined, false],
    ['../a', 'local', undefined, false],
    ['C:\\code\\a', 'local', undefined, false],
    ['file:///srv/a', 'local', undefined, false],
  ])('%s', (address, kind, web, hasCredentials) => {
    expect(readAddress(address)).toMatchObject({ kind, hasCredentials });
    expect(readAddress(address).web).toBe(web);
  });

  test('no secret is kept', () => {
    const found = JSON.stringify(readAddress('https://user:s3cret@host.org/a?token=s3cret'));
    expect(found).not.toContain('s3cret');
  });
});

test('settings with odd names are read and disarmed', () => {
  const list = parseConfigList(
    'local\0filter.a=b\nc.clean\nrm -rf\0local\0core.bare\0global\0user.name\nA\nB\0',
  );
  expect(list.map(({ scope }) => scope)).toEqual(['local', 'local', 'global']);
  expect(list[1]).toEqual({ scope: 'local', key: 'core.bare', value: 'true' });
  const odd = parseConfigList('local\0filter.a=b.clean\nrm -rf\0');
  expect(disarming(odd)).toContainEqual(['filter.a=b.clean', '']);
});

test('a merge conflict and a copied file in the status', () => {
  const status = parseStatus(
    [
      '# branch.oid abc',
      'u UU N... 100644 100644 100644 100644 a b c both sides.py',
      '2 C. N... 100644 100644 100644 a b C100 copy.py',
      'origin.py',
      '? x',
    ].join('\0'),
  );
  expect(status.staged).toEqual([
    { path: 'both sides.py', what: 'unmerged' },
    { path: 'copy.py', what: 'copied', from: 'origin.py' },
  ]);
  expect(status.untracked).toEqual(['x']);
});

test('CI services are known by their environment', () => {
  expect(ciService({ GITHUB_ACTIONS: 'true', CI: 'true' })).toBe('GitHub Actions');
  expect(ciService({ CI: '1' })).toBe('CI');
  expect(ciService({ CI: 'false' })).toBeUndefined();
  expect(ciService({})).toBeUndefined();
});

describe('submodules and tags', () => {
  test('states, recorded commits and addresses', async () => {
    const inner = await repository({ 'a.py': 'print(1)\n' });
    const root = await repository({ 'train.py': 'print(1)\n' });
    await runGit(root, 'submodule', '--quiet', 'add', inner, 'libs/with space');
    await runGit(root, 'clone', '--quiet', inner, 'stray');
    await runGit(root, '-c', 'advice.addEmbeddedRepo=false', 'add', '--all');
    await runGit(root, 'commit', '--quiet', '-m', 'second');
    const recorded = await runGit(inner, 'rev-parse', 'HEAD');
    expect((await repositoryOf(root)).submodules).toEqual([
      { path: 'libs/with space', recorded, state: 'ok', hasAddress: true },
      { path: 'stray', recorded, state: 'ok', hasAddress: false },
    ]);
    await runGit(join(root, 'stray'), 'commit', '--quiet', '--allow-empty', '-m', 'more');
    const clone = join(await temporaryFolder(), 'clone');
    await runGit(root, 'clone', '--quiet', root, clone);
    const found = [...(await repositoryOf(clone)).submodules, ...(await repositoryOf(root)).submodules];
    expect(found.map(({ state }) => state)).toEqual(['missing', 'missing', 'ok', 'differs']);
    await rm(join(clone, 'stray'), { recursive: true });
    expect((await repositoryOf(clone)).submodules.map(({ state }) => state)).toEqual(['missing', 'missing']);
    expect((await repositoryOf(join(root, 'libs'))).submodules).toMatchObject([
      { path: 'with space', state: 'ok', hasAddress: true },
    ]);
  });

  test('annotated and light tags lead to commits', async () => {
    const root = await repository({ 'train.py': 'print(1)\n' });
    const commit = await runGit(root, 'rev-parse', 'HEAD');
    await runGit(root, 'tag', '-a', 'v1', '-m', 'first');
    await runGit(root, 'tag', 'light/one');
    const { tags, tagCount, tagsAtHead } = await repositoryOf(root);
    expect([...tags].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'light/one', commit },
      { name: 'v1', commit },
    ]);
    expect([tagCount, [...tagsAtHead].sort()]).toEqual([2, ['light/one', 'v1']]);
  });
});
