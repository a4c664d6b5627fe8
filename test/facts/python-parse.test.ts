import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadGrammar } from '../../src/facts/python/grammar.js';
import type { PythonModule, Value } from '../../src/facts/python/model.js';
import { readPython } from '../../src/facts/python/read.js';

beforeAll(loadGrammar);

function read(source: string | Uint8Array, path = 'main.py'): PythonModule {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
  const result = readPython(path, bytes);
  if (result.kind !== 'module') throw new Error(`no module: ${JSON.stringify(result)}`);
  return result.module;
}

/** A value as short text. */
function show(value: Value): string {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(value.value);
    case 'number':
      return String(value.value);
    case 'boolean':
      return String(value.value);
    case 'name':
      return value.path;
    case 'attribute':
      return `${show(value.of)}.${value.name}`;
    case 'call':
      return `call ${value.call}`;
    case 'list':
    case 'tuple':
    case 'set':
      return `${value.kind}(${value.items.map(show).join(', ')})`;
    case 'dict':
      return `dict(${value.entries.map(({ key, value: of }) => `${key ? show(key) : '**'}: ${show(of)}`).join(', ')})`;
    case 'operation':
      return `(${[value.operator, ...value.operands.map(show)].join(' ')})`;
    default:
      return value.kind;
  }
}

describe('values', () => {
  test.each([
    ['-3', '-3'],
    ['0x_FF', '255'],
    ['1_000.5', '1000.5'],
    ['0o17', '15'],
    ['123456789012345678901234567890', 'NaN'],
    ['"a" \'b\' """c"""', '"abc"'],
    [String.raw`"\x41\n\u00e9"`, '"A\\né"'],
    [String.raw`r"\d" b"x"`, '"\\\\dx"'],
    ['f"{a}/b{{c}}"', '(f-string a "/b{c}")'],
    ['f"plain"', '"plain"'],
    ['(1, None, True)', 'tuple(1, none, true)'],
    ['{"a": 1, **b}', 'dict("a": 1, **: b)'],
    ['a.b.c', 'a.b.c'],
    ['a < b < c', '(and (< a b) (< b c))'],
    ['a is not b', '(is not a b)'],
    ['not a', '(not a)'],
    ['a if b else c', '(if else a b c)'],
    ['a[0]', '(index a 0)'],
    ['[*f(x)]', 'list((star call 0))'],
    ['await x', '(await x)'],
    ['lambda: x', '(lambda x)'],
    ['[x for x in xs]', '(comprehension x xs)'],
    ['(y := 5)', '5'],
  ])('%s', (source, shown) => {
    const { assignments } = read(`v = ${source}\n`);
    expect(show(assignments.at(-1)!.value)).toBe(shown);
  });
});

describe('assignments', () => {
  test.each([
    ['a, b = 1, 2', ['a = 1', 'b = 2']],
    ['a, b = f()', ['a = (unpack call 0)', 'b = (unpack call 0)']],
    ['a = b = 1', ['b = 1', 'a = 1']],
    ['x: int = 1', ['x = 1']],
    ['x += 1', ['x = (+ x 1)']],
    ['for i, x in e: pass', ['i = (unpack (iterate e))', 'x = (unpack (iterate e))']],
    ['with open(p) as f, g as h: pass', ['f = (enter call 0)', 'h = (enter g)']],
    ['os.environ["A"] = "1"', ['os.environ["A"] = "1"']],
    ['self.x.y = 1', ['self.x.y = 1']],
    ['torch.backends.cudnn.deterministic = True', ['torch.backends.cudnn.deterministic = true']],
  ])('%s', (source, expected) => {
    const shown = read(`${source}\n`).assignments.map(
      ({ target, key, value }) => `${target}${key ? `[${show(key)}]` : ''} = ${show(value)}`,
    );
    expect(shown).toEqual(expected);
  });
});

describe('calls', () => {
  test('know their scope, conditions and loop', () => {
    const module = read('if a:\n  for x in y:\n    f(1, *b, k=2, **c)\nelse:\n  g()\ndef h():\n  i()\n');
    expect(
      module.calls.map(({ callee, args, scope, conditions, loop }) => [
        show(callee),
        args.map(({ name, value }) => `${name ?? ''}:${show(value)}`).join(' '),
        scope,
        conditions.map(
          (at) => `${module.conditions[at]!.negated ? 'not ' : ''}${show(module.conditions[at]!.test)}`,
        ),
        loop,
      ]),
    ).toEqual([
      ['f', ':1 *:b k:2 **:c', 0, ['a'], true],
      ['g', '', 0, ['not a'], false],
      ['i', '', 1, [], false],
    ]);
  });

  test('are found wherever an expression may stand', () => {
    const source = `@d(1)\nclass A(b(), metaclass=m()):\n  x: Annotated[int, o()] = 1\n  def f(self, p=q()): return lambda z=y(): w()\nassert s(), t()\nraise u() from v()\ndel k()[0]\nf"{n():{r()}}"\ntype(e).x = 1\nprint(*g(h))\n`;
    expect(
      read(source)
        .calls.map(({ callee }) => show(callee))
        .sort()
        .join(' '),
    ).toBe('b d g k m n o print q r s t type u v w y');
  });
});

describe('imports', () => {
  test.each([
    ['import a.b, c as d', ['a.b>a', 'c>d']],
    ['from . import a', ['.:a>a']],
    ['from ..a.b import (c as d, e,)', ['..a.b:c>d', '..a.b:e>e']],
    ['from a import *', ['a:*>*']],
    ['from __future__ import annotations', ['__future__:annotations>annotations']],
    ['try:\n  import a\nexcept ImportError:\n  import b', ['a>a optional', 'b>b optional']],
    ['try:\n  import a\nexcept ValueError:\n  pass', ['a>a']],
    ['if TYPE_CHECKING:\n  import a\nelse:\n  import b', ['a>a typing', 'b>b']],
    ['with suppress(ImportError):\n  import a', ['a>a optional']],
  ])('%s', (source, expected) => {
    const shown = read(`${source}\n`).imports.map(
      ({ module, level, name, binds, guard }) =>
        `${'.'.repeat(level)}${module}${name ? `:${name}` : ''}>${binds}${guard ? ` ${guard}` : ''}`,
    );
    expect(shown).toEqual(expected);
  });
});

describe('problems', () => {
  test.each([
    ['def f(:\n  pass\n', 1],
    ['x = (1,\ny = 2\n', 1],
    ['if x:\ny = 1\n', 1],
    ['x = 1\n  y = 2\n', 2],
    ['def f():\n    x\n  y\n', 3],
    ['try:\n  x\n', 1],
    ['x = """abc\n', 1],
    ['<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b\n', 1],
    ['x = 1\0\n', 1],
    ['x = `a`\n', 1],
  ])('%j', (source, line) => {
    const [problem] = read(source).problems;
    expect(problem?.line).toBe(line);
  });

  test.each([
    'print "x"\n',
    'exec "x" in y\n',
    'raise E, "x"\n',
    'try:\n  x\nexcept E, e:\n  pass\n',
    'x = 0777\n',
    'x = 10L\n',
    'x = ur"a"\n',
    'x = a <> b\n',
    'def f(a, (b, c)): pass\n',
  ])('Python 2: %j', (source) => {
    const module = read(`import os\n${source}os.getcwd()\n`);
    expect(module.problems.map(({ python2, line }) => [python2, line > 1])).toEqual([[true, true]]);
    expect(module.imports).toHaveLength(1);
    expect(module.calls.some(({ callee }) => show(callee) === 'os.getcwd')).toBe(true);
  });

  test.each([
    '',
    '# only a comment',
    '\ufeffx = 1\r\ny = 2\r\n',
    'x = 1\ry = 2\r',
    '\fdef f():\n\f  pass\n',
    'if x:\n\tpass\nelse:\n        pass\n',
    'match x:\n  case {"a": [b, *_]} if c: pass\n  case _: pass\nmatch = case = type = 1\n',
    'type X[T] = list[T]\ndef f[T](x: T, /) -> T: ...\n',
    'try: pass\nexcept* A: pass\n',
    'try: pass\nexcept A, B: pass\n',
    'print\nprint -1\nprint [0]\nprint (a), b\n',
    'async def f():\n  async with a as b: return [i async for i in b]\n',
    "f'{a['b']!r:>{w}}'\n",
    'x = 1 if y else \\\n  2\n',
    'if True:\n    x = 1\n  # odd comment\n    y = 2\n',
  ])('none in %j', (source) => {
    expect(read(source).problems).toEqual([]);
  });

  test('an encoding is taken from the comment', () => {
    const latin1 = Uint8Array.from(
      [...'# -*- coding: latin-1 -*-\nx = "'].map((c) => c.charCodeAt(0)).concat(0xe9, 0x22, 10),
    );
    const module = read(latin1);
    expect(module.problems).toEqual([]);
    expect(show(module.assignments[0]!.value)).toBe('"é"');
    expect(read(latin1.slice(26)).problems).toMatchObject([
      { line: 1, message: expect.stringMatching(/UTF-8/) },
    ]);
  });
});

describe('whatever the text', () => {
  const awkward = fc.array(
    fc.constantFrom(
      'def f(',
      '):',
      '\n',
      '  ',
      '\t',
      'class ',
      'import a',
      'from . ',
      '"',
      "'''",
      'f"{',
      '}',
      '\\',
      '#',
      'print x',
      '`',
      '\0',
      '(',
      ']',
      '=',
      ':=',
      'é',
      '😀',
      'lambda',
      'if x',
      'else:',
      'a.b',
      '1',
      '*',
      '@',
    ),
    { maxLength: 60 },
  );

  test('reading never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          awkward.map((parts) => parts.join('')),
        ),
        (text) => {
          for (const path of ['a.py', 'a.ipynb']) readPython(path, new TextEncoder().encode(text));
        },
      ),
      { numRuns: 400 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const path of ['a.py', 'a.ipynb']) readPython(path, bytes);
      }),
    );
  });

  test('deep nesting neither throws nor takes long', () => {
    for (const text of [
      '('.repeat(50_000),
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      `x = ${'a.b().'.repeat(20_000)}c`,
      `x = ${'1 + '.repeat(50_000)}1`,
      `${'if x:\n'.repeat(500)}`,
      `if a: pass\n${'elif b: pass\n'.repeat(20_000)}`,
      '-'.repeat(50_000),
    ]) {
      expect(read(text).path).toBe('main.py');
    }
  });

  test('calls survive formatting', () => {
    const gap = fc.constantFrom('', ' ', '\n', ' # note\n', '\r\n', '  ');
    fc.assert(
      fc.property(fc.array(gap, { minLength: 8, maxLength: 8 }), (gaps) => {
        const tokens = ['np', '.', 'random', '.', 'seed', '(', '42', ')'];
        const { calls } = read(`x = (${tokens.map((token, at) => token + gaps[at]).join('')})\n`);
        expect(calls.map(({ callee, args }) => [show(callee), args.map(({ value }) => show(value))])).toEqual(
          [['np.random.seed', ['42']]],
        );
      }),
    );
  });
});
