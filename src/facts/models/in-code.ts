import { isTest } from '../files.js';
import type { Call, PythonModule, Value } from '../python/model.js';
import type { Definition, Python } from '../python/python.js';
import { argument, lastName } from '../python/values.js';
import { canonical } from '../randomness/lookup.js';
import type { ModelSave, ModelVersioning } from './model.js';
import {
  CERTAIN_FILE,
  HUB_METHODS,
  KEEPING,
  KEEPING_KEYWORDS,
  KEEPING_METHODS,
  LIGHTNING,
  METHODS,
  MODEL_NAME,
  NO_MODEL,
  OWN_SAVER,
  SAVERS,
  TRAINERS,
  WRITERS,
} from './table.js';

import { holdsState, nameOf, writtenPath } from './values.js';

const MOST = 200;

/** What the code saves, and what keeps it, by the full names of what it calls. */
export function savesAndKeepings(python: Python): { saves: ModelSave[]; keepings: ModelVersioning[] } {
  const saves: ModelSave[] = [];
  const keepings: ModelVersioning[] = [];
  for (const module of python.modules) {
    if (isTest(module.path)) continue;
    const callees = python.callees(module);
    for (const [index, call] of module.calls.entries()) {
      const name = callees[index] === undefined ? undefined : canonical(callees[index]!);
      const { line, ...place } = python.at(module, call.line);
      const at = { ...place, line };
      const by = keeping(python, module, call, name, callees[index]);
      if (by !== undefined && keepings.length < MOST)
        keepings.push({ how: 'kept', by, at, text: `${shown(call)}` });
      const certainty = saving(python, module, call, name);
      if (certainty === undefined || saves.length >= MOST) continue;
      const path = writtenPath(module, call);
      saves.push({ call: shown(call), at, certainty, ...(path === undefined ? {} : { path }) });
    }
  }
  return { saves, keepings };
}

function shown({ callee }: Call): string {
  return `${callee.kind === 'name' ? callee.path : lastName(callee)}()`;
}

function saving(
  python: Python,
  module: PythonModule,
  call: Call,
  name: string | undefined,
): ModelSave['certainty'] | undefined {
  const last = lastName(call.callee);
  if (name !== undefined) {
    if (SAVERS.some((pattern) => pattern.test(name))) return 'certain';
    if (TRAINERS.test(name)) return keepsCheckpoints(python, module) ? 'likely' : undefined;
    if (LIGHTNING.test(name))
      return call.args.some(
        ({ name: keyword, value }) =>
          (/^(?:enable_checkpointing|checkpoint_callback)$/.test(keyword ?? '') &&
            value.kind === 'boolean' &&
            !value.value) ||
          keyword === '**' ||
          keyword === 'fast_dev_run',
      )
        ? undefined
        : 'likely';
    if (WRITERS.test(name)) {
      const what = argument(call, 'obj', 0)?.value ?? argument(call, 'value', 0)?.value;
      if (what && holdsState(module, call, what)) return 'certain';
      const path = writtenPath(module, call);
      const named = nameOf(what);
      if (NO_MODEL.test(named)) return undefined;
      if (MODEL_NAME.test(named)) return 'likely';
      return path !== undefined &&
        CERTAIN_FILE.test(path) &&
        !/\.(?:pth?|ckpt)$/.test(path) &&
        !NO_MODEL.test(path)
        ? 'likely'
        : undefined;
    }
  }
  const own = python.define(module, call.callee, call.scope);
  // What the project defines itself saves in its own body, where that tells what it is handed.
  if (own) return OWN_SAVER.test(last) && writesBlindly(python, own) ? 'likely' : undefined;
  const receiver = receiverOf(call.callee);
  if (NO_MODEL.test(receiver)) return undefined;
  if (METHODS.test(last) && receiver !== '' && name === undefined)
    return /save_(?:model|weights|pretrained)$/.test(last) ? 'certain' : 'likely';
  return /^(?:save|export)$/.test(last) &&
    name === undefined &&
    /(?:^|\.)(?:\w*model|learn(?:er)?|agent|policy|net|saver|checkpoint(?:er)?|ckpt)$/i.test(receiver)
    ? 'likely'
    : undefined;
}

/** A function whose body writes something without telling that it is a model. */
function writesBlindly(python: Python, { module, scope }: Definition): boolean {
  const callees = python.callees(module);
  return module.calls.some(
    (call, at) =>
      call.scope === scope &&
      WRITERS.test(callees[at] ?? '') &&
      saving(python, module, call, callees[at]) === undefined,
  );
}

/** Arguments for a trainer of transformers that do not say `save_strategy='no'`. */
function keepsCheckpoints(python: Python, module: PythonModule): boolean {
  const settings = module.calls.filter((_, at) =>
    /TrainingArguments|(?:SFT|DPO|PPO|GRPO)Config$/.test(python.callees(module)[at] ?? ''),
  );
  return settings.every(
    ({ args }) =>
      !args.some(
        ({ name, value }) => name === 'save_strategy' && value.kind === 'string' && value.value === 'no',
      ),
  );
}

/** What a method is called on: `model` of `model.save()`. */
function receiverOf(callee: Value): string {
  if (callee.kind === 'name')
    return callee.path.includes('.') ? callee.path.slice(0, callee.path.lastIndexOf('.')) : '';
  return callee.kind === 'attribute' ? nameOf(callee.of) || 'it' : '';
}

function keeping(
  python: Python,
  module: PythonModule,
  call: Call,
  name: string | undefined,
  full: string | undefined,
): string | undefined {
  const last = lastName(call.callee);
  const row =
    full === undefined && name === undefined
      ? undefined
      : KEEPING.find(({ call: pattern }) => pattern.test(full ?? '') || pattern.test(name ?? ''));
  if (row) return /log_artifact$/.test(full ?? '') && !isModelArtifact(call) ? undefined : row.by;
  const keyword = call.args.find(
    ({ name: one, value }) => KEEPING_KEYWORDS.test(one ?? '') && isOn(one!, value),
  );
  if (
    keyword &&
    (/Logger|Callback|Trainer|Arguments|Config|init|autolog/.test(last) ||
      keyword.name === 'registered_model_name')
  )
    return keeperOf(last, keyword.name!);
  if (
    last === 'Artifact' &&
    /^wandb\./.test(full ?? '') &&
    call.args.some(
      ({ name: one, value }, at) =>
        (one === 'type' || (one === undefined && at === 1)) &&
        value.kind === 'string' &&
        /model|checkpoint|weights/i.test(value.value),
    )
  )
    return 'W&B';
  if (
    last === 'log_artifact' &&
    /dvclive/.test(module.imports.map(({ module: from }) => from).join(' ')) &&
    isModelArtifact(call)
  )
    return 'DVCLive';
  if (name !== undefined || python.define(module, call.callee, call.scope) !== undefined) return undefined;
  if (
    HUB_METHODS.test(last) &&
    module.imports.some(({ module: from }) => from.split('.')[0] === 'huggingface_hub')
  )
    return 'the Hugging Face hub';
  return KEEPING_METHODS.get(last);
}

/** `log_artifact('model.pt', type='model')`. */
function isModelArtifact(call: Call): boolean {
  return call.args.some(({ name, value }) => {
    const text = value.kind === 'string' ? value.value : nameOf(value);
    return name === 'type'
      ? /model/i.test(text)
      : CERTAIN_FILE.test(text) || /model|checkpoint|ckpt/i.test(text);
  });
}

/** A keyword that is not switched off: `log_model='all'`, `push_to_hub=args.push`. */
function isOn(keyword: string, value: Value): boolean {
  if (keyword === 'save_model' && value.kind !== 'boolean') return false;
  return !(value.kind === 'none' || (value.kind === 'boolean' && !value.value));
}

function keeperOf(last: string, keyword: string): string {
  if (keyword === 'push_to_hub') return 'the Hugging Face hub';
  return /wandb/i.test(last)
    ? 'W&B'
    : /mlflow|autolog/i.test(last) || keyword === 'registered_model_name'
      ? 'MLflow'
      : /dvc/i.test(last)
        ? 'DVCLive'
        : /comet/i.test(last)
          ? 'Comet'
          : /neptune/i.test(last)
            ? 'Neptune'
            : 'a tracker';
}
