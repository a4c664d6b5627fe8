import { createInterface, type Interface } from 'node:readline/promises';
import type { Found } from '../config/draft.js';
import { plain } from './terminal.js';

/** How many items of a kind a question lists. */
const SHOWN = 10;

/** Asks on the terminal which of the things that were found the config shall declare. */
export async function choose(found: Found): Promise<Found> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // readline takes Ctrl-C for itself; hand it on to whoever listens for it.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  try {
    const name =
      (await terminal.question(plain(`Name of the project [${found.name}]: `))).trim() || found.name;
    const entrypoints = await keep(
      terminal,
      'entry points',
      found.entrypoints,
      ({ role, path }) => `${role}: ${path}`,
    );
    const data = await keep(terminal, 'data files', found.data, (path) => path);
    const metrics = await keep(terminal, 'files of results', found.metrics, ({ file }) => file);
    const first = metrics[0];
    if (!first) return { name, entrypoints, data, metrics };
    const primary = (await terminal.question('Metric that decides, if any: ')).trim();
    return {
      name,
      entrypoints,
      data,
      metrics: primary === '' ? metrics : [{ ...first, primary }, ...metrics.slice(1)],
    };
  } finally {
    terminal.close();
  }
}

async function keep<T>(
  terminal: Interface,
  what: string,
  items: readonly T[],
  show: (item: T) => string,
): Promise<readonly T[]> {
  if (items.length === 0) return items;
  const lines = items.slice(0, SHOWN).map((item) => `  ${plain(show(item))}`);
  if (items.length > SHOWN) lines.push(`  and ${items.length - SHOWN} more`);
  const answer = await terminal.question(
    `Found ${items.length} ${what}:\n${lines.join('\n')}\nDeclare them? [Y/n] `,
  );
  return /^\s*n/i.test(answer) ? [] : items;
}
