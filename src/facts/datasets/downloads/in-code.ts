import { withoutTokens } from '../../credentials.js';
import type { Call, PythonModule, Value } from '../../python/model.js';
import type { Python } from '../../python/python.js';
import { lastName } from '../../python/values.js';
import type { Callers } from '../callers.js';
import type { Download } from '../model.js';
import type { PathValues } from '../path-values.js';
import { HUB_READERS } from '../readers.js';
import { fullName, isDataCode } from '../uses.js';
import { Digests } from './digests.js';
import { CHECKS, isService, shellDownloads } from './in-shell.js';
import { pinOf } from './pins.js';
import { SavedModels } from './saved.js';
import { type DownloadRow, GET_FILE, HUB, HUB_LIBRARIES, ROWS } from './table.js';

/** Names of values that are folders of this machine; `model_name_or_path` may be either, and is a hub's name by default. */
const LOCAL_NAME = /dir|path|folder|checkpoint|ckpt|output|saved?|local|cache/i;
const NAME_OR_PATH = /name_or_path$/i;
/** Classes that are handed a model in memory. Source: Optimum, "ORTOptimizer", "INCQuantizer". */
const OF_MODELS = /\.\w*(?:Optimizer|Quantizer)\.from_pretrained$/;
/** A folder that a trainer makes. Source: Transformers, `PREFIX_CHECKPOINT_DIR`. */
const CHECKPOINT = /\/checkpoint-\d+$/;
/** Calls that run a command. Source: Python library reference, os, subprocess. */
const RUNNING =
  /^(?:os\.(?:system|popen)|subprocess\.(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput))$/;

interface Context {
  python: Python;
  values: PathValues;
  callers: Callers;
  digests: Digests;
  saved: SavedModels;
}

/** A call that may download, with the full name of what it calls. */
interface Candidate {
  module: PythonModule;
  call: Call;
  name: string;
}

/** Every download that Python code and notebooks make, by calls and by shell lines. */
export function downloadsInCode(python: Python, values: PathValues): Download[] {
  const { callers } = values;
  const context = {
    python,
    values,
    callers,
    digests: new Digests(python, callers),
    saved: new SavedModels(python, values),
  };
  const found: Download[] = [];
  for (const module of python.modules) {
    if (!isDataCode(module.path)) continue;
    for (const [index, call] of module.calls.entries()) {
      const name = fullName(python, module, index) ?? unnamed(python, module, call);
      if (name === undefined) continue;
      const download = downloadOf(context, { module, call, name });
      if (download) found.push(download);
      else found.push(...shellOf(context, { module, call, name }));
    }
    found.push(...inShellLines(python, module));
  }
  return found;
}

function inShellLines(python: Python, module: PythonModule): Download[] {
  const checked = module.shell.some(({ text }) => CHECKS.test(text));
  return module.shell.flatMap(({ text, line }) => {
    const at = python.at(module, line);
    return shellDownloads(text, () => at, checked);
  });
}

/** Downloads of the commands that a call runs: `os.system('wget ...')`, `subprocess.run(['wget', url])`. */
function shellOf({ python, values }: Context, { module, call, name }: Candidate): Download[] {
  if (!RUNNING.test(name)) return [];
  const given = call.args.find((one) => one.name === undefined || one.name === 'args')?.value;
  if (!given) return [];
  const words = given.kind === 'list' || given.kind === 'tuple' ? given.items : [given];
  const text = words.map((word) => values.readHanded(module, word, call.scope, call.line).text).join(' ');
  return shellDownloads(text, () => python.at(module, call.line, call.column), CHECKS.test(text));
}

/**
 * What is known by how it is called, where its name leads nowhere: Keras's `get_file` of a module that is chosen at run
 * time, and `super().from_pretrained` of a class of a hub's library.
 */
function unnamed(python: Python, module: PythonModule, call: Call): string | undefined {
  const { callee } = call;
  const last = lastName(callee);
  if (last === 'get_file') {
    const named = call.args.flatMap(({ name }) => name ?? []);
    const isKeras = named.some((one) => GET_FILE.checksum?.includes(one) || one === 'cache_subdir');
    return isKeras && !python.define(module, callee, call.scope) ? 'keras.utils.get_file' : undefined;
  }
  if (last !== 'from_pretrained' || callee.kind !== 'attribute' || callee.of.kind !== 'call')
    return undefined;
  const inner = module.calls[callee.of.call];
  // A caller may hand on a revision.
  if (lastName(inner?.callee ?? { kind: 'other' }) !== 'super' || call.args.some(({ name }) => name === '**'))
    if (!call.args.some(({ name }) => name === 'revision')) return undefined;
  for (let at = call.scope; at > 0; at = module.scopes[at]?.parent ?? -1) {
    const { kind, bases = [], parent = 0 } = module.scopes[at] ?? {};
    if (kind !== 'class') continue;
    const base = bases.flatMap((one) => python.qualify(module, one, parent) ?? [])[0];
    return base !== undefined && HUB_LIBRARIES.test(base) ? `${base}.from_pretrained` : undefined;
  }
  return undefined;
}

function downloadOf(context: Context, candidate: Candidate): Download | undefined {
  const { module, call, name } = candidate;
  if (name.startsWith('torchvision.models.'))
    return torchvisionModel(call, name, context.python.at(module, call.line, call.column));
  const hub =
    lastName(call.callee) === 'from_pretrained' && HUB_LIBRARIES.test(name) && !OF_MODELS.test(name);
  const row: DownloadRow | undefined = hub
    ? { ...HUB, what: 'model', target: [0, 'pretrained_model_name_or_path'] }
    : Object.hasOwn(ROWS, name)
      ? ROWS[name]
      : undefined;
  if (!row) return undefined;
  const at = context.python.at(module, call.line, call.column);
  const [position, keyword] = row.target;
  const given =
    call.args.find((one) => one.name === keyword)?.value ??
    call.args.filter((one) => one.name === undefined)[position]?.value;
  const text = given ? context.values.readHanded(module, given, call.scope, call.line).text : '*';
  if (hub && given?.kind === 'name' && isLocal(given.path, text)) return undefined;
  // A file of settings, which no hub calls so.
  if (hub && text.endsWith('.json')) return undefined;
  if (row.revision && (CHECKPOINT.test(text) || context.saved.has(text))) return undefined;
  if (isLeftOpen(context, candidate, row)) return undefined;
  if (row.seen && !isSeen(row, text) && !isStored(context, candidate, given, text)) return undefined;
  if (text === '*' && isForOthers(context, module, call, given)) return undefined;
  if (/^(\.{1,2}\/|\/|~)/.test(text) || (name === 'datasets.load_dataset' && HUB_READERS.has(text)))
    return undefined;
  const target = text === '*' ? {} : { target: withoutTokens(text) };
  return { call: name, ...target, what: row.what, at, ...pinOf(context, candidate, row, text) };
}

function isLocal(name: string, text: string): boolean {
  if (text !== '*') return LOCAL_NAME.test(name) && !/^[\w.-]+(\/[\w.-]+)?$/.test(text);
  return LOCAL_NAME.test(name) && !NAME_OR_PATH.test(name);
}

/** Whether a function that is also used for other ends is seen to fetch: its address can be read and is no service. */
function isSeen(row: DownloadRow, text: string): boolean {
  if (text === '*' || isService(text)) return false;
  return row.by !== 'checksum' || /^(https?|ftp|s3|gs):\/\//i.test(text);
}

/** Whether the body of a request to an address known only at run time is written to a file. */
function isStored(
  { values }: Context,
  { module, call, name }: Candidate,
  given: Value | undefined,
  text: string,
): boolean {
  if (text !== '*' || given === undefined || !/^(?:requests|httpx|urllib)\./.test(name)) return false;
  return module.calls.some((other) => {
    if (other.scope !== call.scope || other.line < call.line) return false;
    const last = lastName(other.callee);
    if (last === 'iter_content' || last === 'copyfileobj') return true;
    const [, mode] = other.args;
    return (
      last === 'open' && mode !== undefined && /^[wx]b/.test(values.read(module, mode.value, call.scope).text)
    );
  });
}

/** A helper that is handed the address, and that nobody in the project calls. */
function isForOthers(
  { callers }: Context,
  module: PythonModule,
  call: Call,
  given: Value | undefined,
): boolean {
  const scope = module.scopes[call.scope];
  if (scope?.kind !== 'function' || given?.kind !== 'name' || scope.decorators.length > 0) return false;
  const isHanded = scope.parameters.some(({ name }) => name === given.path);
  return isHanded && module.scopes[scope.parent]?.kind === 'module' && !callers.isNamed(scope.name);
}

/** A function that hands its own keyword arguments on, and whose callers may give the revision among them. */
function isLeftOpen({ callers }: Context, { module, call }: Candidate, row: DownloadRow): boolean {
  const scope = module.scopes[call.scope];
  const kept = scope?.parameters.find(({ kind }) => kind === 'kwargs')?.name;
  const isHandedOn = call.args.some(
    ({ name, value }) => name === '**' && value.kind === 'name' && value.path === kept,
  );
  if (kept === undefined || !isHandedOn || !(row.revision || row.checksum)) return false;
  const all = callers.of(module, call.scope);
  const gives = (name: string | undefined) =>
    name === '**' || (name !== undefined && (row.revision?.includes(name) || row.checksum?.includes(name)));
  return all.length === 0 || all.some((caller) => caller.call.args.some(({ name }) => gives(name)));
}

function torchvisionModel(call: Call, name: string, at: Download['at']): Download | undefined {
  if (/_[Ww]eights\b|\.get_|feature_extraction/.test(name)) return undefined;
  const weights = call.args.find(
    ({ name: keyword }) => keyword === 'weights' || keyword === 'pretrained',
  )?.value;
  if (!weights || weights.kind === 'none' || (weights.kind === 'boolean' && !weights.value)) return undefined;
  const named = weights.kind === 'string' ? weights.value : weights.kind === 'name' ? weights.path : '';
  if (weights.kind === 'name' && !/Weights\./.test(named)) return undefined;
  const last = name.slice(name.lastIndexOf('.') + 1);
  const pinned = /_V\d+$/.test(named);
  const reason = pinned ? `weights ${named}` : 'the version of the weights is not named';
  const fix = pinned ? {} : { fix: 'Name the version of the weights: `weights="IMAGENET1K_V1"`.' };
  return { call: name, target: last, what: 'model', pinned, reason, ...fix, at };
}
