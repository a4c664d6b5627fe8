import type { Command } from '../commands.js';

/** A heading of a document. */
export interface Heading {
  /** From 1. */
  level: number;
  text: string;
  line: number;
  /** The anchor that GitHub gives it: `#install-and-run`, without the hash. */
  slug: string;
}

/** A fenced, indented or literal block of code. */
export interface CodeBlock {
  /** The language as written, in lower case; empty when none is named. */
  language: string;
  text: string;
  /** The line of its first line of content. */
  line: number;
  /** Index into `headings` of the heading that it stands under; -1 above the first. */
  section: number;
}

/** A link or an image, from markup or from embedded HTML. */
export interface Link {
  target: string;
  text: string;
  line: number;
  image: boolean;
  section: number;
}

/** A table of the markup or of embedded HTML, as plain text. */
export interface Table {
  header: string[];
  rows: string[][];
  line: number;
  /** The line of the first row, where each row has a line of its own. */
  rowsFrom?: number;
  section: number;
}

/** A run of prose: a paragraph, a list item, without its markup. */
export interface Prose {
  text: string;
  line: number;
  section: number;
  /** The words in bold at its beginning that say what it is about. */
  label?: string;
}

/** A command line that a document shows, in a block or as inline code. */
export interface ShownCommand extends Command {
  section: number;
}

/** What is kept of a text document. Lines count from 1. HTML comments are left out. */
export interface DocumentText {
  headings: Heading[];
  code: CodeBlock[];
  /** Inline code, as written between the backticks. */
  inline: Prose[];
  commands: ShownCommand[];
  links: Link[];
  tables: Table[];
  prose: Prose[];
  /** Line of each BibTeX entry. */
  bibtex: number[];
  /** Anchors set by hand: `<a name=...>`, `id=...`. */
  anchors: string[];
}

/** One document of the project. */
export interface ProjectDocument extends DocumentText {
  path: string;
  /** For a Markdown cell of a notebook, its number among all cells, from 1; lines count inside it. */
  cell?: number;
  /** Keys of the YAML at its top, with their lines. */
  frontMatter?: ReadonlyMap<string, number>;
  format: 'markdown' | 'rst' | 'text' | 'org';
}

/** A file that a fact could not read or parse. */
export interface FileProblem {
  path: string;
  line?: number | undefined;
  message: string;
}

/** A licence file: what its text says. */
export interface LicenseFile {
  path: string;
  /** SPDX id of the text; undefined when it matches none that is known. */
  spdx: string | undefined;
  /** Further licences of the SPDX list whose text the file holds. */
  also: readonly string[];
  /** Words that limit the use beside a licence that has no such terms. */
  limited: string | undefined;
  /** In a folder below the root, which is all that it covers. */
  nested: boolean;
  /** The line of the words by which it was known. */
  line: number;
  empty: boolean;
}

/** A CITATION.cff, checked. */
export interface CitationFile {
  path: string;
  problems: FileProblem[];
}

/** The documents of a project. */
export interface Documents {
  /** The README that people see first: at the root before docs/ and .github/, Markdown before other formats. */
  readonly readme: ProjectDocument | undefined;
  /** READMEs at the root and in docs/, root documents such as TRAINING.md, and docs/**; sorted by path. */
  readonly all: readonly ProjectDocument[];
  /** The Markdown cells of the notebooks, sorted by path and number. */
  readonly notebooks: readonly ProjectDocument[];
  readonly licenses: readonly LicenseFile[];
  /** Licence named in pyproject.toml, setup.cfg, CITATION.cff or the README's front matter, as written there. */
  readonly declaredLicenses: readonly { path: string; line: number; text: string }[];
  readonly citation: CitationFile | undefined;
  readonly problems: readonly FileProblem[];
  /** Files and folders that DVC keeps or makes: a link to one leads somewhere once they are fetched. */
  readonly fetched: readonly string[];
  get(path: string): ProjectDocument | undefined;
}
