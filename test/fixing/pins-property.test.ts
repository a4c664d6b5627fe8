import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequirements } from '../../src/facts/formats/requirements.js';
import { parseToml } from '../../src/facts/formats/toml.js';
import { tomlStrings } from '../../src/fixing/spans/toml-strings.js';
import { environmentWith, pinned } from '../support/fixing.js';

const NAMES = ['numpy', 'pandas', 'torch', 'zope.interface', 'A-b_c'];
const VERSION = '2.5.1';
const ENVIRONMENT = environmentWith(
  Object.fromEntries(NAMES.map((name) => [name.replace(/[-_.]+/g, '-').toLowerCase(), VERSION])),
);

const space = fc.constantFrom('', ' ', '  ', '\t');
const clause = fc
  .tuple(
    // All but the last admit the version that is installed.
    fc.constantFrom(
      '>= 1.0',
      '<= 2.5.1',
      '~= 2.5',
      '!= 1.0',
      '== 2.5.*',
      '< 3.0',
      '> 2.5',
      '>= 2',
      '!= 3.*',
      '> 3.0',
    ),
    space,
  )
  .map(([text, gap]) => text.replace(' ', gap));
const requirementLine = fc
  .record({
    indent: space,
    name: fc.constantFrom(...NAMES),
    extras: fc.constantFrom('', '[x]', '[a-b, c]', ' [x]'),
    gap: space,
    specifier: fc.array(clause, { maxLength: 3 }),
    marker: fc.constantFrom(
      '',
      ';python_version>"3"',
      ' ; sys_platform == "linux"',
      '; "win" in sys_platform',
    ),
    hash: fc.constantFrom('', '', '', ` --hash=sha256:${'0'.repeat(64)}`),
    comment: fc.constantFrom('', ' # >=1.0', '  #numpy==1', '\t# ;é😀'),
    end: fc.constantFrom('\n', '\r\n'),
  })
  .map(
    ({ indent, name, extras, gap, specifier, marker, hash, comment, end }) =>
      `${indent}${name}${extras}${gap}${specifier.join(',')}${marker}${hash}${comment}${end}`,
  );
const anyLine = fc.oneof(
  { weight: 5, arbitrary: requirementLine },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\n', '# numpy\n', '-e .\r\n', '--pre\n', 'numpy \\\n', './lib\n', 'a @ b\n'),
  },
);

describe('for any requirements file', () => {
  test('an edit leaves one exact version and everything else', async () => {
    let edits = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { maxLength: 6 }), fc.boolean(), async (lines, ends) => {
        const before = ends ? lines.join('') : lines.join('').replace(/\r?\n$/, '');
        const { plan, after } = await pinned({ 'train.py': '', 'requirements.txt': before }, ENVIRONMENT);
        edits += plan.edits.length;
        const [old, now] = [before, after['requirements.txt'] ?? before].map((text) =>
          parseRequirements(text),
        );
        expect(now!.problems).toEqual(old!.problems);
        expect(now!.requirements.map(withoutVersion)).toEqual(old!.requirements.map(withoutVersion));
        const changed = now!.requirements.filter((one, at) => one.raw !== old!.requirements[at]!.raw);
        expect(changed).toHaveLength(plan.edits.length);
        for (const one of changed) expect(one.specifier).toMatch(/^== ?2\.5\.1$/);
        // Outside the spans nothing changes, be it invisible.
        const skeleton = (text: string) =>
          text.replace(/(?:===|~=|==|!=|<=|>=|<|>)[ \t]*[\d.*]+,?/g, '').replace(/[ \t]+/g, '');
        expect(skeleton(after['requirements.txt'] ?? before)).toBe(skeleton(before));
      }),
      { numRuns: 300 },
    );
    expect(edits).toBeGreaterThan(100);
  });

  test('a second plan has nothing to do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { maxLength: 6 }), async (lines) => {
        const before = lines.join('');
        const first = await pinned({ 'train.py': '', 'requirements.txt': before }, ENVIRONMENT);
        const second = await pinned(
          { 'train.py': '', 'requirements.txt': first.after['requirements.txt'] ?? before },
          ENVIRONMENT,
        );
        expect(second.plan.edits).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('strings of TOML', () => {
  const key = fc.constantFrom('a', 'b-c', '"q.r"', "'s'", 'a.b');
  const quoted = fc.constantFrom(
    '"x"',
    "'y>=1'",
    '"#no"',
    '"""m"""',
    "'''n'''",
    '"e\\"s"',
    '1',
    'true',
    '2020-01-01 10:00:00',
  );
  const value = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      quoted,
      fc.array(tie('value'), { maxLength: 3 }).map((items) => `[\n ${items.join(', # c ]\n')}\n]`),
      fc
        .array(fc.tuple(fc.constantFrom('k', 'l'), quoted), { maxLength: 1 })
        .map((pairs) => `{ ${pairs.map(([k, v]) => `${k} = ${v}`).join(', ')} }`),
    ),
  })).value;
  const document = fc
    .array(fc.tuple(fc.option(fc.integer({ min: 0, max: 5 })), key, value), { maxLength: 6 })
    .map((rows) =>
      rows
        .map(
          ([table, name, content], at) => `${table === null ? '' : `[t${at}]\n`}${name} = ${content} # "c"\n`,
        )
        .join(''),
    );

  test('stand where they are said to stand, and are what the parser reads', () => {
    fc.assert(
      fc.property(document, (text) => {
        let data: unknown;
        try {
          ({ data } = parseToml(text));
        } catch {
          return;
        }
        for (const { path, value, offset } of tomlStrings(text)) {
          expect(text.slice(offset, offset + value.length)).toBe(value);
          expect(stringsAt(data, path)).toContain(value);
        }
        const plain = stringsAt(data, []).filter((one) => !['m', 'n', 'e"s'].includes(one));
        expect(
          tomlStrings(text)
            .map(({ value }) => value)
            .sort(),
        ).toEqual(plain.sort());
      }),
      { numRuns: 500 },
    );
  });

  test.each(['a = "', "a = '''", 'a = [', 'a = {', '[', '=', 'a = [[[[', '"', 'a.', '\u0000', 'a = "\\'])(
    'end on broken text: %j',
    (text) => {
      expect(Array.isArray(tomlStrings(text))).toBe(true);
    },
  );
});

function withoutVersion<T extends { raw: string; specifier: string; exact: boolean }>(requirement: T) {
  const { raw: _, specifier: __, exact: ___, ...rest } = requirement;
  return rest;
}

function stringsAt(data: unknown, path: readonly string[]): string[] {
  if (typeof data === 'string') return [data];
  if (Array.isArray(data)) return data.flatMap((item) => stringsAt(item, path));
  if (typeof data !== 'object' || data === null || data instanceof Date) return [];
  const [first, ...rest] = path;
  if (first === undefined) return Object.values(data).flatMap((item) => stringsAt(item, []));
  return Object.hasOwn(data, first) ? stringsAt((data as Record<string, unknown>)[first], rest) : [];
}
