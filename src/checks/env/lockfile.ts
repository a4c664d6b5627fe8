import { listsToLock, locks } from '../../facts/dependencies/locked.js';
import { lockCommand } from '../../facts/dependencies/locking.js';
import { thirdPartyImports } from '../../facts/dependencies/third-party.js';
import type { Lockfile } from '../../facts/lockfiles.js';
import { count, defineCheck, fail, type Gap, partial, pass, place, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'env/lockfile',
  title: 'A lockfile fixes every package, the indirect ones included',
  severity: 'required',
  why: 'Exact direct dependencies still bring in whatever version of their own dependencies is newest on the day of the installation.',
  fix: 'Commit a lockfile: `uv lock`, `poetry lock`, `pdm lock`, `pip-compile --generate-hashes` or `conda-lock`.',
  needs: ['dependencies', 'lockfiles', 'python'],
  examples: {
    pass: {
      files: {
        'train.py': 'import idna\n',
        'pyproject.toml': '[project]\nname = "demo"\nversion = "1"\ndependencies = ["idna"]\n',
        'uv.lock':
          'version = 1\n\n[[package]]\nname = "idna"\nversion = "3.10"\nsource = { registry = "https://pypi.org/simple" }\n',
      },
    },
    fail: { files: { 'train.py': 'import numpy\n', 'requirements.txt': 'numpy==2.1.0\n' } },
  },

  run({ dependencies, lockfiles, python }) {
    const { main, all, absent } = lockfiles;
    const data = {
      files: main.map(({ path }) => path),
      kinds: main.map(({ kind }) => kind),
      locks: main.map(({ path, kind, version, marked, packages: { length }, problems: found }) => ({
        path,
        kind,
        format: version ?? null,
        marked,
        packages: length,
        problems: found.length,
      })),
      others: all.length - main.length,
    };
    if (absent !== undefined)
      return fail(
        `${absent} is declared in the config and does not exist`,
        [{ message: `${absent} does not exist`, key: absent }],
        { data },
      );
    const problems: Gap[] = main.flatMap(({ path, problems: found }) =>
      found.map(({ message, line }) => ({ message: `${path}: ${message}`, at: { file: path, line } })),
    );
    const filled = main.filter(({ packages }) => packages.length > 0);
    const evidence = filled.map(
      ({ path, line, kind, packages }) =>
        `${place({ file: path, line })} ${kind}, ${count(packages.length, 'package')}`,
    );
    const lists = listsToLock(dependencies, filled);
    const marked = filled.filter((lock) => lock.marked && lock.problems.length === 0);
    const open = lists.filter((paths) => !marked.some((lock) => locks(lock, paths, lists)));
    const [first] = marked;
    if (first && open.length === 0)
      return pass(
        lists.length > 1
          ? `${lists.length} lists of packages, each with a lockfile`
          : `${first.path} fixes ${count(first.packages.length, 'package')}`,
        { evidence, data },
      );
    const exported = filled.filter((lock) => !lock.marked);
    const locked = lists.length - open.length;
    if (locked + exported.length > 0) {
      const gaps = open.map((paths) => {
        const bare = exported.find((lock) => locks(lock, paths, lists));
        return bare ? whatIsBare(bare) : unlocked(paths[0] ?? '');
      });
      const [bare] = exported;
      const summary =
        bare && locked === 0
          ? `${bare.path} is ${bare.kind === 'conda-export' ? 'an exported conda environment, for one platform' : 'a bare list of all installed packages'}`
          : `${locked} of ${lists.length} lists of packages are locked`;
      return partial(summary, gaps, {
        evidence,
        data,
        ...(lists.length > 1 ? { ratio: (locked + exported.length / 2) / lists.length } : {}),
      });
    }
    if (problems.length > 0)
      return unknown(`${main[0]?.path ?? 'the lockfile'} could not be read`, { gaps: problems, data });
    if (main[0] && dependencies.runtime.length === 0)
      return pass(`${main[0].path} has nothing to fix`, { data });
    if (
      dependencies.runtime.length === 0 &&
      dependencies.main.every(({ computed }) => !computed) &&
      thirdPartyImports(python).length === 0
    )
      return skip('there is nothing to depend on', { data });
    const others = all.filter((lock) => !lock.main).slice(0, 10);
    const command = lockCommand(dependencies.main);
    return fail(
      main[0] ? `${main[0].path} holds no package` : 'no lockfile',
      others.map(({ path }) => ({
        message: `${path} locks something other than the project's main dependencies`,
        at: { file: path },
        key: path,
      })),
      { data, fix: command === undefined ? undefined : `Commit a lockfile: \`${command}\`.` },
    );
  },
});

/** A list of all that is installed, which no lock file's format marks as such. */
function whatIsBare({ path, line, kind }: Lockfile): Gap {
  const at = { file: path, line };
  if (kind !== 'conda-export')
    return {
      message: `${path} names no tool that made it, and no input that it could be made from again`,
      at,
      key: path,
    };
  return {
    message: `${path} holds no hashes and what one platform has, and names no input that it could be made from again`,
    at,
    key: path,
    fix: 'Keep what you ask for in an environment.yml (`conda env export --from-history`) and lock it with `conda-lock`, or write `conda list --explicit --sha256` besides.',
  };
}

function unlocked(path: string): Gap {
  return { message: `no lockfile fixes what ${path} asks for`, at: { file: path }, key: path };
}
