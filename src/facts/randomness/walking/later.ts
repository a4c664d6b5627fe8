import type { Definition } from '../../python/python.js';
import type { Origin, Scene } from '../scene.js';
import { classesOf } from './classes.js';
import type { Domain, Way } from './events.js';
import type { Objects } from './objects.js';

const DEFERRED: Way = { depth: 1, deferred: true, elsewhere: false };

/** A function or class that somebody will call some time. */
interface PutOff {
  definition: Definition;
  elsewhere: boolean;
  origin: Origin | undefined;
  /** The part of the run in which it was made or handed on, where that is known. */
  domain?: Domain | undefined;
}

/** What a run comes to some time, nobody sees when: it is followed when everything else was. */
export class Later {
  readonly #putOff: PutOff[] = [];
  /** What modules hand on while they are imported, such as a registry's classes: nearer ways to them are told first. */
  readonly #registered: PutOff[] = [];

  put(one: PutOff): void {
    this.#putOff.push(one);
  }

  register(one: PutOff): void {
    this.#registered.push(one);
  }

  /** All of it one by one, with what comes in on the way; then the methods that nobody was seen to call. */
  *rest(scene: Scene, objects: Objects): Generator<{ definition: Definition; way: Way }> {
    for (let classAt = 0, at = 0, registeredAt = 0; ; ) {
      const isNear = at < this.#putOff.length;
      const one = isNear ? this.#putOff[at++] : this.#registered[registeredAt];
      if (one) {
        if (!isNear) registeredAt++;
        const { definition, elsewhere, origin, domain } = one;
        yield { definition, way: { ...DEFERRED, elsewhere, origin, domain } };
        continue;
      }
      const made = objects.listed[classAt++];
      if (!made) return;
      const { definition, origin, domain } = made;
      for (const method of classesOf(scene, definition.module).methods(definition.scope))
        yield { definition: method, way: { ...DEFERRED, dormant: true, origin, domain } };
    }
  }
}
