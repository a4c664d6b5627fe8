import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../src/facts/formats/toml.js';
import { parseTomlLock } from '../../src/facts/formats/toml-lock.js';
import { scanToml } from '../../src/facts/formats/toml-scan.js';

describe('lines of a TOML text', () => {
  test.each<[string, string, (string | number)[], number]>([
    ['a table', '\n[a]\n', ['a'], 2],
    ['a key', '[a]\nb = 1\n', ['a', 'b'], 2],
    ['a dotted key', 'x = 1\na.b = 1\n', ['a', 'b'], 2],
    ['a part of a header', '[a.b.c]\n', ['a', 'b'], 1],
    ['white space within a header', '[ a . "b" ]\nc = 1\n', ['a', 'b', 'c'], 2],
    ['a quoted key with a dot', '["a.b"]\n\nc = 1\n', ['a.b', 'c'], 3],
    ['a literal key', "'a\\b' = 1\n", ['a\\b'], 1],
    ['a key with escapes', '\n"\\u0061\\U0001F600" = 1\n', ['a\u{1f600}'], 2],
    ['an item', 'a = [\n1,\n# no item\n2]\n', ['a', 1], 4],
    ['an item of an item', 'a = [[\n1], [\n2,\n3]]\n', ['a', 1, 1], 4],
    ['a key of an inline table', 'a = { b = 1, c = 2 }\n', ['a', 'c'], 1],
    ['what follows a long string', 'a = """\n[b]\nc = 1\n"""""\n[b]\n', ['b'], 5],
    ['what follows quotes in a comment', '# """\n[b]\n', ['b'], 2],
    ['what follows quotes in a string', `a = "'''"\n[b]\n`, ['b'], 2],
    ['what follows an escaped quote', 'a = "\\"["\n[b]\n', ['b'], 2],
    ['what follows a backslash in a literal', "a = [ 'x\\', 1,\n2 ]\n", ['a', 2], 2],
    ['what follows a date', 'a = 1979-05-27 07:32:00\nb = 1\n', ['b'], 2],
    ['Windows line ends', '[a]\r\nb = [\r\n"c"\r\n]\r\n', ['a', 'b', 0], 3],
    ['an entry of an array of tables', '[[a]]\nb = 1\n[[a]]\nb = 2\n', ['a', 1, 'b'], 4],
    ['a table of an entry', '[[a]]\n[[a]]\n[a.b]\nc = 1\n', ['a', 1, 'b', 'c'], 4],
    ['entries within entries', '[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]\n[[a.b]]\n', ['a', 1, 'b', 1], 5],
    ['what is not there, by what it would stand in', '\n[a]\n', ['a', 'b', 'c'], 2],
  ])('%s', (_, text, path, line) => {
    expect(parseToml(text).line(path.map(String))).toBe(line);
  });

  test.each<[string, string, (number | undefined)[]]>([
    ['under their headers', '[[package]]\n\n[[package]]\n', [1, 3]],
    ['whose name is quoted', '[[ "package" ]]\n', [1]],
    ['behind quotes in a comment', '# """ and \'\'\'\n[[package]]\n', [2]],
    ['behind a string that looks like one', 'x = """\n[[package]]\n"""\n[[package]]\n', [4]],
    ['behind a list that looks like one', 'x = [\n[["package"]]\n]\n[[package]]\n', [4]],
    ['in line', 'package = [\n  { name = "a" },\n  1,\n  { name = "b" },\n]\n', [2, 4]],
  ])('entries of a lock %s', (_, text, lines) => {
    expect(
      parseTomlLock(text)
        .entries('package')
        .map(({ line }) => line),
    ).toEqual(lines);
  });

  test('every key and item of a value stands somewhere, and where it does it is named', () => {
    const key = fc.constantFrom('a', 'b-c', '"d.e"', '"\\u0066"', "'g h'");
    const { value } = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('1', 'true', '"x"', "'y'", '"""\nz"""', '1979-05-27', '"]"', "'}'", '"#"'),
        fc.array(tie('value'), { maxLength: 3 }).map((items) => `[ ${items.join(',\n # no\n ')} ]`),
        fc
          .uniqueArray(fc.tuple(key, tie('value')), { maxLength: 3, selector: ([name]) => name })
          .map((pairs) => `{ ${pairs.map(([name, of]) => `${name} = ${of}`).join(', ')} }`),
      ),
    }));
    const text = fc
      .array(fc.tuple(fc.constantFrom('[[t]]', '[[t.u]]', '[t.v]', '[ w ]'), key, value), { maxLength: 6 })
      .map((rows) => rows.map(([header, name, of]) => `${header}\n${name} = ${of} # "\n`).join(''));
    fc.assert(
      fc.property(text, (content) => {
        let data: unknown;
        try {
          data = parseToml(content).data;
        } catch {
          return;
        }
        const told = new Set<string>();
        scanToml(content, {
          place({ path, before, from, to, line, column }) {
            const lines = content.slice(0, from).split('\n');
            expect([line, column]).toEqual([lines.length, lines.at(-1)!.length + 1]);
            expect(to).toBeGreaterThan(from);
            for (let length = before + 1; length <= path.length; length++)
              told.add(JSON.stringify(path.slice(0, length)));
          },
        });
        expect([...told].sort()).toEqual([...waysIn(data)].sort());
      }),
      { numRuns: 500 },
    );
  });

  test('any text is scanned to its end', () => {
    const part = fc.constantFrom(
      '[',
      ']',
      '[[',
      '{',
      '}',
      '"',
      "'",
      '"""',
      '=',
      ',',
      '.',
      '#',
      '\n',
      '\\',
      'a',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        scanToml(parts.join(''), { place() {}, string() {} });
      }),
      { numRuns: 2000 },
    );
    for (const text of ['a = '.padEnd(200_000, '['), 'a = { '.repeat(50_000), `[${'a.'.repeat(100_000)}a]`])
      scanToml(text, { place() {}, string() {} });
  });
});

/** The ways to all that a value holds. */
function* waysIn(value: unknown, path: readonly (string | number)[] = []): Generator<string> {
  if (path.length > 0) yield JSON.stringify(path);
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* waysIn(item, [...path, index]);
  else if (typeof value === 'object' && value !== null && !(value instanceof Date))
    for (const [key, item] of Object.entries(value)) yield* waysIn(item, [...path, key]);
}
