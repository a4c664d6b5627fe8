import { CannotTell } from '../../errors.js';
import { type Command, readCommands } from '../commands.js';
import type { FileProblem } from '../documents/model.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
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
import { readText } from '../source.js';
import type { Pipeline, Task } from './model.js';
import {
  cwlTool,
  hatchScripts,
  pipfileScripts,
  rTargets,
  toxIni,
  toxToml,
  wdlTasks,
} from './more-formats.js';
import { workflowFile } from './workflow-file.js';

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
  { file: /^(?:tox\.ini|setup\.cfg)$/, kind: 'tox', form: 'tasks', read: toxIni },
  { file: /^tox\.toml$/, kind: 'tox', form: 'tasks', read: toxToml },
  { file: /^hatch\.toml$/, kind: 'hatch', form: 'tasks', read: hatchScripts },
  { file: /^Pipfile$/, kind: 'Pipenv', form: 'tasks', read: pipfileScripts },
  { file: /\.cwl$/, kind: 'CWL', form: 'pipeline', read: cwlTool },
  { file: /\.wdl$/, kind: 'WDL', form: 'pipeline', read: wdlTasks },
  { file: /(?:^|\/)_targets\.R$/, kind: 'targets', form: 'pipeline', read: rTargets },
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
