import { posix } from 'node:path';
import { ALWAYS, type Marker, parseMarker } from './marker-syntax.js';
import { parseRequirement, withoutCredentials } from './pep508.js';
import type { TomlTable } from './toml.js';
import { text } from './toml-lock.js';
import type { UvManifest, WrittenRequirement } from './uv-project.js';
import { gitAddress, plainIndex, type UvRequirement, type UvSource } from './uv-requirement.js';

/** A workspace: its root, whose sources and indexes hold for its members. All folders are told from the lock's. */
export interface UvWorkspace {
  manifest: UvManifest;
  folder: string;
  /** Folders of the members by name. */
  members: ReadonlyMap<string, string>;
}

/** Where a manifest stands, for the paths and sources that it names. */
export interface UvPlace {
  manifest: UvManifest;
  /** Its folder, from the lock's; `.` for the lock's own. */
  folder: string;
  workspace: UvWorkspace;
}

/** A requirement that uv compares, with the line that it comes from. */
export type DeclaredUvRequirement = UvRequirement & { line: number };

/**
 * What uv makes of one requirement: sources put in place of the index, one requirement for each source that holds for
 * its own environments. Undefined when the text is no requirement.
 * Source: uv, crates/uv-distribution/src/metadata/lowering.rs.
 */
export function lower(
  { text: raw, line, extra, group, python = [] }: WrittenRequirement,
  place: UvPlace,
): DeclaredUvRequirement[] | undefined {
  const { requirement, problem } = parseRequirement(raw);
  if (!requirement || problem !== undefined) return undefined;
  const parsed = requirement.marker === undefined ? ALWAYS : parseMarker(requirement.marker).marker;
  if (!parsed) return undefined;
  const ranges = python.map(onPython);
  if (ranges.includes(undefined)) return undefined;
  const wanted = ranges.reduce<Marker>((sum, range) => both(sum, range!), parsed);
  const marker = extra === undefined ? wanted : both(wanted, inExtra(extra));
  const { name, extras = [] } = requirement;
  const base = { name, extras: [...extras].sort(), line };
  const plain: DeclaredUvRequirement =
    requirement.from === 'index'
      ? { ...base, specifier: requirement.specifier, marker, source: { kind: 'index', at: '' } }
      : { ...base, specifier: '', marker, source: directSource(raw, place) };
  const own = place.manifest.sources.get(name);
  const sources = (own ?? place.workspace.manifest.sources.get(name))?.filter(
    (source) =>
      (source.extra === undefined || source.extra === extra) &&
      (source.group === undefined || source.group === group),
  );
  if (!sources || sources.length === 0) return [plain];
  const from = own ? place.folder : place.workspace.folder;
  const all = sources.every((source) => source.marker === ALWAYS);
  const rest: Marker = { type: 'not', of: [{ type: 'or', of: sources.map((source) => source.marker) }] };
  return [
    ...sources.map((source): DeclaredUvRequirement => {
      const at = entrySource(source.table, name, from, place);
      const specifier = at.kind === 'index' ? plain.specifier : '';
      return { ...plain, specifier, marker: both(source.marker, marker), source: at };
    }),
    ...(all ? [] : [{ ...plain, marker: both(rest, marker) }]),
  ];
}

function both(a: Marker, b: Marker): Marker {
  if (a === ALWAYS) return b;
  return b === ALWAYS ? a : { type: 'and', of: [a, b] };
}

/** The marker for a range of Python versions; undefined for one that is not understood. */
function onPython(range: string): Marker | undefined {
  const clauses = range.split(',').map((one) => /^\s*([<>=!~]{1,3})\s*([\w.*+!-]+)\s*$/.exec(one));
  if (clauses.includes(null)) return undefined;
  return parseMarker(
    clauses.map((clause) => `python_full_version ${clause![1]} '${clause![2]}'`).join(' and '),
  ).marker;
}

function inExtra(extra: string): Marker {
  return { type: 'compare', variable: 'extra', operator: '==', value: extra, left: 'variable' };
}

function entrySource(table: TomlTable, name: string, from: string, place: UvPlace): UvSource {
  const git = text(table.git);
  if (git !== undefined) {
    const reference = text(table.rev) ?? text(table.tag) ?? text(table.branch);
    return { kind: 'git', at: gitAddress(git, reference, text(table.subdirectory)) };
  }
  const url = text(table.url);
  if (url !== undefined) return { kind: 'url', at: withoutCredentials(url) };
  const path = text(table.path);
  if (path !== undefined) return pathSource(path, from);
  if (table.workspace === true)
    return { kind: 'folder', at: place.workspace.members.get(name) ?? `(member ${name})` };
  const index = text(table.index) ?? '';
  const address = place.manifest.indexes.get(index) ?? place.workspace.manifest.indexes.get(index);
  return { kind: 'index', at: address === undefined ? `(index ${index})` : plainIndex(address) };
}

/** `name @ address`. */
function directSource(raw: string, place: UvPlace): UvSource {
  const address =
    raw
      .slice(raw.indexOf('@') + 1)
      .trim()
      .split(/\s/, 1)[0] ?? '';
  const git = /^git\+([^#]+?)(?:@([^@/#]+))?(?:#(.*))?$/.exec(address);
  if (git) {
    const folder = /(?:^|&)subdirectory=([^&]+)/.exec(git[3] ?? '')?.[1];
    return { kind: 'git', at: gitAddress(git[1]!, git[2], folder) };
  }
  if (/^file:/.test(address)) return { kind: 'path', at: `(${address})` };
  return /^[a-z]+:\/\//i.test(address)
    ? { kind: 'url', at: withoutCredentials(address) }
    : pathSource(address, place.folder);
}

/** Archives are files; anything else is a folder. */
function pathSource(path: string, from: string): UvSource {
  const at = posix.normalize(posix.join(from, path)).replace(/(?<=.)\/+$/, '');
  return { kind: /\.(?:whl|zip|tar\.gz|tgz|tar\.bz2|tar\.xz)$/.test(path) ? 'path' : 'folder', at };
}
