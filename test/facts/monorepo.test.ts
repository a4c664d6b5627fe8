import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CannotTell } from '../../src/errors.js';
import { Project } from '../../src/facts/fact.js';
import { files } from '../../src/facts/files.js';
import { lockfiles } from '../../src/facts/lockfiles.js';
import { findProjects, neighboursAmong } from '../../src/facts/monorepo.js';
import { PartSource } from '../../src/facts/part-source.js';
import { climb, resolveIn } from '../../src/facts/paths.js';
import { python } from '../../src/facts/python/python.js';
import { noSettings } from '../../src/facts/settings.js';
import { FolderSource, MemorySource } from '../../src/facts/source.js';
import { temporaryFolder, write } from '../support/repository.js';

const found = (tree: Record<string, string>) => findProjects(new Project(new MemorySource(tree)));
const CODE = 'import numpy\n';
const REQUIREMENTS = 'numpy==1.26.4\n';
const SHELF = {
  'README.md': '# Shelf\n',
  'spam/train.py': CODE,
  'spam/requirements.txt': REQUIREMENTS,
  'nlp/digits/main.py': CODE,
  'nlp/digits/requirements.txt': REQUIREMENTS,
};
const member = (name: string, dependencies = '') =>
  `[project]\nname = "${name}"\nversion = "1"\ndependencies = [${dependencies}]\n`;

describe('a shelf of projects', () => {
  test('is one whose folders each have a manifest and code', async () => {
    expect(await found(SHELF)).toEqual(['nlp/digits', 'spam']);
  });

  test('stays one with tests, documentation and what developers use in the root', async () => {
    const tree = {
      ...SHELF,
      'pyproject.toml': `${member('shelf')}[dependency-groups]\ndev = ["ruff"]\n`,
      'tests/test_all.py': CODE,
      'docs/conf.py': CODE,
      'docs/requirements.txt': 'sphinx\n',
      'spam/sub/requirements-dev.txt': 'pytest\n',
    };
    expect(await found(tree)).toEqual(['nlp/digits', 'spam']);
  });

  test('may have a folder that is called like a library', async () => {
    const tree = {
      ...SHELF,
      'spam/demo.py': 'import gradio\n',
      'spam/requirements.txt': 'gradio==5.0\n',
      'gradio/__init__.py': '',
      'gradio/requirements.txt': REQUIREMENTS,
    };
    expect(await found(tree)).toEqual(['gradio', 'nlp/digits', 'spam']);
  });

  test('may keep code and manifests of a project in folders inside it', async () => {
    const { 'spam/requirements.txt': requirements, ...tree } = SHELF;
    expect(await found({ ...tree, 'spam/code/src/requirements.txt': requirements })).toEqual([
      'nlp/digits',
      'spam',
    ]);
    expect(await found({ ...tree, 'spam/requirements/base.txt': requirements })).toEqual([
      'nlp/digits',
      'spam',
    ]);
  });

  test.each<[string, Record<string, string>]>([
    ['code in the root', { 'run.py': CODE }],
    ['a notebook in the root', { 'run.ipynb': '{"cells": [], "metadata": {}}' }],
    ['a manifest in the root', { 'requirements.txt': 'pandas\n' }],
    ['a package in the root', { 'pyproject.toml': member('whole', '"pandas"') }],
    ['a broken manifest in the root', { 'pyproject.toml': '[project\n' }],
    ['manifests in a folder of their own', { 'requirements/base.txt': 'pandas\n' }],
    ['a package beside the projects', { 'shared/__init__.py': CODE }],
    ['much code beside the projects', { 'shared/a.py': CODE, 'shared/b.py': CODE }],
    ['a pipeline over all folders', { 'dvc.yaml': 'stages: {}\n' }],
    ['code of one project that imports that of another', { 'spam/x.py': 'import nlp.digits.main\n' }],
  ])('is none with %s', async (_, more) => {
    expect(await found({ ...SHELF, ...more })).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ['one project', { 'spam/train.py': CODE, 'spam/requirements.txt': REQUIREMENTS }],
    [
      'a manifest without code',
      { 'spam/train.py': CODE, 'spam/requirements.txt': REQUIREMENTS, 'web/requirements.txt': REQUIREMENTS },
    ],
    [
      'the source folder of one project',
      {
        'src/train.py': CODE,
        'src/requirements.txt': REQUIREMENTS,
        'app/app.py': CODE,
        'app/requirements.txt': REQUIREMENTS,
      },
    ],
    [
      'templates',
      {
        'a/{{ cookiecutter.name }}/train.py': CODE,
        'a/{{ cookiecutter.name }}/requirements.txt': REQUIREMENTS,
        'b/{{ cookiecutter.name }}/train.py': CODE,
        'b/{{ cookiecutter.name }}/requirements.txt': REQUIREMENTS,
      },
    ],
    [
      'fixtures of tests',
      {
        'tests/fixtures/a/train.py': CODE,
        'tests/fixtures/a/requirements.txt': REQUIREMENTS,
        'tests/fixtures/b/train.py': CODE,
        'tests/fixtures/b/requirements.txt': REQUIREMENTS,
      },
    ],
    ['nothing', {}],
  ])('is none with %s', async (_, tree) => {
    expect(await found(tree)).toEqual([]);
  });
});

describe('a workspace', () => {
  const WORKSPACE = {
    'pyproject.toml': '[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]\n',
    'packages/a/pyproject.toml': member('a', '"b"'),
    'packages/a/src/a/train.py': 'from b.seed import fix\nfix()\n',
    'packages/b/pyproject.toml': member('b'),
    'packages/b/src/b/__init__.py': '',
    'packages/b/src/b/seed.py': 'def fix():\n    pass\n',
    'packages/old/pyproject.toml': member('old'),
    'packages/old/old.py': CODE,
    'packages/empty/pyproject.toml': member('empty'),
  };

  test('has the members that hold code, without those that it excludes', async () => {
    expect(await found(WORKSPACE)).toEqual(['packages/a', 'packages/b']);
  });

  test('has its root too, where that is a package with code', async () => {
    const tree = { ...WORKSPACE, 'pyproject.toml': `${WORKSPACE['pyproject.toml']}${member('root')}` };
    expect(await found(tree)).toEqual(['packages/a', 'packages/b']);
    expect(await found({ ...tree, 'src/root/main.py': CODE })).toEqual(['.', 'packages/a', 'packages/b']);
  });

  test('of Rye is read as well', async () => {
    const tree = { ...WORKSPACE, 'pyproject.toml': '[tool.rye.workspace]\nmembers = ["packages/[ab]"]\n' };
    expect(await found(tree)).toEqual(['packages/a', 'packages/b']);
  });

  test.each(['members = 3', 'members = [1, {}]', 'members = ["../*", "/*"]'])(
    'that makes no sense is none: %s',
    async (line) => {
      expect(await found({ ...WORKSPACE, 'pyproject.toml': `[tool.uv.workspace]\n${line}\n` })).toEqual([]);
    },
  );

  test('tells which member depends on which, through others too', async () => {
    const tree = {
      ...WORKSPACE,
      'packages/a/pyproject.toml': `${member('a', '"b"')}[tool.uv.sources]\nb = { workspace = true }\n`,
      'apps/web/requirements.txt': '-e ../../packages/a\n',
    };
    const whole = new Project(new MemorySource(tree));
    const folders = ['apps/web', 'packages/a', 'packages/b'];
    expect([...(await neighboursAmong(whole, folders))]).toEqual([
      ['apps/web', ['packages/a', 'packages/b']],
      ['packages/a', ['packages/b']],
      ['packages/b', []],
    ]);
  });

  test('lets a member import the code of those that it depends on, which stays theirs', async () => {
    const whole = new Project(new MemorySource(WORKSPACE));
    const source = await PartSource.open(whole.source, 'packages/a');
    const names = async (neighbours: string[]) => {
      const part = { whole, folder: 'packages/a', neighbours };
      const code = await new Project(source, { part }).get(python);
      const [module] = code.modules;
      return [code.modules.map(({ path }) => path), code.importsOf(module!)];
    };
    expect(await names([])).toEqual([['src/a/train.py'], []]);
    expect(await names(['packages/b'])).toEqual([
      ['src/a/train.py'],
      ['../b/src/b/__init__.py', '../b/src/b/seed.py'],
    ]);
  });

  test('parses each file once', async () => {
    const read: string[] = [];
    const memory = new MemorySource(WORKSPACE);
    const bytes = memory.bytes.bind(memory);
    memory.bytes = (path, limit) => {
      read.push(path);
      return bytes(path, limit);
    };
    const whole = new Project(memory);
    await whole.get(python);
    for (const folder of ['packages/a', 'packages/b']) {
      const source = await PartSource.open(memory, folder);
      await new Project(source, { part: { whole, folder, neighbours: ['packages/b'] } }).get(python);
    }
    expect(read.filter((path) => path.endsWith('.py')).sort()).toEqual([
      'packages/a/src/a/train.py',
      'packages/b/src/b/__init__.py',
      'packages/b/src/b/seed.py',
      'packages/old/old.py',
    ]);
  });
});

describe('a part of a repository', () => {
  test('has the files of its folder, and those of the root that hold everywhere', async () => {
    const whole = new MemorySource({
      '.python-version': '3.11\n',
      '.gitattributes': '*.csv filter=lfs\n',
      'README.md': '',
      'a/.gitattributes': '',
      'a/train.py': CODE,
      'ab/train.py': CODE,
    });
    const part = await PartSource.open(whole, 'a');
    expect((await part.list()).files.map(({ path }) => path)).toEqual([
      '.gitattributes',
      '.python-version',
      'train.py',
    ]);
    expect(new TextDecoder().decode(await part.bytes('.python-version'))).toBe('3.11\n');
    expect(await part.bytes('.gitattributes')).toHaveLength(0);
    expect([...(await part.inherited())]).toEqual(['.python-version']);
    await expect(part.bytes('README.md')).rejects.toThrow('README.md does not exist');
  });

  test('of the root beside the others has their files, but not as its own', async () => {
    const whole = new Project(new MemorySource({ 'run.sh': '', 'a/train.py': CODE, 'ab/train.py': CODE }));
    const part = { whole, folder: '', without: ['a'], neighbours: [] };
    const { own, has } = await new Project(whole.source, { part }).get(files);
    expect(own.map(({ path }) => path)).toEqual(['ab/train.py', 'run.sh']);
    expect(has('a/train.py')).toBe(true);
  });

  test('cannot be left, not by dots and not by links', async () => {
    const root = await temporaryFolder();
    await write(root, { 'a/train.py': CODE, 'b/secret.txt': 'x', 'a/own.txt': 'y' });
    await symlink('../b/secret.txt', join(root, 'a/link.txt'));
    await symlink('../b', join(root, 'a/folder'));
    await symlink('own.txt', join(root, 'a/inner.txt'));
    const part = await PartSource.open(await FolderSource.open(root), 'a');
    for (const path of [
      '../b/secret.txt',
      'link.txt',
      'folder/secret.txt',
      '/etc/passwd',
      'x/../../b/secret.txt',
    ]) {
      await expect(part.bytes(path), path).rejects.toThrow(CannotTell);
      await expect(part.locate(path), path).rejects.toThrow(CannotTell);
    }
    expect(await part.bytes('inner.txt')).toHaveLength(1);
    expect(await part.locate('own.txt')).toBe(join(root, 'a/own.txt'));
    await symlink('/etc', join(root, 'out'));
    await expect(PartSource.open(await FolderSource.open(root), 'out')).rejects.toThrow(
      'out is a link that leads outside the project',
    );
  });

  test('leaves out what is left out in the whole', async () => {
    const source = new MemorySource({ 'a/train.py': CODE, 'a/legacy/old.py': CODE, 'b/legacy/x.py': CODE });
    const settings = {
      ...noSettings,
      project: { ...noSettings.project, exclude: ['a/legacy/**'] },
    };
    const whole = new Project(source, { settings });
    const own = async (folder: string) => {
      const part = { whole, folder, neighbours: [] };
      const project = new Project(await PartSource.open(source, folder), { part });
      return (await project.get(files)).own.map(({ path }) => path);
    };
    expect(await own('a')).toEqual(['train.py']);
    expect(await own('b')).toEqual(['legacy/x.py']);
  });

  test('is locked by the lock of the whole that lists it', async () => {
    const root = await FolderSource.open('fixtures/monorepo-uv');
    const whole = new Project(root);
    const locked = async (folder: string) => {
      const part = { whole, folder, neighbours: [] };
      const project = new Project(await PartSource.open(root, folder), { part });
      return (await project.get(lockfiles)).main.map(({ path, manifests, freshness }) => ({
        path,
        mine: manifests.includes('pyproject.toml'),
        state: freshness?.state,
      }));
    };
    expect(await locked('packages/churn')).toEqual([{ path: '../../uv.lock', mine: true, state: 'fresh' }]);
    expect(await locked('tests')).toEqual([]);
  });
});

test.each([
  ['', 'a/b', 'a/b'],
  ['a', 'a/b', 'b'],
  ['a/b', 'a/c/d', '../c/d'],
  ['a/b', 'x', '../../x'],
  ['a', 'a', '../a'],
])('the way from %s to %s is %s, and leads there', (folder, path, way) => {
  expect(climb(folder, path)).toBe(way);
  expect(resolveIn(folder, way)).toBe(path);
});
