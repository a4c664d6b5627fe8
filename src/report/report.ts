import * as z from 'zod';
import { Attestation, BaselineUse, Changes, Waiver } from './agreed.js';
import { Confidence, Grade, Severity, STANDARD_STATES, Status, Target } from './scales.js';

export * from './agreed.js';
export * from './scales.js';

/** The version of the JSON report's shape; raised when a field changes its meaning or goes away. */
export const SCHEMA_VERSION = 1;

const line = z
  .int()
  .min(1)
  .optional()
  .describe('Line in the file, or in the notebook cell when `cell` is given');
const column = z.int().min(1).optional();
const cell = z.int().min(1).optional().describe('Number of the notebook cell, from 1, counting all cells');

const RelatedPlace = z.strictObject({
  file: z.string().describe('Path relative to the project root, with forward slashes'),
  line,
  column,
  cell,
  message: z.string().describe('What is there'),
});

export const Finding = z.strictObject({
  message: z.string().describe('What is wrong, in one sentence'),
  file: z.string().optional().describe('Path relative to the project root, with forward slashes'),
  line,
  column,
  cell,
  related: z
    .array(RelatedPlace)
    .optional()
    .describe(
      'Other places that it belongs to, in their order: the entry point and the calls on the way to a draw, the record of data, the manifest of a lock. A file may be gone. They are no part of the fingerprint; a change in one of them counts for `--changed-since`',
    ),
  fix: z.string().optional().describe('What to do about it'),
  level: z.enum(['error', 'warning', 'note']),
  confidence: Confidence,
  fingerprint: z.string().describe('Names the finding across runs; survives moved lines'),
  waived: z
    .string()
    .optional()
    .describe('The reason of the waiver or suppression comment that covers this finding'),
  known: z.boolean().optional().describe('The baseline knows it: it does not break the gate'),
  outside: z
    .boolean()
    .optional()
    .describe(
      'Neither its file nor a related one changed since `--changed-since`: it does not break the gate',
    ),
});

export const Result = z.strictObject({
  id: z.string().describe('category/name'),
  title: z.string().describe('What is true when the check passes'),
  category: z.string(),
  severity: Severity,
  status: Status,
  score: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe('1 pass, 0 fail, the share that holds for warn; null for skip and unknown'),
  summary: z.string(),
  why: z.string().describe('Why the check matters'),
  fix: z.string().describe('The general mend'),
  findings: z.array(Finding),
  evidence: z.array(z.string()).describe('What the verdict rests on, as file:line text'),
  data: z.record(z.string(), z.json()).describe('Machine-readable facts of this check'),
  waived: z.boolean().describe('All its findings are waived: it counts neither in the score nor at the gate'),
  known: z
    .boolean()
    .optional()
    .describe(
      'The baseline knows all that is wrong here: it counts in the score, and does not break the gate',
    ),
  outside: z
    .boolean()
    .optional()
    .describe('What changed since `--changed-since` has no part in it: it does not break the gate'),
  worse: z
    .boolean()
    .optional()
    .describe(
      'It passed before what changed since `--changed-since`, and holds in part: it breaks the gate as a failure does',
    ),
  durationMs: z.number().min(0),
});

export const Category = z.strictObject({
  id: z.string(),
  title: z.string(),
  weight: z.number().min(0),
  score: z
    .number()
    .min(0)
    .max(100)
    .nullable()
    .describe('Weighted mean of its counted checks; null when none counts'),
});

export const StandardItem = z.strictObject({
  id: z.string(),
  text: z.string(),
  decided: z
    .enum(['files', 'person', 'run', 'statement'])
    .describe(
      'What can decide it: files alone, files and a person, a run, or only a statement of the authors',
    ),
  evidence: z
    .enum(['found', 'partly', 'missing', 'unknown', 'none-applies'])
    .describe('What the checks behind it say together'),
  state: z.enum(STANDARD_STATES),
  checks: z.array(z.strictObject({ id: z.string(), status: Status, summary: z.string() })),
  attestation: Attestation.optional(),
});

export const StandardReport = z.strictObject({
  id: z.string(),
  title: z.string(),
  source: z.string(),
  items: z.array(StandardItem),
});

const Gate = z.strictObject({ passed: z.boolean(), reasons: z.array(z.string()) });
const Score = z.number().min(0).max(100).nullable();
const Coverage = Score.describe('Share of applicable checks that could be decided');

/** One project of a repository that holds several. */
export const Section = z.strictObject({
  path: z
    .string()
    .describe('Its folder, relative to the root; `.` for what the root holds besides the others'),
  name: z.string(),
  score: Score,
  coverage: Coverage,
  grade: Grade,
  gate: Gate,
  categories: z.array(Category),
  results: z
    .array(Result)
    .describe(
      'Of the checks that each project is asked for. Files of findings and evidence are relative to the root of the repository, paths in `data` to the project, or to the folder that `in` there names',
    ),
});

export const Report = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  tool: z.strictObject({ name: z.string(), version: z.string(), ruleset: z.string() }),
  project: z.strictObject({
    name: z.string(),
    root: z.string().describe('The path that was given on the command line'),
    folder: z.string().describe('Path of the project inside its repository; empty at the top of it'),
    commit: z.string().nullable(),
    branch: z.string().nullable(),
    dirty: z.boolean().nullable(),
    remote: z.string().nullable().describe('Web address of the first remote without credentials'),
  }),
  target: Target,
  score: Score,
  coverage: Coverage,
  grade: Grade,
  gate: Gate,
  categories: z.array(Category),
  results: z
    .array(Result)
    .describe('One for each check; where there are several projects, what their results come to together'),
  projects: z
    .array(Section)
    .optional()
    .describe(
      'The projects of a repository that holds several, each judged by itself; absent for a single one',
    ),
  waivers: z.array(Waiver),
  baseline: BaselineUse.optional().describe('What the baseline took from the gate, where one was used'),
  changes: Changes.optional().describe('What `--changed-since` took from the gate'),
  standards: z
    .array(StandardReport)
    .optional()
    .describe('The public checklists that were asked for, held against the results'),
  config: z.strictObject({
    file: z.string().nullable(),
    extends: z.string(),
    hints: z.array(z.string()).describe('What a config file would add'),
  }),
  plugins: z
    .array(
      z.strictObject({
        from: z.string().describe('A file of the project (`./...`) or a package, as the config names it'),
        name: z.string().nullable().describe('How it calls itself; null when it was not loaded'),
        version: z.string().nullable(),
        checks: z.array(z.string()).describe('Ids of the checks that it brought'),
        loaded: z.boolean().describe('False when the command line did not allow it: its checks did not run'),
      }),
    )
    .optional()
    .describe('The plugins that the config names; absent when it names none'),
  environment: z.strictObject({
    node: z.string(),
    platform: z.string(),
    git: z.string().nullable(),
    ci: z.string().nullable(),
  }),
  startedAt: z.string(),
  durationMs: z.number().min(0),
});

export type RelatedPlace = z.infer<typeof RelatedPlace>;
export type Finding = z.infer<typeof Finding>;
export type Result = z.infer<typeof Result>;
export type Category = z.infer<typeof Category>;
export type StandardItem = z.infer<typeof StandardItem>;
export type StandardReport = z.infer<typeof StandardReport>;
export type Section = z.infer<typeof Section>;
export type Report = z.infer<typeof Report>;
/** Anything JSON can hold. */
export type Json = z.infer<ReturnType<typeof z.json>>;
