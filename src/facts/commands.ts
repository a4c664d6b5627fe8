import { baseName } from './paths.js';

/** One shell command, without prompt, environment settings and launchers before it. */
export interface Command {
  /** As written, continuation lines joined. */
  text: string;
  line: number;
  /** The words from the program on; launchers (`sudo`, `uv run`, `srun`, `torchrun` ...) are left out. */
  words: readonly string[];
}

/** Longest command that is looked at, in characters. */
const LONGEST = 20_000;
/** Most commands of one script. */
const MOST = 5_000;

/**
 * The commands of a shell script or console block. Prompts (`$ `, `> `, `(env) $ `) are taken off; where a block shows
 * any, the lines without one are output and left out. Here-documents are skipped.
 */
export function readCommands(text: string, firstLine = 1): Command[] {
  const lines = text.split(/\r\n|\n|\r/);
  const prompt = /^\s*(?:\([\w.-]+\)\s*)?(?:[\w.-]+@[\w.-]+[:~\w/.-]*)?(?:\$|>>?|%|❯|➜)\s+(?=\S)/;
  const console_ = lines.some((line) =>
    /^\s*(?:\([\w.-]+\)\s*)?(?:[\w.-]+@[\w.-]+[:~\w/.-]*)?[$❯➜]\s+\S/.test(line.slice(0, 200)),
  );
  const out: Command[] = [];
  for (let at = 0; at < lines.length && out.length < MOST; at++) {
    let line = lines[at]!.slice(0, LONGEST);
    const start = at;
    const shown = prompt.exec(line.slice(0, 200));
    if (console_ && !shown) continue;
    if (shown && console_) line = line.slice(shown[0].length);
    while (/\\\s*$/.test(line.slice(-20)) && at + 1 < lines.length && line.length < LONGEST) {
      line = `${line.trimEnd().slice(0, -1)} ${lines[++at]!.trim()}`;
    }
    const document = /<<-?\s*["']?(\w+)["']?/.exec(line);
    if (document && !line.includes('<<<')) {
      const end = lines.findIndex((later, index) => index > at && later.trim() === document[1]);
      if (end > 0) at = end;
    }
    for (const words of splitCommands(line)) {
      const rest = program(words);
      if (rest.length > 0) out.push({ text: line.trim(), line: firstLine + start, words: rest });
    }
  }
  return out;
}

/** The words of each simple command of a line, split at `&&`, `||`, `;`, `|`; quotes removed, comments left out. */
export function splitCommands(line: string): string[][] {
  const commands: string[][] = [];
  let words: string[] = [];
  let word = '';
  let started = false;
  let quote = '';
  const endWord = () => {
    if (started) words.push(word);
    word = '';
    started = false;
  };
  const endCommand = () => {
    endWord();
    if (words.length > 0) commands.push(words);
    words = [];
  };
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (quote) {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && at + 1 < line.length) word += line[++at]!;
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      started = true;
    } else if (char === '\\' && at + 1 < line.length) {
      word += line[++at]!;
      started = true;
    } else if (char === '#' && !started) break;
    else if (char === ' ' || char === '\t') endWord();
    else if (char === ';' || char === '|' || char === '&') {
      // `2>&1` and `&>` are redirections.
      if (char === '&' && (line[at - 1] === '>' || line[at + 1] === '>')) word += char;
      else endCommand();
    } else {
      word += char;
      started = true;
    }
  }
  endCommand();
  return commands;
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
    // Words of shell grammar.
    while (/^(?:do|then|else|if|while|\{)$/.test(rest[0] ?? '')) rest.shift();
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
