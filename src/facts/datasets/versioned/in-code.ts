import { withoutTokens } from '../../credentials.js';
import { folderOf, resolveIn } from '../../paths.js';
import type { Call, PythonModule, Value } from '../../python/model.js';
import type { Python } from '../../python/python.js';
import { argument, lastName, ownerOf } from '../../python/values.js';
import type { FoundUse } from '../found-use.js';
import { isAddress } from '../locations.js';
import type { DatasetUse, DataTool, DeclaredDataset } from '../model.js';
import type { PathText } from '../path-text.js';
import type { PathValues } from '../path-values.js';
import { makersOf } from './makers.js';
import { MOVING, SPARK_VERSIONS, VERSIONED_ROWS, type VersionedRow } from './table.js';

/** What one call comes to. */
export interface Versioned {
  use?: FoundUse;
  /** Relative to the root, or an address: what a tool takes down. */
  recorded?: DeclaredDataset;
  tool?: DataTool;
}

const MODEL = /(?:^|[^a-z])(?:models?|checkpoints?|ckpts?|weights|code)(?:[^a-z]|$)/i;
const FUNCTIONS = new Map(VERSIONED_ROWS.filter(({ method }) => !method).map((row) => [row.name, row]));
const METHODS = VERSIONED_ROWS.filter(({ method }) => method);

/** Finds calls that read versioned data or have data recorded. */
export class VersionedCalls {
  readonly #python: Python;
  readonly #values: PathValues;
  readonly #has: (path: string) => boolean;

  /** `has` tells whether a file or folder of this path is known. */
  constructor(python: Python, values: PathValues, has: (path: string) => boolean) {
    this.#python = python;
    this.#values = values;
    this.#has = has;
  }

  /** What a call of a module comes to; undefined for any that has nothing to do with versions. */
  read(module: PythonModule, call: Call, name: string | undefined): Versioned | undefined {
    const row = name === undefined ? this.#method(module, call) : FUNCTIONS.get(name);
    if (!row) return name === undefined ? this.#spark(module, call) : undefined;
    const [keyword, wanted] = row.only ?? [];
    const given = keyword === undefined ? undefined : argument(call, keyword)?.value;
    if (
      keyword !== undefined &&
      (!given || (wanted !== undefined && this.#text(module, call, given) !== wanted))
    )
      return undefined;
    const at = this.#python.at(module, call.line, call.column);
    const tool: DataTool | undefined =
      row.tool === undefined ? undefined : { tool: row.tool, at, store: true };
    const shown = name ?? `${row.name.replace(/\.$/, '')}.${row.method}`;
    const use = row.does === 'read' ? this.#use(module, call, shown, row) : undefined;
    const told = row.does === 'records' ? this.#recorded(module, call, row) : use ? { use } : {};
    // A model under a tool says nothing of the data.
    if (row.does === 'read' && !use) return {};
    return { ...told, ...(tool ? { tool } : {}) };
  }

  #method(module: PythonModule, call: Call): VersionedRow | undefined {
    const method = lastName(call.callee);
    const rows = METHODS.filter((row) => row.method === method);
    const on = rows.length > 0 ? ownerOf(call.callee) : undefined;
    if (!on) return undefined;
    const makers = makersOf(this.#python, module, on, call.scope);
    const made = rows.find((row) => makers.some(({ name }) => name.startsWith(row.name)));
    if (made) return made;
    const imports = (row: VersionedRow) =>
      module.imports.some(({ module: from }) => from.split('.')[0] === row.name.split('.')[0]);
    return makers.length === 0 ? rows.find((row) => row.peculiar && imports(row)) : undefined;
  }

  #use(module: PythonModule, call: Call, name: string, row: VersionedRow): FoundUse | undefined {
    const target = this.#target(call, row);
    const text = target && this.#values.read(module, target, call.scope, call.line);
    if (row.tool !== undefined && !row.isPath && isModel(call, text?.text ?? '')) return undefined;
    const known = !text || text.text.replace(/[*/.]/g, '') === '' ? 'runtime' : knownOf(text);
    const version = this.#version(module, call, row, target, text?.text ?? '');
    const address = text !== undefined && isAddress(text.text);
    return {
      module: module.path,
      kind: row.isPath ? (address ? 'url' : 'path') : 'hub',
      access: 'read',
      call: name,
      known,
      ...(known === 'runtime' || !text ? {} : { value: withoutTokens(text.text), path: text }),
      ...(version === undefined ? {} : { revision: version }),
      ...(version === undefined && isUntold(row, text?.text) ? { untold: true } : {}),
      ...(row.mend === undefined ? {} : { mend: row.mend }),
      at: this.#python.at(module, call.line, call.column),
    };
  }

  #target(call: Call, { target: [position, ...keywords] }: VersionedRow): Value | undefined {
    for (const keyword of keywords) {
      const named = argument(call, keyword);
      if (named) return named.value;
    }
    return argument(call, '', position)?.value;
  }

  /** What fixes the version; undefined when nothing does. */
  #version(module: PythonModule, call: Call, row: VersionedRow, target: Value | undefined, text: string) {
    const inName = row.inName?.exec(text)?.[1];
    if (inName !== undefined) return inName;
    if (row.number && /^\d+$/.test(text) && target !== undefined) return text;
    for (const [index, keyword] of (row.version ?? []).entries()) {
      const given = argument(call, keyword, index === 0 ? row.at : undefined)?.value;
      if (!given || given.kind === 'none') continue;
      const version = this.#text(module, call, given);
      if (MOVING.test(version) || (row.form && version !== '*' && !row.form.test(version))) continue;
      return version === '*' ? 'given at run time' : version;
    }
    return undefined;
  }

  #text(module: PythonModule, call: Call, value: Value): string {
    return this.#values.read(module, value, call.scope, call.line).text;
  }

  #recorded(module: PythonModule, call: Call, row: VersionedRow): Pick<Versioned, 'recorded'> {
    const target = this.#target(call, row);
    const text = target && this.#text(module, call, target);
    // A model that is logged says nothing of the data.
    const on = ownerOf(call.callee);
    const maker = on && makersOf(this.#python, module, on, call.scope)[0]?.call;
    const type = maker && argument(maker, 'type', 1)?.value;
    const own = argument(call, 'type')?.value;
    if ([type, own].some((one) => one?.kind === 'string' && MODEL.test(one.value))) return {};
    if (text === undefined || text.includes('*') || text === '') return {};
    const at = this.#python.at(module, call.line, call.column);
    const base = { by: 'code' as const, at, exclude: [], fetchable: true, produced: false };
    if (isAddress(text)) return { recorded: { ...base, source: withoutTokens(text) } };
    const paths = [resolveIn('', text), resolveIn(folderOf(module.path), text)].filter(
      (path) => path !== undefined,
    );
    const path = paths.find((one) => this.#has(one)) ?? paths[0];
    return path === undefined || path === '' ? {} : { recorded: { ...base, path } };
  }

  /** `spark.read.format('delta').option('versionAsOf', 5).load(path)`, by its chain, whatever the session is called. */
  #spark(module: PythonModule, call: Call): Versioned | undefined {
    if (!/^(?:load|table)$/.test(lastName(call.callee))) return undefined;
    let format = '';
    let version: string | undefined;
    for (let on = ownerOf(call.callee); on; ) {
      if (on.kind !== 'call') {
        const path = on.kind === 'name' ? on.path : on.kind === 'attribute' ? on.name : '';
        if (path !== 'read' && !path.endsWith('.read')) return undefined;
        break;
      }
      const link: Call | undefined = module.calls[on.call];
      if (!link) return undefined;
      const [first, second] = link.args.map(({ value }) => value);
      const method = lastName(link.callee);
      if (method === 'format' && first) format = this.#text(module, link, first);
      if (method === 'option' && first?.kind === 'string' && second && SPARK_VERSIONS.has(first.value))
        version = this.#text(module, link, second);
      on = ownerOf(link.callee);
    }
    if (!/^(?:delta|iceberg)$/.test(format) && version === undefined) return undefined;
    const tool = format === 'iceberg' ? 'Iceberg' : 'Delta Lake';
    const row: VersionedRow = {
      name: 'spark.read',
      does: 'read',
      target: [0, 'path'],
      isPath: true,
      mend: 'Read one version: `.option("versionAsOf", <n>)`, or `snapshot-id` for Iceberg.',
    };
    const use = this.#use(module, call, `spark.read.${lastName(call.callee)}`, row);
    if (!use) return undefined;
    return {
      use: {
        ...use,
        ...(version === undefined ? {} : { revision: version === '*' ? 'given at run time' : version }),
      },
      tool: { tool, at: use.at, store: true },
    };
  }
}

/** Whether the name may hold a version that cannot be seen. */
function isUntold({ inName, number }: VersionedRow, text = '*'): boolean {
  return (inName !== undefined || number === true) && text.endsWith('*');
}

/** The call is about a trained model: artifacts may be anything. */
function isModel(call: Call, text: string): boolean {
  const type = argument(call, 'type')?.value;
  return (type?.kind === 'string' && MODEL.test(type.value)) || MODEL.test(text);
}

function knownOf({ text, byDefault }: PathText): DatasetUse['known'] {
  return text.includes('*') ? 'partial' : byDefault ? 'default' : 'literal';
}
