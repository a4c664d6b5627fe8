import { admitsVersion } from '../formats/admits-version.js';
import { normalizeName } from '../formats/pep508.js';
import { isPixiLock, type PixiEnvironment, type PixiLock, type PixiPackage } from '../formats/pixi-lock.js';
import {
  type PixiDependency,
  type PixiWorkspace,
  type PixiWorkspaceEnvironment,
  readPixiWorkspace,
  tidyChannel,
} from '../formats/pixi-project.js';
import { parseToml } from '../formats/toml.js';
import { Comparison } from './comparison.js';
import { lookUp } from './look-up.js';
import { type Difference, type FreshnessRule, unclear } from './rule.js';

/**
 * pixi.lock: each requirement of each environment must be satisfied on each of its platforms, and the lock must hold
 * these environments and platforms and no others. Options of the solver, indexes of PyPI and what
 * packages bring in are not compared. Source: pixi, docs/workspace/lock_file.md, "Lock file satisfiability".
 */
export const pixi: FreshnessRule = async (input) => {
  const { lock, manifests } = input;
  if (!isPixiLock(lock)) return lookUp(input);
  // A pixi.toml goes before a pyproject.toml in the same folder.
  const found = manifests.find(({ kind }) => kind === 'pixi') ?? manifests[0];
  if (!found) return unclear('no manifest beside it');
  const file = found.path;
  const workspace = readPixiWorkspace(
    parseToml(await input.text(file)),
    found.kind === 'pixi' ? [] : ['tool', 'pixi'],
  );
  if (!workspace) return unclear(`${file} declares no pixi workspace`);
  const comparison = new Comparison();
  const { packages: all, environments, subdirs }: PixiLock = lock;
  const byAddress = new Map(all.map((one) => [one.address, one]));
  const isAnywhere = (dependency: PixiDependency) => all.some((one) => isNamed(one, dependency));
  for (const environment of workspace.environments) {
    const held = environments.get(environment.name);
    const hasAny = environment.dependencies.length > 0;
    if (!held) {
      if (hasAny && environment.name !== 'default')
        comparison.differ({
          about: 'group',
          name: environment.name,
          declared: 'an environment',
          at: { file, line: environment.line },
        });
      continue;
    }
    const at = { file, line: environment.line };
    if (hasAny) holdFrame(comparison, { workspace, environment, held, subdirs, at });
    if (workspace.unknown.has(environment.name))
      comparison.leaveOpen(`the environment ${environment.name} has features of the package itself`);
    for (const platform of environment.platforms) {
      const packages = heldFor(held, platform, workspace, subdirs).flatMap((one) => byAddress.get(one) ?? []);
      holdPlatform(comparison, { file, workspace, environment, platform, packages, isAnywhere });
    }
  }
  for (const name of environments.keys())
    if (!workspace.environments.some((one) => one.name === name))
      comparison.differ({ about: 'group', name, locked: 'an environment', at: { file } });
  return comparison.result();
};

interface Frame {
  workspace: PixiWorkspace;
  environment: PixiWorkspaceEnvironment;
  held: PixiEnvironment;
  /** The conda platform of each platform of the lock, where it names them. */
  subdirs: ReadonlyMap<string, string>;
}

/** Holds platforms and channels of one environment against the lock. */
function holdFrame(
  comparison: Comparison,
  { workspace, environment, held, subdirs, at }: Frame & { at: Difference['at'] },
): void {
  const wanted = new Set(environment.platforms.map((one) => workspace.subdirs.get(one)));
  for (const platform of held.packages.keys()) {
    const name = `platform ${platform}`;
    const [declared, locked] = [workspace.subdirs.get(platform), subdirs.get(platform)];
    if (environment.platforms.includes(platform)) {
      if (locked !== undefined && declared !== locked)
        comparison.differ({ about: 'setting', name, declared, locked, at });
    } else if (!wanted.has(locked))
      comparison.differ({ about: 'setting', name, locked: `environment ${environment.name}`, at });
  }
  const channels = held.channels.map(tidyChannel);
  if (environment.channels && channels.length > 0 && environment.channels.join(' ') !== channels.join(' '))
    comparison.differ({
      about: 'source',
      name: 'channels',
      declared: environment.channels.join(' '),
      locked: channels.join(' '),
      at,
    });
}

/** The addresses that an environment has for a platform: under its name, or under another name for the same conda platform. */
function heldFor(
  { packages }: PixiEnvironment,
  platform: string,
  workspace: PixiWorkspace,
  subdirs: ReadonlyMap<string, string>,
): readonly string[] {
  const own = packages.get(platform);
  if (own) return own;
  const alike = [...packages].find(
    ([name]) => !workspace.subdirs.has(name) && subdirs.get(name) === workspace.subdirs.get(platform),
  );
  return alike?.[1] ?? [];
}

interface Place {
  file: string;
  workspace: PixiWorkspace;
  environment: PixiWorkspaceEnvironment;
  platform: string;
  packages: readonly PixiPackage[];
  /** Whether the lock holds a package of this name for any platform. */
  isAnywhere(dependency: PixiDependency): boolean;
}

/** Holds the requirements of one environment against its packages for one platform. */
function holdPlatform(
  comparison: Comparison,
  { file, workspace, environment, platform, packages, isAnywhere }: Place,
): void {
  const subdir = workspace.subdirs.get(platform) ?? platform;
  for (const dependency of environment.dependencies) {
    const { name, version, build, target, isConditional, line } = dependency;
    if (target !== undefined && target !== platform && !isSelected(target, subdir)) continue;
    comparison.compared.requirements++;
    const found = packages.filter((one) => isNamed(one, dependency));
    const difference = {
      about: 'requirement' as const,
      name,
      declared: [version, build ?? ''].join(' ').trim(),
      at: { file, line },
    };
    const where = environment.name === 'default' ? platform : `${environment.name} on ${platform}`;
    if (found.length === 0) {
      if (!isConditional) comparison.differ({ ...difference, locked: `nothing for ${where}` });
      else if (!isAnywhere(dependency))
        comparison.leaveOpen(`${name} is needed under a condition, and locked nowhere`);
    } else if (found.every((one) => isSatisfied(one, dependency) === false))
      comparison.differ({
        ...difference,
        locked: found.map((one) => `${one.version ?? 'a source tree'} for ${where}`).join(' and '),
      });
  }
}

/** A conda package may stand for one of PyPI. */
function isNamed(one: PixiPackage, { name, ecosystem }: PixiDependency): boolean {
  if (ecosystem === 'conda') return one.ecosystem === 'conda' && one.name === name.toLowerCase();
  const wanted = normalizeName(name);
  return normalizeName(one.name) === wanted || one.provides.includes(wanted);
}

function isSatisfied(
  one: PixiPackage,
  { ecosystem, version, build, isSource }: PixiDependency,
): boolean | undefined {
  if (isSource || one.isSource || one.version === undefined) return undefined;
  const specifier = build === undefined ? version : `${version === '' ? '*' : version} ${build}`;
  return admitsVersion({ specifier, ecosystem }, 'pixi', one.version, one.build);
}

/** Whether a selector of a target table covers a conda platform. */
function isSelected(target: string, subdir: string): boolean {
  const [system = ''] = subdir.split('-');
  if (target === 'unix') return system !== 'win';
  return target === subdir || target === system || (target === 'macos' && system === 'osx');
}
