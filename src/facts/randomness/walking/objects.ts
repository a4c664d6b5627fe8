import type { Call, PythonModule } from '../../python/model.js';
import type { Definition } from '../../python/python.js';
import type { Frame, Origin, Scene } from '../scene.js';
import { classesOf } from './classes.js';
import type { Domain, Enter, Way } from './events.js';

/** An object of the class was made. */
const MADE = 1;
/** Somebody may call its methods. */
const LISTED = 2;

/** A class of which an object was made, and how. */
interface Made {
  definition: Definition;
  origin: Origin | undefined;
  domain: Domain | undefined;
}

/** The objects of the project's classes that a run has made so far. */
export class Objects {
  /** The frames of their `__init__`, by path and scope of the class: `model.py#3`. */
  readonly inits = new Map<string, Frame>();
  readonly #scene: Scene;
  readonly #enter: Enter;
  /** A mark for each scope of a module: thousands of objects are made of few classes. */
  readonly #marks = new Map<PythonModule, Uint8Array>();
  /** Those whose methods somebody may call, in the order in which they were made. */
  readonly listed: Made[] = [];
  readonly #methods = new Map<string, Definition[]>();

  constructor(scene: Scene, enter: Enter) {
    this.#scene = scene;
    this.#enter = enter;
  }

  isMade({ module, scope }: Definition): boolean {
    return ((this.#marks.get(module)?.[scope] ?? 0) & MADE) !== 0;
  }

  /** Methods of this name in the classes made so far. */
  methodsNamed(name: string): readonly Definition[] {
    return this.#methods.get(name) ?? [];
  }

  /** Makes an object: its `__init__` now, with those of its base classes, and what a dataclass runs after it. */
  make({ module, scope }: Definition, call: Call | undefined, caller: Frame | undefined, way: Way): void {
    const origin: Origin | undefined =
      call && caller
        ? { frame: caller, line: call.line, by: 'method' }
        : way.origin && { ...way.origin, by: 'method' };
    let given = call;
    for (const part of classesOf(this.#scene, module).lineage(scope)) {
      const methods = classesOf(this.#scene, part.module).methods(part.scope);
      this.#add(part, methods, origin, way);
      for (const method of methods) {
        const name = part.module.scopes[method.scope]?.name;
        if (name !== '__init__' && name !== '__post_init__') continue;
        // The arguments go to the first one there is.
        const named = name === '__init__' ? given : undefined;
        if (name === '__init__') given = undefined;
        this.#enter(method, named, caller, named ? way : { ...way, origin });
      }
    }
  }

  #add(
    definition: Definition,
    methods: readonly Definition[],
    origin: Origin | undefined,
    { passing = false, domain }: Way,
  ): void {
    const { module, scope } = definition;
    let marks = this.#marks.get(module);
    if (!marks) {
      marks = new Uint8Array(module.scopes.length);
      this.#marks.set(module, marks);
    }
    const mark = marks[scope] ?? 0;
    marks[scope] = mark | MADE | (passing ? 0 : LISTED);
    if (passing || (mark & LISTED) !== 0) return;
    this.listed.push({ definition, origin, domain });
    for (const method of methods) {
      const name = method.module.scopes[method.scope]?.name ?? '';
      const same = this.#methods.get(name);
      if (same) same.push(method);
      else this.#methods.set(name, [method]);
    }
  }
}
