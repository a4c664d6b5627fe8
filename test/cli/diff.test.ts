import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Comparison } from '../../src/report/comparison.js';
import type { Report } from '../../src/report/report.js';
import { result, sample } from '../reporters/sample.js';
import { folderWith, repro } from '../support/cli.js';

let cwd = '';
const worse: Report = {
  ...sample(),
  results: [
    ...sample().results.slice(0, 4),
    result({ id: 'docs/readme', status: 'fail' }),
    ...sample().results.slice(5),
  ],
};
const { docs: _, ...unknownKey } = { ...sample(), docs: 1, surprise: true };

/** A large report, whose last piece of evidence is this one. */
function withWords(last: unknown): object {
  const [first, ...others] = sample().results;
  const evidence = [...Array.from({ length: 60_000 }, () => 'a'), last];
  return { ...sample(), results: [{ ...first, evidence }, ...others] };
}

beforeAll(async () => {
  cwd = await folderWith({
    'before.json': JSON.stringify(sample()),
    'worse.json': JSON.stringify(worse),
    'other.json': JSON.stringify({ ...sample(), target: 'identical' }),
    'older.json': JSON.stringify({ ...sample(), schemaVersion: 0 }),
    'newer.json': JSON.stringify({ ...sample(), schemaVersion: 2 }),
    'strange.json': JSON.stringify(unknownKey),
    'proto.json': JSON.stringify(sample()).replace(/\}$/, ',"__proto__":{"score":1}}'),
    'deep.json': JSON.stringify(sample()).replace(
      '"pinned":4',
      `"pinned":${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    ),
    'broken.json': '{"schemaVersion": 1,',
    'many.json': JSON.stringify(sample()).replace(/"results":\[/, `$&${'{},'.repeat(1_000_001)}`),
    'wrong.json': JSON.stringify(sample()).replace(/"results":\[/, `$&${'{},'.repeat(60_000)}`),
    'words.json': JSON.stringify(withWords(1)),
    'keys.json': JSON.stringify({ ...withWords('b'), more: 1 }),
  });
});

const diff = (...args: string[]) => repro(['diff', ...args], { cwd });

describe('exit codes', () => {
  test.each([
    ['compared, whatever comes out', ['before.json', 'worse.json'], 0],
    ['--exit-code, and nothing differs', ['before.json', 'before.json', '--exit-code'], 0],
    ['--exit-code, and something differs', ['before.json', 'worse.json', '--exit-code'], 1],
    ['--exit-code, and it cannot be said', ['before.json', 'other.json', '--exit-code'], 1],
    ['--fail-on worse, and it is', ['before.json', 'worse.json', '--fail-on', 'worse'], 1],
    ['--fail-on worse, and it is better', ['worse.json', 'before.json', '--fail-on', 'worse'], 0],
    ['--fail-on worse, and it cannot be said', ['before.json', 'other.json', '--fail-on', 'worse'], 1],
    ['both come from standard input', ['-', '-'], 2],
    ['an unknown format', ['before.json', 'worse.json', '--format', 'sarif'], 2],
    ['only one file', ['before.json'], 2],
  ])('%s', async (_, args, exitCode) => {
    expect((await diff(...args)).exitCode).toBe(exitCode);
  });
});

test.each([
  ['absent.json', /absent\.json does not exist[\s\S]*repro check --format json/],
  ['broken.json', /broken\.json is not JSON/],
  ['older.json', /schema version 0; this version of repro reads 1[\s\S]*an older repro wrote it/],
  ['newer.json', /schema version 2; this version of repro reads 1[\s\S]*a newer repro wrote it/],
  ['strange.json', /strange\.json is not a report of repro[\s\S]*surprise/],
  ['deep.json', /deep\.json is no report of repro: it is nested too deeply/],
  ['many.json', /many\.json has more parts than a report/],
  ['wrong.json', /wrong\.json is not a report of repro: results\.0\.id: .*expected string/],
  ['words.json', /words\.json is not a report of repro: results\.0\.evidence\.60000: .*received number/],
  ['keys.json', /keys\.json is not a report of repro: the file: Unrecognized key: "more"/],
  ['/dev/zero', /\/dev\/zero is too large for a report/],
  ['.', /\. cannot be read \(EISDIR\)/],
])('%s is refused with its name and a mend', async (file, message) => {
  const { exitCode, stdout, stderr } = await diff('before.json', file);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).toContain('hint: ');
});

test('a key that means something to JavaScript changes nothing', async () => {
  const { exitCode, stderr } = await diff('before.json', 'proto.json', '--exit-code');
  expect([0, 2]).toContain(exitCode);
  expect(stderr).not.toContain('internal error');
});

test('reads one of the two from standard input', async () => {
  const { exitCode, stdout } = await repro(['diff', 'before.json', '-'], {
    cwd,
    input: JSON.stringify(worse),
  });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/Worse\n {2}docs\/readme\s+pass -> fail/);
});

test('json is what its schema says', async () => {
  const [told, schema] = await Promise.all([
    diff('before.json', 'worse.json', '--format', 'json'),
    repro(['schema', 'comparison']),
  ]);
  expect(Comparison.parse(JSON.parse(told.stdout))).toMatchObject({ verdict: 'worse' });
  expect(JSON.parse(schema.stdout)).toMatchObject({
    title: 'Comparison of repro diff',
    properties: z.toJSONSchema(Comparison, { io: 'output' }).properties,
  });
});

test('writes a comment to a file', async () => {
  await writeFile(join(cwd, 'comment.md'), 'old');
  const { stdout } = await diff(
    'before.json',
    'worse.json',
    '--format',
    'markdown',
    '--output',
    'comment.md',
  );
  expect(stdout).toBe('');
  const { stdout: shown } = await diff('before.json', 'worse.json', '--format', 'markdown');
  expect(shown).toMatch(/^<!-- repro diff -->\n### ❌ Reproducibility: worse/);
});
