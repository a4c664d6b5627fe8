import { folderMatcher } from '../../globs.js';
import { parseExactToml } from '../formats/exact-toml.js';
import { normalizeName } from '../formats/pep508.js';
import { pythonJson } from '../formats/python-json.js';
import { strings, type TomlTable, tableAt } from '../formats/toml.js';
import { folderOf } from '../paths.js';
import { byContentHash, sha256 } from './content-hash.js';
import type { FreshnessInput, FreshnessRule } from './rule.js';

/** pdm.lock, and a pylock.toml that PDM wrote: by its content hash. Source: PDM, src/pdm/project/core.py, `is_lockfile_fresh`. */
export const pdm: FreshnessRule = (input) => byContentHash(input, { digests, inconclusive });

/** The hash covered other keys before format 4.5 (PDM 2.17); a recorded list of inputs takes its place. */
function inconclusive({ lock }: FreshnessInput): string | undefined {
  if (lock.recordsInputs === true) return 'the lock records its inputs instead of a hash';
  const [major = 0, minor = 0] = (lock.version ?? '').split('.').map(Number);
  if (lock.kind === 'pdm.lock' && (major < 4 || (major === 4 && minor < 5)))
    return `locks of format ${lock.version ?? '(none)'} hash the manifest in another way`;
  return undefined;
}

/** The hash of the manifest alone, and since 2.28.1 of a workspace's members with it. Source: src/pdm/project/workspace.py, `content_hash`. */
async function digests(manifest: TomlTable, input: FreshnessInput): Promise<string[]> {
  const own = sha256(pythonJson(content(manifest)));
  const workspace = tableAt(manifest, 'tool', 'pdm', 'workspace');
  if (!workspace) return [own];
  let whole = own;
  for (const { folder, path } of membersOf(strings(workspace.members), input)) {
    const member = parseExactToml(await input.text(path));
    whole += `\0${folder}\0${sha256(pythonJson(content(member)))}`;
  }
  return [own, sha256(whole)];
}

/** The manifests of the members, sorted by folder as Python sorts text. */
function membersOf(
  globs: readonly string[],
  { lock, paths }: FreshnessInput,
): { folder: string; path: string }[] {
  const root = folderOf(lock.path);
  const base = root === '' ? '' : `${root}/`;
  const isMember = folderMatcher(globs);
  return paths
    .filter((path) => path.startsWith(base) && path.endsWith('/pyproject.toml'))
    .map((path) => ({ path, folder: folderOf(path).slice(base.length) }))
    .filter(({ folder }) => folder !== '' && isMember(folder))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** Source: PDM, src/pdm/project/project_file.py, `content_hash`. */
function content(data: TomlTable): TomlTable {
  const project = tableAt(data, 'project') ?? {};
  const table = tableAt(data, 'tool', 'pdm') ?? {};
  const dev: Record<string, unknown[]> = {};
  for (const groups of [tableAt(data, 'dependency-groups'), tableAt(table, 'dev-dependencies')]) {
    for (const [name, items] of Object.entries(groups ?? {})) {
      const group = normalizeName(name);
      if (Array.isArray(items)) dev[group] = [...(dev[group] ?? []), ...items];
    }
  }
  return {
    sources: table.source ?? [],
    dependencies: project.dependencies ?? [],
    'dev-dependencies': dev as TomlTable,
    'optional-dependencies': project['optional-dependencies'] ?? {},
    'requires-python': project['requires-python'] ?? '',
    resolution: table.resolution ?? {},
  };
}
