import { CannotTell } from '../../errors.js';
import { readLock } from '../../hashing/lock.js';
import type { LockAlgorithm } from '../../hashing/lock-file.js';
import { withoutTokens } from '../credentials.js';
import type { Project } from '../fact.js';
import { files as filesFact } from '../files.js';
import { type OpenGit, openGit } from '../git/run.js';
import { fromAnnex } from './annex.js';
import { fromChecksums } from './checksums.js';
import { attempt, type Declarations } from './declarations.js';
import { fromDvc } from './dvc.js';
import { fromLfs } from './lfs.js';
import { insidePath } from './locations.js';
import { fromLakefs, fromPachyderm } from './servers.js';

/** Reads config, repro.lock, DVC files, LFS pointers and checksums files. */
export async function declarationsOf(project: Project): Promise<Declarations> {
  const found: Declarations = { declared: [], tools: [], remotes: [], problems: [], misplaced: [] };
  const listed = await project.get(filesFact);
  fromConfig(project, found);
  await fromLock(project, found);
  await fromDvc(project, listed, found);
  const git = once(() => openedGit(project));
  await fromLfs(project, listed, git, found);
  await fromAnnex(project, listed, git, found);
  await fromChecksums(project, listed, found);
  await fromPachyderm(project, listed, found);
  await fromLakefs(project, listed, found);
  return found;
}

/** Git, where it can be asked; the files can be judged without it, and the git checks say what is wrong with it. */
async function openedGit({ source: { root } }: Project): Promise<OpenGit | undefined> {
  try {
    const git = root === undefined ? undefined : await openGit(root);
    return git?.kind === 'worktree' ? git : undefined;
  } catch (error) {
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function fromConfig({ settings }: Project, { declared }: Declarations): void {
  for (const dataset of settings.data) {
    const { name, path, hash, exclude, source, revision } = dataset;
    const { declaredIn = 'repro.config.yaml', line = 1 } = dataset;
    const base = {
      name,
      by: 'repro.config' as const,
      at: { file: declaredIn, line },
      produced: false,
      exclude,
    };
    if (path === undefined) {
      declared.push({
        ...base,
        fetchable: true,
        revision,
        ...(source ? { source: withoutTokens(source) } : {}),
      });
      continue;
    }
    const inside = insidePath('', path);
    const [, algorithm, digits] = /^(sha256|md5|blake3):([0-9a-fA-F]+)$/.exec(hash ?? '') ?? [];
    declared.push({
      ...base,
      ...whence(source),
      ...(inside === undefined ? { problem: `${path} leads outside the project` } : { path: inside }),
      ...(algorithm && digits
        ? {
            hash: {
              algorithm: algorithm as LockAlgorithm,
              digits: digits.toLowerCase(),
              form: 'either' as const,
            },
          }
        : {}),
    });
  }
}

/** Whether a dataset of the config can be fetched, and where. */
function whence(source: string | undefined): { fetchable: boolean; from?: string } {
  return source === undefined ? { fetchable: false } : { fetchable: true, from: withoutTokens(source) };
}

async function fromLock(project: Project, { declared, problems }: Declarations): Promise<void> {
  const sources = new Map(
    project.settings.data.flatMap(({ path, source }) =>
      path === undefined ? [] : [[insidePath('', path), source] as const],
    ),
  );
  await attempt('repro.lock', problems, async () => {
    const lock = await readLock(project.source);
    for (const { address, exclude = [], version, line = 1 } of lock?.sources ?? []) {
      declared.push({
        source: address,
        by: 'repro.lock',
        at: { file: 'repro.lock', line },
        exclude,
        ...(version === undefined ? {} : { revision: version }),
        fetchable: true,
        produced: false,
      });
    }
    for (const { path, kind, algorithm, hash, exclude = [], line = 1 } of lock?.entries ?? []) {
      declared.push({
        path,
        by: 'repro.lock',
        at: { file: 'repro.lock', line },
        hash: { algorithm, digits: hash, form: kind },
        exclude,
        ...whence(sources.get(path)),
        produced: false,
      });
    }
  });
}
