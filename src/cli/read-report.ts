import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { Report, SCHEMA_VERSION } from '../report/report.js';
import { firstMistake } from './first-mistake.js';

/** The largest report that is read, in bytes. */
const LIMIT = 128 * 1024 * 1024;
/** The most objects and lists of a report, and the most commas: a finding has one object and some ten commas. */
const MOST_NESTED = 1_000_000;
const MOST_PARTS = 5_000_000;
/** From so many parts on, mistakes are looked for one by one. */
const LARGE = 50_000;
const [BRACE, BRACKET, COMMA] = [123, 91, 44];
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
    // A pipe or a device does not say how much it holds.
    return await within(file.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 }), path);
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
  return within(process.stdin, 'standard input');
}

async function within(stream: AsyncIterable<Buffer | string>, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > LIMIT) throw tooLarge(name);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(name: string): UserError {
  return new UserError(`${name} is too large for a report (more than ${LIMIT} bytes)`, { hint: HOW });
}

/** The report in a text. Throws `UserError` that names the first field that is not as the schema wants it. */
export function parseReport(text: string, file: string): Report {
  const isLarge = assertFew(text, file);
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
  const wrong = isLarge ? shallow(file, () => firstMistake(Report, value)) : undefined;
  if (wrong)
    throw new UserError(
      `${file} is not a report of repro: ${wrong.path.join('.') || 'the file'}: ${wrong.message}`,
      { hint: HOW },
    );
  const parsed = shallow(file, () => Report.safeParse(value));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const more = parsed.error.issues.length - 1;
  throw new UserError(
    `${file} is not a report of repro: ${first?.path.join('.') || 'the file'}: ${first?.message}${more > 0 ? ` (and ${more} more)` : ''}`,
    { hint: HOW },
  );
}

/**
 * Throws `UserError` for a text of more parts than a report has, before it is parsed: each takes far more memory than its
 * characters, and is told as a mistake of its own. Commas in words count too. The answer
 * is whether it is a large one.
 */
function assertFew(text: string, file: string): boolean {
  let [nested, parts] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BRACE || code === BRACKET) nested += 1;
    else if (code === COMMA) parts += 1;
  }
  if (nested <= MOST_NESTED && parts <= MOST_PARTS) return nested > LARGE || parts > LARGE;
  throw new UserError(
    `${file} has more parts than a report (at most ${MOST_NESTED} objects and lists, and ${MOST_PARTS} commas, are read)`,
    { hint: HOW },
  );
}

/** What a schema tells. Throws `UserError` where the stack is too small for that. */
function shallow<T>(file: string, tell: () => T): T {
  try {
    return tell();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${file} is no report of repro: it is nested too deeply`, {
      cause: error,
      hint: HOW,
    });
  }
}
