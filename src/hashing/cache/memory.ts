import type { FileTable } from '../file-table.js';

/** How the hash of a tree is made of those of its files: by our rules or by DVC's. */
export type TreeForm = 'tree' | 'dvc-tree';

export interface Keeping {
  /** Whether the table has all files of the tree, so that others are gone. */
  whole: boolean;
  /** The hash of the whole tree, to be remembered too. */
  tree?: { form: TreeForm; hash: string } | undefined;
}

/** What is remembered of the files of one path, and of the tree that they make. */
export interface Memory {
  /** Whether nothing is remembered of a tree, so that all of its files have to be read. */
  readonly isEmpty: boolean;
  /** The hash of the whole tree, when no file has changed since it was made. */
  treeHash(table: FileTable, form: TreeForm): string | undefined;
  /** Fills in the digests of the files that have not changed since they were hashed. */
  recall(table: FileTable): void;
  /** Remembers the digests that are known. Never throws. */
  keep(table: FileTable, keeping: Keeping): Promise<void>;
}

/** How memories behave in a run. */
export interface Manner {
  /** Real path of the project. */
  root: string;
  /** False to read every file, and to remember what it was then. */
  believe: boolean;
  /** Milliseconds since 1970. */
  now: () => number;
}
