import { resolve } from 'node:path';
import { UserError } from '../errors.js';
import type { Report } from '../report/report.js';
import { type Look, reporters } from '../reporters/index.js';
import { didYouMean } from '../suggest.js';
import { assertWritable, writeWhole } from './files.js';
import { appendStepSummary } from './step-summary.js';
import { print, wantsAscii, wantsColor, widthOf } from './terminal.js';

export type Format = keyof typeof reporters;

/** One rendering of a report; without a file it goes to standard output. */
export interface Output {
  format: Format;
  file?: string | undefined;
}

/** Flags that say where reports go and how they look. */
export interface OutputFlags {
  format: string;
  output?: string | undefined;
  report?: readonly string[] | undefined;
  color?: boolean | undefined;
  ascii?: boolean | undefined;
  quiet?: boolean | undefined;
  verbose?: boolean | undefined;
}

/** The names that `--format` takes. */
export const formats = Object.keys(reporters) as Format[];

/** The renderings that the flags ask for. Throws `UserError` before any work for a format or place that cannot be. */
export async function outputsFrom(
  { format, output, report = [] }: OutputFlags,
  root?: string,
): Promise<Output[]> {
  const main: Output = { format: formatNamed(format) };
  if (output !== undefined && output !== '-') main.file = output;
  const outputs = [main];
  for (const pair of report) {
    const at = pair.indexOf('=');
    if (at <= 0 || at === pair.length - 1) {
      throw new UserError(`--report takes format=file, not "${pair}"`, {
        hint: 'as in --report markdown=REPRO.md',
      });
    }
    outputs.push({ format: formatNamed(pair.slice(0, at)), file: pair.slice(at + 1) });
  }
  const files = outputs.flatMap(({ file }) => (file === undefined ? [] : [resolve(file)]));
  const twice = files.find((file, at) => files.indexOf(file) !== at);
  if (twice !== undefined) throw new UserError(`two reports would be written to ${twice}`);
  for (const { file } of outputs) if (file !== undefined) await assertWritable(file, root);
  return outputs;
}

function formatNamed(name: string): Format {
  const found = formats.find((format) => format === name);
  if (found) return found;
  throw new UserError(`no format is called "${name}"${didYouMean(name, formats)}`, {
    hint: `formats: ${formats.join(', ')}`,
  });
}

/**
 * Renders a report into every output: all of them first, so that a defect in one leaves no file behind. Where annotations of
 * GitHub are asked for, the summary of the running step is written too.
 */
export async function deliver(report: Report, outputs: readonly Output[], flags: OutputFlags): Promise<void> {
  const rendered = outputs.map(({ format, file }) => ({
    file,
    text: reporters[format](report, lookFor(flags, file)),
  }));
  for (const { file, text } of rendered) if (file !== undefined) await writeWhole(file, text);
  for (const { file, text } of rendered) if (file === undefined) await print(text);
  if (outputs.some(({ format }) => format === 'github'))
    await appendStepSummary(report, lookFor(flags, undefined));
}

/** How a text looks, on standard output or in a file. */
export function lookFor(flags: OutputFlags, file: string | undefined): Look {
  const { env, stdout } = process;
  const shown = file === undefined ? env : {};
  return {
    color: wantsColor({ env: shown, isTerminal: !file && stdout.isTTY === true, wanted: flags.color }),
    ascii: wantsAscii({ env: shown, wanted: flags.ascii }),
    width: widthOf({
      env,
      isTerminal: stdout.isTTY === true,
      columns: file ? undefined : stdout.columns,
    }),
    verbose: flags.verbose === true,
    quiet: flags.quiet === true,
  };
}
