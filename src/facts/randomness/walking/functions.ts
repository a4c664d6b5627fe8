import type { Call, PythonModule } from '../../python/model.js';
import type { Definition } from '../../python/python.js';
import { lastName } from '../../python/values.js';
import { argumentOf, type Bound, type Frame, written } from '../scene.js';

/** A unit test that a script carries along: `def shapes_test(): ... assert ...`. */
export function isSelfCheck({ module, scope }: Definition): boolean {
  const target = module.scopes[scope];
  return (
    target !== undefined &&
    /^(?:test_\w+|\w+_test)$/.test(target.name) &&
    module.asserts.some((line) => line >= target.line && line <= target.endLine)
  );
}

/** Parameters to what the caller passed. */
export function bind(
  parameters: readonly { name: string; kind: string }[],
  call: Call,
  caller: Frame,
): Map<string, Bound> {
  const bindings = new Map<string, Bound>();
  const normal = parameters.filter(({ kind }) => kind === 'normal' || kind === 'keyword-only');
  let at = 0;
  for (const { name, value } of call.args) {
    if (name === '*' || name === '**') {
      // What a spread fills cannot be told: the rest of the parameters is unknown.
      if (name === '*')
        for (const { name: rest } of normal.slice(at))
          bindings.set(rest, { value: { kind: 'other' }, frame: caller });
      continue;
    }
    const parameter = name ?? normal[at++]?.name;
    if (parameter !== undefined) bindings.set(parameter, { value, frame: caller });
  }
  return bindings;
}

/** Functions that Kedro's projects call to get their pipelines. Source: Kedro, "Pipeline registry". */
export function isKedroPipeline(name: string): boolean {
  return name === 'register_pipelines' || /^create_(?:\w+_)?pipelines?$/.test(name);
}

/** A function that a decorator hands to a framework: a command, a task, a registry. */
export function isRegistered(module: PythonModule, at: number): boolean {
  const scope = module.scopes[at];
  if (scope?.parent !== 0) return false;
  // Kedro calls these by their names.
  if (isKedroPipeline(scope.name)) return true;
  return scope.decorators.some((decorator) => {
    const value = decorator.kind === 'call' ? module.calls[decorator.call]?.callee : decorator;
    return (
      value !== undefined &&
      !/^(?:dataclass|dataclasses\.dataclass|property|staticmethod|classmethod|lru_cache|functools\.\w+|torch\.no_grad|contextmanager|contextlib\.contextmanager|overload|abstractmethod|pytest\.\w+)$/.test(
        written(module, value),
      )
    );
  });
}

/** A method that its class leaves to others: what runs is that of the object's own class. Source: Python, `abc`. */
export function isAbstract({ module, scope }: Definition): boolean {
  return (
    module.scopes[scope]?.decorators.some(
      (decorator) => decorator.kind === 'name' && /^(?:abc\.)?abstractmethod$/.test(decorator.path),
    ) ?? false
  );
}

/**
 * The call that a starter makes of the function it is handed: `mp.spawn(worker, args=(seed,))` calls `worker(rank, seed)`,
 * `Process(target=f, args=(seed,))` calls `f(seed)`, `partial(f, seed)` and `submit(f, seed)` call `f(seed)`.
 */
export function startedBy(call: Call): Call | undefined {
  const last = lastName(call.callee);
  if (last === 'spawn' || last === 'Process' || last === 'Thread' || last === 'notebook_launcher') {
    const given = argumentOf(call, 'args', last === 'spawn' || last === 'notebook_launcher' ? 1 : undefined);
    const items = given?.kind === 'tuple' || given?.kind === 'list' ? given.items : [];
    const rank = last === 'spawn' ? [{ value: { kind: 'other' as const } }] : [];
    return { ...call, args: [...rank, ...items.map((value) => ({ value }))] };
  }
  if (last === 'partial' || last === 'submit' || last === 'apply_async')
    return { ...call, args: call.args.slice(1) };
  return undefined;
}

/** Whether a call starts processes that begin anew. Source: PyTorch, `torch.multiprocessing.spawn`, start_method. */
export function spawns(name: string): boolean {
  return name === 'torch.multiprocessing.spawn' || name === 'torch.multiprocessing.spawn.spawn';
}
