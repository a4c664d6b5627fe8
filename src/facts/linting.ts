import { defineFact, type Project } from './fact.js';
import { type Files, files } from './files.js';
import { installedLinter } from './linting/installed.js';
import type { LintedFile, Style } from './linting/model.js';
import { exclusionMatcher, within } from './linting/patterns.js';
import { embeddedLinter } from './linting/pool.js';
import { findStyles, type StyleProblem } from './linting/settings.js';
import { MOST_PATTERNS, Told } from './linting/told.js';
import { unjudgedIn } from './linting/unjudged.js';
import { python } from './python/python.js';
import type { FileEntry } from './source.js';

/** One rule that the code breaks. */
export interface BrokenRule {
  code: string;
  /** What the linter says of the first place. */
  message: string;
  count: number;
  files: number;
  at: { file: string; line: number };
}

/** The settings that some of the files were held to. */
export interface HeldTo {
  tool: Style['tool'];
  at?: { file: string; line: number } | undefined;
  files: number;
}

/** How the Python code keeps the project's own rules of style, or PEP 8 where it has none. */
export interface Linting {
  /** The one of most files first. */
  readonly styles: readonly HeldTo[];
  /** The most broken first. */
  readonly rules: readonly BrokenRule[];
  readonly violations: number;
  readonly files: number;
  /** Files without a violation. */
  readonly clean: number;
  /** Lines that are not blank. */
  readonly lines: number;
  /** What linted. */
  readonly linter: 'embedded' | 'ruff' | 'flake8';
  /** Files that were not linted, by reason. */
  readonly left: ReadonlyMap<string, readonly string[]>;
  /** Settings that could not be used. */
  readonly problems: readonly StyleProblem[];
  /** Rules that the settings ask for and that were not judged. */
  readonly unjudged: readonly string[];
}

/** How much is linted in all, in bytes and milliseconds. */
const LIMIT_TOTAL = 300 * 1024 * 1024;
const LIMIT_MS = 150_000;
/** Bytes of the files that are linted together, and how many such batches wait for the linter at most. */
const BATCH_BYTES = 1024 * 1024;
const BATCHES_AHEAD = 8;
/** Files that are linted together at most: their paths are arguments of an installed linter. */
const BATCH_FILES = 500;
const GENERATED_NAME = /(?:_pb2|_pb2_grpc|(?:^|\/)versioneer|(?:^|\/)_version)\.py$/;

interface Group {
  style: Style;
  files: FileEntry[];
}

export const linting = defineFact<Linting>({
  name: 'linting',
  timeLimitMs: 200_000,
  async collect(project) {
    const tree = await project.get(files);
    // The parser takes all cores; after it one is idle while the code is followed.
    await project.known(python)?.catch(() => {});
    const sum = new Sum();
    const wanted = project.settings.project.linter;
    const linter =
      wanted === 'embedded' ? await embeddedLinter(project.source) : installedLinter(wanted, project.source);
    const ahead = wanted === 'embedded' ? BATCHES_AHEAD : 1;
    const deadline = performance.now() + LIMIT_MS;
    let total = 0;
    const pending: Promise<void>[] = [];
    try {
      for (const { style, files } of await groups(project, tree, sum)) {
        const told = new Told(style, wanted === 'embedded');
        sum.unjudged(unjudgedIn(style.options, wanted === 'embedded'));
        if (style.perFile.length > MOST_PATTERNS) {
          const { file: path = '', line } = style.at ?? {};
          sum.problem({
            path,
            line,
            message: `only its first ${MOST_PATTERNS} patterns of files are applied`,
          });
        }
        const lint = async (paths: readonly string[]) => {
          const answer = await linter.lint({ options: style.options, paths });
          for (const { path, reason } of answer.left) sum.leave(reason, path);
          sum.unjudged(answer.dropped);
          if (answer.problem !== undefined) {
            const { file: path = '', line } = style.at ?? {};
            sum.problem({
              path,
              line,
              message: `${wanted === 'flake8' ? 'flake8' : 'ruff'} cannot use these settings: ${answer.problem}`,
            });
          }
          for (const file of answer.files) sum.add(file, told);
        };
        for (const batch of batches(files)) {
          total += batch.reduce((bytes, { size }) => bytes + size, 0);
          const paths = batch.map(({ path }) => path);
          if (performance.now() > deadline || total > LIMIT_TOTAL) {
            for (const path of paths) sum.leave('there is more code than is linted', path);
            continue;
          }
          const linted = lint(paths);
          // Whoever awaits it hears of what went wrong.
          linted.catch(() => {});
          pending.push(linted);
          if (pending.length > ahead) await pending.shift();
        }
      }
      await Promise.all(pending);
    } finally {
      linter.stop();
    }
    return { linter: wanted, ...sum.result() };
  },
});

function* batches(files: readonly FileEntry[]): Generator<readonly FileEntry[]> {
  let batch: FileEntry[] = [];
  let bytes = 0;
  for (const file of files) {
    batch.push(file);
    bytes += file.size;
    if (bytes < BATCH_BYTES && batch.length < BATCH_FILES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Files by the settings that hold for them; those that the settings leave out are left out. */
async function groups(project: Project, tree: Files, sum: Sum): Promise<Group[]> {
  const styles = await findStyles(project, tree);
  const groups = new Map<Style, Group & { excluded: (path: string) => boolean }>();
  for (const entry of tree.own) {
    const { path, kind } = entry;
    if (kind !== 'file' || !/\.pyw?$/.test(path) || path.includes('{{')) continue;
    const style = styles.of(path);
    if ('message' in style) {
      sum.problem(style);
      sum.leave('its settings cannot be read', path);
      continue;
    }
    let group = groups.get(style);
    if (!group) {
      group = { style, files: [], excluded: exclusionMatcher(style.excludes) };
      groups.set(style, group);
    }
    if (group.excluded(within(path, style.folder))) sum.leave('the settings leave it out', path);
    else if (GENERATED_NAME.test(path)) sum.leave('it is generated', path);
    else group.files.push(entry);
  }
  return [...groups.values()];
}

/** Adds up what was found. */
class Sum {
  readonly #styles = new Map<Style, number>();
  readonly #rules = new Map<string, BrokenRule>();
  readonly #left = new Map<string, string[]>();
  readonly #problems = new Map<string, StyleProblem>();
  readonly #unjudged = new Set<string>();
  #violations = 0;
  #files = 0;
  #clean = 0;
  #lines = 0;

  leave(reason: string, path: string): void {
    const there = this.#left.get(reason);
    if (there) there.push(path);
    else this.#left.set(reason, [path]);
  }

  problem(problem: StyleProblem): void {
    this.#problems.set(`${problem.path}\0${problem.message}`, problem);
  }

  unjudged(codes: readonly string[]): void {
    for (const code of codes) this.#unjudged.add(code);
  }

  add({ path, found, broken, lines }: LintedFile, told: Told): void {
    if (broken) {
      this.leave('it does not parse', path);
      return;
    }
    const counts = found.length > 0 ? told.counts(path) : () => true;
    const open = found.filter(({ code }) => counts(code));
    this.#styles.set(told.style, (this.#styles.get(told.style) ?? 0) + 1);
    this.#files++;
    this.#lines += lines;
    if (open.length === 0) this.#clean++;
    for (const { code, count, line, message } of open) {
      this.#violations += count;
      const rule = this.#rules.get(code);
      if (rule) {
        rule.count += count;
        rule.files++;
      } else this.#rules.set(code, { code, message, count, files: 1, at: { file: path, line } });
    }
  }

  result(): Omit<Linting, 'linter'> {
    return {
      styles: [...this.#styles]
        .map(([{ tool, at }, count]) => ({ tool, at, files: count }))
        .sort((a, b) => b.files - a.files),
      rules: [...this.#rules.values()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
      violations: this.#violations,
      files: this.#files,
      clean: this.#clean,
      lines: this.#lines,
      left: this.#left,
      problems: [...this.#problems.values()],
      unjudged: [...this.#unjudged].sort(),
    };
  }
}
