import { createHash } from 'node:crypto';
import { mkdir, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { datasets } from '../../src/facts/datasets.js';
import { Project } from '../../src/facts/fact.js';
import { keyOfLink, keyOfPointer, parseAnnexKey } from '../../src/facts/formats/annex.js';
import { isChecksumsName, parseChecksums } from '../../src/facts/formats/checksums.js';
import { parseDvcFile, parseDvcPipeline } from '../../src/facts/formats/dvc.js';
import { parseDvcConfig } from '../../src/facts/formats/dvc-config.js';
import { parseDvcFolder } from '../../src/facts/formats/dvc-folder.js';
import { lfsRules, parseLfsPointer } from '../../src/facts/formats/lfs-pointer.js';
import { parsePachyderm } from '../../src/facts/formats/pachyderm.js';
import { hashes } from '../../src/facts/hashes.js';
import { FolderSource } from '../../src/facts/source.js';
import { git, repository, write } from '../support/repository.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const pointer = (text: string) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(text)}\nsize ${Buffer.byteLength(text)}\n`;
const open = async (root: string) => new Project(await FolderSource.open(root));
const statuses = async (root: string) =>
  Object.fromEntries(
    (await (await open(root)).get(hashes)).results.map(({ path, status }) => [path, status]),
  );

describe('Git LFS in a repository', () => {
  const files = {
    '.gitattributes': '*.csv filter=lfs diff=lfs merge=lfs -text\nplain.csv !filter\n',
    'data/a.csv': pointer('rows\n'),
    'data/b.csv': pointer('other\n'),
    'data/c.csv': 'committed as it is\n',
    'plain.csv': 'not for LFS\n',
    'empty.csv': '',
  };

  test('content is held against the pointer of the index, and no filter is run', async () => {
    const root = await repository(files);
    await git(root, 'config', 'filter.lfs.clean', `touch ${join(root, 'ran')}`);
    await write(root, { 'data/a.csv': 'rows\n', 'data/b.csv': 'not what is recorded\n' });
    expect(await statuses(root)).toEqual({ 'data/a.csv': 'ok', 'data/b.csv': 'mismatch' });
    await expect(unlink(join(root, 'ran'))).rejects.toThrow('ENOENT');
  });

  test('a file that is committed as it is, in spite of the rule', async () => {
    const { misplaced } = await (await open(await repository(files))).get(datasets);
    expect(misplaced).toMatchObject([{ path: '.gitattributes', line: 1 }]);
    expect(misplaced[0]?.message).toContain('data/c.csv');
  });

  test('content that was fetched but not put in place, and damaged content', async () => {
    const root = await repository(files);
    const object = (text: string) => {
      const oid = sha256(text);
      return `.git/lfs/objects/${oid.slice(0, 2)}/${oid.slice(2, 4)}/${oid}`;
    };
    await write(root, { [object('rows\n')]: 'rows\n', [object('other\n')]: 'damaged\n' });
    expect(await statuses(root)).toEqual({ 'data/a.csv': 'stored', 'data/b.csv': 'corrupt' });
  });

  test('a file that is gone from the work tree is known by the index', async () => {
    const root = await repository(files);
    await unlink(join(root, 'data/a.csv'));
    expect(await statuses(root)).toEqual({ 'data/a.csv': 'absent', 'data/b.csv': 'pointer' });
  });

  test('a file that is emptied in the index by nobody is no pointer and no fault', async () => {
    const { declared } = await (await open(await repository(files))).get(datasets);
    expect(declared.find(({ path }) => path === 'empty.csv')?.hash).toBeUndefined();
    expect(declared.find(({ path }) => path === 'plain.csv')).toBeUndefined();
  });
});

describe('git-annex in a repository', () => {
  const key = (text: string, ending = '') => `SHA256E-s${Buffer.byteLength(text)}--${sha256(text)}${ending}`;
  const objectOf = (name: string) => `.git/annex/objects/F3/9x/${name}/${name}`;

  async function annex(
    links: Record<string, string>,
    objects: Record<string, string>,
    files: Record<string, string> = {},
  ): Promise<string> {
    const root = await repository({ 'README.md': 'x\n', ...files });
    for (const [path, name] of Object.entries(links)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await symlink(`${'../'.repeat(path.split('/').length - 1)}${objectOf(name)}`, join(root, path));
    }
    await git(root, 'add', '--all');
    await git(root, 'commit', '-q', '--allow-empty', '-m', 'annexed');
    await write(
      root,
      Object.fromEntries(Object.entries(objects).map(([name, text]) => [objectOf(name), text])),
    );
    return root;
  }

  test('content that is here, damaged, absent, and of a key without a hash', async () => {
    const [a, b, c] = [key('a', '.csv'), key('b', '.csv'), key('c', '.csv')];
    const links = { 'data/a.csv': a, 'data/b.csv': b, 'data/deep/c.csv': c, 'd.csv': 'WORM-s1-m2--d.csv' };
    const root = await annex(links, { [a]: 'a', [b]: 'damaged' });
    expect(await statuses(root)).toEqual({
      'data/a.csv': 'ok',
      'data/b.csv': 'mismatch',
      'data/deep/c.csv': 'absent',
    });
  });

  test('MD5E, which DataLad uses', async () => {
    const name = `MD5E-s1--${createHash('md5').update('a').digest('hex')}.nii.gz`;
    const root = await annex({ 'a.nii.gz': name }, { [name]: 'a' });
    expect(await statuses(root)).toEqual({ 'a.nii.gz': 'ok' });
    await write(root, { [objectOf(name)]: 'b' });
    expect(await statuses(root)).toEqual({ 'a.nii.gz': 'mismatch' });
  });

  test('an unlocked file, by the pointer of the index', async () => {
    const files = { 'u.csv': `/annex/objects/${key('rows')}\n`, 'v.csv': `/annex/objects/${key('v')}\n` };
    const root = await annex({}, {}, { ...files, '.datalad/config': '' });
    await write(root, { 'u.csv': 'rows' });
    expect(await statuses(root)).toEqual({ 'u.csv': 'ok', 'v.csv': 'pointer' });
  });

  test('where it can be fetched is told by the git-annex branch, and nothing secret', async () => {
    const root = await annex({ 'a.csv': key('a') }, {});
    const from = async () =>
      (await (await open(root)).get(datasets)).declared.map((one) => [one.fetchable, one.from]);
    expect(await from()).toEqual([[false, undefined]]);
    await git(root, 'checkout', '-q', '--orphan', 'git-annex');
    await git(root, 'rm', '-q', '-r', '--cached', '.');
    await write(root, {
      'remote.log': '1b-2c bucket=b cipher=c2VjcmV0 name=store type=S3 timestamp=1s\n',
      'uuid.log': '1b-2c here timestamp=1s\n',
    });
    await git(root, 'add', 'remote.log', 'uuid.log');
    await git(root, 'commit', '-q', '-m', 'log');
    await rm(join(root, 'remote.log'));
    await git(root, 'checkout', '-q', '--force', 'main');
    expect(await from()).toEqual([[true, 'the special remote store (S3)']]);
  });

  test('a link that only looks so leads out, and is not read', async () => {
    const root = await annex({}, {});
    await symlink(`/tmp/.git/annex/objects/aa/bb/${key('a')}/${key('a')}`, join(root, 'a.csv'));
    expect((await statuses(root))['a.csv']).toMatch(/^(absent|outside)$/);
  });
});

test.each([
  ['SHA256E-s7--0123.csv', undefined],
  [`SHA256E-s7--${'a'.repeat(64)}.tar.gz`, { backend: 'SHA256E', size: 7, digits: 'a'.repeat(64) }],
  [`MD5-s1--${'b'.repeat(32)}`, { backend: 'MD5', size: 1, digits: 'b'.repeat(32) }],
  [`SHA1--${'c'.repeat(40)}`, { backend: 'SHA1', digits: 'c'.repeat(40) }],
  ['WORM-s3-m1700000000--a b.csv', { backend: 'WORM', size: 3 }],
  ['URL--https://example.org/a.csv', { backend: 'URL' }],
  [`SHA512E-s9-S4-C2--${'d'.repeat(128)}`, { backend: 'SHA512E', size: 9, digits: 'd'.repeat(128) }],
  ['readme.txt', null],
  ['-s1--x', null],
  ['SHA256', null],
])('the key %s', (text, expected) => {
  const key = parseAnnexKey(text);
  if (expected === null) expect(key).toBeUndefined();
  else if (expected === undefined) expect(key?.digits).toBeUndefined();
  else expect(key).toEqual({ key: text, ...expected });
});

test('keys of links and pointer files, with what file names cannot hold written otherwise', () => {
  expect(keyOfLink('../.git/annex/objects/a/b/URL--http&c%%x&sy&az/URL--http&c%%x&sy&az')?.key).toBe(
    'URL--http://x%y&z',
  );
  expect(keyOfLink('../objects/SHA1--a')).toBeUndefined();
  expect(keyOfLink('/etc/passwd')).toBeUndefined();
  expect(keyOfPointer('/annex/objects/WORM-s1--a\nmore\n')?.key).toBe('WORM-s1--a');
  expect(keyOfPointer('see /annex/objects/WORM-s1--a\n')).toBeUndefined();
});

test.each([
  ['*.csv filter=lfs diff=lfs', [['*.csv', true]]],
  ['"a b.csv" filter=lfs', [['a b.csv', true]]],
  ['a[[:space:]]b.csv filter=lfs', [['a\\ b.csv', true]]],
  ['*.csv -filter', [['*.csv', false]]],
  ['*.csv filter=annex', [['*.csv', false]]],
  ['# *.csv filter=lfs', []],
  ['[attr]lfs filter=lfs', []],
  ['*.csv text eol=lf', []],
])('the line %s of .gitattributes', (line, expected) => {
  expect(lfsRules(line).map(({ pattern, lfs }) => [pattern, lfs])).toEqual(expected);
});

test.each([
  ['{"pipeline": {"name": "p"}, "input": {"pfs": {"repo": "a", "glob": "/*"}}}', ['a@master']],
  ['pipeline:\n  name: p\ninput:\n  pfs:\n    repo: a\n    branch: dev\n    name: in', ['a@dev']],
  [
    'pipeline: {name: p}\ninput: {cross: [{pfs: {repo: a}}, {union: [{pfs: {repo: b}}]}]}',
    ['a@master', 'b@master'],
  ],
  [`pipeline: {name: p}\ninput: {pfs: {repo: a, branch: ${'1a'.repeat(16)}}}`, [`a@${'1a'.repeat(16)}`]],
  ['{"pipeline": {"name": "p"}, "input": {"atom": {"repo": "old"}}}', ['old@master']],
  [
    '{\n\t"pipeline": {"name": "p"},\n\t"input": {"pfs": {"repo": "a"}}\n}\n{\n\t"pipeline": {"name": "q"},\n\t"input": {"pfs": {"repo": "b"}}\n}\n',
    ['a@master', 'b@master'],
  ],
  ['pipeline: {name: p}\ninput: {cron: {name: tick, spec: "@daily"}}', []],
  ['pfs: pipeline', []],
  ['{"input": {"pfs": {"repo": "a"}}}', []],
])('the specification %s', (text, expected) => {
  expect(parsePachyderm(text).map(({ repo, branch, commit }) => `${repo}@${commit ?? branch}`)).toEqual(
    expected,
  );
});

test.each([
  ['wdir: ../data\nouts:\n- {md5: a, path: x, push: false}', { wdir: '../data', stage: false }],
  [
    'cmd: x\ndeps:\n- {md5: a, path: in}\nouts:\n- {md5: b, path: out}',
    { stage: true, deps: [{ path: 'in' }] },
  ],
  [
    'frozen: true\ndeps:\n- {path: https://x.org/a, etag: e}\nouts: []',
    { imported: { url: 'https://x.org/a' }, frozen: true },
  ],
  ['deps:\n- {path: a, repo: {url: u, rev_lock: c}}\nouts: []', { imported: { url: 'u', revLock: 'c' } }],
  [
    'outs:\n- path: d\n  files:\n  - {relpath: a, md5: m}\n  - {relpath: b, etag: e}',
    { outs: [{ files: [{ path: 'a', md5: 'm' }, { path: 'b' }] }] },
  ],
  ['outs:\n- {path: a, cache: false}', { outs: [{ cache: false }] }],
  ['outs: x', { outs: [] }],
  ['', { outs: [] }],
])('the .dvc file %j', (text, expected) => {
  expect(parseDvcFile(text)).toMatchObject(expected);
});

test('readers of pointers give a result or say why not, whatever the text', () => {
  const line = fc.constantFrom(
    ...[
      'outs:',
      '- path: a',
      '  files:',
      '  - relpath: ${x',
      'stages:',
      '  a:',
      '    do: &x',
      '*x',
      '[',
      '{"a": [',
      '}',
      '---',
    ],
    ...[
      '[cache]',
      'dir = "',
      '[\'remote "a"\']',
      'url = x',
      'pipeline: {name: p}',
      'input: {cross: [{pfs: {repo: a}}]}',
    ],
    ...[
      '/annex/objects/SHA256--',
      'SHA256E-s1--&a%',
      '* filter=lfs',
      '"\\',
      'MD5 (a) = 0',
      '\0',
      '[{"md5": 1}]',
    ],
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(line, { maxLength: 10 }).map((lines) => lines.join('\n')),
  );
  fc.assert(
    fc.property(text, (content) => {
      for (const read of [parseDvcFile, parseDvcPipeline, parseDvcFolder]) {
        try {
          read(content);
        } catch (error) {
          expect(error).toMatchObject({ name: 'CannotTell' });
        }
      }
      for (const read of [
        parseDvcConfig,
        parseAnnexKey,
        keyOfLink,
        keyOfPointer,
        lfsRules,
        parsePachyderm,
        parseLfsPointer,
      ])
        read(content);
      parseChecksums(content, 'a.md5');
      isChecksumsName(content);
    }),
    { numRuns: 300 },
  );
});

test('a checksum that is written comes back, whatever its name, in each form', () => {
  const name = fc
    .string({ minLength: 1, maxLength: 30 })
    .filter((one) => !/^[\s*-]|[\r\n\\]|^stdin$/.test(one) && one.trim() !== '');
  const digits = fc.stringMatching(/^[0-9a-f]{64}$/);
  fc.assert(
    fc.property(name, digits, (path, hash) => {
      for (const form of [
        `${hash}  ${path}`,
        `${hash} *${path}`,
        `SHA256 (${path}) = ${hash}`,
        `SHA2-256(${path})= ${hash}`,
      ])
        expect(parseChecksums(form, 'SHA256SUMS')).toEqual([
          { path, algorithm: 'sha256', digits: hash, line: 1 },
        ]);
    }),
  );
});

test('the list of a folder that DVC keeps comes back as it was', () => {
  const files = fc.array(fc.record({ md5: fc.stringMatching(/^[0-9a-f]{32}$/), relpath: fc.string() }));
  fc.assert(
    fc.property(files, (list) => {
      expect(parseDvcFolder(JSON.stringify(list))).toEqual(
        list.map(({ md5, relpath }) => ({ md5, path: relpath })),
      );
    }),
  );
});

test('a pointer of Git LFS comes back as it was', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseLfsPointer(pointer(text))).toEqual({ oid: sha256(text), size: Buffer.byteLength(text) });
    }),
  );
});

test('where a link points is read without following it', async () => {
  const root = await repository({ 'a.txt': 'x' });
  await writeFile(join(root, 'file'), 'x');
  const source = await FolderSource.open(root);
  expect(await source.link('a.txt')).toBeUndefined();
  await symlink('nowhere', join(root, 'link'));
  expect(await source.link('link')).toBe('nowhere');
  await expect(source.link('../x')).rejects.toThrow('outside');
  await expect(source.link('none')).rejects.toThrow('does not exist');
});
