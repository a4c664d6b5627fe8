import type { CompileHeader } from '../formats/compile-header.js';
import { normalizeName, parseRequirement } from '../formats/pep508.js';
import { strings } from '../formats/toml.js';
import { parseUvManifest } from '../formats/uv-project.js';
import { folderOf, inFolder } from '../paths.js';
import type { FreshnessInput } from './rule.js';

/** What `[tool.uv]` says of an export or a compilation by uv. */
export interface ExportSettings {
  /** Dependency groups that are exported when the command does not name any. */
  groups: readonly string[];
  /** Packages whose requirements something else replaces. */
  overrides: readonly string[];
}

/** Flags after which `uv export` leaves the default groups out. */
const WITHOUT = ['--no-dev', '--no-default-groups', '--no-group', '--only-group'];

/**
 * Reads the settings of the project that uv exported or compiled. Source: uv, docs/reference/settings.md. Throws
 * `CannotTell` for a pyproject.toml that cannot be read.
 */
export async function uvSettings(
  { has, text }: Pick<FreshnessInput, 'has' | 'text'>,
  header: CompileHeader,
  inputs: readonly string[],
): Promise<ExportSettings> {
  const none: ExportSettings = { groups: [], overrides: [] };
  const path = inFolder(folderOf(inputs[0] ?? ''), 'pyproject.toml');
  if (!header.tool.startsWith('uv') || !has(path)) return none;
  const manifest = parseUvManifest(await text(path));
  const { settings } = manifest;
  const overrides = strings(settings['override-dependencies']).flatMap(
    (one) => parseRequirement(one).requirement?.name ?? [],
  );
  const excluded = strings(settings['exclude-dependencies']).map(normalizeName);
  const said = settings['default-groups'];
  const usual = said === 'all' ? [...manifest.groups.keys()] : Array.isArray(said) ? strings(said) : ['dev'];
  const isExport = header.tool === 'uv export' && !WITHOUT.some((flag) => header.flags.has(flag));
  const groups = header.flags.has('--all-groups') ? [...manifest.groups.keys()] : isExport ? usual : [];
  return { groups, overrides: [...overrides, ...excluded] };
}
