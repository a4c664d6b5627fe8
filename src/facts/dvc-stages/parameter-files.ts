import { parse } from 'smol-toml';
import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { isPlainMap, type Plain, type PlainMap, plainOfData, plainYaml } from '../formats/plain-value.js';
import { parseYaml } from '../formats/yaml.js';
import type { PythonModule, Value } from '../python/model.js';
import { python } from '../python/python.js';
import { readText } from '../source.js';

const LARGEST = 4 * 1024 * 1024;

/** The files that hold parameters, each read once. */
export class ParameterFiles {
  readonly #project: Project;
  readonly #has: (path: string) => boolean;
  readonly #read = new Map<string, Promise<PlainMap>>();

  constructor(project: Project, has: (path: string) => boolean) {
    this.#project = project;
    this.#has = has;
  }

  has(path: string): boolean {
    return this.#has(path);
  }

  /** The top-level mapping of a file; empty for one without content. Throws `CannotTell` when it cannot be read or holds anything else. */
  read(path: string): Promise<PlainMap> {
    const known = this.#read.get(path) ?? this.#parse(path);
    this.#read.set(path, known);
    return known;
  }

  /** Source: DVC docs, `dvc params`: YAML unless the name ends in .json, .toml or .py. */
  async #parse(path: string): Promise<PlainMap> {
    if (path.endsWith('.py')) {
      const module = (await this.#project.get(python)).get(path);
      if (!module || module.problems.length > 0) throw new CannotTell(`${path} cannot be read`);
      return pythonValues(module);
    }
    const text = await readText(this.#project.source, path, LARGEST);
    const data = path.toLowerCase().endsWith('.toml') ? tomlData(text, path) : plainYaml(parseYaml(text));
    if (data === null || data === '') return new Map();
    if (!isPlainMap(data)) throw new CannotTell(`${path} holds no mapping`);
    return data;
  }
}

function tomlData(text: string, path: string): Plain {
  try {
    return plainOfData(parse(text, { integersAsBigInt: true, maxDepth: 100 }));
  } catch (error) {
    if (error instanceof CannotTell) throw error;
    throw new CannotTell(`${path} is no TOML`);
  }
}

/** What DVC sees of a Python file: assignments of literals at the top, in classes, and to `self` in `__init__`. Source: dvc, dvc/utils/serialize/_py.py. */
function pythonValues(module: PythonModule): PlainMap {
  const scopeMap = new Map<number, Map<string, Plain>>([[0, new Map()]]);
  const mapOf = (scope: number): Map<string, Plain> | undefined => {
    const known = scopeMap.get(scope);
    const own = module.scopes[scope];
    if (known || !own) return known;
    const parent = mapOf(own.parent);
    if (!parent) return undefined;
    // What `__init__` sets belongs to the class.
    if (own.kind === 'function') return own.name === '__init__' ? parent : undefined;
    const map = new Map<string, Plain>();
    scopeMap.set(scope, map);
    parent.set(own.name, map);
    return map;
  };
  for (const scope of module.scopes.keys()) mapOf(scope);
  for (const { target, key, value, scope, conditions, loop } of module.assignments) {
    if (key !== undefined || conditions.length > 0 || loop) continue;
    const isInit = module.scopes[scope]?.kind === 'function';
    const name = isInit === target.startsWith('self.') ? target.replace(/^self\./, '') : '';
    const plain = /^\w+$/.test(name) ? literal(value) : undefined;
    if (plain !== undefined) mapOf(scope)?.set(name, plain);
  }
  return scopeMap.get(0) as PlainMap;
}

function literal(value: Value): Plain | undefined {
  switch (value.kind) {
    case 'string':
    case 'boolean':
      return value.value;
    case 'none':
      return null;
    case 'number':
      if (Number.isNaN(value.value)) return undefined;
      return /^-?\d[\d_]*$/.test(value.text) ? BigInt(value.text.replaceAll('_', '')) : value.value;
    case 'list':
    case 'tuple': {
      const items = value.items.map(literal);
      return items.includes(undefined) ? undefined : (items as Plain[]);
    }
    case 'dict': {
      const map = new Map<string, Plain>();
      for (const { key, value: inner } of value.entries) {
        const name = key && literal(key);
        const plain = literal(inner);
        if (name === undefined || typeof name === 'object' || plain === undefined) return undefined;
        map.set(String(name), plain);
      }
      return map;
    }
    default:
      return undefined;
  }
}
