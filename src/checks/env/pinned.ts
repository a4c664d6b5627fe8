import * as z from 'zod';
import { isMachinePath } from '../../facts/dependencies/install-route.js';
import { isLocked, locksFor } from '../../facts/dependencies/locked.js';
import { lockCommand } from '../../facts/dependencies/locking.js';
import { thirdPartyImports } from '../../facts/dependencies/third-party.js';
import type { Dependency, ManifestKind } from '../../facts/dependencies.js';
import { count, defineCheck, fail, type Gap, partial, pass, place, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'env/pinned',
  title: 'Every runtime dependency resolves to exactly one version',
  severity: 'required',
  why: 'A range such as `numpy>=1.20` installs something newer next month, and the numbers move with it.',
  fix: 'Write `name==version`, or commit a lockfile (`uv lock`, `poetry lock`, `pip-compile`, `conda-lock`).',
  source: 'https://packaging.python.org/en/latest/specifications/version-specifiers/',
  needs: ['dependencies', 'lockfiles', 'python'],
  options: z.strictObject({
    mayFloat: z.array(z.string()).default([]).describe('Packages that need no exact version'),
  }),
  examples: {
    pass: { files: { 'train.py': 'import numpy\n', 'requirements.txt': 'numpy==2.1.0\n' } },
    fail: { files: { 'train.py': 'import numpy\n', 'requirements.txt': 'numpy>=1.20\n' } },
  },

  run({ dependencies, lockfiles, python }, { mayFloat }) {
    const { main, runtime, route } = dependencies;
    const counted = runtime.filter(({ name }) => !mayFloat.includes(name));
    const data = (pinned: number, total: number) => ({ pinned, total, files: main.map(({ path }) => path) });
    const broken = [...main, ...lockfiles.main].flatMap(({ path, problems }) =>
      problems.map(({ message, line }): Gap => ({ message, at: { file: path, line }, confidence: 'likely' })),
    );
    if (counted.length === 0) {
      const alone = lockfiles.main.find(({ packages }) => packages.length > 0);
      if (alone)
        return pass(`${alone.path} fixes all ${alone.packages.length} packages`, {
          data: data(alone.packages.length, alone.packages.length),
        });
      const computed = main.find((manifest) => manifest.computed);
      if (computed)
        return unknown(`${computed.path}: ${computed.computed?.reason ?? ''}`, { data: data(0, 0) });
      if (broken.length > 0)
        return unknown('what is declared could not be read', { gaps: broken, data: data(0, 0) });
      const imports = thirdPartyImports(python);
      if (imports.length === 0) return skip('there is nothing to depend on', { data: data(0, 0) });
      return fail(
        `${imports.length} third-party packages are imported, and no file that a tool installs from names them`,
        [],
        { data: data(0, 0) },
      );
    }

    const loose = counted.filter(
      (one) => !one.exact && !isLocked(one, locksFor(one, dependencies, lockfiles.main)),
    );
    const pinned = counted.length - loose.length;
    const told = {
      data: {
        ...data(pinned, counted.length),
        exact: counted.filter(({ exact }) => exact).length,
        loose: loose.map(({ name }) => name),
      },
      evidence: evidence(
        counted.filter((one) => !loose.includes(one)),
        lockfiles.main.map(({ path }) => path),
      ),
    };
    const gaps = [
      ...loose.map((one): Gap => ({ message: whatIsLoose(one), at: one.at, key: one.name })),
      ...broken,
    ];
    const first = main[0]?.path ?? '';
    const command = lockCommand(main);
    const fix =
      command === undefined
        ? undefined
        : `Write ${exactForm(main[0]?.kind)}, or commit a lockfile: \`${command}\`.`;
    const among = `${pinned} of ${count(counted.length, 'runtime dependency', 'runtime dependencies')} pinned (${first}, ${route})`;
    if (loose.length === 0) {
      // A list that continues where nobody can look may hold anything; a lock holds that too.
      const isLockedWhole = lockfiles.main.some(({ packages }) => packages.length > 0);
      const hidden = isLockedWhole
        ? undefined
        : main.find(({ computed, problems }) => computed || problems.some(({ limits }) => !limits));
      if (hidden) {
        const reason =
          hidden.computed?.reason ?? hidden.problems.find(({ limits }) => !limits)?.message ?? '';
        return unknown(`${hidden.path} does not tell all that it installs: ${reason}`, { ...told, gaps });
      }
      return pass(among, { ...told, gaps });
    }
    return pinned === 0
      ? fail(among, gaps, { ...told, fix })
      : partial(among, gaps, { ...told, fix, ratio: pinned / counted.length });
  },
});

/** An exact version as the format of a manifest writes it. */
function exactForm(kind: ManifestKind | undefined): string {
  if (kind === 'pixi' || kind === 'pipfile') return '`name = "==version"`';
  if (kind === 'r-description') return '`name (== version)`';
  return kind === 'julia-project' ? '`Name = "=version"` under [compat]' : '`name==version`';
}

function whatIsLoose(one: Dependency): string {
  const { name, specifier, from, ecosystem } = one;
  if (isMachinePath(one)) return `${name} is taken from a path of one machine (${specifier})`;
  if (from === 'vcs') return `${name} is taken from a repository without a whole commit (${specifier})`;
  if (from === 'url') return `${name} is fetched from an address without a hash (${specifier})`;
  if (specifier === '' || specifier === '*') return `${name} has no version`;
  if (specifier.includes('{{')) return `${name} ${specifier} is filled in by a template`;
  if (specifier.includes('${')) return `${name} ${specifier} depends on an environment variable`;
  const admits =
    ecosystem === 'conda' && /^=\d/.test(specifier) ? 'admits every release that begins so' : 'is a range';
  return `${name} ${specifier} ${admits}`;
}

function evidence(pinned: readonly Dependency[], locks: readonly string[]): string[] {
  const own = pinned.filter(({ exact }) => exact).slice(0, 10);
  return [...own.map(({ at, raw }) => `${place(at)} ${raw}`), ...(own.length < pinned.length ? locks : [])];
}
