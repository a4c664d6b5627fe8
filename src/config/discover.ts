import { lstat, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CannotTell, UserError } from '../errors.js';
import { FolderSource, type Source } from '../facts/source.js';
import { decodeText } from '../facts/text.js';

/** Names under which a config is looked for in a folder. */
export const CONFIG_NAMES = ['repro.config.yaml', 'repro.config.yml', '.repro.yaml'] as const;
const MANIFEST = 'pyproject.toml';
/** The largest config that is read, in bytes: many times what people write. */
const CONFIG_LIMIT = 1024 * 1024;

/** A config that was found: in which folder, under which name, with its text. */
export interface FoundConfig {
  folder: string;
  name: string;
  text: string;
}

/**
 * Looks for a config in a folder and those above it, up to the top of the git work tree or of the file system. The
 * nearest folder wins. Throws `UserError` when a folder holds two, or when the one found cannot be read.
 */
export async function findConfig(folder: string): Promise<FoundConfig | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await configIn(at);
    if (found) return found;
    if ((await exists(join(at, '.git'))) || dirname(at) === at) return undefined;
  }
}

/** The config in one folder. Throws as `findConfig` does. */
export async function configIn(folder: string): Promise<FoundConfig | undefined> {
  const present: string[] = [];
  for (const name of CONFIG_NAMES) if (await exists(join(folder, name))) present.push(name);
  const source = await FolderSource.open(folder);
  let manifest: string | undefined;
  if ((await stat(join(folder, MANIFEST)).catch(() => undefined))?.isFile()) {
    // A manifest that cannot be read is for the checks of the environment to tell, unless it is known to be a config.
    manifest = await readConfig(source, MANIFEST, 8 * CONFIG_LIMIT).catch(() => undefined);
    if (manifest !== undefined && mentionsRepro(manifest)) present.push(MANIFEST);
  }
  const name = present[0];
  if (name === undefined) return undefined;
  if (present.length > 1) {
    const names = present.map((other) => (other === MANIFEST ? `[tool.repro] in ${MANIFEST}` : other));
    throw new UserError(`${folder} holds ${present.length} configs: ${names.join(' and ')}`, {
      hint: 'keep one of them',
    });
  }
  return { folder, name, text: name === MANIFEST ? (manifest ?? '') : await readConfig(source, name) };
}

/** The text of a config inside a source. Throws `UserError` when it cannot be read, is too large or not text. */
export async function readConfig(source: Source, path: string, limit = CONFIG_LIMIT): Promise<string> {
  try {
    const { text } = decodeText(await source.bytes(path, limit));
    if (text.includes('\0')) throw new UserError(`${path} is not a text file`);
    return text;
  } catch (error) {
    if (error instanceof CannotTell) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** True when the text of a pyproject.toml seems to hold `[tool.repro]`, also when it does not parse. */
function mentionsRepro(text: string): boolean {
  return /^[ \t]*\[{1,2}[ \t]*tool[ \t]*\.[ \t]*["']?repro["']?[ \t]*[\].]/m.test(text);
}
