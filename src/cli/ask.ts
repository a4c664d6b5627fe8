import { createInterface } from 'node:readline/promises';
import type { Found } from '../config/draft.js';
import { UserError } from '../errors.js';

type Ask = (question: string) => Promise<string>;

/** How many items of a kind a question lists. */
const SHOWN = 10;

/** Asks on the terminal which of the things that were found the config shall declare. `safe` makes text fit for it. */
export async function choose(found: Found, safe: (text: string) => string): Promise<Found> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // readline takes Ctrl-C for itself; hand it on to whoever listens for it.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  // Ctrl-D closes the terminal in the middle of a question, which would otherwise wait for ever.
  const closed = new AbortController();
  terminal.once('close', () => closed.abort());
  const ask: Ask = async (question) => (await terminal.question(safe(question), closed)).trim();
  try {
    const name = (await ask(`Name of the project [${found.name}]: `)) || found.name;
    const projects = await keep(ask, ['project', 'projects'], found.projects, (path) => path);
    const entrypoints = await keep(
      ask,
      ['entry point', 'entry points'],
      found.entrypoints,
      ({ role, path }) => `${role}: ${path}`,
    );
    const data = await keep(ask, ['data file', 'data files'], found.data, (path) => path);
    const metrics = await keep(
      ask,
      ['file of results', 'files of results'],
      found.metrics,
      ({ file }) => file,
    );
    const first = metrics[0];
    const { locked } = found;
    if (!first) return { name, projects, entrypoints, data, locked, metrics };
    const primary = await ask('Metric that decides, if any: ');
    return {
      name,
      projects,
      entrypoints,
      data,
      locked,
      metrics: primary === '' ? metrics : [{ ...first, primary }, ...metrics.slice(1)],
    };
  } catch (error) {
    if (!closed.signal.aborted) throw error;
    throw new UserError('the questions were left unanswered; nothing is written', { cause: error });
  } finally {
    terminal.close();
  }
}

async function keep<T>(
  ask: Ask,
  [one, many]: readonly [string, string],
  items: readonly T[],
  show: (item: T) => string,
): Promise<readonly T[]> {
  if (items.length === 0) return items;
  const lines = items.slice(0, SHOWN).map((item) => `  ${show(item)}`);
  if (items.length > SHOWN) lines.push(`  and ${items.length - SHOWN} more`);
  const answer = await ask(
    `Found ${items.length} ${items.length === 1 ? one : many}:\n${lines.join('\n')}\nDeclare ${items.length === 1 ? 'it' : 'them'}? [Y/n] `,
  );
  return /^\s*n/i.test(answer) ? [] : items;
}
