import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { checks } from '../src/checks/index.js';
import { configSchema } from '../src/config/schema.js';
import { mistakesIn } from '../src/config/validate.js';
import { yamlDocument } from '../src/config/yaml-document.js';
import { draftText } from '../src/docs/draft-text.js';
import { describedKeys, exampleConfig, sample } from '../src/docs/example-config.js';
import { explanation } from '../src/docs/explain.js';
import { optionsOf } from '../src/docs/options.js';
import { between, checksTable } from '../src/docs/tables.js';
import { commentedYaml } from '../src/docs/yaml.js';

/** Mistakes that the config's own schema finds in a text. */
function mistakes(text: string): string[] {
  return mistakesIn(yamlDocument('repro.config.yaml', text), configSchema(checks)).map(
    ({ message }) => message,
  );
}

// Stale texts fail here; `npm run docs` writes them anew.
describe('texts made from the checks', () => {
  test('the README lists every check', async () => {
    const readme = await readFile('README.md', 'utf8');
    await expect(between(readme, 'checks', checksTable(checks))).toMatchFileSnapshot('../README.md');
  });

  test('repro.config.example.yaml shows every check with its options', async () => {
    await expect(exampleConfig(checks)).toMatchFileSnapshot('../repro.config.example.yaml');
  });

  test('the table escapes what Markdown would take for a cell', () => {
    expect(checksTable([{ ...checks[0]!, title: 'a | b' }])).toContain('| a \\| b |');
  });
});

describe('the example config', () => {
  test('is valid', () => {
    expect(mistakes(exampleConfig(checks))).toEqual([]);
  });

  test('shows every key that the schema knows, and each has a description', () => {
    const shown = new Set<string>();
    const visit = (value: unknown, path: string) => {
      if (path) shown.add(path);
      if (Array.isArray(value)) for (const item of value) visit(item, path);
      else if (typeof value === 'object' && value !== null)
        for (const [key, item] of Object.entries(value)) visit(item, path ? `${path}.${key}` : key);
    };
    visit(sample, '');
    const keys = [...describedKeys(checks)];
    for (const [key, description] of keys) {
      const pattern = new RegExp(`^${key.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`);
      if (key !== 'checks')
        expect(
          [...shown].filter((path) => pattern.test(path)),
          key,
        ).not.toEqual([]);
      expect(description, key).toMatch(/\S/);
    }
    expect(keys.length).toBeGreaterThan(20);
  });

  test('names every check with its own defaults', () => {
    const text = exampleConfig(checks);
    for (const { id } of checks) expect(text).toContain(`  ${id}:`);
  });
});

describe('repro explain', () => {
  test.each(checks.map((check) => [check.id, check] as const))(
    '%s: words, options and both examples',
    (_, check) => {
      const text = explanation(check, 80);
      expect(text).toMatch(new RegExp(`^${check.id}  \\(${check.severity}`));
      for (const heading of ['Passes when', 'Why it matters', 'How to mend it'])
        expect(text).toContain(`\n${heading}\n`);
      for (const { name } of optionsOf(check)) expect(text).toContain(`  ${name} (`);
    },
  );
});

describe('written YAML', () => {
  test('survives words that YAML takes for something else', () => {
    const value = {
      yes: 'no',
      b: '3.10',
      c: '# x',
      d: ['a: b', '*x', '- y', ''],
      e: { 'f g': 'null', h: '~' },
      i: '\u001b[31m"\n',
    };
    expect(yamlDocument('x', commentedYaml(value)).value).toEqual(value);
  });

  test('a drafted config is valid with and without findings', () => {
    expect(mistakes(draftText({ version: 1, project: { name: 'x' } }, checks))).toEqual([]);
    const name = 'a: "b" # c\n\u001b[31m';
    const text = draftText(
      { version: 1, project: { name, entrypoints: { 'train-on': '- x.py' } }, data: [{ path: 'yes' }] },
      checks,
    );
    expect(mistakes(text)).toEqual([]);
    expect(yamlDocument('x', text).value).toMatchObject({
      project: { name, entrypoints: { 'train-on': '- x.py' } },
      data: [{ path: 'yes' }],
    });
  });
});
