import type { Change, Status } from './model.js';

/** What `git status --porcelain=v2 --branch -z` says, paths from the top folder. */
export interface StatusText {
  head: string | undefined;
  /** Undefined when HEAD is detached. */
  branch: string | undefined;
  upstream: string | undefined;
  /** Undefined when the upstream is gone or not set. */
  ahead: number | undefined;
  staged: Change[];
  unstaged: (Change & { object: string })[];
  untracked: string[];
}

const WHAT: Readonly<Record<string, Change['what']>> = {
  M: 'modified',
  A: 'added',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type changed',
  U: 'unmerged',
};

/** Reads git's status. Source: git, Documentation/git-status.txt, "Porcelain Format Version 2". */
export function parseStatus(output: string): StatusText {
  const fields = output.split('\0');
  const status: StatusText = {
    head: undefined,
    branch: undefined,
    upstream: undefined,
    ahead: undefined,
    staged: [],
    unstaged: [],
    untracked: [],
  };
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at]!;
    const kind = field[0];
    if (kind === '#') header(field, status);
    else if (kind === '?') status.untracked.push(field.slice(2));
    else if (kind === '1' || kind === '2' || kind === 'u') {
      // The path comes last and may hold spaces: 1 has 8 fields before it, 2 has 9, u has 10.
      const parts = field.split(' ');
      const before = kind === '1' ? 8 : kind === '2' ? 9 : 10;
      const path = parts.slice(before).join(' ');
      const from = kind === '2' ? fields[++at] : undefined;
      const [staged, unstaged] = [parts[1]![0]!, parts[1]![1]!];
      const change = (letter: string): Change => ({
        path,
        what: kind === 'u' ? 'unmerged' : (WHAT[letter] ?? 'modified'),
        ...(from !== undefined && /[RC]/.test(letter) ? { from } : {}),
      });
      if (staged !== '.' || kind === 'u') status.staged.push(change(staged));
      if (unstaged !== '.' && kind !== 'u')
        status.unstaged.push({ ...change(unstaged), object: parts[7] ?? '' });
    }
  }
  return status;
}

function header(field: string, status: StatusText): void {
  const [, name, ...rest] = field.split(' ');
  const value = rest.join(' ');
  if (name === 'branch.oid') status.head = value === '(initial)' ? undefined : value;
  else if (name === 'branch.head') status.branch = value === '(detached)' ? undefined : value;
  else if (name === 'branch.upstream') status.upstream = value;
  else if (name === 'branch.ab') status.ahead = Number(/^\+(\d+)/.exec(value)?.[1]);
}

/** The status within a folder of the repository, its paths made relative to that folder. */
export function within(prefix: string, status: Status): Status {
  if (prefix === '') return status;
  const below = `${prefix}/`;
  const cut = (change: Change): Change[] =>
    change.path.startsWith(below) ? [{ ...change, path: change.path.slice(below.length) }] : [];
  return {
    staged: status.staged.flatMap(cut),
    unstaged: status.unstaged.flatMap(cut),
    // A folder above the root that holds nothing tracked makes all of the root untracked.
    untracked: status.untracked.flatMap((path) =>
      path.startsWith(below) ? [path.slice(below.length) || './'] : below.startsWith(path) ? ['./'] : [],
    ),
    undecided: status.undecided.flatMap((path) => (path.startsWith(below) ? [path.slice(below.length)] : [])),
  };
}
