import { readCommands } from '../commands.js';
import { parseYaml } from '../formats/yaml.js';
import { baseName } from '../paths.js';
import type { Pipeline } from './model.js';
import { commandsUnder, scalarsOf } from './walk.js';

/** The words that mark a file of a workflow engine; the first row that fits counts. Source: the manifest reference of each. */
const MARKS: readonly { kind: string; all: readonly RegExp[] }[] = [
  { kind: 'Argo', all: [/^\s*apiVersion:\s*["']?argoproj\.io\//m, /^\s*kind:\s*["']?(?:Cron)?Workflow/m] },
  { kind: 'Pachyderm', all: [/["']?\btransform["']?\s*:/, /^\s*["']?pipeline["']?\s*:/m] },
  { kind: 'Azure ML', all: [/azuremlschemas|pipelineJob\.schema/] },
  { kind: 'Tekton', all: [/^\s*apiVersion:\s*["']?tekton\.dev\//m] },
  // A pipeline that kfp compiled, and the jobs of the training operator and of Katib.
  { kind: 'Kubeflow', all: [/^pipelineInfo:/m, /^deploymentSpec:/m] },
  { kind: 'Kubeflow', all: [/^\s*apiVersion:\s*["']?(?:trainer\.)?kubeflow\.org\//m, /^\s*kind:\s*["']?(?:\w+Job|Experiment)\b/m] },
  { kind: 'Flyte', all: [/^\s*apiVersion:\s*["']?flyte\.lyft\.com\//m] },
  { kind: 'Ploomber', all: [/^tasks:\s*$/m, /^\s*-?\s*source:\s*\S+\.(?:py|ipynb|R|sql|md)\b/m, /^\s*product:/m] },
  { kind: 'Valohai', all: [/^\s*-\s*(?:step|pipeline):\s*$/m, /^\s*(?:image|nodes):/m] },
  { kind: 'Polyaxon', all: [/^version:\s*["']?\d/m, /^kind:\s*["']?(?:component|operation)\b/m, /^run:/m] },
  { kind: 'Guild', all: [/^\s*(?:-\s*)?(?:operations|model):/m, /^\s*main:/m] },
]; // biome-ignore format: a table reads better in rows
const HEAD = 20_000;

/** The workflow that a YAML or JSON file describes, by the words that mark it; undefined for any other file. */
export function workflowFile(text: string, path: string): Pipeline | undefined {
  const head = text.slice(0, HEAD);
  const kind = MARKS.find(({ all }) => all.every((mark) => mark.test(head)))?.kind;
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
  commands.push(...commandsUnder(scalars, /^(?:source|script|command|cmd|main)$/));
  return {
    path,
    line: 1,
    kind,
    form: 'pipeline',
    tasks: [{ name: baseName(path).replace(/\.\w+$/, ''), line: 1, commands, after: [] }],
  };
}
