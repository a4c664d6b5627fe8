import { CannotTell } from '../errors.js';
import type { ManifestKind } from '../facts/dependencies.js';
import type { Requirement } from '../facts/formats/manifest.js';
import { MANIFEST_FORMATS } from '../facts/formats/manifests.js';

/**
 * Whether an edited manifest says what it said before, but for `edits` requirements that are exact now. What the reader
 * of the format does not see the same way is not written.
 */
export function saysTheSame(kind: ManifestKind, before: string, after: string, edits: number): boolean {
  const format = MANIFEST_FORMATS.find((one) => one.kind === kind);
  const read = format && 'parse' in format ? format.parse : undefined;
  if (!read) return false;
  try {
    const [old, now] = [read(before), read(after)];
    const pairs = old.requirements.map((one, at) => [one, now.requirements[at]] as const);
    const changed = pairs.filter(([one, other]) => !other || version(one) !== version(other));
    return (
      old.requirements.length === now.requirements.length &&
      pairs.every(([one, other]) => other !== undefined && rest(one) === rest(other)) &&
      changed.length === edits &&
      changed.every(([, other]) => other?.exact === true) &&
      same(old.includes, now.includes) &&
      same(old.python, now.python) &&
      same(old.problems, now.problems)
    );
  } catch (error) {
    if (error instanceof CannotTell) return false;
    throw error;
  }
}

function version({ specifier, exact }: Requirement): string {
  return JSON.stringify([specifier, exact]);
}

/** Everything of a requirement but its version. */
function rest({ name, from, ecosystem, group, extra, marker, extras, hashed, line }: Requirement): string {
  return JSON.stringify({ name, from, ecosystem, group, extra, marker, extras, hashed, line });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
