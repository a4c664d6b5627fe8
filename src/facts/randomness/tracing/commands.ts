import { automation } from '../../automation.js';
import type { Command } from '../../commands.js';
import { documents } from '../../documents.js';
import type { Project } from '../../fact.js';
import type { PythonModule } from '../../python/model.js';

/** A command that runs a Python file of the project. */
export interface ScriptCommand {
  /** Where it stands. */
  file: string;
  line: number;
  /** The words after the script. */
  words: readonly string[];
  /** Part of a pipeline or task file: the way results are made; otherwise a document or a loose shell script shows it. */
  recorded: boolean;
}

/** Commands by the path of the Python file that they run, as far as its base name. */
export type ScriptCommands = ReadonlyMap<string, readonly (ScriptCommand & { script: string })[]>;

const MOST = 5000;

/** The commands of pipelines, task files, shell scripts and the README that run Python files. */
export async function readScriptCommands(project: Project): Promise<ScriptCommands> {
  const found = new Map<string, (ScriptCommand & { script: string })[]>();
  let left = MOST;
  const add = (file: string, command: Command, recorded: boolean) => {
    const { words } = command;
    let at = words.findIndex((word) => word.endsWith('.py') && !word.startsWith('-'));
    let script = words[at]?.replace(/^\.\//, '');
    if (at < 0) {
      at = words.indexOf('-m') + 1;
      const dotted = at > 0 ? words[at] : undefined;
      script = dotted && /^[\w.]+$/.test(dotted) ? `${dotted.replaceAll('.', '/')}.py` : undefined;
    }
    if (script === undefined || left-- <= 0) return;
    const name = script.slice(script.lastIndexOf('/') + 1);
    const entry = { file, line: command.line, words: words.slice(at + 1), recorded, script };
    const same = found.get(name);
    if (same) same.push(entry);
    else found.set(name, [entry]);
  };
  for (const { path, form, tasks } of (await project.get(automation)).pipelines) {
    for (const { commands } of tasks) for (const command of commands) add(path, command, form !== 'script');
  }
  const { readme } = await project.get(documents);
  for (const command of readme?.commands ?? []) add(readme?.path ?? '', command, false);
  return found;
}

/** The commands that run a module, those of pipelines and task files first. */
export function commandsOf(commands: ScriptCommands, { path }: PythonModule): ScriptCommand[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const same = commands.get(name) ?? [];
  const exact = same.filter(({ script }) => script === path);
  const chosen =
    exact.length > 0 ? exact : same.filter(({ script }) => ends(path, script) || ends(script, path));
  return [...chosen.filter(({ recorded }) => recorded), ...chosen.filter(({ recorded }) => !recorded)];
}

function ends(path: string, tail: string): boolean {
  return path === tail || path.endsWith(`/${tail}`);
}

/** The value that a command gives to an option: `--seed 7`, `--seed=7`; undefined when it gives none. */
export function optionValue({ words }: ScriptCommand, names: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    for (const name of names) {
      if (word === name) {
        const next = words[at + 1];
        return next === undefined || /^--?[A-Za-z]/.test(next) ? undefined : next;
      }
      if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
    }
  }
  return undefined;
}
