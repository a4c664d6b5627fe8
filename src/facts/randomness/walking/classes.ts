import type { PythonModule } from '../../python/model.js';
import type { Definition } from '../../python/python.js';
import type { Scene } from '../scene.js';

/** Base classes of one class, and ancestors in all, that are followed. */
const MOST_ANCESTORS = 40;

/** What is known of a class. */
interface ClassInfo {
  methods: Definition[];
  bases?: readonly Definition[];
  lineage?: readonly Definition[];
  foreign?: readonly string[];
}

/** The classes of a module by their scopes: their methods, and what they are made of. */
export class Classes {
  readonly #scene: Scene;
  readonly #module: PythonModule;
  readonly #known = new Map<number, ClassInfo>();

  constructor(scene: Scene, module: PythonModule) {
    this.#scene = scene;
    this.#module = module;
    for (const [at, { kind, parent }] of module.scopes.entries())
      if (kind === 'function') this.#info(parent).methods.push({ module, scope: at });
  }

  /** The functions that stand in a class, in the order of the text. */
  methods(scope: number): readonly Definition[] {
    return this.#info(scope).methods;
  }

  /** The classes of the project that a class is made of: itself first, each once, at most 40. */
  lineage(scope: number): readonly Definition[] {
    const info = this.#info(scope);
    if (!info.lineage) {
      const all: Definition[] = [{ module: this.#module, scope }];
      for (let at = 0; at < all.length && all.length < MOST_ANCESTORS; at++) {
        const { module, scope: of } = all[at]!;
        for (const base of classesOf(this.#scene, module).#bases(of)) {
          if (!all.some((other) => other.module === base.module && other.scope === base.scope))
            all.push(base);
        }
      }
      info.lineage = all;
    }
    return info.lineage;
  }

  /** Full names of the classes of libraries that a class is made of: `transformers.Trainer`. */
  foreign(scope: number): readonly string[] {
    const info = this.#info(scope);
    info.foreign ??= this.lineage(scope).flatMap(({ module, scope: of }) => {
      const { bases = [], parent = 0 } = module.scopes[of] ?? {};
      return bases.slice(0, MOST_ANCESTORS).flatMap((base) => {
        const at = Math.max(parent, 0);
        if (this.#scene.python.define(module, base, at)) return [];
        return this.#scene.python.qualify(module, base, at) ?? [];
      });
    });
    return info.foreign;
  }

  #bases(scope: number): readonly Definition[] {
    const info = this.#info(scope);
    if (!info.bases) {
      const { bases = [], parent = 0 } = this.#module.scopes[scope] ?? {};
      info.bases = bases.slice(0, MOST_ANCESTORS).flatMap((base) => {
        const found = this.#scene.python.define(this.#module, base, Math.max(parent, 0));
        return found?.module.scopes[found.scope]?.kind === 'class' ? [found] : [];
      });
    }
    return info.bases;
  }

  #info(scope: number): ClassInfo {
    let info = this.#known.get(scope);
    if (!info) {
      info = { methods: [] };
      this.#known.set(scope, info);
    }
    return info;
  }
}

const known = new WeakMap<PythonModule, Classes>();

/** The classes of a module, looked through on first use. */
export function classesOf(scene: Scene, module: PythonModule): Classes {
  let classes = known.get(module);
  if (!classes) {
    classes = new Classes(scene, module);
    known.set(module, classes);
  }
  return classes;
}
