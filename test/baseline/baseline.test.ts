import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyBaseline } from '../../src/baseline/apply.js';
import { type Baseline, baselineText } from '../../src/baseline/format.js';
import { parseBaseline } from '../../src/baseline/parse.js';
import { prunedBaseline, updatedBaseline } from '../../src/baseline/update.js';
import { UserError } from '../../src/errors.js';
import type { Finding, Result } from '../../src/report/report.js';
import { finding, result } from '../reporters/sample.js';

const hex = (text: string) => text.padStart(16, '0');
const at = (file: string | undefined, name: string, part: Partial<Finding> = {}) =>
  finding({ ...(file !== undefined && { file }), message: `gap ${name}`, fingerprint: hex(name), ...part });

const run = (results: Result[], limited = false) => ({
  results,
  ruleset: '1',
  target: 'consistent' as const,
  score: 50,
  limited,
});
const apply = (results: Result[], baseline: Baseline, limited = false, gone: string[] = []) =>
  applyBaseline({ results }, baseline, { isGone: (file) => gone.includes(file), limited });

const failing = (...findings: Finding[]) => result({ id: 'env/pinned', status: 'fail', findings });

describe('what is known', () => {
  test.each([
    ['all findings are', [failing(at('a', '1'))], [failing(at('a', '1', { line: 9 }))], true],
    ['one is new', [failing(at('a', '1'))], [failing(at('a', '1'), at('a', '2'))], undefined],
    [
      'a waived one does not matter',
      [failing(at('a', '1'))],
      [failing(at('a', '1'), at('a', '2', { waived: 'ok' }))],
      true,
    ],
    ['it failed without a finding', [failing()], [failing()], true],
    [
      'it held in part, and fails now',
      [result({ id: 'env/pinned', status: 'warn' })],
      [failing()],
      undefined,
    ],
    ['it failed, and holds in part now', [failing()], [result({ id: 'env/pinned', status: 'warn' })], true],
    ['it passed, and fails now', [result({ id: 'env/pinned', status: 'pass' })], [failing()], undefined],
    [
      'it could not be decided, and still cannot',
      [result({ id: 'env/pinned', status: 'unknown' })],
      [result({ id: 'env/pinned', status: 'unknown' })],
      true,
    ],
    [
      'it could not be decided, and fails now',
      [result({ id: 'env/pinned', status: 'unknown' })],
      [failing()],
      undefined,
    ],
    [
      'it failed, and cannot be decided now',
      [failing(at('a', '1'))],
      [result({ id: 'env/pinned', status: 'unknown' })],
      undefined,
    ],
    [
      'it was decided, and cannot be now',
      [result({ id: 'env/pinned', status: 'pass' })],
      [result({ id: 'env/pinned', status: 'unknown' })],
      undefined,
    ],
    [
      'data changed',
      [result({ id: 'data/hashes', status: 'fail', findings: [at('a', '1')] })],
      [result({ id: 'data/hashes', status: 'fail', findings: [at('a', '1')] })],
      undefined,
    ],
    [
      'the work tree is not clean',
      [result({ id: 'git/clean', status: 'fail', findings: [at('a', '1')] })],
      [result({ id: 'git/clean', status: 'fail', findings: [at('a', '1')] })],
      undefined,
    ],
    [
      'data is not here, and can be fetched',
      [result({ id: 'data/hashes', status: 'warn', findings: [at('a', '1')] })],
      [result({ id: 'data/hashes', status: 'warn', findings: [at('a', '1')] })],
      true,
    ],
  ])('%s', (_, before, after, known) => {
    expect(apply(after, updatedBaseline(run(before))).results[0]?.known).toBe(known);
  });

  test('a renamed file is known by check and message, when the old one is there no more', () => {
    const baseline = updatedBaseline(run([failing(at('old.py', '1', { message: 'old.py draws' }))]));
    const now = [failing(at('src/new.py', '2', { message: 'src/new.py draws' }))];
    expect(apply(now, baseline, false, ['old.py']).results[0]?.known).toBe(true);
    expect(apply(now, baseline).results[0]?.known).toBeUndefined();
  });

  test('the same finding in another check or project is another', () => {
    const baseline = updatedBaseline(run([failing(at('a', '1'))]));
    const other = [result({ id: 'env/lockfile', status: 'fail', findings: [at('a', '1')] })];
    expect(apply(other, baseline).fresh).toBe(1);
  });
});

describe('what is written', () => {
  test('undecided checks keep their findings, others lose what is gone', () => {
    const before = updatedBaseline(
      run([failing(at('a', '1')), result({ id: 'code/pep8', status: 'fail', findings: [at('b', '2')] })]),
    );
    const now = [
      result({ id: 'env/pinned', status: 'unknown' }),
      result({ id: 'code/pep8', status: 'pass' }),
    ];
    const applied = apply(now, before);
    expect(applied.stale.findings.map(({ check }) => check)).toEqual(['code/pep8']);
    for (const next of [
      updatedBaseline(run(now), { baseline: before, applied }),
      prunedBaseline(run(now), { baseline: before, applied }),
    ])
      expect(next.findings.map(({ check }) => check)).toEqual(['env/pinned']);
  });

  test('pruning keeps the better score and adds nothing', () => {
    const before = { ...updatedBaseline(run([failing(at('a', '1'))])), score: 40 };
    const now = [failing(at('a', '1'), at('a', '2'))];
    const pruned = prunedBaseline(run(now), { baseline: before, applied: apply(now, before) });
    expect(pruned.score).toBe(50);
    expect(pruned.findings).toHaveLength(1);
  });

  test('is read as it was written', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    const entry = fc.record(
      {
        check: fc.constantFrom('env/pinned', 'a/b'),
        message: text,
        fingerprint: fc.stringMatching(/^[0-9a-f]{16}$/),
        file: fc.option(text, { nil: undefined }),
        project: fc.option(text, { nil: undefined }),
      },
      { requiredKeys: ['check', 'message', 'fingerprint'] },
    );
    fc.assert(
      fc.property(fc.array(entry), (findings) => {
        const baseline: Baseline = {
          version: 1,
          ruleset: '1',
          target: 'consistent',
          score: null,
          checks: [],
          findings,
        };
        const written = baselineText(baseline);
        const read = parseBaseline(written, 'b.json');
        expect(baselineText(read)).toBe(written);
        expect(read.findings).toHaveLength(findings.length);
      }),
    );
  });
});

describe('a file that is none', () => {
  const good = baselineText(updatedBaseline(run([failing(at('a', '1'), at('a', '2'))])));
  const refusal = (text: string) => {
    try {
      parseBaseline(text, 'b.json');
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).hint).toBeTruthy();
      return (error as UserError).message;
    }
    return 'accepted';
  };

  test.each([
    ['', 'b.json:1 is not JSON'],
    ['{\n  "version": 1,\n  x\n}', 'b.json:3 is not JSON'],
    ['[]', 'b.json:1 is no baseline: the file'],
    ['null', 'b.json:1 is no baseline: the file'],
    [good.replace('"version": 1', '"version": 2'), 'b.json:2 has version 2; this version of repro reads 1'],
    [good.replace('"version": 1', '"version": "1"'), 'b.json:2 is no baseline: version'],
    [good.replace('"consistent"', '"perfect"'), 'b.json:4 is no baseline: target'],
    [
      good.replace(hex('2'), 'short'),
      'b.json:9 is no baseline: findings.1.fingerprint: must be 16 hex digits',
    ],
    [good.replace('"score": 50', '"score": 1e999'), 'b.json:5 is no baseline: score'],
    [good.replace('"message":"gap 1"', '"message":{"a":1}'), 'b.json:8 is no baseline: findings.0.message'],
    [
      good.replace('"version": 1', '"surprise": 1,\n  "version": 1'),
      'b.json:1 is no baseline: the file: has a key that is not known',
    ],
    [good.replace('"checks": []', '"checks": [],\n<<<<<<< HEAD'), 'b.json:7 holds a merge conflict'],
    ['['.repeat(200_000), 'b.json:1 is not JSON'],
    [`${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'b.json:1 is no baseline'],
    [`{"version":1,"findings":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`, 'b.json:1 is no baseline'],
  ])('%#', (text, message) => {
    expect(refusal(text)).toContain(message);
  });

  test('keys that mean something to JavaScript are keys that are not known', () => {
    for (const key of ['__proto__', 'constructor', 'toString'])
      expect(refusal(good.replace('"version": 1', `"${key}": {"known": true},\n  "version": 1`))).toMatch(
        /accepted|is no baseline/,
      );
    expect(({} as { known?: boolean }).known).toBeUndefined();
  });

  test('nothing else comes out of any text', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => refusal(text).startsWith('b.json:')));
  });

  test('of many findings is read and applied in time that grows with them', () => {
    const many = Array.from({ length: 50_000 }, (_, nth) => at(`f${nth}.py`, nth.toString(16)));
    const baseline = parseBaseline(baselineText(updatedBaseline(run([failing(...many)]))), 'b.json');
    const applied = apply([failing(...many)], baseline);
    expect(applied).toMatchObject({ fresh: 0, known: { findings: 50_000 } });
  });
});
