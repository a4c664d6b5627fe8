import type { Manifest, ManifestKind } from '../dependencies.js';

/** The command that locks what a manifest asks for. Source: the documentation of each tool, "lock" or "compile". */
const COMMANDS: Partial<Record<ManifestKind, (path: string) => string>> = {
  requirements: (path) => `uv pip compile ${path} --generate-hashes -o ${lockName(path)}`,
  'setup-cfg': (path) => `uv pip compile ${path} --generate-hashes -o requirements.lock.txt`,
  'setup-py': (path) => `uv pip compile ${path} --generate-hashes -o requirements.lock.txt`,
  conda: (path) => `conda-lock -f ${path}`,
  pipfile: () => 'pipenv lock',
  pixi: () => 'pixi lock',
  'r-description': () => `R -e 'renv::snapshot()'`,
  'julia-project': () => `julia --project=. -e 'using Pkg; Pkg.resolve()'`,
}; // biome-ignore format: a table reads better in rows

/** The command with which a project that installs from these manifests gets a lockfile; undefined where several tools may. */
export function lockCommand([main]: readonly Manifest[]): string | undefined {
  return main && COMMANDS[main.kind]?.(main.path);
}

/** `requirements.in` is compiled to `requirements.txt`; a text that is written by hand keeps its name. */
function lockName(path: string): string {
  return path.endsWith('.in') ? path.replace(/\.in$/, '.txt') : path.replace(/(?:\.txt)?$/, '.lock.txt');
}
