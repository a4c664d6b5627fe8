import type { Call, PythonModule, Value } from '../python/model.js';
import { lastName } from '../python/values.js';

/** Values that are looked at for one call, and how deep. */
const STEPS = 200;
const DEEPEST = 4;
const LONGEST_PATH = 300;

/** A look at values from one scope of a module; names mean what is assigned there or at the module's top. */
class Look {
  #left = STEPS;

  constructor(
    readonly module: PythonModule,
    readonly scope: number,
    /** What is given a name further down means nothing here. */
    readonly line: number,
  ) {}

  /** `model.state_dict()`, or a dict in which one stands, also under a name that was given to it. */
  holdsState(value: Value, depth = 0): boolean {
    if (depth > DEEPEST || this.#left-- <= 0) return false;
    const inside = (one: Value) => this.holdsState(one, depth + 1);
    switch (value.kind) {
      case 'call': {
        const call = this.module.calls[value.call];
        if (!call) return false;
        const last = lastName(call.callee);
        return (
          /^(?:state_dict|get_state_dict|get_weights)$/.test(last) ||
          call.args.some((one) => inside(one.value))
        );
      }
      case 'dict':
        return value.entries.some((entry) => inside(entry.value));
      case 'list':
      case 'tuple':
        return value.items.some(inside);
      case 'name':
        return this.#given(value.path).some((one) => one.kind !== 'name' && inside(one));
      default:
        return false;
    }
  }

  /** The last text in a value that looks like a path. */
  text(value: Value, depth = 0): string | undefined {
    if (depth > DEEPEST || this.#left-- <= 0) return undefined;
    if (value.kind === 'string') return value.value.slice(0, LONGEST_PATH);
    const inner =
      value.kind === 'operation'
        ? value.operands
        : value.kind === 'call'
          ? (this.module.calls[value.call]?.args.map((one) => one.value) ?? [])
          : value.kind === 'name'
            ? this.#given(value.path)
            : [];
    return inner.map((one) => this.text(one, depth + 1)).findLast((text) => text?.includes('.'));
  }

  #given(name: string): Value[] {
    for (const scope of new Set([this.scope, 0])) {
      const last = this.module.assignments.findLast(
        (one) => one.target === name && one.scope === scope && one.line <= this.line,
      );
      if (last) return [last.value];
    }
    return [];
  }
}

/** Whether what a call is handed holds the state of a model. */
export function holdsState(module: PythonModule, { scope, line }: Call, value: Value): boolean {
  return new Look(module, scope, line).holdsState(value);
}

/** The end of the path that a call writes, as far as it is written out: `best.pt`, also of `os.path.join(folder, 'best.pt')` and of what `open` opens. */
export function writtenPath(module: PythonModule, call: Call): string | undefined {
  for (const { value } of call.args) {
    const text = new Look(module, call.scope, call.line).text(value);
    if (text !== undefined && /[\w*]\.\w{2,11}$/.test(text)) return text.replace(/^\.\//, '');
  }
  return undefined;
}

/** The name that a value goes by; empty for anything else. */
export function nameOf(value: Value | undefined): string {
  if (value?.kind === 'name') return value.path;
  return value?.kind === 'attribute' ? value.name : '';
}
