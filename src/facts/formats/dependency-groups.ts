import type { ManifestText, Problem } from './manifest.js';
import { normalizeName } from './pep508.js';
import { readRequirement } from './requirement-list.js';
import { isTable, type TomlText, tableAt } from './toml.js';

/** Bounds that real files stay far below: groups that include one another twice each double at every step. */
const MOST_GROUPS = 200;
const MOST_ITEMS = 20_000;

/** A requirement string of a dependency group. */
export interface GroupItem {
  text: string;
  line: number;
  /** The groups through which it came, from the one in which it is written to the one that holds it. */
  through: readonly string[];
}

/**
 * The groups of requirement strings by normalised name, what they include put in place without taking doubles out. A
 * cycle, two names that are one when normalised, and an item of another kind are problems.
 * Source: PEP 735, "Specification" and "Reference Implementation".
 */
export function expandGroups(toml: TomlText, problems: Problem[]): Map<string, readonly GroupItem[]> {
  const written = namedGroups(toml, problems);
  const expanded = new Map<string, readonly GroupItem[]>();
  const begun = new Set<string>();
  let budget = MOST_ITEMS;
  const expand = (group: string): readonly GroupItem[] => {
    const known = expanded.get(group);
    if (known) return known;
    begun.add(group);
    const { name, items } = written.get(group)!;
    const out: GroupItem[] = [];
    for (const [index, item] of items.entries()) {
      const line = toml.line(['dependency-groups', name, String(index)]);
      if (typeof item === 'string') out.push({ text: item, line, through: [group] });
      else {
        const next = includedBy(item);
        const message =
          next === undefined
            ? `dependency group ${group} holds what is neither a requirement nor an include-group`
            : !written.has(next)
              ? `dependency group ${group} includes ${next}, which does not exist`
              : begun.has(next) && !expanded.has(next)
                ? `dependency group ${next} includes itself`
                : undefined;
        if (message !== undefined) problems.push({ message, line });
        else for (const one of expand(next!)) out.push({ ...one, through: [...one.through, group] });
      }
      if (out.length > budget) break;
    }
    if (out.length > budget && budget > 0)
      problems.push({
        message: `the dependency groups hold more than ${MOST_ITEMS} requirements`,
        line: toml.line(['dependency-groups', name]),
      });
    const kept = out.slice(0, budget);
    budget -= kept.length;
    expanded.set(group, kept);
    return kept;
  };
  return new Map([...written.keys()].map((group) => [group, expand(group)]));
}

/** The groups as they are written, by normalised name; of two that are the same by name the first. */
function namedGroups(
  toml: TomlText,
  problems: Problem[],
): Map<string, { name: string; items: readonly unknown[] }> {
  const groups = new Map<string, { name: string; items: readonly unknown[] }>();
  for (const [name, items] of Object.entries(tableAt(toml.data, 'dependency-groups') ?? {})) {
    const line = toml.line(['dependency-groups', name]);
    const before = groups.get(normalizeName(name));
    if (before)
      problems.push({
        message: `the dependency groups ${before.name} and ${name} are the same by name`,
        line,
      });
    else if (groups.size >= MOST_GROUPS) {
      problems.push({ message: `there are more than ${MOST_GROUPS} dependency groups`, line });
      break;
    } else {
      if (!Array.isArray(items)) problems.push({ message: `dependency-groups.${name} is not a list`, line });
      groups.set(normalizeName(name), { name, items: Array.isArray(items) ? items : [] });
    }
  }
  return groups;
}

/** The group that an item names, which has to be all that it says. */
function includedBy(item: unknown): string | undefined {
  const included = isTable(item) && Object.keys(item).length === 1 ? item['include-group'] : undefined;
  return typeof included === 'string' ? normalizeName(included) : undefined;
}

/** Reads the dependency groups of a pyproject.toml into a manifest. */
export function readDependencyGroups(toml: TomlText, out: ManifestText): void {
  for (const [group, items] of expandGroups(toml, out.problems)) {
    for (const { text, line, through } of items) {
      // What is wrong with a requirement is told where it is written, not wherever its group is included.
      const problems = through.length === 1 ? out.problems : [];
      readRequirement(text, line, { group }, { requirements: out.requirements, problems });
    }
  }
}
