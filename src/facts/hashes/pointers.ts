import { CannotTell } from '../../errors.js';
import { isAnnexPointer } from '../formats/annex.js';
import { POINTER_LIMIT, parseLfsPointer } from '../formats/lfs-pointer.js';
import type { Source } from '../source.js';

/** How many files of each extension are looked into: what a rule keeps elsewhere mostly has an ending of its own. */
const MOST_OF_A_KIND = 50;
/** How many extensions of small files are looked at; names without order would make every file one of its own. */
const MOST_KINDS = 200;

/** What is there, with its bytes. */
interface Sized {
  path: string;
  /** That of a plan; absent for a file. */
  kind?: 'file' | 'tree';
  size: number;
}

/** The tool whose pointer a small file is, in place of the content; undefined for any other file. */
export async function pointerOf(
  source: Pick<Source, 'bytes'>,
  { path, kind = 'file', size }: Sized,
): Promise<'git-annex' | 'Git LFS' | undefined> {
  if (kind !== 'file' || size < 20 || size >= POINTER_LIMIT) return undefined;
  try {
    const text = new TextDecoder().decode(await source.bytes(path, POINTER_LIMIT));
    if (isAnnexPointer(text)) return 'git-annex';
    return parseLfsPointer(text) ? 'Git LFS' : undefined;
  } catch (error) {
    // What cannot be read is told when it is hashed.
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
}

/** The first pointer among files; of very many small ones only some of each extension are read. */
export async function firstPointer(
  source: Pick<Source, 'bytes'>,
  files: Iterable<Sized>,
): Promise<{ path: string; tool: 'git-annex' | 'Git LFS' } | undefined> {
  const seen = new Map<string, number>();
  for (const file of files) {
    if (file.size < 20 || file.size >= POINTER_LIMIT) continue;
    const kind = /\.[^./]*$/.exec(file.path)?.[0] ?? '';
    const before = seen.get(kind) ?? 0;
    if (before >= MOST_OF_A_KIND || (before === 0 && seen.size >= MOST_KINDS)) continue;
    seen.set(kind, before + 1);
    const tool = await pointerOf(source, file);
    if (tool) return { path: file.path, tool };
  }
  return undefined;
}
