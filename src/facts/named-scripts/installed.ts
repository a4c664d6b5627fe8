import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { files as filesFact } from '../files.js';
import { parseIni } from '../formats/ini.js';
import { parseToml, tableAt } from '../formats/toml.js';
import type { NamedScript } from '../named-scripts.js';
import { folderOf } from '../paths.js';
import type { Python } from '../python/python.js';
import { argument, lastName } from '../python/values.js';
import { readText } from '../source.js';
import type { Finder } from './finder.js';

/** Most manifests that are read. */
const MOST_FILES = 200;

/** Commands that installing the project makes: `[project.scripts]`, Poetry's scripts, `console_scripts`. */
export async function installedCommands(
  project: Project,
  python: Python,
  finder: Finder,
): Promise<NamedScript[]> {
  const { own } = await project.get(filesFact);
  const found: NamedScript[] = [];
  const add = (name: string, target: unknown, file: string, line: number) => {
    const match = typeof target === 'string' ? /^\s*([\w.]+)\s*:\s*(\w+)/.exec(target) : null;
    const path = match?.[1] === undefined ? undefined : finder.moduleNamed(match[1], folderOf(file));
    if (path !== undefined && match?.[2] !== undefined)
      found.push({ path, function: match[2], at: { file, line }, text: name, by: 'installed command' });
  };
  let read = 0;
  for (const { path, kind } of own) {
    if (!/(?:^|\/)(?:pyproject\.toml|setup\.cfg)$/.test(path) || kind === 'missing' || ++read > MOST_FILES)
      continue;
    try {
      const text = await readText(project.source, path, 1024 * 1024);
      if (path.endsWith('.cfg')) {
        const entries = parseIni(text).sections.get('options.entry_points')?.get('console_scripts');
        for (const { text: line, line: at } of entries?.lines ?? []) {
          const [name = '', target = ''] = line.split('=');
          add(name.trim(), target.trim(), path, at);
        }
        continue;
      }
      const { data } = parseToml(text);
      for (const keys of [
        ['project', 'scripts'],
        ['tool', 'poetry', 'scripts'],
        ['tool', 'flit', 'scripts'],
      ]) {
        for (const [name, target] of Object.entries(tableAt(data, ...keys) ?? {})) {
          const at = text
            .split('\n')
            .findIndex((line) => line.trimStart().replace(/^["']/, '').startsWith(name));
          add(name, target, path, at + 1);
        }
      }
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  for (const module of python.modules) {
    if (!/(?:^|\/)setup\.py$/.test(module.path)) continue;
    for (const call of module.calls) {
      const points = lastName(call.callee) === 'setup' ? argument(call, 'entry_points')?.value : undefined;
      const scripts =
        points?.kind === 'dict'
          ? points.entries.find(({ key }) => key?.kind === 'string' && key.value === 'console_scripts')?.value
          : undefined;
      for (const item of scripts?.kind === 'list' ? scripts.items : []) {
        if (item.kind !== 'string') continue;
        const [name = '', target = ''] = item.value.split('=');
        add(name.trim(), target.trim(), module.path, call.line);
      }
    }
  }
  return found;
}
