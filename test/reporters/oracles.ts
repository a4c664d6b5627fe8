import { lexer, walkTokens } from 'marked';
import { expect } from 'vitest';
import * as z from 'zod';
import type { Report } from '../../src/report/report.js';
import type { reporters } from '../../src/reporters/index.js';
import { isSarif } from './sarif-schema.js';

export type Format = keyof typeof reporters;

/** Text of the repository that a person will see. */
const seen = (value: unknown): void => {
  for (const text of strings(value)) expect(text).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
};

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

/** Markdown with no HTML but what the report itself is made of. */
function noLiveHtml(markdown: string): void {
  walkTokens(lexer(markdown), ({ type, raw }) => {
    if (type === 'html')
      expect(raw.trim()).toMatch(/^(?:<!-- -->|<br>|<\/?details>|<summary>[^<>]*<\/summary>|\n)*$/);
  });
}

const GitLab = z.array(
  z.strictObject({
    description: z.string().min(1).max(1000),
    check_name: z.string().startsWith('repro/'),
    fingerprint: z.string().min(1),
    severity: z.enum(['info', 'minor', 'major', 'critical', 'blocker']),
    location: z.strictObject({ path: z.string(), lines: z.strictObject({ begin: z.int().min(1) }) }),
  }),
);

/** What each format promises its reader, beyond what holds for all. */
export const oracles: Partial<Record<Format, (shown: string, report: Report) => void>> = {
  markdown: noLiveHtml,
  json: (shown, report) => expect(JSON.parse(shown)).toEqual(report),
  sarif: (shown) => {
    const log = JSON.parse(shown);
    isSarif(log);
    const [run] = log.runs;
    for (const result of run.results) {
      seen(result.message);
      expect(result.message.text).not.toMatch(/\]\(|(?<!\{)\{\d/);
      expect(result.locations).toHaveLength(1);
      const { uri } = result.locations[0].physicalLocation.artifactLocation;
      expect(uri).toMatch(/^[\w.~/%-]*$/);
      expect(() => decodeURIComponent(uri)).not.toThrow();
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    }
    for (const { help } of run.tool.driver.rules) noLiveHtml(help.markdown);
  },
  github: (shown) => {
    const lines = shown.split('\n');
    expect(lines.pop()).toBe('');
    for (const line of lines) {
      const [, name, properties = ''] = /^::(\w+) ((?:[\w]+=[^,:\r\n]*,?)*)::[^\r\n]*$/.exec(line) ?? [];
      expect(['error', 'warning', 'notice']).toContain(name);
      for (const property of properties.split(','))
        expect(['file', 'line', 'col', 'title']).toContain(property.slice(0, property.indexOf('=')));
    }
    for (const name of ['error', 'warning', 'notice'])
      expect(lines.filter((line) => line.startsWith(`::${name} `)).length).toBeLessThanOrEqual(10);
  },
  gitlab: (shown) => {
    const issues = GitLab.parse(JSON.parse(shown));
    for (const { description } of issues) seen(description);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  },
};
