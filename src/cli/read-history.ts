import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { HISTORY_VERSION, type History, type HistoryRun, historyRun } from '../report/history.js';
import { obstaclesBetween } from '../report/obstacles.js';
import type { Report } from '../report/report.js';
import { readReport } from './read-report.js';

/** How many files of a folder are read, the last by name: a name that begins with a date sorts by it. */
const MOST_FILES = 1000;

interface Saved {
  file: string;
  report: Pick<Report, 'startedAt' | 'project'>;
  time: number;
}

/**
 * The history that the JSON reports of a folder tell, oldest first, and the newest of them. Files are read one by one, so that no more
 * than two reports are held at once; what is no report of the same project as the newest is left out with a word. Throws `UserError`
 * for a folder that cannot be read or holds no report.
 */
export async function readHistory(
  folder: string,
  onStep: (step: string) => void = () => {},
): Promise<{ history: History; newest: Report }> {
  const names = await jsonFiles(folder);
  const leftOut: History['leftOut'] = [];
  const skipped = names.length - MOST_FILES;
  if (skipped > 0) {
    const reason = `only the ${MOST_FILES} files that are last by name are read`;
    leftOut.push({ file: `${names[0]} and ${skipped - 1} more`, reason });
  }
  const saved: Saved[] = [];
  for (const [at, file] of names.slice(-MOST_FILES).entries()) {
    onStep(`reading report ${at + 1} of ${Math.min(names.length, MOST_FILES)}`);
    const read = await oneReport(folder, file);
    if ('reason' in read) leftOut.push(read);
    else saved.push(read);
  }
  saved.sort((a, b) => a.time - b.time || (a.file < b.file ? -1 : 1));
  const last = saved.at(-1);
  if (!last) {
    throw new UserError(`${folder} holds no report of repro`, {
      hint: '`repro check --report json=reports/2026-12-01.json` saves one',
    });
  }
  const newest = await readReport(join(folder, last.file));
  const runs = await runsOf(folder, saved, newest, leftOut, onStep);
  leftOut.sort((a, b) => (a.file < b.file ? -1 : 1));
  const { name, folder: place } = newest.project;
  return {
    history: { historyVersion: HISTORY_VERSION, project: { name, folder: place }, runs, leftOut },
    newest,
  };
}

async function runsOf(
  folder: string,
  saved: readonly Saved[],
  newest: Report,
  leftOut: History['leftOut'],
  onStep: (step: string) => void,
): Promise<HistoryRun[]> {
  const runs: HistoryRun[] = [];
  let before: Report | undefined;
  for (const [at, { file }] of saved.entries()) {
    onStep(`comparing report ${at + 1} of ${saved.length}`);
    const report = await readReport(join(folder, file));
    const other = obstaclesBetween(report, newest).find(({ what }) => what === 'project');
    if (other) {
      leftOut.push({ file, reason: `it is of another project than the newest (${report.project.name})` });
    } else if (before?.startedAt === report.startedAt) {
      leftOut.push({ file, reason: `it is of the same run as ${runs.at(-1)?.file}` });
    } else {
      runs.push(historyRun(file, report, before));
      before = report;
    }
  }
  return runs;
}

async function jsonFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder);
    return entries.filter((name) => name.toLowerCase().endsWith('.json')).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'does not exist' : code === 'ENOTDIR' ? 'is no folder' : `cannot be read (${code})`;
    throw new UserError(`${folder} ${reason}`, { hint: 'name a folder of saved JSON reports', cause: error });
  }
}

async function oneReport(folder: string, file: string): Promise<Saved | { file: string; reason: string }> {
  const path = join(folder, file);
  if (!(await stat(path).catch(() => undefined))?.isFile()) return { file, reason: 'it is no file' };
  try {
    const { startedAt, project } = await readReport(path);
    const time = Date.parse(startedAt);
    if (Number.isNaN(time)) return { file, reason: 'it does not say when it was made' };
    return { file, report: { startedAt, project }, time };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message } = error;
    // The folder is known; a report tells no path of this machine.
    return { file, reason: message.startsWith(path) ? `it${message.slice(path.length)}` : message };
  }
}
