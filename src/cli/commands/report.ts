import type { Command } from 'commander';
import { deliver, formats, type OutputFlags, outputsFrom } from '../outputs.js';
import { readReport } from '../read-report.js';

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .argument('<file>', 'a report that `repro check --format json` wrote; - reads standard input')
    .option(
      '-f, --format <format>',
      `form to render it in: ${formats.join(', ')}`,
      (formats as string[]).includes('markdown') ? 'markdown' : 'text',
    )
    .option('-o, --output <file>', 'write it there instead of to standard output')
    .option(
      '--report <format=file>',
      'also write it in this form; may be repeated',
      (value, before: string[] = []) => [...before, value],
    )
    .option('-q, --quiet', 'only say what is wrong')
    .option('-v, --verbose', 'also say what is right, and why')
    .option('--color', 'colour the output')
    .option('--no-color', 'do not colour it')
    .action(async (file: string, flags: OutputFlags) => {
      const outputs = await outputsFrom(flags);
      await deliver(await readReport(file), outputs, flags);
      done(0);
    });
}
