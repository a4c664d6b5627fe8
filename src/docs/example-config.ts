import * as z from 'zod';
import type { Check } from '../checks/check.js';
import { configSchema } from '../config/schema.js';
import { CATEGORIES } from '../engine/categories.js';
import { optionsOf } from './options.js';
import { commentedYaml } from './yaml.js';

/** One value for every key of the config but `checks`. A test sees to it that none is missing. */
export const sample = {
  version: 1,
  extends: 'recommended',
  target: 'consistent',
  project: {
    name: 'fraud-detection',
    source: ['src'],
    entrypoints: { train: 'src/train.py', evaluate: 'src/evaluate.py' },
    exclude: ['legacy/**'],
    linter: 'embedded',
  },
  projects: ['services/*', { path: 'libs/features', name: 'features' }],
  environment: { python: '3.11', manifests: ['pyproject.toml'], lockfile: 'uv.lock' },
  data: [
    {
      name: 'claims',
      path: 'data/raw/claims.csv',
      hash: 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      label: 'is_fraud',
    },
    { path: 'data/images', exclude: ['**/*.tmp'] },
    {
      name: 'imdb',
      source: 'hf://datasets/stanfordnlp/imdb',
      revision: 'e6281661ce1c48d982bc483cf8a173c1bbeb5d31',
    },
    { source: 's3://bucket/prefix/', endpoint: 'https://minio.example.org:9000', region: 'eu-central-1' },
  ],
  metrics: [
    {
      file: 'metrics.json',
      primary: 'recall',
      row: 'last',
      expect: { recall: { min: 0.85, max: 1 }, auc: { value: 0.93, tolerance: 0.01 } },
    },
  ],
  plugins: ['./tools/checks.mjs', 'repro-plugin-acme'],
  waivers: [
    { check: 'git/large-files', path: 'models/*.bin', reason: 'published weights', expires: '2027-01-31' },
  ],
  standards: ['team', 'pwc'],
  attestations: [
    {
      item: 'team.documentation',
      text: 'The wiki describes every service',
      by: 'A. Lead',
      on: '2026-11-30',
    },
  ],
  gate: { minScore: 80, failOn: 'required', unknown: 'fail' },
  baseline: 'repro-baseline.json',
} as const;

/** repro.config.example.yaml: every key, each with what the schema says of it, and every check with its defaults. */
export function exampleConfig(checks: readonly Check[]): string {
  const comments = descriptions(checks);
  const { waivers, standards, attestations, gate, baseline, ...before } = sample;
  const head = [
    '# Every key of repro.config.yaml. All of them may be left out: what can be found is found.',
    '# The same keys may stand in pyproject.toml below [tool.repro].',
  ].join('\n');
  return `${[
    head,
    ...Object.entries(before).map(([key, value]) => commentedYaml({ [key]: value }, comments)),
    `${comment(comments('checks'))}checks:\n${checkEntries(checks)}`,
    ...Object.entries({ waivers, standards, attestations, gate, baseline }).map(([key, value]) =>
      commentedYaml({ [key]: value }, comments),
    ),
  ].join('\n\n')}\n`;
}

function checkEntries(checks: readonly Check[]): string {
  return CATEGORIES.flatMap(({ id: category, title }) => {
    const members = checks.filter(({ id }) => id.startsWith(`${category}/`));
    if (members.length === 0) return [];
    return [
      `  # ${title}`,
      ...members.flatMap((check) => {
        const options = optionsOf(check).filter(({ default: value }) => value !== undefined);
        if (options.length === 0) return [`  ${check.id}: ${check.severity}`];
        return [
          `  ${check.id}:`,
          `    severity: ${check.severity}`,
          ...options.flatMap(({ name, default: value, description }) => [
            ...(description ? [`    # ${description}`] : []),
            commentedYaml({ [name]: value }).replace(/^/gm, '    '),
          ]),
        ];
      }),
    ];
  }).join('\n');
}

interface Described {
  description?: string;
  properties?: Record<string, Described>;
  additionalProperties?: Described | boolean;
  items?: Described;
}

/** What the schema says of each key, by dotted path; names chosen by the user stand as `*`. */
export function descriptions(checks: readonly Check[]): (path: string) => string | undefined {
  const found = describedKeys(checks);
  const free = [...found].flatMap(([key, description]) => {
    if (!key.includes('*')) return [];
    return [[key.split('.'), description] as const];
  });
  const fits = (pattern: readonly string[], parts: readonly string[]) =>
    pattern.length === parts.length && pattern.every((part, at) => part === '*' || part === parts[at]);
  return (path) => found.get(path) ?? free.find(([pattern]) => fits(pattern, path.split('.')))?.[1];
}

/** Every key of the config with its description, by dotted path, without those of `checks`. */
export function describedKeys(checks: readonly Check[]): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  const visit = (schema: Described, path: string) => {
    if (schema.items) visit(schema.items, path);
    if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties, `${path}.*`);
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      const at = path ? `${path}.${key}` : key;
      found.set(at, property.description);
      if (at !== 'checks') visit(property, at);
    }
  };
  visit(z.toJSONSchema(configSchema(checks), { io: 'input', unrepresentable: 'any' }) as Described, '');
  return found;
}

function comment(text: string | undefined): string {
  return text === undefined ? '' : `# ${text}\n`;
}
