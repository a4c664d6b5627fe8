import type { Call, PythonModule, Value } from '../../python/model.js';
import type { Frame } from '../scene.js';
import type { Traced } from '../trace.js';

/** One configuration file as a part of what a program loads: its contents stand under `at`, from the key `from` of the file on. */
export interface Layer {
  file: string;
  at: readonly string[];
}

/** Something that holds settings by name, wherever they come from. */
export type Holder =
  /** A dict that is written out, or the keywords of a call. */
  | { kind: 'dict'; entries: readonly { key?: Value; value: Value }[]; frame: Frame }
  /** A variable whose attributes or items are assigned one by one, over what it was first. */
  | { kind: 'variable'; path: string; scopes: readonly number[]; frame: Frame; under: Holder | undefined }
  /** An object of a class of the project, or the class itself; `given` is the call that made it. */
  | {
      kind: 'object';
      module: PythonModule;
      scope: number;
      given?: { call: Call; frame: Frame } | undefined;
      frame: Frame;
    }
  /** The variables that a function's body binds. */
  | { kind: 'scope'; frame: Frame }
  /** The parsed command line of a frame. */
  | { kind: 'options'; frame: Frame }
  /** A part of configuration files that are known; the first that has a key counts. */
  | { kind: 'config'; layers: readonly Layer[]; keys: readonly string[]; overrides: readonly Override[] }
  /** A part of a configuration file that cannot be told. */
  | { kind: 'some config'; keys: readonly string[]; files: RegExp | undefined }
  | { kind: 'environment' }
  /** Values that are known by name. */
  | { kind: 'known'; values: ReadonlyMap<string, Thing> }
  /** The first that has a key counts. */
  | { kind: 'layers'; of: readonly Holder[] };

/** A setting that a command gives: `training.seed=7`. */
export interface Override {
  keys: readonly string[];
  value: string;
  file: string;
  line: number;
  text: string;
}

/** What stands under a key: a value, or something that holds more; both are worked out when asked for. */
export interface Thing {
  trace(): Traced;
  hold(): Holder | undefined;
}

/** Holders one over the other. */
export function layered(holders: readonly (Holder | undefined)[]): Holder | undefined {
  const of = holders.filter((holder) => holder !== undefined);
  return of.length > 1 ? { kind: 'layers', of } : of[0];
}

/** A thing that is only a value. */
export function plainThing(traced: Traced): Thing {
  return { trace: () => traced, hold: () => undefined };
}
