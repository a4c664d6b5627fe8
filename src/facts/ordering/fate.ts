import type { PythonModule, Value } from '../python/model.js';
import { lastWord, mentions, type Use, usesOf } from './uses.js';

/**
 * What becomes of the order in which something comes: it is put in order, it does not matter, it reaches a sequence that is
 * used on (`kept`), or it leaves what can be followed (`away`: returned, handed to a function).
 */
export type Fate = 'sorted' | 'orderless' | 'kept' | 'away';

const SORTING = new Set([
  'sorted',
  'natsorted',
  'os_sorted',
  'humansorted',
  'realsorted',
  'sort',
  'argsort',
  'sort_values',
  'unique',
  'lexsort',
]);
const ORDERLESS = new Set([
  'len', 'max', 'min', 'sum', 'any', 'all', 'set', 'frozenset', 'Counter', 'bool', 'isinstance', 'print', 'info', 'debug', 'warning', 'mean', 'median',
  'union', 'intersection', 'difference', 'issubset', 'issuperset', 'isdisjoint', 'remove', 'discard', 'rmtree', 'unlink', 'isin', 'fsum', 'prod', 'exists', 'update', 'add',
  'symmetric_difference', 'is_file', 'is_dir', 'issuperset', 'dict', 'crc32', 'defaultdict',
]); // biome-ignore format: a table reads better in rows
/** What passes an order on as it comes. */
const PASSING = new Set([
  'list', 'tuple', 'enumerate', 'iter', 'filter', 'map', 'tqdm', 'trange', 'chain', 'from_iterable', 'array', 'asarray', 'reversed', 'deque', 'zip', 'Series', 'track',
  'progress_bar', 'islice', 'Index', 'copy', 'tolist', 'str', 'join',
]); // biome-ignore format: a table reads better in rows
const COMPARING = new Set([
  'in',
  'not in',
  '==',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
  'not',
  'is',
  'is not',
  '&',
  '-',
  '|',
  '^',
  'f-string',
]);
const COLLECTING = new Set(['append', 'extend', 'insert', 'put']);
const DEEPEST = 6;

/** From the one that decides to the one that says least. */
const DECIDES: readonly Fate[] = ['sorted', 'kept', 'away', 'orderless'];

/** Makes data of a sequence, or draws from it: from here on its order is in the result. */
const MAKING_DATA =
  /(?:shuffle|sample|choice|choices|split|permutation|KFold|DataFrame|[Dd]ataset|[Ll]oader|from_tensor_slices|concat|stack|concatenate|array|asarray|tensor|batch|vocab\w*|token\w*)$/;

/** Follows one value of a module from where it stands; a statement of its own, whose value nobody uses, has no order. */
export function fateOf(module: PythonModule, use: Use | undefined): Fate {
  return new Follower(module).fate(use, 0);
}

class Follower {
  readonly #module: PythonModule;
  /** Names that are being followed: what a name is made of itself says nothing new. */
  readonly #names = new Set<string>();

  constructor(module: PythonModule) {
    this.#module = module;
  }

  fate(use: Use | undefined, depth: number): Fate {
    if (!use) return 'orderless';
    if (depth > DEEPEST) return 'away';
    const { place, within } = use;
    for (const outer of within.toReversed()) {
      if (outer.kind === 'set') return 'orderless';
      if (outer.kind !== 'operation') continue;
      if (COMPARING.has(outer.operator)) return 'orderless';
      if (outer.operator === 'iterate') return this.#loop(use, depth);
      // One of them, the first or the last, may be the only one; a part is a part of the data.
      if (outer.operator === 'index') return outer.operands[1]?.kind === 'number' ? 'away' : 'kept';
    }
    if (place.kind === 'test') return 'orderless';
    if (place.kind === 'returned') return 'away';
    if (place.kind === 'assignment')
      return place.keyed ? 'away' : this.#name(place.target, use.scope, depth + 1);
    const call = this.#module.calls[place.call];
    const word = call ? lastWord(call) : '';
    if (SORTING.has(word)) return 'sorted';
    if (ORDERLESS.has(word)) return 'orderless';
    if (COLLECTING.has(word) && place.kind === 'argument') return this.#collector(place.call, depth);
    if (PASSING.has(word)) {
      const passed = this.fate(usesOf(this.#module).calls.get(place.call), depth + 1);
      return passed === 'away' && MAKING_DATA.test(word) ? 'kept' : passed;
    }
    return place.kind === 'argument' && MAKING_DATA.test(word) ? 'kept' : 'away';
  }

  /** What becomes of a name that holds the sequence: one place that sorts it is enough. */
  #name(name: string, scope: number, depth: number): Fate {
    const key = `${scope} ${name}`;
    if (this.#names.has(key)) return 'orderless';
    this.#names.add(key);
    const module = this.#module;
    const isShared = name.includes('.');
    const isOwn = (at: number) => isShared || isInner(module, at, scope);
    const sortsIt = usesOf(module).sorts.get(name)?.some(isOwn) ?? false;
    if (sortsIt) return 'sorted';
    const uses = (usesOf(module).names.get(name) ?? []).filter((use) => isOwn(use.scope));
    const fates = uses.map((use) => this.fate(use, depth));
    // What an object gives out by number is data.
    if (isShared && name.startsWith('self.') && isIndexed(module, scope) && !fates.includes('sorted'))
      return 'kept';
    return DECIDES.find((fate) => fates.includes(fate)) ?? (isShared ? 'away' : 'orderless');
  }

  /** The list that something is appended to. */
  #collector(index: number, depth: number): Fate {
    const call = this.#module.calls[index];
    if (call?.callee.kind !== 'name') return 'away';
    return this.#name(call.callee.path.slice(0, call.callee.path.lastIndexOf('.')), call.scope, depth + 1);
  }

  /** A loop over the sequence: its order matters where each item, or what is made of it, is collected or yielded. */
  #loop({ place, scope, line }: Use, depth: number): Fate {
    if (place.kind !== 'assignment') return 'away';
    const module = this.#module;
    const names = new Set(
      module.assignments
        .filter((one) => one.scope === scope && one.line === line && isIterated(one.value))
        .map(({ target }) => target),
    );
    // Sorting the names of each folder on the way is what most people do.
    const { names: uses } = usesOf(module);
    for (const name of names) {
      const isSorted = usesOf(module).sorts.get(name)?.includes(scope) ?? false;
      const inside = (uses.get(name) ?? []).filter((use) => use.scope === scope && use.line >= line);
      if (isSorted || inside.some((use) => isSortedThere(module, use))) return 'sorted';
    }
    for (let round = 0; round < 3; round++) {
      for (const { target, value, scope: at, line: there } of module.assignments) {
        if (at !== scope || there < line || names.has(target)) continue;
        if ([...names].some((name) => mentions(module, value, name))) names.add(target);
      }
    }
    const fates: Fate[] = [];
    const isItem = (value: Value) => [...names].some((name) => mentions(module, value, name));
    for (const [index, call] of module.calls.entries()) {
      if (call.scope !== scope || call.line < line || !COLLECTING.has(lastWord(call))) continue;
      if (call.args.some((argument) => isItem(argument.value))) fates.push(this.#collector(index, depth));
    }
    if (module.returns.some((one) => one.scope === scope && one.line > line && isItem(one.value)))
      fates.push('away');
    return DECIDES.find((fate) => fates.includes(fate)) ?? 'orderless';
  }
}

/** Whether a method's class is gone into by number, as a dataset is. */
function isIndexed(module: PythonModule, scope: number): boolean {
  for (let at = scope; at > 0; at = module.scopes[at]?.parent ?? -1) {
    if (module.scopes[at]?.kind === 'class')
      return module.scopes.some(({ parent, name }) => parent === at && name === '__getitem__');
  }
  return false;
}

function isInner(module: PythonModule, scope: number, outer: number): boolean {
  for (let at = scope; at >= 0; at = module.scopes[at]?.parent ?? -1) if (at === outer) return true;
  return false;
}

function isIterated(value: Value): boolean {
  return (
    value.kind === 'operation' &&
    (value.operator === 'iterate' || (value.operator === 'unpack' && value.operands.some(isIterated)))
  );
}

function isSortedThere(module: PythonModule, { place }: Use): boolean {
  const call = place.kind === 'argument' ? module.calls[place.call] : undefined;
  return call !== undefined && SORTING.has(lastWord(call));
}
