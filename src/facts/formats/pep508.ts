import type { Requirement } from './manifest.js';
import { parseMarker } from './marker-syntax.js';
import { quote } from './quote.js';
import { isExact, readSpecifiers } from './specifiers.js';

/** A requirement as PEP 508 writes it, or why the text is none. */
export type Parsed =
  | { requirement: Omit<Requirement, 'line'>; problem?: string }
  | { requirement?: undefined; problem: string };

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?![A-Za-z0-9._-])/;
/** Longer than any real requirement; keeps hostile lines cheap. */
export const LONGEST = 8192;

/** The name that indexes compare by. Source: PEP 503, "Normalized Names". */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/**
 * Reads one requirement: `name[extra] >=1,<2 ; marker` or `name @ url ; marker`.
 * Source: PEP 508 and https://packaging.python.org/en/latest/specifications/dependency-specifiers/
 */
export function parseRequirement(text: string): Parsed {
  const raw = text.trim();
  if (raw.length > LONGEST) return { problem: `a requirement of ${raw.length} characters` };
  const written = NAME.exec(raw)?.[0];
  if (written === undefined) return { problem: `${quote(raw)} is no requirement` };
  let rest = raw.slice(written.length).trimStart();
  let extras: string[] | undefined;
  if (rest.startsWith('[')) {
    const end = rest.indexOf(']');
    if (end < 0) return { problem: `${quote(raw)} does not close its extras` };
    const inside = rest.slice(1, end).trim();
    const named = inside === '' ? [] : inside.split(',').map((extra) => extra.trim());
    if (named.some((extra) => NAME.exec(extra)?.[0] !== extra))
      return { problem: `${quote(raw)} names what is no extra` };
    extras = named.map(normalizeName);
    rest = rest.slice(end + 1).trimStart();
  }
  const base = {
    name: normalizeName(written),
    raw,
    ecosystem: 'pypi' as const,
    ...(extras === undefined || extras.length === 0 ? {} : { extras }),
  };
  if (rest.startsWith('@')) {
    const [url, marker] = splitUrl(rest.slice(1).trim());
    if (url === '') return { problem: `${quote(raw)} names no address after @` };
    const requirement = { ...base, ...parseUrl(url), ...withMarker(marker) };
    const problem = markerProblem(marker);
    return problem === undefined ? { requirement } : { requirement, problem };
  }
  const semicolon = rest.indexOf(';');
  const marker = semicolon < 0 ? undefined : rest.slice(semicolon + 1).trim();
  const specifier = stripParentheses((semicolon < 0 ? rest : rest.slice(0, semicolon)).trim());
  const problem = readSpecifiers(specifier).problem ?? markerProblem(marker);
  const requirement = {
    ...base,
    specifier,
    exact: isExact(specifier),
    from: 'index' as const,
    ...withMarker(marker),
  };
  return problem === undefined ? { requirement } : { requirement, problem: `${quote(raw)}: ${problem}` };
}

/** Where an address leads, and whether it names one state for good. */
export function parseUrl(url: string): Pick<Requirement, 'specifier' | 'exact' | 'from' | 'hashed'> {
  if (url.length > LONGEST) return { specifier: '@ (too long)', exact: false, from: 'url' };
  const specifier = `@ ${withoutCredentials(url)}`;
  const vcs = /^(?:git|hg|svn|bzr)\+/i.test(url);
  if (vcs) return { specifier, exact: hasCommit(url), from: 'vcs' };
  const hashed = /[#&](?:sha(?:1|224|256|384|512)|md5)=[0-9a-f]{32,}/i.test(url);
  const from = /^(?:https?|ftp|s3|gs):/i.test(url) ? ('url' as const) : ('path' as const);
  const path = url.replace(/[#?].*$/, '');
  // A wheel or source archive carries its version in its name; an archive of a commit carries the commit.
  const named =
    from === 'url' &&
    (/-\d[^/]*\.(?:whl|tar\.gz|zip|tar\.bz2)$/.test(path) || /\/[0-9a-f]{40}(?:[./]|$)/.test(path));
  return { specifier, exact: hashed || named, from, ...(hashed ? { hashed } : {}) };
}

/** Whether a repository address ends in a whole commit (40 or 64 hex digits); branches and tags can move. */
export function hasCommit(url: string): boolean {
  const path = url.replace(/#.*$/, '');
  return /@(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(path);
}

/** An address without user name and password. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/?#\s@]*@(?=[^/])/, (whole, scheme: string) =>
    // `git+ssh://git@host` is how such addresses are written: no secret in it.
    whole === `${scheme}git@` ? whole : scheme,
  );
}

function stripParentheses(specifier: string): string {
  return specifier.startsWith('(') && specifier.endsWith(')') ? specifier.slice(1, -1).trim() : specifier;
}

/**
 * An address ends at white space; a marker follows only after or before white space, since `;` may stand in addresses.
 * The standard wants the space before; pip takes a `;` at the end of the address too.
 */
function splitUrl(text: string): [string, string | undefined] {
  const [address = ''] = text.split(/\s/, 1);
  const url = address === text ? address : address.replace(/;$/, '');
  const rest = text.slice(url.length).trim();
  return [url, rest.startsWith(';') ? rest.slice(1).trim() : undefined];
}

/** What is wrong with a marker. Source: PEP 508, "Environment Markers". */
function markerProblem(marker: string | undefined): string | undefined {
  const problem = marker === undefined ? undefined : parseMarker(marker).problem;
  return problem && `${quote(marker ?? '')} is no environment marker: ${problem.message}`;
}

function withMarker(marker: string | undefined): { marker?: string } {
  return marker ? { marker } : {};
}
