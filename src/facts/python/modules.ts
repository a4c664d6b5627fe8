import { folderOf, inFolder, resolveIn } from '../paths.js';
import type { Import, PythonModule } from './model.js';
import type { ImportTarget } from './python.js';
import { foldersAdded } from './search-path.js';
import { isStdlib } from './stdlib.js';

/** Where a dotted name leads below a folder. */
interface Place {
  /** The file; undefined for a namespace package, which has none. */
  path?: string;
  /** The package's folder, for a package. */
  folder?: string;
  /** `__init__.py` files on the way, without `path`. */
  packages: string[];
}

/** What a local import leads to: where its dotted name begins, and what it names. */
export interface LocalImport {
  /** Folder from which the dotted name counts. */
  base: string;
  place: Place;
}

/** The modules of a project by path, and how imports lead from one to another. */
export class ModuleGraph {
  readonly #modules: ReadonlyMap<string, PythonModule>;
  /** Folders that hold a module, at any depth. */
  readonly #folders = new Set<string>(['']);
  /** Folders on the import path whatever the importer. */
  readonly #roots: string[];
  /** Top-level name to the folders that hold such a module or package. */
  readonly #holders = new Map<string, string[]>();
  readonly #imports = new WeakMap<PythonModule, readonly string[]>();
  readonly #folderLists = new WeakMap<PythonModule, readonly string[]>();
  #anywhere: ReadonlySet<string> | undefined;
  readonly #found = new WeakMap<Import, LocalImport | null>();

  constructor(modules: readonly PythonModule[], sourceFolders: readonly string[]) {
    this.#modules = new Map(modules.map((module) => [module.path, module]));
    for (const { path, kind } of modules) {
      if (kind !== 'module') continue;
      const parts = path.split('/');
      const file = parts.pop()!;
      this.#hold(file.replace(/\.pyw?$/, ''), parts.join('/'));
      while (parts.length > 0 && !this.#folders.has(parts.join('/'))) {
        this.#folders.add(parts.join('/'));
        const name = parts.pop()!;
        this.#hold(name, parts.join('/'));
      }
    }
    const declared = sourceFolders.map((folder) => folder.replace(/^\.?\/+|\/+$|^\.$/g, ''));
    this.#roots = [...new Set(['', 'src', ...declared])];
  }

  get(path: string): PythonModule | undefined {
    return this.#modules.get(path);
  }

  resolve(module: PythonModule, statement: Import): ImportTarget {
    const found = this.local(module, statement);
    if (found?.place.path !== undefined) return { kind: 'local', path: found.place.path };
    if (statement.level > 0) {
      const parts = [folderUp(module.path, statement.level), ...statement.module.split('.')].filter(Boolean);
      return { kind: 'local', path: `${parts.join('/')}.py` };
    }
    const [name = ''] = statement.module.split('.');
    return { kind: isStdlib(name) ? 'stdlib' : 'third-party', name };
  }

  /** Where an import leads inside the project: the submodule that it names, or else the module it names it from. */
  local(module: PythonModule, statement: Import): LocalImport | undefined {
    // Names are followed through the same statements again and again.
    let found = this.#found.get(statement);
    if (found === undefined) {
      found = this.#locate(module, statement) ?? null;
      this.#found.set(statement, found);
    }
    return found ?? undefined;
  }

  #locate(module: PythonModule, statement: Import): LocalImport | undefined {
    const parts = statement.module === '' ? [] : statement.module.split('.');
    if (statement.level > 0) return this.#under(folderUp(module.path, statement.level), parts, statement);
    // Nothing in the project is called so, in no folder: most libraries end here.
    if (parts.length > 0 && !this.#holders.has(parts[0]!)) return undefined;
    const own = folderOf(module.path);
    if (isStdlib(parts[0]!)) {
      // In a package the folder is not on the import path, and its `logging.py` is `package.logging`.
      const script = !this.#modules.has(inFolder(own, '__init__.py'));
      const found = script ? this.#under(own, parts, statement) : undefined;
      return found?.place.path === module.path || found?.place.path === undefined ? undefined : found;
    }
    const added = this.#added(module);
    for (const base of new Set([own, ...added, ...this.#roots])) {
      const found = this.#under(base, parts, statement);
      if (found?.place.path === undefined) continue;
      // A script that imports from itself means what it defines; `random.py` that imports `random` means the library.
      if (found.place.path === module.path && !(found.base === own && defines(module, statement.name)))
        continue;
      const certain = base !== own || !this.#modules.has(inFolder(own, '__init__.py'));
      if (certain || this.#offers(found, statement)) return found;
    }
    const all = (this.#holders.get(parts[0]!) ?? [])
      .map((base) => this.#under(base, parts, statement))
      .filter(
        (found): found is LocalImport =>
          found?.place.path !== undefined &&
          found.place.path !== module.path &&
          // `utils/torch.py` in a package is `utils.torch`; the bare name means the library.
          !(parts.length === 1 && this.#modules.has(inFolder(found.base, '__init__.py'))) &&
          this.#offers(found, statement),
      );
    if (all.length < 2) return all[0];
    // Of several, one in a folder that some script puts on the import path.
    const onPath = all.filter(({ base }) => this.#addedAnywhere().has(base));
    return onPath.length === 1 ? onPath[0] : undefined;
  }

  /** The module or package that a dotted name leads to below a folder. */
  place(base: string, parts: readonly string[]): Place | undefined {
    const packages: string[] = [];
    let folder = base;
    for (let at = 0; at < parts.length; at++) {
      const here = inFolder(folder, parts[at]!);
      const last = at === parts.length - 1;
      const init = inFolder(here, '__init__.py');
      if (this.#modules.has(init)) {
        if (last) return { path: init, folder: here, packages };
        packages.push(init);
      } else if (last && this.#modules.has(`${here}.py`)) return { path: `${here}.py`, packages };
      else if (!this.#folders.has(here)) return undefined;
      folder = here;
    }
    const init = inFolder(folder, '__init__.py');
    return { folder, packages, ...(parts.length === 0 && this.#modules.has(init) ? { path: init } : {}) };
  }

  /** The project's modules that an import statement runs: packages on the way first, then what it names. */
  importedBy(
    module: PythonModule,
    statement: Import,
  ): { packages: readonly PythonModule[]; named: PythonModule | undefined } {
    const place = this.local(module, statement)?.place;
    const others = (path: string) => {
      const found = this.#modules.get(path);
      return found && found !== module ? [found] : [];
    };
    return {
      packages: place?.path === undefined ? [] : place.packages.flatMap(others),
      named: place?.path === undefined ? undefined : others(place.path)[0],
    };
  }

  /** The scripts and notebooks that a notebook runs by `%run`, which counts from its folder. */
  ranBy(module: PythonModule): readonly { module: PythonModule; line: number; asMain: boolean }[] {
    return (module.runs ?? []).flatMap(({ target, line, asMain }) => {
      const name = /\.(?:pyw?|ipynb)$/.test(target) ? target : `${target}.py`;
      const path = resolveIn(folderOf(module.path), name) ?? '';
      const found = this.#modules.get(path) ?? this.#modules.get(resolveIn('', name) ?? '');
      return found && found !== module ? [{ module: found, line, asMain }] : [];
    });
  }

  importsOf(module: PythonModule): readonly string[] {
    let paths = this.#imports.get(module);
    if (!paths) {
      const found = new Set<string>();
      for (const statement of module.imports) {
        const place = this.local(module, statement)?.place;
        if (place?.path === undefined) continue;
        for (const path of [...place.packages, place.path]) found.add(path);
      }
      for (const { module: ran } of this.ranBy(module)) found.add(ran.path);
      found.delete(module.path);
      paths = [...found].sort();
      this.#imports.set(module, paths);
    }
    return paths;
  }

  /** Folders that a module puts on the import path. */
  #added(module: PythonModule): readonly string[] {
    let folders = this.#folderLists.get(module);
    if (!folders) {
      folders = foldersAdded(module);
      this.#folderLists.set(module, folders);
    }
    return folders;
  }

  /** Folders that any script puts on the import path. */
  #addedAnywhere(): ReadonlySet<string> {
    this.#anywhere ??= new Set([...this.#modules.values()].flatMap((module) => this.#added(module)));
    return this.#anywhere;
  }

  #under(base: string, parts: readonly string[], { name }: Import): LocalImport | undefined {
    if (name !== undefined && name !== '*') {
      const place = this.place(base, [...parts, name]);
      if (place?.path !== undefined) return { base, place };
    }
    const place = this.place(base, parts);
    return place && { base, place };
  }

  /** False when a file found by its name alone has nothing by the imported name: then another one is meant. */
  #offers({ place }: LocalImport, { name, module: dotted }: Import): boolean {
    const module = place.path === undefined ? undefined : this.#modules.get(place.path);
    if (!module || name === undefined || name === '*') return true;
    const stem = place.path!.replace(/(\/__init__)?\.pyw?$/, '');
    if (stem.endsWith(`/${name}`) && !dotted.endsWith(name)) return true;
    return (
      module.scopes.some(
        (scope) => scope.parent === 0 && (scope.name === name || scope.name === '__getattr__'),
      ) ||
      module.imports.some((other) => other.binds === name || other.name === '*') ||
      module.assignments.some((assignment) => assignment.scope === 0 && assignment.target === name)
    );
  }

  #hold(name: string, folder: string): void {
    const folders = this.#holders.get(name);
    if (folders) folders.push(folder);
    else this.#holders.set(name, [folder]);
  }
}

/** The folder from which a relative import counts: one dot is the importer's own. */
function folderUp(path: string, level: number): string {
  let folder = folderOf(path);
  for (let up = 1; up < level; up++) folder = folderOf(folder);
  return folder;
}

/** Whether a module has a function or class of this name at its top. */
function defines(module: PythonModule, name: string | undefined): boolean {
  return name !== undefined && module.scopes.some((scope) => scope.parent === 0 && scope.name === name);
}
