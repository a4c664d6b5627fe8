import type { Call, PythonModule, Value } from '../python/model.js';
import type { ManifestText, Requirement } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { normalizeName, parseRequirement } from './pep508.js';
import { filesReached, requirementsFiles } from './setup-py-files.js';
import { Literals } from './setup-py-literals.js';

/**
 * Reads the `setup()` call of a setup.py from its syntax, nothing executed: literal lists, lists through a variable,
 * sums of them, and requirements files that the script opens. Everything else is `computed`.
 */
export function readSetupPy(module: PythonModule, text: string): ManifestText {
  const out = emptyManifest();
  const lines = text.split(/\r\n|\n|\r/);
  const literals = new Literals(module);
  const reader: Reader = { module, literals, lines, out };
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
  readExtras(reader, keyword('extras_require'), call);
  const python = literals.resolve(keyword('python_requires'));
  if (python?.kind === 'string') {
    out.python.push({ value: python.value, exact: false, line: lineOf(lines, python.value, call) });
  }
  return out;
}

interface Reader {
  module: PythonModule;
  literals: Literals;
  lines: readonly string[];
  out: ManifestText;
}

function readExtras(reader: Reader, said: Value | undefined, call: Call): void {
  const { literals, module, out } = reader;
  const { entries, isWhole } = literals.entries(said);
  const own = said?.kind === 'name' ? said.path : undefined;
  let hidden = !isWhole;
  for (const { key, value } of entries) {
    const name = literals.resolve(key);
    const extra = name?.kind === 'string' ? normalizeName(name.value) : '*';
    if (literals.strings(value)) readList(reader, value, { extra }, call);
    // All extras in one, made of the others, hold nothing of their own; a file is a manifest by itself.
    else if (
      !(own !== undefined && literals.isMadeOf(value, own)) &&
      filesReached(module, value).length === 0
    )
      hidden = true;
  }
  if (hidden)
    out.computedExtras = { reason: 'extras_require is computed when the package is built', line: call.line };
}

function readList(
  { module, literals, lines, out }: Reader,
  value: Value,
  more: Pick<Requirement, 'group' | 'extra'>,
  call: Call,
): void {
  const items = literals.strings(value);
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

/** The line of a string: in the call, else anywhere before it, else that of the call. */
function lineOf(lines: readonly string[], text: string, { line, endLine }: Call): number {
  const quoted = [`'${text}'`, `"${text}"`];
  const holds = (at: number) => quoted.some((one) => lines[at - 1]?.includes(one) === true);
  for (let at = line; at <= endLine; at++) if (holds(at)) return at;
  for (let at = 1; at <= lines.length; at++) if (holds(at)) return at;
  for (let at = 1; at <= lines.length; at++) if (lines[at - 1]!.trim() === text) return at;
  return line;
}
