import type { Call, PythonModule, Value } from '../python/model.js';
import type { Python } from '../python/python.js';
import { argument, lastName } from '../python/values.js';

/** Whether all that fills the parsers is seen, and nothing reads the command line beside them. */
export function isWhole(
  python: Python,
  all: readonly { module: PythonModule; call: Call; callee: string | undefined }[],
  reach: readonly PythonModule[],
): boolean {
  const parsers = /(?:^|[._])(?:arg_?)?pars(?:er|e)s?\w*$|^(?:p|ap|group)$/i;
  for (const { module, call, callee } of all) {
    const last = lastName(call.callee);
    if (last === 'parse_known_args' || last === 'parse_known_intermixed_args' || last === 'REMAINDER')
      return false;
    if (/^parse_(?:intermixed_)?args$/.test(last) && !isOwnParser(python, module, call)) return false;
    if (last === 'ArgumentParser') {
      if (callee !== 'argparse.ArgumentParser') return false;
      if (
        call.args.some(
          ({ name }) => name === 'prefix_chars' || name === 'fromfile_prefix_chars' || name === '**',
        )
      )
        return false;
      const parents = argument(call, 'parents')?.value;
      if (parents && !isOwn(python, module, parents, call.scope)) return false;
      continue;
    }
    if (last === 'add_argument' || last === 'add_option') {
      if (!call.args.some(({ name, value }) => name === undefined && value.kind === 'string')) return false;
      if (
        call.args.some(({ name, value }) => name === '*' || (name === undefined && value.kind !== 'string'))
      )
        return false;
      if (call.args.some(({ value }) => isRest(value))) return false;
      continue;
    }
    if (/(?:^|\.)sys\.argv\./.test(nameOf(call.callee))) return false;
    // A parser that is handed to somebody else's code.
    const handed = call.args.some(({ value }) => value.kind === 'name' && parsers.test(value.path));
    if (
      handed &&
      !/^(?:print|len|isinstance|vars|add_parser|add_subparsers|hasattr|getattr)$/.test(last) &&
      !python.define(module, call.callee, call.scope)
    )
      return false;
  }
  for (const module of reach) {
    if (module.assignments.some(({ target }) => target === 'sys.argv')) return false;
    // A class of parsers that somebody else wrote.
    if (
      module.scopes.some(({ bases, parent }) =>
        bases.some(
          (base) =>
            /Pars(?:er|e)\w*$|Tap$/.test(nameOf(base)) &&
            python.qualify(module, base, Math.max(parent, 0)) !== 'argparse.ArgumentParser' &&
            !python.define(module, base, Math.max(parent, 0)),
        ),
      )
    )
      return false;
  }
  return all.some(({ call }) => /^parse_(?:intermixed_)?args$/.test(lastName(call.callee)));
}

/** Whether parsers of a list come from the project's own code. */
function isOwn(python: Python, module: PythonModule, value: Value, scope: number): boolean {
  if (value.kind === 'list' || value.kind === 'tuple')
    return value.items.every((item) => isOwn(python, module, item, scope));
  if (value.kind === 'call') {
    const callee = module.calls[value.call]?.callee;
    return callee !== undefined && python.define(module, callee, scope) !== undefined;
  }
  if (value.kind !== 'name') return false;
  return module.assignments.some(
    ({ target, value: given }) => target === value.path && given.kind === 'call',
  );
}

function nameOf(value: Value): string {
  return value.kind === 'name' ? value.path : value.kind === 'attribute' ? `?.${value.name}` : '';
}

/** `nargs=argparse.REMAINDER`: what follows is handed on. */
function isRest(value: Value): boolean {
  return (
    (value.kind === 'name' && value.path.endsWith('REMAINDER')) ||
    (value.kind === 'string' && value.value === '...')
  );
}

/** Whether the parser whose `parse_args` is called was made by the project's code. */
function isOwnParser(python: Python, module: PythonModule, { callee, scope }: Call): boolean {
  const isMaker = (value: Value): boolean => {
    const maker = value.kind === 'call' ? module.calls[value.call]?.callee : undefined;
    return (
      maker !== undefined &&
      (python.qualify(module, maker, scope) === 'argparse.ArgumentParser' ||
        python.define(module, maker, scope) !== undefined)
    );
  };
  if (callee.kind === 'attribute') return isMaker(callee.of);
  if (callee.kind !== 'name') return false;
  const name = callee.path.replace(/\.?\w+$/, '');
  // A function of that name: `from options import parse_args`.
  if (name === '') return python.define(module, callee, scope) !== undefined;
  const given = module.assignments.filter(({ target, key }) => target === name && key === undefined);
  if (given.length > 0) return given.every(({ value }) => isMaker(value) || value.kind === 'name');
  // Handed over by whoever calls, or made in another module of the project.
  const isParameter = module.scopes.some(({ parameters }) => parameters.some((one) => one.name === name));
  const brought = module.imports.find(({ binds }) => binds === name.split('.')[0]);
  return (
    isParameter ||
    (brought !== undefined && python.resolve(module, brought).kind === 'local') ||
    python.define(module, { kind: 'name', path: name }, scope) !== undefined
  );
}
