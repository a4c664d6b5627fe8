import type { RandomAccess } from './formats/random-access.js';
import type { Source } from './source.js';

/** A file of a source of which parts are read. Throws `CannotTell` as `Source.size` does, and so does each reading. */
export async function partsOf(source: Source, path: string): Promise<RandomAccess> {
  const size = await source.size(path);
  return { size, read: (start, length) => source.part(path, start, length) };
}
