/** Where a remote is hosted, by the name of its host; `local` for a path on this machine. */
export type RemoteKind = 'GitHub' | 'GitLab' | 'Bitbucket' | 'other' | 'local';

/** One configured remote. Nothing secret is kept: an address with credentials is only said to have them. */
export interface Remote {
  name: string;
  /** Host name in lower case; undefined for a local path. */
  host?: string | undefined;
  kind: RemoteKind;
  /** Address of the repository for a browser, without credentials; undefined where none can be derived. */
  web?: string | undefined;
  /** Whether its fetch or push address carries a password or token. */
  hasCredentials: boolean;
}

/** One changed path of the work tree, relative to the project's root. */
export interface Change {
  path: string;
  /** How git names the change: modified, added, deleted, renamed, copied, type changed, unmerged. */
  what: 'modified' | 'added' | 'deleted' | 'renamed' | 'copied' | 'type changed' | 'unmerged';
  /** For a renamed or copied file, the path it came from. */
  from?: string | undefined;
}

/** What differs from HEAD within the project's root. Sorted by path. */
export interface Status {
  staged: readonly Change[];
  unstaged: readonly Change[];
  /** Files that are neither tracked nor ignored; a folder of only such files is one entry that ends in `/`. */
  untracked: readonly string[];
  /** Files that git calls modified but whose filter may not be run here, so that nobody can say. */
  undecided: readonly string[];
}

/** A tracked file with its size in bytes; undefined where the size cannot be known without fetching. */
export interface TrackedFile {
  path: string;
  size: number | undefined;
  /** Whether git or Git LFS keeps its content elsewhere: the tracked object is a pointer. */
  lfs: boolean;
}

export interface Submodule {
  path: string;
  /** The commit that the project records, in full. */
  recorded: string;
  /** `missing`: not initialised. `differs`: at another commit than the recorded one. `unreadable`: git refuses to say. */
  state: 'ok' | 'missing' | 'differs' | 'unreadable';
  /** Whether `.gitmodules` tells where it comes from; undefined where that file cannot be read. */
  hasAddress: boolean | undefined;
}

/** A tag and the commit that it leads to. */
export interface Tag {
  name: string;
  /** Full hash of the commit, also for an annotated tag. */
  commit: string;
}

/** What stands behind HEAD elsewhere. */
export interface Upstream {
  /** The branch's upstream, such as `origin/main`; undefined when none is set. */
  name?: string | undefined;
  /** Commits of the branch that its upstream lacks; undefined when there is no upstream or the history is cut. */
  ahead?: number | undefined;
  /** Remote-tracking branches that contain HEAD. */
  branches: readonly string[];
  /** Tags that contain HEAD. */
  tags: readonly string[];
  /** Whether the repository has any remote-tracking branch. */
  any: boolean;
}

/** Whether git would ignore paths that are worth ignoring. */
export interface Ignored {
  /** Probe path to whether git ignores it (`git check-ignore --no-index`). */
  probes: Readonly<Record<string, boolean>>;
}

interface WorkTree {
  /** The version of the git that was asked. */
  version: string;
  /** Absolute path of the repository's top folder. */
  toplevel: string;
  /** Path of the project's root below the top folder, with forward slashes; empty when they are one. */
  prefix: string;
  /** Name of the current branch; undefined when HEAD is detached. */
  branch: string | undefined;
  remotes: readonly Remote[];
  status: Status;
  ignored: Ignored;
}

/** A repository with at least one commit. */
export interface Repository extends WorkTree {
  kind: 'ok';
  /** Full hash of HEAD. */
  head: string;
  /** Whether the history is cut off (a shallow clone). */
  shallow: boolean;
  upstream: Upstream;
  /** Tags that point at HEAD. */
  tagsAtHead: readonly string[];
  /** How many tags the repository has. */
  tagCount: number;
  /** The newest `MOST_TAGS` tags, newest first. */
  tags: readonly Tag[];
  /** Tracked files of at least `LARGE_FROM` bytes or of unknown size, largest first. */
  large: readonly TrackedFile[];
  submodules: readonly Submodule[];
}

/** What git knows about the project's folder. */
export type Git = ({ kind: 'none' } | { kind: 'bare' } | ({ kind: 'no-commits' } & WorkTree) | Repository) & {
  /** The CI service that runs this, by its environment variables; undefined outside CI. */
  ci?: string | undefined;
};

/** Tags beyond these many are only counted. */
export const MOST_TAGS = 2_000;

/** Tracked files below this size, in bytes, are not listed by size. */
export const LARGE_FROM = 1_000_000;
