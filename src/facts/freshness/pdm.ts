import { normalizeName } from '../formats/pep508.js';
import { pythonJson } from '../formats/python-json.js';
import { type TomlTable, tableAt } from '../formats/toml.js';
import { byContentHash } from './content-hash.js';
import type { FreshnessRule } from './rule.js';

/**
 * pdm.lock: by its content hash when that is equal. It covered other keys before 2.16 and covers workspaces since, so
 * another hash alone proves nothing.
 */
export const pdm: FreshnessRule = (input) =>
  byContentHash(input, { texts: (data) => [pythonJson(content(data))], conclusive: false });

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
