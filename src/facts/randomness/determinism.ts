import type { Value } from '../python/model.js';
import { lastName } from '../python/values.js';
import type { DeterminismUse } from './model.js';
import { argumentOf, type Frame, placeOf, type Scene, written } from './scene.js';
import { Tracer } from './trace.js';
import type { Walked } from './walking/events.js';

type Effect = DeterminismUse['effect'];

/** Calls that ask for deterministic kernels. */
const CALLS: Readonly<Record<string, string>> = {
  'torch.use_deterministic_algorithms': 'torch',
  'torch.set_deterministic': 'torch',
  'torch.set_deterministic_debug_mode': 'torch',
  'tensorflow.config.experimental.enable_op_determinism': 'tensorflow',
  'transformers.enable_full_determinism': 'torch',
  'transformers.trainer_utils.enable_full_determinism': 'torch',
};
/** Keywords by which a library's call asks for them: the call's last name, the keyword. */
const KEYWORDS: readonly (readonly [call: RegExp, keyword: string, framework: string])[] = [
  [/^(?:.*\.)?Trainer$/, 'deterministic', 'torch'],
  [/TrainingArguments$/, 'full_determinism', 'torch'],
  [/(?:^|\.)set_seed$/, 'deterministic', 'torch'],
  [/(?:^|\.)set_seed$/, 'reproducible', 'torch'],
  [/(?:^|\.)set_random_seed$/, 'deterministic', 'torch'],
  [/(?:^|\.)set_random_seed$/, 'using_cuda', 'torch'],
];
/** Flags that are assigned: the value that is wanted, and whether it is enough. */
const FLAGS: Readonly<Record<string, { wanted: boolean; effect: Effect; framework: string }>> = {
  'torch.backends.cudnn.deterministic': { wanted: true, effect: 'full', framework: 'torch' },
  'torch.backends.cudnn.benchmark': { wanted: false, effect: 'flag', framework: 'torch' },
  'torch.backends.cudnn.enabled': { wanted: false, effect: 'full', framework: 'torch' },
};
const VARIABLES: Readonly<Record<string, string>> = {
  TF_DETERMINISTIC_OPS: 'tensorflow',
  TF_CUDNN_DETERMINISTIC: 'tensorflow',
  XLA_FLAGS: 'jax',
  TF_XLA_FLAGS: 'jax',
  FLAGS_cudnn_deterministic: 'paddle',
};

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
    if (truth === known.wanted) add(frame, line, known.framework, text, known.effect);
    else if (truth === undefined) add(frame, line, known.framework, text, 'optional');
    else add(frame, line, known.framework, text, name.endsWith('benchmark') ? 'against' : 'optional');
  };

  for (const { call, frame, name } of walked.calls) {
    const { module } = frame;
    const known = name === undefined ? undefined : CALLS[name];
    if (known) {
      const value = argumentOf(call, 'mode', 0) ?? argumentOf(call, 'd', 0);
      const truth = value === undefined ? true : tracer.truth(value, frame);
      add(frame, call.line, known, `${name}()`, truth === true ? 'full' : 'optional');
    }
    const shown = name ?? written(module, call.callee);
    for (const [pattern, keyword, framework] of KEYWORDS) {
      if (!pattern.test(shown)) continue;
      const value = argumentOf(call, keyword);
      if (!value) continue;
      const traced = tracer.trace(value, frame);
      const on = traced.value === true || traced.value === 'warn';
      add(
        frame,
        call.line,
        framework,
        `${lastName(call.callee)}(${keyword}=${written(module, value)})`,
        on ? 'full' : 'optional',
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
    const framework = VARIABLES[key.value];
    if (!framework) return;
    const traced = tracer.trace(value, frame);
    const text = String(traced.value ?? '');
    const on = framework === 'jax' ? /deterministic/.test(text) : /^(?:1|true)$/i.test(text);
    if (on) add(frame, line, framework, `${key.value}=${text.slice(0, 60)}`, 'full');
  }
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
