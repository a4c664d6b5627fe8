import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canHold, normalMarker, pythonRange, sameMarker } from '../../src/facts/formats/marker-logic.js';
import { type Marker, markerText, parseMarker, VARIABLES } from '../../src/facts/formats/marker-syntax.js';
import { type Environment, evaluateMarker } from '../../src/facts/formats/markers.js';

function read(text: string): Marker {
  const { marker, problem } = parseMarker(text);
  if (!marker) throw new Error(`${text}: ${problem?.message}`);
  return marker;
}

const LINUX: Environment = {
  python_version: '3.11',
  python_full_version: '3.11.4',
  os_name: 'posix',
  sys_platform: 'linux',
  platform_release: '6.1.0-13-amd64',
  platform_system: 'Linux',
  platform_version: '#1 SMP',
  platform_machine: 'x86_64',
  platform_python_implementation: 'CPython',
  implementation_name: 'cpython',
  implementation_version: '3.11.4',
};

describe('markers', () => {
  test.each<[string, boolean | undefined]>([
    ["python_version < '3.12'", true],
    ["python_version < '3.9'", false],
    ["'3.9' <= python_version", true],
    ["python_version >= '3.9' and python_version < '3.10'", false],
    ["python_full_version == '3.11.*'", true],
    ["python_version ~= '3.8'", true],
    ["python_version in '3.10 3.11'", true],
    ["python_version not in '3.10 3.11'", false],
    ["sys_platform == 'linux' or sys_platform == 'darwin' and python_version < '3'", true],
    ["(sys_platform == 'linux' or sys_platform == 'darwin') and python_version < '3'", false],
    ["'linux' in sys_platform", true],
    ['sys.platform == \'linux\' and os.name == "posix"', true],
    ["python_implementation == 'CPython'", true],
    ["extra == 'fast'", undefined],
    ["sys_platform == 'win32' and extra == 'fast'", false],
    ["sys_platform ~= 'linux'", undefined],
    ["platform_machine > 'a'", false],
  ])('%s', (text, expected) => {
    expect(evaluateMarker(read(text), LINUX)).toBe(expected);
  });

  test.each<[string, Environment, boolean]>([
    ["extra == 'Fast_X'", { extra: 'fast-x' }, true],
    ["'fast' in extras", { extras: ['fast', 'docs'] }, true],
    ["'Dev' in dependency_groups and 'fast' not in extras", { extras: [], dependency_groups: ['dev'] }, true],
    ["extra == 'a'", { extra: ['a', 'b'] }, true],
  ])('%s in %j', (text, environment, expected) => {
    expect(evaluateMarker(read(text), environment)).toBe(expected);
  });

  test.each<[string, number]>([
    ['', 1],
    ["python_version < '3.8' and", 27],
    ["python_versions < '3.8'", 1],
    ["(python_version < '3.8'", 24],
    ["python_version < '3.8')", 23],
    ["python_version '3.8'", 16],
    ["'a' == 'b'", 1],
    ['python_version < 3.8', 18],
    ["python_version < '3.8", 18],
    [`${'('.repeat(200)}os_name == 'x'${')'.repeat(200)}`, 102],
  ])('%s is none, and the column is told', (text, column) => {
    expect(parseMarker(text).problem).toMatchObject({ column });
  });
});

describe('two markers', () => {
  test.each<[string, string, boolean | undefined]>([
    ["python_version < '3.8'", "python_full_version < '3.8'", true],
    ["python_version > '3.7'", "python_full_version >= '3.8'", true],
    ["os_name == 'nt' and extra == 'a'", 'extra == \'A\' and os_name == "nt"', true],
    ["sys_platform == 'linux' or sys_platform != 'linux'", "python_version >= '2'", true],
    ["sys_platform == 'linux'", "sys_platform != 'linux'", false],
    ["sys_platform == 'linux'", "platform_system == 'Linux'", undefined],
    ["python_version < '3.8'", "python_version < '3.9'", false],
  ])('%s and %s', (a, b, expected) => {
    expect(sameMarker(read(a), read(b))).toBe(expected);
  });

  test('versions of Python that the project does not admit do not count', () => {
    const [a, b] = [read("python_version < '3.8' or os_name == 'nt'"), read("os_name == 'nt'")];
    expect(sameMarker(a, b, pythonRange('>=3.9'))).toBe(true);
    expect(sameMarker(a, b, pythonRange('>=3.6'))).toBe(false);
  });

  test.each<[string, string | undefined, boolean | undefined]>([
    ["python_version < '3.9'", '>=3.9', false],
    ["python_version < '3.10'", '>=3.9', true],
    ["python_version < '3.9' and sys_platform == 'win32'", '>=3.9', false],
    ["sys_platform == 'win32'", '>=3.9', true],
    ["sys_platform == 'win32' and os_name == 'posix'", undefined, undefined],
    ["sys_platform == 'win32' and sys_platform == 'linux'", undefined, false],
    ["extra == 'a' and python_version >= '3'", '>=3.9', true],
  ])('%s can hold with Python %s: %s', (text, python, expected) => {
    expect(canHold(read(text), pythonRange(python))).toBe(expected);
  });

  test('in the environments of a lock', () => {
    expect(canHold(read("sys_platform == 'win32'"), [], read("sys_platform == 'linux'"))).toBe(false);
  });
});

const comparison = fc
  .record({
    variable: fc.constantFrom(
      ...VARIABLES.filter((name) => name !== 'extras' && name !== 'dependency_groups'),
    ),
    operator: fc.constantFrom('==', '!=', '<', '<=', '>', '>='),
    value: fc.constantFrom(
      '3.8',
      '3.11',
      '3.11.4',
      'linux',
      'win32',
      'posix',
      'Linux',
      'x86_64',
      'CPython',
      'a',
    ),
    turned: fc.boolean(),
  })
  .map(({ variable, operator, value, turned }) =>
    turned ? `'${value}' ${operator} ${variable}` : `${variable} ${operator} '${value}'`,
  );
const marker = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    comparison,
    fc
      .tuple(tie('tree'), fc.constantFrom('and', 'or'), tie('tree'))
      .map(([a, word, b]) => `(${a} ${word} ${b})`),
  ),
})).tree as fc.Arbitrary<string>;

describe('for any marker', () => {
  test('its text reads back as the same marker', () => {
    fc.assert(
      fc.property(marker, (text) => {
        const tree = read(text);
        const again = read(markerText(tree));
        expect(normalMarker(again)).toBe(normalMarker(tree));
        expect(evaluateMarker(again, LINUX)).toBe(evaluateMarker(tree, LINUX));
        expect(sameMarker(tree, tree)).toBe(true);
      }),
    );
  });

  test('what can never hold does not hold here, and markers that are the same agree here', () => {
    fc.assert(
      fc.property(marker, marker, (one, other) => {
        const [a, b] = [read(one), read(other)];
        const here = { ...LINUX, extra: '' };
        if (canHold(a) === false) expect(evaluateMarker(a, here)).not.toBe(true);
        if (sameMarker(a, b) === true) expect(evaluateMarker(a, here)).toBe(evaluateMarker(b, here));
      }),
    );
  });

  test('any text is read or refused with a column inside it', () => {
    const unit = fc.constantFrom(
      '(',
      ')',
      "'",
      '"',
      ' and ',
      ' or ',
      ' in ',
      'not ',
      '==',
      '<',
      'os_name',
      'x',
      ' ',
      '\0',
      'é',
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit }), fc.string({ unit: 'binary' })), (text) => {
        const { marker: tree, problem } = parseMarker(text);
        if (tree) expect(() => canHold(tree)).not.toThrow();
        else expect(problem?.column).toBeLessThanOrEqual(text.length + 1);
      }),
    );
  });
});
