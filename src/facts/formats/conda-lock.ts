import { isMap, isSeq } from 'yaml';
import type { LockContent, LockedPackage, LockFormat } from './lock.js';
import { normalizeName } from './pep508.js';
import { isCommit, isHash } from './toml-lock.js';
import { childOf, entriesOf, itemsOf, parseYaml, textOf } from './yaml.js';

/** A package of a conda-lock.yml: one line for each platform. */
export interface CondaLockPackage extends LockedPackage {
  platform: string;
  /** The build string, where it can be told. */
  build?: string | undefined;
  /** `main`, or the group that brings it in. */
  category?: string | undefined;
}

/** A conda-lock.yml, with the files that it was made from. */
export interface CondaLock extends LockContent {
  packages: CondaLockPackage[];
  /** Paths relative to the lock. */
  sources: readonly string[];
  platforms: readonly string[];
  /** The sha256 of each source when the lock was made, where it records them. */
  inputs: ReadonlyMap<string, string>;
}

/** Whether a lock was read as a conda-lock.yml. */
export function isCondaLock<Lock extends LockContent>(lock: Lock): lock is Lock & CondaLock {
  return 'inputs' in lock && 'platforms' in lock;
}

export const condaLock: LockFormat<'conda-lock'> = {
  kind: 'conda-lock',
  path: /(?:^|\/)(?:[\w.-]*[.-])?conda-lock(?:[.-][\w.-]*)?\.ya?ml$/,
  parse: parseCondaLock,
  canHash: true,
  limit: 8 * 1024 * 1024,
  manifests: ['conda', 'pyproject', 'conda-meta'],
};

/** Reads a conda-lock.yml. Source: conda-lock, conda_lock/lockfile/v1/models.py. Throws `CannotTell` when it is no YAML. */
export function parseCondaLock(content: string): CondaLock {
  const yaml = parseYaml(content);
  const root = yaml.document.contents;
  const metadata = childOf(root, 'metadata');
  const inputs = entriesOf(childOf(metadata, 'inputs_metadata')).flatMap(({ key, value }) => {
    const digest = textOf(childOf(value, 'sha256'));
    return digest === undefined ? [] : [[key, digest] as const];
  });
  const out: CondaLock = {
    packages: [],
    problems: [],
    sources: textsOf(childOf(metadata, 'sources')),
    platforms: textsOf(childOf(metadata, 'platforms')),
    inputs: new Map(inputs),
  };
  out.version = textOf(childOf(root, 'version'));
  if (out.version !== '1')
    out.problems.push({ message: `lock version ${out.version ?? '(none)'} is not known (1 is)` });
  if (metadata === undefined)
    out.problems.push({ message: 'it has no metadata, which every conda-lock file has' });
  const list = childOf(root, 'package');
  if (!isSeq(list)) out.problems.push({ message: 'it has no list of packages' });
  for (const node of itemsOf(list)) {
    const line = yaml.line(node);
    const fields = new Map(entriesOf(node).map(({ key, value }) => [key, value]));
    const name = textOf(fields.get('name'));
    const version = textOf(fields.get('version'));
    const url = textOf(fields.get('url')) ?? '';
    const hash = fields.get('hash');
    if (name === undefined || !isMap(node)) {
      out.problems.push({ message: 'a package without a name', line });
      continue;
    }
    const isPip = textOf(fields.get('manager')) === 'pip';
    if (!isPip && name === 'python') out.python = version;
    out.packages.push({
      name: isPip ? normalizeName(name) : name.toLowerCase(),
      ...(version === undefined ? {} : { version }),
      ecosystem: isPip ? 'pypi' : 'conda',
      // A virtual package stands for the machine.
      hashed: name.startsWith('__')
        ? undefined
        : entriesOf(hash).some(({ value }) => isHash(textOf(value))) ||
          isCommit(/@([0-9a-f]+)(?:#.*)?$/.exec(url)?.[1]),
      line,
      platform: textOf(fields.get('platform')) ?? '',
      build:
        textOf(fields.get('build')) ?? (isPip ? undefined : /-([^-/]+)\.(?:conda|tar\.bz2)$/.exec(url)?.[1]),
      category: textOf(fields.get('category')),
    });
  }
  return out;
}

function textsOf(list: unknown): string[] {
  return itemsOf(list).flatMap((item) => textOf(item) ?? []);
}
