import type { Call, PythonModule, Value } from '../python/model.js';
import type { Python } from '../python/python.js';
import { argument, lastName } from '../python/values.js';
import { collectOptions } from '../randomness/tracing/options.js';
import { isWhole } from './parsers.js';

/** What a script takes on its command line. */
export interface Flags {
  /** As written: `--lr`, `-n`. */
  known: ReadonlySet<string>;
  /** Whether the beginning of a flag is enough, as argparse has it. */
  prefixes: boolean;
  /** Whether single-letter flags may stand together or take their value without a space. */
  short: boolean;
  /** Whether any other flag is refused; where the parser cannot be seen whole, nobody knows. */
  closed: boolean;
}

/** Most modules that are looked at for one script. */
const MOST_MODULES = 400;
/** Libraries that make or fill parsers in ways that are not followed. */
const OTHER_PARSERS =
  /^(?:tap|configargparse|jsonargparse|simple_parsing|tyro|pyrallis|draccus|docopt|sacred|plac|clize|cyclopts|traitlets|guild|argh|cloup|rich_click|click_extra|datargs|chanfig|yacs|mmengine|mmcv|detectron2|fairseq|fvcore|gflags|ml_collections|pytorch_lightning\.cli|lightning\.pytorch\.cli)$/;
const OWN_FLAGS: Readonly<Record<'argparse' | 'click' | 'typer', readonly string[]>> = {
  argparse: ['-h', '--help'],
  click: ['--help', '--version'],
  typer: ['--help', '--install-completion', '--show-completion'],
};

/** The flags of a script, from its own code and that of the modules that it imports. */
export function flagsOf(python: Python, entry: PythonModule): Flags {
  const open: Flags = { known: new Set(), prefixes: true, short: true, closed: false };
  const reach = reachOf(python, entry);
  if (!reach) return open;
  const all = reach.flatMap((module) =>
    module.calls.map((call, at) => ({ module, call, callee: python.callees(module)[at] })),
  );
  const options = [...collectOptions(reach).values()].flat();
  const known = new Set(options.flatMap(({ flags }) => flags.flatMap(spellings)));
  const imports = new Set(
    reach.flatMap((module) =>
      module.imports.flatMap(({ level, module: name }) => (level > 0 ? [] : [name, name.split('.')[0]!])),
    ),
  );
  const unread = reach.some(({ problems, cut }) => problems.length > 0 || cut !== undefined);
  const others = [...imports].some((name) => OTHER_PARSERS.test(name));
  const made = all.filter(({ callee }) => callee === 'argparse.ArgumentParser');
  const isClick = imports.has('click');
  const isTyper = imports.has('typer');
  if (made.length > 0 && !isClick && !isTyper) {
    for (const flag of OWN_FLAGS.argparse) known.add(flag);
    for (const { call } of all)
      if (lastName(call.callee) === 'add_argument') for (const flag of negations(call)) known.add(flag);
    const closed = !unread && !others && isWhole(python, all, reach);
    const abbreviates = made.every(({ call }) => isTrue(argument(call, 'allow_abbrev')?.value) !== false);
    return { known, prefixes: abbreviates, short: true, closed };
  }
  if (isClick && made.length === 0 && !isTyper) {
    for (const flag of OWN_FLAGS.click) known.add(flag);
    const ignoring = all.some(({ call }) =>
      call.args.some(({ name }) => name === 'context_settings' || name === '**' || name === '*'),
    );
    const literal = all.every(
      ({ call, callee }) =>
        callee !== 'click.option' ||
        call.args.some(({ name, value }) => name === undefined && value.kind === 'string'),
    );
    const foreign = entry.scopes.some(({ decorators, parent }) =>
      decorators.some((decorator) => {
        const call = decorator.kind === 'call' ? entry.calls[decorator.call]?.callee : decorator;
        const full = call && python.qualify(entry, call, Math.max(parent, 0));
        return full !== undefined && !/^(?:click|functools|torch|tqdm)\./.test(full);
      }),
    );
    const uses = all.some(({ callee }) => callee === 'click.option' || callee === 'click.command');
    return {
      known,
      prefixes: false,
      short: true,
      closed: uses && !ignoring && literal && !foreign && !unread && !others,
    };
  }
  return { ...open, known };
}

/** `--on/--off` of click is two flags; a name of absl also has its negation. */
function spellings(flag: string): string[] {
  return flag.split('/').map((part) => part.trim().replace(/^(-{0,2}[\w-]+).*$/, '$1'));
}

/** `--no-x` of argparse's BooleanOptionalAction. */
function negations(call: Call): string[] {
  const action = argument(call, 'action')?.value;
  if (!action || action.kind === 'string') return [];
  return call.args.flatMap(({ name, value }) =>
    name === undefined && value.kind === 'string' && value.value.startsWith('--')
      ? [`--no-${value.value.slice(2)}`]
      : [],
  );
}

function isTrue(value: Value | undefined): boolean | undefined {
  return value?.kind === 'boolean' ? value.value : undefined;
}

/** A module with all of the project's modules that it imports; undefined where there are too many. */
function reachOf(python: Python, entry: PythonModule): PythonModule[] | undefined {
  const found = new Set([entry]);
  for (const module of found) {
    for (const path of python.importsOf(module)) {
      const next = python.get(path);
      if (next) found.add(next);
    }
    if (found.size > MOST_MODULES) return undefined;
  }
  return [...found];
}

/** The flags among the words that a script is given, without their values; what stands behind `--` is none. */
export function flagsIn(words: readonly string[]): string[] {
  const out: string[] = [];
  for (const word of words) {
    if (word === '--') break;
    if (/^-{1,2}[A-Za-z][\w.-]*(?:=.*)?$/s.test(word)) out.push(word.replace(/=[\s\S]*$/, ''));
  }
  return out;
}

/** Whether a parser takes a flag. */
export function takes({ known, prefixes, short }: Flags, flag: string): boolean {
  if (known.has(flag)) return true;
  if (prefixes && flag.startsWith('--')) for (const one of known) if (one.startsWith(flag)) return true;
  return short && /^-[A-Za-z]/.test(flag) && !flag.startsWith('--') && known.has(flag.slice(0, 2));
}
