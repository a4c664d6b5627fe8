import ignore from 'ignore';
import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { isChecksumsName, parseChecksums } from '../formats/checksums.js';
import { lfsPatterns, POINTER_LIMIT, parseLfsPointer } from '../formats/lfs-pointer.js';
import { baseName, folderOf } from '../paths.js';
import { readText } from '../source.js';
import { attempt, type Declarations } from './declarations.js';
import { insidePath } from './locations.js';
import { looksLikeData, looksLikeOther } from './readers.js';

/** How many small files are looked into for LFS pointers. */
const MOST_POINTERS = 2000;

/** Git LFS: the patterns of .gitattributes, and pointers in the work tree. */
export async function fromLfs(
  project: Project,
  listed: Files,
  { declared, problems, tools }: Declarations,
): Promise<void> {
  const rules: { folder: string; matches: (path: string) => boolean; file: string; line: number }[] = [];
  for (const { path } of listed.own.filter(
    (entry) => /(^|\/)\.gitattributes$/.test(entry.path) && entry.kind === 'file',
  )) {
    await attempt(path, problems, async () => {
      for (const { pattern, line } of lfsPatterns(await readText(project.source, path))) {
        const rule = ignore().add(pattern);
        rules.push({ folder: folderOf(path), matches: (inside) => rule.ignores(inside), file: path, line });
      }
    });
  }
  let looked = 0;
  for (const { path, size, kind } of listed.own) {
    if (kind !== 'file') continue;
    const rule = rules.find(
      ({ folder, matches }) =>
        (folder === '' || path.startsWith(`${folder}/`)) &&
        matches(folder === '' ? path : path.slice(folder.length + 1)),
    );
    const small = size >= 100 && size < POINTER_LIMIT;
    if (!rule && !(small && size < 250 && looksLikeData(path) && looked < MOST_POINTERS)) continue;
    const base = { path, by: 'lfs' as const, exclude: [], fetchable: true, produced: false };
    let pointer: ReturnType<typeof parseLfsPointer>;
    if (small) {
      looked += 1;
      try {
        pointer = parseLfsPointer(new TextDecoder().decode(await project.source.bytes(path, POINTER_LIMIT)));
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
        problems.push({ path, message: error.message });
      }
    }
    if (!rule && !pointer) continue;
    if (looksLikeOther(path) && !looksLikeData(path)) continue;
    declared.push({
      ...base,
      at: rule ? { file: rule.file, line: rule.line } : { file: path, line: 1 },
      ...(pointer
        ? { hash: { algorithm: 'sha256' as const, digits: pointer.oid, form: 'file' as const } }
        : {}),
    });
    if (!tools.some(({ tool }) => tool === 'Git LFS')) {
      tools.push({
        tool: 'Git LFS',
        at: rule ? { file: rule.file, line: rule.line } : { file: path, line: 1 },
        store: true,
      });
    }
  }
}

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
