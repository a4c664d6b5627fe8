import type { ImagePin } from './model.js';

/** An image reference taken apart. */
export interface ImageName {
  name: string;
  tag: string | undefined;
  digest: string | undefined;
  pin: Exclude<ImagePin, 'unknown'>;
}

/**
 * Takes an image reference apart: `registry:port/repository:tag@algorithm:hex`; the tag follows the last slash.
 * Undefined for text that is no reference. Source: distribution/reference, reference.go, and the Docker docs.
 */
export function parseImage(text: string): ImageName | undefined {
  const reference = text.replace(/^(?:docker|oras|library|shub):\/\//, '');
  const [whole = '', digest, ...rest] = reference.split('@');
  if (rest.length > 0 || whole === '' || /[\s$`"'{}<>\\]/.test(reference)) return undefined;
  const slash = whole.lastIndexOf('/');
  const colon = whole.indexOf(':', slash + 1);
  const name = colon < 0 ? whole : whole.slice(0, colon);
  const tag = colon < 0 ? undefined : whole.slice(colon + 1);
  if (name === '' || !/^[\w.:/-]+$/.test(name) || tag === '') return undefined;
  const isDigest = digest !== undefined && /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/i.test(digest);
  return {
    name,
    tag,
    digest,
    pin: isDigest ? 'digest' : tag !== undefined && namesVersion(tag) ? 'tag' : 'floating',
  };
}

/** Releases of distributions, which name a version without a number. */
const CODENAMES =
  /(?:^|[-_.])(?:trusty|xenial|bionic|focal|jammy|noble|stretch|buster|bullseye|bookworm|trixie|forky)(?:$|[-_.])/i;
/** Numbers that are part of a variant's name and no version: `x86_64`, `amd64`, `arm64v8`, `py3`, `python3`. */
const NOT_VERSIONS =
  /x86_64|amd64|arm64(?:v8)?|aarch64|arm32v\d|i386|ppc64le|s390x|\b(?:py|python)[23]\b|\bx64\b/gi;

/** Whether a tag names a version: a number, a release of a distribution, or a commit; `slim` or `gpu` do not. */
function namesVersion(tag: string): boolean {
  if (
    /^(?:latest|nightly|stable|edge|main|master|dev|devel|rolling|current|lts|testing|unstable)\b/i.test(
      tag,
    ) &&
    !/\d+\.\d|\d{6}/.test(tag)
  )
    return false;
  return /\d/.test(tag.replace(NOT_VERSIONS, '')) || CODENAMES.test(tag);
}

/**
 * Replaces `$VAR`, `${VAR}`, `${VAR:-default}`, `${VAR-default}`, `${VAR:+other}` and `${VAR:?message}` by the values given.
 * Undefined when a variable has no value, or is used in another way.
 * Source: moby/buildkit, frontend/dockerfile/docs/reference.md, "Environment replacement"; Compose, "Interpolation".
 */
export function substitute(
  text: string,
  value: (name: string) => string | undefined,
  depth = 0,
): string | undefined {
  if (depth > 10) return undefined;
  let result = '';
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '$') {
      result += text[at++];
      continue;
    }
    if (text[at + 1] === '{') {
      const end = closing(text, at + 1);
      const inner = /^(\w+)(?:(:?[-+?])([\s\S]*))?$/.exec(text.slice(at + 2, end));
      if (end < 0 || !inner) return undefined;
      const [, name = '', operator = '', word = ''] = inner;
      const found = value(name);
      const isSet = found !== undefined && (found !== '' || !operator.startsWith(':'));
      let said: string | undefined;
      if (operator.endsWith('-')) said = isSet ? found : substitute(word, value, depth + 1);
      else if (operator.endsWith('+')) said = isSet ? substitute(word, value, depth + 1) : '';
      else said = isSet ? found : undefined;
      if (said === undefined) return undefined;
      result += said;
      at = end + 1;
      continue;
    }
    const name = /^\w+/.exec(text.slice(at + 1, at + 200))?.[0];
    const said = name === undefined ? undefined : value(name);
    if (said === undefined) return undefined;
    result += said;
    at += 1 + name!.length;
  }
  return result;
}

/** Where the brace that opens at `from` closes; -1 when it does not. */
function closing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}

/** Makes the image of a recipe from its text: resolved, taken apart and judged. */
export function imageOf(
  text: string,
  value: (name: string) => string | undefined = () => undefined,
): {
  text: string;
  resolved: string | undefined;
  name: string | undefined;
  tag: string | undefined;
  digest: string | undefined;
  pin: ImagePin;
} {
  const resolved = substitute(text, value);
  const parts = resolved === undefined ? undefined : parseImage(resolved);
  if (parts) return { text, resolved, ...parts };
  // The digest or an unresolved rest may still be told apart: `image:${TAG}` is unknown, `${IMAGE}@sha256:…` is pinned.
  const pinned = /@sha256:[0-9a-f]{64}$/i.exec(text)?.[0];
  return {
    text,
    resolved,
    name: undefined,
    tag: undefined,
    digest: pinned?.slice(1),
    pin: pinned ? 'digest' : 'unknown',
  };
}
