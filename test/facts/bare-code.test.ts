import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareCode } from '../../src/facts/python/bare.js';

describe('code without comments and docstrings', () => {
  test.each([
    ['comments', 'x = 1  # one\n', 'x = 1\n# two\n'],
    [
      'docstrings',
      'def f():\n    """Old.\n\n    Text."""\n    return 1\n',
      "def f():\n    'New.'\n    return 1\n",
    ],
    ['blank lines and ends of lines', 'a = 1\n\n\nb = 2  \r\n', 'a = 1\nb = 2\n'],
    ['comments in brackets', 'f(1,  # one\n\n  2)\n', 'f(1,\n  2)\n'],
    ['text at the end, without a line end', 'a = 1\n"x"', 'a = 1'],
  ])('%s are left out', (_, one, other) => expect(bareCode(one)).toBe(bareCode(other)));

  test.each([
    ['a hash in a text', 'x = "#1"\n', 'x = "#2"\n'],
    ['a hash behind quotes that nest', 'x = f"{a["#"]}" + y\n', 'x = f"{a["#"]}" + z\n'],
    ['a text that is called', '"a".join(x)\n', '"b".join(x)\n'],
    ['a text with code in it', 'f"{a()}"\n', 'f"{b()}"\n'],
    ['a text in brackets', 'f(\n"a"\n)\n', 'f(\n"b"\n)\n'],
    ['what follows a backslash', '"a" \\\n.strip()\n', '"b" \\\n.strip()\n'],
    ['what follows a semicolon', '"a"; x = 1\n', '"a"; x = 2\n'],
    ['indentation', 'if a:\n  b\n  c\n', 'if a:\n  b\nc\n'],
    ['a text that is not closed', "x = 'a\ny = 1\n", "x = 'a\ny = 2\n"],
  ])('%s counts', (_, one, other) => expect(bareCode(one)).not.toBe(bareCode(other)));

  test('of any text is a part of it, and nothing more is left out of what is left', () => {
    const pieces = fc.constantFrom('x', ' ', '\n', '#', '"', "'", '"""', '(', ')', '\\', 'f', '=', '1');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (list) => {
        const bare = bareCode(list.join(''));
        expect(bare.length).toBeLessThanOrEqual(list.join('').length);
        expect(bareCode(bare).length).toBeLessThanOrEqual(bare.length);
      }),
    );
  });
});
