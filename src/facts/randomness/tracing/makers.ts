import { once } from '../../once.js';
import type { Call, Value } from '../../python/model.js';
import type { Definition, Python } from '../../python/python.js';
import { lastName, ownerOf } from '../../python/values.js';
import { argumentOf, bareFrame, type Frame } from '../scene.js';
import type { Tracer } from '../trace.js';
import { bind } from '../walking/functions.js';
import { composed } from './compose.js';
import { holdFile, holdPathText } from './files.js';
import { libraryClass } from './libraries.js';
import { lookAll, thingOf } from './look.js';
import { type Holder, layered } from './things.js';

/** Libraries whose `load` and the like read a configuration file. */
const READERS =
  /^(?:yaml|ruamel|json|toml|tomli|tomllib|tomlkit|rtoml|omegaconf|hjson|json5|commentjson|orjson|ujson|simplejson|mmengine|mmcv|anyconfig|jsonargparse|oyaml|hyperpyyaml)\b/;
const READING =
  /^(?:load|loads|safe_load|full_load|unsafe_load|load_all|load_yaml|load_hyperpyyaml|fromfile|from_file|read|parse_file)$/;
/** Functions and classes that give what they are given under another form; the last argument wins. */
const WRAPPING =
  /^(?:Namespace|SimpleNamespace|EasyDict|edict|Munch|DefaultMunch|munchify|fromDict|Box|ConfigBox|AttrDict|AttributeDict|DotMap|Dict|ConfigDict|FrozenConfigDict|CfgNode|CN|Config|create|merge|unsafe_merge|structured|to_container|to_object|vars|dict|asdict|copy|deepcopy|OrderedDict|namedtuple|ChainMap|DictConfig|HParams|instantiate)$/;
/** Methods that give back their object under another form. */
const SAME =
  /^(?:clone|copy|to_dict|to_object|dict|model_dump|as_dict|_asdict|asdict|toDict|parse_args|parse_known_args|parse_intermixed_args|parse_args_into_dataclasses|parse_args_and_config|process_args|copy_and_resolve_references|freeze|defrost|setup|resolve)$/;
const PARSING = /^parse(?:_known|_intermixed)?_args(?:_into_dataclasses|_and_config)?$|^parse_object$/;

/** What a call gives, as a holder of settings. */
export function holdCall(tracer: Tracer, call: Call, frame: Frame, depth: number): Holder | undefined {
  const { python } = tracer.scene;
  const { module } = frame;
  const definition = python.define(module, call.callee, frame.scope);
  const last = lastName(call.callee);
  if (definition) {
    if (definition.module.scopes[definition.scope]?.kind === 'class')
      return { kind: 'object', ...definition, given: { call, frame }, frame };
    return holdResult(tracer, definition, call, frame, depth);
  }
  const name =
    python.qualify(module, call.callee, frame.scope) ??
    (call.callee.kind === 'name' && !call.callee.path.includes('.') ? call.callee.path : undefined);
  const first = argumentOf(call, undefined, 0);
  if (name !== undefined) {
    const known = holdKnown(tracer, name, last, call, frame, depth);
    if (known) return known;
  }
  if (last === 'getattr' || last === 'get' || last === 'pop' || last === 'setdefault') {
    const [of, key] =
      last === 'getattr' ? [first, argumentOf(call, undefined, 1)] : [ownerOf(call.callee), first];
    if (!of || key?.kind !== 'string') return undefined;
    const found = lookAll(tracer, tracer.hold(of, frame, depth + 1), [key.value], depth);
    return typeof found === 'object' ? found.hold() : undefined;
  }
  const base = ownerOf(call.callee);
  if (base && last === 'load' && name === undefined) {
    // `yaml = YAML(); yaml.load(f)`.
    return /YAML/.test(nameOfMaker(tracer, base, frame)) ? holdFile(tracer, first, frame, depth) : undefined;
  }
  if (base && SAME.test(last)) {
    const held = tracer.hold(base, frame, depth + 1);
    return PARSING.test(last) ? layered([held, { kind: 'options', frame }]) : held;
  }
  return PARSING.test(last) ? { kind: 'options', frame } : undefined;
}

/** Calls of libraries. */
function holdKnown(
  tracer: Tracer,
  name: string,
  last: string,
  call: Call,
  frame: Frame,
  depth: number,
): Holder | undefined {
  const { closed } = tracer.scene;
  const first = argumentOf(call, undefined, 0);
  if (name === 'docopt.docopt') return { kind: 'options', frame };
  if (READERS.test(name) && READING.test(last)) {
    const path = argumentOf(call, 'filename') ?? argumentOf(call, 'file') ?? first;
    return holdFile(tracer, path, frame, depth);
  }
  if (/^dvc\.api\.params_show$/.test(name))
    return closed ? undefined : holdPathText(tracer, 'params.yaml', frame);
  if (/^hydra\.(?:experimental\.)?compose$/.test(name)) return composed(tracer, call, frame, undefined);
  if (name === 'wandb.init') return { kind: 'known', values: wandbRun(tracer, call, frame, depth) };
  const library = libraryClass(name, call, frame, tracer);
  if (library) return library;
  if (WRAPPING.test(last)) {
    const held = call.args.map(({ name: keyword, value }): Holder | undefined => {
      if (keyword === undefined || keyword === '*' || keyword === '**')
        return tracer.hold(value, frame, depth + 1);
      return { kind: 'dict', entries: [{ key: { kind: 'string', value: keyword }, value }], frame };
    });
    const whole = layered(last === 'ChainMap' ? held : held.reverse());
    if (whole) return whole;
    return undefined;
  }
  // A parser that is handed classes: `tyro.cli(Args)`, `HfArgumentParser((A, B))`, `pyrallis.parse(config_class=C)`.
  if (closed) return undefined;
  return layered(
    call.args
      .flatMap(({ value }) => (value.kind === 'tuple' || value.kind === 'list' ? value.items : [value]))
      .map((value): Holder | undefined => {
        const definition = tracer.scene.python.define(frame.module, value, frame.scope);
        if (definition?.module.scopes[definition.scope]?.kind === 'class')
          return { kind: 'object', ...definition, frame };
        return libraryClass(tracer.scene.python.qualify(frame.module, value, frame.scope), undefined, frame);
      }),
  );
}

/** What a function of the project returns, when it is called so. */
function holdResult(
  tracer: Tracer,
  { module, scope }: Definition,
  call: Call,
  frame: Frame,
  depth: number,
): Holder | undefined {
  const inner = calledFrame(tracer, { module, scope }, call, frame, depth);
  const results = module.returns.filter((result) => result.scope === scope);
  for (const result of results.reverse()) {
    const held = tracer.once(result, () => tracer.hold(result.value, inner, depth + 1));
    if (held) return held;
  }
  return undefined;
}

/** The frame in which a function of the project runs when it is called so. */
export function calledFrame(
  tracer: Tracer,
  { module, scope }: Definition,
  call: Call,
  frame: Frame,
  depth: number,
): Frame {
  const target = module.scopes[scope];
  const parameters = target?.parameters ?? [];
  const isMethod =
    module.scopes[target?.parent ?? 0]?.kind === 'class' &&
    /^(?:self|cls|mcs)$/.test(parameters[0]?.name ?? '');
  const base = isMethod ? ownerOf(call.callee) : undefined;
  const held = base && tracer.hold(base, frame, depth + 1);
  return {
    ...bareFrame(module, scope, frame.made),
    bindings: bind(parameters.slice(isMethod ? 1 : 0), call, frame),
    caller: frame,
    via: call,
    self: held?.kind === 'object' ? held : undefined,
  };
}

/** The full name of what made a variable. */
function nameOfMaker(tracer: Tracer, value: Value, frame: Frame): string {
  if (value.kind === 'call') {
    const call = frame.module.calls[value.call];
    return (call && tracer.scene.python.qualify(frame.module, call.callee, frame.scope)) ?? '';
  }
  if (value.kind !== 'name' || value.path.includes('.')) return '';
  const found = frame.module.assignments.find(
    ({ target, value: made }) => target === value.path && made.kind === 'call',
  );
  return found ? nameOfMaker(tracer, found.value, frame) : '';
}

function wandbRun(
  tracer: Tracer,
  call: Call,
  frame: Frame,
  depth: number,
): Extract<Holder, { kind: 'known' }>['values'] {
  const config = argumentOf(call, 'config');
  return new Map(config ? [['config', thingOf(tracer, config, frame, depth)]] : []);
}

/** The calls of `wandb.init` in a project. */
const runsOf = once((python: Python) =>
  python.modules.flatMap((module) =>
    module.calls.flatMap((call) =>
      lastName(call.callee) === 'init' && python.qualify(module, call.callee, call.scope) === 'wandb.init'
        ? [{ module, call }]
        : [],
    ),
  ),
);

/** `wandb.config`: what the project's `wandb.init(config=...)` are given. */
export function wandbConfig(tracer: Tracer): Holder | undefined {
  const runs = runsOf(tracer.scene.python);
  return layered(
    runs.slice(0, 20).map(({ module, call }) => {
      const config = argumentOf(call, 'config');
      return config && tracer.once(call, () => tracer.hold(config, bareFrame(module, call.scope), 1));
    }),
  );
}
