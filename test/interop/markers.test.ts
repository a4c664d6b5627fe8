import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { parseMarker } from '../../src/facts/formats/marker-syntax.js';
import { type Environment, evaluateMarker } from '../../src/facts/formats/markers.js';
import { admits, parseSpecifiers } from '../../src/facts/formats/specifiers.js';

type Question = { marker: string; environment: Environment } | { specifier: string; version: string };

/** What packaging says of each: null for what it refuses, `undefined` where it cannot compare. */
function byPackaging(questions: readonly Question[]): (boolean | null | 'undefined')[] {
  const output = execFileSync(join(inject('bin'), 'python'), [join(import.meta.dirname, 'markers.py')], {
    input: questions.map((question) => JSON.stringify(question)).join('\n'),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as boolean | null | 'undefined');
}

function byUs(question: Question): boolean | null {
  if ('marker' in question) {
    const { marker } = parseMarker(question.marker);
    return marker ? (evaluateMarker(marker, question.environment) ?? null) : null;
  }
  const clauses = parseSpecifiers(question.specifier);
  return clauses ? admits(clauses, question.version) : null;
}

const pick = <T>(...items: T[]) => fc.constantFrom(...items);
const environment = fc.record({
  python_version: pick('3.8', '3.11', '3.12'),
  python_full_version: pick('3.8.0', '3.11.4', '3.12.0rc1'),
  os_name: pick('posix', 'nt'),
  sys_platform: pick('linux', 'win32', 'darwin'),
  platform_release: pick('6.1.0', '6.1.0-13-amd64', '10'),
  platform_system: pick('Linux', 'Windows'),
  platform_version: pick('10.0.19041', '#1 SMP'),
  platform_machine: pick('x86_64', 'arm64'),
  platform_python_implementation: pick('CPython', 'PyPy'),
  implementation_name: pick('cpython', 'pypy'),
  implementation_version: pick('3.11.4', '7.3.12'),
  extra: pick('', 'fast', 'a-b'),
});
const variable = pick(
  'python_version',
  'python_full_version',
  'os_name',
  'os.name',
  'sys_platform',
  'platform_release',
  'platform_system',
  'platform_version',
  'platform_machine',
  'platform_python_implementation',
  'python_implementation',
  'implementation_name',
  'implementation_version',
  'extra',
  'nonsense',
);
const operator = pick('==', '!=', '<', '<=', '>', '>=', '~=', '===', 'in', 'not in');
const value = pick(
  '3.8',
  '3.11',
  '3.11.*',
  '3.12.0',
  '6.1',
  'linux',
  'win32 linux',
  'posix',
  'x86_64',
  'CPython',
  'A_b',
  'fast',
  '',
  '3.8, 3.11',
);
const comparison = fc
  .tuple(variable, operator, value, fc.boolean(), pick("'", '"'), pick(' ', '  ', ''))
  .map(([name, word, text, turned, quote, gap]) => {
    const space = /in$/.test(word) ? ' ' : gap;
    const parts = turned ? [`${quote}${text}${quote}`, word, name] : [name, word, `${quote}${text}${quote}`];
    return parts.join(space);
  });
const tree = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    comparison,
    fc.tuple(tie('tree'), pick(' and ', ' or '), tie('tree')).map((parts) => parts.join('')),
    tie('tree').map((inner) => `( ${String(inner)} )`),
  ),
})).tree as fc.Arbitrary<string>;
const broken = fc.oneof(
  tree,
  fc.tuple(tree, pick(' and', ')', ' x', ' or or ', '(')).map((parts) => parts.join('')),
);

test('markers hold where packaging says so', () => {
  const questions = fc.sample(fc.record({ marker: broken, environment }), 6000);
  const told = byPackaging(questions);
  const wrong = questions
    .map((question, at) => ({ ...question, packaging: told[at], ours: byUs(question) }))
    // packaging evaluates all parts of a marker; a comparison that is not defined may not be reached by us.
    .filter(({ packaging, ours }) => packaging !== ours && packaging !== 'undefined');
  expect(wrong.slice(0, 5)).toEqual([]);
});

test('sets of extras and groups, as lock files have them', () => {
  const sets = fc.record({
    extras: pick([], ['fast'], ['A_b', 'fast']),
    dependency_groups: pick([], ['dev']),
  });
  const one = fc
    .tuple(pick('fast', 'a-b', 'Dev', 'x'), pick('in', 'not in'), pick('extras', 'dependency_groups'))
    .map(([name, word, set]) => `'${name}' ${word} ${set}`);
  const questions = fc.sample(
    fc.record({
      marker: fc.tuple(one, pick(' and ', ' or '), one).map((parts) => parts.join('')),
      environment: sets,
    }),
    500,
  );
  expect(questions.map(byUs)).toEqual(byPackaging(questions));
});

test('specifiers admit what packaging admits', () => {
  const version = pick('1', '1.0', '1.0.0', '1.0rc1', '1.0.post1', '1.0.dev3', '1.0+cu121', '1.1', '1.10', '2!1.0', '0.9', '1.0.1', '2.1.3.4', '1.0a1.post2', 'nonsense');
  const clause = fc
    .tuple(pick('==', '!=', '>=', '<=', '>', '<', '===', '~='), pick('', ' '), version, pick('', '', '.*'))
    .map((parts) => parts.join(''));
  const specifier = fc.array(clause, { maxLength: 3 }).map((clauses) => clauses.join(','));
  const questions = fc.sample(fc.record({ specifier, version }), 6000);
  const told = byPackaging(questions);
  const wrong = questions
    .map((question, at) => ({ ...question, packaging: told[at], ours: byUs(question) }))
    // What packaging makes of a text that is no version differs between its versions.
    .filter(({ version: of, packaging, ours }) => packaging !== ours && !(of === 'nonsense' && packaging === null));
  expect(wrong.slice(0, 5)).toEqual([]);
}); // biome-ignore format: a table reads better in rows
