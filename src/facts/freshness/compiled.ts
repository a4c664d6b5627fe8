import type { Manifest } from '../dependencies.js';
import { admitsVersion } from '../formats/admits-version.js';
import { type CompileHeader, readCompileHeader, readVias } from '../formats/compile-header.js';
import { pythonRange } from '../formats/marker-logic.js';
import { normalizeName } from '../formats/pep508.js';
import { baseName } from '../paths.js';
import { Comparison } from './comparison.js';
import { compileInputs } from './compile-inputs.js';
import { uvSettings } from './export-settings.js';
import { lookUp, lookUpRequirements, versionsByName, type Wanted, withManifest } from './look-up.js';
import { readInputs } from './requirements-file.js';
import { type FreshnessInput, type FreshnessRule, unclear, untied } from './rule.js';

/**
 * Compiled requirements: every direct requirement of the inputs that the recorded command names must be there in a
 * version that satisfies it and the constraints; what came from an input must still be asked for by it.
 * Sources: pip-tools, piptools/writer.py; uv, crates/uv/src/commands/pip/compile.rs.
 */
export const compiled: FreshnessRule = async (input) => {
  const { lock } = input;
  const text = await input.text(lock.path);
  const header = readCompileHeader(text);
  if (!header) return lookUp(input);
  const files = compileInputs(header, lock.path, input);
  if (files.inputs.length === 0)
    return untied(`${header.command || 'the command in its header'} names nothing that is in the project`);
  if (
    header.tool === 'uv export' &&
    ['--package', '--prune', '--all-packages', '--script'].some((flag) => header.flags.has(flag))
  )
    return unclear('it was exported for a part of the project only');
  const all = await readInputs(input, files.inputs);
  const comparison = new Comparison();
  const settings = await uvSettings(input, header, files.inputs);
  const overrides = await readInputs(input, files.overrides);
  const skip = new Set([
    ...overrides.flatMap(({ requirements }) => requirements.map(({ name }) => name)),
    ...settings.overrides,
    ...header.leftOut.map(normalizeName),
  ]);
  const groups = new Set(
    [...header.groups.map((group) => group.replace(/^.*:/, '')), ...settings.groups].map(normalizeName),
  );
  const wanted = all.flatMap((manifest) => wantedOf(manifest, header, groups));
  const universal = header.flags.has('--universal') || header.tool === 'uv export';
  const python = pythonRange(header.python === undefined ? undefined : `==${header.python}.*`);
  lookUpRequirements(comparison, lock, wanted, { python, universal, skip });
  for (const manifest of all) {
    if (manifest.computed || manifest.problems.length > 0)
      comparison.leaveOpen(`${manifest.path} does not tell all that it declares`);
  }
  const limits = [...files.constraints, ...all.flatMap(({ constraints }) => constraints)];
  compareConstraints(comparison, input, await readInputs(input, limits));
  compareVias(comparison, text, all, wanted);
  return comparison.result();
};

/** What a compilation takes of a manifest: all of a requirements file, the runtime part and the extras and groups asked for of a project. */
function wantedOf(manifest: Manifest, header: CompileHeader, groups: ReadonlySet<string>): Wanted[] {
  const { kind, requirements } = manifest;
  const only = header.flags.has('--only-group') || header.flags.has('--only-dev');
  const extras = new Set(header.extras.map(normalizeName));
  return requirements
    .filter(({ extra, group }) => {
      if (kind === 'requirements') return true;
      if (extra !== undefined) return header.allExtras || extras.has(extra);
      return group === undefined ? !only : groups.has(group);
    })
    .map(withManifest(manifest));
}

/** Constraints limit what is there and ask for nothing. */
function compareConstraints(
  comparison: Comparison,
  { lock }: FreshnessInput,
  all: readonly Manifest[],
): void {
  const versions = versionsByName(lock);
  for (const limits of all) {
    for (const requirement of limits.requirements) {
      if (requirement.from !== 'index' || requirement.marker !== undefined) continue;
      comparison.compared.constraints++;
      const found = versions.get(requirement.name) ?? [];
      const isKeptOut = (version: string) => admitsVersion(requirement, limits.kind, version) === false;
      if (found.length > 0 && found.every(isKeptOut))
        comparison.differ({
          about: 'constraint',
          name: requirement.name,
          declared: requirement.specifier,
          locked: found.join(' and '),
          at: requirement.at,
        });
    }
  }
}

/** What the lock says came from an input alone must still be asked for by it. */
function compareVias(
  comparison: Comparison,
  text: string,
  all: readonly Manifest[],
  wanted: readonly Wanted[],
): void {
  const asked = new Set(wanted.map(({ requirement }) => normalizeName(requirement.name)));
  for (const { name, via } of readVias(text)) {
    const [only] = via;
    if (via.length !== 1 || only === undefined || asked.has(normalizeName(name))) continue;
    const written =
      /^-r (.+)$/.exec(only)?.[1] ?? /^\S+ \((pyproject\.toml|setup\.(?:py|cfg))\)$/.exec(only)?.[1];
    const source = written && all.find(({ path }) => baseName(path) === baseName(written));
    if (!source || source.problems.length > 0 || source.computed) continue;
    // Several files of the same name cannot be told apart by it.
    if (all.filter(({ path }) => baseName(path) === baseName(source.path)).length > 1) continue;
    comparison.differ({
      about: 'requirement',
      name: normalizeName(name),
      locked: `(asked for by ${source.path})`,
      at: { file: source.path },
    });
  }
}
