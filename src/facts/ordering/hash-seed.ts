import type { Project } from '../fact.js';
import { files, isTest } from '../files.js';
import { textIfAny } from '../source.js';

/** Files that start programs, or say in which environment they run. */
const STARTING =
  /(?:^|\/)(?:[^/]*\.)?(?:dockerfile|containerfile)(?:\.[^/]*)?$|(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$|(?:^|\/)(?:GNU)?makefile$|\.(?:mk|sh|bash|zsh|slurm|sbatch|pbs|def|env)$|(?:^|\/)(?:justfile|tox\.ini|setup\.cfg|dvc\.yaml|Snakefile|MLproject|\.env|\.envrc|environment[^/]*\.ya?ml|pixi\.toml|pyproject\.toml|devcontainer\.json|noxfile\.py|\.gitlab-ci\.yml)$|^\.github\/workflows\/[^/]+\.ya?ml$/i;
/** `PYTHONHASHSEED=0`, `PYTHONHASHSEED: "0"`, `ENV PYTHONHASHSEED 0`; `random` is no seed. Source: Python, "Command line and environment", PYTHONHASHSEED. */
const SET = /\bPYTHONHASHSEED["']?\]?\s*(?:[=:]|\s)\s*["']?(\d+)/;
const LIMIT = 256 * 1024;
const MOST = 500;

/** Where the project fixes the seed of Python's hashes for programs that start after it; undefined where it does not. */
export async function textOfHashSeed(
  project: Project,
): Promise<{ at: { file: string; line: number }; text: string } | undefined> {
  const { own } = await project.get(files);
  const candidates = own.filter(
    ({ path, kind, size }) => kind === 'file' && size <= LIMIT && STARTING.test(path) && !isTest(path),
  );
  for (const { path } of candidates.slice(0, MOST)) {
    const text = await textIfAny(project.source, path, LIMIT);
    if (!text?.includes('PYTHONHASHSEED')) continue;
    for (const [at, line] of text.split('\n').entries()) {
      if (/^\s*(?:#|\/\/|;)/.test(line)) continue;
      if (SET.test(line)) return { at: { file: path, line: at + 1 }, text: line.trim().slice(0, 120) };
    }
  }
  return undefined;
}
