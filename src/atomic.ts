import { closeSync, fsyncSync, lstatSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { lstat, open, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** New content that lies beside a file, whole and on the disk, and has not taken its place yet. */
export interface Draft {
  /** Puts the content in the file's place in one step that outlasts a power cut. Throws what the system says. */
  commit(): void;
  /** Takes the draft away; the file stays as it is. Never throws; does nothing after `commit`. */
  discard(): void;
}

export type Content = string | Uint8Array | Iterable<string | Uint8Array>;

export interface DraftOptions {
  /** The mode of the file, whatever the present one has; its owner is then the user who runs this. */
  mode?: number | undefined;
  /** False for what may be lost when the machine stops: nothing waits for the disk. */
  durable?: boolean | undefined;
}

/** Drafts that have neither taken their place nor been taken away. */
const lying = new Set<string>();

/** Takes every unfinished draft away, for a process that ends before its time. Never throws. */
export function discardDrafts(): void {
  for (const draft of lying) {
    try {
      rmSync(draft, { force: true });
      lying.delete(draft);
    } catch {
      // Whoever takes drafts away has something worse to tell.
    }
  }
}

/** A draft of this age belongs to no program that still runs, in milliseconds. */
const ABANDONED = 24 * 3600 * 1000;

/** Takes away drafts of a file that a killed program has left a day ago or longer. Never throws. */
export function sweepDrafts(path: string): void {
  const begin = draftPrefix(path);
  try {
    for (const name of readdirSync(dirname(path))) {
      if (!name.startsWith(begin) || !/^[0-9a-f]{8}\.tmp$/.test(name.slice(begin.length))) continue;
      const draft = join(dirname(path), name);
      const stat = lstatSync(draft);
      if (stat.isFile() && Date.now() - stat.mtimeMs > ABANDONED) rmSync(draft);
    }
  } catch {
    // They lie there for another day.
  }
}

function draftPrefix(path: string): string {
  return `.${basename(path).slice(0, 100)}.`;
}

/**
 * Writes the new content of a file beside it: whoever reads the file sees the old content or the new one, whole, even
 * when the machine stops in between. Mode and, where the system lets us, owner of the present file are kept; links are
 * not followed. Both steps of a draft are synchronous, so that several drafts can be committed without a pause in which
 * an interruption is heard. Throws what the system says, and then leaves nothing behind.
 */
export async function draftOf(
  path: string,
  content: Content,
  { mode, durable = true }: DraftOptions = {},
): Promise<Draft> {
  const draft = join(dirname(path), `${draftPrefix(path)}${crypto.randomUUID().slice(0, 8)}.tmp`);
  const present = mode === undefined ? await lstat(path).catch(() => undefined) : undefined;
  const discard = () => {
    if (lying.delete(draft)) rmSync(draft, { force: true });
  };
  try {
    lying.add(draft);
    const file = await open(draft, 'wx', mode ?? (present ? present.mode & 0o777 : 0o666));
    try {
      await writeFile(file, content);
      if (present) {
        // The owner first: giving a file away may take bits of its mode.
        if (present.uid !== process.getuid?.() || present.gid !== process.getgid?.())
          await file.chown(present.uid, present.gid).catch(() => {});
        await file.chmod(present.mode & 0o777).catch(() => {});
      }
      if (durable) await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    discard();
    throw error;
  }
  return {
    commit() {
      renameSync(draft, path);
      lying.delete(draft);
      if (durable) syncFolder(dirname(path));
    },
    discard() {
      try {
        discard();
      } catch {
        // Whoever takes a draft away has something worse to tell.
      }
    },
  };
}

/** Puts the new name on the disk too. Where folders cannot be synced (Windows, some network file systems) nothing is lost. */
function syncFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
  } catch {
    // The content is in place and whole; only its name may be the old one after a power cut.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Writes a file whole or not at all. Throws what the system says. */
export async function writeAtomically(
  path: string,
  content: Content,
  options: DraftOptions = {},
): Promise<void> {
  const draft = await draftOf(path, content, options);
  try {
    draft.commit();
  } catch (error) {
    draft.discard();
    throw error;
  }
}

/** Why the system refuses to write, in words, by the code of its error. */
export const WRITE_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'it would be larger than a file may be here',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};
