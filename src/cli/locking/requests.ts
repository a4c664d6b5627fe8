import { relative, resolve, sep } from 'node:path';
import { shownAddress } from '../../addresses.js';
import { UserError } from '../../errors.js';
import type { LockRequest } from '../../hashing/lock.js';
import type { Lock, LockAlgorithm } from '../../hashing/lock-file.js';
import type { DataConfig } from './task.js';

/** What is to be locked, as the command line says it. */
export interface Wanted {
  /** Relative to the root; empty for all datasets of the config and those locked before. */
  paths: readonly string[];
  /** Only what stands in repro.lock already. */
  update?: boolean | undefined;
  /** For the named paths; undefined for the excludes of before. */
  exclude?: readonly string[] | undefined;
  /** For the named paths, and for what was not locked before. */
  algorithm?: LockAlgorithm | undefined;
  /** Whether there is something else to lock, so that nothing here is no mistake. */
  besides?: boolean | undefined;
}

/** Paths relative to the root. Throws `UserError` for one outside, and for the root itself. */
export function insideOf(root: string, path: string): string {
  const inside = relative(root, resolve(path)).split(sep).join('/');
  if (inside === '..' || inside.startsWith('../')) throw new UserError(`${path} lies outside the project`);
  if (inside === '')
    throw new UserError('the whole project cannot be locked', { hint: 'name its data folders' });
  return inside;
}

/** Throws `UserError` for an address of a kind that cannot be hashed where it lies, which is no path either. */
export function refuseAddresses(paths: readonly string[]): void {
  const address = paths.find((path) => /^[a-z][a-z0-9+.-]*:\/\//i.test(path));
  if (address !== undefined)
    throw new UserError(`${shownAddress(address)} cannot be locked: only s3:// and https:// addresses can`, {
      hint: 'declare it below `data` in repro.config.yaml with its `revision`, or lock the folder it is fetched to',
    });
}

/** Datasets with a path in the config; the paths as repro.lock writes them. */
export function declaredIn({ settings }: DataConfig): LockRequest[] {
  return settings.data.flatMap(({ path, exclude }) =>
    path === undefined ? [] : [{ path: clean(path), exclude }],
  );
}

/**
 * The requests to hash. What was locked before keeps its algorithm, and its excludes unless the config gives others.
 * Throws `UserError` when nothing is named, declared or locked, and for wishes that contradict the config or the lock.
 */
export function requestsFor(previous: Lock | undefined, config: DataConfig, wanted: Wanted): LockRequest[] {
  const { paths, update, exclude, algorithm, besides = false } = wanted;
  const locked = new Map((previous?.entries ?? []).map((entry) => [entry.path, entry]));
  const declared = new Map(declaredIn(config).map((request) => [request.path, request]));
  if (exclude && paths.length === 0 && !besides)
    throw new UserError('--exclude needs the paths that it is for', {
      hint: 'as in `repro lock data/images --exclude "**/*.tmp"`',
    });
  const every = [
    ...locked.keys(),
    ...(update ? [] : [...declared.keys()].filter((path) => !locked.has(path))),
  ];
  const asked = paths.length > 0 ? paths : every;
  if (asked.length === 0 && !besides) {
    throw update
      ? new UserError('there is nothing to update: repro.lock has no entries')
      : new UserError('there is nothing to lock: no dataset is declared and none was locked before', {
          hint: 'name files or folders, as in `repro lock data`, or declare them below `data` in repro.config.yaml',
        });
  }
  return asked.map((path) => {
    const before = locked.get(path);
    const inConfig = declared.get(path);
    if (update && !before) throw notLocked(path, [...locked.keys()]);
    if (exclude && inConfig)
      throw new UserError(`${path} is declared in the config, and so are its excludes`, {
        hint: `write them there: \`exclude: ${JSON.stringify(exclude)}\``,
      });
    return {
      path,
      exclude: exclude ?? (inConfig ?? before)?.exclude ?? [],
      algorithm: (paths.length > 0 ? algorithm : undefined) ?? before?.algorithm ?? algorithm,
    };
  });
}

function notLocked(path: string, locked: readonly string[]): UserError {
  const around = locked.find((one) => path.startsWith(`${one}/`));
  return new UserError(`${path} has no entry in repro.lock`, {
    hint: around
      ? `it is part of ${around}: \`repro lock --update ${around}\``
      : `\`repro lock ${path}\` adds one`,
  });
}

function clean(path: string): string {
  return path.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
}
