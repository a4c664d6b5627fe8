import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { folderMatcher, globMatcher, problemOfGlob } from '../../src/globs.js';

describe('globs of workspace members', () => {
  test.each([
    ['packages/*', 'packages/a', true],
    ['packages/*', 'packages/a/b', false],
    ['packages/*', 'packages', false],
    ['./packages/*/', 'packages/a', true],
    ['libs/**', 'libs/a/b', true],
    ['**/plugin', 'a/b/plugin', true],
    ['**/plugin', 'plugin', true],
    ['lib?', 'lib1', true],
    ['lib[0-3]', 'lib4', false],
    ['lib[!0-3]', 'lib4', true],
    ['a.b', 'aXb', false],
    ['{a,b}', 'a', false],
    ['lib[', 'lib[', false],
  ])('%s and %s', (glob, folder, fits) => {
    expect(folderMatcher([glob])(folder)).toBe(fits);
  });

  test('are those of any other matcher, where they have no words of their own', () => {
    const part = fc.constantFrom('*', 'a', 'b', 'ab', '?', 'a*', '*b', 'a?b');
    const folder = fc.array(fc.constantFrom('a', 'b', 'ab', 'aab', 'bb'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), folder, (parts, names) => {
        const [glob, path] = [parts.join('/'), names.join('/')];
        expect(folderMatcher([glob])(path)).toBe(picomatch(glob)(path));
      }),
    );
  });

  test('of a hostile repository take no longer than their length', () => {
    const glob = `${'*a'.repeat(500)}b`;
    expect(folderMatcher([glob])('a'.repeat(2000))).toBe(false);
  });
});

describe('globs of the config', () => {
  test.each([
    ['data/*.csv', 'data/a.csv', true],
    ['data/*.csv', 'data/b/a.csv', false],
    ['**/*.csv', 'a.csv', true],
    ['**/*.csv', 'x/y/.z/a.csv', true],
    ['data/**', 'data/x/y', true],
    ['data/**', 'data', true],
    ['data/**/a', 'data/a', true],
    ['{a,b/{c,d}}/*.py', 'b/d/x.py', true],
    ['{a,b/{c,d}}/*.py', 'b/x.py', false],
    ['a{,.bak}', 'a.bak', true],
    ['a{b}', 'a{b}', true],
    ['[!a-c]*', 'dog', true],
    ['[!a-c]*', 'cat', false],
    ['vendor', 'vendor/a/b.py', true],
    ['vendor/', 'vendor/a/b.py', true],
    ['./vendor', 'vendor', true],
    ['vendor', 'vendored.py', false],
    ['!(a)', 'b', false],
    ['\\*', '*', true],
    ['*', '.env', true],
    ['**/a*/b', 'x/a1/c/a2/b', true],
    ['*a**/?', 'xab/b', true],
    ['a**b', 'a/b', false],
    ['a*b/**/c', 'aXbYb/1/2/c', true],
  ])('%s and %s', (glob, path, fits) => {
    expect(globMatcher([glob])(path)).toBe(fits);
  });

  test('are those of any other matcher', () => {
    const part = fc.constantFrom(
      '*',
      '**',
      'a',
      'b',
      'ab',
      '?',
      'a*',
      '*b',
      'a*b*',
      '{a,b}',
      '{a*,?b}',
      '[ab]',
      '[^a]b',
    );
    const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'aab', 'bb', '.a'), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), path, (parts, names) => {
        const glob = parts.join('/');
        // A plain path means what is below it too.
        fc.pre(/[*?[{]/.test(glob));
        // Whether `x/**` means `x` depends, there, on what x is.
        fc.pre(parts.length === 1 || parts.at(-1) !== '**');
        expect(globMatcher([glob])(names.join('/'))).toBe(picomatch(glob, { dot: true })(names.join('/')));
      }),
      { numRuns: 2000 },
    );
  });

  test('that are hostile take no longer than their length, and stand for few patterns', () => {
    for (const glob of [`${'*a'.repeat(1000)}b`, `${'**/a/'.repeat(500)}b`, `${'*'.repeat(2000)}b`])
      expect(globMatcher([glob])(`${'a/'.repeat(500)}${'a'.repeat(1000)}`)).toBe(false);
    expect(problemOfGlob('{a,b}'.repeat(30))).toContain('more than 256');
    expect(problemOfGlob('{a,'.repeat(500))).toBeUndefined();
    expect(problemOfGlob('a['.repeat(3))).toContain('bracket');
    expect(problemOfGlob('a'.repeat(5000))).toContain('longer');
    expect(globMatcher(['{a,b}'.repeat(30)])('a'.repeat(30))).toBe(false);
  });
});
