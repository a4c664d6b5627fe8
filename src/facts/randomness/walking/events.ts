import type { Assignment, Call, PythonModule } from '../../python/model.js';
import type { Definition } from '../../python/python.js';
import type { Found } from '../lookup.js';
import type { Certainty } from '../model.js';
import type { Frame, Origin } from '../scene.js';
import type { DrawRow, Stream } from '../table/row.js';
import type { Traced } from '../trace.js';

/** A part of a run whose generators are not those of the rest. */
export interface Domain {
  /** `spawn`: a process that begins with fresh generators; `fork`: copies of torch's, which are dropped at the end. */
  kind: 'spawn' | 'fork';
}

/** A draw that a run comes to. */
export interface DrawEvent {
  kind: 'draw';
  order: number;
  found: Found<Omit<DrawRow, 'call'>>;
  /** Full name, or the method as written. */
  name: string;
  call: Call;
  frame: Frame;
  certainty: Certainty;
  /** Whether it surely happens where it stands, so that a later seeding is too late. */
  firm: boolean;
  /** In a method that nobody in sight calls. */
  dormant: boolean;
  /** The seed it is given itself; undefined when none is. */
  own: Traced | undefined;
  domain: Domain | undefined;
}

/** A seeding that a run comes to. */
export interface SeedEvent {
  kind: 'seed';
  order: number;
  name: string;
  call: Call;
  frame: Frame;
  fixes: readonly Stream[];
  value: Traced;
  /** `off`: not with default arguments; `maybe`: behind a condition that could not be evaluated. */
  active: 'on' | 'off' | 'maybe';
  firm: boolean;
  certainty: Certainty;
  domain: Domain | undefined;
  /** Surely happens where it stands, and what was fixed before is not any more. */
  undoes: boolean;
}

/** Everything a run comes to, in the order of execution as far as it can be told. */
export interface Walked {
  draws: DrawEvent[];
  seeds: SeedEvent[];
  calls: { call: Call; frame: Frame; name: string | undefined }[];
  assignments: { assignment: Assignment; frame: Frame }[];
  modules: Set<PythonModule>;
  /** The bound on frames was met. */
  truncated: boolean;
}

/** How the code of a frame is reached. */
export interface Way {
  depth: number;
  /** Not surely executed where it stands: callbacks, methods that a framework calls. */
  deferred: boolean;
  /** A method that nobody in sight calls; a framework may. */
  dormant?: boolean;
  /** Reached from the top of a package that is run only because a module in it is imported: what it hands on is nobody's yet. */
  passing?: boolean;
  /** In another process: its seeding does not reach this one. */
  elsewhere: boolean;
  domain?: Domain | undefined;
  /** What brings in the code that is entered next without a call. */
  origin?: Origin | undefined;
}

/** Goes into a function or makes an object of a class; `call` of `caller` leads there where a call does. */
export type Enter = (
  definition: Definition,
  call: Call | undefined,
  caller: Frame | undefined,
  way: Way,
) => void;

/** True for a seed that is the same, or written down, in every run. */
export function isRecorded({ kind }: Traced): boolean {
  return kind !== 'none' && kind !== 'varying' && kind !== 'recorded';
}
