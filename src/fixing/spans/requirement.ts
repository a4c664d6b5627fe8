/** A span that takes an exact version: what stands there now, and what to write for a version. */
export interface Place {
  /** Where the span begins in the text of the file, in UTF-16 units. */
  offset: number;
  before: string;
  write(version: string): string;
}

const HEAD = /^\s*[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?:\s*\[[^\]]*\])?/;
const OPERATOR = /^\(?\s*(?:===|~=|==|!=|<=|>=|<|>)( ?)/;

/**
 * The version part of one PEP 508 requirement, between name and extras and the marker or what else follows; offsets
 * are those of `text`. Undefined for text that is none, or one with an address.
 */
export function placeInRequirement(text: string): Place | undefined {
  const head = HEAD.exec(text)?.[0];
  if (head === undefined) return undefined;
  const rest = text.slice(head.length);
  const end = rest.search(/;|\s--[a-z]|\s#|$/);
  const part = rest.slice(0, end);
  const specifier = part.trim();
  // Right after the name or its extras: white space before a marker or comment stays where it is.
  if (specifier === '') return { offset: head.length, before: '', write: (version) => `==${version}` };
  const operator = OPERATOR.exec(specifier);
  if (!operator || specifier.startsWith('(') !== specifier.endsWith(')')) return undefined;
  const brackets = specifier.startsWith('(');
  return {
    offset: head.length + part.indexOf(specifier),
    before: specifier,
    write: (version) => `${brackets ? '(' : ''}==${operator[1]}${version}${brackets ? ')' : ''}`,
  };
}

/** A place moved to where its text begins. */
export function shifted({ offset, ...place }: Place, by: number): Place {
  return { ...place, offset: offset + by };
}
