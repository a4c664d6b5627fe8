import { type Command, readCommands } from '../commands.js';
import { parseIni } from '../formats/ini.js';
import { isTable, parseToml, tableAt } from '../formats/toml.js';
import { parseYaml } from '../formats/yaml.js';
import type { Task } from './model.js';
import { scalarsOf } from './walk.js';

const LONGEST_LINE = 2_000;

/** Environments of tox.ini, and of setup.cfg, whose sections may begin with `tox:`. Source: tox docs, "Configuration". */
export function toxIni(text: string): Task[] {
  return [...parseIni(text).sections].flatMap(([written, keys]) => {
    const section = written.replace(/^tox:/, '');
    const commands = keys.get('commands');
    if (!section.startsWith('testenv') || !commands) return [];
    const read = commands.lines.flatMap(({ text, line }) => readCommands(text.replace(/^-\s*/, ''), line));
    return [{ name: section.slice(8) || 'test', line: commands.line, commands: read, after: [] }];
  });
}

/** Environments of tox.toml, whose commands are lists of words. Source: tox docs, "TOML". */
export function toxToml(text: string): Task[] {
  const toml = parseToml(text);
  const tables: [string, string[]][] = [
    ['test', ['env_run_base']],
    ...Object.keys(tableAt(toml.data, 'env') ?? {}).map((name): [string, string[]] => [name, ['env', name]]),
  ];
  return tables.flatMap(([name, path]) => {
    const commands = tableAt(toml.data, ...path)?.commands;
    if (!Array.isArray(commands)) return [];
    const line = toml.line([...path, 'commands']);
    return [{ name, line, commands: commands.flatMap((words) => ofWords(words, line)), after: [] }];
  });
}

function ofWords(words: unknown, line: number): Command[] {
  return Array.isArray(words)
    ? readCommands(words.filter((word) => typeof word === 'string').join(' '), line)
    : [];
}

/** Scripts of the environments of hatch.toml. Source: Hatch docs, "Environment configuration", scripts. */
export function hatchScripts(text: string): Task[] {
  const toml = parseToml(text);
  return Object.keys(tableAt(toml.data, 'envs') ?? {})
    .slice(0, 100)
    .flatMap((environment) => scripts(toml, ['envs', environment, 'scripts']));
}

/** `[scripts]` of a Pipfile. Source: Pipenv docs, "Custom script shortcuts". */
export function pipfileScripts(text: string): Task[] {
  return scripts(parseToml(text), ['scripts']);
}

function scripts(toml: ReturnType<typeof parseToml>, path: readonly string[]): Task[] {
  return Object.entries(tableAt(toml.data, ...path) ?? {}).map(([name, value]) => {
    const line = toml.line([...path, name]);
    const list = Array.isArray(value) ? value : [isTable(value) ? value.call : value];
    const commands = list.flatMap((one) => (typeof one === 'string' ? readCommands(one, line) : []));
    return { name, line, commands, after: [] };
  });
}

/** Steps and tools of the Common Workflow Language. Source: CWL v1.2, `baseCommand`, `run`. */
export function cwlTool(text: string): Task[] {
  const scalars = scalarsOf(parseYaml(text));
  if (!scalars.some(({ key }) => key === 'cwlVersion')) return [];
  const words = scalars.filter(({ key }) => key === 'baseCommand');
  const steps = scalars.filter(({ path }) => path[0] === 'steps' && path.length > 1);
  const names = new Map(steps.map(({ path, line }) => [path[1] as string, line]));
  const base = readCommands(words.map(({ text: word }) => word).join(' '), words[0]?.line ?? 1);
  if (names.size === 0)
    return base.length > 0
      ? [{ name: base[0]!.words[0] ?? 'tool', line: base[0]!.line, commands: base, after: [] }]
      : [];
  return [...names].map(([name, line]) => ({
    name,
    line,
    commands: [{ text: name, line, words: [name] }],
    after: [],
  }));
}

/** Tasks of the Workflow Description Language with the lines of their commands. Source: the WDL specification, "Task Definition". */
export function wdlTasks(text: string): Task[] {
  const tasks: (Task & { commands: Command[] })[] = [];
  let closes: string | undefined;
  for (const [index, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const line = whole.slice(0, LONGEST_LINE);
    const task = /^\s*task\s+(\w+)/.exec(line);
    if (task) tasks.push({ name: task[1]!, line: index + 1, commands: [], after: [] });
    const opens = /^\s*command\s*(<<<|\{)\s*$/.exec(line)?.[1];
    if (closes === undefined && opens) closes = opens === '{' ? '}' : '>>>';
    else if (closes !== undefined && line.trim() === closes) closes = undefined;
    else if (closes !== undefined) tasks.at(-1)?.commands.push(...readCommands(line, index + 1));
  }
  return tasks;
}

/** Targets of the R package targets. Source: its manual, `tar_target()`. */
export function rTargets(text: string): Task[] {
  const tasks: Task[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    for (const match of line
      .slice(0, LONGEST_LINE)
      .matchAll(/\btar_(?:target|file|quarto|render)\(\s*([\w.]+)/g))
      tasks.push({
        name: match[1]!,
        line: index + 1,
        commands: [{ text: match[1]!, line: index + 1, words: [match[1]!] }],
        after: [],
      });
  }
  return tasks;
}
