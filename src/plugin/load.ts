import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolve as resolvePackage } from 'import-meta-resolve';
import type { Category, Check } from '../checks/check.js';
import { UserError } from '../errors.js';
import { adaptedCheck, failure } from './adapt.js';
import { CHECK_LIMIT, inTime, type Limits, LOAD_LIMIT } from './limits.js';
import { type GivenPlugin, pluginFrom } from './shape.js';

/** A plugin that was loaded. */
export interface LoadedPlugin {
  /** As the config names it. */
  from: string;
  name: string;
  /** As the plugin tells it, else that of its package; null when neither has one. */
  version: string | null;
  checks: readonly Check[];
}

export interface LoadRequest {
  /** Absolute path of the project's root. */
  root: string;
  /** Our own checks. */
  checks: readonly Check[];
  /** Our own categories. */
  categories: readonly Category[];
  limits?: Limits;
}

/**
 * Imports plugins, files (`./...`) and packages of the project, and makes checks of ours of what they export. This runs
 * their code: only for a config that the user trusts. Throws `UserError` that names the plugin when it cannot be found,
 * lies outside the project, throws, or exports what is no plugin or gets in the way of another check.
 */
export async function loadPlugins(
  entries: readonly string[],
  { root, checks, categories, limits = { check: CHECK_LIMIT, load: LOAD_LIMIT } }: LoadRequest,
): Promise<LoadedPlugin[]> {
  const taken = {
    ids: new Map<string, string>(checks.map(({ id }) => [id, 'repro'])),
    categories: new Map<string, string>([
      ...categories.map(({ id }) => [id, 'repro'] as const),
      ['repro', 'repro'],
    ]),
    titles: new Map<string, string>(categories.map(({ title }) => [title.toLowerCase(), 'repro'])),
    names: new Map<string, string>(),
  };
  const loaded: LoadedPlugin[] = [];
  for (const from of entries) {
    const path = await located(from, root);
    // Node keeps a module by its address: the time of change lets `--watch` see one that was edited.
    const url = `${pathToFileURL(path).href}?${(await stat(path)).mtimeMs}`;
    const plugin = pluginFrom(await exported(from, url, limits), from);
    refuseClashes(plugin, from, taken);
    const own = new Map<string, Category>(plugin.categories.map((one) => [one.id, one]));
    loaded.push({
      from,
      name: plugin.name,
      version: plugin.version ?? (await packageVersion(from, path)),
      checks: plugin.checks.map((check) =>
        adaptedCheck(check, own.get(categoryOf(check.id))!, { from, url, name: plugin.name }, limits),
      ),
    });
  }
  for (const { from, checks: own } of loaded) {
    for (const { id, requires = [] } of own) {
      const missing = requires.find((required) => !taken.ids.has(required));
      if (missing !== undefined)
        throw new UserError(`the plugin ${from}: ${id} requires ${missing}, and there is no such check`);
    }
  }
  return loaded;
}

/** The real path of a plugin's module. Throws `UserError` when there is none, or none inside the root. */
async function located(from: string, root: string): Promise<string> {
  const isPath = from.startsWith('./');
  const missing = (cause: unknown) =>
    new UserError(
      `the plugin ${from} does not exist${isPath ? '' : ' as a package that the project has installed'}`,
      {
        hint: isPath
          ? 'a path counts from the folder of the config'
          : `run \`npm install ${packageOf(from)}\` beside the config; the path of a file begins with ./`,
        cause,
      },
    );
  let path: string;
  try {
    const url = isPath
      ? pathToFileURL(join(root, from)).href
      : resolvePackage(from, pathToFileURL(join(root, 'repro.config.yaml')).href);
    if (!url.startsWith('file:')) throw new Error(`${url} is no file`);
    path = await realpath(fileURLToPath(url));
  } catch (error) {
    throw missing(error);
  }
  const real = await realpath(root);
  if (!path.startsWith(real.endsWith(sep) ? real : real + sep))
    throw new UserError(`the plugin ${from} leads outside the project, to ${path}`, {
      hint: 'copy or install it into the project',
    });
  if (!(await stat(path)).isFile()) throw new UserError(`the plugin ${from} is not a file`);
  return path;
}

/** The package of a plugin that is no file: `@acme/rules` of `@acme/rules/extra`. */
function packageOf(from: string): string {
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The version of the package that a plugin at some real path belongs to; null for a file of the project. */
async function packageVersion(from: string, path: string): Promise<string | null> {
  if (from.startsWith('./')) return null;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const about: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      const { name, version } = about as { name?: unknown; version?: unknown };
      if (name === packageOf(from)) return typeof version === 'string' ? version : null;
    } catch {
      // There is none here, or one that says nothing.
    }
  }
  return null;
}

/** What a plugin's module exports by default; a function is called with the whole of `repro-check/plugin`. */
async function exported(from: string, url: string, limits: Limits): Promise<unknown> {
  const { api } = await import('./index.js');
  const loading = async () => {
    const module = (await import(/* @vite-ignore */ url)) as { default?: unknown };
    const given = module.default;
    return typeof given === 'function' ? await (given as (with_: typeof api) => unknown)(api) : given;
  };
  try {
    return await inTime(loading(), limits.load, `loading the plugin ${from}`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const lacksUs = /Cannot find package 'repro-check['/]/.test(
      String((error as Error | undefined)?.message),
    );
    throw new UserError(`the plugin ${from} cannot be loaded: it ${failure(error, { url })}`, {
      ...(lacksUs && {
        hint: 'without repro-check beside it, let it export a function, which is given all of repro-check/plugin: `export default ({ defineCheck, pass }) => ({ ... })`',
      }),
      cause: error,
    });
  }
}

interface Taken {
  ids: Map<string, string>;
  categories: Map<string, string>;
  titles: Map<string, string>;
  names: Map<string, string>;
}

function refuseClashes({ name, categories, checks }: GivenPlugin, from: string, taken: Taken): void {
  const wrong = (message: string, hint?: string) =>
    new UserError(`the plugin ${from}: ${message}`, hint === undefined ? {} : { hint });
  const claim = (book: Map<string, string>, key: string, what: string, hint?: string) => {
    const by = book.get(key);
    if (by !== undefined)
      throw wrong(
        `${what} is taken by ${by === from ? 'the plugin itself' : by === 'repro' ? 'repro' : `the plugin ${by}`}`,
        hint,
      );
    book.set(key, from);
  };
  claim(taken.names, name, `the name ${name}`);
  for (const { id, title } of categories) {
    claim(taken.categories, id, `the category ${id}`, 'give the plugin a category of its own');
    claim(taken.titles, title.toLowerCase(), `the title ${title}`);
  }
  const facts = new Map<string, unknown>();
  for (const { id, facts: own = {}, needs } of checks) {
    const category = categoryOf(id);
    if (taken.categories.get(category) !== from)
      throw wrong(
        `${id} is in no category of the plugin${taken.categories.get(category) === 'repro' ? `: ${category} belongs to repro` : ''}`,
        `its categories: ${categories.map((one) => one.id).join(', ')}`,
      );
    claim(taken.ids, id, `the id ${id}`);
    for (const [key, fact] of Object.entries(own)) {
      if (needs.includes(key)) throw wrong(`${id} receives two facts called ${key}`);
      if ((facts.get(fact.name) ?? fact) !== fact) throw wrong(`two of its facts are called ${fact.name}`);
      facts.set(fact.name, fact);
    }
  }
}

function categoryOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}
