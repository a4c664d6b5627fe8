import * as z from 'zod';
import { compareReports } from './compare.js';
import { ComparedCheck, Comparison } from './comparison.js';
import { Report, type Result } from './report.js';

/** The version of the shape of a history; raised when a field changes its meaning or goes away. */
export const HISTORY_VERSION = 1;

/** Checks that are told of one step; of the others their number stands. */
const MOST_CHECKS = 100;

const Changed = z.strictObject({
  number: z.int().min(0),
  checks: z.array(ComparedCheck).describe(`The first ${MOST_CHECKS} of them`),
});

export const HistoryRun = z.strictObject({
  file: z.string().describe('Name of the file in the folder'),
  startedAt: z.string(),
  commit: Report.shape.project.shape.commit,
  branch: Report.shape.project.shape.branch,
  dirty: Report.shape.project.shape.dirty,
  version: z.string(),
  ruleset: z.string(),
  target: Report.shape.target,
  score: Report.shape.score,
  coverage: Report.shape.coverage,
  grade: Report.shape.grade,
  gate: z.strictObject({ passed: z.boolean(), reasons: z.int().min(0).describe('How many') }),
  checks: z.strictObject({
    pass: z.int(),
    warn: z.int(),
    fail: z.int(),
    unknown: z.int(),
    skip: z.int(),
    waived: z.int(),
  }),
  since: z
    .strictObject({
      verdict: Comparison.shape.verdict,
      score: Comparison.shape.score.shape.change,
      obstacles: z.array(z.string()).describe('What keeps the two from being compared, or in part'),
      worse: Changed,
      better: Changed,
      findings: z.strictObject({ new: z.int().min(0), fixed: z.int().min(0) }),
    })
    .nullable()
    .describe('What is other than in the run before; null for the first'),
});

/** What `repro report --history --format json` prints. */
export const History = z.strictObject({
  historyVersion: z.literal(HISTORY_VERSION),
  project: z.strictObject({ name: z.string(), folder: z.string() }),
  runs: z.array(HistoryRun).describe('The oldest first'),
  leftOut: z
    .array(z.strictObject({ file: z.string(), reason: z.string() }))
    .describe('Files of the folder that are no report of this project'),
});

export type HistoryRun = z.infer<typeof HistoryRun>;
export type History = z.infer<typeof History>;

/** A saved report as one run of a history, held against the run before it. */
export function historyRun(file: string, report: Report, before: Report | undefined): HistoryRun {
  const { startedAt, project, tool, target, score, coverage, grade, gate, results } = report;
  const number = (status: Result['status']) =>
    results.filter((result) => !result.waived && result.status === status).length;
  return {
    file,
    startedAt,
    commit: project.commit,
    branch: project.branch,
    dirty: project.dirty,
    version: tool.version,
    ruleset: tool.ruleset,
    target,
    score,
    coverage,
    grade,
    gate: { passed: gate.passed, reasons: gate.reasons.length },
    checks: {
      pass: number('pass'),
      warn: number('warn'),
      fail: number('fail'),
      unknown: number('unknown'),
      skip: number('skip'),
      waived: results.filter(({ waived }) => waived).length,
    },
    since: before ? since(compareReports(before, report)) : null,
  };
}

function since({ verdict, score, obstacles, checks, findings }: Comparison): HistoryRun['since'] {
  const changed = (change: ComparedCheck['change']) => {
    const all = checks.filter((check) => check.change === change);
    return { number: all.length, checks: all.slice(0, MOST_CHECKS) };
  };
  return {
    verdict,
    score: score.change,
    obstacles: obstacles.map(({ text }) => text),
    worse: changed('worse'),
    better: changed('better'),
    findings: { new: findings.new.length, fixed: findings.fixed.length },
  };
}
