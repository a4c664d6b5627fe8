import { CannotTell } from '../../errors.js';
import { POINTER_LIMIT, parseLfsPointer } from '../formats/lfs-pointer.js';
import { listWithGit } from './list.js';
import type { OpenGit } from './run.js';

/** Sizes in bytes of git objects by name; an object that is absent from the repository has none. */
export async function objectSizes(git: OpenGit, objects: readonly string[]): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  if (objects.length === 0) return sizes;
  const wanted = new Set(objects);
  // In a partial clone git insists on fetching an absent object that is asked by name; what is there can be listed.
  const isPartial = git.config.some(({ key }) =>
    /^remote\.[\s\S]*\.promisor$|^extensions\.partialclone$/.test(key),
  );
  const said = isPartial
    ? await git.text(['cat-file', '--batch-check', '--batch-all-objects', '--unordered'])
    : await git.text(['cat-file', '--batch-check'], `${[...wanted].join('\n')}\n`);
  for (const line of said.split('\n')) {
    const [, object, size] = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(line) ?? [];
    if (object !== undefined && wanted.has(object)) sizes.set(object, Number(size));
  }
  return sizes;
}

/** The Git LFS pointer that an object holds; undefined when it is no pointer or absent. */
export async function pointerIn(
  git: OpenGit,
  object: string,
): Promise<{ oid: string; size: number } | undefined> {
  const size = (await objectSizes(git, [object])).get(object);
  if (size === undefined || size > POINTER_LIMIT) return undefined;
  return parseLfsPointer(await git.text(['cat-file', 'blob', object]));
}

/** The `filter` attribute of paths, from the root; paths without one are left out. */
export async function filtersOf(git: OpenGit, paths: readonly string[]): Promise<Map<string, string>> {
  const filters = new Map<string, string>();
  if (paths.length === 0) return filters;
  const said = await git.text(
    ['check-attr', '-z', '--stdin', 'filter'],
    paths.map((path) => `${path}\0`).join(''),
  );
  const fields = said.split('\0');
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const value = fields[at + 2]!;
    if (!['unspecified', 'unset', 'set'].includes(value)) filters.set(fields[at]!, value);
  }
  return filters;
}

/** The tracked objects of a project, by the path of their file from its root. */
export async function objectsOf(git: OpenGit): Promise<Map<string, string>> {
  const listed = await listWithGit(git);
  return new Map(
    listed.flatMap(({ bytes, object, mode }) =>
      object === undefined || mode === '160000' ? [] : [[bytes.toString('utf8'), object] as const],
    ),
  );
}

/** Bytes of objects that are read together: a small pack may hold any number of objects that are far larger. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * The texts of those objects that are smaller than `limit` bytes, by name, and the sizes of all that are in the
 * repository. Throws `CannotTell` when the texts come to more than 256 MiB.
 */
export async function smallObjects(
  git: OpenGit,
  objects: readonly string[],
  limit: number,
): Promise<{ texts: Map<string, string>; sizes: Map<string, number> }> {
  const sizes = await objectSizes(git, objects);
  const small = [...new Set(objects)].filter((object) => (sizes.get(object) ?? limit) < limit);
  const texts = new Map<string, string>();
  if (small.length === 0) return { texts, sizes };
  const total = small.reduce((sum, object) => sum + (sizes.get(object) ?? 0), 0);
  if (total > MOST_BYTES)
    throw new CannotTell(
      `${small.length} objects of git come to ${total} bytes; at most ${MOST_BYTES} are read`,
    );
  const said = await git.bytes(['cat-file', '--batch'], `${small.join('\n')}\n`);
  for (let at = 0; at < said.length; ) {
    const end = said.indexOf(10, at);
    const [object = '', , size] = said.toString('latin1', at, end < 0 ? said.length : end).split(' ');
    if (end < 0 || size === undefined) break;
    const next = end + 1 + Number(size);
    texts.set(object, said.toString('utf8', end + 1, next));
    at = next + 1;
  }
  return { texts, sizes };
}
