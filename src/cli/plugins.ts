import * as z from 'zod';
import { type Check, count, listed, skip, unknown } from '../checks/check.js';
import { checks } from '../checks/index.js';
import { type Config, loadConfig } from '../config/load.js';
import { CATEGORIES, isForeign } from '../engine/categories.js';
import { UserError } from '../errors.js';
import type { LoadedPlugin } from '../plugin/load.js';
import type { Report } from '../report/report.js';
import { projectFolder } from './folder.js';

/** Whether the code of plugins may run: allowed, refused (`--no-plugins`), or not said. */
export type PluginFlags = { allowPlugins?: boolean | undefined; plugins?: boolean | undefined };

/** What loads the plugins of a config where the command line allows that, and remembers them. */
export function pluginLoader({ allowPlugins }: PluginFlags): {
  loaded: LoadedPlugin[];
  load: ((named: readonly string[], root: string) => Promise<readonly Check[]>) | undefined;
} {
  const loaded: LoadedPlugin[] = [];
  if (!allowPlugins) return { loaded, load: undefined };
  return {
    loaded,
    async load(named, root) {
      const { loadPlugins } = await import('../plugin/load.js');
      loaded.push(...(await loadPlugins(named, { root, checks, categories: CATEGORIES })));
      return loaded.flatMap((plugin) => plugin.checks);
    },
  };
}

/**
 * Every check that there is: ours, and with `--allow-plugins` those of the config of a folder. Throws `UserError` when
 * that names no plugin.
 */
export async function openChecks(
  path: string,
  {
    allowPlugins,
    config: file,
  }: Pick<PluginFlags, 'allowPlugins'> & { config?: string | boolean | undefined },
): Promise<readonly Check[]> {
  if (!allowPlugins) return checks;
  const config = await loadConfig({
    folder: await projectFolder(path),
    checks,
    today: new Date().toISOString().slice(0, 10),
    file: file === true ? undefined : file,
    loadPlugins: pluginLoader({ allowPlugins }).load,
  });
  if (config.plugins.named.length === 0)
    throw new UserError('--allow-plugins: the config names no plugins', {
      hint: `plugins: [./checks.mjs] in ${config.file ?? 'a repro.config.yaml'} names one`,
    });
  return config.checks;
}

/** What a report says of the plugins that the config names. */
export function pluginsTold(
  { plugins }: Config,
  loaded: readonly LoadedPlugin[],
): NonNullable<Report['plugins']> {
  return plugins.named.map((from) => {
    const plugin = loaded.find((one) => one.from === from);
    return {
      from,
      name: plugin?.name ?? null,
      version: plugin?.version ?? null,
      checks: plugin?.checks.map(({ id }) => id) ?? [],
      loaded: plugin !== undefined,
    };
  });
}

/** What to do about plugins that were not loaded; said also where nobody looks at what was skipped. */
export function hintsOfPlugins({ plugins }: Config): string[] {
  if (plugins.loaded) return [];
  return [`--allow-plugins also runs the checks of ${listed(plugins.named)}; only where you trust that code`];
}

/**
 * What stands in a report for the checks of plugins that were not loaded. Not having run what the project asks for is an
 * unknown, which fails the gate unless the config allows it; a user who refuses them has decided, so it is skipped.
 */
export function lackingPlugins({ plugins, layers }: Config, refused: boolean): Check[] {
  if (plugins.loaded) return [];
  const named = layers.flatMap(({ input }) => Object.keys(input.checks ?? {})).filter(isForeign);
  const mentioned = named.length === 0 ? '' : `; the config sets ${listed(new Set(named))}`;
  const what = `${count(plugins.named.length, 'plugin')} of the config`;
  const told = { data: { plugins: [...plugins.named] } };
  const gaps = plugins.named.map((from) => ({ message: `${from} was not loaded`, key: from }));
  const check: Check = {
    id: 'repro/plugins',
    title: 'The checks of every plugin in the config have run',
    severity: 'required',
    why: 'A plugin is code, and a config from a pull request must not run code; so its checks wait for your leave.',
    fix: 'Run with --allow-plugins where you trust the config and what it names; --no-plugins says that they are left out on purpose.',
    scope: 'repository',
    needs: [],
    options: z.strictObject({}),
    examples: { pass: { files: {} }, fail: { files: {} } },
    run: () =>
      refused
        ? skip(`the checks of ${what} were left out: ${listed(plugins.named)}`, told)
        : unknown(
            `the checks of ${what} did not run without --allow-plugins: ${listed(plugins.named)}${mentioned}`,
            { ...told, gaps },
          ),
  };
  return [check];
}
