import type { ShellCommand } from '../shell/model.js';
import { readShell } from '../shell/read.js';
import type { RecipeKind, RunStep } from './model.js';

/** What holds of a command where its recipe says nothing of it. */
export const PLAIN_RUN = {
  exec: false,
  values: {},
  workdir: '/',
  stage: 0,
  final: true,
  mounts: [],
} as const satisfies Partial<RunStep>;

/** The commands of one step of a recipe, with the values that the recipe gives to variables. */
export function commandsOfRun(kind: RecipeKind, run: RunStep): ShellCommand[] {
  return readShell(run.exec ? quoted(run.text) : run.text, {
    lines: run.lines,
    run: kind === 'dockerfile',
    value: valueIn(run),
  });
}

/** What variables hold in a step. */
export function valueIn({ values }: RunStep): (name: string) => string | undefined {
  return (name) => (Object.hasOwn(values, name) ? values[name] : undefined);
}

/** The words of an instruction that runs without a shell, as a shell would write them. */
function quoted(text: string): string {
  const script = /^(\S*sh)\s+(-\w*c)\s+([\s\S]+)$/.exec(text);
  const words = script ? script.slice(1) : text.split(' ').filter((word) => word !== '');
  return words
    .map((word) => (word.includes("'") ? word.replaceAll("'", `'\\''`) : word))
    .map((word) => `'${word}'`)
    .join(' ');
}
