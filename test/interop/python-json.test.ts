import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'smol-toml';
import { describe, expect, inject, test } from 'vitest';
import { CannotTell } from '../../src/errors.js';
import { parseExactToml } from '../../src/facts/formats/exact-toml.js';
import { pythonJson } from '../../src/facts/formats/python-json.js';

const SCRIPT = `
import json, sys, tomllib
out = []
for text in json.load(sys.stdin):
    data = tomllib.loads(text)
    out.append([json.dumps(data, sort_keys=True), json.dumps(data, sort_keys=True, separators=(",", ":"))])
json.dump(out, sys.stdout)
`;

/** What Python's tomllib and json make of TOML documents: with the usual and with compact separators. */
function python(documents: readonly string[]): [string, string][] {
  const out = execFileSync(join(inject('bin'), 'python'), ['-c', SCRIPT], {
    input: JSON.stringify(documents),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(out) as [string, string][];
}

/** Controls, DEL, quotes, the edges of the planes, and everything else. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('\0', '\b', '\t', '\n', '\f', '\r', '\u001f', ' ', '"', '\\', '/', '~', '\u007f', '\u0080', 'é', '\u2028', '\ud7ff', '\ue000', '\ufffd', '\uffff', '\u{10000}', '\u{1f600}', '\u{10ffff}') }),
  fc.string({ unit: 'binary' }),
); // biome-ignore format: a table reads better in rows
const key = text.filter((name) => name !== '__proto__');

const { value } = fc.letrec<{ value: unknown; table: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.boolean(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('table'),
  ),
  table: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
}));
const documents = fc.dictionary(key, value, { maxKeys: 6 });

describe('json.dumps of a TOML document', () => {
  test('is that of Python, byte for byte', () => {
    const texts = fc.sample(documents, { numRuns: 1500, seed: 7 }).map((data) => stringify(data));
    const theirs = python(texts);
    expect(theirs).toHaveLength(texts.length);
    texts.forEach((one, at) => {
      const data = parseExactToml(one);
      expect([pythonJson(data), pythonJson(data, true)]).toEqual(theirs[at]);
    });
  });

  test('is that of Python for the spellings of whole numbers', () => {
    const written = ['0', '-0', '+1', '1_000', '0xff', '0o17', '0b11', '9223372036854775807'];
    const texts = written.map((number) => `a = ${number}\n`);
    const theirs = python(texts);
    texts.forEach((one, at) => {
      expect(pythonJson(parseExactToml(one))).toBe(theirs[at]![0]);
    });
  });

  test.each(['1.0', '1e3', 'inf', 'nan', '1979-05-27', '07:32:00', '1979-05-27T07:32:00Z'])(
    'cannot be told of %s',
    (written) => {
      expect(() => pythonJson(parseExactToml(`a = [{b = ${written}}]\n`))).toThrow(CannotTell);
    },
  );
});
