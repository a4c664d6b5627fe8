/** Numbers of a state in a column of states: size, mtimeMs, ctimeMs, ino, dev, as `fs.Stats` gives them. */
export const STATE = 5;

/**
 * True when two columns hold the same state at these indexes. The change time (ctime) is the one that a program cannot
 * set back: it moves with every write, also when the modification time is restored afterwards.
 */
export function sameState(a: Float64Array, i: number, b: Float64Array, j: number): boolean {
  for (let field = 0; field < STATE; field += 1) {
    if (a[i * STATE + field] !== b[j * STATE + field]) return false;
  }
  return true;
}

/**
 * How old a state has to be when its file is read, in milliseconds. What is written in the same tick of the clock of the
 * file system leaves its times as they are (git calls such a file racy: Documentation/technical/racy-git.txt); FAT counts
 * in steps of two seconds.
 */
const SAFE_AGE = 4000;

/**
 * Whether a file read at some moment (milliseconds since 1970) shows every later write by its times. It does not when they
 * are too recent, or in the future.
 */
export function isSafe(states: Float64Array, index: number, readAt: number): boolean {
  const mtime = states[index * STATE + 1] as number;
  const ctime = states[index * STATE + 2] as number;
  return Math.max(mtime, ctime) + SAFE_AGE < readAt;
}
