import { CannotTell } from '../../errors.js';
import { type Command, readCommands } from '../commands.js';
import type { FileProblem } from '../documents/model.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { parseIni } from '../formats/ini.js';
import { parseJustfile, parseMakefile } from '../formats/makefile.js';
import { isTable, parseToml, TomlProblem, tableAt } from '../formats/toml.js';
import {
  childOf,
  entriesOf,
  itemsOf,
  parseYaml,
  textOf,
  YamlProblem,
  type YamlText,
} from '../formats/yaml.js';
import { baseName } from '../paths.js';
import { readText } from '../source.js';
import type { Pipeline, Task } from './model.js';
import { commandsUnder, scalarsOf } from './walk.js';

interface Format {
  file: RegExp;
  kind: string;
  form: Pipeline['form'];
  read(text: string, path: string): Task[];
}

/** One row for each kind of file that says how things are run. */
const FORMATS: readonly Format[] = [
  { file: /(?:^|\/)dvc\.yaml$/, kind: 'DVC', form: 'pipeline', read: dvcStages },
  { file: /(?:^|\/)(?:Snakefile|[^/]+\.smk)$/, kind: 'Snakemake', form: 'pipeline', read: snakemakeRules },
  { file: /\.nf$/, kind: 'Nextflow', form: 'pipeline', read: nextflowProcesses },
  { file: /(?:^|\/)MLproject$/, kind: 'MLflow project', form: 'pipeline', read: mlprojectEntries },
  { file: /(?:^|\/)(?:GNUm|M|m)akefile$|\.mk$/, kind: 'Make', form: 'tasks', read: parseMakefile },
  { file: /(?:^|\/)\.?justfile$/i, kind: 'just', form: 'tasks', read: parseJustfile },
  { file: /(?:^|\/)[Tt]askfile\.ya?ml$/, kind: 'Task', form: 'tasks', read: taskfileTasks },
  { file: /^tox\.ini$/, kind: 'tox', form: 'tasks', read: toxEnvironments },
  { file: /^pyproject\.toml$/, kind: 'pyproject', form: 'tasks', read: pyprojectTasks },
  { file: /^pixi\.toml$/, kind: 'pixi', form: 'tasks', read: pixiTasks },
  { file: /\.(?:sh|bash|slurm|sbatch|lsf|pbs|slurm_template)$/, kind: 'shell', form: 'script', read: scriptCommands },
  { file: /(?:^|\/)[^/.][^/]*\.(?:ya?ml|json)$/, kind: 'workflow', form: 'pipeline', read: () => [] },
]; // biome-ignore format: a table reads better in rows
const MOST = 2_000;

/** Pipelines and task files of the project, except those that Python code makes. */
export async function readPipelines(
  project: Project,
  tree: Files,
  problems: FileProblem[],
): Promise<Pipeline[]> {
  const out: Pipeline[] = [];
  let read = 0;
  for (const { path, kind: entry, size } of tree.own) {
    const format = FORMATS.find(({ file }) => file.test(path));
    if (!format || entry === 'missing' || path.includes('{{') || ++read > MOST) continue;
    if (format.kind === 'workflow' && size > 200_000) continue;
    try {
      const text = await readText(project.source, path, 1024 * 1024);
      if (format.kind === 'workflow') {
        const found = workflowFile(text, path);
        if (found) out.push(found);
        continue;
      }
      const tasks = format.read(text, path);
      if (tasks.length > 0)
        out.push({ path, line: tasks[0]!.line, kind: format.kind, form: format.form, tasks });
      if (format.kind === 'pyproject' && tableAt(parseToml(text).data, 'tool', 'kedro'))
        out.push({
          path,
          line: parseToml(text).line(['tool', 'kedro']),
          kind: 'Kedro',
          form: 'pipeline',
          tasks: [],
        });
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      const line = error instanceof YamlProblem || error instanceof TomlProblem ? error.line : undefined;
      if (format.kind !== 'workflow') problems.push({ path, line, message: error.message });
    }
  }
  return out;
}

/** Source: DVC docs, user-guide/project-structure/dvcyaml-files. */
function dvcStages(text: string): Task[] {
  const yaml = parseYaml(text);
  return entriesOf(childOf(yaml.document.contents, 'stages')).map(({ key, keyNode, value }) => {
    const body = childOf(value, 'do') ?? value;
    const cmd = childOf(body, 'cmd');
    return { name: key, line: yaml.line(keyNode), commands: texts(cmd, yaml), after: [] };
  });
}

function texts(node: unknown, yaml: YamlText): Command[] {
  return (itemsOf(node).length > 0 ? itemsOf(node) : [node]).flatMap((item) => {
    const text = textOf(item) ?? textOf(childOf(item, 'cmd'));
    return text === undefined ? [] : readCommands(text, yaml.line(item));
  });
}

/** Source: MLflow docs, "MLflow Projects". */
function mlprojectEntries(text: string): Task[] {
  const yaml = parseYaml(text);
  return entriesOf(childOf(yaml.document.contents, 'entry_points')).map(({ key, keyNode, value }) => ({
    name: key,
    line: yaml.line(keyNode),
    commands: texts(childOf(value, 'command'), yaml),
    after: [],
  }));
}

/** Source: taskfile.dev, "Schema". */
function taskfileTasks(text: string): Task[] {
  const yaml = parseYaml(text);
  return entriesOf(childOf(yaml.document.contents, 'tasks')).map(({ key, keyNode, value }) => {
    const cmds = childOf(value, 'cmds') ?? childOf(value, 'cmd') ?? value;
    const after = [...itemsOf(childOf(value, 'deps')), ...itemsOf(childOf(value, 'cmds'))].flatMap(
      (item) => textOf(childOf(item, 'task')) ?? [],
    );
    const deps = itemsOf(childOf(value, 'deps')).flatMap((item) => textOf(item) ?? []);
    return { name: key, line: yaml.line(keyNode), commands: texts(cmds, yaml), after: [...after, ...deps] };
  });
}

/** Source: Snakemake docs, "Snakefiles and Rules". */
function snakemakeRules(text: string): Task[] {
  const tasks: (Task & { commands: Command[] })[] = [];
  const lines = text.split(/\r\n|\n|\r/);
  for (const [index, line] of lines.entries()) {
    const rule = /^\s*(?:rule|checkpoint)\s+(\w+)\s*:/.exec(line);
    if (rule) tasks.push({ name: rule[1]!, line: index + 1, commands: [], after: [] });
    const run = /^\s*(shell|script|notebook)\s*:\s*(.*)$/.exec(line.slice(0, 2000));
    if (!run) continue;
    const block = [run[2]!, ...lines.slice(index + 1, index + 20)];
    const end = block.findIndex((later, at) => at > 0 && /^\s*(?:rule|checkpoint|\w+\s*:\s*$)/.test(later));
    const body = block
      .slice(0, end < 0 ? undefined : end)
      .join('\n')
      .replace(/"""|'''|["']/g, ' ')
      .trim();
    const prefix = run[1] === 'shell' ? '' : 'python ';
    tasks.at(-1)?.commands.push(...readCommands(prefix + body, index + 1));
  }
  return tasks;
}

/** Source: Nextflow docs, "Processes". */
function nextflowProcesses(text: string): Task[] {
  const tasks: (Task & { commands: Command[] })[] = [];
  let inside = '';
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const process = /^\s*process\s+(\w+)/.exec(line);
    if (process) tasks.push({ name: process[1]!, line: index + 1, commands: [], after: [] });
    const quote = /"""|'''/.exec(line)?.[0];
    if (inside === '' && quote) inside = quote;
    else if (inside !== '' && line.includes(inside)) inside = '';
    else if (inside !== '') tasks.at(-1)?.commands.push(...readCommands(line, index + 1));
  }
  return tasks;
}

function toxEnvironments(text: string): Task[] {
  return [...parseIni(text).sections].flatMap(([section, keys]) => {
    const commands = keys.get('commands');
    if (!section.startsWith('testenv') || !commands) return [];
    const read = commands.lines.flatMap(({ text, line }) => readCommands(text.replace(/^-\s*/, ''), line));
    return [{ name: section.slice(8) || 'test', line: commands.line, commands: read, after: [] }];
  });
}

/** Tasks of poethepoet, PDM, Hatch, taskipy, Rye and Pixi. Source: each tool's documentation of its table. */
function pyprojectTasks(text: string): Task[] {
  const toml = parseToml(text);
  const environments = Object.keys(tableAt(toml.data, 'tool', 'hatch', 'envs') ?? {}).slice(0, 100);
  const tables = [
    ['tool', 'poe', 'tasks'], ['tool', 'pdm', 'scripts'], ['tool', 'taskipy', 'tasks'], ['tool', 'rye', 'scripts'], ['tool', 'pixi', 'tasks'],
    ...environments.map((name) => ['tool', 'hatch', 'envs', name, 'scripts']),
  ]; // biome-ignore format: one path each
  return tables.flatMap((path) => tasksOf(toml, path));
}

function pixiTasks(text: string): Task[] {
  return tasksOf(parseToml(text), ['tasks']);
}

function tasksOf(toml: ReturnType<typeof parseToml>, path: readonly string[]): Task[] {
  return Object.entries(tableAt(toml.data, ...path) ?? {}).map(([name, value]) => {
    const line = toml.line([...path, name]);
    const body = isTable(value)
      ? (value.cmd ?? value.shell ?? value.composite ?? value.sequence ?? value.script)
      : value;
    const list = (Array.isArray(body) ? body : [body]).filter((item) => typeof item === 'string');
    // A list of words is one command for PDM and Pixi, a list of commands for the others.
    const words = isTable(value) && Array.isArray(value.cmd) ? [list.join(' ')] : list;
    return {
      name,
      line,
      commands: words.flatMap((command) => readCommands(command, line)),
      after: list.filter((item) => /^[\w-]+$/.test(item)),
    };
  });
}

function scriptCommands(text: string, path: string): Task[] {
  return [{ name: path, line: 1, commands: readCommands(text), after: [] }];
}

/** Argo and Tekton workflows, Pachyderm pipelines, Kubeflow and Azure ML jobs, by the words that mark them. */
function workflowFile(text: string, path: string): Pipeline | undefined {
  const head = text.slice(0, 20_000);
  const kind =
    /^\s*apiVersion:\s*["']?argoproj\.io\//m.test(head) && /^\s*kind:\s*["']?(?:Cron)?Workflow/m.test(head)
      ? 'Argo'
      : /["']?\btransform["']?\s*:/.test(head) && /^\s*["']?pipeline["']?\s*:/m.test(head)
        ? 'Pachyderm'
        : /azuremlschemas|pipelineJob\.schema/.test(head)
          ? 'Azure ML'
          : /^\s*apiVersion:\s*["']?tekton\.dev\//m.test(head)
            ? 'Tekton'
            : undefined;
  if (!kind) return undefined;
  const yaml = parseYaml(text);
  const scalars = scalarsOf(yaml);
  // Container commands are lists of words: `[python, train.py]`.
  const lists = new Map<string, { words: string[]; line: number }>();
  for (const { key, path: keys, text: word, line } of scalars) {
    if (!/^(?:command|cmd|args)$/.test(key)) continue;
    const entry = lists.get(keys.slice(0, -1).join('.')) ?? { words: [], line };
    entry.words.push(word);
    lists.set(keys.slice(0, -1).join('.'), entry);
  }
  const commands = [...lists.values()].flatMap(({ words, line }) => readCommands(words.join(' '), line));
  commands.push(...commandsUnder(scalars, /^(?:source|script|command|cmd)$/));
  return {
    path,
    line: 1,
    kind,
    form: 'pipeline',
    tasks: [{ name: baseName(path).replace(/\.\w+$/, ''), line: 1, commands, after: [] }],
  };
}
