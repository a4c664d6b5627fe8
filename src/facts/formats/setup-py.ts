import type { Call, PythonModule, Value } from '../python/model.js';
import type { ManifestText, Requirement } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { normalizeName, parseRequirement } from './pep508.js';
import { requirementsFiles } from './setup-py-files.js';

/**
 * Reads the `setup()` call of a setup.py from its syntax, nothing executed: literal lists, lists through a variable,
 * sums of them, and requirements files that the script opens. Everything else is `computed`.
 */
export function readSetupPy(module: PythonModule, text: string): ManifestText {
  const out = emptyManifest();
  const lines = text.split(/\r\n|\n|\r/);
  const reader: Reader = { module, lines, out };
  const call = module.calls.find(({ callee }) => {
    const name = callee.kind === 'name' ? callee.path : '';
    return name === 'setup' || name.endsWith('.setup');
  });
  if (!call) return out;
  const keyword = (name: string) => call.args.find((arg) => arg.name === name)?.value;
  const install = keyword('install_requires');
  if (install) {
    out.declares = true;
    readList(reader, install, {}, call);
  } else if (call.args.some(({ name }) => name === '**')) {
    out.computed = { reason: 'setup() takes its arguments from a dictionary', line: call.line };
  }
  for (const [name, group] of [
    ['tests_require', 'test'],
    ['setup_requires', 'build'],
  ] as const) {
    const value = keyword(name);
    if (value) readList(reader, value, { group }, call);
  }
  const extras = resolve(module, keyword('extras_require'));
  for (const { key, value } of extras?.kind === 'dict' ? extras.entries : []) {
    const extra = key?.kind === 'string' ? normalizeName(key.value) : '*';
    readList(reader, value, { extra }, call);
  }
  const python = resolve(module, keyword('python_requires'));
  if (python?.kind === 'string') {
    out.python.push({ value: python.value, exact: false, line: lineOf(lines, python.value, call) });
  }
  return out;
}

interface Reader {
  module: PythonModule;
  lines: readonly string[];
  out: ManifestText;
}

function readList(
  { module, lines, out }: Reader,
  value: Value,
  more: Pick<Requirement, 'group' | 'extra'>,
  call: Call,
): void {
  const items = literalList(module, value);
  if (!items) {
    if (more.group !== undefined || more.extra !== undefined) return;
    const paths = requirementsFiles(module, value);
    for (const path of paths) out.includes.push({ path, constraint: false, line: lineOf(lines, path, call) });
    if (paths.length === 0)
      out.computed = { reason: 'install_requires is computed when the package is built', line: call.line };
    return;
  }
  for (const item of items.flatMap((text) => text.split('\n'))) {
    const text = item.replace(/(?:^|\s)#.*$/, '').trim();
    if (text === '') continue;
    const line = lineOf(lines, text, call);
    const { requirement, problem } = parseRequirement(text);
    if (problem !== undefined) out.problems.push({ message: problem, line });
    if (requirement) out.requirements.push({ ...requirement, ...more, line });
  }
}

/** The strings of a list that the text fixes; undefined when a part of it is computed. */
function literalList(module: PythonModule, value: Value, depth = 0): string[] | undefined {
  const known = resolve(module, value);
  if (!known || depth > 20) return undefined;
  if (known.kind === 'string') return [known.value];
  if (known.kind === 'none') return [];
  if (known.kind === 'list' || known.kind === 'tuple' || known.kind === 'set') {
    const parts = known.items.map((item) => {
      const literal = resolve(module, item);
      if (literal?.kind === 'string') return [literal.value];
      return literal?.kind === 'operation' && literal.operator === 'star' && literal.operands[0]
        ? literalList(module, literal.operands[0], depth + 1)
        : undefined;
    });
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if (known.kind === 'operation' && known.operator === '+') {
    const parts = known.operands.map((operand) => literalList(module, operand, depth + 1));
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  return undefined;
}

/** A value through module-level variables that are assigned once. */
function resolve(module: PythonModule, value: Value | undefined): Value | undefined {
  let known = value;
  for (let step = 0; known?.kind === 'name' && step < 10; step++) {
    const { path } = known;
    const assigned = module.assignments.filter(({ target }) => target === path);
    const [only] = assigned;
    if (assigned.length !== 1 || !only || only.key) return undefined;
    known = only.value;
  }
  return known;
}

/** The line of a string: in the call, else anywhere before it, else that of the call. */
function lineOf(lines: readonly string[], text: string, { line, endLine }: Call): number {
  const quoted = [`'${text}'`, `"${text}"`];
  const holds = (at: number) => quoted.some((one) => lines[at - 1]?.includes(one) === true);
  for (let at = line; at <= endLine; at++) if (holds(at)) return at;
  for (let at = 1; at <= lines.length; at++) if (holds(at)) return at;
  for (let at = 1; at <= lines.length; at++) if (lines[at - 1]!.trim() === text) return at;
  return line;
}
