import { isMap, isSeq } from 'yaml';
import type { LockContent, LockedPackage, LockFormat } from './lock.js';
import { normalizeName } from './pep508.js';
import { isCommit, isHash } from './toml-lock.js';
import { childOf, entriesOf, itemsOf, parseYaml, textOf } from './yaml.js';

/** A package of a pixi.lock, as its environments refer to it. */
export interface PixiPackage extends LockedPackage {
  /** Address or folder. */
  address: string;
  /** The packages of PyPI that a conda package stands for, by their normalised names. */
  provides: readonly string[];
  /** The build string of a conda package. */
  build?: string | undefined;
  /** Built from a source tree of the workspace. */
  isSource: boolean;
}

/** One environment of a pixi.lock. */
export interface PixiEnvironment {
  channels: readonly string[];
  /** The addresses of its packages, by platform. */
  packages: ReadonlyMap<string, readonly string[]>;
}

/** A pixi.lock, with its environments. */
export interface PixiLock extends LockContent {
  packages: PixiPackage[];
  environments: ReadonlyMap<string, PixiEnvironment>;
  /** The conda platform of each named platform, from format 7 on. */
  subdirs: ReadonlyMap<string, string>;
}

/** Whether a lock was read as a pixi.lock. */
export function isPixiLock<Lock extends LockContent>(lock: Lock): lock is Lock & PixiLock {
  return 'environments' in lock && lock.environments instanceof Map;
}

export const pixiLock: LockFormat<'pixi.lock'> = {
  kind: 'pixi.lock',
  path: /(?:^|\/)pixi\.lock$/,
  parse: parsePixiLock,
  canHash: true,
  limit: 8 * 1024 * 1024,
  manifests: ['pixi', 'pyproject'],
};

/** Formats whose shape is known. */
const KNOWN = /^[1-7]$/;

/** Reads a pixi.lock of formats 4 to 7. Source: pixi, docs/workspace/lock_file.md. Throws `CannotTell` when it is no YAML. */
export function parsePixiLock(content: string): PixiLock {
  const yaml = parseYaml(content);
  const root = yaml.document.contents;
  const environments = entriesOf(childOf(root, 'environments')).map(
    ({ key, value }) => [key, environmentOf(value)] as const,
  );
  const subdirs = itemsOf(childOf(root, 'platforms')).flatMap((node) => {
    const name = textOf(childOf(node, 'name'));
    return name === undefined ? [] : [[name, textOf(childOf(node, 'subdir')) ?? name] as const];
  });
  const out: PixiLock = {
    packages: [],
    problems: [],
    environments: new Map(environments),
    subdirs: new Map(subdirs),
  };
  out.version = textOf(childOf(root, 'version'));
  if (!KNOWN.test(out.version ?? ''))
    out.problems.push({ message: `lock version ${out.version ?? '(none)'} is not known (4 to 7 are)` });
  const list = childOf(root, 'packages');
  // It stands last: a lock without it was cut off.
  if (!isSeq(list)) out.problems.push({ message: 'it has no list of packages' });
  for (const node of itemsOf(list)) {
    const line = yaml.line(node);
    const found = isMap(node) ? packageOf(node) : undefined;
    if (!found) {
      out.problems.push({ message: 'a package that is neither of conda nor of PyPI', line });
      continue;
    }
    if (found.name === 'python' && found.ecosystem === 'conda') out.python = found.version;
    out.packages.push({ ...found, line });
  }
  const held = new Set(out.packages.map(({ address }) => address));
  const used = [...out.environments.values()].flatMap(({ packages }) => [...packages.values()].flat());
  const absent = used.find((address) => !held.has(address));
  if (absent !== undefined && list !== undefined)
    out.problems.push({ message: `it does not hold ${absent}, which its environments refer to` });
  return out;
}

function environmentOf(node: unknown): PixiEnvironment {
  const channels = itemsOf(childOf(node, 'channels')).flatMap(
    (channel) => textOf(childOf(channel, 'url')) ?? textOf(channel) ?? [],
  );
  const packages = entriesOf(childOf(node, 'packages')).map(
    ({ key, value }) =>
      [
        key,
        itemsOf(value).flatMap((item) =>
          entriesOf(item)
            .slice(0, 1)
            .flatMap((one) => textOf(one.value) ?? []),
        ),
      ] as const,
  );
  return { channels, packages: new Map(packages) };
}

/** One entry; before format 6 it names its kind, from then on the key of its address does. */
function packageOf(node: unknown): PixiPackage | undefined {
  const fields = new Map(entriesOf(node).map(({ key, value }) => [key, textOf(value)]));
  const kind = fields.get('kind');
  const old = fields.get('url') ?? fields.get('path');
  const conda = fields.get('conda') ?? fields.get('conda_source') ?? (kind === 'conda' ? old : undefined);
  const pypi = fields.get('pypi') ?? (kind === 'pypi' ? old : undefined);
  const hashed = isHash(fields.get('sha256')) || isHash(fields.get('md5'));
  if (conda !== undefined) {
    const file = conda.length > 2000 ? null : /([^/]+)-([^-/]+)-([^-/]+)\.(?:conda|tar\.bz2)$/.exec(conda);
    // A source package is `name[hash] @ folder` in format 7.
    const source = /^([\w.-]+)\[[^\]]*\] @ /.exec(conda)?.[1];
    const name = fields.get('name') ?? file?.[1] ?? source ?? conda;
    const version = fields.get('version') ?? file?.[2];
    return {
      name: name.toLowerCase(),
      ...(version === undefined ? {} : { version }),
      ecosystem: 'conda',
      ...(file || hashed ? { hashed } : {}),
      address: conda,
      provides: provided(childOf(node, 'purls')),
      build: fields.get('build') ?? file?.[3],
      isSource: file === null,
    };
  }
  const name = fields.get('name');
  if (pypi === undefined || name === undefined) return undefined;
  const version = fields.get('version');
  const isAddress = /^(?:git\+|direct\+|https?:)/.test(pypi);
  return {
    name: normalizeName(name),
    ...(version === undefined ? {} : { version }),
    ecosystem: 'pypi',
    ...(isAddress || hashed ? { hashed: hashed || isCommit(/#([0-9a-f]+)$/.exec(pypi)?.[1]) } : {}),
    address: pypi,
    provides: [],
    isSource: !isAddress,
  };
}

/** The names of packages of PyPI among package URLs (`pkg:pypi/numpy?source=hash-mapping`). */
function provided(purls: unknown): string[] {
  return itemsOf(purls).flatMap((item) => {
    const name = /^pkg:pypi\/([^@?#]+)/.exec(textOf(item) ?? '')?.[1];
    return name === undefined ? [] : [normalizeName(name)];
  });
}
