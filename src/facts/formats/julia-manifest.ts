import type { LockContent, LockedPackage, LockFormat } from './lock.js';
import { tableAt } from './toml.js';
import { isHash, parseTomlLock, text } from './toml-lock.js';

/** A package of a Julia manifest. */
export interface JuliaPackage extends LockedPackage {
  uuid: string;
}

/** A Manifest.toml of Julia. */
export interface JuliaLock extends LockContent {
  packages: JuliaPackage[];
  /** The version of Julia that resolved it, where it says so. */
  julia: string | undefined;
}

/** Whether a lock was read as a Manifest.toml of Julia. */
export function isJuliaLock<Lock extends LockContent>(lock: Lock): lock is Lock & JuliaLock {
  return 'julia' in lock;
}

export const juliaManifest: LockFormat<'Manifest.toml'> = {
  kind: 'Manifest.toml',
  path: /(?:^|\/)(?:Julia)?Manifest(?:-v[\d.]+)?\.toml$/,
  recognise: isJuliaManifest,
  parse: parseJuliaManifest,
  canHash: true,
  manifests: ['julia-project'],
};

/** Whether a text is a manifest of Julia's package manager: many tools call a file Manifest.toml. */
export function isJuliaManifest(content: string): boolean {
  return (
    /^\s*manifest_format\s*=/m.test(content) ||
    (/^\s*\[\[(?:deps\.)?[A-Za-z]/m.test(content) && /^\s*uuid\s*=/m.test(content))
  );
}

/** Reads a Julia Manifest.toml of formats 1 and 2. Source: Pkg.jl, docs/src/toml-files.md. Throws `CannotTell` when it is no TOML. */
export function parseJuliaManifest(content: string): JuliaLock {
  const lock = parseTomlLock(content);
  const out: JuliaLock = { packages: [], problems: [], julia: text(lock.data.julia_version) };
  // The first format knows no version of itself, and has its packages on top.
  out.version = text(lock.data.manifest_format) ?? '1.0';
  if (!/^[12]\./.test(out.version))
    out.problems.push({ message: `manifest_format ${out.version} is not known (1 and 2 are)` });
  const isFirst = out.version.startsWith('1.');
  const deps = isFirst ? lock.data : (tableAt(lock.data, 'deps') ?? {});
  for (const name of Object.keys(deps)) {
    for (const { table, line } of lock.entries(isFirst ? name : `deps.${name}`)) {
      const uuid = text(table.uuid);
      if (uuid === undefined) {
        out.problems.push({ message: `${name} has no uuid`, line });
        continue;
      }
      const version = text(table.version);
      const tree = table['git-tree-sha1'];
      // Packages that ship with Julia and those in a folder have no tree; all others must.
      const hashed = tree === undefined && table['repo-url'] === undefined ? undefined : isHash(tree);
      out.packages.push({
        name,
        uuid,
        ...(version === undefined ? {} : { version }),
        ecosystem: 'julia',
        ...(hashed === undefined ? {} : { hashed }),
        ...(line === undefined ? {} : { line }),
      });
    }
  }
  return out;
}
