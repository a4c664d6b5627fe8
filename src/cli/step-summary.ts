import { appendFile, stat } from 'node:fs/promises';
import type { Report } from '../report/report.js';
import type { Look } from '../reporters/index.js';
import { markdownWithin } from '../reporters/summary.js';
import { assertWritable } from './files.js';
import { plain, tell } from './terminal.js';

/** Bytes that GitHub takes as the summary of a step; it refuses a larger file whole (actions/runner, FileCommandManager.cs). */
const LIMIT = 1024 * 1024;

/**
 * Appends the Markdown report to the summary of the running step of GitHub Actions, whose file the runner names in
 * `GITHUB_STEP_SUMMARY`, within what that file may still hold. Does nothing elsewhere. A summary that cannot be written is
 * told as a note: it is no reason to fail a check.
 */
export async function appendStepSummary(report: Report, look: Look): Promise<void> {
  const path = process.env.GITHUB_STEP_SUMMARY;
  if (!path) return;
  try {
    await assertWritable(path);
    const before = (await stat(path).catch(() => undefined))?.size ?? 0;
    const text = markdownWithin(report, look, LIMIT - before - 1);
    if (text !== '') await appendFile(path, before > 0 ? `\n${text}` : text);
    else await tell('note: the summary of the step has no room for the report');
  } catch (error) {
    await tell(plain(`note: the summary of the step could not be written: ${(error as Error).message}`));
  }
}
