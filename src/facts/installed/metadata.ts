import { property } from '../formats/json.js';
import { normalizeName } from '../formats/pep508.js';

/** Name and version of an installed distribution. */
export interface Metadata {
  name: string;
  version: string;
}

/** How much of a metadata file is looked at, in characters: the headers stand before the long description. */
const HEADERS = 64 * 1024;
/** Longest name and version that are believed. */
const LONGEST = 200;

/**
 * Name (normalised) and version of a METADATA or PKG-INFO file; undefined where it names none. Only the headers are read,
 * the first of each name counts, as `email.parser` has it. Source: the core metadata specification (PEP 566, 643).
 */
export function parseMetadata(text: string): Metadata | undefined {
  let name: string | undefined;
  let version: string | undefined;
  for (const line of text.slice(0, HEADERS).split(/\r\n|\n|\r/)) {
    if (line === '') break;
    const colon = line.indexOf(':');
    // A line that begins with white space continues the one before it.
    if (colon < 0 || /^\s/.test(line)) continue;
    const value = line.slice(colon + 1).trim();
    const key = line.slice(0, colon).toLowerCase();
    if (key === 'name') name ??= value;
    else if (key === 'version') version ??= value;
    if (name !== undefined && version !== undefined) break;
  }
  return named(name, version);
}

/** A name and a version, when both are of the form that the specification asks for. */
export function named(name: unknown, version: unknown): Metadata | undefined {
  if (typeof name !== 'string' || typeof version !== 'string') return undefined;
  if (name.length > LONGEST || version.length > LONGEST) return undefined;
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name) || !/^[A-Za-z0-9][A-Za-z0-9.!+_-]*$/.test(version))
    return undefined;
  return { name: normalizeName(name), version };
}

/** Where a distribution was installed from. Source: PEP 610, "Recording the Direct URL Origin". */
export function parseDirectUrl(value: unknown): { editable?: true; commit?: string } {
  const editable = property(property(value, 'dir_info'), 'editable') === true;
  const commit = property(property(value, 'vcs_info'), 'commit_id');
  return {
    ...(editable ? { editable } : {}),
    ...(typeof commit === 'string' && /^[0-9a-f]{7,64}$/i.test(commit) ? { commit } : {}),
  };
}

/** Top-level modules of a RECORD file: packages, modules and extension modules beside the metadata. Source: PEP 376, PEP 627. */
export function importsOfRecord(text: string): string[] {
  const found = new Set<string>();
  for (const line of text.split('\n')) {
    const comma = line.indexOf(',');
    const path = (comma < 0 ? line : line.slice(0, comma)).replace(/^"|"$/g, '').trim();
    const slash = path.indexOf('/');
    if (slash < 0) {
      const module = /^([A-Za-z_]\w*)(?:\.[\w-]+)*\.(?:py|so|pyd)$/.exec(path);
      if (module) found.add(module[1]!);
    } else if (/\.(?:py|so|pyd)$/.test(path) && /^[A-Za-z_]\w*$/.test(path.slice(0, slash))) {
      found.add(path.slice(0, slash));
    }
  }
  return [...found].filter((name) => name !== '__pycache__').sort();
}

/** The names in a top_level.txt file. Source: setuptools, "top_level.txt". */
export function parseTopLevel(text: string): string[] {
  return text
    .split(/\s+/)
    .filter((name) => /^[A-Za-z_][\w.]*$/.test(name))
    .map((name) => name.split('.')[0]!)
    .slice(0, 1000);
}

/** Settings of a pyvenv.cfg file: `key = value` lines, keys in lower case. Source: PEP 405, and `site.py` of CPython. */
export function parsePyvenv(text: string): { python?: string; system: boolean } {
  const settings = new Map<string, string>();
  for (const line of text.split(/\r\n|\n|\r/).slice(0, 200)) {
    const at = line.indexOf('=');
    if (at > 0) settings.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  // venv writes `version`, virtualenv and uv `version_info`, the latter of virtualenv with a release level after it.
  const said = settings.get('version') ?? settings.get('version_info') ?? '';
  const python = /^\d+\.\d+(?:\.\d+)?/.exec(said)?.[0];
  return {
    ...(python === undefined ? {} : { python }),
    system: settings.get('include-system-site-packages')?.toLowerCase() === 'true',
  };
}
