import { XMLParser } from 'fast-xml-parser';

/** One object of a list. */
export interface Listed {
  key: string;
  /** Bytes. */
  size: number;
}

/** One page of ListObjectsV2. */
export interface Page {
  objects: Listed[];
  /** What asks for the next page; undefined on the last one. */
  next: string | undefined;
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  // Without it signs written by their number, as in `&#39;`, stay as they are.
  htmlEntities: true,
  isArray: (name) => name === 'Contents',
});

/** Reads an answer to ListObjectsV2; undefined when it is something else. */
export function parsePage(xml: string): Page | undefined {
  const result = field(parse(xml), 'ListBucketResult');
  if (result === undefined) return undefined;
  // Names that XML cannot hold come as in URLs, where the store says so.
  const isEncoded = text(result, 'EncodingType') === 'url';
  const objects: Listed[] = [];
  const contents = field(result, 'Contents');
  for (const one of Array.isArray(contents) ? contents : []) {
    const written = text(one, 'Key');
    const key = isEncoded ? decoded(written) : written;
    const size = text(one, 'Size').trim();
    if (key === undefined || key === '' || !/^\d{1,15}$/.test(size)) return undefined;
    objects.push({ key, size: Number(size) });
  }
  const next = text(result, 'NextContinuationToken');
  const isCut = text(result, 'IsTruncated').trim() === 'true';
  return isCut && next === '' ? undefined : { objects, next: isCut ? next : undefined };
}

/** The code of an error answer, such as `NoSuchKey`, and the region that it names; empty where there is none. */
export function parseError(xml: string): { code: string; region: string } {
  const error = field(parse(xml), 'Error');
  const code = text(error, 'Code').trim();
  return { code: /^[A-Za-z0-9.]{1,64}$/.test(code) ? code : '', region: text(error, 'Region').trim() };
}

function parse(xml: string): unknown {
  // No store declares a document type; entities of one could grow without bound.
  if (!xml.trimStart().startsWith('<') || xml.includes('<!DOCTYPE')) return undefined;
  try {
    return parser.parse(xml);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function text(value: unknown, name: string): string {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
}

function decoded(written: string): string | undefined {
  try {
    return decodeURIComponent(written.replaceAll('+', '%20'));
  } catch {
    return undefined;
  }
}
