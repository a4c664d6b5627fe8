import { baseName } from '../paths.js';
import { type Purpose, purposeOfName, purposes } from '../purpose.js';
import type { Automation, Pipeline, Task } from './model.js';

/** What a task does: what its name says, and what its commands and those of the tasks before it do. */
export function purposesOf(task: Task, pipeline: Pipeline, seen = new Set<string>()): Set<Purpose> {
  const found = new Set<Purpose>();
  if (seen.has(task.name) || seen.size > 200) return found;
  seen.add(task.name);
  for (const command of task.commands) {
    for (const purpose of purposes(command)) {
      if (purpose === 'pipeline' && command.words.length > 1) {
        for (const name of command.words.slice(1)) {
          const called = pipeline.tasks.find((other) => other.name === name);
          if (called) for (const more of purposesOf(called, pipeline, seen)) found.add(more);
        }
      }
      found.add(purpose);
    }
  }
  for (const name of task.after) {
    const before = pipeline.tasks.find((other) => other.name === name);
    if (before) for (const more of purposesOf(before, pipeline, seen)) found.add(more);
  }
  // `test-fast` of a task file runs unit tests; a pipeline's stage `test` evaluates a model.
  const tests = pipeline.form !== 'pipeline' && /(?:^|[-_:])tests?(?:[-_:]|$)/.test(task.name);
  const named = tests && !/eval|train|bench/.test(task.name) ? 'test' : purposeOfName(task.name);
  if (named !== 'run' && named !== 'other' && (task.commands.length > 0 || task.after.length > 0))
    found.add(named);
  return found;
}

/** What a command that runs tasks or a pipeline by name does: `make train`, `dvc repro`, `snakemake`. */
export function purposesOfTask({ pipelines }: Automation, words: readonly string[]): Purpose[] {
  const [program = '', ...args] = words;
  const kind = {
    make: 'Make', gmake: 'Make', just: 'just', task: 'Task', dvc: 'DVC', snakemake: 'Snakemake', nextflow: 'Nextflow',
    mlflow: 'MLflow project', kedro: 'Kedro', poe: 'poe', pixi: 'pixi',
  }[baseName(program)]; // biome-ignore format: one table
  // What MLflow is given is the folder of the project and its parameters; an entry point is named by an option.
  const names =
    kind === 'MLflow project'
      ? args.filter((_, at) => /^(?:-e|--entry-point)$/.test(args[at - 1] ?? ''))
      : args.filter((arg) => !arg.startsWith('-') && !/^(?:repro|exp|run)$/.test(arg));
  const found = new Set<Purpose>();
  for (const pipeline of pipelines) {
    if (kind !== undefined && pipeline.kind !== kind) continue;
    const called = pipeline.tasks.filter(({ name }) => names.includes(name));
    // Without names a pipeline runs whole, a task file its first task.
    const tasks =
      called.length > 0
        ? called
        : names.length > 0
          ? []
          : pipeline.form === 'pipeline'
            ? pipeline.tasks
            : pipeline.tasks.slice(0, 1);
    for (const task of tasks) for (const purpose of purposesOf(task, pipeline)) found.add(purpose);
    if (pipeline.form === 'pipeline' && tasks.length > 0 && found.has('run')) found.add('train');
  }
  if (found.size === 0 && kind !== 'DVC') {
    for (const name of names) found.add(purposeOfName(name));
  }
  return [...found];
}
