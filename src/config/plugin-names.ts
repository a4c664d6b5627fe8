import * as z from 'zod';
import { isForeign } from '../engine/categories.js';
import { SEVERITIES } from '../report/report.js';
import { filled, inside } from './texts.js';

/** A file of the project, or a package that it has installed, as Node names packages. */
const plugin = filled.superRefine((text, context) => {
  const isPath = /^(?:\.|\/|~|[A-Za-z]:)/.test(text);
  if (isPath ? text.startsWith('./') && inside.safeParse(text).success : PACKAGE.test(text)) return;
  const message = isPath
    ? 'must be a file of the project that begins with ./ (no "..", not absolute)'
    : 'must be ./ and the path of a file of the project, or the name of a package';
  context.addIssue({ code: 'custom', message });
});
/** Source: https://docs.npmjs.com/cli/configuring-npm/package-json#name, with a way into the package behind it. */
const PACKAGE =
  /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/;

export const plugins = z
  .array(plugin)
  .optional()
  .describe(
    'Files of the project (`./...`) or packages that bring checks of your own; run only with --allow-plugins',
  );

/** The plugins that a config names; undefined for what is no such list. */
export function pluginsIn(value: unknown): string[] | undefined {
  const list = z.array(plugin).safeParse(value);
  return list.success ? list.data : undefined;
}

/** What the config may say of many checks at once. */
export const switches = z.union([z.enum(['off', 'on', ...SEVERITIES]), z.boolean()]);

/** What the config may say of checks that are not known, since the plugin that brings them was not loaded. */
const unseen = z.union([switches, z.record(z.string(), z.unknown())]);

/** A map of what is known, and of whatever else a plugin may bring. */
export function withUnseen(known: Readonly<Record<string, z.ZodType>>) {
  return z.looseObject(known).superRefine((entries, context) => {
    const others = Object.keys(entries).filter((key) => !Object.hasOwn(known, key));
    const keys = others.filter((key) => !isForeign(key));
    if (keys.length > 0) context.addIssue({ code: 'unrecognized_keys', keys, input: entries });
    for (const key of others.filter(isForeign)) {
      const { error } = unseen.safeParse(entries[key]);
      if (error) context.addIssue({ ...error.issues[0]!, path: [key], input: entries[key] } as never);
    }
  });
}
