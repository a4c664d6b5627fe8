import { readCommands } from '../commands.js';
import type { PythonModule, Value } from '../python/model.js';
import type { Python } from '../python/python.js';
import { lastName } from '../python/values.js';
import type { Pipeline, Task } from './model.js';

/** Task runners whose tasks are Python functions: the file's name, and what makes a function a task. */
const RUNNERS: readonly { kind: string; file: RegExp; makes?: RegExp; name?: RegExp }[] = [
  { kind: 'nox', file: /(?:^|\/)noxfile\.py$/, makes: /^nox\.(?:\w+\.)?session$/ },
  {
    kind: 'Invoke',
    file: /(?:^|\/)(?:tasks|fabfile)(?:\/__init__)?\.py$/,
    makes: /^(?:invoke|fabric)\.(?:\w+\.)?task$/,
  },
  { kind: 'doit', file: /(?:^|\/)dodo\.py$/, name: /^task_(\w+)$/ },
];

/** Task files that are Python: nox, Invoke, Fabric, doit. Their commands are the texts that they hand to `run`. */
export function pythonTasks(python: Python): Pipeline[] {
  return python.modules.flatMap((module) => {
    const runner = RUNNERS.find(({ file }) => file.test(module.path));
    if (!runner) return [];
    const tasks = module.scopes.flatMap((_, scope) => taskOf(module, scope, python, runner));
    return tasks.length > 0
      ? [{ path: module.path, line: tasks[0]!.line, kind: runner.kind, form: 'tasks' as const, tasks }]
      : [];
  });
}

function taskOf(
  module: PythonModule,
  scope: number,
  python: Python,
  { makes, name: pattern }: (typeof RUNNERS)[number],
): Task[] {
  const { kind, name, line, decorators, parent } = module.scopes[scope]!;
  if (kind !== 'function') return [];
  const isMade = decorators.some((decorator) => {
    const callee = decorator.kind === 'call' ? module.calls[decorator.call]?.callee : decorator;
    return callee && makes?.test(python.qualify(module, callee, Math.max(parent, 0)) ?? '');
  });
  const named = pattern?.exec(name)?.[1];
  if (!isMade && named === undefined) return [];
  const commands = module.calls
    .filter(
      (call) =>
        call.scope === scope && /^(?:run|run_always|run_install|local|sudo)$/.test(lastName(call.callee)),
    )
    .flatMap(({ args, line: at }) =>
      readCommands(
        args.flatMap(({ name: keyword, value }) => (keyword === undefined ? wordsOf(value) : [])).join(' '),
        at,
      ),
    );
  // The actions of doit stand in what its functions return.
  const actions = pattern
    ? module.returns
        .filter((given) => given.scope === scope)
        .flatMap(({ value, line: at }) => wordsOf(value).flatMap((text) => readCommands(text, at)))
    : [];
  const own = [...commands, ...actions];
  return [
    {
      name: named ?? name.replaceAll('_', '-'),
      line,
      commands: own.length > 0 ? own : [{ text: name, line, words: [name] }],
      after: [],
    },
  ];
}

function wordsOf(value: Value): string[] {
  if (value.kind === 'string') return [value.value];
  if (value.kind === 'list' || value.kind === 'tuple') return value.items.flatMap(wordsOf);
  return value.kind === 'dict'
    ? value.entries
        .filter(({ key }) => key?.kind === 'string' && key.value === 'actions')
        .flatMap((entry) => wordsOf(entry.value))
    : [];
}
