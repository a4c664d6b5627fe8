import { CannotTell } from '../errors.js';
import { groupOfPath } from './dependencies/groups.js';
import { dependencies, type Manifest } from './dependencies.js';
import { defineFact } from './fact.js';
import { files } from './files.js';
import { READERS, type Said } from './interpreter/version-files.js';
import { onlyMinor, versionOf } from './interpreter/versions.js';
import { lockfiles } from './lockfiles.js';
import { readText } from './source.js';

/** One place that names a Python version. */
export interface InterpreterPlace {
  /** As written: `3.11.4`, `>=3.9`, `FROM python:3.11-slim`. */
  text: string;
  /** The version where one is named, as precisely as the place does: `3.11` or `3.11.4`. */
  version?: string | undefined;
  /** The specifier, where the place names a range; by PEP 440. */
  range?: string | undefined;
  /** `run`: what a run uses. `range`: what the project supports. `ci`: what CI tests; supports, never decides. */
  role: 'run' | 'range' | 'ci';
  at: { file: string; line?: number | undefined };
}

export interface Interpreter {
  /** Every place that names a Python version, sorted by path. */
  readonly places: readonly InterpreterPlace[];
  /** The version that the config declares. */
  readonly declared?: string | undefined;
  /** Files that name versions and could not be read, with the reason. */
  readonly problems: readonly { file: string; line?: number | undefined; message: string }[];
}

/** Files that are searched are small; a larger one is data. */
const LIMIT = 128 * 1024;
const MOST_FILES = 500;

export const interpreter = defineFact<Interpreter>({
  name: 'interpreter',
  async collect(project) {
    const tree = await project.get(files);
    const { manifests, main } = await project.get(dependencies);
    const locks = await project.get(lockfiles);
    const places = manifests
      .filter(
        (manifest) =>
          main.includes(manifest) || (manifest.group === undefined && !manifest.path.includes('/')),
      )
      .flatMap(ofManifest);
    for (const { path, kind, python, main: isMain } of locks.all) {
      if (isMain && python !== undefined && /^(?:conda-lock|conda-explicit|pixi\.lock)$/.test(kind))
        places.push({
          text: `python ${python}`,
          version: versionOf(python),
          role: 'run',
          at: { file: path },
        });
    }
    const problems: { file: string; line?: number | undefined; message: string }[] = [];
    let read = 0;
    for (const { path, size, kind } of tree.own) {
      const reader = READERS.find(([pattern]) => pattern.test(path))?.[1];
      if (!reader || kind === 'missing' || size > LIMIT || read >= MOST_FILES) continue;
      const isCi = /^\.(?:github|gitlab-ci|circleci)|-pipelines\.ya?ml$/.test(path);
      const group = groupOfPath(path);
      if (!isCi && group !== undefined && group !== 'dev') continue;
      read++;
      try {
        places.push(
          ...reader(await readText(project.source, path, LIMIT)).map((said) => toPlace(path, said)),
        );
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
        const { line } = error as { line?: number };
        if (/\.python-version$|mise|\.tool-versions$/.test(path))
          problems.push({ file: path, line, message: error.message });
      }
    }
    const declared = project.settings.environment.python;
    places.sort((a, b) => compare(a.at.file, b.at.file) || (a.at.line ?? 0) - (b.at.line ?? 0));
    return { places, problems, ...(declared === undefined ? {} : { declared }) };
  },
});

function ofManifest({ path, python }: Manifest): InterpreterPlace[] {
  return python.map(({ value, exact, line }): InterpreterPlace => {
    const at = { file: path, line };
    const version = exact ? versionOf(value) : onlyMinor(value);
    if (version !== undefined) return { text: `python ${value}`, version, role: 'run', at };
    return { text: `python ${value}`, range: value, role: 'range', at };
  });
}

function toPlace(file: string, { line, ...said }: Said): InterpreterPlace {
  return { ...said, at: { file, line } };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
