import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineCheck, fail, pass } from '../../src/checks/check.js';
import { judge } from '../../src/engine/gate.js';
import { defaultPolicy, type WaiverRule } from '../../src/engine/policy.js';
import { run } from '../../src/engine/run.js';
import { total } from '../../src/engine/score.js';
import { Project } from '../../src/facts/fact.js';
import { MemorySource } from '../../src/facts/source.js';

/** Fails at every line that says BAD. */
const lines = defineCheck({
  id: 'seeds/lines',
  title: 'No line says BAD',
  severity: 'required',
  why: 'For tests.',
  fix: 'For tests.',
  needs: ['files'],
  options: z.strictObject({ at: z.array(z.tuple([z.string(), z.int()])).default([]) }),
  examples: { pass: { files: {} }, fail: { files: {} } },
  run(_, { at }) {
    if (at.length === 0) return pass('none');
    return fail(
      `${at.length} bad`,
      at.map(([file, line]) => ({ message: `bad in ${file}`, at: { file, line } })),
    );
  },
});
const other = defineCheck({
  ...lines,
  id: 'docs/other',
  options: z.strictObject({}),
  run: () => pass('fine'),
});
const bare = defineCheck({
  ...lines,
  id: 'git/bare',
  options: z.strictObject({}),
  run: () => fail('no repository', []),
});

async function judged(
  files: Record<string, string>,
  at: [string, number][],
  waivers: WaiverRule[] = [],
  checks = [lines, other],
) {
  const policy = {
    ...defaultPolicy,
    today: '2026-11-23',
    waivers,
    checks: { 'seeds/lines': { enabled: true, options: { at } } },
  };
  const {
    results,
    waivers: states,
    crashes,
  } = await run(new Project(new MemorySource(files)), checks, policy);
  if (crashes[0]) throw crashes[0].error;
  const result = results.find(({ id }) => id === 'seeds/lines');
  return {
    results,
    states: states.map(({ state }) => state),
    waived: result?.waived,
    reasons: result?.findings.map(({ waived }) => waived),
    attention: results
      .find(({ id }) => id === 'repro/waivers')
      ?.findings.map(({ file, line, message, level }) => `${file}:${line} ${level} ${message}`),
    gate: judge(results, total(results).score, policy.gate),
  };
}

describe('waivers', () => {
  test('accept the findings of a check, by id or glob, in files that match', async () => {
    const waivers = [{ check: 'seeds/*', path: 'src/**', reason: 'published' }];
    expect(
      await judged(
        {},
        [
          ['src/a.py', 1],
          ['b.py', 1],
        ],
        waivers,
      ),
    ).toMatchObject({
      waived: false,
      reasons: [undefined, 'published'],
      states: ['used'],
      attention: undefined,
      gate: { passed: false },
    });
    expect(await judged({}, [['src/a.py', 1]], waivers)).toMatchObject({
      waived: true,
      gate: { passed: true },
    });
  });

  test('accept a result without findings when they name no path', async () => {
    const accepted = await judged({}, [], [{ check: 'git/bare', reason: 'archive' }], [bare]);
    expect(accepted.results[0]).toMatchObject({ status: 'fail', waived: true });
    const kept = await judged({}, [], [{ check: 'git/bare', path: '**', reason: 'archive' }], [bare]);
    expect(kept.results[0]).toMatchObject({ status: 'fail', waived: false });
  });

  test.each([
    ['2026-11-23', true, 'used', undefined],
    [
      '2026-11-22',
      false,
      'expired',
      ['repro.config.yaml:7 warning the waiver of seeds/lines expired on 2026-11-22'],
    ],
  ])('expire after their last day: %s', async (expires, waived, state, attention) => {
    const waivers = [{ check: 'seeds/lines', reason: 'x', expires, file: 'repro.config.yaml', line: 7 }];
    expect(await judged({}, [['a.py', 1]], waivers)).toMatchObject({ waived, states: [state], attention });
  });

  test('that accept nothing are noted', async () => {
    const waivers = [{ check: 'docs/other', reason: 'x', file: 'repro.config.yaml', line: 3 }];
    expect(await judged({}, [], waivers)).toMatchObject({
      states: ['unused'],
      attention: ['repro.config.yaml:3 note the waiver of docs/other is not needed any more'],
      gate: { passed: true },
    });
  });

  test('are not called unneeded when their check did not run', async () => {
    expect((await judged({}, [], [{ check: 'docs/other', reason: 'x' }], [lines])).attention).toBeUndefined();
  });
});

describe('suppression comments', () => {
  const accepted: Record<string, [Record<string, string>, [string, number]]> = {
    'on the same line': [{ 'a.py': 'x = 1  # repro: ignore[seeds/lines] known\n' }, ['a.py', 1]],
    'above the next code line': [
      { 'a.py': '# repro: ignore[seeds/lines] known\n\n# more\nx = 1\n' },
      ['a.py', 4],
    ],
    'several ids': [{ 'a.py': 'x = 1  # repro: ignore[docs/other, seeds/lines] known\n' }, ['a.py', 1]],
    'a whole file': [
      { 'a.py': '#!/usr/bin/python\n# repro: ignore-file[seeds/lines] known\nx = 1\ny = 2\n' },
      ['a.py', 4],
    ],
    CRLF: [{ 'a.yaml': 'a: 1\r\nb: 2 # repro: ignore[seeds/lines] known\r\n' }, ['a.yaml', 2]],
    Dockerfile: [{ Dockerfile: '# repro: ignore[seeds/lines] known\nFROM python\n' }, ['Dockerfile', 2]],
    TOML: [{ 'pyproject.toml': 'a = 1 # repro: ignore[seeds/lines] known\n' }, ['pyproject.toml', 1]],
    requirements: [
      { 'requirements-dev.txt': 'numpy  # repro: ignore[seeds/lines] known\n' },
      ['requirements-dev.txt', 1],
    ],
    shell: [{ 'run.sh': 'x # repro: ignore[seeds/lines] known\n' }, ['run.sh', 1]],
    Makefile: [{ Makefile: '# repro: ignore[seeds/lines] known\nall:\n' }, ['Makefile', 2]],
    'Python that does not parse': [{ 'a.py': 'def (: # repro: ignore[seeds/lines] known\n' }, ['a.py', 1]],
  };
  test.each(Object.entries(accepted))('cover findings: %s', async (_, [files, at]) => {
    expect(await judged(files, [at])).toMatchObject({
      waived: true,
      reasons: ['known'],
      gate: { passed: true },
    });
  });

  const refused: Record<string, [Record<string, string>, [string, number], string[] | undefined]> = {
    'another line': [
      { 'a.py': 'x = 1  # repro: ignore[seeds/lines] known\ny = 2\n' },
      ['a.py', 2],
      ['a.py:1 warning repro: ignore[seeds/lines] suppresses nothing'],
    ],
    'no reason': [
      { 'a.py': 'x = 1  # repro: ignore[seeds/lines]\n' },
      ['a.py', 1],
      ['a.py:1 warning repro: ignore[seeds/lines] gives no reason and so accepts nothing'],
    ],
    'an unknown id': [
      { 'a.py': 'x = 1  # repro: ignore[seeds/line] known\n' },
      ['a.py', 1],
      [
        'a.py:1 warning repro: ignore[seeds/line]: no check is called "seeds/line", did you mean "seeds/lines"?',
      ],
    ],
    'no id': [
      { 'a.py': 'x = 1  # repro: ignore[] known\n' },
      ['a.py', 1],
      ['a.py:1 warning repro: ignore[] names no check'],
    ],
    'a file comment below code': [
      { 'a.py': 'x = 1\n# repro: ignore-file[seeds/lines] known\n' },
      ['a.py', 1],
      ['a.py:2 warning repro: ignore-file[seeds/lines] stands below code and so accepts nothing'],
    ],
    'a string that looks like one': [
      { 'a.py': 'x = " # repro: ignore[seeds/lines] known"\n' },
      ['a.py', 1],
      undefined,
    ],
    'another file': [
      { 'a.sh': 'x # repro: ignore[seeds/lines] known\n' },
      ['b.sh', 1],
      ['a.sh:1 warning repro: ignore[seeds/lines] suppresses nothing'],
    ],
  };
  test.each(Object.entries(refused))('do not cover: %s', async (_, [files, at, attention]) => {
    expect(await judged(files, [at])).toMatchObject({ waived: false, reasons: [undefined], attention });
  });

  test('need attention without touching score, coverage or gate', async () => {
    const { results } = await judged({ 'a.sh': 'x # repro: ignore[seeds/lines]\n' }, []);
    expect(results.at(-1)).toMatchObject({
      id: 'repro/waivers',
      category: 'repro',
      status: 'warn',
      score: null,
    });
    expect(total(results)).toEqual(total(results.slice(0, -1)));
  });
});
