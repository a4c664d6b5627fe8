import { defineFact, type Project } from '../fact.js';
import { files } from '../files.js';
import { baseName, climb, folderOf, inFolder, isIn, resolveIn } from '../paths.js';
import { lockKind, readLock } from './locks.js';

/** The manifests that the locks of workspaces lock besides their own, such as the members of uv's; paths from the root. */
const lockedMembers = defineFact<ReadonlySet<string>>({
  name: 'lockedMembers',
  async collect(project) {
    const { own } = await project.get(files);
    const out = new Set<string>();
    for (const { path } of own) {
      const kind = baseName(path) === 'uv.lock' ? lockKind(path) : undefined;
      const lock = kind && (await readLock(project, path, kind));
      for (const member of lock?.members ?? []) {
        const folder = resolveIn(folderOf(path), member);
        if (folder !== undefined) out.add(inFolder(folder, 'pyproject.toml'));
      }
    }
    return out;
  },
});

/** The manifests of a part that a lock around it locks, with paths from the part; none for a whole repository. */
export async function lockedAround({ part }: Project): Promise<ReadonlySet<string>> {
  if (!part || part.folder === '') return new Set();
  const { whole, folder } = part;
  const all = await whole.get(lockedMembers);
  return new Set([...all].filter((path) => isIn(path, folder)).map((path) => climb(folder, path)));
}
