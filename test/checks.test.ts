import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checks } from '../src/checks/index.js';
import { CATEGORIES } from '../src/engine/categories.js';
import { verify } from './support/verify.js';

describe('the list of checks', () => {
  test('names every check file, once, by its path', () => {
    const files = readdirSync('src/checks', { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => /^[a-z]+\/[a-z0-9-]+\.ts$/.test(path));
    expect(checks.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
  });

  test('uses known categories and known requirements', () => {
    const ids = new Set(checks.map(({ id }) => id));
    for (const { id, requires = [] } of checks) {
      expect(CATEGORIES.map((category) => category.id as string)).toContain(id.split('/')[0]);
      for (const required of requires) expect(ids).toContain(required);
    }
  });

  test.each(checks.map((check) => [check.id, check] as const))('%s has words for people', (_, check) => {
    for (const words of [check.title, check.why, check.fix]) expect(words.length).toBeGreaterThan(10);
    expect(check.title).not.toMatch(/\.$/);
    expect(check.why).toMatch(/\.$/);
    expect(check.fix).toMatch(/\.$/);
  });
});

for (const check of checks) {
  verify(check, {
    pass: { 'its own good example': check.examples.pass },
    fail: { 'its own bad example': check.examples.fail },
  });
}
