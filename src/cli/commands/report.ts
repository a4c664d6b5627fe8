import type { Command } from 'commander';
import { UserError } from '../../errors.js';
import { type HistoryFormat, historyReporters } from '../../reporters/history.js';
import { writeWhole } from '../files.js';
import { deliver, formats, lookFor, type Output, type OutputFlags, outputsFrom } from '../outputs.js';
import { progressLine } from '../progress.js';
import { readHistory } from '../read-history.js';
import { readReport } from '../read-report.js';
import { collect } from '../repeated.js';
import { print } from '../terminal.js';

interface Flags extends Omit<OutputFlags, 'format'> {
  format?: string;
  history?: string;
}

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .argument('[file]', 'a report that `repro check --format json` wrote; - reads standard input')
    .option('--history <folder>', 'show the trend over the JSON reports of a folder instead')
    .option(
      '-f, --format <format>',
      `form to render it in: ${formats.join(', ')}; markdown, and text for a history, unless another is named`,
    )
    .option('-o, --output <file>', 'write it there instead of to standard output')
    .option('--report <format=file>', 'also write it in this form; may be repeated', collect)
    .option('-q, --quiet', 'only say what is wrong')
    .option('-v, --verbose', 'also say what is right, and why; of a history, every run and change')
    .option('--color', 'colour the output')
    .option('--no-color', 'do not colour it')
    .option('--ascii', 'write text in ASCII alone')
    .option('--no-ascii', 'use the signs of Unicode too')
    .action(async (file: string | undefined, flags: Flags) => {
      await (flags.history === undefined ? one(file, flags) : trend(flags.history, file, flags));
      done(0);
    });
}

async function one(file: string | undefined, given: Flags): Promise<void> {
  if (file === undefined)
    throw new UserError('no report is named', {
      hint: 'give a file that `repro check --format json --output report.json` wrote, or --history <folder>',
    });
  const flags = { ...given, format: given.format ?? 'markdown' };
  const outputs = await outputsFrom(flags);
  await deliver(await readReport(file), outputs, flags);
}

async function trend(folder: string, file: string | undefined, given: Flags): Promise<void> {
  if (file !== undefined)
    throw new UserError('a report and --history do not go together', {
      hint: 'put the report into the folder: the newest one there is shown with the history of the others',
    });
  const flags = { ...given, format: given.format ?? 'text' };
  const outputs = (await outputsFrom(flags)).map(ofHistory);
  const progress = progressLine(flags.quiet);
  const { history, newest } = await readHistory(folder, (step) => progress.show(step)).finally(() =>
    progress.end(),
  );
  // All of them first, so that a defect in one leaves no file behind.
  const rendered = outputs.map(({ format, file: place }) => ({
    place,
    text: historyReporters[format](history, newest, lookFor(flags, place)),
  }));
  for (const { place, text } of rendered) if (place !== undefined) await writeWhole(place, text);
  for (const { place, text } of rendered) if (place === undefined) await print(text);
}

function ofHistory({ format, file }: Output): { format: HistoryFormat; file?: string | undefined } {
  const known = Object.keys(historyReporters) as HistoryFormat[];
  const found = known.find((name) => name === format);
  if (!found)
    throw new UserError(`${format} cannot show a history`, { hint: `formats: ${known.join(', ')}` });
  return { format: found, file };
}
