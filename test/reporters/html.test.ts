import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { reporters } from '../../src/reporters/index.js';
import { mostImportantFirst } from '../../src/reporters/rank.js';
import { finding, HOSTILE, monorepo, result, sample, withText } from './sample.js';

const look = { color: false, width: 80, verbose: false, quiet: false };
const page = (report: Report) => reporters.html(report, look);

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.constantFrom(...HOSTILE, '"onload="x', "'", '<', '`<b>`', '` <i>', '--></style>', 'a'.repeat(5000)),
);

const TAG = /<(\/?)([a-zA-Z!][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*(\/?)>/g;
const VOID = new Set(['!doctype', 'meta', 'br', 'input']);

interface Parsed {
  /** Names of elements, and of attributes by element. */
  names: Set<string>;
  attributes: Map<string, string[]>;
  /** What stands between the tags. */
  text: string;
}

/** Reads a page by the strictest reading there is, and fails where an element is not closed in its turn. */
function parsed(markup: string): Parsed {
  const body = markup.replace(/<style>[\s\S]*?<\/style>/, '');
  const names = new Set<string>();
  const attributes = new Map<string, string[]>();
  const open: string[] = [];
  for (const [, closing, name = '', inner = '', own] of body.matchAll(TAG)) {
    if (closing) expect(open.pop()).toBe(name);
    else if (!VOID.has(name) && !own) open.push(name);
    names.add(name);
    for (const [, key = '', value = ''] of inner.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g)) {
      names.add(`${name}[${key}]`);
      const values = attributes.get(key);
      if (values) values.push(value);
      else attributes.set(key, [value]);
    }
  }
  expect(open).toEqual([]);
  return { names, attributes, text: body.replace(TAG, '') };
}

describe('the page', () => {
  test('nothing from a repository becomes markup', () => {
    const known = new Set(
      [sample(), monorepo(), withText('words', 'other words')].flatMap((one) => [...parsed(page(one)).names]),
    );
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        const { names, attributes, text: shown } = parsed(page(withText(text, other)));
        expect([...names].filter((name) => !known.has(name))).toEqual([]);
        expect(shown).not.toMatch(/[<>]/);
        expect(shown.replaceAll('\n', '')).not.toMatch(
          /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u,
        );
        for (const address of attributes.get('href') ?? []) expect(address).toMatch(/^(?:#|https:\/\/)/);
      }),
      { numRuns: 100 },
    );
  });

  test('escapes once', () => {
    const report = sample();
    report.results[1]!.summary = 'a < b & `c < d`';
    expect(page(report)).toContain('a &lt; b &amp; <code>c &lt; d</code>');
  });

  test('loads nothing and runs nothing: only its own style is allowed, by its hash', () => {
    const markup = page(monorepo());
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(markup) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(markup).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(style).not.toMatch(/url\(|@import|expression/);
    const { names } = parsed(markup);
    for (const name of ['script', 'img', 'link', 'iframe', 'base', 'object'])
      expect(names).not.toContain(name);
    expect([...names].filter((name) => /\[(?:src|style|on.*)\]/.test(name))).toEqual([]);
  });

  test.each([
    ['one project', sample()],
    ['several', monorepo()],
    ['hostile names', withText(HOSTILE[4]!, HOSTILE[1]!)],
  ])('every id is there once, and what points at one finds it: %s', (_, report) => {
    const { attributes } = parsed(page(report));
    const ids = attributes.get('id') ?? [];
    expect(new Set(ids).size).toBe(ids.length);
    const wanted = [
      ...(attributes.get('href') ?? [])
        .filter((address) => address.startsWith('#'))
        .map((one) => one.slice(1)),
      ...(attributes.get('for') ?? []),
      ...(attributes.get('aria-labelledby') ?? []),
    ];
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
    expect(wanted.length).toBeGreaterThan(20);
  });

  test.each([
    ['one project', sample()],
    ['several', monorepo()],
  ])('headings go down one level at a time: %s', (_, report) => {
    const levels = [...page(report).matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels[0]).toBe(1);
    for (const [at, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[at - 1] ?? 0) + 1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
  });

  test('what a reader needs first stands first', () => {
    const markup = page(sample());
    const order = ['id="verdict"', 'score 48.1 is below 70', 'id="first"', 'id="categories"', 'id="checks"'];
    const places = order.map((words) => markup.indexOf(words));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('waivers, accepted findings, standards and the arithmetic are told', () => {
    const markup = page(sample());
    for (const words of [
      'internal until the paper is out',
      '2027-01-31',
      '1 accepted finding',
      'Checklist of a team, item by item',
      'stated by a person',
      '(20 × 25 + 5 × 100 + 10 × 68.3) ÷ 35 = <strong>48.1</strong>',
      'Environment: 1.5 ÷ 6 = 25 %',
    ])
      expect(markup).toContain(words);
  });

  test('the same report gives the same page', () => {
    expect(page(sample())).toBe(page(structuredClone(sample())));
  });
});

describe('places', () => {
  const place = '<code>requirements.txt:1</code>';

  test('a file with several findings is named once beside the mend', () => {
    const report = sample();
    const first = mostImportantFirst(report)[0]!;
    const said = (file: string, message: string) => finding({ file, line: undefined, message });
    first.findings = [said('README.md', 'no data'), said('README.md', 'no results'), said('docs/a.md', 'no')];
    const told = /<p class="places">(.*?)<\/p>/s.exec(page(report))?.[1] ?? '';
    expect(told.match(/<code>[^<]*<\/code>/g)).toEqual(['<code>README.md</code>', '<code>docs/a.md</code>']);
  });

  test('are linked at the judged commit where the forge is known', () => {
    const address = `https://github.com/example/fraud-detection/blob/${sample().project.commit}/requirements.txt#L1`;
    expect(page(sample())).toContain(`<a href="${address}" rel="noreferrer">${place}</a>`);
  });

  test.each([
    null,
    'https://git.example.org/o/r',
    'javascript:alert(1)//github.com',
    'https://github.com/o/r"><b>',
  ])('are only named where it is not: %s', (remote) => {
    const report = sample();
    report.project.remote = remote;
    const markup = page(report);
    expect(markup).toContain(place);
    expect(markup).not.toContain(`>${place}</a>`);
  });
});

describe('several projects', () => {
  test('show every finding once', () => {
    for (const message of ['no file locks the packages', 'package 6 can change'])
      expect(page(monorepo()).split(message)).toHaveLength(2);
  });

  test('do not repeat hundreds of reasons in the open', () => {
    const report = monorepo();
    report.gate.reasons = Array.from({ length: 900 }, (_, at) => `services/${at}: env/lockfile: no lockfile`);
    expect(page(report)).toContain('392 more reasons');
    expect(page(report)).toContain('And 500 more.');
  });
});

describe('a report of very many findings', () => {
  const many = (number: number) =>
    Array.from({ length: number }, (_, at) =>
      finding({ message: `line ${at} is too long`, file: `src/module_${at}.py`, line: at + 1 }),
    );

  test('the way to a finding stands below it, each step linked', () => {
    const report = sample();
    const way = Array.from({ length: 14 }, (_, at) => ({
      file: `src/step${at}.py`,
      line: at + 1,
      message: `call${at}()`,
    }));
    report.results[1]!.findings = [
      finding({ message: 'never seeded', file: 'model.py', line: 5, related: way }),
    ];
    const markup = page(report);
    const { text } = parsed(markup);
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /model\.py:5 never seeded ?src\/step0\.py:1 call0\(\) src\/step1\.py:2 call1\(\) .*src\/step9\.py:10 call9\(\) and 4 more\. The JSON/,
    );
    expect(markup).toContain(`/blob/${report.project.commit}/src/step3.py#L4"`);
  });

  test('is cut for each check with a number', () => {
    const report = sample();
    report.results[0]!.findings = many(50_000);
    const markup = page(report);
    expect(markup).toContain('50000 findings');
    expect(markup).toContain('And 49900 more, for which this page has no room.');
    expect(markup).toContain('src/module_99.py:100');
    expect(markup).not.toContain('src/module_100.py');
    expect(markup.length).toBeLessThan(250_000);
  });

  test('shares the room among the checks of many projects', () => {
    const report = monorepo();
    const section = report.projects![1]!;
    report.projects = Array.from({ length: 200 }, (_, at) => ({
      ...section,
      path: `services/p${at}`,
      results: Array.from({ length: 20 }, (_, nth) =>
        result({ id: `env/check-${nth}`, status: 'fail', findings: many(50) }),
      ),
    }));
    const markup = page(report);
    expect(markup.match(/And 47 more/g)?.length).toBe(4000);
    expect(markup.length).toBeLessThan(20_000_000);
  });

  test('cuts a text that is very long', () => {
    const report = sample();
    report.results[1]!.summary = 'word '.repeat(20_000);
    expect(page(report)).toContain('… (98000 more characters)');
  });
});
