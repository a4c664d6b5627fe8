import { describe, expect, test } from 'vitest';
import { admitsVersion } from '../../src/facts/formats/admits-version.js';

describe('what is asked of PyPI', () => {
  test.each([
    ['', '1.2', true],
    ['*', '2.0rc1', true],
    ['==1.2', '1.2.0', true],
    ['==1.2', '1.2+cu118', true],
    ['==1.2+cu118', '1.2', false],
    ['==1.2.*', '1.2rc1', true],
    ['~=1.2', '1.20', true],
    ['~=1.2.3', '1.20', false],
    ['<2', '2.0rc1', false],
    ['>1.2', '1.2.post1', false],
    ['>= 1.2 , < 2,', '1.2.3', true],
    ['===2004d', '2004d', true],
    ['>=1.2', '2004d', false],
    // None of these is a specifier there.
    ['1.2', '1.2', undefined],
    ['^1.2', '1.2', undefined],
    ['>=2|<1', '2', undefined],
    ['@ git+https://example.org/a', '1.2', undefined],
  ])('%s and %s', (specifier, version, answer) => {
    expect(admitsVersion({ specifier, ecosystem: 'pypi' }, 'requirements', version)).toBe(answer);
  });
});

describe('what is asked in the words of Poetry', () => {
  test.each([
    ['1.2', '1.2.0', true],
    ['1.2', '1.2.3', false],
    ['=1.2', '1.2', true],
    ['=1.2', '1.2.3', false],
    ['1.2.*', '1.2.3', true],
    ['^1.2', '1.20', true],
    ['^1.2', '2.0rc1', false],
    ['^0.3', '0.4', false],
    ['^0.0.3', '0.0.4', false],
    ['~1', '1.20', true],
    ['~1.2', '1.3', false],
    ['~=1.2', '1.3', true],
    ['>=1.2 <2.0', '2.0', false],
    ['>=1.2 <2.0', '1.2.3', true],
    ['^1.2 || ^2.0', '2.1', true],
    ['^1.2 || ^2.0', '3.0', false],
    ['^1 | ^3', '2.1', false],
    // The start is taken as it is written, its epoch and pre-release with it.
    ['^1.2a1', '1.2rc1', true],
    ['^1.2rc1', '1.2a1', false],
    ['~2.0.dev1', '2.0a0', true],
    ['^1.2.post1', '1.2', false],
    ['^1!1.2', '1!1.3', true],
    ['^1!1.2', '1.3', false],
    ['<>1.2', '1.3', undefined],
    ['^1.2 || whatever', '1.3', true],
    ['^1.2 || whatever', '2.3', undefined],
  ])('%s and %s', (specifier, version, answer) => {
    expect(admitsVersion({ specifier, ecosystem: 'pypi' }, 'pyproject', version)).toBe(answer);
  });
});

describe('what is asked of conda', () => {
  test.each([
    ['', '1.2', true],
    // A bare version is that version; one behind a single `=` begins so.
    ['1.2', '1.2.0', true],
    ['1.2', '1.2.3', false],
    ['==1.2', '1.2.3', false],
    ['=1.2', '1.2.3', true],
    ['=1.2', '1.20', false],
    ['=1.2.*', '1.2.3', true],
    ['1.2*', '1.20', false],
    ['1.2|1.3', '1.2.3', false],
    ['1.2.3|>=2', '2.1', true],
    ['>=1.2, <2', '2.0rc1', true],
    ['>1.2', '1.2.post1', true],
    ['1.*.3', '1.2.3', true],
    ['*.2', '1.2.3', false],
    ['!=1.2.*', '1.2.3', false],
    ['!=1.2*', '1.3', undefined],
    ['1!1.2', '1!1.2.0', true],
    ['1!1.2', '1.2', false],
    ['>=1!1.2,<1!2', '1!1.3', true],
    ['>=1.2', '2004d', true],
    ['^1.2.*$', '1.2', undefined],
    ['=1.2.3=h1_0', '1.2.4', false],
    ['=1.2.3=h1_0', '1.2.3', undefined],
  ])('%s and %s', (specifier, version, answer) => {
    expect(admitsVersion({ specifier, ecosystem: 'conda' }, 'conda', version)).toBe(answer);
  });

  test('may name the build', () => {
    const spec = { specifier: '1.2.3 h1*', ecosystem: 'conda' } as const;
    expect(admitsVersion(spec, 'conda', '1.2.3', 'h1_0')).toBe(true);
    expect(admitsVersion(spec, 'conda', '1.2.3', 'h2_0')).toBe(false);
  });
});

test('versions of R and Julia follow rules of their own', () => {
  for (const ecosystem of ['r', 'julia'] as const)
    expect(admitsVersion({ specifier: '>=1.2', ecosystem }, 'r-description', '1.3')).toBeUndefined();
});
