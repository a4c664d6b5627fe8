import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datasets } from '../../src/facts/datasets.js';
import { Project } from '../../src/facts/fact.js';
import { isChecksumsName, parseChecksums } from '../../src/facts/formats/checksums.js';
import { parseDvcFile, parseDvcPipeline } from '../../src/facts/formats/dvc.js';
import { parseDvcConfig } from '../../src/facts/formats/dvc-config.js';
import { parseLfsPointer } from '../../src/facts/formats/lfs-pointer.js';
import { type MetricsFormat, numbersOf, readMetricsFile } from '../../src/facts/formats/metrics-file.js';
import { hashes } from '../../src/facts/hashes.js';
import { FolderSource, MemorySource } from '../../src/facts/source.js';
import { DigestCache } from '../../src/hashing/cache/cache.js';
import { createLock } from '../../src/hashing/lock.js';
import { formatLock } from '../../src/hashing/lock-file.js';

// test/data/dvc was made with DVC 3.67: `dvc add table.csv folder`.
test('a file and a folder have the hashes that DVC itself recorded', async () => {
  const project = new Project(await FolderSource.open('test/data/dvc'));
  const { results } = await project.get(hashes);
  expect(results.map(({ path, status }) => [path, status])).toEqual([
    ['folder', 'ok'],
    ['table.csv', 'ok'],
  ]);
});

test('a link that leads outside is told, never read', async () => {
  const root = mkdtempSync(join(tmpdir(), 'repro-hashes-'));
  try {
    symlinkSync('/etc/passwd', join(root, 'a.csv'));
    writeFileSync(join(root, 'a.csv.dvc'), `outs:\n- md5: ${'0'.repeat(32)}\n  hash: md5\n  path: a.csv\n`);
    const { results } = await new Project(await FolderSource.open(root)).get(hashes);
    expect(results).toMatchObject([{ status: 'outside', size: 0 }]);
    expect(results[0]?.found).toBeUndefined();
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('what many records name is read once', async () => {
  const root = mkdtempSync(join(tmpdir(), 'repro-hashes-'));
  try {
    const digest = createHash('sha256').update('x').digest('hex');
    for (const name of ['a.csv', 'b.csv']) writeFileSync(join(root, name), 'x');
    for (let at = 0; at < 20; at += 1)
      writeFileSync(join(root, `SHA256SUMS${at}.sha256`), `${digest}  a.csv\n${digest}  b.csv\n`);
    mkdirSync(join(root, 'd'));
    for (const name of ['c', 'd', 'e']) writeFileSync(join(root, 'd', name), name);
    const { lock } = await createLock(await FolderSource.open(root), [{ path: 'a.csv' }, { path: 'd' }]);
    writeFileSync(join(root, 'repro.lock'), formatLock(lock));
    const digests = new DigestCache({ root, folder: undefined });
    const { results } = await new Project(await FolderSource.open(root), { digests }).get(hashes);
    expect(results).toHaveLength(42);
    expect(results.every(({ status }) => status === 'ok')).toBe(true);
    expect(digests.read).toEqual({ files: 5, bytes: 5 });
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('a .dvc file whose items would take all memory is told, and not read', async () => {
  const project = new Project(
    new MemorySource({ '.dvc/config': '', 'd.dvc': `outs: [${'a,'.repeat(500_001)}]` }),
  );
  const { problems } = await project.get(datasets);
  expect(problems).toMatchObject([{ path: 'd.dvc', message: expect.stringContaining('more than 500000') }]);
});

test('a .dvc file with more outputs than a call has arguments', async () => {
  const outs = Array.from({ length: 150_000 }, (_, at) => `- path: ${at}\n`).join('');
  const project = new Project(new MemorySource({ '.dvc/config': '', 'd.dvc': `outs:\n${outs}` }));
  expect((await project.get(datasets)).declared).toHaveLength(150_000);
}, 60_000);

test('contents of the DVC cache that have not changed are not read again', async () => {
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const root = mkdtempSync(join(tmpdir(), 'repro-hashes-'));
  const cache = mkdtempSync(join(tmpdir(), 'repro-cache-'));
  const put = (text: string, end = '') => {
    const name = md5(text);
    const folder = join(root, '.dvc/cache/files/md5', name.slice(0, 2));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name.slice(2) + end), text);
    return name;
  };
  try {
    const list = Array.from({ length: 200 }, (_, at) => ({ md5: put(`content ${at}`), relpath: `f${at}` }));
    const folder = put(JSON.stringify(list), '.dir');
    writeFileSync(join(root, '.dvc/config'), '');
    writeFileSync(join(root, 'data.dvc'), `outs:\n- md5: ${folder}.dir\n  hash: md5\n  path: data\n`);
    const read = async (minutes: number) => {
      const now = () => Date.now() + minutes * 60_000;
      const digests = new DigestCache({ root: realpathSync(root), folder: cache, now });
      const project = new Project(await FolderSource.open(root), { digests });
      expect((await project.get(hashes)).results).toMatchObject([{ status: 'stored' }]);
      return digests.read.files;
    };
    expect([await read(1), await read(2)]).toEqual([200, 0]);
  } finally {
    for (const folder of [root, cache]) rmSync(folder, { recursive: true });
  }
});

test('credentials of remotes are not kept', async () => {
  const project = new Project(
    new MemorySource({
      '.dvc/config': '[\'remote "s"\']\n    url = https://me:secret@host/x?token=secret\n',
    }),
  );
  const { remotes } = await project.get(datasets);
  expect(remotes).toMatchObject([{ url: 'https://host/x' }]);
});

test('readers of foreign formats give a result or say why not, whatever the text', () => {
  const line = fc.constantFrom(
    'outs:',
    '- path: a',
    '  md5: x',
    'stages:',
    '  a:',
    '    do: &x',
    '*x',
    '? [',
    '{',
    '[\'remote "a"\']',
    'url = x',
    '__proto__: 1',
    '\0',
    ': :',
    '- - -',
    '"',
    '1,2',
    'NaN',
    '{"a": NaN',
    '%',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n')),
  );
  fc.assert(
    fc.property(text, (content) => {
      for (const read of [
        () => parseDvcFile(content),
        () => parseDvcPipeline(content),
        () => parseDvcConfig(content),
        () => parseLfsPointer(content),
        () => parseChecksums(content, 'a.md5'),
        ...(['json', 'jsonl', 'yaml', 'toml', 'csv', 'tsv', 'text'] as const).map(
          (format) => () => parseMetrics(content, format),
        ),
      ]) {
        try {
          read();
        } catch (error) {
          expect((error as Error).name).toBe('CannotTell');
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('every number of nested JSON comes back under its dotted key', () => {
  const key = fc.stringMatching(/^[a-z_]{1,8}$/);
  const tree = fc.letrec((tie) => ({
    node: fc.dictionary(key, fc.oneof(fc.double({ noDefaultInfinity: true, noNaN: true }), tie('node')), {
      maxKeys: 4,
      depthIdentifier: 'tree',
    } as never),
  })).node;
  const flat = (value: unknown, at: string): [string, number][] =>
    typeof value === 'number'
      ? [[at, value]]
      : Object.entries(value as object).flatMap(([name, inner]) =>
          flat(inner, at === '' ? name : `${at}.${name}`),
        );
  fc.assert(
    fc.property(tree, (value) => {
      const expected = flat(value, '').filter(([name]) => name.split('.').length <= 16);
      const read = parseMetrics(JSON.stringify(value), 'json').map((one) => [one.key, one.value]);
      expect(read.filter(([name]) => String(name).split('.').length <= 16)).toEqual(
        JSON.parse(JSON.stringify(expected)),
      );
    }),
    { numRuns: 60 },
  );
});

function parseMetrics(text: string, format: MetricsFormat) {
  return numbersOf(readMetricsFile(text, format));
}

test.each([
  ['SHA256SUMS', true],
  ['data.csv.md5', true],
  ['checksums.sha256', true],
  ['MD5SUMS.txt', true],
  ['summary.txt', false],
  ['md5.py', false],
])('%s is a checksums file: %s', (name, expected) => {
  expect(isChecksumsName(name)).toBe(expected);
});

test('checksums in the forms of coreutils and BSD', () => {
  const digits = 'A'.repeat(32);
  const text = `${digits}  a b.csv\n${digits} *bin\n\\${digits}  new\\nline\nMD5 (x) = ${digits}\nSHA1 (y) = ${'a'.repeat(40)}\n# no\n`;
  expect(parseChecksums(text, 'MD5SUMS').map(({ path, line }) => [path, line])).toEqual([
    ['a b.csv', 1],
    ['bin', 2],
    ['new\nline', 3],
    ['x', 4],
  ]);
});

test('the metrics of a long table are read up to a bound', () => {
  const rows = 'epoch,loss\n'.concat('1,0.5\n'.repeat(400_000));
  expect(parseMetrics(rows, 'csv')).toEqual([
    { key: 'epoch', value: 1 },
    { key: 'loss', value: 0.5 },
  ]);
});

test('an unclosed string full of quotes is refused at once', () => {
  expect(() => parseMetrics(`{"a": NaN, "b": "${'\\"'.repeat(1_000_000)}`, 'json')).toThrow('not valid JSON');
});

test('bare digits are about the file that their list is named after only where they are alone', () => {
  const one = 'a1'.repeat(16);
  expect(parseChecksums(`${one}\n`, 'eval.md5')).toMatchObject([{ path: 'eval', digits: one }]);
  expect(parseChecksums(`${one}\n${'b2'.repeat(16)}\n`, 'eval.md5')).toEqual([]);
  expect(parseChecksums(`${one}\n${one}\n${one}  a.csv\n`, 'eval.md5')).toMatchObject([{ path: 'a.csv' }]);
});
