import { valid } from '@renovatebot/pep440';
import type { Requirement } from './manifest.js';

/** A requirement as PEP 508 writes it, or why the text is none. */
export type Parsed =
  | { requirement: Omit<Requirement, 'line'>; problem?: string }
  | { requirement?: undefined; problem: string };

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?![A-Za-z0-9._-])/;
const CLAUSE = /^(===|~=|==|!=|<=|>=|<|>)\s*([^\s,;()]+)$/;
/** Source: PEP 508, "Environment Markers", and PEP 751 for the last two. */
const VARIABLES = new Set(
  `os_name sys_platform platform_machine platform_python_implementation platform_release platform_system platform_version
  python_version python_full_version implementation_name implementation_version extra extras dependency_groups
  os.name sys.platform platform.version platform.machine platform.python_implementation python_implementation`.split(
    /\s+/,
  ),
);
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
    if (marker === undefined || isMarker(marker)) return { requirement };
    return { requirement, problem: `${quote(marker)} is no environment marker` };
  }
  const semicolon = rest.indexOf(';');
  const marker = semicolon < 0 ? undefined : rest.slice(semicolon + 1).trim();
  const specifier = stripParentheses((semicolon < 0 ? rest : rest.slice(0, semicolon)).trim());
  const problem =
    specifierProblem(specifier) ??
    (marker === undefined || isMarker(marker) ? undefined : `${quote(marker)} is no environment marker`);
  const requirement = {
    ...base,
    specifier,
    exact: isExact(specifier),
    from: 'index' as const,
    ...withMarker(marker),
  };
  return problem === undefined ? { requirement } : { requirement, problem: `${quote(raw)}: ${problem}` };
}

/** Whether a version specifier admits one version only: `==` without a wildcard, or `===`. Source: PEP 440. */
export function isExact(specifier: string): boolean {
  return specifier.split(',').some((clause) => {
    const match = CLAUSE.exec(clause.trim());
    return match !== null && (match[1] === '===' || (match[1] === '==' && !match[2]!.includes('*')));
  });
}

/** The version that an exact specifier names. */
export function exactVersion(specifier: string): string | undefined {
  return /(?:^|,)\s*={2,3}\s*([^\s,;()*]+)\s*(?:,|$)/.exec(specifier)?.[1];
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

/** Whether an environment marker is well formed. Source: PEP 508, "Environment Markers". */
export function isMarker(marker: string): boolean {
  const tokens = marker.match(/'[^']*'|"[^"]*"|[()]|===|~=|[<>=!]=|[<>]|[A-Za-z_][A-Za-z0-9_.]*|\S/g) ?? [];
  let depth = 0;
  let expect: 'operand' | 'operator' | 'second' | 'joint' = 'operand';
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const operand = /^['"]./.test(token) || VARIABLES.has(token);
    if (expect === 'operand' && token === '(') depth++;
    else if ((expect === 'operand' || expect === 'second') && operand)
      expect = expect === 'operand' ? 'operator' : 'joint';
    else if (expect === 'operator' && (/^[<>=!~]/.test(token) || token === 'in')) expect = 'second';
    else if (expect === 'operator' && token === 'not' && tokens[at + 1] === 'in') {
      at++;
      expect = 'second';
    } else if (expect === 'joint' && token === ')' && depth > 0) depth--;
    else if (expect === 'joint' && (token === 'and' || token === 'or')) expect = 'operand';
    else return false;
  }
  return depth === 0 && expect === 'joint';
}

/** What is wrong with a version specifier by PEP 440, "Version specifiers"; undefined when nothing is. */
function specifierProblem(specifier: string): string | undefined {
  if (specifier === '') return undefined;
  const clauses = specifier.split(',').map((clause) => clause.trim());
  // A trailing comma is allowed.
  if (clauses.at(-1) === '') clauses.pop();
  for (const clause of clauses) {
    const match = CLAUSE.exec(clause);
    if (!match) return `${quote(clause)} is no version specifier`;
    const [, operator = '', version = ''] = match;
    if (operator === '===') continue;
    const equality = operator === '==' || operator === '!=';
    const wild = version.endsWith('.*');
    if (valid(wild ? version.slice(0, -2) : version) === null) return `${quote(version)} is no version`;
    if (wild && (!equality || /dev|\+/i.test(version)))
      return `${quote(clause)} has a wildcard where none may stand`;
    if (!equality && version.includes('+')) return `${quote(clause)} orders a local version`;
    if (operator === '~=' && !/^\s*v?(?:\d+!)?\d+\.\d/i.test(version))
      return `${quote(clause)} needs two parts of a version at least`;
  }
  return undefined;
}

function stripParentheses(specifier: string): string {
  return specifier.startsWith('(') && specifier.endsWith(')') ? specifier.slice(1, -1).trim() : specifier;
}

/** An address ends at white space; a marker follows only after white space, since `;` may stand in addresses. */
function splitUrl(text: string): [string, string | undefined] {
  const [url = ''] = text.split(/\s/, 1);
  const rest = text.slice(url.length).trim();
  return [url, rest.startsWith(';') ? rest.slice(1).trim() : undefined];
}

function withMarker(marker: string | undefined): { marker?: string } {
  return marker ? { marker } : {};
}

function quote(text: string): string {
  return `"${text.length > 80 ? `${text.slice(0, 77)}...` : text}"`;
}
