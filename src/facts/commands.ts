import { baseName } from './paths.js';
import { readShell } from './shell/read.js';

/** One shell command, without prompt, environment settings and launchers before it. */
export interface Command {
  /** As written, continuation lines joined. */
  text: string;
  line: number;
  /** The words from the program on; launchers (`sudo`, `uv run`, `srun`, `torchrun` ...) are left out. */
  words: readonly string[];
}

/** Most commands of one script. */
const MOST = 5_000;

/**
 * The commands of a shell script or console block. Prompts (`$ `, `> `, `(env) $ `) are taken off; where a block shows
 * any, the lines without one are output and left out.
 */
export function readCommands(text: string, firstLine = 1): Command[] {
  const lines = text.split(/\r\n|\n|\r/);
  const prompt = /^\s*(?:\([\w.-]+\)\s*)?(?:[\w.-]+@[\w.-]+[:~\w/.-]*)?(?:\$|>>?|%|❯|➜)\s+(?=\S)/;
  const console_ = lines.some((line) =>
    /^\s*(?:\([\w.-]+\)\s*)?(?:[\w.-]+@[\w.-]+[:~\w/.-]*)?[$❯➜]\s+\S/.test(line.slice(0, 200)),
  );
  const kept: string[] = [];
  const numbers: number[] = [];
  for (const [at, line] of lines.entries()) {
    const shown = console_ ? prompt.exec(line.slice(0, 200)) : null;
    if (console_ && !shown && !kept.at(-1)?.trimEnd().endsWith('\\')) continue;
    // A space behind the backslash is a slip of the pen, in documents at least.
    kept.push(line.slice(shown?.[0].length ?? 0).trimEnd());
    numbers.push(firstLine + at);
  }
  const out: Command[] = [];
  const commands = readShell(kept.join('\n'), { lines: numbers });
  // What stands among the words of another command is a part of it; in documents, backquotes mark names.
  const parts = new Set(commands.flatMap(({ inner }) => inner));
  for (const command of commands) {
    if (parts.has(command)) continue;
    const words = program(command.words.map((word) => word.text));
    if (words.length > 0 && out.length < MOST) out.push({ text: command.text, line: command.line, words });
  }
  return out;
}

/** Programs that start another one, and how many words of options follow: those that take a value. */
const LAUNCHERS: Record<string, readonly string[]> = {
  sudo: ['-u', '-g'],
  time: ['-o', '-f'],
  nohup: [],
  exec: [],
  command: [],
  env: [],
  nice: ['-n'],
  timeout: [],
  xvfb: [],
  'xvfb-run': ['-s', '-n'],
  srun: ['-n', '-N', '-p', '-c', '-t', '-w'],
  mpirun: ['-n', '-np', '-H', '--hostfile', '-x', '-mca'],
  mpiexec: ['-n', '-np'],
  horovodrun: ['-np', '-H'],
  deepspeed: ['--num_gpus', '--num_nodes', '--include', '--exclude', '--hostfile', '--master_port'],
  torchrun: [
    '--nproc_per_node',
    '--nnodes',
    '--node_rank',
    '--master_addr',
    '--master_port',
    '--rdzv_id',
    '--rdzv_backend',
    '--rdzv_endpoint',
  ],
  ipython: [],
  '!': [],
};
/** Two-word launchers: `uv run python x.py`. */
const RUNNERS = new Set([
  'uv run',
  'poetry run',
  'pipenv run',
  'pdm run',
  'hatch run',
  'rye run',
  'conda run',
  'mamba run',
  'micromamba run',
  'pixi run',
  'accelerate launch',
  'coverage run',
  'dvc run',
  'composer python',
  'wandb launch',
]);
/** Options of two-word launchers that take a value. */
const RUNNER_VALUES = new Set([
  '-n',
  '-p',
  '--name',
  '--prefix',
  '--with',
  '--extra',
  '--group',
  '--python',
  '-e',
  '--environment',
  '--config_file',
  '--project',
  '--num_processes',
  '--num_machines',
  '--machine_rank',
  '--main_process_port',
  '--main_process_ip',
  '--mixed_precision',
  '--gpu_ids',
]);
/** What stays after a launcher that runs a Python file by itself. */
const RUNS_PYTHON = new Set(['torchrun', 'deepspeed', 'ipython', 'accelerate launch', 'coverage run']);

/** The words from the real program on. */
function program(words: readonly string[]): string[] {
  let rest = [...words];
  for (let depth = 0; depth < 8 && rest.length > 0; depth++) {
    while (rest.length > 0 && /^[A-Za-z_]\w*\+?=/.test(rest[0]!)) rest.shift();
    if (rest.length === 0) return [];
    const first = baseName(rest[0]!);
    const pair = `${first} ${rest[1] ?? ''}`;
    const takes = RUNNERS.has(pair) ? undefined : LAUNCHERS[first];
    if (RUNNERS.has(pair)) rest = afterOptions(rest.slice(2), (option) => RUNNER_VALUES.has(option));
    else if (Object.hasOwn(LAUNCHERS, first) && takes) {
      rest = afterOptions(rest.slice(1), (option) => takes.includes(option));
      if (first === 'timeout') rest.shift();
    } else return rest;
    const name = RUNNERS.has(pair) ? pair : first;
    if (RUNS_PYTHON.has(name) && /\.(py|ipynb)$/.test(rest[0] ?? '')) rest.unshift('python');
  }
  return rest;
}

function afterOptions(words: string[], takesValue: (option: string) => boolean): string[] {
  let at = 0;
  while (at < words.length && words[at]!.startsWith('-') && words[at] !== '--') {
    // `-m module` after a Python launcher names what runs.
    if (words[at] === '-m' && !takesValue('-m')) return ['python', ...words.slice(at)];
    at += takesValue(words[at]!) && !words[at]!.includes('=') ? 2 : 1;
  }
  if (words[at] === '--') at++;
  return words.slice(at);
}
