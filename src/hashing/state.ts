import type { Stats } from 'node:fs';

/** What tells one state of a file from another, as `stat` has it. Times are in milliseconds, with fractions. */
export interface FileState {
  /** Bytes. */
  size: number;
  mtimeMs: number;
  ctimeMs: number;
  ino: number;
  dev: number;
}

/** The state of a file that is not on this disk. */
export const UNSEEN: FileState = { size: 0, mtimeMs: 0, ctimeMs: 0, ino: 0, dev: 0 };

/** Numbers of a state in a column of states, in the order of `FileState`. */
export const STATE = 5;

/** The state of a file from what `stat` tells. */
export function stateOf({ size, mtimeMs, ctimeMs, ino, dev }: Stats): FileState {
  return { size, mtimeMs, ctimeMs, ino, dev };
}

/**
 * Whether two states are the same. The change time (ctime) is the one that a program cannot set back: it moves with every
 * write, also when the modification time is restored afterwards, and when the file is replaced or removed under its name.
 */
export function sameState(a: FileState, b: FileState): boolean {
  return (
    a.size === b.size &&
    a.mtimeMs === b.mtimeMs &&
    a.ctimeMs === b.ctimeMs &&
    a.ino === b.ino &&
    a.dev === b.dev
  );
}

/** Puts a state into a column. */
export function writeState(states: Float64Array, row: number, state: FileState): void {
  const at = row * STATE;
  states[at] = state.size;
  states[at + 1] = state.mtimeMs;
  states[at + 2] = state.ctimeMs;
  states[at + 3] = state.ino;
  states[at + 4] = state.dev;
}

/** The state in a row of a column. */
export function readState(states: Float64Array, row: number): FileState {
  const at = row * STATE;
  const [size, mtimeMs, ctimeMs, ino, dev] = states.subarray(at, at + STATE) as unknown as [
    ...[number, number, number, number, number],
  ];
  return { size, mtimeMs, ctimeMs, ino, dev };
}

/** Whether a row of a column holds this state. */
export function holdsState(states: Float64Array, row: number, state: FileState): boolean {
  const at = row * STATE;
  return (
    states[at] === state.size &&
    states[at + 1] === state.mtimeMs &&
    states[at + 2] === state.ctimeMs &&
    states[at + 3] === state.ino &&
    states[at + 4] === state.dev
  );
}

/** Whether rows of two columns hold the same state. */
export function sameRow(a: Float64Array, i: number, b: Float64Array, j: number): boolean {
  for (let field = 0; field < STATE; field += 1) {
    if (a[i * STATE + field] !== b[j * STATE + field]) return false;
  }
  return true;
}

/**
 * How old a state has to be when its file is read, in milliseconds. What is written in the same tick of the clock of the
 * file system leaves its times as they are (git calls such a file racy: Documentation/technical/racy-git.txt); FAT counts
 * in steps of two seconds, and the clock of a file server is not quite ours.
 */
const SAFE_AGE = 4000;

/** Whether the times of a file that is read at some moment (milliseconds since 1970) show every write from then on. Those of the future do not. */
export function isSafe({ mtimeMs, ctimeMs }: FileState, readAt: number): boolean {
  return Math.max(mtimeMs, ctimeMs) + SAFE_AGE < readAt;
}

/** As `isSafe`, of a row of a column. */
export function isSafeRow(states: Float64Array, row: number, readAt: number): boolean {
  const at = row * STATE;
  return Math.max(states[at + 1] as number, states[at + 2] as number) + SAFE_AGE < readAt;
}
