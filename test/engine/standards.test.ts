import { describe, expect, test } from 'vitest';
import { checks } from '../../src/checks/index.js';
import { assess } from '../../src/engine/standards.js';
import type { StandardItem, Status } from '../../src/report/report.js';
import { type Decided, standards } from '../../src/standards/index.js';
import { result } from '../reporters/sample.js';

const signed = { text: 'We looked', by: 'A. Lead', on: '2026-11-30' };

function stateOf(decided: Decided, statuses: readonly Status[], isSigned = false): StandardItem {
  const results = statuses.map((status, at) => result({ id: `env/check-${at}`, status }));
  const item = { id: 'x.1', text: 'x', decided, checks: results.map(({ id }) => id) };
  const [report] = assess(
    [{ id: 'x', title: 'X', source: 'x', items: [item] }],
    results,
    isSigned ? [{ item: 'x.1', ...signed }] : [],
  );
  return report!.items[0]!;
}

describe('the state of an item', () => {
  test.each<[Decided, Status[], boolean, StandardItem['state'], StandardItem['evidence']]>([
    ['files', ['pass', 'pass'], false, 'met', 'found'],
    ['files', ['pass', 'skip'], false, 'met', 'found'],
    ['files', ['pass', 'warn'], false, 'partly', 'partly'],
    ['files', ['pass', 'unknown'], false, 'partly', 'partly'],
    ['files', ['pass', 'fail'], false, 'partly', 'partly'],
    ['files', ['fail', 'skip'], false, 'not-met', 'missing'],
    ['files', ['skip'], false, 'not-applicable', 'none-applies'],
    ['files', ['unknown'], false, 'unknown', 'unknown'],
    ['files', ['fail', 'unknown'], false, 'unknown', 'unknown'],
    ['files', ['warn', 'fail', 'unknown'], false, 'partly', 'partly'],
    ['files', ['warn'], false, 'partly', 'partly'],
    // A signature makes nothing true that files deny.
    ['files', ['fail'], true, 'not-met', 'missing'],
    ['person', ['pass'], false, 'evidence', 'found'],
    ['person', ['pass'], true, 'stated', 'found'],
    ['person', ['warn'], false, 'partly', 'partly'],
    ['person', ['fail'], false, 'no-evidence', 'missing'],
    ['person', ['fail'], true, 'no-evidence', 'missing'],
    ['person', ['skip'], false, 'needs-person', 'none-applies'],
    ['person', [], true, 'stated', 'none-applies'],
    ['run', ['pass', 'pass'], false, 'needs-run', 'found'],
    ['run', ['pass'], true, 'stated', 'found'],
    ['statement', [], false, 'needs-person', 'none-applies'],
    ['statement', [], true, 'stated', 'none-applies'],
  ])('%s with %j, signed %s: %s', (decided, statuses, isSigned, state, evidence) => {
    expect(stateOf(decided, statuses, isSigned)).toMatchObject({ state, evidence });
  });

  test('a check that did not run leaves the item open', () => {
    const [report] = assess(
      standards.filter(({ id }) => id === 'pwc'),
      [result({ id: 'docs/readme', status: 'pass' })],
      [],
    );
    expect(report?.items).toMatchObject([
      { state: 'unknown', checks: [] },
      { state: 'partly', checks: [{ id: 'docs/readme' }] },
      { state: 'unknown', checks: [] },
      { state: 'unknown', checks: [] },
      { state: 'partly', checks: [{ id: 'docs/readme' }] },
    ]);
  });
});

describe('the standards', () => {
  const items = standards.flatMap((standard) => standard.items);

  test('ids are their own, and begin with the standard', () => {
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    for (const standard of standards)
      for (const { id } of standard.items) expect(id.startsWith(`${standard.id}.`), id).toBe(true);
  });

  test('name only checks that there are', () => {
    const known = new Set<string>(checks.map(({ id }) => id));
    expect(items.flatMap((item) => item.checks).filter((id) => !known.has(id))).toEqual([]);
  });

  test('what files decide has a check behind it', () => {
    expect(items.filter(({ decided, checks: own }) => decided === 'files' && own.length === 0)).toEqual([]);
  });
});
