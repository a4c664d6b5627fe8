import { parse } from 'csv-parse/sync';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
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

const XML = new XMLParser({ ignoreAttributes: false, parseAttributeValue: false });

const JUNIT_ATTRIBUTES = Object.entries({
  testsuites: ['name', 'tests', 'failures', 'errors', 'time'],
  testsuite: ['name', 'tests', 'failures', 'errors', 'skipped', 'time'],
  testcase: ['name', 'classname', 'time'],
  failure: ['message', 'type'],
  error: ['message', 'type'],
  skipped: ['message'],
}).flatMap(([name, attributes]) => attributes.map((attribute) => `${name} ${attribute}`));

const Badge = z.strictObject({
  schemaVersion: z.literal(1),
  label: z.literal('reproducibility'),
  message: z.string().regex(/^(?:n\/a|[A-E] \([\d.]+ of 100\))$/),
  color: z.enum(['brightgreen', 'green', 'yellowgreen', 'orange', 'red', 'lightgrey']),
});

const Insights = z.strictObject({
  report: z.strictObject({
    title: z.string().min(1).max(450),
    details: z.string().min(1).max(2000),
    report_type: z.enum(['SECURITY', 'COVERAGE', 'TEST', 'BUG']),
    reporter: z.string(),
    result: z.enum(['PASSED', 'FAILED', 'PENDING']),
    data: z
      .array(
        z.discriminatedUnion('type', [
          z.strictObject({
            title: z.string(),
            type: z.literal('PERCENTAGE'),
            value: z.number().min(0).max(100),
          }),
          z.strictObject({ title: z.string(), type: z.literal('NUMBER'), value: z.int() }),
          z.strictObject({ title: z.string(), type: z.literal('TEXT'), value: z.string() }),
        ]),
      )
      .max(10),
  }),
  annotations: z
    .array(
      z.strictObject({
        external_id: z.string().startsWith('repro-').max(450),
        title: z.string(),
        annotation_type: z.enum(['VULNERABILITY', 'CODE_SMELL', 'BUG']),
        summary: z.string().min(1).max(450),
        details: z.string().max(2000),
        result: z.enum(['PASSED', 'FAILED', 'SKIPPED', 'IGNORED']),
        severity: z.enum(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']),
        path: z.string().optional(),
        line: z.int().min(1).optional(),
      }),
    )
    .max(1000),
});

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
  junit: (shown) => {
    expect(XMLValidator.validate(shown)).toBe(true);
    // Every mark of XML in the text is of an element that the report itself makes.
    const names = [...shown.matchAll(/<[/?!]?(\w*)/g)].map(([, name]) => name);
    expect([
      'xml',
      'testsuites',
      'testsuite',
      'testcase',
      'failure',
      'error',
      'skipped',
      'system-out',
      'system',
    ]).toEqual(expect.arrayContaining([...new Set(names)]));
    // Jenkins takes at most three decimals of a second.
    for (const [, time] of shown.matchAll(/ time="([^"]*)"/g)) expect(time).toMatch(/^\d+\.\d{3}$/);
    expect(shown).not.toMatch(/&(?!(?:amp|lt|gt|quot|apos);)|<!|[\ufffe\uffff]/);
    // Jenkins' xUnit plugin refuses a file with other attributes than those of its schema (junit-10.xsd).
    const attributes = [...shown.matchAll(/<(\w+)([^>]*)>/g)].flatMap(([, name, told]) =>
      [...told!.matchAll(/ (\w+)="/g)].map(([, attribute]) => `${name} ${attribute}`),
    );
    expect(JUNIT_ATTRIBUTES).toEqual(expect.arrayContaining([...new Set(attributes)]));
    seen(XML.parse(shown.replace(/\n/g, ' ')));
  },
  csv: (shown) => {
    const rows: string[][] = parse(shown, { record_delimiter: '\r\n' });
    for (const row of rows) {
      expect(row).toHaveLength(17);
      // Nor where a semicolon separates cells.
      for (const cell of row.flatMap((text) => text.split(';'))) {
        expect(cell).not.toMatch(/^\s*[=+\-@\t\r＝＋－＠]/);
        seen(cell);
      }
    }
  },
  badge: (shown) => {
    Badge.parse(JSON.parse(shown));
  },
  bitbucket: (shown) => {
    const { report, annotations } = Insights.parse(JSON.parse(shown));
    for (const text of [...report.details.split('\n'), ...annotations.map(({ summary }) => summary)])
      seen(text);
    const ids = annotations.map(({ external_id }) => external_id);
    expect(new Set(ids).size).toBe(ids.length);
  },
  html: (shown) => {
    // The page has no script and no image from elsewhere, and no attribute that runs anything.
    const tags = shown.replace(/="[^"<]*"/g, '=""');
    expect(tags).not.toMatch(/<(?:script|img|iframe|failure)\b|<[^>]*\son\w+=/i);
  },
};
