import type { PythonModule } from './model.js';

/**
 * Adds to the imports of a module what it imports by a call with a constant: `m = importlib.import_module('pkg.sub')`.
 * Source: the Python library reference, `importlib.import_module` and `__import__`.
 */
export function addDynamicImports(module: PythonModule): void {
  const targets = new Map<number, string>();
  for (const { value, target, key } of module.assignments)
    if (value.kind === 'call' && key === undefined && !target.includes('.')) targets.set(value.call, target);
  for (const [index, { callee, args, line, scope }] of module.calls.entries()) {
    if (callee.kind !== 'name' || !/^(?:importlib\.)?import_module$/.test(callee.path)) continue;
    const [first, second] = args;
    if (first?.value.kind !== 'string' || first.name !== undefined) continue;
    const written = first.value.value;
    const name = written.replace(/^\.+/, '');
    const level = written.length - name.length;
    if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(name) || (level > 0 && second === undefined)) continue;
    // Where no name is bound, the module is run all the same.
    const binds = targets.get(index) ?? `${callee.path}('${written}')`;
    // A module that is named at run time may be missing: it is asked for in its own way.
    module.imports.push({ module: name, level, binds, line, scope, guard: 'optional' });
  }
}
