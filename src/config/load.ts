import { realpath } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { z } from 'zod';
import type { Check } from '../checks/check.js';
import { categoriesOf, isForeign } from '../engine/categories.js';
import { matching } from '../engine/match.js';
import type { Policy } from '../engine/policy.js';
import { UserError } from '../errors.js';
import type { Settings } from '../facts/settings.js';
import { FolderSource } from '../facts/source.js';
import { didYouMean } from '../suggest.js';
import { findConfig, readConfig } from './discover.js';
import { type Document, valueAt } from './document.js';
import { configError } from './mistakes.js';
import { pluginsIn } from './plugin-names.js';
import { isPreset, preset } from './presets.js';
import { hintsFor, type Layer, policyOf, settingsOf } from './resolve.js';
import { type ConfigInput, configSchema, PRESETS, type PresetName } from './schema.js';
import { mistakesIn, withoutEmptySections } from './validate.js';

/** How deep `extends` may lead from file to file. */
const DEEPEST_CHAIN = 5;

/** What config there is for a project, ready to be used. */
export interface Config {
  /** The project's root: the folder of the config when one was found, else the folder that was asked for. */
  root: string;
  /** Path of the config, as messages name it; null without one. */
  file: string | null;
  extends: string;
  settings: Settings;
  policy: Policy;
  /** Path of the baseline, relative to the root; undefined without one. */
  baseline: string | undefined;
  /** What a config would add. */
  hints: string[];
  /** The preset and the files that it was made from, the weakest first. */
  layers: readonly Layer[];
  /** Every check that there is: those given, then those of plugins. */
  checks: readonly Check[];
  /** What `plugins` names; when they were not loaded, their checks are not known. */
  plugins: { named: readonly string[]; loaded: boolean };
}

export interface ConfigRequest {
  /** Absolute path of the folder that was asked for. */
  folder: string;
  checks: readonly Check[];
  /** ISO date against which waivers expire. */
  today: string;
  /** A config file to use instead of the one that is found, or false for none. */
  file?: string | false | undefined;
  /** Loads the plugins that the config names, and gives their checks; absent where their code must not run. */
  loadPlugins?: ((named: readonly string[], root: string) => Promise<readonly Check[]>) | undefined;
}

/**
 * Finds, reads and validates the config of a project. Throws `UserError` for every mistake in it, with file, line,
 * column and the line itself.
 */
export async function loadConfig({
  folder,
  checks: own,
  today,
  file,
  loadPlugins,
}: ConfigRequest): Promise<Config> {
  const { root, shown, start } = await startOf({ folder, file });
  const named = start ? await namedPlugins(start) : [];
  const isLoaded = named.length === 0 || loadPlugins !== undefined;
  const checks = named.length > 0 && loadPlugins ? [...own, ...(await loadPlugins(named, root))] : own;
  const chain = start ? await chainOf(start, async () => ({ checks, lacksPlugins: !isLoaded })) : [];
  const layers = [...chain];
  const base = chain.at(-1)?.input.extends ?? 'recommended';
  const first = layers[0]?.input.extends;
  const name: PresetName = first !== undefined && isPreset(first) ? first : 'recommended';
  layers.unshift({ input: preset(name, checks) });
  const settings = settingsOf(layers);
  return {
    root,
    file: shown,
    extends: base,
    settings,
    policy: policyOf(layers, checks, today),
    baseline: layers.findLast(({ input }) => input.baseline !== undefined)?.input.baseline,
    hints: hintsFor(settings, shown),
    layers,
    checks,
    plugins: { named, loaded: isLoaded },
  };
}

/**
 * What a config says of the project, for what judges nothing and runs no plugins. `checks` is asked only where a config names
 * some, since they take long to load. Throws as `loadConfig` does.
 */
export async function loadSettings({
  checks,
  ...request
}: Pick<ConfigRequest, 'folder' | 'file'> & { checks: () => Promise<readonly Check[]> }): Promise<
  Pick<Config, 'root' | 'settings'>
> {
  const { root, start } = await startOf(request);
  if (!start) return { root, settings: settingsOf([]) };
  const lacksPlugins = (await namedPlugins(start)).length > 0;
  return {
    root,
    settings: settingsOf(await chainOf(start, async () => ({ checks: await checks(), lacksPlugins }))),
  };
}

/** The root of a project, and its config, if there is one, with how messages name it. */
async function startOf({ folder, file }: Pick<ConfigRequest, 'folder' | 'file'>): Promise<{
  root: string;
  shown: string | null;
  start: { folder: string; shown: string; text: string } | undefined;
}> {
  const given = typeof file === 'string' ? await openGiven(file) : undefined;
  const found = given ?? (file === false ? undefined : await findConfig(folder));
  if (!found) return { root: folder, shown: null, start: undefined };
  const root = given ? folder : found.folder;
  const shown = given?.shown ?? found.name;
  return { root, shown, start: { folder: root, shown, text: found.text } };
}

/**
 * A config with those that it builds on, the weakest first. `below` is its folder where that is not the root; it begins
 * the names in messages. Throws `UserError` for every mistake.
 */
export async function chainOf(
  { folder, shown, text }: { folder: string; shown: string; text: string },
  known: () => Promise<KnownChecks>,
  below = '',
): Promise<Layer[]> {
  const source = await FolderSource.open(folder);
  const chain = [await layerOf(below + shown, text, known)];
  for (let top = chain[0]!; ; top = chain[0]!) {
    const next = top.input.extends;
    if (next === undefined || isPreset(next)) return chain;
    if (chain.length > DEEPEST_CHAIN || chain.some((layer) => layer.file === below + next)) {
      throw new UserError(`${top.file}: extends leads in a circle or deeper than ${DEEPEST_CHAIN} files`);
    }
    const text = await readConfig(source, next).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(`${top.file}: extends: ${error.message}`, { cause: error });
    });
    chain.unshift(await layerOf(below + next, text, known));
  }
}

async function layerOf(file: string, text: string, known: () => Promise<KnownChecks>): Promise<Layer> {
  const document = await parse(file, text);
  const names = ['checks', 'waivers'].some((key) => valueAt(document.value, [key]) !== undefined);
  const against = names ? await known() : { checks: [], lacksPlugins: false };
  return validated(document, configSchema(against.checks, against), against);
}

/** The checks against which a config is held. */
export interface KnownChecks {
  checks: readonly Check[];
  /** Whether the config names plugins that were not loaded. */
  lacksPlugins: boolean;
}

/**
 * The plugins that a config or, where it names none, one that it builds on names. Read before the rest, which cannot be
 * held to be right or wrong without their checks; so it passes over every other mistake, which `chainOf` then tells.
 */
async function namedPlugins(start: { folder: string; shown: string; text: string }): Promise<string[]> {
  const source = await FolderSource.open(start.folder);
  let { shown, text } = start;
  for (let depth = 0; depth <= DEEPEST_CHAIN; depth++) {
    let document: Document;
    try {
      document = await parse(shown, text);
      const next = valueAt(document.value, ['extends']);
      const listed = valueAt(document.value, ['plugins']);
      if (listed !== undefined && listed !== null) return pluginsIn(listed) ?? [];
      if (typeof next !== 'string' || isPreset(next)) return [];
      text = await readConfig(source, next);
      shown = next;
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  }
  return [];
}

async function openGiven(
  file: string,
): Promise<{ folder: string; name: string; text: string; shown: string }> {
  const path = await realpath(resolve(file)).catch(() => {
    throw new UserError(`${file} does not exist`, { hint: '--config takes the path of a config file' });
  });
  const source = await FolderSource.open(dirname(path));
  return {
    folder: dirname(path),
    name: basename(path),
    text: await readConfig(source, basename(path)),
    shown: file,
  };
}

/** Loads only the parser that the file needs. */
async function parse(file: string, text: string): Promise<Document> {
  if (file.endsWith('.toml')) return (await import('./toml-document.js')).tomlDocument(file, text);
  return (await import('./yaml-document.js')).yamlDocument(file, text);
}

/** A document as a layer. Throws `UserError` with every mistake in it. */
export function validated(
  document: Document,
  schema: z.ZodType,
  { checks, lacksPlugins }: KnownChecks,
): Layer {
  const mistakes = mistakesIn(document, schema);
  const input = withoutEmptySections(document.value) as ConfigInput;
  if (mistakes.length === 0) {
    const base = input.extends;
    if (base !== undefined && !isPreset(base) && !/[./]/.test(base)) {
      const message = `extends: no preset is called "${base}"${didYouMean(base, PRESETS)}`;
      mistakes.push({ message, at: document.locate(['extends']) });
    }
    const ids = checks.map(({ id }) => id as string);
    const categories = categoriesOf(checks).map(({ id }) => id);
    for (const [at, { check }] of (input.waivers ?? []).entries()) {
      if (matching(check, ids).length > 0 || (lacksPlugins && isForeign(check))) continue;
      const message = `waivers[${at}].check: no check is called "${check}"${didYouMean(check, [...ids, ...categories])}`;
      mistakes.push({ message, at: document.locate(['waivers', at, 'check']) });
    }
    for (const [id, entry] of Object.entries(input.checks ?? {})) {
      if (typeof entry !== 'object' || typeof entry.options !== 'object' || entry.options === null) continue;
      for (const key of Object.keys(entry.options)) {
        if (!Object.hasOwn(entry, key)) continue;
        const at = document.locate(['checks', id, key], true);
        mistakes.push({ message: `checks.${id}.${key} stands here and below options: keep one`, at });
      }
    }
  }
  if (mistakes.length > 0) throw configError(document.file, document.text, mistakes);
  return {
    file: document.file,
    input,
    locate: (path) => document.locate(path),
    mistake: (path, message) =>
      configError(document.file, document.text, [{ message, at: document.locate(path) }]),
  };
}
