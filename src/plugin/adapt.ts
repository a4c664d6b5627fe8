import { fileURLToPath } from 'node:url';
import { type Category, type Check, type Outcome, unknown } from '../checks/check.js';
import { CannotTell } from '../errors.js';
import type { Fact as InnerFact } from '../facts/fact.js';
import type { Facts as InnerFacts } from '../facts/index.js';
import { readText } from '../facts/source.js';
import type { Fact, Facts } from './api.js';
import { frozen, viewOf } from './facts.js';
import { bounded, FACT_LIMIT, type Limits, TookTooLong } from './limits.js';
import { outcomeFrom } from './outcome.js';
import type { GivenCheck } from './shape.js';

/** The largest file that a plugin's fact reads as bytes where it does not say, in bytes. */
const BYTES_LIMIT = 64 * 1024 * 1024;

/** Where a plugin comes from: as the config names it, and the address that was imported. */
export interface Origin {
  from: string;
  url: string;
  /** How the plugin calls itself; begins the names of its facts. */
  name: string;
}

/**
 * A plugin's check as the engine knows checks. It receives frozen copies, has a time limit, and answers `unknown` with
 * the reason when it throws or answers what is no outcome: a defect of a plugin is no defect of ours.
 */
export function adaptedCheck(
  { facts: own = {}, needs, run, ...about }: GivenCheck,
  category: Category,
  origin: Origin,
  limits: Limits,
): Check {
  const facts = Object.fromEntries(
    Object.entries(own).map(([name, fact]) => [name, adaptedFact(fact, origin)]),
  );
  return {
    ...about,
    needs: needs as readonly (keyof InnerFacts)[],
    plugin: { category, facts },
    run(known, options): Outcome {
      const told = `check ${about.id} of the plugin ${origin.from}`;
      try {
        const views: Record<string, unknown> = {};
        for (const name of needs as readonly (keyof Facts)[])
          views[name] = viewOf(name, known[name] as never);
        const values = known as unknown as Record<string, unknown>;
        for (const name of Object.keys(facts)) views[name] = values[name];
        const answer = outcomeFrom(bounded(() => run(Object.freeze(views), options), limits.check));
        return 'problem' in answer ? unknown(`${told}: ${answer.problem}`) : answer;
      } catch (error) {
        return unknown(`${told} ${failure(error, origin)}`);
      }
    },
  };
}

/** A plugin's own fact as the engine knows facts, under a name that no fact of ours and of no other plugin has. */
function adaptedFact(fact: Fact<unknown>, origin: Origin): InnerFact<unknown> {
  const limit = fact.timeLimitMs ?? FACT_LIMIT;
  return {
    name: `${origin.name}:${fact.name}`,
    timeLimitMs: limit,
    async collect({ source }) {
      try {
        const collecting = bounded(
          () =>
            fact.collect({
              list: async () => frozen((await source.list()).files.map((entry) => ({ ...entry }))),
              read: (path, most) => readText(source, path, most),
              bytes: async (path, most = BYTES_LIMIT) => source.bytes(path, most),
            }),
          limit,
        );
        return frozen(await collecting);
      } catch (error) {
        // A plugin may bring a copy of repro-check of its own, whose CannotTell is another class.
        if (error instanceof Error && error.name === 'CannotTell') throw new CannotTell(error.message);
        throw new CannotTell(`fact ${fact.name} of the plugin ${origin.from} ${failure(error, origin)}`, {
          cause: error,
        });
      }
    },
  };
}

/** `threw: message (line 12)`: why something of a plugin failed, with the line of the plugin where it is known. */
export function failure(error: unknown, { url }: Pick<Origin, 'url'>): string {
  if (error instanceof TookTooLong) return `was stopped: ${error.message}`;
  const { message, stack } = shown(error);
  const places = [url.replace(/\?.*$/, ''), fileURLToPath(url)];
  for (const line of stack.split('\n')) {
    const at = places.find((place) => line.includes(place));
    // The address of a module may end in a query, also one that another loader has added.
    const rest = at === undefined ? '' : line.slice(line.indexOf(at) + at.length);
    const number = /^(?:\?[^\s:]*)?:(\d+)/.exec(rest)?.[1];
    if (number !== undefined) return `threw: ${message} (line ${number})`;
  }
  return `threw: ${message}`;
}

/** Message and stack of whatever was thrown; looking at it may throw too. */
function shown(error: unknown): { message: string; stack: string } {
  try {
    if (error !== null && typeof error === 'object' && 'message' in error) {
      const { message, stack } = error as { message: unknown; stack?: unknown };
      return { message: String(message), stack: String(stack ?? '') };
    }
    return { message: String(error), stack: '' };
  } catch {
    return { message: 'something that cannot be shown', stack: '' };
  }
}
