import { relative } from 'node:path';
import type { Source } from '../../facts/source.js';
import { bytes } from '../progress.js';
import type { LockOutcome } from './outcome.js';
import type { DataConfig } from './task.js';

/** What `repro lock --help` says of exit codes. */
export const EXIT_CODES = `
Exit codes: 0 done, or nothing differs, 1 --check found a difference, 2 a
mistake, or what cannot be hashed (nothing is written), 3 a defect of repro.`;

/** How many files that differ are named. */
const MOST_NAMED = 20;

/** A brief outcome for people: a line an entry, then the files that differ. `quiet` leaves out what is as it should be. */
export function outcomeText(
  outcome: LockOutcome,
  { quiet = false }: { quiet?: boolean | undefined } = {},
): string {
  if (quiet && outcome.ok) return '';
  const lines = outcome.entries.filter(({ status }) => !quiet || status !== 'ok').map(entryLine);
  return [...lines, ...fileLines(outcome), ...nextLines(outcome)].map((line) => `${line}\n`).join('');
}

function entryLine({
  path,
  status,
  from,
  after,
  size,
  files,
  message,
}: LockOutcome['entries'][number]): string {
  const label = status.padEnd(9);
  if (message) return `${label} ${message}`;
  if (status === 'ok' || after === undefined) return `${label} ${path}`;
  const amount = `${bytes(size ?? 0)}${files === undefined ? '' : `, ${files} ${files === 1 ? 'file' : 'files'}`}`;
  const name = from === undefined ? path : `${from} -> ${path}`;
  return `${label} ${name}  ${after.slice(after.indexOf(':') + 1).slice(0, 12)}  ${amount}`;
}

/** The files of new entries and of entries that are gone stand for themselves: only others are named. */
function fileLines({ entries, counts, changes, unnamed }: LockOutcome): string[] {
  const whole = entries
    .filter(({ status }) => ['added', 'removed', 'absent', 'renamed'].includes(status))
    .map(({ path }) => path.replace(/\/$/, ''));
  const told = changes.filter(
    ({ path, change }) =>
      change === 'changed' ||
      change === 'renamed' ||
      !whole.some((entry) => path === entry || path.startsWith(`${entry}/`)),
  );
  const lines = told
    .slice(0, MOST_NAMED)
    .map(
      ({ path, change, from }) =>
        `            ${change}: ${from === undefined ? path : `${from} -> ${path}`}`,
    );
  if (told.length > MOST_NAMED) lines.push(`            and ${told.length - MOST_NAMED} more`);
  if (told.length > 0) {
    const parts = Object.entries(counts).flatMap(([change, count]) =>
      count > 0 ? [`${count} ${change}`] : [],
    );
    lines.unshift(`files     ${parts.join(', ')}`);
  }
  for (const path of unnamed) {
    const { before, after } = entries.find((entry) => entry.path === path) ?? {};
    const [old, now] = [before, after].map((hash) => hash?.slice(0, hash.indexOf(':')));
    const why =
      old !== undefined && now !== undefined && old !== now
        ? `they were hashed by ${old} before, and by ${now} now`
        : 'they were not listed';
    lines.push(`            ${path}: which files differ is not known, since ${why}`);
  }
  return lines;
}

/** What to do about data that is not as it was recorded. */
function nextLines({ action, entries }: LockOutcome): string[] {
  if (action !== 'check') return [];
  const has = (...statuses: string[]) => entries.some(({ status }) => statuses.includes(status));
  return [
    ...(has('mismatch', 'missing')
      ? ['hint: put the data back, or record what is there with `repro lock`']
      : []),
    ...(has('absent') ? ['hint: fetch what is absent, or take it out with `repro lock --prune`'] : []),
    ...(has('unstable') ? ['hint: something writes to the data; try again when it has ended'] : []),
  ];
}

/** The way to repro.lock from the working folder. */
export function lockName({ name }: Source, { root }: DataConfig): string {
  return relative('.', root) === '' ? 'repro.lock' : `${relative('.', root) || name}/repro.lock`;
}
