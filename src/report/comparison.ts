import * as z from 'zod';
import { Confidence, Finding, Grade, Severity, Status, Target } from './report.js';

/** The version of the shape of a comparison; raised when a field changes its meaning or goes away. */
export const COMPARISON_VERSION = 1;

/** Why two reports cannot be held against each other, or only in part. */
export const OBSTACLES = ['project', 'ruleset', 'target', 'checks', 'projects'] as const;

const Percent = z.number().min(0).max(100).nullable();
const Numbers = z.strictObject({
  before: Percent,
  after: Percent,
  change: z
    .number()
    .nullable()
    .describe('Points from before to after; null where one is missing or the two cannot be compared'),
});
const Project = z
  .string()
  .optional()
  .describe(
    'Folder of the project, where the repository holds several; absent for what is of the repository',
  );

/** Where one of the two reports comes from. */
const Side = z.strictObject({
  name: z.string(),
  folder: z.string().describe('Path of the project inside its repository; empty at the top of it'),
  remote: z.string().nullable(),
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  dirty: z.boolean().nullable(),
  startedAt: z.string(),
  version: z.string(),
  ruleset: z.string(),
  target: Target,
  grade: Grade,
});

const CheckState = z.strictObject({
  status: Status,
  severity: Severity,
  score: z.number().min(0).max(1).nullable(),
  waived: z.boolean(),
  summary: z.string(),
});

export const ComparedCheck = z.strictObject({
  id: z.string(),
  project: Project,
  title: z.string(),
  category: z.string(),
  change: z
    .enum(['better', 'worse', 'changed', 'same', 'new', 'gone'])
    .describe(
      'changed: neither better nor worse, such as when it does not apply any more; same: only its severity or its findings differ; new and gone: only one of the runs was asked for it',
    ),
  before: CheckState.nullable(),
  after: CheckState.nullable(),
  findings: z
    .strictObject({ new: z.int(), fixed: z.int(), still: z.int() })
    .describe('How many, waived or not'),
});

export const ComparedFinding = z.strictObject({
  check: z.string(),
  project: Project,
  severity: Severity,
  message: z.string(),
  file: Finding.shape.file,
  line: Finding.shape.line,
  cell: Finding.shape.cell,
  fix: Finding.shape.fix,
  level: Finding.shape.level,
  confidence: Confidence,
  fingerprint: z.string(),
  from: z.string().optional().describe('The file in which it was before, when that was renamed'),
});

const Findings = z.array(ComparedFinding);

export const ComparedProject = z.strictObject({
  path: z.string(),
  name: z.string(),
  change: z.enum(['both', 'new', 'gone']).describe('In which of the reports it is'),
  score: Numbers,
  coverage: Numbers,
  gate: z.strictObject({ before: z.boolean().nullable(), after: z.boolean().nullable() }),
});

/** What `repro diff --format json` prints. */
export const Comparison = z.strictObject({
  comparisonVersion: z.literal(COMPARISON_VERSION),
  before: Side,
  after: Side,
  obstacles: z
    .array(z.strictObject({ what: z.enum(OBSTACLES), text: z.string() }))
    .describe(
      'What keeps the two from being compared. With another project, ruleset or target nothing is; with other checks the totals are not',
    ),
  verdict: z.enum(['better', 'worse', 'mixed', 'same', 'incomparable']),
  worse: z.array(z.string()).describe('Every reason why it is worse'),
  score: Numbers,
  coverage: Numbers,
  gate: z.strictObject({
    before: z.boolean().describe('Whether it passed'),
    after: z.boolean(),
    reasons: z.array(z.string()).describe('Why it fails after'),
  }),
  checks: z.array(ComparedCheck).describe('Those that differ, also those of which only findings do'),
  unchanged: z.int().min(0).describe('How many checks do not differ'),
  findings: z.strictObject({
    new: Findings,
    fixed: Findings.describe('Those that are gone'),
    moved: Findings.describe('Those that are still there, in a file that was renamed'),
    accepted: Findings.describe('Those that a waiver or comment accepts now, and did not before'),
    reopened: Findings.describe('Those that a waiver or comment accepted before, and none does now'),
    still: z.int().min(0).describe('How many are still there as they were, moved ones not counted'),
    undecided: z
      .int()
      .min(0)
      .describe('How many may be there or not, since their check could not be decided after'),
  }),
  projects: z.array(ComparedProject).optional().describe('Where either repository holds several'),
});

export type Comparison = z.infer<typeof Comparison>;
export type ComparedCheck = z.infer<typeof ComparedCheck>;
export type ComparedFinding = z.infer<typeof ComparedFinding>;
export type ComparedProject = z.infer<typeof ComparedProject>;
export type CheckState = z.infer<typeof CheckState>;
export type Obstacle = Comparison['obstacles'][number];
