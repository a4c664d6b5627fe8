import type { PythonModule, Value } from '../python/model.js';
import type { ManifestText, Requirement } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { normalizeName, parseRequirement } from './pep508.js';

/**
 * Reads the `setup()` call of a setup.py from its syntax, nothing executed: literal lists, lists through a variable,
 * sums of them, and requirements files that the script opens. Everything else is `computed`.
 */
export function readSetupPy(module: PythonModule): ManifestText {
  const out = emptyManifest();
  const call = module.calls.find(({ callee }) => {
    const name = callee.kind === 'name' ? callee.path : '';
    return name === 'setup' || name.endsWith('.setup');
  });
  if (!call) return out;
  const keyword = (name: string) => call.args.find((arg) => arg.name === name)?.value;
  const install = keyword('install_requires');
  if (install) {
    out.declares = true;
    readList(module, install, {}, call.line, out);
  } else if (call.args.some(({ name }) => name === '**')) {
    out.computed = { reason: 'setup() takes its arguments from a dictionary', line: call.line };
  }
  for (const [name, group] of [
    ['tests_require', 'test'],
    ['setup_requires', 'build'],
  ] as const) {
    const value = keyword(name);
    if (value) readList(module, value, { group }, call.line, out);
  }
  const extras = resolve(module, keyword('extras_require'));
  for (const { key, value } of extras?.kind === 'dict' ? extras.entries : []) {
    const extra = key?.kind === 'string' ? normalizeName(key.value) : '*';
    readList(module, value, { extra }, call.line, out);
  }
  const python = resolve(module, keyword('python_requires'));
  if (python?.kind === 'string') {
    out.python.push({ value: python.value, exact: false, line: call.line });
  }
  return out;
}

function readList(
  module: PythonModule,
  value: Value,
  more: Pick<Requirement, 'group' | 'extra'>,
  line: number,
  out: ManifestText,
): void {
  const items = literalList(module, value);
  if (!items) {
    const path = more.group === undefined && more.extra === undefined ? requirementsFile(module) : undefined;
    if (path !== undefined) out.includes.push({ path, constraint: false, line });
    else if (more.group === undefined && more.extra === undefined)
      out.computed = { reason: 'install_requires is computed when the package is built', line };
    return;
  }
  for (const item of items.flatMap((text) => text.split('\n'))) {
    const text = item.trim();
    if (text === '' || text.startsWith('#')) continue;
    const { requirement, problem } = parseRequirement(text);
    if (problem !== undefined) out.problems.push({ message: problem, line });
    if (requirement) out.requirements.push({ ...requirement, ...more, line: lineOf(module, text, line) });
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

/** The requirements file that the script reads, when it names just one that is not for development. */
function requirementsFile(module: PythonModule): string | undefined {
  const literals = module.calls.flatMap(({ args }) =>
    args.flatMap(({ value }) => (value.kind === 'string' ? [value.value] : [])),
  );
  const named = [...module.strings.map(({ value }) => value), ...literals].filter((path) =>
    /^(?:[\w.-]+\/)*[\w.-]*requirements[\w.-]*(?:\/[\w.-]+)?\.(?:txt|in)$/i.test(path),
  );
  const distinct = [...new Set(named.map((path) => path.replace(/^\.\//, '')))];
  const runtime = distinct.filter((path) => !/(?:dev|test|doc|lint)/i.test(path));
  return runtime.length === 1 ? runtime[0] : undefined;
}

/** The line of the string where the module's strings tell it, else that of the call. */
function lineOf(module: PythonModule, text: string, fallback: number): number {
  return module.strings.find(({ value }) => value === text)?.line ?? fallback;
}
