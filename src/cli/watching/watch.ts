import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { listed } from '../../checks/check.js';
import { CannotTell, UserError } from '../../errors.js';
import { compareReports } from '../../report/compare.js';
import type { Report } from '../../report/report.js';
import { diffText } from '../../reporters/diff-text.js';
import { type AsciiFlags, asciiWanted, safeText } from '../ascii.js';
import { projectFolder } from '../folder.js';
import { onInterrupt } from '../interrupt.js';
import { print, tell, wantsColor, widthOf } from '../terminal.js';
import { Events } from './events.js';
import { changedBetween, type State, stateOf, type Watched } from './state.js';

/** One run: what it found, and what else it rests on. */
export interface Round {
  report: Report;
  root: string;
  /** Absolute paths that count though git may ignore them. */
  also: readonly string[];
}

export interface WatchRequest {
  path: string;
  /** Judges and delivers once. Throws `UserError` for what the user can mend, after which watching goes on. */
  once: () => Promise<Round>;
  /** Absolute paths that every run writes. */
  writes: readonly string[];
  look: AsciiFlags & { color?: boolean | undefined };
}

const CLEAR = '\x1b[2J\x1b[3J\x1b[H';

/**
 * Judges again whenever something changes that a report rests on, and says what is better and worse since the run before.
 * Never returns: a signal ends it, with 128 plus its number. Throws
 * `UserError` when the folder goes away.
 */
export async function watchProject({ path, once, writes, look }: WatchRequest): Promise<never> {
  const folder = await realpath(await projectFolder(path));
  const events = new Events();
  const safe = safeText(look);
  onInterrupt(() => {});
  let watched: Watched = { root: folder, folder, also: [], never: writes };
  let before: Report | undefined;
  for (;;) {
    // Looked at before the run: what changes while it runs is seen as a change afterwards.
    let state = await stateNow(events, watched);
    events.watch(state.folders);
    try {
      const { report, root, also } = await once();
      if (before) await print(`\n${changeText(before, report, look)}`);
      before = report;
      const isElsewhere = root !== watched.root || also.join('\0') !== watched.also.join('\0');
      watched = { ...watched, root, also };
      if (isElsewhere) {
        state = await stateNow(events, watched);
        events.watch(state.folders);
      }
    } catch (error) {
      if (!(error instanceof UserError || error instanceof CannotTell)) throw error;
      await tell(safe(`error: ${error.message}`));
      if (error instanceof UserError && error.hint) await tell(safe(`  hint: ${error.hint}`));
    }
    await tell(`watching ${state.files.size} files (Ctrl-C ends)`);
    const changed = await nextChange(events, watched, state);
    if (process.stdout.isTTY) await print(CLEAR);
    await tell(safe(`changed: ${listed(changed.map((file) => relative(watched.root, file)))}`));
  }
}

/** As `stateOf`. Throws `UserError` where the folder has gone: nothing would ever be seen there again. */
async function stateNow(events: Events, watched: Watched): Promise<State> {
  try {
    return await stateOf(watched);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    // What watches would hold the program.
    events.watch(new Set());
    throw new UserError(`${watched.root} is there no more`, {
      cause: error,
      hint: 'start again where the project is now',
    });
  }
}

/** Waits until what counts differs; what git ignores and what the run itself writes does not. */
async function nextChange(events: Events, watched: Watched, state: State) {
  for (;;) {
    await events.next();
    const now = await stateNow(events, watched);
    events.watch(now.folders);
    const changed = changedBetween(state, now);
    if (changed.length > 0) return changed;
  }
}

function changeText(before: Report, after: Report, look: WatchRequest['look']): string {
  const { env, stdout } = process;
  const isTerminal = stdout.isTTY === true;
  const comparison = compareReports(before, after);
  if (comparison.verdict === 'same') return 'Nothing is better or worse than in the run before.\n';
  return `Since the run before:\n${diffText(comparison, {
    width: widthOf({ env, isTerminal, columns: stdout.columns }),
    color: wantsColor({ env, isTerminal, wanted: look.color }),
    ascii: asciiWanted(look),
    verbose: false,
  })}`;
}
