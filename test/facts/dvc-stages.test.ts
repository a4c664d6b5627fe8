import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CannotTell } from '../../src/errors.js';
import { foreachRounds, matrixRounds } from '../../src/facts/dvc-stages/expand.js';
import { interpolated, type ParsingConfig } from '../../src/facts/dvc-stages/interpolate.js';
import { ParameterFiles } from '../../src/facts/dvc-stages/parameter-files.js';
import { readRecorded } from '../../src/facts/dvc-stages/recorded.js';
import { resolvePipeline } from '../../src/facts/dvc-stages/resolve.js';
import { Project } from '../../src/facts/fact.js';
import { isSame, type Plain, plainYaml, pythonText } from '../../src/facts/formats/plain-value.js';
import { parseYaml } from '../../src/facts/formats/yaml.js';
import { MemorySource } from '../../src/facts/source.js';

const CONFIG: ParsingConfig = { bool: 'store_true', list: 'nargs' };

const plain: fc.Arbitrary<Plain> = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.bigInt({ min: -1000n, max: 1000n }),
    fc.double({ noNaN: true }),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .dictionary(fc.string({ maxLength: 5 }), tie('value'), { maxKeys: 4 })
      .map((map) => new Map(Object.entries(map))),
  ),
})).value;

/** Text that may look like a dvc.yaml, and may not. */
const text = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        'stages:',
        'vars:',
        '  a:',
        '    cmd: x ${y.z}',
        '    foreach: [1, ${b}]',
        '    do:',
        '    matrix: {m: [1]}',
        '    deps: [',
        '- {',
        '    params: [p.yaml: ]',
        '\t',
        '&a *a',
        '    outs: {a: {cache: false}}',
        '<<: *a',
      ),
      { maxLength: 12 },
    )
    .map((lines) => lines.join('\n')),
);

async function orCannotTell<T>(work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return undefined;
  }
}

describe('plain values', () => {
  test('are the same as themselves, and the same both ways', () => {
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(isSame(a, a)).toBe(true);
        expect(isSame(a, b)).toBe(isSame(b, a));
      }),
    );
  });

  test('whole numbers, floats and booleans are compared as Python does', () => {
    expect(isSame(1n, 1)).toBe(true);
    expect(isSame(true, 1n)).toBe(true);
    expect(isSame(false, 0)).toBe(true);
    expect(isSame('1', 1n)).toBe(false);
    expect(isSame(null, false)).toBe(false);
    expect(isSame(new Map([['a', 1n]]), new Map([['a', 1]]))).toBe(true);
  });

  test.each<[null | boolean | bigint | number | string, string]>([
    [1n, '1'],
    [1, '1.0'],
    [0.1, '0.1'],
    [1e-4, '0.0001'],
    [1e-5, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1.25e22, '1.25e+22'],
    [-0, '-0.0'],
    [true, 'True'],
    [null, 'None'],
    ['x', 'x'],
  ])('%s is written as Python does', (value, expected) => {
    expect(pythonText(value)).toBe(expected);
  });

  test('a float written out is the same float', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(pythonText(value))).toBe(value);
      }),
    );
  });

  test('of YAML keep what kind of number they are', () => {
    const data = plainYaml(parseYaml('{a: 1, b: 1.0, c: 1e-3, d: 1_000, e: "1", f: 0x10, g: ~, h: yes}'));
    expect(data).toEqual(
      new Map<string, Plain>([
        ['a', 1n],
        ['b', 1],
        ['c', 0.001],
        ['d', 1000n],
        ['e', '1'],
        ['f', 16n],
        ['g', null],
        ['h', 'yes'],
      ]),
    );
  });

  test('merge keys bring what is not set', () => {
    expect(plainYaml(parseYaml('x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\n'))).toEqual(
      new Map<string, Plain>([
        [
          'x',
          new Map<string, Plain>([
            ['a', 1n],
            ['b', 2n],
          ]),
        ],
        [
          'y',
          new Map<string, Plain>([
            ['b', 3n],
            ['a', 1n],
          ]),
        ],
      ]),
    );
  });
});

describe('templates of DVC', () => {
  test('text without places stays as it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter((one) => !one.includes('${')),
        (one) => {
          expect(interpolated(one, new Map(), 'cmd', CONFIG)).toBe(one);
        },
      ),
    );
  });

  test('any text is filled in, or cannot be', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('$', '{', '}', '\\', 'a', '.', '[', ']', '0', ' ') }),
        plain,
        async (one, value) => {
          const told = await orCannotTell(() => interpolated(one, new Map([['a', value]]), 'cmd', CONFIG));
          if (told !== undefined && one.includes('${a}') && typeof told === 'string' && !one.includes('\\'))
            expect(told).not.toContain('${a}');
        },
      ),
    );
  });

  test('a backslash keeps a place', () => {
    expect(interpolated('echo \\${HOME} ${a}', new Map([['a', 1n]]), 'cmd', CONFIG)).toBe('echo ${HOME} 1');
  });

  test('a matrix has a round for each combination', () => {
    const lists = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,4}$/),
      fc.uniqueArray(fc.bigInt({ min: 0n, max: 9n }), { minLength: 1, maxLength: 3 }),
      { minKeys: 1, maxKeys: 4 },
    );
    fc.assert(
      fc.property(lists, (axes) => {
        const rounds = matrixRounds(new Map(Object.entries(axes)), new Map());
        expect(rounds).toHaveLength(Object.values(axes).reduce((product, { length }) => product * length, 1));
        expect(new Set(rounds.map(({ key }) => key)).size).toBe(rounds.length);
      }),
    );
  });

  test('a matrix without bounds is told', () => {
    const many = Array.from({ length: 200 }, (_, at) => BigInt(at));
    expect(() =>
      matrixRounds(
        new Map([
          ['a', many],
          ['b', many],
        ]),
        new Map(),
      ),
    ).toThrow(CannotTell);
  });

  test('lists of lists are counted, plain ones named', () => {
    expect(foreachRounds([[1n], [2n]], new Map()).map(({ key }) => key)).toEqual(['0', '1']);
    expect(foreachRounds([true, 2, 'x'], new Map()).map(({ key }) => key)).toEqual(['true', '2.0', 'x']);
    expect(foreachRounds('${on}', new Map([['on', [true]]])).map(({ key }) => key)).toEqual(['True']);
  });

  test('any dvc.yaml and dvc.lock is read, or cannot be', async () => {
    const project = new Project(new MemorySource({}));
    await fc.assert(
      fc.asyncProperty(text, async (one) => {
        await orCannotTell(() => resolvePipeline(one, '', new ParameterFiles(project, () => false), CONFIG));
        await orCannotTell(() => readRecorded(one));
      }),
    );
  });
});
