import { CannotTell } from '../errors.js';
import { readExported, readFrozen } from './dependencies/frozen.js';
import { groupOfPath } from './dependencies/groups.js';
import { withIncluded } from './dependencies/install-route.js';
import { lockKind, manifestKindsOf, readLock } from './dependencies/locks.js';
import { reachOf } from './dependencies/reach.js';
import { thirdPartyImports } from './dependencies/third-party.js';
import { dependencies, type Manifest } from './dependencies.js';
import { defineFact, type Fact, type Project } from './fact.js';
import { type Files, files } from './files.js';
import { type CompileHeader, readCompileHeader } from './formats/compile-header.js';
import type { LockText } from './formats/lock.js';
import { compileInputs } from './freshness/compile-inputs.js';
import { freshnessOf } from './freshness/freshness.js';
import { requirementsFile } from './freshness/requirements-file.js';
import type { Freshness } from './freshness/rule.js';
import { locksOfWhole } from './lockfiles-of-whole.js';
import { folderOf, resolveIn } from './paths.js';
import { python } from './python/python.js';
import { readText } from './source.js';

/** One lockfile and what it fixes. */
export interface Lockfile extends LockText {
  path: string;
  /** Written by a tool and marked as such, or a bare list of all installed packages (a freeze). */
  marked: boolean;
  /** Paths of the manifests that it was made from; empty when it cannot be tied to any. */
  manifests: readonly string[];
  /** Whether it locks the project's main install route. */
  main: boolean;
  /** Line on which the mark stands. */
  line?: number | undefined;
  /** Whether a tool's header says how it was compiled. */
  header?: boolean;
  /** Whether it was made from its manifests as they are now; absent when it has none but itself. */
  freshness?: Freshness | undefined;
}

export interface Lockfiles {
  /** Every lockfile that was found, sorted by path. */
  readonly all: readonly Lockfile[];
  /** Those that lock the main install route. */
  readonly main: readonly Lockfile[];
  /** The file that the config declares, when it is absent. */
  readonly absent?: string | undefined;
}

export const lockfiles: Fact<Lockfiles> = defineFact({
  name: 'lockfiles',
  async collect(project) {
    const tree = await project.get(files);
    const { manifests, main } = await project.get(dependencies);
    const declared = project.settings.environment.lockfile;
    const mainPaths = new Set(main.map(({ path }) => path));
    const shared = await locksOfWhole(project, lockfiles, async (whole, lock) =>
      freshness(whole, await whole.get(files), lock, (await whole.get(dependencies)).manifests),
    );
    const isShared = new Set(shared.map(({ path }) => path));
    const own = [
      ...(await ownLocks(project, tree, manifests, declared)),
      ...(await frozenManifests(project, tree, manifests)),
    ].filter(({ path }) => !isShared.has(path));
    const all = [...shared, ...own]
      .map((lock): Lockfile => {
        const tied = lock.manifests.some((path) => mainPaths.has(path));
        // A lock that nothing else declares stands alone in the root; one that is the list of its language always does.
        const isList = lock.kind === 'renv.lock' && lock.manifests.includes(lock.path);
        const alone = (mainPaths.size === 0 || isList) && !lock.path.includes('/');
        return { ...lock, main: lock.path === declared || (declared === undefined && (tied || alone)) };
      })
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const lock of all) {
      if (lock.main && !isShared.has(lock.path))
        lock.freshness = await freshness(project, tree, lock, manifests);
    }
    const absent = declared !== undefined && !tree.has(declared) ? declared : undefined;
    return { all, main: all.filter((lock) => lock.main), ...(absent === undefined ? {} : { absent }) };
  },
});

/** How a lock stands to its manifests; undefined when it is its own. */
async function freshness(
  project: Project,
  tree: Files,
  lock: Lockfile,
  manifests: readonly Manifest[],
): Promise<Freshness | undefined> {
  const sources = manifests.filter(({ path }) => path !== lock.path && lock.manifests.includes(path));
  const isScript = lock.path.endsWith('.py.lock') && lock.manifests.length > 0;
  if (sources.length === 0 && !isScript && !lock.header) return undefined;
  const reach = await reachOf(project);
  // A manifest that takes in others is judged with what it takes in.
  const judged = withIncluded(sources, manifests).filter(({ path }) => path !== lock.path);
  return freshnessOf({
    lock,
    manifests: judged,
    manifest: (path) => manifests.find((one) => one.path === path),
    text: (path) => reach.text(path),
    has: reach.has,
    paths: tree.all.map(({ path }) => path),
  });
}

type Untied = Omit<Lockfile, 'main'>;

async function ownLocks(
  project: Project,
  tree: Files,
  manifests: readonly Manifest[],
  declared: string | undefined,
): Promise<Untied[]> {
  const out: Untied[] = [];
  for (const { path } of tree.own) {
    const kind = lockKind(path);
    if (!kind || path.includes('{{')) continue;
    const lock = await readLock(project, path, kind);
    if (!lock) continue;
    const from = manifestsOf(path, lock, manifests, tree);
    // Without a DESCRIPTION renv takes what the code loads: the lock is the only list there is.
    const isList = kind === 'renv.lock' && from.length === 0;
    out.push({ ...lock, path, marked: true, line: 1, manifests: isList ? [path] : from });
  }
  if (declared !== undefined && tree.has(declared) && !out.some(({ path }) => path === declared)) {
    const lock = await readLock(project, declared, 'conda-explicit');
    if (lock) out.push({ ...lock, path: declared, marked: true, line: 1, manifests: [] });
  }
  return out;
}

/** Manifests that are locks themselves: compiled or frozen requirements, exported environments. */
async function frozenManifests(
  project: Project,
  tree: Files,
  manifests: readonly Manifest[],
): Promise<Untied[]> {
  const imported = new Set(thirdPartyImports(await project.get(python)).map(({ name }) => name));
  const reach = await reachOf(project);
  const out: Untied[] = [];
  for (const manifest of [...manifests, ...(await namedLocks(project, tree, manifests))]) {
    const { path, kind, group } = manifest;
    if ((kind !== 'requirements' && kind !== 'conda') || group === 'constraints') continue;
    try {
      const text = await reach.text(path);
      if (kind === 'conda') {
        const lock = readExported(text);
        if (lock) out.push({ ...lock, path, marked: false, line: 1, manifests: [path] });
        continue;
      }
      const header = readCompileHeader(text);
      const sources = group === undefined ? compiledSources(tree, path, header) : [];
      const input = manifests.find((one) => one.path === sources[0]);
      const frozen = readFrozen(manifest, text, imported, input);
      if (!frozen) continue;
      out.push({
        ...frozen.lock,
        path,
        marked: frozen.marked,
        ...(frozen.line === undefined ? {} : { line: frozen.line }),
        ...(header && group === undefined ? { header: true } : {}),
        manifests: [...new Set([path, ...sources])],
      });
    } catch (error) {
      // An unreadable manifest is told where manifests are read.
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  return out;
}

/** Requirements files that are called locks (`requirements.lock`, `requirements-dev.lock`), as Rye and others call them. */
async function namedLocks(
  project: Project,
  tree: Files,
  manifests: readonly Manifest[],
): Promise<Manifest[]> {
  const out: Manifest[] = [];
  for (const { path } of tree.own) {
    if (!/(?:^|\/)requirements[\w.-]*\.lock$/.test(path) || manifests.some((one) => one.path === path))
      continue;
    try {
      const group = groupOfPath(path);
      const manifest = requirementsFile(path, await readText(project.source, path), tree.has);
      out.push(group === undefined ? manifest : { ...manifest, group });
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  return out;
}

/** The inputs of a compiled file: those that its header names, else the `.in` file of the same name. */
function compiledSources(tree: Files, path: string, header: CompileHeader | undefined): readonly string[] {
  if (header)
    return compileInputs(header, path, { has: tree.has, paths: tree.all.map((one) => one.path) }).inputs;
  const sibling = path.replace(/\.(?:txt|lock)$/, '.in');
  if (sibling !== path && tree.has(sibling)) return [sibling];
  // Rye writes its lock beside the project's manifest.
  const project = resolveIn(folderOf(path), 'pyproject.toml');
  return path.endsWith('.lock') && project !== undefined && tree.has(project) ? [project] : [];
}

/** The manifests of the same folder (and a uv workspace's members) that a lockfile belongs to. */
function manifestsOf(path: string, lock: LockText, manifests: readonly Manifest[], tree: Files): string[] {
  // A script carries its own requirements, and its lock stands beside it.
  if (path.endsWith('.py.lock')) return [path.slice(0, -'.lock'.length)].filter(tree.has);
  const folder = folderOf(path);
  const folders = new Set([
    folder,
    ...(lock.members ?? []).map((member) => resolveIn(folder, member)).filter((one) => one !== undefined),
  ]);
  const sources = (lock.sources ?? []).map((source) => resolveIn(folder, source));
  const kinds = manifestKindsOf(lock.kind);
  return manifests
    .filter(
      (manifest) =>
        sources.includes(manifest.path) ||
        (folders.has(folderOf(manifest.path)) && kinds.includes(manifest.kind)),
    )
    .map((manifest) => manifest.path);
}
