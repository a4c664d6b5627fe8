import { once } from '../../once.js';
import type { PythonModule, Value } from '../../python/model.js';
import type { Definition, Python } from '../../python/python.js';
import { lastName } from '../../python/values.js';
import { argumentOf, type Frame } from '../scene.js';
import type { Traced, Tracer } from '../trace.js';
import { traceConfig } from './outside.js';

/** A `node(func, inputs, outputs)` of Kedro. */
interface KedroNode {
  definition: Definition;
  /** The module in which the node is made. */
  module: PythonModule;
  inputs: Value | undefined;
}

const kedroNodes = once((python: Python): readonly KedroNode[] =>
  python.modules
    .filter(({ imports }) => imports.some(({ module }) => module.split('.')[0] === 'kedro'))
    .flatMap((module) =>
      module.calls.flatMap((call) => {
        if (!/^(?:node|Node)$/.test(lastName(call.callee))) return [];
        const given = argumentOf(call, 'func', 0);
        const definition = given && python.define(module, given, call.scope);
        return definition ? [{ definition, module, inputs: argumentOf(call, 'inputs', 1) }] : [];
      }),
    ),
);

/** What Kedro hands to a parameter: the input at the parameter's place in a node, such as `params:split.random_state`. */
export function kedro(tracer: Tracer, name: string, { module, scope }: Frame): Traced | undefined {
  for (const { definition, module: maker, inputs } of kedroNodes(tracer.scene.python)) {
    if (definition.module !== module || definition.scope !== scope) continue;
    const place = module.scopes[scope]?.parameters.findIndex((parameter) => parameter.name === name) ?? -1;
    const input = inputFor(maker, inputs, name, place);
    if (!input?.startsWith('params:')) continue;
    return traceConfig(
      tracer,
      input.slice(7).split('.'),
      [],
      /(?:^|\/)parameters[^/]*\.ya?ml$|(?:^|\/)parameters\//,
    );
  }
  return undefined;
}

function inputFor(
  module: PythonModule,
  inputs: Value | undefined,
  name: string,
  at: number,
): string | undefined {
  // `dict(data='a', seed='params:seed')`.
  const call = inputs?.kind === 'call' ? module.calls[inputs.call] : undefined;
  if (call && lastName(call.callee) === 'dict') {
    const given = argumentOf(call, name);
    return given?.kind === 'string' ? given.value : undefined;
  }
  if (inputs?.kind === 'string') return at === 0 ? inputs.value : undefined;
  if (inputs?.kind === 'list' || inputs?.kind === 'tuple') {
    const item = inputs.items[at];
    return item?.kind === 'string' ? item.value : undefined;
  }
  if (inputs?.kind !== 'dict') return undefined;
  const entry = inputs.entries.find(({ key }) => key?.kind === 'string' && key.value === name);
  return entry?.value.kind === 'string' ? entry.value.value : undefined;
}
