import { admitsJulia } from '../formats/julia-compat.js';
import { isJuliaLock, type JuliaLock } from '../formats/julia-manifest.js';
import { parseToml, tableAt } from '../formats/toml.js';
import { text as stringOf } from '../formats/toml-lock.js';
import { Comparison } from './comparison.js';
import { type FreshnessRule, unclear } from './rule.js';

/**
 * Julia's Manifest.toml: every package of `[deps]` must be there with its uuid, in a version that `[compat]` admits. The
 * recorded project_hash covers Julia's own printing of `[compat]` and is not computed. Source: Pkg.jl, docs/src/toml-files.md.
 */
export const julia: FreshnessRule = async ({ lock, manifests, text }) => {
  const [first] = manifests;
  if (!first || !isJuliaLock(lock)) return unclear('no Project.toml beside it');
  const file = first.path;
  const project = parseToml(await text(file));
  const compat = tableAt(project.data, 'compat') ?? {};
  const { packages }: JuliaLock = lock;
  const comparison = new Comparison();
  for (const [name, uuid] of Object.entries(tableAt(project.data, 'deps') ?? {})) {
    comparison.compared.requirements++;
    const at = { file, line: project.line(['deps', name]) };
    const declared = stringOf(Object.hasOwn(compat, name) ? compat[name] : undefined) ?? '';
    const difference = { about: 'requirement' as const, name, declared, at };
    const found = packages.filter((one) => one.name === name);
    const same = found.filter((one) => one.uuid === uuid);
    const versions = same.flatMap(({ version }) => version ?? []);
    if (found.length === 0) comparison.differ(difference);
    else if (same.length === 0)
      comparison.differ({ ...difference, declared: String(uuid), locked: found[0]?.uuid ?? '' });
    else if (
      declared !== '' &&
      versions.length > 0 &&
      versions.every((version) => admitsJulia(declared, version) === false)
    )
      comparison.differ({ ...difference, locked: versions.join(' and ') });
  }
  return comparison.result();
};
