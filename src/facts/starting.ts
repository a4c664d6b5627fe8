import type { Project } from './fact.js';
import { files, isTest } from './files.js';
import { textIfAny } from './source.js';

/** Files that start programs, or say in which environment they run. */
const STARTING =
  /(?:^|\/)(?:[^/]*\.)?(?:dockerfile|containerfile)(?:\.[^/]*)?$|(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$|(?:^|\/)(?:GNU)?makefile$|\.(?:mk|sh|bash|zsh|slurm|sbatch|pbs|def|env)$|(?:^|\/)(?:justfile|tox\.ini|setup\.cfg|dvc\.yaml|Snakefile|MLproject|\.env|\.envrc|environment[^/]*\.ya?ml|pixi\.toml|pyproject\.toml|devcontainer\.json|noxfile\.py|\.gitlab-ci\.yml)$|^\.github\/workflows\/[^/]+\.ya?ml$/i;
const LIMIT = 256 * 1024;
const MOST = 500;

/** An environment variable that a file sets for the programs that it starts. */
export interface SetVariable {
  name: string;
  value: string;
  at: { file: string; line: number };
  /** The line, without the space around it. */
  text: string;
}

/** The places that set one of some environment variables: `NAME=value`, `NAME: "value"`, `ENV NAME value`. Comments do not count, nor does what reads it: `$NAME`. */
export async function variablesSet(project: Project, names: readonly string[]): Promise<SetVariable[]> {
  const { own } = await project.get(files);
  const candidates = own.filter(
    ({ path, kind, size }) => kind === 'file' && size <= LIMIT && STARTING.test(path) && !isTest(path),
  );
  const shapes = names.map(
    (name) =>
      [
        name,
        new RegExp(`(?<![\\w$]|\\$\\{)${name}["']?\\]?(?:\\s*[=:]\\s*|\\s+)["']?([^"';\\s][^"';]*)`),
      ] as const,
  );
  const found: SetVariable[] = [];
  for (const { path } of candidates.slice(0, MOST)) {
    const text = await textIfAny(project.source, path, LIMIT);
    if (!text || !names.some((name) => text.includes(name))) continue;
    for (const [at, line] of text.split('\n').entries()) {
      if (line.length > 2000 || /^\s*(?:#|\/\/|;)/.test(line)) continue;
      for (const [name, shape] of shapes) {
        const value = shape.exec(line)?.[1];
        if (value === undefined) continue;
        const text = line.trim().slice(0, 120);
        found.push({ name, value: value.trim(), at: { file: path, line: at + 1 }, text });
      }
    }
  }
  return found;
}
