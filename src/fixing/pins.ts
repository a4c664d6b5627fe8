import { CannotTell } from '../errors.js';
import { isTool } from '../facts/dependencies/groups.js';
import type { Dependencies, Dependency, Manifest } from '../facts/dependencies.js';
import type { Installed } from '../facts/installed.js';
import type { Lockfiles } from '../facts/lockfiles.js';
import { isApplication, lockCommand } from './application.js';
import { editedBytes, editedText, linesOf } from './edit.js';
import type { Edit, FileText, KnownVersions, Left, Plan, Texts } from './model.js';
import { saysTheSame } from './reparse.js';
import { placesInConda } from './spans/conda.js';
import type { Place } from './spans/requirement.js';
import { placesInRequirements } from './spans/requirements.js';
import { placesInToml } from './spans/toml.js';
import { chooseVersion, isFixed, knownVersions, sourcesFor } from './versions.js';

/** What pinning rests on. */
export interface PinFacts {
  dependencies: Dependencies;
  lockfiles: Lockfiles;
  installed: Installed;
  texts: Texts;
  /** Packages that need no exact version. */
  mayFloat: readonly string[];
}

/** Plans to pin what the manifests of the run leave open to the versions that a lock or the installed environment has. */
export function planPins(facts: PinFacts): Plan {
  const { dependencies, lockfiles, installed } = facts;
  const known = knownVersions(lockfiles.all, installed);
  const edits: Edit[] = [];
  const left: Left[] = [];
  // Another list of the run, or its constraints, may fix what this one leaves open.
  const fixed = new Set(dependencies.runtime.flatMap(({ name, exact }) => (exact ? [name] : [])));
  for (const manifest of dependencies.main) {
    const loose = manifest.requirements.filter(
      (one) =>
        !one.exact &&
        one.group === undefined &&
        one.extra === undefined &&
        one.from !== 'path' &&
        !fixed.has(one.name) &&
        !facts.mayFloat.includes(one.name) &&
        !isFixed(one, manifest, lockfiles.all),
    );
    const text = facts.texts.get(manifest.path);
    const whole = loose.length === 0 ? undefined : leftWhole(manifest, text, facts.texts);
    if (whole !== undefined) left.push({ path: manifest.path, what: countOf(loose), why: whole });
    else if (loose.length > 0 && text) {
      const planned = planManifest(manifest, text, loose, known);
      for (const edit of planned.edits) edits.push(edit);
      for (const one of planned.left) left.push(one);
    }
    if (manifest.computed)
      left.push({
        path: manifest.path,
        line: manifest.computed.line,
        what: 'its list',
        why: manifest.computed.reason,
      });
    // What a template is made of is no requirement yet.
    for (const { message, line } of manifest.path.includes('{{') ? [] : manifest.problems)
      left.push({ path: manifest.path, line, what: 'what could not be read', why: message });
  }
  for (const manifest of dependencies.manifests) {
    const loose = manifest.requirements.filter((one) => !one.exact && one.from === 'index');
    const counted = loose.filter((one) => !isFixed(one, manifest, lockfiles.all));
    if (counted.length > 0 && !dependencies.main.includes(manifest) && manifest.group === undefined)
      left.push({
        path: manifest.path,
        what: countOf(counted),
        why: NOT_INSTALLED,
      });
  }
  return { edits, files: [], left };
}

const NOT_INSTALLED =
  'not the list that a run installs; `environment.manifests` in the config names those that are';

/** Why nothing of a manifest is pinned; undefined when it may be. */
function leftWhole({ kind, path }: Manifest, text: FileText | undefined, texts: Texts): string | undefined {
  switch (kind) {
    case 'setup-py':
    case 'setup-cfg':
      return `a package's ranges stay, for those who install it beside others; lock it: \`uv pip compile ${path} -o requirements.txt\``;
    case 'script':
      return `what a script declares is locked beside it: \`uv lock --script ${path}\``;
    case 'conda-meta':
      return "a recipe's ranges stay, for those who install the package beside others";
    case 'r-description':
      return 'versions of R packages are recorded in a lockfile: `renv::snapshot()`';
    case 'julia-project':
      return 'versions of Julia packages are recorded in Manifest.toml; commit it';
    case 'pyproject': {
      if (!text) return texts.why(path) ?? 'it cannot be read';
      try {
        return isApplication(text.text)
          ? undefined
          : `a package's ranges stay, for those who install it beside others; lock it: \`${lockCommand(text.text)}\``;
      } catch (error) {
        if (error instanceof CannotTell) return error.message;
        throw error;
      }
    }
    default:
      return text ? undefined : (texts.why(path) ?? 'it cannot be read');
  }
}

function planManifest(
  manifest: Manifest,
  file: FileText,
  loose: readonly Dependency[],
  known: readonly KnownVersions[],
): { edits: Edit[]; left: Left[] } {
  const { path } = manifest;
  const left: Left[] = [];
  const leave = (one: Dependency, why: string) => {
    // Tools that no run needs are pinned where that can be done, and nobody is asked to do it.
    if (!isTool(one.name)) left.push({ path, line: one.at.line, what: one.name, why });
  };
  if (known.length === 0) {
    const why =
      'no version is known: there is neither a lock nor an installed environment; install it into `.venv` first';
    return { edits: [], left: [{ path, what: countOf(loose), why }] };
  }
  const sources = sourcesFor(manifest, known);
  const { usable, refused } = sources;
  if (usable.length === 0 && refused.length > 0) {
    const why = `${refused.join('; ')}; install the list first`;
    return { edits: [], left: [{ path, what: countOf(loose), why }] };
  }
  const wanted = loose.filter(({ from }) => from === 'index');
  const places = placesOf(manifest, file.text, wanted);
  const lineOf = linesOf(file.text);
  const edits: Edit[] = [];
  for (const one of loose) {
    const place = places.get(one);
    if (one.from === 'vcs')
      leave(one, `it is taken from a repository; name a whole commit${commitOf(one, usable)}`);
    else if (one.from === 'url') leave(one, 'it is fetched from an address; add its hash');
    else {
      const chosen = chooseVersion(one, manifest, sources);
      if (chosen.why !== undefined) leave(one, chosen.why);
      else if (!place)
        leave(one, `the place of its version is not clear; write ${one.name} ${chosen.version} by hand`);
      else {
        const version = writable(chosen.version, file.text);
        edits.push({
          path,
          line: lineOf(place.offset),
          offset: place.offset,
          before: place.before,
          after: place.write(version),
          what: one.name,
          why: `${one.name} is pinned to ${version}`,
          source: chosen.source,
        });
      }
    }
  }
  return { edits: safe(manifest, file, edits, left), left };
}

/** The edits that leave the rest of the file as it is: all of them, else those that do so one by one. */
function safe({ kind, path }: Manifest, file: FileText, edits: readonly Edit[], left: Left[]): Edit[] {
  const isSafe = (some: readonly Edit[]) =>
    saysTheSame(kind, file.text, editedText(file.text, some), some.length) &&
    editedBytes(file, some) !== undefined;
  if (edits.length === 0 || isSafe(edits)) return [...edits];
  const kept: Edit[] = [];
  for (const edit of edits.length > MOST_TRIED ? [] : edits) {
    if (isSafe([...kept, edit])) kept.push(edit);
  }
  for (const { line, what, after } of edits.filter((edit) => !kept.includes(edit)))
    left.push({ path, line, what, why: `${after} in this place alone would not fix it; pin it by hand` });
  return kept;
}

/** Past this the file is not tried edit by edit. */
const MOST_TRIED = 200;

function placesOf(
  { kind }: Manifest,
  text: string,
  wanted: readonly Dependency[],
): Map<Dependency, Place | undefined> {
  if (kind === 'requirements') return placesInRequirements(text, wanted);
  return kind === 'conda' ? placesInConda(text, wanted) : placesInToml(text, wanted);
}

/** The commit from which a package was installed, for people. */
function commitOf({ name }: Dependency, usable: readonly KnownVersions[]): string {
  for (const { source, packages } of usable) {
    const origin = packages.get(name)?.find((one) => one.origin?.startsWith('commit '))?.origin;
    if (origin !== undefined) return ` (${source} has ${origin})`;
  }
  return '';
}

/**
 * A version as it can be installed again: the local part (`+cu121`) is kept where the same file names an index of such
 * builds; else it is left out, and `==2.1.0` admits `2.1.0+cu121` too. Source: PEP 440, "Version matching".
 */
function writable(version: string, text: string): string {
  const local = version.split('+')[1];
  if (local === undefined) return version;
  const indexes = text.match(/^[ \t]*(?:--extra-index-url|--index-url|-i|--find-links|-f)[ \t=]+\S+/gm) ?? [];
  const held = indexes.some((line) =>
    new RegExp(`/${local.replace(/[^\w]/g, '.')}(?:/|$)|torch_stable\\.html`).test(line),
  );
  return held ? version : publicOf(version);
}

function publicOf(version: string): string {
  return version.split('+')[0]!;
}

function countOf({ length }: readonly unknown[]): string {
  return length === 1 ? '1 requirement' : `${length} requirements`;
}
