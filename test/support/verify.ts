import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/checks/check.js';
import { place } from '../../src/checks/check.js';
import { checks as allChecks } from '../../src/checks/index.js';
import { defaultPolicy } from '../../src/engine/policy.js';
import { run } from '../../src/engine/run.js';
import { Project } from '../../src/facts/fact.js';
import { noSettings, type Settings } from '../../src/facts/settings.js';
import { MemorySource } from '../../src/facts/source.js';
import type { Json, Result, Status } from '../../src/report/report.js';

/** One case of a check: a project, and what the check must say of it. Absent expectations are not compared. */
export interface Case {
  files: Record<string, string | Uint8Array>;
  /** Ready-made facts for what files alone cannot show. */
  facts?: Record<string, unknown>;
  settings?: { [Key in keyof Settings]?: Partial<Settings[Key]> | Settings[Key] };
  options?: unknown;
  message?: string | RegExp;
  /** `file:line message` of each finding, in order; a string must be contained, a RegExp must match. */
  findings?: (string | RegExp)[];
  data?: Record<string, Json>;
  score?: number;
  /** What the general mend must hold. */
  fix?: string;
}

/** Runs one check through the real engine on a project in memory. */
export async function judge(
  check: Check,
  { files, facts = {}, settings = {}, options }: Omit<Case, 'message'>,
): Promise<Result> {
  const project = new Project(new MemorySource(files), {
    settings: {
      project: { ...noSettings.project, ...settings.project },
      environment: { ...noSettings.environment, ...settings.environment },
      data: (settings.data as Settings['data']) ?? [],
      metrics: (settings.metrics as Settings['metrics']) ?? [],
    },
  });
  for (const [name, value] of Object.entries(facts)) project.preset(name, value);
  const { requires: _, ...alone } = check;
  const policy = {
    ...defaultPolicy,
    target: 'identical' as const,
    today: '2026-11-23',
    checks: { [check.id]: { enabled: true, options } },
  };
  const { results, crashes } = await run(project, [alone], policy);
  if (crashes[0]) throw crashes[0].error;
  return results[0]!;
}

/** Declares a test for each case: status first, then what the case expects of message, findings, data and score. */
export function verify(check: Check, cases: Partial<Record<Status, Record<string, Case>>>): void {
  describe(check.id, () => {
    for (const [status, table] of Object.entries(cases)) {
      for (const [name, expected] of Object.entries(table)) {
        test(`${status}: ${name}`, async () => {
          const result = await judge(check, expected);
          const shown = result.findings.map(
            (finding) =>
              `${finding.file ? `${place({ ...finding, file: finding.file })} ` : ''}${finding.message}`,
          );
          expect({ status: result.status, summary: result.summary, findings: shown }).toMatchObject({
            status,
          });
          if (expected.message instanceof RegExp) expect(result.summary).toMatch(expected.message);
          else if (expected.message !== undefined) expect(result.summary).toContain(expected.message);
          if (expected.findings) {
            expect(shown).toEqual(
              expected.findings.map((finding) =>
                finding instanceof RegExp ? expect.stringMatching(finding) : expect.stringContaining(finding),
              ),
            );
          }
          if (expected.fix !== undefined) expect(result.fix).toContain(expected.fix);
          if (expected.data) expect(result.data).toMatchObject(expected.data);
          if (expected.score !== undefined) expect(result.score).toBeCloseTo(expected.score, 5);
        });
      }
    }
  });
}

/** The check of the list with this id. */
export function checkNamed(id: string): Check {
  const check = allChecks.find((candidate) => candidate.id === id);
  if (!check) throw new Error(`no check ${id} in the list`);
  return check;
}
