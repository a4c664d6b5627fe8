import * as z from 'zod';
import { Target } from '../report/report.js';

/** The version of the file; raised when a field changes its meaning or goes away. */
export const BASELINE_VERSION = 1;

const Check = z.string().min(1).max(200).describe('category/name');
const Project = z
  .string()
  .max(4096)
  .optional()
  .describe(
    'Folder of the project, where the repository holds several; absent for what is of the repository',
  );

export const KnownCheck = z.strictObject({
  check: Check,
  project: Project,
  status: z.enum(['warn', 'fail', 'unknown']),
});

export const KnownFinding = z.strictObject({
  check: Check,
  project: Project,
  file: z.string().max(4096).optional().describe('Path relative to the root, with forward slashes'),
  message: z.string().max(4096).describe('For people, and to know the finding in a renamed file'),
  fingerprint: z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 hex digits'),
});

/** What a project is known to lack. */
export const Baseline = z
  .strictObject({
    version: z.literal(BASELINE_VERSION),
    ruleset: z.string().max(100).describe('Rule set of the run that wrote it'),
    target: Target.describe('Target level of that run'),
    score: z
      .number()
      .min(0)
      .max(100)
      .nullable()
      .describe('Score of the last run of all checks that wrote it'),
    checks: z
      .array(KnownCheck)
      .describe('Those that fail without a finding to name, and those that could not be decided'),
    findings: z.array(KnownFinding),
  })
  .describe('What a project is known to lack; `repro check --baseline` fails only on what comes on top');

export type Baseline = z.infer<typeof Baseline>;
export type KnownCheck = z.infer<typeof KnownCheck>;
export type KnownFinding = z.infer<typeof KnownFinding>;

/**
 * The text of the file: sorted, an entry a line, without lines of code, dates or versions of tools, so that it changes
 * only where what is known does, and merges well. Same baseline, same text.
 */
export function baselineText({ version, ruleset, target, score, checks, findings }: Baseline): string {
  const head = Object.entries({ version, ruleset, target, score }).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`,
  );
  const lists = [
    list(
      'checks',
      checks.map(({ check, project, status }) => ({ check, project, status })),
    ),
    list(
      'findings',
      findings.map(({ check, project, file, message, fingerprint }) => ({
        check,
        project,
        file,
        message,
        fingerprint,
      })),
    ),
  ];
  return `{\n${head.join('\n')}\n${lists.join(',\n')}\n}\n`;
}

function list(name: string, entries: readonly Record<string, unknown>[]): string {
  if (entries.length === 0) return `  "${name}": []`;
  const lines = entries.map((entry) => JSON.stringify(entry)).sort();
  return `  "${name}": [\n${lines.map((line) => `    ${line}`).join(',\n')}\n  ]`;
}
