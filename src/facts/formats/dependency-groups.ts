import type { ManifestText } from './manifest.js';
import { normalizeName } from './pep508.js';
import { readList } from './requirement-list.js';
import { isTable, type TomlText, tableAt } from './toml.js';

/** Bounds that real files stay far below: many groups that include many others multiply. */
const MOST_GROUPS = 200;
const MOST_REQUIREMENTS = 20_000;
const DEEPEST = 32;

/**
 * Reads the groups of requirement strings, which may include one another; included ones are put in place without
 * taking doubles out. A cycle, two names that are one when normalised, and an item of another kind are problems.
 * Source: PEP 735.
 */
export function readDependencyGroups(toml: TomlText, out: ManifestText): void {
  const groups = new Map<string, { name: string; items: unknown }>();
  for (const [name, items] of Object.entries(tableAt(toml.data, 'dependency-groups') ?? {})) {
    const normal = normalizeName(name);
    const before = groups.get(normal);
    if (before)
      out.problems.push({
        message: `the dependency groups ${before.name} and ${name} are the same by name`,
        line: toml.line(['dependency-groups', name]),
      });
    else groups.set(normal, { name, items });
  }
  const told = new Set<string>();
  const expand = (of: string, group: string, path: readonly string[]): void => {
    const { name, items } = groups.get(of)!;
    const at = ['dependency-groups', name];
    const found = { requirements: out.requirements, problems: of === group ? out.problems : [] };
    readList(toml, at, items, { group }, found, 'allowed');
    for (const [index, item] of Array.isArray(items) ? items.entries() : []) {
      if (typeof item === 'string') continue;
      const line = toml.line([...at, String(index)]);
      const problem = (message: string) => {
        // A group is expanded wherever it is included; what is wrong with it is told once.
        if (!told.has(message)) out.problems.push({ message, line });
        told.add(message);
      };
      const included = isTable(item) ? item['include-group'] : undefined;
      if (typeof included !== 'string') {
        problem(`dependency group ${of} holds what is neither a requirement nor an include-group`);
        continue;
      }
      const next = normalizeName(included);
      if (path.includes(next)) problem(`dependency group ${next} includes itself`);
      else if (!groups.has(next)) problem(`dependency group ${of} includes ${next}, which does not exist`);
      else if (path.length < DEEPEST && out.requirements.length < MOST_REQUIREMENTS)
        expand(next, group, [...path, next]);
    }
  };
  for (const group of [...groups.keys()].slice(0, MOST_GROUPS)) expand(group, group, [group]);
}
