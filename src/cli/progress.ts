import type { Progress } from '../facts/fact.js';
import type { DigestCache } from '../hashing/cache/cache.js';
import { plain } from './terminal.js';

/** Work shorter than this shows nothing, in milliseconds: a line that flashes up tells nobody anything. */
const QUIET_START = 300;
const REDRAW = 100;
const ERASE = '\r\x1b[2K';

/** One line on standard error that says what is being done; nothing where nobody watches. */
export interface ProgressLine {
  show(text: string): void;
  /** Removes the line for good. */
  end(): void;
}

/** A line when standard error is a terminal, outside CI and unless `silent`; else one that shows nothing. */
export function progressLine(silent = false): ProgressLine {
  const { stderr, env } = process;
  if (silent || stderr.isTTY !== true || env.TERM === 'dumb' || (env.CI && env.CI !== 'false')) {
    return { show() {}, end() {} };
  }
  const begun = performance.now();
  let drawn: number | undefined;
  let ended = false;
  return {
    show(text) {
      const now = performance.now();
      if (ended || now - begun < QUIET_START || now - (drawn ?? 0) < REDRAW) return;
      drawn = now;
      stderr.write(`${ERASE}${plain(text).slice(0, Math.max(10, (stderr.columns || 80) - 1))}`);
    },
    end() {
      if (!ended && drawn !== undefined) stderr.write(ERASE);
      ended = true;
    },
  };
}

/** `hashing: 1.2 GB of 3.4 GB, 12 of 40 files, 210 MB/s, 10 s left`. `elapsed` is in milliseconds. */
export function progressText({ fact, done, total, unit, files }: Progress, elapsed: number): string {
  const size = unit === 'bytes' ? bytes : (n: number) => String(n);
  const amount = total === undefined ? size(done) : `${size(done)} of ${size(total)}`;
  const count = files && (files.total === undefined ? `${files.done}` : `${files.done} of ${files.total}`);
  const text = `${fact}: ${amount}${unit === 'files' ? ' files' : ''}${count === undefined ? '' : `, ${count} files`}`;
  const rate = elapsed < 1000 ? 0 : done / (elapsed / 1000);
  if (unit !== 'bytes' || rate === 0) return text;
  const left = total === undefined ? '' : `, ${duration((total - done) / rate)} left`;
  return `${text}, ${bytes(rate)}/s${left}`;
}

/** `1.2 GB`, in powers of 1000. */
export function bytes(n: number): string {
  for (const [unit, size] of [
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const) {
    if (n >= size) return `${(n / size).toFixed(n < 10 * size ? 1 : 0)} ${unit}`;
  }
  return `${Math.round(n)} B`;
}

/** What there is to say of data that was hashed, or was not since it has not changed. */
export function digestNotes({ read, problem, used }: DigestCache): string[] {
  if (!used) return [];
  const files = read.files === 1 ? 'file' : 'files';
  return [
    `note: ${read.files} ${files} of data read (${bytes(read.bytes)}); what has not changed is not read again`,
    ...(problem === undefined ? [] : [`note: hashes of data are not remembered: ${problem}`]),
  ];
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
