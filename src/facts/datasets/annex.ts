import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { type AnnexKey, keyOfLink, keyOfPointer } from '../formats/annex.js';
import { objectsOf, smallObjects } from '../git/objects.js';
import type { OpenGit } from '../git/run.js';
import { folderOf, inFolder, resolveIn } from '../paths.js';
import { entriesIfAny } from '../source.js';
import type { Declarations } from './declarations.js';
import type { DeclaredDataset, RecordedHash } from './model.js';

/** How many links and small objects are looked into. */
const MOST = 200_000;
/** Pointers are one short line; git-annex itself allows for more after it. */
const POINTER_SIZE = 600;

/**
 * git-annex and DataLad: links into `.git/annex/objects`, and pointer files, those that are committed included. `git`
 * is the repository, where there is one.
 */
export async function fromAnnex(
  project: Project,
  listed: Files,
  git: () => Promise<OpenGit | undefined>,
  found: Declarations,
): Promise<void> {
  const files = new Map<string, { key: AnnexKey; object?: string | undefined }>();
  const isDatalad = listed.has('.datalad/config');
  for (const { path } of listed.own.filter(({ kind }) => kind === 'symlink').slice(0, MOST)) {
    const target = await linkOf(project, path);
    const key = target === undefined ? undefined : keyOfLink(target);
    // Links count from their own folder, which in a part of a repository lies deeper.
    const folder = folderOf(inFolder(project.part?.folder ?? '', path));
    if (key) files.set(path, { key, object: resolveIn(folder, target as string) });
  }
  const whole = project.part?.whole.source ?? project.source;
  const isAnnex = isDatalad || files.size > 0 || (await entriesIfAny(whole, '.git/annex')).length > 0;
  if (!isAnnex) return;
  const repository = await git();
  const [first] = files.keys();
  const at = { file: isDatalad ? '.datalad/config' : (first ?? '.gitattributes'), line: 1 };
  const places = repository ? await placesOf(repository) : [];
  for (const [path, key] of repository ? await committedKeys(repository, listed) : [])
    files.set(path, { key });
  for (const [path, { key, object }] of files) {
    const hash = hashOf(key);
    const dataset: DeclaredDataset = {
      ...{ path, by: 'annex', at: { file: path, line: 1 }, exclude: [], produced: false },
      fetchable: isDatalad || places.length > 0,
      ...(places.length > 0 ? { from: places.slice(0, 3).join(', ') } : {}),
      ...(hash ? { hash } : {}),
      // Of a submodule the annex lies in the repository above, which is not read.
      stores: [
        ...(object === undefined ? [] : [{ tool: 'git-annex' as const, at: object }]),
        { tool: 'git-annex' },
      ],
    };
    found.declared.push(dataset);
  }
  if (files.size === 0 && !isDatalad) return;
  found.tools.push({ tool: isDatalad ? 'DataLad' : 'git-annex', at, store: isDatalad || places.length > 0 });
}

async function linkOf(project: Project, path: string): Promise<string | undefined> {
  try {
    return await project.source.link(path);
  } catch (error) {
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
}

/** Other hashes than these are not computed here; WORM and URL keys say nothing of the content. */
function hashOf({ backend, digits }: AnnexKey): RecordedHash | undefined {
  if (digits === undefined) return undefined;
  const algorithm = /^SHA256E?$/.test(backend) ? 'sha256' : /^MD5E?$/.test(backend) ? 'md5' : undefined;
  return algorithm && digits.length === (algorithm === 'md5' ? 32 : 64)
    ? { algorithm, digits, form: 'file' }
    : undefined;
}

/** The keys of pointer files in the index, by their path. */
async function committedKeys(git: OpenGit, listed: Files): Promise<Map<string, AnnexKey>> {
  const keys = new Map<string, AnnexKey>();
  try {
    const objects = await objectsOf(git);
    const own = listed.own.filter(({ kind, tracked }) => kind !== 'symlink' && tracked).slice(0, MOST);
    const { texts } = await smallObjects(
      git,
      own.flatMap(({ path }) => objects.get(path) ?? []),
      POINTER_SIZE,
    );
    for (const { path } of own) {
      const key = keyOfPointer(texts.get(objects.get(path) ?? '') ?? '');
      if (key) keys.set(path, key);
    }
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
  }
  return keys;
}

/**
 * The repositories and special remotes that the git-annex branch knows of, for people: only their names and kinds, since
 * what else is written there may be secret. Source: git-annex.branchable.com/internals.
 */
async function placesOf(git: OpenGit): Promise<string[]> {
  try {
    const refs = await git.text([
      'for-each-ref',
      '--format=%(refname)',
      'refs/heads/git-annex',
      'refs/remotes/*/git-annex',
    ]);
    const [ref] = refs.split('\n');
    if (!ref) return [];
    const said = await git.text(['ls-tree', ref, 'remote.log', 'uuid.log']);
    const objects = said.split('\n').flatMap((line) => /^\d+ blob ([0-9a-f]+)\t/.exec(line)?.[1] ?? []);
    const { texts } = await smallObjects(git, objects, 1024 * 1024);
    const lines = objects.flatMap((object) => (texts.get(object) ?? '').split('\n'));
    const special = lines.flatMap((line) => {
      const name = /(?:^|\s)name=(\S{1,80})/.exec(line)?.[1];
      const type = /(?:^|\s)(?:externaltype|type)=(\S{1,40})/.exec(line)?.[1];
      return name === undefined || type === undefined ? [] : [`the special remote ${name} (${type})`];
    });
    if (special.length > 0) return special;
    return lines.some((line) => line.trim() !== '')
      ? ['whichever repository still has it (`git annex whereis`)']
      : [];
  } catch (error) {
    if (error instanceof CannotTell) return [];
    throw error;
  }
}
