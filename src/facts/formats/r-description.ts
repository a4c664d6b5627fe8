import type { ManifestText } from './manifest.js';
import { emptyManifest } from './manifest.js';

/** Whether a file of this name is one of R: other tools have a DESCRIPTION too. */
export function isDescription(text: string): boolean {
  return /^(?:Package|Imports|Depends):/m.test(text);
}

/**
 * Reads the fields of an R DESCRIPTION file (Debian control format) that name packages.
 * Source: https://cran.r-project.org/doc/manuals/r-release/R-exts.html#Package-Dependencies.
 */
export function parseDescription(text: string): ManifestText {
  const out = emptyManifest();
  let field = '';
  for (const [index, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const start = /^([A-Za-z][A-Za-z0-9@/-]*):(.*)$/.exec(whole);
    if (start) field = start[1]!;
    else if (!/^\s/.test(whole)) continue;
    const group = { Imports: undefined, Depends: undefined, LinkingTo: undefined, Suggests: 'suggests' };
    if (!Object.hasOwn(group, field)) continue;
    out.declares = true;
    for (const item of (start ? start[2]! : whole).split(',')) {
      const match = /^\s*([A-Za-z][A-Za-z0-9.]*)\s*(?:\(([^)]*)\))?\s*$/.exec(item);
      if (!match || match[1] === 'R') continue;
      const specifier = (match[2] ?? '').trim();
      out.requirements.push({
        name: match[1]!,
        raw: item.trim(),
        specifier,
        exact: /^==/.test(specifier),
        from: 'index',
        ecosystem: 'r',
        ...(field === 'Suggests' ? { group: 'suggests' } : {}),
        line: index + 1,
      });
    }
  }
  return out;
}
