import { withIncluded } from '../dependencies/install-route.js';
import type { Dependency, Manifest } from '../dependencies.js';
import { type CompileHeader, readCompileHeader } from '../formats/compile-header.js';
import { canHold, pythonRange } from '../formats/marker-logic.js';
import { ALWAYS, type Marker, parseMarker, type Variable } from '../formats/marker-syntax.js';
import { normalizeName } from '../formats/pep508.js';
import { isPylock, type Pylock } from '../formats/pylock.js';
import { parseSpecifiers, sameBounds } from '../formats/specifiers.js';
import { tableAt } from '../formats/toml.js';
import { Comparison } from './comparison.js';
import { compileInputs } from './compile-inputs.js';
import { type ExportSettings, uvSettings } from './export-settings.js';
import { lookUp, lookUpRequirements, withManifest } from './look-up.js';
import { pdm } from './pdm.js';
import { type Freshness, type FreshnessInput, type FreshnessRule, unclear } from './rule.js';

/**
 * pylock.toml: the standard records nothing of the manifest, so every requirement of what the lock can install is
 * looked up. uv names its inputs in a comment; else the manifests beside the lock are tried.
 */
export const pylock: FreshnessRule = async (input) => {
  const { lock, manifests } = input;
  if (!isPylock(lock)) return lookUp(input);
  // PDM keeps the hash of its manifest in a table of its own.
  const contentHash = tableAt(lock.tool, 'pdm', 'hashes')?.sha256;
  if (typeof contentHash === 'string') return pdm({ ...input, lock: { ...lock, contentHash } });
  const header = readCompileHeader(await input.text(lock.path));
  const files = header && compileInputs(header, lock.path, input);
  const named = files?.inputs.flatMap((path) => input.manifest(path) ?? []) ?? [];
  if (files && files.inputs.length > 0 && named.length < files.inputs.length)
    return unclear(`${files.inputs.join(', ')} cannot be read`);
  if (header && files && named.length > 0)
    return hold(lock, withIncluded(named, manifests), {
      header,
      settings: await uvSettings(input, header, files.inputs),
    });
  // Nobody says which of several it was made from: one that it satisfies will be it.
  const results = manifests
    .filter(({ declares }) => declares)
    .map((manifest) => hold(lock, withIncluded([manifest], manifests)));
  const [only] = results;
  if (only && results.length === 1) return only;
  return (
    results.find(({ state }) => state === 'fresh') ??
    unclear(`it does not say which of ${manifests.map(({ path }) => path).join(', ')} it was made from`)
  );
};

/** The command that made a lock, and what the project's settings add to it. */
interface Made {
  header?: CompileHeader;
  settings?: ExportSettings;
}

function hold(
  lock: FreshnessInput['lock'] & Pylock,
  manifests: readonly Manifest[],
  { header, settings = { groups: [], overrides: [] } }: Made = {},
): Freshness {
  const { path } = lock;
  const comparison = new Comparison();
  const within: Marker = {
    type: 'and',
    of: [
      ...(lock.environments.length > 0 ? [{ type: 'or' as const, of: lock.environments }] : []),
      // When nothing else is asked for, the default groups are installed.
      ...lock.defaultGroups.map((group) => member(group, 'dependency_groups')),
    ],
  };
  const python = pythonRange(lock.python);
  const groups = new Set([
    ...lock.groups,
    ...lock.defaultGroups,
    ...(header?.groups ?? []),
    ...settings.groups,
  ]);
  const skip = new Set([...settings.overrides, ...(header?.leftOut ?? [])].map(normalizeName));
  const extras = new Set([...lock.extras, ...(header?.extras ?? [])]);
  for (const manifest of manifests) {
    const wanted = manifest.requirements.filter(({ extra, group }) =>
      extra !== undefined
        ? extras.has(extra) || header?.allExtras === true
        : group === undefined || groups.has(group),
    );
    lookUpRequirements(comparison, lock, wanted.map(withManifest(manifest)), {
      python,
      within,
      universal: header?.tool === 'uv export',
      skip,
    });
    for (const requirement of wanted) checkMarkers(comparison, lock, requirement, { python, within, path });
    if (header?.tool === 'uv export') comparePython(comparison, lock, manifest);
    if (manifest.computed || manifest.problems.length > 0)
      comparison.leaveOpen(`${manifest.path} does not tell all that it declares`);
  }
  return comparison.result();
}

/** A runtime requirement must be installed wherever its marker holds. */
function checkMarkers(
  comparison: Comparison,
  lock: Pylock,
  { name, marker, specifier, extra, group, at, from }: Dependency,
  { python, within, path }: { python: ReturnType<typeof pythonRange>; within: Marker; path: string },
): void {
  if (extra !== undefined || group !== undefined || from === 'path') return;
  const entries = lock.entries.filter((entry) => entry.name === name);
  if (entries.length === 0 || entries.some((entry) => entry.marker === undefined)) return;
  const wanted = marker === undefined ? ALWAYS : parseMarker(marker).marker;
  if (!wanted) return;
  const installed: Marker = { type: 'or', of: entries.map((entry) => entry.marker ?? ALWAYS) };
  const uncovered: Marker = { type: 'and', of: [wanted, { type: 'not', of: [installed] }] };
  if (canHold(uncovered, python, within) === true)
    comparison.differ({
      about: 'requirement',
      name,
      declared: `${specifier} ${marker === undefined ? 'everywhere' : `; ${marker}`}`.trim(),
      locked: `for some environments only in ${path}`,
      at,
    });
}

function comparePython(comparison: Comparison, lock: Pylock, { path, python }: Manifest): void {
  const [declared] = python;
  if (!declared || lock.python === undefined) return;
  const [own, locked] = [parseSpecifiers(declared.value), parseSpecifiers(lock.python)];
  if (own && locked && sameBounds(own, locked) === false)
    comparison.differ({
      about: 'python',
      name: 'requires-python',
      declared: declared.value,
      locked: lock.python,
      at: { file: path, line: declared.line },
    });
}

function member(value: string, variable: Variable): Marker {
  return { type: 'compare', variable, operator: 'in', value, left: 'value' };
}
