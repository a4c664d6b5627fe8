import type { PythonModule } from './model.js';

/**
 * Adds to the imports of a module what it imports by a call with a constant: `m = importlib.import_module('pkg.sub')`.
 * Source: the Python library reference, `importlib.import_module` and `__import__`.
 */
export function addDynamicImports(module: PythonModule): void {
  for (const { value, target, key, scope, line } of module.assignments) {
    if (value.kind !== 'call' || key !== undefined || target.includes('.')) continue;
    const call = module.calls[value.call];
    if (call?.callee.kind !== 'name' || !/^(?:importlib\.)?import_module$/.test(call.callee.path)) continue;
    const [first, second] = call.args;
    if (first?.value.kind !== 'string' || first.name !== undefined) continue;
    const written = first.value.value;
    const name = written.replace(/^\.+/, '');
    const level = written.length - name.length;
    if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(name) || (level > 0 && second === undefined)) continue;
    // A module that is named at run time may be missing: it is asked for in its own way.
    module.imports.push({ module: name, level, binds: target, line, scope, guard: 'optional' });
  }
}
