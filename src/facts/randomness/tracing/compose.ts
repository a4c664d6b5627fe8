import { folderOf, resolveIn } from '../../paths.js';
import type { Call } from '../../python/model.js';
import { lastName } from '../../python/values.js';
import { configIndex, PACKAGE, plainOf } from '../configs.js';
import { argumentOf, bareFrame, type Frame } from '../scene.js';
import type { Tracer } from '../trace.js';
import { commandsOf } from './commands.js';
import { type Holder, type Layer, layered, type Override } from './things.js';

const MOST_LAYERS = 60;

/**
 * What `@hydra.main(config_path=..., config_name=...)` or `compose(...)` loads: the primary configuration with the groups
 * that its defaults list names, as the project's own commands choose them. Source: Hydra documentation, "The Defaults
 * List", "Packages", "Basic override syntax".
 */
export function composed(
  tracer: Tracer,
  call: Call,
  frame: Frame,
  main: Frame | undefined,
): Holder | undefined {
  if (tracer.scene.closed) return undefined;
  const text = (name: string, position: number): string | undefined => {
    const value = argumentOf(call, name, position);
    const traced = value && tracer.trace(value, frame, 1);
    return typeof traced?.value === 'string' ? traced.value : undefined;
  };
  const isMain = lastName(call.callee) === 'main';
  const given = commandsOf(tracer.scene.commands, (main ?? frame).module).filter(({ recorded }) => recorded);
  const [command] = given;
  const chosen = command ? wordAfter(command.words, ['--config-name', '-cn']) : undefined;
  const name = (chosen ?? text('config_name', isMain ? 1 : 0))?.replace(/\.ya?ml$/, '');
  if (name === undefined) return { kind: 'some config', keys: [], files: undefined };
  const { files } = configIndex(tracer.scene.configs);
  const path = isMain ? (text('config_path', 0) ?? '.') : undefined;
  const folder = path === undefined ? undefined : resolveIn(folderOf(frame.module.path), path);
  const primary = fileOf(files, folder, name) ?? onlyFile(files, name);
  const stored = (wanted: string) => storedClass(tracer, wanted);
  if (primary === undefined) return stored(name) ?? { kind: 'some config', keys: [], files: undefined };
  const composition = new Composition(files, folderRoot(primary, name) ?? folderOf(primary));
  const overrides: Override[] = [];
  for (const word of command?.words ?? []) {
    const [, key = '', value = ''] = /^\+{0,2}([\w./@-]+)=(.*)$/.exec(word) ?? [];
    if (key === '' || !command) continue;
    if (composition.isGroup(key)) composition.choices.set(key, value);
    else {
      const plain = plainOf(value);
      overrides.push({ keys: key.split('.'), value: plain === null ? 'null' : String(plain), file: command.file, line: command.line, text: `${command.file}:${command.line} ${key}=${value}` }); // biome-ignore format: one record
    }
  }
  composition.add(primary, []);
  const bases = composition.unknown.map(stored);
  return layered([{ kind: 'config', layers: composition.layers.reverse(), keys: [], overrides }, ...bases]);
}

/** The folder in which a configuration is found by its name, which may have folders itself. */
function folderRoot(path: string, name: string): string | undefined {
  const stem = path.replace(/\.ya?ml$/, '');
  return stem === name ? '' : stem.endsWith(`/${name}`) ? stem.slice(0, -name.length - 1) : undefined;
}

function wordAfter(words: readonly string[], names: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    for (const name of names) {
      if (word === name) return words[at + 1];
      if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
    }
  }
  return undefined;
}

type FilesOf = ReturnType<typeof configIndex>['files'];

function fileOf(files: FilesOf, folder: string | undefined, name: string): string | undefined {
  if (folder === undefined) return undefined;
  const stem = folder === '' ? name : `${folder}/${name}`;
  return [`${stem}.yaml`, `${stem}.yml`].find((path) => files.has(path));
}

/** The file of a name where there is only one. */
function onlyFile(files: FilesOf, name: string): string | undefined {
  const found = [...files.keys()].filter(
    (path) => folderRoot(path, name) !== undefined && /\.ya?ml$/.test(path),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** A class that `ConfigStore.instance().store(name=..., node=...)` puts under a name. */
function storedClass(tracer: Tracer, name: string): Holder | undefined {
  const { python } = tracer.scene;
  for (const module of python.modules) {
    for (const call of module.calls) {
      if (lastName(call.callee) !== 'store') continue;
      const given = argumentOf(call, 'name');
      const node = argumentOf(call, 'node') ?? argumentOf(call, undefined, 0);
      if (given?.kind !== 'string' || given.value !== name || !node) continue;
      const frame = bareFrame(module, call.scope);
      const definition = python.define(module, node, call.scope);
      return definition ? { kind: 'object', ...definition, frame } : tracer.hold(node, frame, 1);
    }
  }
  return undefined;
}

/** The files that a defaults list brings together, the weakest first. */
class Composition {
  readonly layers: Layer[] = [];
  /** Groups that were chosen elsewhere: by a command or by `override /group: choice`. */
  readonly choices = new Map<string, string>();
  /** Names in defaults lists that no file has. */
  readonly unknown: string[] = [];
  readonly #seen = new Set<string>();

  constructor(
    readonly files: FilesOf,
    readonly root: string,
  ) {}

  isGroup(name: string): boolean {
    const start = `${this.root === '' ? '' : `${this.root}/`}${name}/`;
    for (const path of this.files.keys()) if (path.startsWith(start)) return true;
    return false;
  }

  add(file: string, at: readonly string[]): void {
    if (this.#seen.has(file) || this.layers.length >= MOST_LAYERS) return;
    this.#seen.add(file);
    const items = this.#defaults(file);
    const group = folderOf(file.slice(this.root === '' ? 0 : this.root.length + 1));
    for (const { key, value } of items) {
      const name = /^override\s+\/?(.+)$/.exec(key ?? '')?.[1];
      if (name !== undefined && value !== null && !this.choices.has(name)) this.choices.set(name, value);
    }
    let own = false;
    for (const { key, value } of items) {
      if (key === undefined && value === '_self_') {
        this.layers.push({ file, at });
        own = true;
      } else if (!key?.startsWith('override ')) this.#item(key, value, group, at);
    }
    // Without `_self_` a configuration counts after what it lists (since Hydra 1.1).
    if (!own) this.layers.push({ file, at });
  }

  #item(key: string | undefined, value: string | null, group: string, at: readonly string[]): void {
    const bare = key?.replace(/^optional\s+/, '');
    const [path = '', target] = (bare ?? value ?? '').split('@');
    const absolute = path.startsWith('/');
    const name = path.replace(/^\//, '');
    const inGroup = absolute || group === '' ? name : `${group}/${name}`;
    const choice = bare === undefined ? undefined : (this.choices.get(inGroup) ?? value);
    if (bare !== undefined && (choice === null || choice === undefined || choice === 'null')) return;
    const found = fileOf(this.files, this.root, choice === undefined ? inGroup : `${inGroup}/${choice}`);
    if (found === undefined) {
      if (bare === undefined) this.unknown.push(name);
      return;
    }
    const header = this.files.get(found)?.find(({ keys }) => keys[0] === PACKAGE)?.value;
    const own = choice === undefined ? folderOf(inGroup) : inGroup;
    const wanted = target ?? (typeof header === 'string' ? header : undefined);
    const place =
      wanted === '_global_' ? [] : wanted === '_here_' ? at : wanted === undefined || wanted === '_group_' ? own.split('/').filter(Boolean) : wanted.replace(/^_global_\./, '').split('.'); // biome-ignore format: one choice
    this.add(found, place);
  }

  #defaults(file: string): { key: string | undefined; value: string | null }[] {
    return (this.files.get(file) ?? []).flatMap(({ keys, value }) => {
      if (keys[0] !== 'defaults' || keys.length < 2) return [];
      return [{ key: keys[2], value: value === null ? null : String(value) }];
    });
  }
}
