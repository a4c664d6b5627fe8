import type { ManifestText } from '../formats/manifest.js';
import { folderOf, inFolder } from '../paths.js';
import type { Reach } from './reach.js';

/** A file of the project that a manifest takes in. */
export interface Included {
  path: string;
  /** A constraints file (`-c`) limits versions and installs nothing. */
  constraint: boolean;
}

/**
 * The project's files that a manifest takes in: `-r`, `-c`, and the package metadata behind `-e .`. What it names and
 * nobody can look at becomes a problem of the text.
 */
export function followIncludes(reach: Reach, path: string, text: ManifestText): Included[] {
  const folder = folderOf(path);
  const out: Included[] = [];
  for (const { path: written, constraint, line } of text.includes) {
    const included = reach.resolve(folder, written);
    const problem = (message: string) =>
      text.problems.push({ message, line, ...(constraint ? { limits: true as const } : {}) });
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(written))
      problem(`${written} is fetched when installing and can change`);
    else if (written.includes('${')) problem(`${written} depends on an environment variable`);
    else if (included !== undefined && reach.has(included)) {
      if (included !== path) out.push({ path: included, constraint });
    } else problem(`${written} ${included === undefined ? 'leads outside the project' : 'does not exist'}`);
  }
  for (const { from, specifier } of text.requirements) {
    if (from !== 'path') continue;
    const target = specifier.replace(/^@\s*/, '').replace(/\[[^\]]*\]$/, '');
    for (const name of ['pyproject.toml', 'setup.cfg', 'setup.py']) {
      const metadata = reach.resolve(folder, `${target}/${name}`);
      if (metadata !== undefined && metadata !== path && reach.has(metadata))
        out.push({ path: metadata, constraint: false });
    }
  }
  return out;
}

/** The files beside a manifest that hold its list; where none is there, the list is computed. */
export function metadataBeside(reach: Reach, path: string, text: ManifestText): Included[] {
  if (!text.elsewhere) return [];
  const { files, reason, line } = text.elsewhere;
  const there = files.map((name) => inFolder(folderOf(path), name)).filter(reach.has);
  if (there.length === 0) text.computed ??= { reason, line };
  return there.map((beside) => ({ path: beside, constraint: false }));
}
