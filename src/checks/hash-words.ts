import type { HashResult, RemoteResult } from '../facts/hashes.js';
import type { Gap } from './check.js';

/** How each tool brings what it keeps into the work tree, from its cache or from elsewhere. */
const GET: Readonly<Partial<Record<HashResult['by'], [checkout: string, fetch: string]>>> = {
  dvc: ['dvc checkout', 'dvc pull'],
  'dvc.lock': ['dvc checkout', 'dvc pull'],
  lfs: ['git lfs checkout', 'git lfs pull --include'],
  annex: ['git annex get', 'git annex get'],
};

/** What to do about data that differs from its record, where the one who keeps the record has a way of its own. */
const MEND: Readonly<Partial<Record<HashResult['by'], string>>> = {
  'repro.lock':
    'Put the recorded data back, or record what is there on purpose with `repro lock`. `repro lock --check` names the files that differ.',
  'repro.config': 'Put the recorded data back, or write its new hash to the config.',
  checksums: 'Put the recorded file back, or write its new checksum to the list.',
  lfs: 'Put the recorded version back (`git checkout -- <path>`), or commit the new one.',
  annex:
    'Put the recorded content back (`git annex fsck`, then `git annex get`), or add the new one on purpose (`git annex add`, `datalad save`).',
  dvc: 'Put the recorded version back (`dvc checkout`, `dvc pull`), or record the new one on purpose (`dvc commit`).',
};

/** What to do about data that is gone and that nothing fetches. */
const LOST: Readonly<Partial<Record<HashResult['by'], string>>> = {
  'repro.lock':
    'Put it there, and say where it comes from: `source` of the dataset in repro.config.yaml. What is gone for good `repro lock --prune` takes out.',
  'repro.config': 'Put it there, and say where it comes from: `source` of the dataset.',
  checksums:
    'Put it there, and say where it comes from: a dataset with `path`, `hash` and `source` in repro.config.yaml.',
};

/** How many files that differ are named in a finding. */
const MOST_NAMED = 5;

/** The facts know the first twenty files that differ, and not how many there are. */
function firstOf(differences: HashResult['differences']): string {
  const named = differences.slice(0, MOST_NAMED).map((one) => `${one.path} ${one.change}`);
  return [...named, ...(differences.length > MOST_NAMED ? ['and others'] : [])].join(', ');
}

/** What is wrong with one dataset, and what to do about it. */
export function gapOf(result: HashResult): Gap {
  const { path, by, status, expected, found, message, differences, fetchable, from, produced, at } = result;
  const base = {
    at: { file: at.file, line: at.line },
    key: `${status} ${path}`,
    ...(path !== at.file && { related: [{ file: path, message: 'the data' }] }),
  };
  const way = GET[by]?.[1];
  const fetch =
    way || !from ? `Fetch it, for example with \`${way ?? 'dvc pull'} ${path}\`.` : `Fetch it from ${from}.`;
  if (status === 'mismatch') {
    const first = firstOf(differences);
    const hashes =
      found === undefined || found === expected
        ? ''
        : `: expected ${shortened(expected)}, found ${shortened(found)}`;
    return {
      ...base,
      message: `${message}${hashes}${first ? ` (${first})` : ''}`,
      ...(produced
        ? { fix: 'Run the pipeline and record it: `dvc repro`, or `dvc commit` when it is right.' }
        : { fix: MEND[by] }),
    };
  }
  if (status === 'absent') {
    const whence = fetchable
      ? `; it can be fetched${from ? ` from ${from}` : ''}`
      : ', and nothing says where to get it';
    return {
      ...base,
      message: message === '' ? `${path} is recorded and not here${whence}` : message,
      fix: fetchable ? fetch : (LOST[by] ?? 'Say where it comes from, or set up a DVC remote.'),
    };
  }
  if (status === 'pointer') return { ...base, message, fix: fetch };
  if (status === 'corrupt')
    return {
      ...base,
      message,
      fix: `Remove the damaged copy and fetch it again: \`${GET[by]?.[1] ?? 'dvc pull'}\`.`,
    };
  if (status === 'outside')
    return {
      ...base,
      message,
      fix: 'Put the data into the project; or run `repro check --allow-root <folder>` with the folder that the link leads to, where that may be read.',
    };
  return { ...base, message };
}

/** Datasets that the data of a check names; their paths are bounded by the file system. */
const MOST_DATASETS = 1000;

/** Each dataset with its hash as it was read, else as it is recorded, for machines. */
export function datasetData(results: readonly HashResult[]) {
  return results.slice(0, MOST_DATASETS).map(({ path, kind = null, status, expected, found, size }) => ({
    path,
    kind,
    status,
    recorded: expected,
    found: found ?? null,
    bytes: size,
  }));
}

/** A dataset that is as recorded, as evidence. */
export function line({ path, by, expected, status, tool, at }: HashResult): string {
  const kept =
    status === 'stored'
      ? ` (in the store of ${tool}; \`${GET[by]?.[0] ?? 'dvc checkout'}\` puts it in place)`
      : '';
  return `${at.file}:${at.line} ${path} ${shortened(expected)}${kept}`;
}

/** What is said of a dataset at a store that nobody was asked to connect to. */
export const OFFLINE = 'recorded, not compared: offline';

/** A dataset at a store, as evidence. */
export function remoteLine({ address, expected, status, at }: RemoteResult): string {
  return `${at.file}:${at.line} ${address} ${shortened(expected)}${status === 'offline' ? ` ${OFFLINE}` : ''}`;
}

/** What is wrong with a dataset at a store. */
export function remoteGap({ address, status, message, hint, differences, at }: RemoteResult): Gap {
  const first = firstOf(differences);
  return {
    message: first ? `${message} (${first})` : message,
    at: { file: at.file, line: at.line },
    key: `${status} ${address}`,
    fix:
      hint === undefined
        ? 'Put the recorded objects back, or record what is there on purpose with `repro lock`.'
        : `${hint.charAt(0).toUpperCase()}${hint.slice(1)}`,
  };
}

function shortened(hash: string): string {
  return hash.replace(/^([^:]+:[0-9a-f]{16})[0-9a-f]+/, '$1…');
}
