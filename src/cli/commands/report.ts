import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import { UserError } from '../../errors.js';
import { Report, SCHEMA_VERSION } from '../../report/report.js';
import { deliver, formats, type OutputFlags, outputsFrom } from '../outputs.js';

/** The largest report that is read, in bytes. */
const LIMIT = 128 * 1024 * 1024;

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .argument('<file>', 'a report that `repro check --format json` wrote')
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
      await deliver(parseReport(await readWhole(file), file), outputs, flags);
      done(0);
    });
}

async function readWhole(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > LIMIT) throw new UserError(`${path} is too large for a report (${size} bytes)`);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(code === 'ENOENT' ? `${path} does not exist` : `${path} cannot be read (${code})`, {
      cause: error,
    });
  }
}

/** A saved report. Throws `UserError` that names the first field that is not as the schema wants it. */
export function parseReport(text: string, file: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UserError(`${file} is not JSON: ${(error as Error).message}`, {
      hint: '`repro check --format json --output report.json` writes one',
    });
  }
  const told = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof told === 'number' && told !== SCHEMA_VERSION) {
    throw new UserError(`${file} has schema version ${told}; this version of repro reads ${SCHEMA_VERSION}`);
  }
  const parsed = Report.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const more = parsed.error.issues.length - 1;
  throw new UserError(
    `${file} is not a report of repro: ${first?.path.join('.') || 'the file'}: ${first?.message}${more > 0 ? ` (and ${more} more)` : ''}`,
    { hint: '`repro check --format json --output report.json` writes one' },
  );
}
