import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What each storey may import: other storeys, and packages. The arrows go one way; I/O stays where it belongs. */
const MAY_IMPORT: Record<string, string[]> = {
  report: ['zod'],
  hashing: ['addresses', 'globs', 'atomic', 'errors', 'yaml-parts', 'node:crypto', 'node:fs', 'node:fs/promises', 'node:os', 'node:path', 'node:module', 'node:worker_threads', '@napi-rs/blake-hash', 'yaml', 'zod'],
  stores: [
    'addresses', 'errors', 'globs', 'hashing', 'node:crypto', 'node:dns', 'node:http', 'node:https', 'node:net', 'node:timers/promises',
    '@aws-sdk/credential-provider-node', 'aws4fetch', 'fast-xml-parser',
  ],
  facts: [
    'addresses', 'errors', 'glob-tokens', 'globs', 'suggest', 'yaml-parts', 'hashing', 'node:child_process', 'node:fs', 'node:fs/promises', 'node:module', 'node:os', 'node:path', 'node:url', 'node:worker_threads', 'node:zlib',
    'simple-git', 'execa', 'yaml', 'smol-toml', 'zod', 'ignore', 'jsonc-parser', 'marked', 'csv-parse', 'dockerfile-ast', 'hyparquet', 'fzstd', 'spdx-license-ids',
    '@renovatebot/pep440', '@astral-sh/ruff-wasm-nodejs', 'web-tree-sitter',
  ],
  checks: ['globs', 'facts', 'report', 'zod'],
  plugin: ['checks', 'errors', 'facts', 'report', 'suggest', 'import-meta-resolve', 'node:fs/promises', 'node:path', 'node:url', 'node:vm', 'zod'],
  fixing: ['atomic', 'errors', 'facts', 'node:fs', 'node:path', 'yaml'],
  standards: [],
  baseline: ['errors', 'report', 'zod', 'jsonc-parser'],
  engine: ['globs', 'suggest', 'checks', 'errors', 'facts', 'report', 'standards', 'node:crypto'],
  config: ['addresses', 'globs', 'suggest', 'checks', 'engine', 'errors', 'facts', 'report', 'standards', 'node:fs/promises', 'node:path', 'yaml', 'smol-toml', 'zod'],
  reporters: ['report', 'chalk', 'zod', 'node:crypto'],
  docs: ['checks', 'config', 'engine', 'facts', 'report', 'zod'],
  cli: [
    'addresses', 'atomic', 'baseline', 'suggest', 'checks', 'config', 'docs', 'engine', 'errors', 'facts', 'fixing', 'hashing', 'plugin', 'report', 'reporters', 'standards', 'stores', 'commander', 'chalk',
    'node:fs', 'node:fs/promises', 'node:path', 'node:process', 'node:readline/promises', 'node:os', 'zod', 'node:v8', 'node:child_process', 'node:util',
  ],
}; // biome-ignore format: a table reads better in rows

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && path.includes(sep),
);

describe('arrows point one way', () => {
  test.each(sources)('src/%s imports only what its storey may', (path) => {
    const layer = path.split(sep)[0]!;
    const text = readFileSync(join('src', path), 'utf8');
    // Statements begin a line; a dynamic import may stand anywhere. Words in texts are neither.
    const imports = [
      ...text.matchAll(/^(?:import|export)\b[^'"`;]*?\bfrom '([^']+)';$/gm),
      ...text.matchAll(/^import '([^']+)';$/gm),
      ...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g),
    ].map(([, specifier]) =>
      specifier!.startsWith('.')
        ? relative('src', join('src', dirname(path), specifier!))
            .split(sep)[0]!
            .replace(/\.js$/, '')
        : specifier!.replace(/^(@[^/]+\/[^/]+|[^@/:]+)\/.*/, (whole, name) =>
            whole.startsWith('node:') ? whole : name,
          ),
    );
    expect(imports.filter((name) => name !== layer && !MAY_IMPORT[layer]?.includes(name))).toEqual([]);
  });

  test('every storey is in the table', () => {
    expect(
      [...new Set(sources.map((path) => path.split(sep)[0]!))].filter((layer) => !(layer in MAY_IMPORT)),
    ).toEqual([]);
  });
});

test('what hashes data loads no checks, no git and no plugins, which take longer than looking at the data', () => {
  const reached = new Set(['src/cli/commands/lock.ts']);
  for (const file of reached) {
    const text = readFileSync(file, 'utf8');
    for (const [, what = '', from = ''] of text.matchAll(
      /^(?:import|export)\s+([^;]*?)\s*from '(\.[^']+)'/gm,
    )) {
      const isType = what.startsWith('type ') || /^\{(\s*type \w+,?)+\s*\}$/.test(what);
      if (!isType) reached.add(join(dirname(file), from).replace(/\.js$/, '.ts'));
    }
  }
  expect(reached.size).toBeGreaterThan(40);
  expect([...reached].filter((file) => /^src\/(checks|plugin|facts\/(git|python))\//.test(file))).toEqual([]);
});
