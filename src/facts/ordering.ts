import { groupOfPath } from './dependencies/groups.js';
import { defineFact } from './fact.js';
import { isTest } from './files.js';
import { type Fate, fateOf } from './ordering/fate.js';
import { textOfHashSeed } from './ordering/hash-seed.js';
import { type HashUse, hashUsesOf } from './ordering/hashes.js';
import { usesOf } from './ordering/uses.js';
import type { Call, PythonModule } from './python/model.js';
import { type Python, python as pythonFact } from './python/python.js';
import { randomness } from './randomness.js';

export type { HashUse } from './ordering/hashes.js';

interface Place {
  file: string;
  line: number;
  cell?: number;
}

/** A listing of files, in the order in which the file system has them, and what becomes of that order. */
export interface ListingUse {
  call: string;
  at: Place;
  fate: Exclude<Fate, 'orderless'>;
}

/** What the code does with orders that nobody has fixed. */
export interface Ordering {
  /** In code that training or evaluation reaches. */
  readonly listings: readonly ListingUse[];
  readonly hashes: readonly HashUse[];
  /** Where PYTHONHASHSEED is given a number before Python starts. */
  readonly hashSeed: { at: Place; text: string } | undefined;
  /** Where it is set in a program that runs already, which changes nothing. */
  readonly setTooLate: readonly Place[];
}

/** Listings of one file that are followed; code that people write has a few. */
const MOST = 500;

const LISTING = /^(?:os\.(?:listdir|scandir|walk)|glob\.i?glob|pathlib\.Path(?:\(\))?\.(?:r?glob|iterdir))$/;
/** Methods whose names say enough where nothing tells what they are called on. */
const METHODS: ReadonlySet<string> = new Set(['iterdir', 'rglob']);

/** Orders that differ from machine to machine or from run to run, and where they go. */
export const ordering = defineFact<Ordering>({
  name: 'ordering',
  async collect(project) {
    const python = await project.get(pythonFact);
    const { entrypoints } = await project.get(randomness);
    const reached = reachedBy(
      python,
      entrypoints.filter(({ role, example }) => role !== 'other' && !example).map(({ path }) => path),
    );
    const listings: ListingUse[] = [];
    const hashes: HashUse[] = [];
    const setTooLate: Place[] = [];
    for (const module of reached) {
      let followed = 0;
      for (const [index, call] of module.calls.entries()) {
        const name = listingOf(python, module, call, index);
        if (name === undefined || isOfRuns(module, call) || ++followed > MOST) continue;
        const fate = fateOf(module, usesOf(module).calls.get(index));
        if (fate !== 'orderless') listings.push({ call: name, at: python.at(module, call.line), fate });
      }
      hashes.push(...hashUsesOf(python, module));
      for (const { target, key, line } of module.assignments)
        if (target === 'os.environ' && key?.kind === 'string' && key.value === 'PYTHONHASHSEED')
          setTooLate.push(python.at(module, line));
    }
    return { listings, hashes, hashSeed: await textOfHashSeed(project), setTooLate };
  },
});

/** Modules that entry points reach by imports, tests and tools left out. */
function reachedBy(python: Python, entries: readonly string[]): PythonModule[] {
  const seen = new Set<string>(entries);
  for (const path of seen) {
    const module = python.get(path);
    if (module) for (const next of python.importsOf(module)) seen.add(next);
  }
  return [...seen]
    .sort()
    .flatMap((path) => python.get(path) ?? [])
    .filter(({ path }) => !isTest(path) && groupOfPath(path) === undefined);
}

/** What runs leave, such as checkpoints and logs, is looked through for the newest one, not learnt from. */
const OF_RUNS =
  /(?:^|[\W_])(?:logs?|ckpts?|checkpoints?|out|outputs?|results?|runs?|models?|weights|plots?|videos?|tmp|temp|cache|exps?|experiments?|save\w*|folder_path)(?:$|[\W_]|dir|path)/i;

function isOfRuns(module: PythonModule, call: Call): boolean {
  const texts: string[] = [];
  const waiting = [call.callee, ...call.args.map(({ value }) => value)];
  for (let value = waiting.pop(); value && texts.length < 100; value = waiting.pop()) {
    if (value.kind === 'string') texts.push(value.value);
    else if (value.kind === 'name') texts.push(value.path);
    else if (value.kind === 'attribute') waiting.push(value.of);
    else if (value.kind === 'operation') waiting.push(...value.operands);
    else if (value.kind === 'call') {
      const inner = module.calls[value.call];
      if (inner) waiting.push(inner.callee, ...inner.args.map((argument) => argument.value));
    }
  }
  return texts.some((text) => OF_RUNS.test(text));
}

function listingOf(python: Python, module: PythonModule, call: Call, index: number): string | undefined {
  const name = python.callees(module)[index];
  if (name !== undefined)
    return LISTING.test(name) ? name.replace('pathlib.', '').replace('()', '') : undefined;
  const { callee } = call;
  if (python.define(module, callee, call.scope)) return undefined;
  const path =
    callee.kind === 'name' && callee.path.includes('.')
      ? callee.path
      : callee.kind === 'attribute'
        ? `.${callee.name}`
        : '';
  const last = path.slice(path.lastIndexOf('.') + 1);
  // `glob` of something unknown is a path's where it is given one pattern.
  const isGlob = last === 'glob' && call.args.length === 1 && call.args[0]?.value.kind === 'string';
  return METHODS.has(last) || isGlob ? `Path.${last}` : undefined;
}
