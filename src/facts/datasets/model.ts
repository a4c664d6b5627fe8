import type { TreeFile } from '../../hashing/file-table.js';
import type { Algorithm } from '../../hashing/hasher.js';

/** Where something stands. Lines count from 1; in a notebook, inside the cell. */
export interface DataPlace {
  file: string;
  line: number;
  column?: number;
  cell?: number;
}

/** A file that could not be read or understood, and what that hides. */
export interface DataProblem {
  path: string;
  line?: number | undefined;
  message: string;
  /** How to mend it, where that is known. */
  hint?: string | undefined;
}

/** Who says what the data is. */
export type DeclaredBy =
  | 'repro.config'
  | 'repro.lock'
  | 'dvc' // a .dvc file
  | 'dvc.lock'
  | 'dvc.yaml' // declared, without a recorded hash
  | 'lfs'
  | 'checksums'
  | 'annex'
  | 'lakefs' // a folder that lakectl keeps
  | 'pachyderm' // the input of a pipeline
  | 'code'; // the code hands it to a tool that records its version

/** The hash that a declaration records. */
export interface RecordedHash {
  algorithm: Algorithm;
  /** Lower-case hexadecimal, without a `.dir` suffix. */
  digits: string;
  /** How a folder becomes one hash: ours (`treeHash`) or DVC's; `file` when it must be a file. `either` when the declaration does not say. */
  form: 'file' | 'tree' | 'dvc-tree' | 'either';
}

/** Where the repository itself keeps contents under their hashes; paths count from its root. */
export interface ObjectStore {
  tool: 'DVC' | 'Git LFS' | 'git-annex';
  /**
   * `.dvc/cache`, `.git/lfs/objects`; for git-annex the one file that would hold the content. Absent for one outside of
   * the project, to which links of the work tree may lead and which is not read.
   */
  at?: string;
}

/** One dataset, file or folder, that the project declares. */
export interface DeclaredDataset {
  /** Relative to the root, with forward slashes; absent for a remote dataset. */
  path?: string;
  name?: string | undefined;
  by: DeclaredBy;
  at: DataPlace;
  hash?: RecordedHash;
  /** Globs, relative to a folder, of files that do not count. */
  exclude: readonly string[];
  /** Address of a remote dataset, such as `hf://datasets/org/name`; credentials removed. */
  source?: string;
  revision?: string | undefined;
  /** Whether it can be fetched when it is absent: a DVC remote, the repository of an import, LFS. */
  fetchable: boolean;
  /** Where it can be fetched, for people: an address, or what is odd about it. */
  from?: string;
  /** Where its content may lie on this machine when the work tree lacks it, by preference. */
  stores?: readonly ObjectStore[];
  /** The files of a folder, where the declaration itself lists them. */
  contents?: readonly TreeFile[];
  /** For DVC: made by a stage of the pipeline, not given to it. */
  produced: boolean;
  /** Set when the declaration cannot be followed: its path leads outside the project, for example. */
  problem?: string;
}

/** What kind of thing the code reads. */
export type UseKind =
  | 'path' // a file or folder
  | 'url' // straight from an address
  | 'hub' // a dataset hub: `datasets.load_dataset`
  | 'library' // fetched by a library that knows its address
  | 'bundled'; // part of the installed package

/** One place in the code that reads or writes data. */
export interface DatasetUse {
  kind: UseKind;
  access: 'read' | 'write';
  /** What is called, by its full name: `pandas.read_csv`. */
  call: string;
  /** The path, address or name; `*` stands for parts known only at run time. Absent when nothing of it is known. */
  value?: string;
  /** How far the source tells: `literal` (constants only), `default` (an argument's default), `partial`, or `runtime`. */
  known: 'literal' | 'default' | 'partial' | 'runtime';
  /** A fixed revision or version, where one is given. */
  revision?: string;
  /** The argument that would fix it, where none is given: `revision`, `version`. */
  fixable?: string;
  /** The part of the name that would hold the version is known only at run time. */
  untold?: boolean;
  /** How a version is given, where there is a way of its own. */
  mend?: string;
  at: DataPlace;
  /** Files and folders of the project that the path may mean. */
  matches: readonly string[];
  /** What makes the data fixed, for `read`; absent when nothing does. */
  fixedBy?: DeclaredBy | 'git' | 'revision' | 'package' | 'produced';
}

/** One download that code, a script or a notebook makes. */
export interface Download {
  /** Full name of the function, or the program: `huggingface_hub.hf_hub_download`, `wget`. */
  call: string;
  /** Address or name, without credentials; absent when it is known only at run time. */
  target?: string;
  what: 'data' | 'model' | 'file';
  pinned: boolean;
  /** By what it is pinned, or what is missing. */
  reason: string;
  /** How to pin it, where there is a way of its own. */
  fix?: string;
  at: DataPlace;
}

/** A tool that keeps versions of data, with the line that shows it. */
export interface DataTool {
  tool: string;
  at: DataPlace;
  /** Whether old versions can be fetched from somewhere else than this machine. */
  store: boolean;
}

/** A DVC remote; its address is kept without credentials. */
export interface DataRemote {
  name: string;
  url: string;
  /** False for a folder of this machine. */
  shareable: boolean;
  isDefault: boolean;
  at: DataPlace;
}

/** The data of a project: what is declared, what the code uses, and how it gets there. */
export interface Datasets {
  declared: readonly DeclaredDataset[];
  uses: readonly DatasetUse[];
  downloads: readonly Download[];
  tools: readonly DataTool[];
  remotes: readonly DataRemote[];
  problems: readonly DataProblem[];
  /** Files that a rule sends to Git LFS and that are committed as they are: the rule, and what it is about. */
  misplaced: readonly DataProblem[];
  /** False when no Python module could be looked at. */
  hasCode: boolean;
}
