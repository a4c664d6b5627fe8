import { nearest } from '../../suggest.js';
import type { Pipeline } from '../automation/model.js';
import type { NamedScript } from '../named-scripts.js';
import { baseName, folderOf, inFolder, resolveIn } from '../paths.js';
import type { PythonModule, Value } from '../python/model.js';
import type { Python } from '../python/python.js';
import { isStdlib } from '../python/stdlib.js';
import { type Flags, flagsIn, flagsOf, takes } from './flags.js';
import type { Overrides } from './hydra.js';
import type { Reference } from './model.js';
import { isPlaceholder } from './placeholder.js';
import type { Tree } from './tree.js';
import { type Named, namedBy } from './words.js';

/** Settings that a flag names by their path. */
const SETTINGS = /^[\w.-]+(?:\/[\w.-]+)+\.(?:ya?ml|toml|gin|cfg|ini)$/;
const MOST_REFERENCES = 100;

/** What is known of the project beside its files. */
export interface Known {
  tree: Tree;
  python: Python;
  pipelines: readonly Pipeline[];
  /** Task files that name targets which cannot be told: by patterns, loops, files that they include. */
  openRunners: ReadonlySet<string>;
  programs: ReadonlyMap<string, NamedScript>;
  overrides: Overrides;
}

/** Where a command is given: folders in which the reader may stand, the likeliest first, and whether none may be right. */
export interface Standing {
  folders: readonly string[];
  lost: boolean;
  /** Whether the text around speaks of a folder: then the reader may stand in it. */
  mentions(folder: string): boolean;
  /** Whether what is not here may be elsewhere, or come: the reader is told to make it. */
  comes(path: string): boolean;
}

/** Holds the words of commands against the project. */
export class Judge {
  readonly #known: Known;
  readonly #flags = new Map<PythonModule, Flags>();

  constructor(known: Known) {
    this.#known = known;
  }

  /** What a command names of the project, and whether it is there. */
  references(words: readonly string[], standing: Standing): Reference[] {
    const out: Reference[] = [];
    for (const named of namedBy(words)) {
      if (out.length >= MOST_REFERENCES) break;
      if (named.kind !== 'program' && named.kind !== 'project' && isPlaceholder(named.name)) continue;
      out.push(...this.#reference(named, standing));
    }
    return out;
  }

  #reference(named: Named, standing: Standing): Reference[] {
    switch (named.kind) {
      case 'script':
      case 'file': {
        const [told, paths] = this.#path(named.name, named.kind, standing);
        if (named.kind === 'file' || told.state !== 'found') return [told];
        // Of several scripts of one name that one is meant which takes what it is given.
        const ways = paths.map((path) => this.#arguments(path, named.args, standing));
        const wrong = (way: readonly Reference[]) => way.filter(({ state }) => state === 'missing').length;
        return [told, ...(ways.sort((a, b) => wrong(a) - wrong(b))[0] ?? [])];
      }
      case 'project':
        return this.#project(named.names, named.folder, standing);
      case 'module':
        return this.#module(named.name, named.args, standing);
      case 'target':
        return this.#target(named, standing);
      case 'program': {
        const script = this.#known.programs.get(named.name);
        if (!script) return [];
        return [
          { kind: 'script', name: named.name, state: 'found' },
          ...this.#arguments(script.path, named.args, standing),
        ];
      }
    }
  }

  #path(name: string, kind: 'script' | 'file', standing: Standing): [Reference, readonly string[]] {
    const told = (state: Reference['state'], near?: string): Reference => ({
      ...{ kind, name, state },
      ...(near === undefined ? {} : { nearest: near }),
    });
    if (/^(?:\/|[A-Za-z]:|[a-z]+:\/\/)/.test(name)) return [told('untold'), []];
    const { state, paths, nearest: near } = this.#known.tree.find(name, standing.folders);
    if (state === 'found') return [told(state), paths];
    if (state === 'moved') {
      const end = name.replace(/^(?:\.{1,2}\/)+/, '');
      const spoken = paths.filter((path) => standing.mentions(path.slice(0, -end.length).replace(/\/$/, '')));
      if (standing.lost || spoken.length > 0) return [told('found'), spoken.length > 0 ? spoken : paths];
    }
    if (standing.lost || state === 'untold' || standing.comes(name)) return [told('untold'), []];
    return [told(state, near), []];
  }

  /** A folder that holds no such file may be another's: what is not found is not told. */
  #project(names: readonly string[], folder: string | undefined, standing: Standing): Reference[] {
    const bases = standing.folders.flatMap((base) =>
      folder === undefined ? [base] : (resolveIn(base, folder) ?? []),
    );
    const found = bases
      .flatMap((base) => names.map((name) => inFolder(base, name)))
      .find((path) => this.#known.tree.has(path));
    return [{ kind: 'file', name: found ?? names[0]!, state: found === undefined ? 'untold' : 'found' }];
  }

  #module(dotted: string, args: readonly string[], standing: Standing): Reference[] {
    const { tree } = this.#known;
    const told = (state: Reference['state']): Reference => ({ kind: 'module', name: dotted, state });
    const bases = [...new Set([...standing.folders, '', 'src', 'lib', 'python'])];
    const parts = dotted.split('.');
    for (const base of bases) {
      const path = inFolder(base, parts.join('/'));
      const file = [`${path}.py`, `${path}/__main__.py`, `${path}/__init__.py`].find((one) => tree.has(one));
      if (file !== undefined) return [told('found'), ...this.#arguments(file, args, standing)];
      if (tree.has(path)) return [told('found')];
    }
    const [top = ''] = parts;
    // A package of that name stands in the project, and lacks the module; else it is somebody else's.
    const held = bases.find((base) => tree.has(inFolder(base, `${top}/__init__.py`)));
    if (held === undefined || parts.length < 2 || isStdlib(top) || standing.lost || standing.comes(dotted))
      return [told('untold')];
    const near = tree.find(`${parts.at(-1)}.py`, ['']);
    return [{ ...told('missing'), ...(near.nearest === undefined ? {} : { nearest: near.nearest }) }];
  }

  #target(named: Named & { kind: 'target' }, standing: Standing): Reference[] {
    const { runner, name, folder } = named;
    const { tree } = this.#known;
    if (/[^\w.:@/-]/.test(name) || /[\\/]/.test(name.replace(/^[\w./-]*dvc\.yaml:/, ''))) return [];
    const reference = (state: Reference['state'], more: Partial<Reference> = {}): Reference[] => [
      { kind: 'target', name, state, of: runner, ...more },
    ];
    const all = this.#known.pipelines.filter(
      ({ kind }) => kind === runner || (runner === 'Snakemake' && kind === 'Snakemake'),
    );
    const wanted =
      folder === undefined
        ? standing.folders
        : standing.folders.flatMap((base) => resolveIn(base, folder) ?? []);
    const here = all.filter(({ path }) => wanted.includes(folderOf(path)));
    const names = (pipelines: readonly Pipeline[]) =>
      pipelines.flatMap(({ tasks }) => tasks.map((task) => task.name));
    const plain = name.replace(/^.*dvc\.yaml:/, '').replace(runner === 'DVC' ? /@.*$/ : /$^/, '');
    if (names(all).includes(plain) || (runner === 'Kedro' && this.#isKedroPipeline(plain)))
      return reference('found', { of: here[0]?.path ?? all[0]?.path ?? runner });
    if (
      standing.lost ||
      standing.comes(name) ||
      tree.isTemplate ||
      all.length === 0 ||
      here.length === 0 ||
      this.#known.openRunners.has(runner)
    )
      return reference('untold');
    if (runner === 'DVC' && /\.dvc$|\./.test(name)) return reference('untold');
    const near = nearest(plain, names(here));
    return reference('missing', { of: here[0]!.path, ...(near === undefined ? {} : { nearest: near }) });
  }

  /** Named in the registry, or a folder of pipelines. Source: Kedro docs, "The pipeline registry". */
  #isKedroPipeline(name: string): boolean {
    const { python, tree } = this.#known;
    return (
      python.modules.some(
        ({ path, returns, assignments }) =>
          baseName(path) === 'pipeline_registry.py' &&
          [...returns, ...assignments].some(({ value }) => hasKey(value, name)),
      ) || [...tree.folders].some((folder) => folder.endsWith(`/pipelines/${name}`))
    );
  }

  /** The flags and overrides that a script of the project is given, and the files of settings that they name. */
  #arguments(path: string, args: readonly string[], standing: Standing): Reference[] {
    const { python, overrides, tree } = this.#known;
    const out: Reference[] = [];
    const module = python.get(path);
    if (module) {
      const composed = overrides.of(module);
      if (composed) out.push(...composed.judge(args));
      else out.push(...this.#options(module, path, args));
    }
    for (const word of args) {
      const value = word.replace(/^-{1,2}[\w.-]+=/, '');
      if (!SETTINGS.test(value) || isPlaceholder(value)) continue;
      const { state, nearest: near } = tree.find(value, [...standing.folders, folderOf(path)]);
      const folder = value.slice(0, value.lastIndexOf('/'));
      // Where the folder itself is not here, the file is somebody's own.
      const isHere = standing.folders.some((base) => tree.has(resolveIn(base, folder) ?? '..'));
      if (state === 'found') out.push({ kind: 'file', name: value, state });
      else if (state === 'missing' && isHere && !standing.lost && !standing.comes(value))
        out.push({ kind: 'file', name: value, state, ...(near === undefined ? {} : { nearest: near }) });
    }
    return out;
  }

  #options(module: PythonModule, path: string, args: readonly string[]): Reference[] {
    const given = flagsIn(args).filter((flag) => !isPlaceholder(flag));
    if (given.length === 0) return [];
    let flags = this.#flags.get(module);
    if (!flags) {
      flags = flagsOf(this.#known.python, module);
      this.#flags.set(module, flags);
    }
    const known = flags;
    return given.map((name): Reference => {
      const base = { kind: 'option' as const, name, of: path };
      if (takes(known, name)) return { ...base, state: 'found' };
      if (!known.closed) return { ...base, state: 'untold' };
      const near = nearest(name, known.known) ?? [...known.known].find((one) => one.startsWith(name));
      return { ...base, state: 'missing', ...(near === undefined ? {} : { nearest: near }) };
    });
  }
}

/** Whether a dictionary, or one of those that are joined to a value, has a key. */
function hasKey(value: Value, name: string): boolean {
  if (value.kind === 'operation') return value.operands.some((operand) => hasKey(operand, name));
  return (
    value.kind === 'dict' && value.entries.some(({ key }) => key?.kind === 'string' && key.value === name)
  );
}
