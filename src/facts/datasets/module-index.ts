import type { Argument, Assignment, PythonModule } from '../python/model.js';
import { lastName } from '../python/values.js';

/** What a module assigns and what options it defines, by name. */
export class ModuleIndex {
  readonly #assignments: ReadonlyMap<string, readonly Assignment[]>;
  readonly #options: ReadonlyMap<string, Argument | undefined>;

  constructor(module: PythonModule) {
    const assignments = new Map<string, Assignment[]>();
    for (const assignment of module.assignments) {
      if (assignment.key !== undefined) continue;
      const known = assignments.get(assignment.target);
      if (known) known.push(assignment);
      else assignments.set(assignment.target, [assignment]);
    }
    this.#assignments = assignments;
    this.#options = optionsOf(module);
  }

  /** The plain assignments to a name, anywhere in the module. */
  to(name: string): readonly Assignment[] {
    return this.#assignments.get(name) ?? [];
  }

  /** Of these, those that may hold on a line of a scope: from the last one that is sure to be made there before. */
  standing(name: string, scope: number, line: number): readonly Assignment[] {
    const all = this.to(name);
    if (all.length < 2) return all;
    const before = all.filter((one) => one.scope === scope && one.line <= line);
    const last = before.findLastIndex(({ conditions }) => conditions.length === 0);
    return last < 0 ? all : before.slice(last);
  }

  /** The default of a command-line option: `add_argument('--data-dir', default=..)`, `@click.option`. */
  option(name: string): Argument | undefined {
    return this.#options.get(name);
  }
}

function optionsOf(module: PythonModule): Map<string, Argument | undefined> {
  const options = new Map<string, Argument | undefined>();
  for (const call of module.calls) {
    const last = lastName(call.callee);
    if (last !== 'add_argument' && last !== 'option') continue;
    const flags = call.args.flatMap(({ name: keyword, value }) =>
      keyword === undefined && value.kind === 'string' ? [value.value] : [],
    );
    const dest = call.args.find((one) => one.name === 'dest')?.value;
    const names = dest?.kind === 'string' ? [dest.value] : flags;
    const fallback = call.args.find((one) => one.name === 'default');
    for (const flag of names) options.set(flag.replace(/^-+/, '').replaceAll('-', '_'), fallback);
  }
  return options;
}
