import type { Project } from '../fact.js';
import { once } from '../once.js';
import type { Value } from '../python/model.js';
import { lastName } from '../python/values.js';
import { variablesSet } from '../starting.js';
import type { DeterminismUse } from './model.js';
import { argumentOf, type Frame, placeOf, type Scene, written } from './scene.js';
import { ASKING, FLAGS, KEYWORDS, VARIABLES } from './table/determinism.js';
import { Tracer } from './trace.js';
import type { Walked } from './walking/events.js';

type Effect = DeterminismUse['effect'];

/** The settings for and against deterministic kernels that a run comes to. */
export function determinismOf(scene: Scene, path: string, walked: Walked): DeterminismUse[] {
  const tracer = new Tracer(scene);
  const found: DeterminismUse[] = [];
  const add = (frame: Frame, line: number, framework: string, text: string, effect: Effect) => {
    found.push({ framework, at: placeOf(scene, frame.module, line), text, effect, path });
  };
  const flag = (frame: Frame, line: number, name: string, value: Value) => {
    const known = FLAGS[name];
    if (!known) return;
    const truth = tracer.truth(value, frame);
    const text = `${name} = ${written(frame.module, value)}`;
    // A switch that stands as it comes asks for nothing.
    if (name.endsWith('.enabled') && truth !== known.wanted) return;
    if (truth === known.wanted) add(frame, line, known.framework, text, known.effect);
    else if (truth === undefined) add(frame, line, known.framework, text, 'optional');
    else add(frame, line, known.framework, text, name.endsWith('benchmark') ? 'against' : 'optional');
  };

  for (const { call, frame, name } of walked.calls) {
    const { module } = frame;
    const known = name === undefined ? undefined : ASKING[name];
    if (known) {
      const value = known.argument && argumentOf(call, known.argument, known.position);
      const on = value
        ? known.values
          ? known.values.includes(tracer.trace(value, frame).value as string | number)
          : tracer.truth(value, frame) === true
        : true;
      add(frame, call.line, known.framework, `${name}()`, on ? 'full' : 'optional');
    }
    const shown = name ?? written(module, call.callee);
    for (const { call: pattern, keyword, framework, effect = 'full' } of KEYWORDS) {
      if (!pattern.test(shown)) continue;
      const value = argumentOf(call, keyword);
      if (!value) continue;
      const traced = tracer.trace(value, frame);
      const on = traced.value === true || traced.value === 'warn';
      if (effect === 'against' && !on) continue;
      add(
        frame,
        call.line,
        framework,
        `${lastName(call.callee)}(${keyword}=${written(module, value)})`,
        on ? effect : 'optional',
      );
    }
    if (name !== undefined && /(?:^|\.)hydra\.utils\.instantiate$|LightningCLI$/.test(name)) {
      const entry = scene.configs.find(
        ({ file, keys, value }) =>
          keys.at(-1) === 'deterministic' && value === true && !/experiment|debug/.test(file),
      );
      if (entry)
        found.push({
          framework: 'torch',
          at: { file: entry.file, line: entry.line },
          text: 'deterministic: True',
          effect: 'full',
          path,
        });
    }
    const [target, attribute, value] = call.args.map((argument) => argument.value);
    if (shown === 'setattr' && target && attribute?.kind === 'string' && value) {
      const base = scene.python.qualify(module, target, frame.scope);
      if (base) flag(frame, call.line, `${base}.${attribute.value}`, value);
    }
    if ((shown === 'eval' || shown === 'exec') && target?.kind === 'string') {
      for (const [name, truth] of evaluated(target.value)) {
        flag(frame, call.line, name, { kind: 'boolean', value: truth });
      }
    }
    if (
      /^(?:paddle|paddle\.fluid|paddle\.base)\.set_flags$/.test(shown) &&
      call.args[0]?.value.kind === 'dict'
    ) {
      for (const { key, value } of call.args[0].value.entries) environment(key, value, frame, call.line);
    }
    if (shown === 'os.environ.setdefault' || shown === 'os.putenv')
      environment(target, attribute, frame, call.line);
  }
  for (const { assignment, frame } of walked.assignments) {
    const { target, key, value, line } = assignment;
    if (key && /(?:^|\.)environ$/.test(target)) environment(key, value, frame, line);
    if (!/\.(?:deterministic|benchmark|enabled)$/.test(target)) continue;
    const at = target.lastIndexOf('.');
    const base = scene.python.qualify(frame.module, { kind: 'name', path: target.slice(0, at) }, frame.scope);
    if (base) flag(frame, line, `${base}${target.slice(at)}`, value);
  }
  return found;

  function environment(key: Value | undefined, value: Value | undefined, frame: Frame, line: number): void {
    if (key?.kind !== 'string' || !value) return;
    const known = VARIABLES[key.value];
    if (!known) return;
    const traced = tracer.trace(value, frame);
    const text = String(traced.value ?? '');
    if (known.on.test(text)) add(frame, line, known.framework, `${key.value}=${text.slice(0, 60)}`, 'full');
  }
}

const variablesAround = once((project: Project) => variablesSet(project, Object.keys(VARIABLES)));

/** What files that start programs set for every run: `ENV TF_DETERMINISTIC_OPS=1`. */
export async function determinismAround(
  project: Project,
  accelerated: ReadonlyMap<string, readonly string[]>,
): Promise<DeterminismUse[]> {
  if (!Object.values(VARIABLES).some(({ framework }) => accelerated.has(framework))) return [];
  return (await variablesAround(project)).flatMap(({ name, value, at, text }): DeterminismUse[] => {
    const { framework, on } = VARIABLES[name]!;
    const first = framework === 'jax' ? value : value.split(/\s/)[0]!;
    if (!on.test(first)) return [];
    return (accelerated.get(framework) ?? []).map((path) => ({ framework, at, text, effect: 'full', path }));
  });
}

/** The flags that a string of code sets: `setattr(torch.backends.cudnn, 'deterministic', True)` or a plain assignment. */
function evaluated(text: string): [name: string, value: boolean][] {
  const code = text.slice(0, 500).replace(/[\s"']/g, '');
  return Object.keys(FLAGS).flatMap((name): [string, boolean][] => {
    const at = name.lastIndexOf('.');
    for (const value of ['True', 'False']) {
      if (
        code === `setattr(${name.slice(0, at)},${name.slice(at + 1)},${value})` ||
        code === `${name}=${value}`
      ) {
        return [[name, value === 'True']];
      }
    }
    return [];
  });
}
