import { Script } from 'node:vm';
import { UserError } from '../errors.js';

/** How long one check of a plugin may judge, in milliseconds: checks only look at what is known already. */
export const CHECK_LIMIT = 10_000;
/** How long a fact of a plugin may take where it does not say, in milliseconds. */
export const FACT_LIMIT = 30_000;
/** How long a plugin may take to load, in milliseconds. */
export const LOAD_LIMIT = 15_000;

/** The time limits in milliseconds; a test may choose shorter ones. */
export interface Limits {
  check: number;
  load: number;
}

const script = new Script('work()');

/** Work that was cut off. */
export class TookTooLong extends Error {
  constructor(limit: number) {
    super(`it took longer than ${limit / 1000} s`);
  }
}

/**
 * Does something synchronous and cuts it off after a time, also inside a loop that never ends: V8 stops whatever runs
 * below a script with a timeout (https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options). Throws
 * `TookTooLong`, and what the work throws.
 */
export function bounded<T>(work: () => T, limit: number): T {
  let result: { value: T } | undefined;
  try {
    script.runInNewContext(
      {
        work: () => {
          result = { value: work() };
        },
      },
      { timeout: limit },
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new TookTooLong(limit);
    throw error;
  }
  return result!.value;
}

/** What a promise comes to; throws `UserError` with these words when that takes longer than `limit` milliseconds. */
export async function inTime<T>(work: Promise<T>, limit: number, words: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UserError(`${words} took longer than ${limit / 1000} s`)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
