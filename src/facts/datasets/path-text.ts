/** A path as far as the source tells it. */
export interface PathText {
  /** `*` stands for what is known only at run time. */
  text: string;
  /** Starts at the folder of the module, not at the working folder. */
  atModule: boolean;
  /** A default took part, so that the command line can say otherwise. */
  byDefault: boolean;
}

/** Nothing of the path is known. */
export const WILD: PathText = { text: '*', atModule: false, byDefault: false };

export function concat(parts: readonly PathText[]): PathText {
  return {
    text: parts
      .map(({ text }) => text)
      .join('')
      .replace(/\*{2,}/g, '*'),
    atModule: parts[0]?.atModule ?? false,
    byDefault: parts.some(({ byDefault }) => byDefault),
  };
}

/** Joins as os.path.join does: an absolute part drops what stands before it. */
export function join(parts: readonly PathText[]): PathText | undefined {
  let start = 0;
  for (const [at, { text, atModule }] of parts.entries())
    if (text.startsWith('/') || (atModule && at > 0)) start = at;
  const used = parts.slice(start);
  if (used.length === 0) return undefined;
  const text = used
    .map((part) => part.text)
    .filter((one) => one !== '')
    .map((one, at) => (at === 0 ? one.replace(/(.)\/+$/, '$1') : one.replace(/^\/+|\/+$/g, '')))
    .join('/');
  return { text, atModule: used[0]?.atModule ?? false, byDefault: used.some(({ byDefault }) => byDefault) };
}

export function dirname(path: PathText | undefined): PathText | undefined {
  if (!path) return undefined;
  const parts = path.text.split('/');
  // `dirname(__file__)` is the folder of the module, and one more is the folder above it.
  const text =
    path.text === '.' || parts.at(-1) === '..'
      ? `${path.text === '.' ? '' : `${path.text}/`}..`
      : parts.slice(0, -1).join('/') || '.';
  return { ...path, text };
}

/** `'{}/{}.csv'.format(a, b)` with what is known; named and numbered fields by their position as far as it goes. */
export function format({ text, ...rest }: PathText, values: readonly PathText[]): PathText {
  let next = 0;
  const filled = text.replace(
    /\{(\d{0,3})[^{}]{0,60}\}|%[-0-9.]{0,6}[sdfr]/g,
    (_, number: string | undefined) => {
      const at = number ? Number(number) : next++;
      return values[at]?.text ?? '*';
    },
  );
  const byDefault = rest.byDefault || values.some((value) => value.byDefault);
  return { ...rest, text: filled.replace(/\*{2,}/g, '*'), byDefault };
}
