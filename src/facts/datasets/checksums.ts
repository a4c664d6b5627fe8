import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { isChecksumsName, parseChecksums } from '../formats/checksums.js';
import { baseName, folderOf } from '../paths.js';
import { readText } from '../source.js';
import { attempt, type Declarations } from './declarations.js';
import { insidePath } from './locations.js';

/** Files such as SHA256SUMS. */
export async function fromChecksums(
  project: Project,
  listed: Files,
  { declared, problems }: Declarations,
): Promise<void> {
  for (const { path, kind } of listed.own) {
    const name = baseName(path);
    if (kind !== 'file' || !isChecksumsName(name)) continue;
    await attempt(path, problems, async () => {
      for (const { path: written, algorithm, digits, line } of parseChecksums(
        await readText(project.source, path),
        name,
      )) {
        const at = { file: path, line };
        const inside = insidePath(folderOf(path), written);
        const fromRoot = insidePath('', written);
        // Some are written from the root of the project instead of from their own folder.
        const target =
          inside !== undefined && !listed.has(inside) && fromRoot !== undefined && listed.has(fromRoot)
            ? fromRoot
            : inside;
        declared.push({
          by: 'checksums',
          at,
          exclude: [],
          fetchable: false,
          produced: false,
          ...(target === undefined
            ? { problem: `${written} leads outside the project` }
            : { path: target, hash: { algorithm, digits, form: 'file' as const } }),
        });
      }
    });
  }
}
