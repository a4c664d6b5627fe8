import type { Environment } from '../facts/formats/markers.js';
import type { DecodedText } from '../facts/text.js';

/** One span of a file that is written anew; everything else of the file stays, byte for byte. */
export interface Edit {
  /** Relative to the project's root, with forward slashes. */
  path: string;
  /** Counted from 1. */
  line: number;
  /** Where the span begins in the decoded text, in UTF-16 units. */
  offset: number;
  /** The text of the span; empty where something is put in. Neither it nor its successor holds a line break. */
  before: string;
  after: string;
  /** The package or image in question. */
  what: string;
  /** What the edit does, for people: `numpy is pinned to 2.1.0`. */
  why: string;
  /** Where its value comes from: `uv.lock`, `.venv`, `--digest`. */
  source: string;
}

/** A file that is not there yet. */
export interface NewFile {
  path: string;
  content: string;
  why: string;
  source: string;
}

/** What was not mended, and why. */
export interface Left {
  path: string;
  line?: number | undefined;
  /** The package, image or file in question. */
  what: string;
  why: string;
}

/** What a mend would do. Planning reads nothing and writes nothing. */
export interface Plan {
  edits: readonly Edit[];
  files: readonly NewFile[];
  left: readonly Left[];
}

/** A file as it was read: its bytes are what must still be there when it is written. */
export interface FileText extends DecodedText {
  path: string;
  bytes: Uint8Array;
}

/** Files that mends may edit, by path; `why` tells of one that may not be. */
export interface Texts {
  get(path: string): FileText | undefined;
  why(path: string): string | undefined;
}

/** What is known of one environment that was installed or locked. */
export interface KnownVersions {
  /** For people: `uv.lock`, `.venv`. */
  source: string;
  /** The folder below which the versions hold; empty for the whole project. */
  folder: string;
  /** By name. */
  packages: ReadonlyMap<string, readonly KnownPackage[]>;
  /** What markers are evaluated against; absent for a lock, which holds for several environments. */
  markers?: Environment | undefined;
  /** An environment that the user's shell has activated and that may be made for something else. */
  active?: boolean | undefined;
}

/** One version of a package. */
export interface KnownPackage {
  /** Normalised as in `Requirement`. */
  name: string;
  version: string;
  ecosystem: 'pypi' | 'conda';
  /** Set when no index has it: it was installed from a folder, an address or a repository. */
  origin?: string | undefined;
}
