import { CannotTell } from '../../errors.js';
import type { Dependency, Manifest } from '../dependencies.js';
import { admitsVersion } from '../formats/admits-version.js';
import { type CondaLock, type CondaLockPackage, isCondaLock } from '../formats/conda-lock.js';
import { normalizeName } from '../formats/pep508.js';
import { folderOf, resolveIn } from '../paths.js';
import { Comparison } from './comparison.js';
import { sha256 } from './content-hash.js';
import { lookUp } from './look-up.js';
import { type Freshness, type FreshnessInput, type FreshnessRule, fresh, unclear } from './rule.js';

/**
 * conda-lock.yml: by the sha256 of its sources where it records them; else each spec of the sources must be satisfied by
 * an entry on every platform. Its content hash covers the solver's own parse and is not computed.
 * Source: conda-lock, conda_lock/content_hash.py and conda_lock/lockfile/v1/models.py.
 */
export const condaLock: FreshnessRule = async (input) => {
  const { lock } = input;
  if (!isCondaLock(lock)) return lookUp(input);
  const folder = folderOf(lock.path);
  const paths = lock.sources.map((source) => ({ source, path: resolveIn(folder, source) }));
  const sources = paths.flatMap(({ path }) => (path === undefined ? [] : (input.manifest(path) ?? [])));
  const lost = paths.find(({ path }) => path === undefined || !input.has(path));
  if (lost) return unclear(`${lost.source}, from which it was made, is not in the project`);
  const changed = await changedSources(input, lock, paths);
  if (changed?.length === 0)
    return fresh('the recorded hashes equal those of the files that it was made from');
  if (sources.length < paths.length || sources.length === 0)
    return unclear('the files that it was made from cannot be read');
  const compared = await holdSpecs(input, lock, sources);
  // A comment changes a hash too; what was taken out is still in the lock.
  return changed && compared.state === 'fresh'
    ? unclear(`${changed.join(', ')} has changed since; every spec is still satisfied`, [], compared.compared)
    : compared;
};

/** The sources whose recorded hash is another one now; undefined where not all are recorded. */
async function changedSources(
  { text }: FreshnessInput,
  { inputs }: CondaLock,
  paths: readonly { source: string; path: string | undefined }[],
): Promise<string[] | undefined> {
  const changed: string[] = [];
  for (const { source, path } of paths) {
    const recorded = inputs.get(source);
    if (recorded === undefined || path === undefined) return undefined;
    // Read with universal newlines.
    if (sha256((await text(path)).replace(/\r\n?/g, '\n')) !== recorded) changed.push(source);
  }
  return paths.length > 0 ? changed : undefined;
}

async function holdSpecs(
  input: FreshnessInput,
  lock: CondaLock,
  sources: readonly Manifest[],
): Promise<Freshness> {
  const comparison = new Comparison();
  const platforms =
    lock.platforms.length > 0 ? lock.platforms : [...new Set(lock.packages.map(({ platform }) => platform))];
  const entries = new Map<string, CondaLockPackage[]>();
  for (const one of lock.packages) {
    const key = normalizeName(one.name);
    entries.set(key, [...(entries.get(key) ?? []), one]);
  }
  // A later source overrides what an earlier one says of a package.
  const wanted = new Map<string, { requirement: Dependency; manifest: Manifest }>();
  for (const manifest of sources) {
    if (manifest.computed || manifest.problems.length > 0)
      comparison.leaveOpen(`${manifest.path} does not tell all that it declares`);
    for (const requirement of [...manifest.requirements, ...pythonOf(manifest)])
      wanted.set(normalizeName(requirement.name), { requirement, manifest });
  }
  const selective = await selectedLines(input, sources);
  for (const [name, { requirement, manifest }] of wanted) {
    if (name.startsWith('__') || requirement.from !== 'index') continue;
    comparison.compared.requirements++;
    const found = entries.get(name) ?? [];
    const isSelected = selective.has(`${manifest.path}:${requirement.at.line}`) || requirement.marker;
    // What stands in a pyproject.toml may have another name in conda.
    if (found.length === 0 && (manifest.kind === 'pyproject' || isSelected)) {
      comparison.leaveOpen(`${requirement.name} may be locked under another name, or not be needed`);
      continue;
    }
    for (const platform of isSelected ? found.map((one) => one.platform) : platforms) {
      const here = found.filter((one) => one.platform === platform);
      const { at, specifier } = requirement;
      const difference = { about: 'requirement' as const, name: requirement.name, declared: specifier, at };
      if (here.length === 0)
        comparison.differ({
          ...difference,
          ...(found.length > 0 ? { locked: `nothing for ${platform}` } : {}),
        });
      else if (here.every((one) => isSatisfied(one, requirement, manifest) === false))
        comparison.differ({ ...difference, locked: here.map(({ version = '' }) => version).join(' and ') });
    }
  }
  return comparison.result();
}

function isSatisfied(
  { version, build, ecosystem }: CondaLockPackage,
  requirement: Dependency,
  manifest: Manifest,
): boolean | undefined {
  if (version === undefined) return undefined;
  // A conda package may carry another version scheme than the one on PyPI.
  if (ecosystem === 'conda' && requirement.ecosystem !== 'conda') return undefined;
  return admitsVersion(requirement, manifest.kind, version, build);
}

/** The interpreter is a package like any other. */
function pythonOf({ path, kind, python }: Manifest): Dependency[] {
  if (kind !== 'conda') return [];
  return python.map(({ value, line, exact }) => ({
    name: 'python',
    raw: `python${value}`,
    specifier: value,
    exact,
    from: 'index',
    ecosystem: 'conda',
    line,
    at: { file: path, line },
  }));
}

/** The lines with a selector (`# [linux]`), which hold for some platforms only, as `path:line`. */
async function selectedLines(
  { text }: FreshnessInput,
  sources: readonly Manifest[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const { path } of sources) {
    try {
      for (const [index, line] of (await text(path)).split('\n').entries())
        if (/#\s*\[[^\]]*\]\s*$/.test(line)) found.add(`${path}:${index + 1}`);
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  return found;
}
