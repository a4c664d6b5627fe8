import { compare, explain } from '@renovatebot/pep440';
import { quote } from './quote.js';

/** One clause of a version specifier, such as `>=1.2`. */
export interface Clause {
  operator: '===' | '~=' | '==' | '!=' | '<=' | '>=' | '<' | '>';
  /** The version as written, without the wildcard. */
  version: string;
  /** `==1.2.*` and `!=1.2.*`. */
  wildcard: boolean;
}

const CLAUSE = /^(===|~=|==|!=|<=|>=|<|>)\s*([^\s,;()]+)$/;
/** More clauses than any real requirement has, and longer ones; keeps hostile texts cheap. */
const MOST_CLAUSES = 200;
const LONGEST = 500;

/** A version specifier, or what is wrong with it. */
export type Specifiers =
  | { clauses: Clause[]; problem?: undefined }
  | { clauses?: undefined; problem: string };

/**
 * Reads a version specifier; the empty one has no clauses.
 * Source: PEP 440, "Version specifiers"; that a wildcard follows a release alone is the rule of packaging 22 and later.
 */
export function readSpecifiers(text: string): Specifiers {
  const parts = text.split(',').map((part) => part.trim());
  // A trailing comma is allowed.
  if (parts.at(-1) === '') parts.pop();
  if (parts.length > MOST_CLAUSES) return { problem: `a specifier of ${parts.length} clauses` };
  const clauses: Clause[] = [];
  for (const part of parts) {
    const clause = readClause(part);
    if (typeof clause === 'string') return { problem: clause };
    clauses.push(clause);
  }
  return { clauses };
}

/** The clauses of a version specifier; none for the empty one, undefined when the text is no specifier. */
export function parseSpecifiers(text: string): Clause[] | undefined {
  return readSpecifiers(text).clauses;
}

/** A clause, or what is wrong with it. */
function readClause(text: string): Clause | string {
  const written = writtenClause(text);
  if (!written) return `${quote(text)} is no version specifier`;
  const { operator, version, wildcard } = written;
  if (operator === '===') return written;
  const read = explain(version);
  if (!read) return `${quote(version)} is no version`;
  const isEquality = operator === '==' || operator === '!=';
  if (wildcard && (!isEquality || read.is_prerelease || read.is_postrelease || read.local))
    return `${quote(text)} has a wildcard where none may stand`;
  if (read.local && !isEquality) return `${quote(text)} orders a local version`;
  if (operator === '~=' && read.release.length < 2)
    return `${quote(text)} needs two parts of a version at least`;
  return written;
}

/** Operator and version of a clause, whether or not that is a version. */
function writtenClause(text: string): Clause | undefined {
  const match = text.length > LONGEST ? null : CLAUSE.exec(text.trim());
  if (!match) return undefined;
  const operator = match[1] as Clause['operator'];
  const written = match[2]!;
  const wildcard = operator !== '===' && written.endsWith('.*');
  return { operator, version: wildcard ? written.slice(0, -2) : written, wildcard };
}

/** Whether a specifier admits one version only: `==` without a wildcard, or `===`. Source: PEP 440. */
export function isExact(specifier: string): boolean {
  return exactVersion(specifier) !== undefined;
}

/** The version that an exact specifier names, which may be one of before PEP 440. */
export function exactVersion(specifier: string): string | undefined {
  for (const part of specifier.split(',', MOST_CLAUSES)) {
    const clause = writtenClause(part);
    const equals = clause?.operator === '===' || (clause?.operator === '==' && !clause.wildcard);
    if (clause && equals && !clause.version.includes('*')) return clause.version;
  }
  return undefined;
}

/** Whether every clause admits a version, pre-releases included. Source: PEP 440. False for a text that is no version, `===` aside. */
export function admits(clauses: readonly Clause[], version: string): boolean {
  const read = explain(version);
  return clauses.every((clause) =>
    clause.operator === '==='
      ? clause.version.toLowerCase() === version.trim().toLowerCase()
      : read !== null && admitsOne(clause, version, read),
  );
}

type Read = NonNullable<ReturnType<typeof explain>>;

function admitsOne({ operator, version: limit, wildcard }: Clause, version: string, read: Read): boolean {
  const bound = explain(limit)!;
  const own = read.public;
  switch (operator) {
    case '==':
    case '!=': {
      const equal = wildcard ? sameRelease(read, bound) : compare(bound.local ? version : own, limit) === 0;
      return equal === (operator === '==');
    }
    case '~=': {
      const prefix = { ...bound, release: bound.release.slice(0, -1) };
      return compare(own, limit) >= 0 && sameRelease(read, prefix);
    }
    case '>=':
      return compare(own, limit) >= 0;
    case '<=':
      return compare(own, limit) <= 0;
    case '<':
      // `<1.0` leaves out the pre-releases of 1.0, unless it names one.
      return compare(own, bound.is_prerelease ? limit : `${bound.public}.dev0`) < 0;
    case '>':
      // `>1.0` leaves out the post-releases and local versions of 1.0, unless it names one itself.
      return (
        compare(own, limit) > 0 &&
        (bound.is_postrelease || bound.is_devrelease || compare(withoutPost(read), limit) !== 0)
      );
    case '===':
      return false;
  }
}

function sameRelease(version: Read, prefix: Pick<Read, 'epoch' | 'release'>): boolean {
  return (
    version.epoch === prefix.epoch && prefix.release.every((part, at) => (version.release[at] ?? 0) === part)
  );
}

function withoutPost({ epoch, release, pre }: Read): string {
  return `${epoch}!${release.join('.')}${(pre ?? []).join('')}`;
}

/** One end of a range of versions. */
export interface Bound {
  version: string;
  inclusive: boolean;
}

/** The lowest and highest version between which a specifier admits any; a missing end is open. */
export interface Bounds {
  lower?: Bound | undefined;
  upper?: Bound | undefined;
  /** A clause that leaves out versions in between (`!=`, `===`), so that the ends may not tell all. */
  gaps: boolean;
}

/** The ends of a specifier. Pre-release parts are dropped, as uv does for Python versions. */
function boundsOf(clauses: readonly Clause[]): Bounds {
  const out: Bounds = { gaps: false };
  const raise = (version: string, inclusive: boolean) => {
    const order = out.lower ? compare(version, out.lower.version) : 1;
    if (order > 0 || (order === 0 && !inclusive)) out.lower = { version, inclusive };
  };
  const cut = (version: string, inclusive: boolean) => {
    const order = out.upper ? compare(version, out.upper.version) : -1;
    if (order < 0 || (order === 0 && !inclusive)) out.upper = { version, inclusive };
  };
  for (const { operator, version, wildcard } of clauses) {
    const read = explain(version);
    if (!read) {
      out.gaps = true;
      continue;
    }
    const release = read.release.join('.');
    if (operator === '>=' || operator === '>') raise(release, operator === '>=');
    else if (operator === '<=' || operator === '<') cut(release, operator === '<=');
    else if (operator === '~=' || (operator === '==' && wildcard)) {
      raise(release, true);
      cut(after(operator === '~=' ? read.release.slice(0, -1) : read.release), false);
    } else if (operator === '==') {
      raise(release, true);
      cut(release, true);
    } else out.gaps = true;
  }
  return out;
}

/** Whether two specifiers have the same ends; undefined when gaps leave it open. */
export function sameBounds(a: readonly Clause[], b: readonly Clause[]): boolean | undefined {
  const [first, second] = [boundsOf(a), boundsOf(b)];
  const same = sameBound(first.lower, second.lower) && sameBound(first.upper, second.upper);
  return same || !(first.gaps || second.gaps) ? same : undefined;
}

function sameBound(a: Bound | undefined, b: Bound | undefined): boolean {
  if (!a || !b) return a === b;
  return a.inclusive === b.inclusive && compare(a.version, b.version) === 0;
}

function after(release: readonly number[]): string {
  return [...release.slice(0, -1), (release.at(-1) ?? 0) + 1].join('.');
}

/** Whether two specifiers have the same clauses, in any order and however the versions are spelled; undefined when either is none. */
export function sameSpecifiers(a: string, b: string): boolean | undefined {
  const [first, second] = [parseSpecifiers(a), parseSpecifiers(b)];
  if (!first || !second) return a.trim() === b.trim() ? true : undefined;
  const covers = (one: readonly Clause[], other: readonly Clause[]) =>
    one.every((clause) => other.some((candidate) => sameClause(clause, candidate)));
  return covers(first, second) && covers(second, first);
}

function sameClause(a: Clause, b: Clause): boolean {
  if (a.operator !== b.operator || a.wildcard !== b.wildcard) return false;
  if (a.operator === '===') return a.version === b.version;
  // Zeros at the end mean nothing, except where they say how much may change.
  const lengths = explain(a.version)!.release.length === explain(b.version)!.release.length;
  return compare(a.version, b.version) === 0 && (lengths || !(a.wildcard || a.operator === '~='));
}
