import { CannotTell } from '../../errors.js';
import { parseJson, property } from './json.js';

/** One file of a folder that DVC keeps: its path in the folder, and its md5 in lower-case hexadecimal. */
export interface DvcEntry {
  path: string;
  md5: string;
}

/**
 * Reads the object that DVC keeps of a folder (`.dvc/cache/files/md5/ab/cdef….dir`): a JSON list of `{"md5", "relpath"}`.
 * Throws `CannotTell` when it is anything else. Source: dvc-data, src/dvc_data/hashfile/tree.py.
 */
export function parseDvcFolder(text: string): DvcEntry[] {
  const list = parseJson(text);
  if (!Array.isArray(list)) throw new CannotTell('it is no list of files');
  return list.map((one): DvcEntry => {
    const path = property(one, 'relpath');
    const md5 = property(one, 'md5');
    if (typeof path !== 'string' || typeof md5 !== 'string' || !/^[0-9a-f]{32}$/.test(md5))
      throw new CannotTell('an entry has no path or no md5');
    return { path, md5 };
  });
}
