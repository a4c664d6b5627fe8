import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { place } from '../src/checks/check.js';
import { checks } from '../src/checks/index.js';
import { CATEGORIES } from '../src/engine/categories.js';
import { judge, verify } from './support/verify.js';

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

test('the words of each check on its own examples are what they were', async () => {
  const blocks: string[] = [];
  for (const check of checks) {
    blocks.push(`${check.id}\n`);
    for (const example of [check.examples.pass, check.examples.fail]) {
      const { status, summary, evidence, findings, fix } = await judge(check, example);
      blocks.push(`  ${status}: ${summary}\n`, ...evidence.map((line) => `    rests on ${line}\n`));
      for (const one of findings) {
        const sure = one.confidence === 'certain' ? '' : ` (${one.confidence})`;
        blocks.push(`    ${one.file ? `${place({ ...one, file: one.file })} ` : ''}${one.message}${sure}\n`);
        if (one.fix !== undefined) blocks.push(`      → ${one.fix}\n`);
      }
      if (status !== 'pass') blocks.push(`    → ${fix}\n`);
    }
    blocks.push('\n');
  }
  await expect(blocks.join('').trimEnd()).toMatchFileSnapshot('snapshots/words.txt');
});

for (const check of checks) {
  verify(check, {
    pass: { 'its own good example': check.examples.pass },
    fail: { 'its own bad example': check.examples.fail },
  });
}
