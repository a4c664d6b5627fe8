import { CannotTell, UserError } from '../../errors.js';
import { MemorySource } from '../source.js';
import { smallObjects } from './objects.js';
import { type OpenGit, openGit } from './run.js';

/** What changed in a work tree since its branch went off from a revision. Paths are relative to the root. */
export interface ChangesSince {
  /** Full hash of the merge base. */
  base: string;
  /** Changed, new and untracked files; one that was only renamed is not among them. */
  files: ReadonlySet<string>;
  /** Files that are there no more. */
  gone: ReadonlySet<string>;
}

/**
 * What changed since the merge base of HEAD and a revision, uncommitted and untracked files too. The revision is never
 * taken for an option. Throws `UserError` for a revision that is unknown or has nothing in common with HEAD, and
 * outside of git; `CannotTell` as `openGit` does.
 */
export async function changesSince(root: string, revision: string): Promise<ChangesSince> {
  if (!/^[^-\s\u0000-\u001f][^\u0000-\u001f]*$/.test(revision))
    throw new UserError(`${JSON.stringify(revision)} is no revision`, {
      hint: 'as in --changed-since origin/main',
    });
  const git = await openGit(root);
  if (git?.kind !== 'worktree') {
    throw new UserError('--changed-since needs a git work tree, and the project lies in none', {
      hint: 'check without it, or in a clone',
    });
  }
  const base = await mergeBase(git, revision);
  const [changed, untracked] = await Promise.all([
    git.text([
      ...['diff', '--name-status', '-z', '--find-renames', '--no-ext-diff', '--no-textconv'],
      ...['--ignore-submodules=dirty', '--relative', base, '--', '.'],
    ]),
    git.text(['ls-files', '-z', '--others', '--exclude-standard', '--', '.']),
  ]);
  const { files, gone } = parseNameStatus(changed);
  for (const path of untracked.split('\0')) if (path !== '') files.add(path);
  return { base, files, gone };
}

async function mergeBase(git: OpenGit, revision: string): Promise<string> {
  const asked = await tried(git, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  const commit = asked?.trim() ?? '';
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw await unknownRevision(git, `git knows no commit ${revision}`);
  const base = (await tried(git, ['merge-base', commit, 'HEAD']))?.trim().split('\n')[0] ?? '';
  if (base === '') throw await unknownRevision(git, `HEAD and ${revision} have no commit in common`);
  return base;
}

async function unknownRevision(git: OpenGit, message: string): Promise<UserError> {
  const shallow = (await tried(git, ['rev-parse', '--is-shallow-repository']))?.trim() === 'true';
  return new UserError(`--changed-since: ${message}${shallow ? ': the clone is shallow' : ''}`, {
    hint: shallow
      ? 'run `git fetch --unshallow` first, or clone with the whole history (`fetch-depth: 0` of actions/checkout, `GIT_DEPTH: 0` of GitLab)'
      : 'fetch the branch first, as in `git fetch origin main`',
  });
}

/** What git prints; undefined when it refuses. */
async function tried(git: OpenGit, args: readonly string[]): Promise<string | undefined> {
  try {
    return await git.text(args);
  } catch (error) {
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
}

/** Reads `git diff --name-status -z`: a status and a path, of renamed and copied files two paths. Source: git, Documentation/diff-format.txt. */
export function parseNameStatus(output: string): { files: Set<string>; gone: Set<string> } {
  const fields = output.split('\0');
  const files = new Set<string>();
  const gone = new Set<string>();
  for (let at = 0; at + 1 < fields.length; ) {
    const status = fields[at++]!;
    const path = fields[at++]!;
    if (/^[RC]/.test(status)) {
      const to = fields[at++] ?? '';
      if (status.startsWith('R')) gone.add(path);
      // The content came as it was: what is wrong with it was wrong before.
      if (!/^[RC]100$/.test(status)) files.add(to);
    } else if (status === 'D') gone.add(path);
    else files.add(path);
  }
  return { files, gone };
}

/** Files of at least this size, in bytes, are left out of a commit in memory: data and models decide nothing there. */
const SIZE_LIMIT = 1_000_000;
/** A commit of more files than these is not read. */
const MOST_FILES = 50_000;

/** The files of a commit below the root, in memory, large ones left out. Throws `CannotTell` when there are too many, or they are too large together. */
export async function sourceAt(root: string, commit: string): Promise<MemorySource> {
  const git = await openGit(root);
  if (!git) throw new CannotTell('the project lies in no repository');
  const listed = await git.text(['ls-tree', '-r', '-z', commit, '--', '.']);
  const blobs = listed.split('\0').flatMap((line) => {
    const [, mode, object, path] = /^(\d+) blob ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
    return object === undefined || path === undefined || mode === '120000' ? [] : [{ object, path }];
  });
  if (blobs.length > MOST_FILES) throw new CannotTell(`the commit has more than ${MOST_FILES} files`);
  const { texts } = await smallObjects(
    git,
    blobs.map(({ object }) => object),
    SIZE_LIMIT,
  );
  return new MemorySource(
    Object.fromEntries(
      blobs.flatMap(({ object, path }) => (texts.has(object) ? [[path, texts.get(object)!]] : [])),
    ),
  );
}
