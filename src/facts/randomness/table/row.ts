/** A generator that several calls share, so that one seeding fixes all of them; `own`: each object has its own. */
export type Stream =
  | 'python'
  | 'numpy'
  | 'torch'
  | 'tensorflow'
  | 'jax'
  | 'cupy'
  | 'paddle'
  | 'mxnet'
  | 'polars'
  | 'dgl'
  | 'opencv'
  | 'imgaug'
  | 'own';

/** When a call draws: always if absent; `depends`: on the data at run time, which nobody can tell from the code. */
export type When =
  | 'depends'
  | {
      argument: string;
      /** Its place among positional arguments, from 0. */
      position?: number;
      /** Draws when the argument is one of these; or given and not None; or true. */
      is: readonly (string | boolean | number)[] | 'given' | 'true' | 'a float';
      /** The value when the argument is left out. */
      default: string | boolean | number | null;
      /** Values for which it depends on the data. */
      depends?: readonly string[];
    };

/** Calls that draw. In `call`, `{a,b}` lists alternatives and a trailing `*` matches any name. */
export interface DrawRow {
  call: string;
  /** The framework's own when absent. */
  stream?: Stream;
  /** Parameters that can carry a seed, the first being the one to name. */
  seed?: readonly string[];
  /** Place of the seed among positional arguments, from 0. */
  position?: number;
  /** The parameter carries a generator that is judged where it is made. */
  carrier?: boolean;
  /** Leaving the seed out still gives a fixed one. */
  fixed?: boolean;
  when?: When;
  /** Draws when the object is used, not when it is made. */
  lazy?: boolean;
  /** Counts only where something is trained: initial weights, dropout. */
  training?: boolean;
  /** Never enough for a certain finding. */
  weak?: boolean;
  /** An estimator, splitter or sampler that should be given its seed itself. */
  estimator?: boolean;
}

/** A drawing method of an object; the object's library is inferred. */
export interface MethodRow extends Omit<DrawRow, 'call'> {
  method: string;
  /** A keyword that only this library's method has: enough to tell it where the library is imported. */
  clue?: readonly string[];
}

/** Calls that fix streams. */
export interface SeederRow {
  call: string;
  fixes: readonly Stream[];
  /** Parameter of the seed. */
  seed?: string;
  /** Its place among positional arguments: 0 when absent. */
  position?: number;
  /** The seeding is a side effect that a keyword asks for. */
  byKeyword?: boolean;
  /** What leaving the seed out means; `none` when absent. */
  otherwise?: 'fixed' | 'none' | 'recorded';
  /** The keys under which its configuration holds the seed, where no argument does. */
  config?: readonly string[];
  /** Takes a seed from the system, whatever came before: undoes a fixed one. */
  unseeds?: boolean;
}

/** One library: how it draws and what fixes it. */
export interface Framework {
  /** The name in reports and data. */
  id: string;
  /** Top-level modules that mark it as used. */
  imports: readonly string[];
  /** The stream that its draws use unless a row says otherwise. */
  stream: Stream;
  draws?: readonly DrawRow[];
  methods?: readonly MethodRow[];
  seeders?: readonly SeederRow[];
}

/** All names that a pattern with `{a,b}` stands for; a trailing `*` is kept. */
export function expand(pattern: string): string[] {
  const open = pattern.indexOf('{');
  if (open < 0) return [pattern];
  const close = pattern.indexOf('}', open);
  const before = pattern.slice(0, open);
  return pattern
    .slice(open + 1, close)
    .split(',')
    .flatMap((name) => expand(before + name.trim() + pattern.slice(close + 1)));
}
