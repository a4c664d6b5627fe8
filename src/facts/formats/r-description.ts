import type { ManifestText } from './manifest.js';
import { emptyManifest } from './manifest.js';

/** Fields that name packages, and the group each stands for; a run needs those without one. */
const FIELDS = new Map<string, string | undefined>([
  ['Imports', undefined],
  ['Depends', undefined],
  ['LinkingTo', undefined],
  ['Suggests', 'suggests'],
  ['Enhances', 'suggests'],
]);
/** Packages that ship with R and follow its version. Source: R, doc/manual/R-FAQ, "Which add-on packages exist for R?". */
const BASE = new Set(
  'base compiler datasets grDevices graphics grid methods parallel splines stats stats4 tcltk tools utils'.split(
    ' ',
  ),
);

/** Whether a file of this name is one of R: other tools have a DESCRIPTION too. */
export function isDescription(text: string): boolean {
  return /^(?:Package|Imports|Depends):/m.test(text);
}

/**
 * Reads the fields of an R DESCRIPTION file (Debian control format) that name packages, and `Remotes`, which says
 * where some of them come from. Source: https://cran.r-project.org/doc/manuals/r-release/R-exts.html#Package-Dependencies
 * and remotes, vignettes/dependencies.Rmd.
 */
export function parseDescription(text: string): ManifestText {
  const out = emptyManifest();
  const fields = readFields(text);
  for (const { name: field, items } of fields) {
    if (!FIELDS.has(field)) continue;
    out.declares = true;
    const group = FIELDS.get(field);
    for (const { text: item, line } of items) {
      const match = /^([A-Za-z][A-Za-z0-9.]*)\s*(?:\(([^()]*)\))?$/.exec(item);
      if (!match) {
        out.problems.push({ message: `"${item.slice(0, 80)}" is no package of R`, line });
        continue;
      }
      if (match[1] === 'R' || BASE.has(match[1]!)) continue;
      const specifier = (match[2] ?? '').replace(/\s+/g, ' ').trim();
      out.requirements.push({
        name: match[1]!,
        raw: item,
        specifier,
        exact: /^==/.test(specifier),
        from: 'index',
        ecosystem: 'r',
        ...(group === undefined ? {} : { group }),
        line,
      });
    }
  }
  for (const { text: remote } of fields
    .filter(({ name }) => name === 'Remotes')
    .flatMap(({ items }) => items)) {
    const name = /([^/:@#]+)(?:@[^/]*|#\d+)?$/.exec(remote)?.[1]?.replace(/\.git$/, '');
    for (const requirement of out.requirements) {
      if (requirement.name === name)
        Object.assign(requirement, {
          from: 'vcs',
          specifier: `@ ${remote}`,
          exact: /@[0-9a-f]{40}$/.test(remote),
        });
    }
  }
  return out;
}

interface Field {
  name: string;
  /** What stands between commas, white space joined, with the line on which it begins. */
  items: { text: string; line: number }[];
}

/** The fields of a control file; a line that begins with white space goes on with the field before. */
function readFields(text: string): Field[] {
  const out: Field[] = [];
  let open = false;
  for (const [index, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const start = /^([A-Za-z][A-Za-z0-9@/_.-]*):(.*)$/.exec(whole);
    if (start) {
      out.push({ name: start[1]!, items: [] });
      open = false;
    } else if (!/^\s/.test(whole) || out.length === 0) continue;
    const { items } = out.at(-1)!;
    for (const [part, piece] of (start ? start[2]! : whole).split(',').entries()) {
      if (part > 0) open = false;
      const content = piece.trim();
      if (content === '') continue;
      const last = items.at(-1);
      if (open && last) last.text += ` ${content}`;
      else items.push({ text: content, line: index + 1 });
      open = true;
    }
  }
  return out;
}
