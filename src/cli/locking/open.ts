import { loadSettings } from '../../config/load.js';
import { FolderSource } from '../../facts/source.js';
import type { DigestCache } from '../../hashing/cache/cache.js';
import { allowedRoots } from '../allowed-roots.js';
import { digestsFor } from '../digests.js';
import { projectFolder } from '../folder.js';
import type { ProjectFlags } from '../open.js';
import type { DataConfig } from './task.js';

/**
 * The files of a project with what its config says of data. What judges is loaded only where the config names checks: it takes
 * as long as looking at a hundred thousand files. Throws `UserError` as `openProject` does.
 */
export async function openFiles(
  path: string,
  { config: file, cache, allowRoot }: Pick<ProjectFlags, 'config' | 'cache' | 'allowRoot'>,
): Promise<{ source: FolderSource; config: DataConfig; digests: DigestCache }> {
  const config = await loadSettings({
    folder: await projectFolder(path),
    checks: async () => (await import('../../checks/index.js')).checks,
    file: file === true ? undefined : file,
  });
  const source = await FolderSource.open(config.root, await allowedRoots(allowRoot));
  return { source, config, digests: digestsFor(source.root, cache) };
}
