import { type Command, Option } from 'commander';
import { UserError } from '../../errors.js';
import { compareReports } from '../../report/compare.js';
import type { Comparison } from '../../report/comparison.js';
import { diffMarkdown } from '../../reporters/diff-markdown.js';
import { diffText } from '../../reporters/diff-text.js';
import { assertWritable, writeWhole } from '../files.js';
import { readReport } from '../read-report.js';
import { print, wantsAscii, wantsColor, widthOf } from '../terminal.js';

const FORMATS = ['text', 'markdown', 'json'] as const;

interface Flags {
  format: (typeof FORMATS)[number];
  output?: string;
  exitCode?: boolean;
  failOn?: 'worse';
  anyProject?: boolean;
  verbose?: boolean;
  color?: boolean;
  ascii?: boolean;
}

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .argument('<before>', 'a report that `repro check --format json` wrote; - reads standard input')
    .argument('<after>', 'a later one of the same project')
    .addOption(
      new Option('-f, --format <format>', 'form of the comparison; markdown is a comment for a pull request')
        .choices(FORMATS)
        .default('text'),
    )
    .option('-o, --output <file>', 'write it there instead of to standard output')
    .option('--exit-code', 'exit with 1 when the two differ')
    .addOption(
      new Option(
        '--fail-on <verdict>',
        'exit with 1 when the second is worse, or cannot be compared',
      ).choices(['worse']),
    )
    .option('--any-project', 'compare them also when they seem to be of different projects')
    .option('-v, --verbose', 'show every finding in text')
    .option('--color', 'colour the output')
    .option('--no-color', 'do not colour it')
    .option('--ascii', 'write text in ASCII alone')
    .option('--no-ascii', 'use all of Unicode')
    .addHelpText(
      'after',
      '\nExit codes: 0 the two were compared, 1 what --exit-code or --fail-on names, 2 a mistake in flags or files, 3 a defect of repro.',
    )
    .action(async (before: string, after: string, flags: Flags) => done(await diff(before, after, flags)));
}

async function diff(before: string, after: string, flags: Flags): Promise<number> {
  if (before === '-' && after === '-')
    throw new UserError('only one of the two reports can come from standard input');
  const file = flags.output === '-' ? undefined : flags.output;
  if (file !== undefined) await assertWritable(file);
  const comparison = compareReports(await readReport(before), await readReport(after), {
    anyProject: flags.anyProject === true,
  });
  const text = rendered(comparison, flags, file !== undefined);
  if (file === undefined) await print(text);
  else await writeWhole(file, text);
  return exitCodeOf(comparison, flags);
}

function rendered(comparison: Comparison, { format, color, ascii, verbose }: Flags, toFile: boolean): string {
  if (format === 'json') return `${JSON.stringify(comparison, null, 2)}\n`;
  if (format === 'markdown') return diffMarkdown(comparison);
  const { env } = process;
  const isTerminal = !toFile && process.stdout.isTTY === true;
  return diffText(comparison, {
    width: widthOf({ env, isTerminal, columns: toFile ? undefined : process.stdout.columns }),
    color: wantsColor({ env: toFile ? {} : env, isTerminal, wanted: color }),
    ascii: wantsAscii({ env: toFile ? {} : env, wanted: ascii }),
    verbose: verbose === true,
  });
}

function exitCodeOf(comparison: Comparison, { exitCode, failOn }: Flags): number {
  const { verdict, checks, findings, score, coverage, gate, obstacles } = comparison;
  if (failOn === 'worse' && ['worse', 'mixed', 'incomparable'].includes(verdict)) return 1;
  const differs =
    obstacles.length > 0 ||
    checks.length > 0 ||
    findings.moved.length + findings.accepted.length + findings.reopened.length > 0 ||
    score.before !== score.after ||
    coverage.before !== coverage.after ||
    gate.before !== gate.after;
  return exitCode && differs ? 1 : 0;
}
