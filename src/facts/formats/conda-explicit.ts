import { withoutCredentials } from '../credentials.js';
import { baseName } from '../paths.js';
import type { LockContent, LockedPackage, LockFormat } from './lock.js';
import { normalizeName } from './pep508.js';
import { isHash } from './toml-lock.js';

/** Its file name is free; these are the words that occur in such names, the content decides. */
export const condaExplicit: LockFormat<'conda-explicit'> = {
  kind: 'conda-explicit',
  path: /(?:^|\/)[^/]*(?:explicit|conda|spec|env|lock|package|linux|osx|win)[^/]*\.(?:txt|lock)$/i,
  recognise: isCondaExplicit,
  parse: parseCondaExplicit,
  canHash: true,
  manifests: ['conda'],
};

/** Whether a text is a conda explicit file. Source: conda, docs/source/user-guide/tasks/manage-environments.rst. */
export function isCondaExplicit(content: string): boolean {
  return /^@EXPLICIT[ \t]*\r?$/m.test(content);
}

/**
 * Reads a conda explicit file: package addresses, each with `#md5` or `#sha256:...` where asked for. What pip
 * installs stands in comments that conda-lock writes and reads again: `# pip name @ address --hash=sha256:...`.
 * Source: conda-lock, conda_lock/conda_lock.py, `render_lockfile_for_platform`.
 */
export function parseCondaExplicit(content: string): LockContent {
  const out: LockContent = { packages: [], problems: [] };
  for (const [index, whole] of content.split(/\r\n|\n|\r/).entries()) {
    const written = whole.trim();
    const line = index + 1;
    const pip = /^# pip (\S+) @ (\S+)/.exec(written);
    if (pip) out.packages.push({ ...pipPackage(pip[1]!, pip[2]!, written), line });
    if (written === '' || written.startsWith('#') || written === '@EXPLICIT') continue;
    const found = condaPackage(written);
    if (!found) {
      const shown = withoutCredentials(written).slice(0, 80);
      out.problems.push({ message: `"${shown}" is no address of a conda package`, line });
      continue;
    }
    if (found.name === 'python') out.python = found.version;
    out.packages.push({ ...found, line });
  }
  return out;
}

function condaPackage(written: string): LockedPackage | undefined {
  const [address = '', hash] = written.split('#');
  const file = baseName(address);
  // The greedy name leaves the last two parts to version and build.
  const match =
    file.length > 300 ? null : /^(.+)-([^-]+)-[^-]+\.(?:conda|tar\.bz2)$/.exec(file.replace(/[?].*$/, ''));
  if (!match) return undefined;
  return { name: match[1]!.toLowerCase(), version: match[2]!, ecosystem: 'conda', hashed: isHash(hash) };
}

function pipPackage(name: string, address: string, written: string): LockedPackage {
  const version = /^[^-]+-([^-]+)-/.exec(baseName(address.replace(/#.*$/, '')))?.[1];
  const hash = /(?:--hash=|#)((?:sha256|md5)[:=][0-9a-f]+)/.exec(written)?.[1];
  return {
    name: normalizeName(name),
    ...(version === undefined ? {} : { version }),
    ecosystem: 'pypi',
    hashed: isHash(hash) || /@[0-9a-f]{40}(?:#|\s|$)/.test(written),
  };
}
