import { pythonJson } from '../formats/python-json.js';
import { type TomlTable, tableAt } from '../formats/toml.js';
import { byContentHash, sha256 } from './content-hash.js';
import type { FreshnessInput, FreshnessRule } from './rule.js';

/** poetry.lock: by its content hash. Source: Poetry, src/poetry/packages/locker.py, `is_fresh`. */
export const poetry: FreshnessRule = (input) => byContentHash(input, { digests });

function digests(manifest: TomlTable, { lock }: FreshnessInput): string[] {
  const [major = 0, minor = 0] = writtenBy(lock);
  const contents = [content(manifest, true)];
  // Groups of PEP 735 are covered since 2.3; Poetry itself looks at the version before it leaves them out.
  if (major < 2 || (major === 2 && minor < 3)) contents.push(content(manifest, false));
  // Poetry 1 knew nothing of [project].
  if (major < 2) contents.push(legacy(manifest));
  return contents.map((one) => sha256(pythonJson(one)));
}

/** The version of Poetry that wrote a lock; the first ones told none. */
function writtenBy(lock: FreshnessInput['lock']): number[] {
  const version = 'writtenBy' in lock && typeof lock.writtenBy === 'string' ? lock.writtenBy : '1';
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}

const LEGACY_KEYS = ['dependencies', 'source', 'extras', 'dev-dependencies'];

/** Source: `_get_content_hash` there. */
function content(manifest: TomlTable, withGroups: boolean): TomlTable {
  const project = pick(tableAt(manifest, 'project') ?? {}, [
    'requires-python',
    'dependencies',
    'optional-dependencies',
  ]);
  const groups = withGroups ? (tableAt(manifest, 'dependency-groups') ?? {}) : {};
  const [hasProject, hasGroups] = [project, groups].map((table) => Object.keys(table).length > 0);
  if (!hasProject && !hasGroups) return legacy(manifest);
  const poetry = pick(tableAt(manifest, 'tool', 'poetry') ?? {}, [...LEGACY_KEYS, 'group']);
  return {
    ...(hasProject ? { project } : {}),
    ...(hasGroups ? { 'dependency-groups': groups } : {}),
    tool: { poetry },
  };
}

/** What was covered before [project] was known: keys that are absent count as null, but for groups. */
function legacy(manifest: TomlTable): TomlTable {
  const poetry = tableAt(manifest, 'tool', 'poetry') ?? {};
  const absent = Object.fromEntries(LEGACY_KEYS.map((key) => [key, null]));
  return { ...absent, ...pick(poetry, [...LEGACY_KEYS, 'group']) } as unknown as TomlTable;
}

function pick(table: TomlTable, keys: readonly string[]): TomlTable {
  return Object.fromEntries(Object.entries(table).filter(([key]) => keys.includes(key)));
}
