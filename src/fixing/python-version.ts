import type { Dependencies } from '../facts/dependencies.js';
import type { Installed } from '../facts/installed.js';
import { rangeAdmits } from '../facts/interpreter/versions.js';
import type { Interpreter } from '../facts/interpreter.js';
import type { Lockfiles } from '../facts/lockfiles.js';
import type { Left, Plan } from './model.js';

/** The file that pyenv, uv, Rye, Hatch and others read. Source: pyenv, README.md; uv, docs/concepts/python-versions.md. */
export const VERSION_FILE = '.python-version';

export interface PythonFacts {
  dependencies: Dependencies;
  interpreter: Interpreter;
  lockfiles: Lockfiles;
  installed: Installed;
  /** Whether the project has Python code or a Python manifest. */
  isPython: boolean;
  /** Whether there is a `.python-version` already, be it a broken one. */
  exists: boolean;
  /** Why the installed environment is not to be trusted. */
  doubt?: string | undefined;
  /** Whether git would not see the file. */
  ignored: boolean;
}

/** Plans a `.python-version` where no file names the Python version of a run and an environment or a lock tells it. */
export function planPythonVersion(facts: PythonFacts): Plan {
  const { dependencies, interpreter, lockfiles, installed, isPython, doubt, exists, ignored } = facts;
  const { places, declared } = interpreter;
  const named = places.some(({ role, version }) => role === 'run' && version !== undefined);
  if (!isPython || named || declared !== undefined) return { edits: [], files: [], left: [] };
  const leave = (why: string): Plan => {
    const left: Left = { path: VERSION_FILE, what: 'the Python version', why };
    return { edits: [], files: [], left: [left] };
  };
  const known = knownPython(lockfiles, installed);
  const [first] = dependencies.main;
  if (first?.kind === 'conda') {
    const version = known && doubt === undefined ? known.version : '<version>';
    return leave(`conda reads no ${VERSION_FILE}; write \`python=${version}\` into ${first.path}`);
  }
  if (exists) return leave('there is a file of that name, which is never overwritten');
  if (!known)
    return leave(
      'no lock or installed environment tells the Python version; write the one that runs, such as `3.11`, by hand',
    );
  const { version, source, installed: isInstalled } = known;
  if (isInstalled && doubt !== undefined) return leave(doubt);
  const against = places.find(({ range }) => range !== undefined && rangeAdmits(range, version) === false);
  if (against) {
    const { file, line } = against.at;
    return leave(
      `${source} has Python ${version}, which ${against.range} of ${file}${line === undefined ? '' : `:${line}`} leaves out`,
    );
  }
  if (ignored) return leave(`.gitignore names it; take that line out to keep Python ${version} of ${source}`);
  const file = {
    path: VERSION_FILE,
    content: `${version}\n`,
    why: `Python ${version} is written down`,
    source,
  };
  return { edits: [], files: [file], left: [] };
}

function knownPython(
  { main }: Lockfiles,
  { environment }: Installed,
): { version: string; source: string; installed: boolean } | undefined {
  for (const { path, python } of main) {
    const version = /^\s*={0,3}\s*(\d+\.\d+(?:\.\d+)?)\s*$/.exec(python ?? '')?.[1];
    if (version !== undefined) return { version, source: path, installed: false };
  }
  if (environment?.python === undefined) return undefined;
  return {
    installed: true,
    version: environment.python,
    source: environment.from === 'project' ? environment.name : `the active environment ${environment.name}`,
  };
}
