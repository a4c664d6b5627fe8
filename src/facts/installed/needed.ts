import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { entries, parseJson, property } from '../formats/json.js';
import { parseMarker } from '../formats/marker-syntax.js';
import { evaluateMarker, type Environment as MarkerValues } from '../formats/markers.js';
import { normalizeName, parseRequirement } from '../formats/pep508.js';
import { isTable, parseToml, strings, type TomlTable } from '../formats/toml.js';
import type { Lockfile } from '../lockfiles.js';
import { readText } from '../source.js';

/** A package that another one requires, as a lock records it. */
interface Edge {
  name: string;
  marker?: string | undefined;
}

/** What a lock says of who needs what: edges by package, and what a plain installation takes in any case. */
interface Graph {
  edges: Map<string, Edge[]>;
  roots: Edge[];
}

/** Largest lock whose graph is read, in bytes. */
const LIMIT = 32 * 1024 * 1024;

/**
 * Names of the packages that a plain run surely needs: the given ones and what the locks say they require, markers
 * considered. Extras, and what only another platform requires, are left out. Formats whose entries tell
 * nothing of the kind add nothing.
 */
export async function neededNames(
  project: Project,
  locks: readonly Lockfile[],
  direct: readonly string[],
  values: MarkerValues,
): Promise<string[]> {
  const found = new Set(direct.map(normalizeName));
  for (const lock of locks) {
    const graph = await readGraph(project, lock);
    const holds = ({ marker }: Edge) => {
      if (marker === undefined) return true;
      const parsed = parseMarker(marker).marker;
      return parsed !== undefined && evaluateMarker(parsed, values) === true;
    };
    for (const root of graph.roots) if (holds(root)) found.add(root.name);
    for (const name of found) {
      for (const edge of graph.edges.get(name) ?? []) if (holds(edge)) found.add(edge.name);
    }
  }
  return [...found].sort();
}

async function readGraph(project: Project, { path, kind, packages }: Lockfile): Promise<Graph> {
  const none: Graph = { edges: new Map(), roots: [] };
  if (kind === 'conda-explicit')
    return { ...none, roots: packages.map(({ name }) => ({ name: normalizeName(name) })) };
  try {
    switch (kind) {
      case 'uv.lock':
      case 'poetry.lock':
      case 'pdm.lock':
      case 'pylock.toml':
        return readTomlGraph(await readText(project.source, path, LIMIT));
      case 'Pipfile.lock':
        return readPipfileGraph(await readText(project.source, path, LIMIT));
      default:
        return none;
    }
  } catch (error) {
    // Where locks are read, it is told that this one cannot be.
    if (!(error instanceof CannotTell)) throw error;
    return none;
  }
}

/** Source: the formats of uv, Poetry and PDM, and PEP 751, in which every entry is installed whose marker holds. */
function readTomlGraph(text: string): Graph {
  const { data } = parseToml(text);
  const graph: Graph = { edges: new Map(), roots: [] };
  const tables = (value: unknown) => (Array.isArray(value) ? value.filter(isTable) : []);
  for (const table of tables(data.package)) {
    if (typeof table.name !== 'string') continue;
    const name = normalizeName(table.name);
    graph.edges.set(name, [...(graph.edges.get(name) ?? []), ...edgesOf(table)]);
  }
  for (const { name, marker } of tables(data.packages)) {
    if (typeof name === 'string')
      graph.roots.push({
        name: normalizeName(name),
        marker: typeof marker === 'string' ? marker : undefined,
      });
  }
  return graph;
}

function edgesOf({ dependencies }: TomlTable): Edge[] {
  if (isTable(dependencies)) {
    // Poetry: name to a specifier, a table, or one of these for each platform.
    return Object.entries(dependencies).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).flatMap((one): Edge[] => {
        if (typeof one === 'string') return [{ name: normalizeName(name) }];
        if (!isTable(one) || one.optional === true) return [];
        return [
          { name: normalizeName(name), marker: typeof one.markers === 'string' ? one.markers : undefined },
        ];
      }),
    );
  }
  if (!Array.isArray(dependencies)) return [];
  return [
    // PDM writes requirements, uv tables.
    ...strings(dependencies).flatMap((text): Edge[] => {
      const { requirement } = parseRequirement(text);
      return requirement ? [{ name: requirement.name, marker: requirement.marker }] : [];
    }),
    ...dependencies
      .filter(isTable)
      .flatMap(({ name, marker }): Edge[] =>
        typeof name === 'string'
          ? [{ name: normalizeName(name), marker: typeof marker === 'string' ? marker : undefined }]
          : [],
      ),
  ];
}

/** Pipenv installs the whole `default` section. Source: pipenv, "Pipfile & Pipfile.lock". */
function readPipfileGraph(text: string): Graph {
  const roots = entries(property(parseJson(text), 'default')).map(([name, value]): Edge => {
    const markers = property(value, 'markers');
    return { name: normalizeName(name), marker: typeof markers === 'string' ? markers : undefined };
  });
  return { edges: new Map(), roots };
}
