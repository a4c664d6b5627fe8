import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { isPlainMap, plainYaml } from '../formats/plain-value.js';
import { parseYaml } from '../formats/yaml.js';
import { folderOf, inFolder, isIn, resolveIn } from '../paths.js';
import type { PythonModule, Value } from '../python/model.js';
import type { Python } from '../python/python.js';
import { argument } from '../python/values.js';
import { readText } from '../source.js';
import type { Reference } from './model.js';
import { isPlaceholder } from './placeholder.js';

const MOST_FILES = 500;

/** What the scripts of a project that are run by Hydra take as overrides. */
export class Overrides {
  readonly #byModule: ReadonlyMap<string, Composed>;

  private constructor(byModule: ReadonlyMap<string, Composed>) {
    this.#byModule = byModule;
  }

  /** Undefined for a script that Hydra does not run. */
  of(module: PythonModule): Composed | undefined {
    return this.#byModule.get(module.path);
  }

  /** Reads the folders of settings of every script that has `@hydra.main`. */
  static async read(project: Project, tree: Files, python: Python): Promise<Overrides> {
    const found = new Map<string, Composed>();
    const folders = new Map<string, Promise<Composed>>();
    for (const module of python.modules) {
      if (!module.imports.some(({ module: name }) => name.split('.')[0] === 'hydra')) continue;
      const folder = folderGiven(module, python);
      if (folder === undefined) continue;
      const known = folders.get(folder) ?? readFolder(project, tree, folder);
      folders.set(folder, known);
      found.set(module.path, await known);
    }
    return new Overrides(found);
  }
}

/** The folder that `@hydra.main(config_path=…)` names; an empty text is the root; `?` where it is not told. */
function folderGiven(module: PythonModule, python: Python): string | undefined {
  for (const [scope, { decorators, parent }] of module.scopes.entries()) {
    if (scope === 0) continue;
    for (const decorator of decorators) {
      const call = decorator.kind === 'call' ? module.calls[decorator.call] : undefined;
      const callee: Value = call ? call.callee : decorator;
      if (!/^hydra\.(?:experimental\.)?main$/.test(python.qualify(module, callee, Math.max(parent, 0)) ?? ''))
        continue;
      const path = call && argument(call, 'config_path', 0)?.value;
      if (path?.kind !== 'string') return '?';
      return resolveIn(folderOf(module.path), path.value) ?? '?';
    }
  }
  return undefined;
}

async function readFolder(project: Project, tree: Files, folder: string): Promise<Composed> {
  const files =
    folder === '?'
      ? []
      : tree.own
          .filter(({ path }) => /\.ya?ml$/.test(path) && (folder === '' || isIn(path, folder)))
          .slice(0, MOST_FILES);
  const keys = new Set<string>();
  let whole = files.length > 0 && files.length < MOST_FILES;
  for (const { path } of files) {
    try {
      const data = plainYaml(parseYaml(await readText(project.source, path, 1024 * 1024)));
      if (isPlainMap(data)) for (const key of data.keys()) keys.add(key);
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      whole = false;
    }
  }
  return new Composed(
    folder,
    new Set(
      files.map(({ path }) => path.slice(folder === '' ? 0 : folder.length + 1).replace(/\.ya?ml$/, '')),
    ),
    keys,
    whole,
  );
}

/** The settings that Hydra composes from one folder. */
export class Composed {
  readonly #folder: string;
  /** Files by their path in the folder, without ending. */
  readonly #files: ReadonlySet<string>;
  readonly #groups: ReadonlySet<string>;
  /** Every key at the top of any file. */
  readonly #keys: ReadonlySet<string>;
  readonly #whole: boolean;

  constructor(folder: string, files: ReadonlySet<string>, keys: ReadonlySet<string>, whole: boolean) {
    this.#folder = folder;
    this.#files = files;
    this.#groups = new Set(
      [...files]
        .map(folderOf)
        .flatMap((path) => path.split('/').map((_, at, all) => all.slice(0, at + 1).join('/'))),
    );
    this.#keys = keys;
    this.#whole = whole;
  }

  /** The overrides among the words of a command. Source: Hydra docs, "Basic Override syntax", "Extended Override syntax". */
  judge(words: readonly string[]): Reference[] {
    const out: Reference[] = [];
    // Another folder or another primary file brings other settings.
    if (words.some((word) => /^(?:-c[dnp]?|--config-(?:dir|path|name)|--package)(?:=|$)/.test(word)))
      return out;
    for (const word of words) {
      const match = /^(\+{0,2})([\w./@-]+)=(.*)$/s.exec(word);
      if (!match || word.startsWith('-')) continue;
      const [, plus, written = '', value = ''] = match;
      const key = written.replace(/@.*$/, '');
      const base = { kind: 'override' as const, name: word.slice(0, 80), of: this.#folder };
      if (!this.#whole || isPlaceholder(key) || key.startsWith('hydra')) {
        out.push({ ...base, state: 'untold' });
      } else if (this.#groups.has(key) && !key.includes('.')) out.push(this.#option(base, key, value));
      else if (plus !== '') out.push({ ...base, state: 'untold' });
      else {
        const [top = ''] = key.split(/[./]/);
        out.push({ ...base, state: this.#keys.has(top) || this.#groups.has(top) ? 'found' : 'missing' });
      }
    }
    return out;
  }

  #option(base: Omit<Reference, 'state'>, group: string, value: string): Reference {
    const chosen = value
      .replace(/^\[|\]$/g, '')
      .split(',')
      .map((one) => one.trim());
    if (chosen.some((one) => one === 'null' || !/^[\w./-]*[\w-]$/.test(one) || isPlaceholder(one)))
      return { ...base, state: 'untold' };
    // The group may be a key of the settings too.
    const missing = chosen.find(
      (one) =>
        !this.#files.has(inFolder(group, one.replace(/\.ya?ml$/, ''))) &&
        !this.#files.has(one.replace(/^\//, '')),
    );
    if (missing === undefined) return { ...base, state: 'found' };
    return this.#keys.has(group) ? { ...base, state: 'untold' } : { ...base, state: 'missing' };
  }
}
