import type { Check } from '../checks/check.js';
import { matching } from '../engine/match.js';
import { type CheckPolicy, defaultPolicy, type Policy, type WaiverRule } from '../engine/policy.js';
import type { UserError } from '../errors.js';
import type { DatasetSetting, MetricsSetting, Settings } from '../facts/settings.js';
import { SEVERITIES, type Severity } from '../report/report.js';
import type { Position } from './document.js';
import type { ConfigInput } from './schema.js';

/** One config file or preset, valid, with the places of its parts. */
export interface Layer {
  /** Path as messages name it; undefined for a preset. */
  file?: string | undefined;
  input: ConfigInput;
  locate?(path: readonly (string | number)[]): Position | undefined;
  /** An error about one of its values, with the place. */
  mistake?(path: readonly (string | number)[], message: string): UserError;
}

/** What layers of config, the weakest first, say together of the project. Later ones replace lists and single values. */
export function settingsOf(layers: readonly Layer[]): Settings {
  const inputs = layers.map(({ input }) => input);
  const project = Object.assign({}, ...inputs.map((input) => input.project)) as NonNullable<
    ConfigInput['project']
  >;
  const environment = Object.assign({}, ...inputs.map((input) => input.environment)) as NonNullable<
    ConfigInput['environment']
  >;
  const withData = layers.findLast(({ input }) => input.data);
  const withMetrics = layers.findLast(({ input }) => input.metrics);
  return {
    project: {
      name: project.name,
      source: (project.source ?? []).map(clean).filter((path) => path !== '.'),
      entrypoints: Object.fromEntries(
        Object.entries(project.entrypoints ?? {}).map(([role, path]) => [role, clean(path)]),
      ),
      exclude: (project.exclude ?? []).map(folderGlob),
      linter: project.linter ?? 'embedded',
    },
    environment: {
      python: environment.python,
      manifests: (environment.manifests ?? []).map(clean),
      lockfile: environment.lockfile === undefined ? undefined : clean(environment.lockfile),
    },
    data: (withData?.input.data ?? []).map(
      (dataset, at): DatasetSetting => ({
        ...dataset,
        path: dataset.path === undefined ? undefined : clean(dataset.path),
        exclude: dataset.exclude ?? [],
        declaredIn: withData?.file,
        line: withData?.locate?.(['data', at])?.line,
      }),
    ),
    metrics: (withMetrics?.input.metrics ?? []).map(
      (file, at): MetricsSetting => ({
        ...file,
        file: clean(file.file),
        expect: file.expect ?? {},
        declaredIn: withMetrics?.file,
        line: withMetrics?.locate?.(['metrics', at])?.line,
      }),
    ),
  };
}

/**
 * How the layers together judge. Within a layer `*` is weaker than a category and a category weaker than an id; a later
 * layer wins over an earlier one. Waivers of all layers hold.
 */
export function policyOf(layers: readonly Layer[], checks: readonly Check[], today: string): Policy {
  const policies: Record<string, CheckPolicy> = {};
  const ids = checks.map(({ id }) => id as string);
  for (const { input } of layers) {
    const entries = Object.entries(input.checks ?? {}).sort(([a], [b]) => weight(a) - weight(b));
    for (const [pattern, entry] of entries) {
      for (const id of matching(pattern, ids)) {
        policies[id] = {
          ...(policies[id] ?? { enabled: true }),
          ...entryPolicy(entry, policies[id]?.options),
        };
      }
    }
  }
  return {
    target: layers.findLast(({ input }) => input.target)?.input.target ?? defaultPolicy.target,
    checks: policies,
    waivers: layers.flatMap(({ input, file, locate }) =>
      (input.waivers ?? []).map(
        (waiver, at): WaiverRule => ({ ...waiver, file, line: locate?.(['waivers', at])?.line }),
      ),
    ),
    standards: layers.findLast(({ input }) => input.standards)?.input.standards ?? [],
    attestations: layers.flatMap(({ input }) => input.attestations ?? []),
    gate: Object.assign({}, defaultPolicy.gate, ...layers.map(({ input }) => input.gate)) as Policy['gate'],
    today,
  };
}

/** What a config would add to what was found without it. */
export function hintsFor(settings: Settings, file: string | null): string[] {
  const hints: string[] = [];
  if (file === null) hints.push('`repro init` writes a repro.config.yaml from what it finds');
  if (Object.keys(settings.project.entrypoints).length === 0)
    hints.push('project.entrypoints names the scripts that train and evaluate, so that they are not guessed');
  if (settings.data.length === 0)
    hints.push('data declares the datasets, so that their hashes can be recorded and checked');
  if (settings.metrics.length === 0)
    hints.push('metrics names the file of results, the primary metric and the values to expect');
  return hints;
}

function weight(pattern: string): number {
  return pattern === '*' ? 0 : pattern.includes('/') && !pattern.endsWith('/*') ? 2 : 1;
}

function entryPolicy(entry: NonNullable<ConfigInput['checks']>[string], before: unknown): CheckPolicy {
  if (entry === false || entry === 'off') return { enabled: false };
  if (entry === true || entry === 'on') return { enabled: true };
  if (typeof entry === 'string') return { enabled: true, severity: asSeverity(entry) };
  const { severity, options, ...inline } = entry;
  return {
    enabled: true,
    ...(severity !== undefined && { severity: asSeverity(severity) }),
    options: { ...(before as object | undefined), ...(options as object | undefined), ...inline },
  };
}

function asSeverity(word: unknown): Severity | undefined {
  return SEVERITIES.find((severity) => severity === word);
}

/** `./data/` is `data`. */
export function clean(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.join('/') || '.';
}

/** A plain path also covers what is below it, as in .gitignore. */
function folderGlob(glob: string): string {
  const path = clean(glob);
  return /[*?[{!(]/.test(path) ? path : `${path}{,/**}`;
}
