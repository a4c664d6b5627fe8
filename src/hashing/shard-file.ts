import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { writeAtomically } from '../atomic.js';
import { UserError } from '../errors.js';
import type { TreeFile } from './file-table.js';
import { DIGITS } from './hasher.js';
import { isInside, LOCK_ALGORITHMS } from './lock-file.js';
import type { Shard } from './shard.js';
import { escapeName, unescapeName } from './tree-hash.js';

/** Characters that are written together. */
const PIECE = 64 * 1024;

const FIRST_LINE = '# A part of repro.lock, for `repro lock --merge`';

const Head = z.strictObject({
  version: z.literal(1),
  shard: z.int().min(1),
  of: z.int().min(1),
  lines: z.int().min(0),
  entries: z.array(
    z.strictObject({
      path: z.string().refine(isInside),
      kind: z.enum(['file', 'tree']),
      algorithm: z.enum(LOCK_ALGORITHMS),
      exclude: z.array(z.string()),
      files: z.int().min(0),
      size: z.int().min(0),
      listing: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

/**
 * Writes a shard: a comment, a line of JSON that says what it is a part of, and for each file the line
 * `<number of its entry, from 0> <hash> <size> <path>`. Throws `UserError` when it cannot be written.
 */
export async function writeShard(path: string, shard: Shard): Promise<void> {
  try {
    await writeAtomically(path, shardText(shard));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(`${path} cannot be written (${code})`, { cause: error });
  }
}

function* shardText({ index, of, entries, hashed }: Shard): Generator<string> {
  const lines = hashed.reduce((sum, files) => sum + files.length, 0);
  yield `${FIRST_LINE}\n${JSON.stringify({ version: 1, shard: index, of, lines, entries })}\n`;
  for (const [at, files] of hashed.entries()) {
    let text = '';
    for (const { path, hash, size } of files) {
      text += `${at} ${hash} ${size} ${escapeName(path)}\n`;
      if (text.length < PIECE) continue;
      yield text;
      text = '';
    }
    yield text;
  }
}

/** Reads a shard. Throws `UserError` that names the line of the first mistake. */
export function readShard(path: string): Shard {
  const buffer = bytesOf(path);
  let at = 0;
  let line = 0;
  const next = (): string | undefined => {
    const end = buffer.indexOf(10, at);
    if (end < 0) return undefined;
    const text = buffer.toString('utf8', at, end);
    at = end + 1;
    line += 1;
    return text;
  };
  if (next() !== FIRST_LINE) throw wrong(`${path}:1 is no shard of a repro.lock`);
  const head = headOf(next());
  if (!head) throw wrong(`${path}:2 does not say what it is a part of`);
  const { shard: index, of, entries } = head;
  const hashed: TreeFile[][] = entries.map(() => []);
  for (let text = next(); text !== undefined; text = next()) {
    const [, number = '', hash = '', size, name = ''] =
      /^(\d{1,9}) ([0-9a-f]+) (\d{1,15}) (.*)$/.exec(text) ?? [];
    const entry = entries[Number(number)];
    if (!entry || hash.length !== DIGITS[entry.algorithm])
      throw wrong(`${path}:${line} is not \`<entry> <hash> <size> <path>\``);
    hashed[Number(number)]?.push({ path: unescapeName(name), hash, size: Number(size) });
  }
  if (at < buffer.length || line - 2 !== head.lines)
    throw wrong(`${path} is not whole: it should have ${head.lines} files, and has ${line - 2}`);
  return { index, of, entries, hashed };
}

function headOf(text: string | undefined): z.infer<typeof Head> | undefined {
  try {
    const { success, data } = Head.safeParse(JSON.parse(text ?? ''));
    return success && data.shard <= data.of ? data : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${path} ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`}`, {
      cause: error,
    });
  }
}

function wrong(message: string): UserError {
  return new UserError(message, { hint: 'copy it again, or write it anew with `repro lock --shard`' });
}
