import { encodePath } from './markdown-text.js';
import { type Entity, reference } from './rocrate-entity.js';
import type { AbsentData, KnownFile } from './rocrate-files.js';

/** Media types of the files that reports name, by the end of their name. */
const FORMATS: readonly (readonly [end: RegExp, format: string])[] = [
  [/\.csv$/i, 'text/csv'],
  [/\.tsv$/i, 'text/tab-separated-values'],
  [/\.json$/i, 'application/json'],
  [/\.ya?ml$|^conda-lock\.yml$/i, 'application/yaml'],
  [/\.toml$|^(?:uv|poetry|pdm)\.lock$/i, 'application/toml'],
  [/\.ipynb$/i, 'application/x-ipynb+json'],
  [/\.py$/i, 'text/x-python'],
  [/\.parquet$/i, 'application/vnd.apache.parquet'],
  [/\.md$/i, 'text/markdown'],
  [/\.cff$/i, 'application/yaml'],
  [/\.zip$/i, 'application/zip'],
  [/\.gz$/i, 'application/gzip'],
  [
    /\.(?:txt|in|sh|slurm)$|^(?:(?:.+\.)?(?:docker|container|make)file(?:\..+)?|licen[cs]e|copying)$/i,
    'text/plain',
  ],
];

/** True for a script or notebook of Python. */
export function isPython({ script, path }: KnownFile): boolean {
  return script && /\.(?:py|ipynb)$/i.test(path);
}

export const PYTHON: Entity = {
  '@id': '#python',
  '@type': 'ComputerLanguage',
  name: 'Python',
  url: 'https://www.python.org/',
};

/** A file or folder, and its hash where that is no property of it. */
export function partOf(file: KnownFile): Entity[] {
  const { path, kind, roles, script, bytes } = file;
  const name = path.split('/').at(-1) ?? path;
  const id = encodePath(path) + (kind === 'tree' ? '/' : '');
  const part: Entity = {
    '@id': id,
    '@type': kind === 'tree' ? 'Dataset' : script ? ['File', 'SoftwareSourceCode'] : 'File',
    name: path,
    description: roles.join(', '),
    contentSize: bytes === undefined ? undefined : String(bytes),
    encodingFormat: kind === 'tree' ? undefined : FORMATS.find(([end]) => end.test(name))?.[1],
    programmingLanguage: isPython(file) ? reference(PYTHON) : undefined,
  };
  return withHash(part, file.hash, kind === 'file', `#hash-of-${id}`);
}

/** A dataset that is not among the files is no part of the crate; it is mentioned, with its recorded hash. */
export function mentionOf({ name, hash, reason }: AbsentData, at: number): Entity[] {
  const id = `#data-${at + 1}`;
  const said: Entity = { '@id': id, '@type': 'CreativeWork', name, description: `Dataset, ${reason}` };
  return withHash(said, hash, false, `#hash-of-${id.slice(1)}`);
}

/** The digest as a property where there is one for it: of the bytes of a file, and of an algorithm with a term. */
function withHash(entity: Entity, hash: string | undefined, plain: boolean, id: string): Entity[] {
  const [, algorithm, digits] = /^([a-z0-9-]+):(.+)$/.exec(hash ?? '') ?? [];
  if (algorithm === undefined || digits === undefined) return [entity];
  if (plain && ['md5', 'sha1', 'sha256'].includes(algorithm)) return [{ ...entity, [algorithm]: digits }];
  const told = {
    '@id': id,
    '@type': 'PropertyValue',
    name: 'recorded hash',
    propertyID: algorithm,
    value: digits,
  };
  return [{ ...entity, identifier: reference(told) }, told];
}
