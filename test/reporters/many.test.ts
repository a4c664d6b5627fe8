import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reporters } from '../../src/reporters/index.js';
import { folderWith, repro } from '../support/cli.js';
import { finding, result, sample } from './sample.js';

/** Memory for everything that JavaScript holds, in MB: reading the report takes most of it. */
const HEAP = 192;
const CHECKS = 25;
const FINDINGS = 50_000;

async function largeReport(): Promise<string> {
  const report = sample();
  report.results = Array.from({ length: CHECKS }, (_, check) =>
    result({
      id: `docs/check-${check}`,
      status: 'fail',
      severity: (['required', 'advised', 'optional'] as const)[check % 3]!,
      findings: Array.from({ length: FINDINGS / CHECKS }, (_, at) =>
        finding({
          message: `what number ${at} reads has no version that is kept, and nothing tells how it came to be: é`,
          file: `src/package_${at % 97}/module_${at % 1013}.py`,
          line: at + 1,
          level: (['error', 'warning', 'note'] as const)[check % 3]!,
          fingerprint: (check * FINDINGS + at).toString(16).padStart(16, '0'),
        }),
      ),
    }),
  );
  const path = join(await folderWith(), 'report.json');
  await writeFile(path, JSON.stringify(report));
  return path;
}

// Formats with limits tell how many they leave out.
const CUT: Readonly<Record<string, RegExp>> = {
  sarif: /45000 more results/,
  github: /49971 more findings/,
  bitbucket: /49000 more annotations/,
  junit: /and 1902 more lines/,
  markdown: /<summary>1990 more<[\s\S]*and 1900 more, which the JSON report holds/,
};

let saved: Promise<string> | undefined;

test.each(Object.keys(reporters))('50,000 findings in bounded memory as %s', async (format) => {
  saved ??= largeReport();
  const path = await saved;
  const output = `${path}.${format}`;
  const ran = await repro(['report', path, '--verbose', '--format', format, '--output', output], {
    env: { NODE_OPTIONS: `--max-old-space-size=${HEAP}` },
  });
  expect(ran).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect((await stat(output)).size).toBeLessThan(40_000_000);
  const cut = CUT[format];
  if (cut) expect(await readFile(output, 'utf8')).toMatch(cut);
});
