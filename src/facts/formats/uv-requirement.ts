import { ALWAYS, type Marker, NEVER, parseMarker } from './marker-syntax.js';
import { normalizeName, withoutCredentials } from './pep508.js';
import { strings, type TomlTable } from './toml.js';
import { tablesOf, text } from './toml-lock.js';

/** Where uv takes a package from. */
export interface UvSource {
  kind: 'index' | 'git' | 'url' | 'path' | 'folder';
  /** Address, path from the lock's folder, or the address of the index; empty for the default index. */
  at: string;
}

/** A requirement as uv compares it. */
export interface UvRequirement {
  name: string;
  extras: readonly string[];
  specifier: string;
  marker: Marker;
  source: UvSource;
}

/** A marker of the lock; one that is not understood holds nowhere, so that it equals none. */
export function uvMarker(written: string): Marker {
  return parseMarker(written).marker ?? NEVER;
}

/** The requirements that a lock records. Source: uv, crates/uv-distribution-types/src/requirement.rs, `RequirementSourceWire`. */
export function readUvRequirements(value: unknown): UvRequirement[] {
  return tablesOf(value).flatMap((entry) => {
    const name = text(entry.name);
    if (name === undefined) return [];
    const marker = text(entry.marker);
    return {
      name: normalizeName(name),
      extras: strings(entry.extras).map(normalizeName).sort(),
      specifier: text(entry.specifier) ?? '',
      marker: marker === undefined ? ALWAYS : uvMarker(marker),
      source: sourceOf(entry),
    };
  });
}

function sourceOf(entry: TomlTable): UvSource {
  const git = text(entry.git);
  if (git !== undefined) return { kind: 'git', at: gitFromLock(git) };
  const url = text(entry.url);
  if (url !== undefined) return { kind: 'url', at: withoutCredentials(url) };
  const path = text(entry.path);
  if (path !== undefined) return { kind: 'path', at: path };
  const folder = text(entry.directory) ?? text(entry.editable) ?? text(entry.virtual);
  if (folder !== undefined) return { kind: 'folder', at: folder };
  return { kind: 'index', at: plainIndex(text(entry.index) ?? '') };
}

/** `https://host/x?subdirectory=a&rev=b`, as uv writes it, in the words of `gitAddress`. */
function gitFromLock(written: string): string {
  const [address = '', query = ''] = written.split('#', 1)[0]!.split('?');
  const parts = new Map(
    query.split('&').map((part): [string, string] => {
      const at = part.indexOf('=');
      return [part.slice(0, at), decoded(part.slice(at + 1))];
    }),
  );
  return gitAddress(
    address,
    parts.get('rev') ?? parts.get('tag') ?? parts.get('branch'),
    parts.get('subdirectory'),
  );
}

function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

/** A repository, what is taken of it, and the folder in it, in one text to compare by. */
export function gitAddress(
  url: string,
  reference: string | undefined,
  subdirectory: string | undefined,
): string {
  const plain = withoutCredentials(url.replace(/^git\+/, '')).replace(/\/+$/, '');
  return `${plain}${reference === undefined ? '' : `@${reference}`}${subdirectory === undefined ? '' : `#${subdirectory}`}`;
}

/** The address of an index to compare by. */
export function plainIndex(url: string): string {
  return withoutCredentials(url).replace(/\/+$/, '');
}
