import { relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../../config/load.js';
import { UserError } from '../../errors.js';
import type { Source } from '../../facts/source.js';
import {
  createLock,
  type LockRequest,
  readLock,
  type Verified,
  verifyLock,
  writeLock,
} from '../../hashing/lock.js';
import type { Lock } from '../../hashing/lock-file.js';
import { onInterrupt } from '../interrupt.js';
import { openProject, type ProjectFlags } from '../open.js';
import { bytes, type ProgressLine, progressLine, progressText } from '../progress.js';
import { plain, print } from '../terminal.js';

interface Flags extends ProjectFlags {
  check?: boolean;
  quiet?: boolean;
}

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .argument('[paths...]', 'files and folders; else the datasets of the config and those locked before')
    .option('--check', 'only compare with repro.lock; exit code 1 when something differs')
    .option('--config <file>', 'use this config instead of the one that is found')
    .option('--no-config', 'use no config')
    .option('-q, --quiet', 'only say what is wrong')
    .action(async (paths: string[], flags: Flags) => {
      const progress = progressLine(flags.quiet);
      const stopListening = onInterrupt(() => progress.end());
      try {
        done(await lock(paths, flags, progress));
      } finally {
        progress.end();
        stopListening();
      }
    });
}

async function lock(paths: readonly string[], flags: Flags, progress: ProgressLine): Promise<number> {
  const { project, config } = await openProject('.', flags);
  const begun = performance.now();
  const onProgress = (done: number, total: number) =>
    progress.show(progressText({ fact: 'hashing', done, total, unit: 'bytes' }, performance.now() - begun));
  const store = project.source;
  const previous = await readLock(store);
  const given = paths.map((path) => insideOf(config.root, path));
  const say = (text: string) => (flags.quiet ? undefined : print(plain(text)));
  if (flags.check) {
    const wanted = locked(previous, config, given);
    const verified = await verifyLock(store, wanted.lock, { onProgress });
    progress.end();
    for (const one of verified) if (one.status === 'ok') await say(`ok        ${one.entry.path}\n`);
    for (const line of [
      ...verified.flatMap(complaint),
      ...wanted.missing.map((path) => `missing   ${path} is not in repro.lock`),
    ])
      await print(`${plain(line)}\n`);
    return wanted.missing.length > 0 || verified.some(({ status }) => status !== 'ok') ? 1 : 0;
  }
  const requests = requestsFor(previous, config, given);
  const { lock: next, problems } = await createLock(store, requests, { previous, onProgress });
  progress.end();
  if (problems.length > 0) {
    throw new UserError(
      `repro.lock is left as it was:\n${problems.map(({ message }) => `  ${message}`).join('\n')}`,
      { hint: 'mend or leave out what cannot be hashed' },
    );
  }
  await writeLock(config.root, next);
  const asked = new Set(requests.map(({ path }) => path));
  for (const { path, kind, hash, size, count } of next.entries.filter((entry) => asked.has(entry.path))) {
    const files = kind === 'tree' ? `, ${count ?? 0} files` : '';
    await say(`locked    ${path}  ${hash.slice(0, 12)}  ${bytes(size)}${files}\n`);
  }
  await say(`wrote ${shown(store, config)}\n`);
  return 0;
}

function shown({ name }: Source, { root }: Config): string {
  return relative('.', root) === '' ? 'repro.lock' : `${relative('.', root) || name}/repro.lock`;
}

/** Paths relative to the root. Throws `UserError` for one outside. */
function insideOf(root: string, path: string): string {
  const inside = relative(root, resolve(path)).split(sep).join('/');
  if (inside === '..' || inside.startsWith('../')) throw new UserError(`${path} lies outside the project`);
  if (inside === '')
    throw new UserError('the whole project cannot be locked', { hint: 'name its data folders' });
  return inside;
}

/** Datasets with a path in the config, and what was locked before. */
function declared({ settings }: Config): LockRequest[] {
  return settings.data.flatMap(({ path, exclude }) => (path === undefined ? [] : [{ path, exclude }]));
}

function requestsFor(previous: Lock | undefined, config: Config, given: readonly string[]): LockRequest[] {
  const known = new Map<string, LockRequest>();
  for (const { path, exclude } of previous?.entries ?? []) known.set(path, { path, exclude });
  for (const request of declared(config)) known.set(request.path, request);
  const requests = given.length > 0 ? given.map((path) => known.get(path) ?? { path }) : [...known.values()];
  if (requests.length === 0) {
    throw new UserError('there is nothing to lock: no dataset is declared and none was locked before', {
      hint: 'name files or folders, as in `repro lock data`, or declare them below `data` in repro.config.yaml',
    });
  }
  return requests;
}

/** The part of the lock to compare, and what should be in it and is not. */
function locked(
  previous: Lock | undefined,
  config: Config,
  given: readonly string[],
): { lock: Lock; missing: string[] } {
  if (!previous) throw new UserError('there is no repro.lock', { hint: '`repro lock` writes it' });
  const wanted = given.length > 0 ? given : undefined;
  const has = new Set(previous.entries.map(({ path }) => path));
  const expected = wanted ?? declared(config).map(({ path }) => path);
  return {
    lock: { version: 1, entries: previous.entries.filter(({ path }) => wanted?.includes(path) ?? true) },
    missing: expected.filter((path) => !has.has(path)),
  };
}

function complaint({ entry, status, message, differences }: Verified): string[] {
  if (status === 'ok') return [];
  return [
    `${status.padEnd(9)} ${message || entry.path}`,
    ...differences.map(({ path, change }) => `            ${change}: ${entry.path}/${path}`),
  ];
}
