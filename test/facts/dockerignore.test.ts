import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDockerignore } from '../../src/facts/formats/dockerignore.js';

describe('parseDockerignore', () => {
  test.each([
    ['data', 'data/a.csv', true],
    ['/data/', 'data/a.csv', true],
    ['data', 'src/data/a.csv', false],
    ['**/data', 'src/data/a.csv', true],
    ['**/data', 'data/a.csv', true],
    ['data/**', 'data/x/y', true],
    ['data/**', 'data', false],
    ['*', '.git/config', true],
    ['*.py', 'a/b.py', false],
    ['**/*.py', 'a/b.py', true],
    ['*/temp*', 'a/temporary.txt', true],
    ['*/temp*', 'a/b/temp', false],
    ['temp?', 'tempa', true],
    ['temp?', 'temp', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b/c', true],
    ['[a-c].txt', 'b.txt', true],
    ['[^a-c].txt', 'b.txt', false],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['# data', 'data', false],
    ['./data/../src', 'src/a', true],
    ['.', 'a', false],
    ['[', '[', false],
    ['*\n!src', 'src/a.py', false],
    ['*\n!src\nsrc/big', 'src/big/a', true],
    ['!data\ndata', 'data/a', true],
    ['data\r\n', 'data/a', true],
    ['\uFEFFdata', 'data/a', true],
    ['a.b', 'axb', false],
  ])('%j over %s: %s', (text, path, ignored) => {
    expect(parseDockerignore(text)(path)).toBe(ignored);
  });

  test('it agrees with a translation to regular expressions', () => {
    const word = fc.array(fc.constantFrom('a', 'b', '.', '/', '?', '*', '**/', '**'), {
      minLength: 1,
      maxLength: 6,
    });
    const file = fc.array(fc.constantFrom('a', 'b', 'ab', '.a'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(word, file, (parts, folders) => {
        const pattern = parts.join('');
        fc.pre(!/(^|\/)\.{0,2}(\/|$)|\*\*\*/.test(pattern));
        const source = pattern.replace(/\*\*\/?$|\*\*\/?|[*?.]/g, (found, at: number) => {
          if (found === '*') return '[^/]*';
          if (found === '?') return '[^/]';
          if (found === '.') return '\\.';
          return at + found.length === pattern.length ? '.*' : '(.*/)?';
        });
        const expected = folders.some((_, depth) =>
          new RegExp(`^${source}$`).test(folders.slice(0, depth + 1).join('/')),
        );
        expect(parseDockerignore(pattern)(folders.join('/'))).toBe(expected);
      }),
    );
  });

  test('hostile patterns and bytes are read in bounded time', () => {
    expect(parseDockerignore(`${'*a'.repeat(1000)}b`)('a'.repeat(1000))).toBe(false);
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        (text, path) => typeof parseDockerignore(text)(path) === 'boolean',
      ),
    );
  });
});
