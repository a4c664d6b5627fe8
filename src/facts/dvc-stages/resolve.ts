import { CannotTell } from '../../errors.js';
import { isPlainList, isPlainMap, type Plain, type PlainMap, plainYaml } from '../formats/plain-value.js';
import { childOf, entriesOf, parseYaml } from '../formats/yaml.js';
import { resolveIn } from '../paths.js';
import { foreachRounds, matrixRounds } from './expand.js';
import { interpolated, type ParsingConfig, wholeExpression } from './interpolate.js';
import type { ParameterFiles } from './parameter-files.js';

/** A stage with its templates filled in. */
export interface ResolvedStage {
  name: string;
  line: number;
  /** The folder from which its paths count, from the root; undefined where it lies outside the project. */
  folder: string | undefined;
  command: Plain;
  dependencies: readonly string[];
  outputs: readonly StageOutput[];
  /** Keys by the path of their file as written; no keys means all of the file. */
  parameters: ReadonlyMap<string, readonly string[]>;
  frozen: boolean;
  always: boolean;
}

/** An output as dvc.yaml writes it. */
export interface StageOutput {
  path: string;
  /** `cache: false`: it is kept in git. */
  cached: boolean;
}

/** The stages of a dvc.yaml, and why some of them cannot be told. */
export interface ResolvedPipeline {
  stages: ResolvedStage[];
  /** Names as written before any `@`. */
  names: string[];
  problems: { line: number; message: string; name: string }[];
}

/** DVC reads this file for templates where it is there. */
const DEFAULT = 'params.yaml';

/**
 * Fills in the templates of a dvc.yaml: `vars`, `${…}`, `foreach` and `matrix`. Throws `CannotTell` when the text is no
 * YAML or its own `vars` cannot be read. Source: DVC docs, user-guide/project-structure/dvcyaml-files, "Templating".
 */
export async function resolvePipeline(
  text: string,
  folder: string,
  files: ParameterFiles,
  config: ParsingConfig,
): Promise<ResolvedPipeline> {
  const yaml = parseYaml(text);
  const root = plainYaml(yaml);
  const definitions = isPlainMap(root) ? root.get('stages') : undefined;
  const out: ResolvedPipeline = { stages: [], names: [], problems: [] };
  if (!isPlainMap(root) || !isPlainMap(definitions)) return out;
  const lines = new Map(
    entriesOf(childOf(yaml.document.contents, 'stages')).map(({ key, keyNode }) => [key, yaml.line(keyNode)]),
  );
  const loaded = new Map<string, readonly string[] | undefined>();
  const context: PlainMap = await withVars(
    new Map(),
    [DEFAULT, ...listOf(root.get('vars'))],
    folder,
    files,
    loaded,
  );
  for (const [name, definition] of definitions) {
    const line = lines.get(name) ?? 1;
    out.names.push(name);
    try {
      if (!isPlainMap(definition)) throw new CannotTell('it is no mapping');
      const [body, rounds] = roundsOf(definition, context);
      for (const round of rounds) {
        const values = round ? new Map([...context, ...round.values]) : context;
        const full = round ? `${name}@${round.key}` : name;
        out.stages.push(await stageOf(full, line, body, values, { folder, files, config, loaded }));
      }
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      out.problems.push({ name, line, message: `stage ${name} cannot be expanded: ${error.message}` });
    }
  }
  return out;
}

function roundsOf(definition: PlainMap, context: PlainMap) {
  if (definition.has('matrix')) {
    const body = new Map([...definition].filter(([key]) => key !== 'matrix'));
    return [body, matrixRounds(definition.get('matrix') as Plain, context)] as const;
  }
  const body = definition.get('do');
  if (!definition.has('foreach')) return [definition, [undefined]] as const;
  if (!isPlainMap(body)) throw new CannotTell('foreach has no do');
  return [body, foreachRounds(definition.get('foreach') as Plain, context)] as const;
}

interface Place {
  folder: string;
  files: ParameterFiles;
  config: ParsingConfig;
  loaded: ReadonlyMap<string, readonly string[] | undefined>;
}

async function stageOf(
  name: string,
  line: number,
  body: PlainMap,
  outer: PlainMap,
  { folder, files, config, loaded }: Place,
): Promise<ResolvedStage> {
  const written = body.get('wdir');
  const wdir = typeof written === 'string' ? String(interpolated(written, outer, 'wdir', config)) : '.';
  const own = resolveIn(folder, wdir);
  const vars = listOf(body.get('vars'));
  if (own === undefined && vars.length > 0) throw new CannotTell(`${wdir} leads outside the project`);
  const context = vars.length > 0 ? await withVars(outer, vars, own ?? '', files, new Map(loaded)) : outer;
  const value = (key: string) => interpolated(body.get(key) ?? null, context, key, config);
  const outputs = ['outs', 'metrics', 'plots'].flatMap((key) => listOf(value(key)).flatMap(outputsOf));
  return {
    name,
    line,
    folder: own,
    command: value('cmd'),
    dependencies: listOf(value('deps')).filter((path) => typeof path === 'string'),
    outputs: [...new Map(outputs.map((output) => [output.path, output])).values()],
    parameters: parametersOf(listOf(value('params'))),
    frozen: value('frozen') === true,
    always: value('always_changed') === true,
  };
}

function listOf(value: Plain | undefined): readonly Plain[] {
  return isPlainList(value) ? value : [];
}

function outputsOf(item: Plain): StageOutput[] {
  if (typeof item === 'string') return [{ path: item, cached: true }];
  if (!isPlainMap(item)) return [];
  return [...item].map(([path, flags]) => ({
    path,
    cached: !(isPlainMap(flags) && flags.get('cache') === false),
  }));
}

/** Source: dvc, dvc/dependency/__init__.py (`_merge_params`): a file named without keys counts whole. */
function parametersOf(items: readonly Plain[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const whole = new Set<string>();
  const add = (file: string, keys: readonly string[]) =>
    found.set(file, [...(found.get(file) ?? []), ...keys]);
  for (const item of items) {
    if (!isPlainMap(item)) add(DEFAULT, [String(item)]);
    else
      for (const [file, keys] of item) {
        const list = listOf(keys).map(String);
        if (list.length === 0) whole.add(file);
        add(file, list);
      }
  }
  for (const file of whole) found.set(file, []);
  return found;
}

/** The context with `vars` added: values, or files with the keys to take of them. */
async function withVars(
  context: PlainMap,
  vars: readonly Plain[],
  folder: string,
  files: ParameterFiles,
  loaded: Map<string, readonly string[] | undefined>,
): Promise<PlainMap> {
  let out = context;
  for (const [at, item] of vars.entries()) {
    if (isPlainMap(item)) {
      out = merged(out, item);
      continue;
    }
    if (typeof item !== 'string' || wholeExpression(item) !== undefined)
      throw new CannotTell('vars holds what is neither a file nor values');
    const [name = '', keys = ''] = item.split(':', 2);
    const path = resolveIn(folder, name);
    const wanted = keys.split(',').filter((key) => key !== '');
    if (path === undefined) throw new CannotTell(`${name} leads outside the project`);
    // The default file may be absent, and is loaded once.
    if (item === DEFAULT && at === 0 && !files.has(path) && !loaded.has(path)) continue;
    if (loaded.has(path) && loaded.get(path) === undefined && wanted.length === 0) continue;
    if (!files.has(path)) throw new CannotTell(`${path}, from which vars are taken, is not here`);
    loaded.set(path, wanted.length > 0 ? wanted : undefined);
    const values = await files.read(path);
    out = merged(out, wanted.length > 0 ? picked(values, wanted, path) : values);
  }
  return out;
}

function picked(values: PlainMap, keys: readonly string[], path: string): PlainMap {
  return new Map(
    keys.map((key) => {
      const value = values.get(key);
      if (value === undefined) throw new CannotTell(`${path} has no ${key}`);
      return [key, value];
    }),
  );
}

/** Two contexts in one; what both set, DVC refuses. */
function merged(into: PlainMap, update: PlainMap): PlainMap {
  const out = new Map(into);
  for (const [key, value] of update) {
    const known = out.get(key);
    if (known === undefined) out.set(key, value);
    else if (isPlainMap(known) && isPlainMap(value)) out.set(key, merged(known, value));
    else throw new CannotTell(`${key} is set twice`);
  }
  return out;
}
