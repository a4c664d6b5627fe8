import type { PythonModule, Value } from '../../python/model.js';
import { nestedCalls } from '../../python/parts.js';
import { type Source, textIfAny } from '../../source.js';
import type { Frame } from '../scene.js';
import { least } from './model.js';
import { chainOf, type Link, startsProcess } from './way.js';

/** A place for a new statement: before a line of a module. */
export interface Spot {
  module: PythonModule;
  /** The scope in which it is executed. */
  scope: number;
  line: number;
  /** The spaces before that line. */
  indent: string;
  /** That line without them; empty where the text is not at hand. */
  text: string;
}

/** The lines of a module's code; undefined where they are not at hand, as for notebooks. */
export type LinesOf = (module: PythonModule) => readonly string[] | undefined;

/**
 * Where a seeding has to stand so that it comes before all of these calls, once: in the function of the entry point
 * that all of them are reached through, else at its top level. Undefined where no line would do.
 */
export function spotBefore(
  entry: PythonModule,
  calls: readonly { frame: Frame; line: number }[],
  linesOf: LinesOf,
): Spot | undefined {
  // Of what one frame draws, the first line decides.
  const firsts = new Map<Frame, number>();
  for (const { frame, line } of calls) firsts.set(frame, Math.min(line, firsts.get(frame) ?? line));
  let chains = [...firsts]
    .map(([frame, line]) => chainOf(frame, line))
    .filter(([root]) => root?.frame.module === entry);
  if (chains.length === 0) return undefined;
  // What an import only writes into a registry is called later, nobody knows from where: then the earliest line is right.
  const run = chains.filter((chain) => !isRegistered(chain));
  const early = run.length < chains.length;
  if (run.length > 0) chains = run;
  const depth = anchorDepth(entry, chains);
  if (depth === undefined)
    return lineIn(entry, 0, entry.main?.line ?? Number.POSITIVE_INFINITY, linesOf(entry));
  const links = chains.flatMap((chain) => chain[depth] ?? []);
  const scope = links[0]?.frame.scope ?? 0;
  const spot = lineIn(entry, scope, least(links.map(({ line }) => line)), linesOf(entry));
  return (early && run.length > 0 && spot && firstIn(spot, linesOf(entry))) || spot;
}

/** The first statement of the block of a spot that comes after the imports above it. */
function firstIn(
  { module, scope, line, indent }: Spot,
  lines: readonly string[] | undefined,
): Spot | undefined {
  let after = insideGuard(module, scope, line) ? (module.main?.line ?? 0) : 0;
  for (const statement of module.imports)
    if (statement.scope === scope && statement.line <= line) after = Math.max(after, statement.line);
  const starts = startsOf(module, scope)
    .filter((start) => start > after && start <= line)
    .filter((start) => !lines || (isStatement(lines, start) && indentOf(lines[start - 1] ?? '') === indent));
  return starts.length === 0 ? undefined : lineIn(module, scope, least(starts), lines);
}

/** Whether a chain leads through a class or function that a module hands on while it is imported. */
function isRegistered(chain: readonly Link[]): boolean {
  return chain.some(({ frame: { origin } }) => {
    const from = origin && origin.by !== 'import' ? origin.frame : undefined;
    return from?.scope === 0 && from.origin?.by === 'import';
  });
}

/** How deep the frame lies that all chains have in common and whose code runs once; undefined when they have none. */
function anchorDepth(entry: PythonModule, chains: readonly (readonly Link[])[]): number | undefined {
  const common = (depth: number) => {
    const frame = chains[0]?.[depth]?.frame;
    return frame && chains.every((chain) => chain[depth]?.frame === frame) ? frame : undefined;
  };
  if (!common(0)) return undefined;
  let depth = 0;
  for (;;) {
    const link = chains[0]?.[depth];
    const next = common(depth + 1);
    if (!link || !next || next.module !== entry || next.scope === 0) return depth;
    const kind = entry.scopes[next.scope];
    const inFunction = kind?.kind === 'function' && entry.scopes[kind.parent]?.kind !== 'class';
    const repeated = entry.calls.some(
      (call) => call.scope === link.frame.scope && call.line === link.line && call.loop,
    );
    if (!inFunction || repeated || chains.some((chain) => chain[depth]?.line !== link.line)) return depth;
    // One step down, to main(); further only into a process, which has generators of its own.
    if (depth > 0 && !startsProcess(link)) return depth;
    depth++;
  }
}

/** The last line of a scope, up to a limit, before which a statement of the scope's own block can be put. */
export function lineIn(
  module: PythonModule,
  scope: number,
  limit: number,
  lines: readonly string[] | undefined,
): Spot | undefined {
  const within = insideGuard(module, scope, limit) ? module.main : undefined;
  const starts = [...new Set(startsOf(module, scope))]
    .filter((line) => line <= limit && (!within || line > within.line))
    .sort((a, b) => a - b);
  if (!lines) {
    const line = starts.at(-1);
    return line === undefined ? undefined : { module, scope, line, indent: '', text: '' };
  }
  const able = starts.filter((line) => isStatement(lines, line));
  const block = least(able.map((line) => indentOf(lines[line - 1] ?? '').length));
  const line = able.filter((at) => indentOf(lines[at - 1] ?? '').length === block).at(-1);
  if (line === undefined) return undefined;
  const text = lines[line - 1] ?? '';
  return { module, scope, line, indent: indentOf(text), text: text.trim() };
}

function insideGuard({ main }: PythonModule, scope: number, line: number): boolean {
  return scope === 0 && main !== undefined && line > main.line && line <= main.endLine;
}

/** The first line of the outermost of the calls that a line lies in; the line itself where it lies in none. */
function outermost(calls: readonly { line: number; endLine: number }[]): (line: number) => number {
  const spans: { line: number; endLine: number }[] = [];
  for (const { line, endLine } of [...calls].sort((a, b) => a.line - b.line)) {
    const last = spans.at(-1);
    if (last && line <= last.endLine) last.endLine = Math.max(last.endLine, endLine);
    else spans.push({ line, endLine });
  }
  return (line) => {
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spans[middle]!.line <= line) low = middle + 1;
      else high = middle;
    }
    const span = spans[low - 1];
    return span && span.endLine >= line ? span.line : line;
  };
}

/** The first lines of the statements of a scope that hold a call, an assignment, an import or a condition. */
function startsOf(module: PythonModule, scope: number): number[] {
  const calls = module.calls.filter((call) => call.scope === scope);
  const outer = outermost(calls.filter((call) => call.endLine > call.line));
  const own = module.assignments.filter((assignment) => assignment.scope === scope);
  const held = new Map<number, number>();
  const hold = (value: Value, line: number) => {
    for (const index of nestedCalls(value)) {
      const call = module.calls[index];
      if (call) held.set(call.line, Math.min(line, held.get(call.line) ?? line));
    }
  };
  for (const { value, line } of own) hold(value, line);
  for (const { scope: at, value, line } of module.returns) if (at === scope) hold(value, line);
  const conditions = [...calls, ...own].flatMap((item) => item.conditions.slice(0, 1));
  return [
    ...calls.map(({ line }) => outer(held.get(line) ?? line)).map((line) => held.get(line) ?? line),
    ...own.map(({ line }) => outer(line)),
    ...module.imports.filter((statement) => statement.scope === scope).map(({ line }) => line),
    ...module.returns.filter((returned) => returned.scope === scope).map(({ line }) => outer(line)),
    ...conditions.flatMap((index) => module.conditions[index]?.line ?? []),
    ...(scope === 0 && module.main ? [module.main.line] : []),
  ];
}

/** Whether a line begins a statement, as far as its first word and the end of the line before tell. */
function isStatement(lines: readonly string[], line: number): boolean {
  const text = (lines[line - 1] ?? '').trim();
  if (text === '' || /^(?:elif|else|except|finally|case)\b|^[)\]}.,@#%!]/.test(text)) return false;
  for (let at = line - 2; at >= 0; at--) {
    const above = (lines[at] ?? '').replace(/#.*$/, '').trim();
    if (above === '') continue;
    return !/[([{,\\=+*]$/.test(above) && !above.startsWith('@');
  }
  return true;
}

function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}

/** Reads the code of modules, so that lines of it can be quoted and added to; notebooks and what cannot be read are left out. */
export async function linesFor(source: Source, modules: Iterable<PythonModule>): Promise<LinesOf> {
  const known = new Map<PythonModule, readonly string[]>();
  for (const module of new Set(modules)) {
    const text = module.kind === 'module' ? await textIfAny(source, module.path) : undefined;
    if (text !== undefined) known.set(module, text.split(/\r\n|\r|\n/));
  }
  return (module) => known.get(module);
}
