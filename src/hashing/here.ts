import { sep } from 'node:path';

/**
 * An absolute real path as the system finds it soonest: relative to the working folder where it lies there. Of many small files,
 * each folder on the way costs some hundredths of the time. The answer is good as long as the working folder stays.
 */
export function fromHere(real: string): string {
  const here = workingFolder();
  if (here === undefined) return real;
  if (real === here) return '.';
  return real.startsWith(here + sep) ? real.slice(here.length + 1) : real;
}

function workingFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    // It was removed.
    return undefined;
  }
}
