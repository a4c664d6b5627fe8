import { dvcTreeHash } from '../../hashing/tree-hash.js';
import { withoutTokens } from '../credentials.js';
import type { DvcItem } from '../formats/dvc.js';
import type { DvcPlace } from './dvc-places.js';
import { insidePath, isAddress } from './locations.js';
import type { DeclaredDataset, RecordedHash } from './model.js';

/** Whether others can reach where an import came from: an address, `git@host:path`, not a folder of this machine. */
export function isReached(url: string | undefined): boolean {
  return url !== undefined && (isAddress(url) ? !/^file:/i.test(url) : /^[\w.-]+@[\w.-]+:/.test(url));
}

/** One output or dependency as a dataset; `place` is the root of DVC that it belongs to. */
export function datasetOf(
  item: DvcItem,
  folder: string,
  file: string,
  by: 'dvc' | 'dvc.lock' | 'dvc.yaml',
  place: DvcPlace | undefined,
): DeclaredDataset {
  const base = { by, at: { file, line: item.line }, exclude: [], fetchable: false, produced: false };
  if (isAddress(item.path)) return { ...base, source: withoutTokens(item.path) };
  const path = insidePath(folder, item.path);
  if (path === undefined) return { ...base, problem: `${item.path} leads outside the project` };
  const hash = dvcHash(item);
  return {
    ...base,
    path,
    ...listedFiles(item),
    ...(hash ? { hash } : {}),
    ...(place && item.cache ? { stores: place.stores } : {}),
    ...remoteOf(item, place),
  };
}

/** Where it can be fetched: the remote that it names, else the default one, else any. */
function remoteOf({ remote, cache, push }: DvcItem, place: DvcPlace | undefined) {
  if (!cache || !push || !place) return { fetchable: false };
  const { remotes } = place;
  const one =
    remotes.find(({ name }) => name === remote) ??
    remotes.find(({ isDefault }) => isDefault) ??
    remotes.find(({ shareable }) => shareable) ??
    remotes[0];
  if (!one) return { fetchable: false };
  const from = one.shareable
    ? `the DVC remote ${one.name}`
    : `${one.url}, the DVC remote ${one.name}, which is a folder of one machine`;
  return { fetchable: true, from };
}

/** Without `hash: md5` the entry is DVC 2's, whose md5 is of text with LF line ends. */
function dvcHash({ md5, hash }: DvcItem): RecordedHash | undefined {
  const [, digits, dir] = /^([0-9a-f]{32})(\.dir)?$/.exec(md5 ?? '') ?? [];
  if (!digits) return undefined;
  return { algorithm: hash === 'md5' ? 'md5' : 'md5-dos2unix', digits, form: dir ? 'dvc-tree' : 'file' };
}

/** The files that a cloud-versioned folder lists, and the hash that DVC would give the folder; where each has an md5. */
function listedFiles({ files = [] }: DvcItem): Pick<DeclaredDataset, 'contents' | 'hash'> | undefined {
  const contents = files.map(({ path, md5 = '' }) => ({ path, hash: md5, size: 0 }));
  if (contents.length === 0 || !contents.every(({ hash }) => /^[0-9a-f]{32}$/.test(hash))) return undefined;
  const digits = dvcTreeHash(contents).replace(/\.dir$/, '');
  return { contents, hash: { algorithm: 'md5', digits, form: 'dvc-tree' } };
}
