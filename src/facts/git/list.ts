import type { OpenGit } from './run.js';

/** One path that git lists, below the asked folder. */
export interface Listed {
  /** The name as bytes, since it need not be UTF-8. */
  bytes: Buffer;
  tracked: boolean;
  /** `160000` for a submodule; undefined for an untracked file. */
  mode: string | undefined;
  /** Name of the tracked object; undefined for an untracked file. */
  object: string | undefined;
}

/** Tracked files and those neither tracked nor ignored, below the asked folder; each path once. */
export async function listWithGit(git: OpenGit): Promise<Listed[]> {
  const [cached, others] = await Promise.all([
    git.bytes(['ls-files', '-z', '--stage', '--', '.']),
    git.bytes(['ls-files', '-z', '--others', '--exclude-standard', '--', '.']),
  ]);
  const listed: Listed[] = [];
  let last: Buffer | undefined;
  for (const record of records(cached)) {
    const tab = record.indexOf(9);
    const [mode, object] = record.subarray(0, tab).toString('latin1').split(' ');
    const bytes = record.subarray(tab + 1);
    // An unmerged path has up to three entries, side by side.
    if (last?.equals(bytes)) continue;
    last = bytes;
    listed.push({ bytes, tracked: true, mode, object });
  }
  for (const bytes of records(others))
    listed.push({ bytes, tracked: false, mode: undefined, object: undefined });
  return listed;
}

function* records(output: Buffer): Generator<Buffer> {
  for (let from = 0; from < output.length; ) {
    const end = output.indexOf(0, from);
    if (end < 0) return;
    yield output.subarray(from, end);
    from = end + 1;
  }
}
