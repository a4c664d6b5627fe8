import { setTimeout as sleep } from 'node:timers/promises';

/** How often something is tried before it counts as impossible; the pauses then add up to half a minute. */
export const MOST_ATTEMPTS = 7;
const LONGEST_PAUSE_MS = 20_000;

/** Statuses after which the same request may succeed: the store is busy, or something between here and there failed. */
export const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Errors of connections after which the same request may succeed. */
const PASSING_CODES = new Set([
  'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ERR_STREAM_PREMATURE_CLOSE',
]); // biome-ignore format: a table reads better in rows

/** Whether a connection broke in a way that may be over when it is tried again. */
export function isPassing(error: unknown): boolean {
  return PASSING_CODES.has(String((error as NodeJS.ErrnoException).code));
}

/**
 * Waits before an attempt, `attempt` counted from 1: twice as long each time, by chance between half and all of it, so
 * that many clients do not come back together; at least what the store asks for (`retry-after`, seconds).
 */
export async function pause(attempt: number, baseMs: number, retryAfter?: string | undefined): Promise<void> {
  const longest = Math.min(LONGEST_PAUSE_MS, baseMs * 2 ** (attempt - 1));
  const asked = /^\d{1,4}$/.test(retryAfter ?? '') ? Number(retryAfter) * 1000 : 0;
  await sleep(Math.max(longest * (0.5 + Math.random() / 2), Math.min(asked, LONGEST_PAUSE_MS)));
}
