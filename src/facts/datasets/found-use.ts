import { posix } from 'node:path';
import { withoutTokens } from '../credentials.js';
import type { Value } from '../python/model.js';
import { isAddress } from './locations.js';
import type { DatasetUse } from './model.js';
import type { PathText } from './path-text.js';

/** A use whose place among the files of the project is still to be found. */
export interface FoundUse extends Omit<DatasetUse, 'matches' | 'fixedBy'> {
  module: string;
  path?: PathText;
}

/** A use without where it stands. */
export type Told = Omit<FoundUse, 'module' | 'at'>;

/** Texts that ask whoever runs the code for a path. */
const PLACEHOLDER = /(?:^|\/)path\/to\/|<[\w -]{1,40}>|\byour[_-]?(?:data|path|dir|folder)/i;

/** The use of a path or address. */
export function told(call: string, access: 'read' | 'write', path: PathText): Told {
  const solid =
    // An ending alone says nothing of the file.
    path.text.replace(/^\*\/\*\.\w+$/, '').replace(/[*/.]/g, '') !== '' &&
    path.text !== '__file__' &&
    !PLACEHOLDER.test(path.text);
  const known = !solid
    ? 'runtime'
    : path.text.includes('*')
      ? 'partial'
      : path.byDefault
        ? 'default'
        : 'literal';
  const address = isAddress(path.text);
  const revision = address ? pinIn(path.text) : undefined;
  return {
    kind: address ? 'url' : 'path',
    access,
    call,
    known,
    ...(solid ? { value: withoutTokens(address ? path.text : withoutDetours(path.text)), path } : {}),
    ...(revision === undefined ? {} : { revision }),
  };
}

/** `../data` for `./../data`; what has no `..` behind its beginning stays as written. */
function withoutDetours(path: string): string {
  return /[^/]\/\.\.(?:\/|$)/.test(path.replace(/^(?:\.\.\/)+/, '')) ? posix.normalize(path) : path;
}

/**
 * A commit or content hash inside an address, also a shorter one of lakeFS; the version of an object of S3 or the
 * generation of one of Google's.
 */
export function pinIn(address: string): string | undefined {
  const version =
    /^lakefs:\/\/[^/]+\/([0-9a-f]{12,64})(?:\/|$)/.exec(address) ??
    /^(?:s3|https?):\/\/.{1,2000}[?&]versionId=([\w.-]{8,})/i.exec(address) ??
    /^gs:\/\/.{1,2000}#(\d{8,})$/.exec(address);
  if (version) return version[1];
  return /(?:^|[/@=])([0-9a-f]{40}|[0-9a-f]{64})(?=$|[/?&#.])/i.exec(address)?.[1];
}

/** Of several files, the first stands for all. */
export function firstOf(value: Value): Value {
  if ((value.kind === 'list' || value.kind === 'tuple') && value.items[0]) return firstOf(value.items[0]);
  if (value.kind === 'dict' && value.entries[0]) return firstOf(value.entries[0].value);
  return value;
}
