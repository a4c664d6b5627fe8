import * as z from 'zod';
import type { Check } from '../checks/check.js';
import { categoriesOf } from '../engine/categories.js';
import { LINTERS, type Settings } from '../facts/settings.js';
import { SEVERITIES, Severity, Target } from '../report/report.js';
import { standards } from '../standards/index.js';
import { dataset } from './dataset-schema.js';
import { metrics } from './metrics-schema.js';
import { plugins, switches, withUnseen } from './plugin-names.js';
import { filled, glob, inside, isoDate } from './texts.js';

/** The presets that `extends` knows by name. */
export const PRESETS = ['minimal', 'recommended', 'strict'] as const;
export type PresetName = (typeof PRESETS)[number];

const waiver = z.strictObject({
  check: filled.describe('Id of a check, or a glob of ids'),
  path: glob.optional().describe('Only findings in files that match this glob'),
  reason: filled.describe('Why this is acceptable'),
  expires: isoDate.optional().describe('The last day on which it holds'),
});

const ITEMS: ReadonlySet<string> = new Set(standards.flatMap(({ items }) => items.map(({ id }) => id)));

const attestation = z.strictObject({
  item: z
    .string()
    .refine((id) => ITEMS.has(id), 'must be the id of an item, which `repro list --standards` shows')
    .describe('Id of an item; `repro list --standards` shows them'),
  text: filled.describe('What is stated'),
  by: filled.describe('Who states it'),
  on: isoDate.describe('When, as in 2027-01-31'),
});

const gate = z.strictObject({
  minScore: z.number().min(0).max(100).optional().describe('The least score that passes'),
  failOn: z.enum(['required', 'advised', 'never']).optional().describe('Which failed checks fail the gate'),
  unknown: z
    .enum(['fail', 'allow'])
    .optional()
    .describe('Whether a check that could not be decided counts as a failed one'),
});

/**
 * What the config may say of one check: off, on, a severity, or an object with `severity` and the check's own options,
 * either beside it or below `options`.
 */
function checkEntry(check: Check) {
  const shape = check.options instanceof z.ZodObject ? check.options.shape : {};
  return z.union([
    z.enum(['off', 'on', ...SEVERITIES]),
    z.boolean(),
    z.strictObject({
      ...shape,
      severity: Severity.optional().describe('How much the check weighs'),
      options: check.options.optional().describe("The check's options, instead of beside the severity"),
    }),
  ]);
}

/**
 * The schema of repro.config.yaml and of `[tool.repro]`, with the options of these checks. When plugins are lacking,
 * whatever may be a check or a category of theirs is taken as it is.
 */
export function configSchema(checks: readonly Check[], { lacksPlugins = false } = {}) {
  const groups = categoriesOf(checks).flatMap(({ id, title }) => [
    [id, switches.optional().describe(`Every check of the category ${title}`)] as const,
    [`${id}/*`, switches.optional().describe(`Every check of the category ${title}`)] as const,
  ]);
  const single = checks.map(
    (check) => [check.id, checkEntry(check).optional().describe(check.title)] as const,
  );
  const known = Object.fromEntries([
    ['*', switches.optional().describe('Every check')] as const,
    ...groups,
    ...single,
  ]);
  return z.strictObject({
    version: z.literal(1).optional().describe('Version of this format'),
    extends: z
      .union([z.enum(PRESETS), inside])
      .optional()
      .describe('A preset, or another config file of the project, that this one builds on'),
    target: Target.optional().describe(
      'What is promised: rerunnable (others can run it), consistent (same results within tolerance), identical (same bytes)',
    ),
    project: z
      .strictObject({
        name: filled.optional().describe('Name in reports; the name of the folder otherwise'),
        source: z
          .array(inside)
          .optional()
          .describe('Folders that hold the code; all of the project otherwise'),
        entrypoints: z
          .record(z.string(), inside)
          .optional()
          .describe(
            'Scripts or notebooks by role, such as train and evaluate; they are looked for otherwise',
          ),
        exclude: z.array(glob).optional().describe('Globs of files that are never judged'),
        linter: z
          .enum(LINTERS)
          .optional()
          .describe(
            'What judges the style of the code: the ruff that comes with repro (embedded), or the ruff or flake8 on the PATH of whoever runs the check',
          ),
      })
      .optional()
      .describe('The project'),
    projects: z
      .array(
        z.union([
          glob,
          z.strictObject({
            path: glob.describe('Folder of the project, or a glob of folders'),
            name: filled.optional().describe('Name in reports; the name of the folder otherwise'),
          }),
        ]),
      )
      .optional()
      .describe(
        'Folders or globs of the projects in a repository that holds several, each judged by itself; found where that is clear, and an empty list means a single one',
      ),
    environment: z
      .strictObject({
        python: filled.optional().describe('The Python version, in quotes'),
        manifests: z.array(inside).optional().describe('Files that declare the dependencies'),
        lockfile: inside.optional().describe('The file that locks them'),
      })
      .optional()
      .describe('The environment; it is looked for otherwise'),
    data: z.array(dataset).optional().describe('Datasets that the project reads'),
    metrics: z.array(metrics).optional().describe('Files of results, and what they must hold'),
    plugins,
    checks: (lacksPlugins ? withUnseen(known) : z.strictObject(known))
      .optional()
      .describe('off, on, a severity (required, advised, optional), or options, for each check or category'),
    waivers: z.array(waiver).optional().describe('Findings that are accepted, each with its reason'),
    standards: z
      .array(z.enum(standards.map(({ id }) => id)))
      .optional()
      .describe('Public checklists that the report holds against the results'),
    attestations: z
      .array(attestation)
      .optional()
      .describe('What people state about items of the standards that files alone cannot show'),
    gate: gate.optional().describe('When `repro check` fails'),
    baseline: inside
      .optional()
      .describe('File of what is known to be wrong; `repro check` then fails only on what comes on top'),
  });
}

/** A config file as it is written. */
export interface ConfigInput {
  version?: 1;
  extends?: string;
  target?: z.infer<typeof Target>;
  project?: {
    name?: string;
    source?: string[];
    entrypoints?: Record<string, string>;
    exclude?: string[];
    linter?: Settings['project']['linter'];
  };
  projects?: (string | { path: string; name?: string })[];
  environment?: { python?: string; manifests?: string[]; lockfile?: string };
  data?: z.infer<typeof dataset>[];
  metrics?: z.infer<typeof metrics>[];
  plugins?: string[];
  checks?: Record<string, z.infer<typeof switches> | Record<string, unknown>>;
  waivers?: z.infer<typeof waiver>[];
  standards?: string[];
  attestations?: z.infer<typeof attestation>[];
  gate?: z.infer<typeof gate>;
  baseline?: string;
}
