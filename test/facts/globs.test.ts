import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { folderMatcher } from '../../src/facts/globs.js';

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
