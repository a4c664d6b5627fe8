import type { Call, PythonModule, Value } from '../python/model.js';
import type { Python } from '../python/python.js';
import { fateOf } from './fate.js';
import { lastWord, type Use, usesOf } from './uses.js';

/** A place where the order of a set, or a hash of texts, goes on into what the program makes. */
export interface HashUse {
  /** `list(set(...))`, `hash(...)`. */
  what: string;
  at: { file: string; line: number; cell?: number };
  /** Whether it is about texts, whose hashes change with each run; those of numbers do not. */
  sure: boolean;
}

/** Names of things that are texts, as people call them; labels, classes and keys are numbers as often. */
const TEXTS =
  /(?:^|[._])(?:words?|tokens?|chars?|characters?|texts?|names?|vocab(?:ulary)?|sentences?|tags?|strings?|filenames?|paths?|titles?|genres?|letters|symbols?|smiles|intents?)(?:$|[._s\d])/i;
const TEXT_MAKING = new Set([
  'split',
  'lower',
  'upper',
  'strip',
  'read',
  'readlines',
  'splitlines',
  'join',
  'str',
  'format',
  'replace',
  'word_tokenize',
  'tokenize',
  'basename',
  'stem',
]);
const NUMBER_MAKING = new Set([
  'int',
  'float',
  'range',
  'len',
  'randint',
  'arange',
  'ord',
  'round',
  'argmax',
]);

/** Places of one file that are told. */
const MOST = 500;

/** Where a module's sets are gone through in their own order, and where it hashes, as far as that goes on into something. */
export function hashUsesOf(python: Python, module: PythonModule): HashUse[] {
  const out: HashUse[] = [];
  const uses = usesOf(module);
  const add = (what: string, line: number, text: boolean | undefined) => {
    if (text !== false) out.push({ what, at: python.at(module, line), sure: text === true });
  };
  for (const [index, call] of module.calls.entries()) {
    if (out.length >= MOST) break;
    const word = lastWord(call);
    if (call.callee.kind !== 'name' || call.callee.path !== word) continue;
    if (
      (word !== 'set' && word !== 'frozenset' && word !== 'hash') ||
      python.define(module, call.callee, call.scope)
    )
      continue;
    const [first] = call.args;
    if (!first || call.args.length > 1) continue;
    const use = uses.calls.get(index);
    if (word === 'hash') {
      const within = module.scopes[call.scope]?.name;
      if (within !== '__hash__' && reachesResult(use)) add('hash()', call.line, isText(module, first.value));
      continue;
    }
    if (goesOn(module, use)) add(shownAs(module, use, word), call.line, isText(module, first.value));
  }
  for (const { value, use } of uses.sets) {
    if (value.kind === 'set' && goesOn(module, use))
      add('a set', use.line, value.items.length > 0 && value.items.every(({ kind }) => kind === 'string'));
  }
  return out;
}

/** Whether the order of a set reaches a sequence; what leaves our sight says nothing. */
function goesOn(module: PythonModule, use: Use | undefined): boolean {
  return fateOf(module, use) === 'kept' && (isListed(module, use) || isLooped(use));
}

/** A set that is only handed on stays a set: what makes a sequence of it is one of these. */
function isListed(module: PythonModule, use: Use | undefined): boolean {
  const call = use?.place.kind === 'argument' ? module.calls[use.place.call] : undefined;
  return (
    call !== undefined &&
    use?.within.length === 0 &&
    ['list', 'tuple', 'enumerate', 'array', 'join', 'zip'].includes(lastWord(call))
  );
}

function isLooped(use: Use | undefined): boolean {
  return (
    use?.within.some(
      (one) => one.kind === 'operation' && (one.operator === 'iterate' || one.operator === 'comprehension'),
    ) ?? false
  );
}

/** A remainder decides where something goes: `hash(name) % 10 < 2`. */
function reachesResult(use: Use | undefined): boolean {
  return use?.within.some((one) => one.kind === 'operation' && one.operator === '%') ?? false;
}

function shownAs(module: PythonModule, use: Use | undefined, word: string): string {
  const call: Call | undefined = use?.place.kind === 'argument' ? module.calls[use.place.call] : undefined;
  return isLooped(use) || !call ? `a loop over ${word}()` : `${lastWord(call)}(${word}(...))`;
}

/** Whether a value is, or is made of, texts; undefined where the code does not tell. */
function isText(module: PythonModule, value: Value, depth = 0): boolean | undefined {
  if (depth > 10) return undefined;
  switch (value.kind) {
    case 'string':
      return true;
    case 'number':
    case 'boolean':
      return false;
    case 'name':
      return TEXTS.test(value.path) ? true : undefined;
    case 'list':
    case 'tuple':
    case 'set':
      return value.items.length > 0 ? isText(module, value.items[0]!, depth + 1) : undefined;
    case 'attribute':
      return TEXTS.test(value.name) ? true : isText(module, value.of, depth + 1);
    case 'call': {
      const call = module.calls[value.call];
      if (!call) return undefined;
      const word = lastWord(call);
      if (TEXT_MAKING.has(word)) return true;
      return NUMBER_MAKING.has(word) ? false : undefined;
    }
    case 'operation': {
      if (value.operator === 'f-string') return true;
      if (value.operator === 'index') {
        const [of, key] = value.operands;
        if (key?.kind === 'string') return TEXTS.test(key.value) ? true : undefined;
        return of ? isText(module, of, depth + 1) : undefined;
      }
      return value.operands[0] ? isText(module, value.operands[0], depth + 1) : undefined;
    }
    default:
      return undefined;
  }
}
