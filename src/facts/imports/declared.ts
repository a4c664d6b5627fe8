import type { Dependencies, Dependency, InstallCommand, Manifest } from '../dependencies.js';
import { normalizeName } from '../formats/pep508.js';
import type { Lockfiles } from '../lockfiles.js';
import { folderOf, foldersOf, isWithin } from '../paths.js';
import { broughtBy } from './brings.js';
import { condaDistributions } from './conda.js';

/** A distribution that is declared, and where. */
export interface Declared {
  name: string;
  /** The place, as messages show it. */
  place: string;
  /** The development group that it only belongs to. */
  group?: string | undefined;
  /** From a repository or an address, and no wheel: its name says less about what it holds. */
  opaque: boolean;
  /** The folder of the script that names it. */
  folder?: string;
}

/** What counts for the modules of one folder. */
export interface Declarations {
  /** In manifests that are installed for this folder; runtime ones come first. */
  here: readonly Declared[];
  /** In manifests of other parts of the project. */
  elsewhere: readonly Declared[];
  /** Distributions that come with the declared ones, with what brings them. */
  brought: ReadonlyMap<string, string>;
  /** Why the list of what is declared may hold more than can be read. */
  hidden?: string;
}

/** Groups that no run of the project needs. Source: PEP 735 and the habits of Poetry, PDM and uv. */
const DEVELOPMENT = new Set([
  'dev',
  'test',
  'docs',
  'lint',
  'ci',
  'build',
  'typing',
  'develop',
  'development',
  'tests',
  'testing',
  'doc',
]);

/** The file name of a wheel begins with the name of its distribution. */
const WHEEL = /\.whl(?:[#?;\s]|$)/;

/** What the manifests and locks declare, by folder of the importing module. */
export class DeclaredNames {
  readonly #dependencies: Dependencies;
  readonly #lockfiles: Lockfiles;
  /** Folders that hold Python modules, at any depth. */
  readonly #codeFolders: ReadonlySet<string>;
  readonly #main: ReadonlySet<string>;
  readonly #known = new Map<string, Declarations>();
  /** The same by the manifests that lie above a folder. */
  readonly #shared = new Map<string, Declarations>();

  constructor(dependencies: Dependencies, lockfiles: Lockfiles, modules: readonly { path: string }[]) {
    this.#dependencies = dependencies;
    this.#lockfiles = lockfiles;
    this.#main = new Set(dependencies.main.map(({ path }) => path));
    this.#codeFolders = foldersOf(modules.map(({ path }) => path));
  }

  /** Whether any manifest or lock declares anything. */
  get any(): boolean {
    return (
      this.#dependencies.manifests.some(
        ({ requirements, computed }) => requirements.length > 0 || computed,
      ) || this.#lockfiles.main.some(({ packages }) => packages.length > 0)
    );
  }

  for(folder: string): Declarations {
    let known = this.#known.get(folder);
    if (known) return known;
    // Most folders of a large repository share one list.
    const beside = this.#dependencies.manifests.filter(({ path }) => isWithin(folder, folderOf(path)));
    const key = beside.map(({ path }) => path).join('\0');
    known = this.#shared.get(key) ?? this.#collect(folder);
    this.#shared.set(key, known);
    this.#known.set(folder, known);
    return known;
  }

  #collect(folder: string): Declarations {
    const runtime: Declared[] = [];
    const groups: Declared[] = [];
    const elsewhere: Declared[] = [];
    const extras = new Map<string, string>();
    let hidden: string | undefined;
    for (const manifest of this.#dependencies.manifests) {
      if (manifest.group === 'constraints') continue;
      const counts = this.#counts(manifest, folder);
      if (this.#main.has(manifest.path) || isWithin(folder, folderOf(manifest.path)))
        hidden ??= whatIsHidden(manifest);
      for (const requirement of manifest.requirements) {
        if (counts) for (const name of namesOfExtras(requirement)) extras.set(name, requirement.name);
        for (const declared of declaredBy(requirement, manifest, folder)) {
          if (!counts) elsewhere.push(declared);
          else if (declared.group === undefined) runtime.push(declared);
          else groups.push(declared);
        }
      }
    }
    const here = [...runtime, ...groups];
    const alone = here.length === 0;
    const brought = broughtBy([...here.map(({ name }) => name), ...extras.keys()]);
    for (const [name, by] of extras) brought.set(name, by);
    for (const { path, packages, manifests } of this.#lockfiles.main) {
      if (![path, ...manifests].some((one) => this.#serves(one, folder))) continue;
      for (const { name, ecosystem } of packages) {
        if (ecosystem !== 'pypi' && ecosystem !== 'conda') continue;
        for (const one of ecosystem === 'conda' ? condaDistributions(name) : [normalizeName(name)]) {
          // A lock without a manifest is the list itself.
          if (alone) here.push({ name: one, place: path, opaque: false });
          else if (!brought.has(one)) brought.set(one, path);
        }
      }
    }
    return { here, elsewhere, brought, ...(hidden === undefined ? {} : { hidden }) };
  }

  /** Whether a manifest is installed to run what lies in a folder: it belongs to the folder or one above, or to no code. */
  #counts({ path }: Manifest, folder: string): boolean {
    const own = folderOf(path);
    if (isWithin(folder, own)) return true;
    return this.#main.has(path) ? this.#serves(path, folder) : !this.#codeFolders.has(own);
  }

  /** Whether a manifest of the main route holds for a folder: not where that has lists of its own instead. */
  #serves(path: string, folder: string): boolean {
    const parts = this.#dependencies.parts.filter(([first]) => first && isWithin(folder, folderOf(first)));
    return parts.length === 0 || parts.some((paths) => paths.includes(path));
  }
}

function whatIsHidden({ path, computed, computedExtras, problems }: Manifest): string | undefined {
  const unread = computed ?? computedExtras;
  if (unread) return `${path}: ${unread.reason}`;
  const problem = problems.find(({ limits }) => !limits);
  return problem && `${path}: ${problem.message}`;
}

function declaredBy(requirement: Dependency, manifest: Manifest, folder: string): Declared[] {
  const { name, ecosystem, from, at, group = requirement.extra } = requirement;
  if (ecosystem !== 'pypi' && ecosystem !== 'conda') return [];
  const own = folderOf(manifest.path);
  // A list of its own for examples or benchmarks is what these need to run.
  const beside = own !== '' && isWithin(folder, own);
  const of = group ?? (beside ? undefined : manifest.group);
  const names = ecosystem === 'conda' ? condaDistributions(name) : [name];
  return names.map((one) => ({
    name: one,
    place: `${at.file}:${at.line}`,
    opaque: (from === 'vcs' || from === 'url') && !WHEEL.test(requirement.specifier),
    ...(of !== undefined && DEVELOPMENT.has(of) ? { group: of } : {}),
  }));
}

/** Extras are often called like what they bring in, or begin so: `kedro-datasets[pandas-csvdataset]`. */
function namesOfExtras({ extras = [] }: Dependency): string[] {
  return extras.flatMap((extra) => {
    const [first = extra] = extra.split(/[-_.]/);
    return [normalizeName(extra), first, ...(first === 'spark' ? ['pyspark'] : [])];
  });
}

/** Distributions that an install command names. */
export function namesOfCommand({ text, packages, at }: InstallCommand): Declared[] {
  const place = `\`${shortened(text)}\` (${at.file}:${at.line})`;
  const isConda = /^(?:conda|mamba|micromamba)\b/.test(text);
  const named = packages.flatMap((name) => (isConda ? condaDistributions(name) : [name]));
  const folder = /\.(?:sh|bash)$/.test(at.file) ? { folder: folderOf(at.file) } : {};
  return [
    ...named.map((name) => ({ name, place, opaque: false, ...folder })),
    ...namesOfAddresses(text, place).map((one) => ({ ...one, ...folder })),
  ];
}

/** Distributions of the addresses in an install command, by the egg that they name or their last part. */
export function namesOfAddresses(text: string, place = `\`${shortened(text)}\``): Declared[] {
  // Addresses of indexes hold no distribution of their own.
  const plain = text.replace(/(?:^|\s)(?:-i|-f|--(?:extra-)?index-url|--find-links)[=\s]+\S+/g, ' ');
  return [...plain.matchAll(/(?:git\+|https?:\/\/|git@)[^\s'"]+/g)].flatMap(([address]) => {
    const egg = /[#&]egg=([\w.-]+)/.exec(address)?.[1];
    const last =
      address
        .replace(/[#?].*$/, '')
        .replace(/@[\w./-]*$/, '')
        .split('/')
        .at(-1) ?? '';
    const name = egg ?? /^(.+?)-\d/.exec(last)?.[1] ?? last.replace(/\.(?:git|zip|whl|tar\.gz)$/, '');
    return name === '' ? [] : [{ name: normalizeName(name), place, opaque: !WHEEL.test(last) }];
  });
}

/** A command in one line, cut where it gets long. */
function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}
