import { argumentsOf, type Call, type Found, type FoundPackage, valued, valuesOf } from './call.js';
import { countBefore } from './ordered.js';
import { readText } from './quoted.js';

/** Functions that install, and where they take packages from. Source: the manual pages of utils, remotes, devtools, pak, BiocManager and renv. */
const INSTALLS =
  /\b(?:install\.packages|(?:install|bioc_install|cran_install|github_install|url_install|git_install|version_install|pkg_install|local_install_deps|restore|install_version|install_cran|install_github|install_gitlab|install_git|install_url|install_bioc|install_deps|biocLite|snapshot)(?=\s*\())/g;
/** Repositories that show the packages of one day. Source: Posit Package Manager, "Snapshots"; MRAN; rocker-org/rocker-versioned2. */
const SNAPSHOT =
  /(?:packagemanager\.(?:posit|rstudio)\.(?:co|com)|p3m\.dev|mran\.microsoft\.com)\/[^"'\s]{0,200}?\d{4}-\d{2}-\d{2}/;

const OPENS = /\s*\(/y;

/** Calls of one code that are looked at. */
export const MOST_CALLS = 300;

/** Longest text that can name a package or where it lies. */
const LONGEST_TEXT = 2_000;
/** Packages of one code that are looked at. */
const MOST_PACKAGES = 2_000;

/**
 * What R code installs. `line` gives the line of an offset; `isSnapshot` tells whether the code, or other code that the same
 * call of R runs, takes packages from a repository of one day.
 */
export function readR(
  code: string,
  line: (offset: number) => number,
  isSnapshot: boolean = SNAPSHOT.test(code),
): Found[] {
  const out: Found[] = [];
  let end = 0;
  let left = MOST_PACKAGES;
  for (const match of code.matchAll(INSTALLS)) {
    if (out.length >= MOST_CALLS || left <= 0) break;
    // What stands in the arguments of a call was read with it.
    if (match.index < end) continue;
    const verb = match[0];
    OPENS.lastIndex = match.index + verb.length;
    if (!OPENS.test(code)) continue;
    const open = OPENS.lastIndex - 1;
    const before = code.slice(Math.max(0, match.index - 40), match.index);
    const from = /(\w+)::\s*$/.exec(before)?.[1];
    if (verb === 'restore') {
      if (from !== undefined && from !== 'renv') continue;
      out.push({
        tool: 'r',
        ecosystem: 'r',
        project: { manifest: [], lock: ['renv.lock'] },
        locked: 'always',
      });
      continue;
    }
    if (verb === 'snapshot') continue;
    if (verb === 'install' && !/^(?:BiocManager|renv|pak)$/.test(from ?? '')) continue;
    if (/^(?:local_)?install_deps$/.test(verb)) {
      out.push({ tool: 'r', ecosystem: 'r', project: { manifest: ['DESCRIPTION'], lock: [] } });
      continue;
    }
    const { texts, named, known, ...rest } = readText(code, open);
    end = rest.end;
    const said = named.get('version') ?? named.get('ref');
    // The second argument of these is the version. Source: remotes, "install_version".
    const isPlaced = said === undefined && /^(?:install_version|version_install)$/.test(verb);
    const version = isPlaced ? texts[1]?.text : said;
    const read = isPlaced ? texts.slice(0, 1) : texts.slice(0, left);
    left -= read.length;
    const packages = read.flatMap(({ text, offset }): FoundPackage[] => {
      const one = packageOf(text, verb, version);
      return one
        ? [{ ...one, pinned: one.pinned || (isSnapshot && verb === 'install.packages'), line: line(offset) }]
        : [];
    });
    if (packages.length > 0 || !known) out.push({ tool: 'r', ecosystem: 'r', packages, hasUnknown: !known });
  }
  return out;
}

function packageOf(
  text: string,
  verb: string,
  version: string | undefined,
): Omit<FoundPackage, 'line'> | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  if (
    /^(?:https?|git):\/\//.test(text) ||
    /github|gitlab|install_git|url/.test(verb) ||
    /^[\w.-]+\/[\w.-]+/.test(text)
  ) {
    const commit =
      /@([0-9a-f]{40})$/.exec(text)?.[1] ?? (version && /^[0-9a-f]{40}$/.test(version) ? version : undefined);
    const name = text
      .replace(/[@#].*$/, '')
      .replace(/\.git$|\.tar\.gz$/, '')
      .replace(/^.*\//, '');
    const archive = /^([A-Za-z][\w.]*)_(\d[\w.-]*)$/.exec(name);
    return {
      name: archive?.[1] ?? name,
      text,
      ...(archive ? { version: archive[2]! } : {}),
      pinned: commit !== undefined || archive !== null,
      isTool: false,
    };
  }
  const [, name, said] =
    /^(?:(?:cran|bioc|any)::)?([A-Za-z][A-Za-z0-9.]*)(?:@(\d[\w.-]*))?$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const exact = said ?? (verb === 'install_version' || verb === 'version_install' ? version : undefined);
  const isPinned = exact !== undefined && /^\d[\w.-]*$/.test(exact);
  return {
    name,
    text,
    ...(isPinned ? { version: exact } : {}),
    pinned: isPinned,
    isTool: /^(?:remotes|devtools|renv|pak|BiocManager|littler|docopt)$/.test(name),
  };
}

/** `Rscript -e …`, `R -e …`, littler's `r -e …`. */
export function rscript(call: Call): Found[] {
  const out: Found[] = [];
  const codes = call.args.flatMap(
    ({ text }, at) => (/^-{1,2}e(?:val)?$/.test(text) ? call.args[at + 1] : undefined) ?? [],
  );
  // One call runs them one after the other: options that the first sets hold for all.
  const isSnapshot = codes.some(({ text }) => SNAPSHOT.test(text));
  for (const code of codes) {
    const found = readR(code.text, lineOf(code), isSnapshot);
    out.push(...(code.known ? found : found.map((one) => ({ ...one, hasUnknown: true }))));
  }
  const { document } = call.command;
  if (out.length === 0 && document)
    out.push(
      ...readR(document.text, lineOf({ ...document, line: document.breaks[0]?.line ?? call.command.line })),
    );
  return out;
}

/** The line of an offset in a text that spans lines. */
export function lineOf({
  breaks,
  line,
}: {
  breaks: readonly { offset: number; line: number }[];
  line: number;
}): (offset: number) => number {
  return (offset) => breaks[countBefore(breaks, (one) => one.offset, offset + 1) - 1]?.line ?? line;
}

/** `install2.r --error pkg …` and `installGithub.r owner/name` of littler. */
export function install2(call: Call): Found {
  const args = argumentsOf(call.args, valued('-l --libloc -r --repos -n --ncpus -m --method -d --deps'));
  const { operands } = args;
  const repositories = valuesOf(args, '-r', '--repos');
  const verb = call.program === 'installGithub.r' ? 'install_github' : 'install.packages';
  const isSnapshot =
    verb === 'install.packages' &&
    repositories.length > 0 &&
    repositories.every(({ text, known }) => known && SNAPSHOT.test(text));
  const packages = operands.flatMap(({ text, line, known }): FoundPackage[] => {
    const one = known ? packageOf(text, verb, undefined) : undefined;
    return one ? [{ ...one, pinned: one.pinned || isSnapshot, line }] : [];
  });
  return { tool: 'r', ecosystem: 'r', packages, hasUnknown: operands.some(({ known }) => !known) };
}
