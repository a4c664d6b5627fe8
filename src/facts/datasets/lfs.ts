import ignore from 'ignore';
import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { type LfsPointer, lfsRules, POINTER_LIMIT, parseLfsPointer } from '../formats/lfs-pointer.js';
import { filtersOf, objectsOf, smallObjects } from '../git/objects.js';
import type { OpenGit } from '../git/run.js';
import { folderOf, isWithin } from '../paths.js';
import type { FileEntry } from '../source.js';
import { readText } from '../source.js';
import { attempt, type Declarations } from './declarations.js';
import type { DataPlace } from './model.js';
import { looksLikeData, looksLikeOther } from './readers.js';

/** How many small files are looked into for LFS pointers. */
const MOST_POINTERS = 2000;

interface Rule {
  folder: string;
  matches: (path: string) => boolean;
  lfs: boolean;
  at: DataPlace;
}

/**
 * Git LFS: the patterns of .gitattributes, the pointers that are committed, and those that stand in the work tree in
 * place of the content. `git` is the repository, where there is one; no filter is run.
 */
export async function fromLfs(
  project: Project,
  listed: Files,
  git: () => Promise<OpenGit | undefined>,
  found: Declarations,
): Promise<void> {
  const rules = await rulesOf(project, listed, found);
  const ruled = new Map<string, DataPlace>();
  for (const { path } of listed.own) {
    const rule = rules.findLast(
      ({ folder, matches }) =>
        isWithin(path, folder) && matches(folder === '' ? path : path.slice(folder.length + 1)),
    );
    if (rule?.lfs) ruled.set(path, rule.at);
  }
  const committed = ruled.size > 0 ? await committedPointers(await git(), [...ruled.keys()]) : undefined;
  let looked = 0;
  for (const entry of listed.own) {
    const { path, size, kind } = entry;
    if (kind !== 'file' && kind !== 'missing') continue;
    let rule = ruled.get(path);
    if (rule && committed && !committed.sent.has(path)) rule = undefined;
    if (rule && committed?.plain.has(path) && isCounted(path)) {
      const message = `${path} is sent to Git LFS by this rule, and committed as it is`;
      found.misplaced.push({ path: rule.file, line: rule.line, message });
      continue;
    }
    const small = kind === 'file' && size >= 100 && size < POINTER_LIMIT;
    if (!rule && !(small && size < 250 && looksLikeData(path) && looked < MOST_POINTERS)) continue;
    if (small) looked += 1;
    const pointer =
      committed?.pointers.get(path) ?? (small ? await pointerAt(project, entry, found) : undefined);
    if ((!rule && !pointer) || !isCounted(path)) continue;
    const at = rule ?? { file: path, line: 1 };
    found.declared.push({
      ...{ path, by: 'lfs', at, exclude: [], fetchable: true, produced: false },
      ...(pointer ? { hash: { algorithm: 'sha256', digits: pointer.oid, form: 'file' } } : {}),
      stores: [{ tool: 'Git LFS', at: '.git/lfs/objects' }],
    });
    if (!found.tools.some(({ tool }) => tool === 'Git LFS'))
      found.tools.push({ tool: 'Git LFS', at, store: true });
  }
}

function isCounted(path: string): boolean {
  return !looksLikeOther(path) || looksLikeData(path);
}

async function rulesOf(project: Project, listed: Files, { problems }: Declarations): Promise<Rule[]> {
  const rules: Rule[] = [];
  for (const { path, kind } of listed.own) {
    if (!/(^|\/)\.gitattributes$/.test(path) || kind !== 'file') continue;
    await attempt(path, problems, async () => {
      for (const { pattern, lfs, line } of lfsRules(await readText(project.source, path))) {
        const rule = ignore().add(pattern);
        const matches = (inside: string) => rule.ignores(inside);
        rules.push({ folder: folderOf(path), matches, lfs, at: { file: path, line } });
      }
    });
  }
  return rules;
}

interface Committed {
  /** Paths that git itself sends to LFS. */
  sent: ReadonlySet<string>;
  pointers: ReadonlyMap<string, LfsPointer>;
  /** Paths whose tracked object is known and no pointer. */
  plain: ReadonlySet<string>;
}

/** What the index holds for paths that rules send to LFS; undefined where git cannot be asked. */
async function committedPointers(
  git: OpenGit | undefined,
  paths: readonly string[],
): Promise<Committed | undefined> {
  if (!git) return undefined;
  try {
    const filters = await filtersOf(git, paths);
    const sent = new Set(paths.filter((path) => filters.get(path) === 'lfs'));
    const objects = await objectsOf(git);
    const { texts, sizes } = await smallObjects(
      git,
      [...sent].flatMap((path) => objects.get(path) ?? []),
      POINTER_LIMIT,
    );
    const pointers = new Map<string, LfsPointer>();
    const plain = new Set<string>();
    for (const path of sent) {
      const object = objects.get(path) ?? '';
      const pointer = parseLfsPointer(texts.get(object) ?? '');
      if (pointer) pointers.set(path, pointer);
      // An empty file is its own pointer; an object that is absent says nothing.
      else if ((sizes.get(object) ?? 0) > 0) plain.add(path);
    }
    return { sent, pointers, plain };
  } catch (error) {
    // The files can be judged without git; the git checks say what is wrong with the repository.
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
}

async function pointerAt(
  project: Project,
  { path }: FileEntry,
  { problems }: Declarations,
): Promise<LfsPointer | undefined> {
  let pointer: LfsPointer | undefined;
  await attempt(path, problems, async () => {
    pointer = parseLfsPointer(new TextDecoder().decode(await project.source.bytes(path, POINTER_LIMIT)));
  });
  return pointer;
}
