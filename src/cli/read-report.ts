import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { Report, SCHEMA_VERSION } from '../report/report.js';

/** The largest report that is read, in bytes. */
const LIMIT = 128 * 1024 * 1024;
const HOW = '`repro check --format json --output report.json` writes one';

/** A saved report; `-` reads standard input. Throws `UserError` for what cannot be read or is no report. */
export async function readReport(path: string): Promise<Report> {
  return path === '-'
    ? parseReport(await fromStandardInput(), 'standard input')
    : parseReport(await readWhole(path), path);
}

async function readWhole(path: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size } = await file.stat();
    if (size > LIMIT) throw tooLarge(path);
    return await file.readFile('utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(code === 'ENOENT' ? `${path} does not exist` : `${path} cannot be read (${code})`, {
      cause: error,
      hint: HOW,
    });
  } finally {
    await file?.close();
  }
}

async function fromStandardInput(): Promise<string> {
  if (process.stdin.isTTY) {
    throw new UserError('- reads a report from standard input, which is the terminal here', {
      hint: 'as in `repro check --format json | repro diff before.json -`',
    });
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    size += (chunk as Buffer).length;
    if (size > LIMIT) throw tooLarge('standard input');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(name: string): UserError {
  return new UserError(`${name} is too large for a report (more than ${LIMIT} bytes)`);
}

/** The report in a text. Throws `UserError` that names the first field that is not as the schema wants it. */
export function parseReport(text: string, file: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UserError(`${file} is not JSON: ${(error as Error).message}`, { hint: HOW });
  }
  const told = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof told === 'number' && told !== SCHEMA_VERSION) {
    const newer = told > SCHEMA_VERSION;
    throw new UserError(`${file} has schema version ${told}; this version of repro reads ${SCHEMA_VERSION}`, {
      hint: newer
        ? 'a newer repro wrote it: read it with that one'
        : 'an older repro wrote it: check that commit again with this one',
    });
  }
  const parsed = checked(value, file);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const more = parsed.error.issues.length - 1;
  throw new UserError(
    `${file} is not a report of repro: ${first?.path.join('.') || 'the file'}: ${first?.message}${more > 0 ? ` (and ${more} more)` : ''}`,
    { hint: HOW },
  );
}

function checked(value: unknown, file: string): ReturnType<typeof Report.safeParse> {
  try {
    return Report.safeParse(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${file} is no report of repro: it is nested too deeply`, {
      cause: error,
      hint: HOW,
    });
  }
}
