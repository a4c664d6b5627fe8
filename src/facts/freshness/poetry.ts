import { pythonJson } from '../formats/python-json.js';
import { type TomlTable, tableAt } from '../formats/toml.js';
import { byContentHash } from './content-hash.js';
import type { FreshnessRule } from './rule.js';

/** poetry.lock: by its content hash. */
export const poetry: FreshnessRule = (input) =>
  byContentHash(input, {
    texts: (data) => [pythonJson(content(data, true)), pythonJson(content(data, false))],
    conclusive: true,
  });

/** Source: Poetry, src/poetry/packages/locker.py, `_get_content_hash`; groups are covered since 2.3. */
function content(data: TomlTable, withGroups: boolean): TomlTable {
  const project = pick(tableAt(data, 'project') ?? {}, [
    'requires-python',
    'dependencies',
    'optional-dependencies',
  ]);
  const groups = withGroups ? (tableAt(data, 'dependency-groups') ?? {}) : {};
  const table = tableAt(data, 'tool', 'poetry') ?? {};
  const isModern = Object.keys(project).length + Object.keys(groups).length > 0;
  const relevant: Record<string, unknown> = {};
  for (const key of ['dependencies', 'source', 'extras', 'dev-dependencies', 'group']) {
    if (Object.hasOwn(table, key)) relevant[key] = table[key];
    else if (key !== 'group' && !isModern) relevant[key] = null;
  }
  if (!isModern) return relevant as TomlTable;
  return {
    ...(Object.keys(project).length > 0 ? { project } : {}),
    ...(Object.keys(groups).length > 0 ? { 'dependency-groups': groups } : {}),
    tool: { poetry: relevant as TomlTable },
  };
}

function pick(table: TomlTable, keys: readonly string[]): TomlTable {
  return Object.fromEntries(Object.entries(table).filter(([key]) => keys.includes(key)));
}
