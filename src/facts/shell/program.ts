import type { Word } from './model.js';

/** Programs that start another one, with those of their options that take a value. */
const LAUNCHERS: Readonly<Record<string, readonly string[]>> = {
  sudo: ['-u', '-g'],
  time: ['-o', '-f'],
  nohup: [],
  exec: [],
  command: [],
  env: ['-u', '-C'],
  nice: ['-n'],
  timeout: ['-s', '-k'],
  gosu: [],
  'su-exec': [],
  xvfb: [],
  'xvfb-run': ['-s', '-n'],
  xargs: ['-n', '-L', '-I', '-P', '-a', '-d', '-s', '-E'],
  '!': [],
};
/** Launchers whose own first words are no program: `timeout 10m`, `gosu user`. */
const TAKES_WORD = new Set(['timeout', 'gosu', 'su-exec']);
/** Two-word launchers that run a program in an environment. */
const ENVIRONMENTS = new Set([
  'conda run', 'mamba run', 'micromamba run', 'poetry run', 'pipenv run', 'pdm run', 'hatch run', 'rye run', 'pixi run', 'uv run',
]); // biome-ignore format: one line is enough
const ENVIRONMENT_VALUES =
  /^(?:-[npecv]|--(?:name|prefix|cwd|with|extra|group|python|environment|project|directory|package|index-url|env-file|feature|manifest-path))$/;

/** Whether a word sets a variable. */
export function isAssignment({ text }: Pick<Word, 'text'>): boolean {
  return /^[A-Za-z_]\w*\+?=/.test(text);
}

/**
 * The words of a command from its program on, without variables set for it and without what starts it (`sudo -E`,
 * `xargs`, `conda run -n x`); what started it stands in `launchers`.
 */
export function programOf(words: readonly Word[]): { words: Word[]; launchers: Word[][] } {
  let rest = [...words];
  const launchers: Word[][] = [];
  for (let depth = 0; depth < 8; depth++) {
    const from = rest.findIndex((word) => !isAssignment(word));
    rest = from < 0 ? [] : rest.slice(from);
    if (rest.length === 0) break;
    const name = rest[0]!.text.replace(/^.*\//, '');
    const isPair = ENVIRONMENTS.has(`${name} ${rest[1]?.text}`);
    const values = LAUNCHERS[Object.hasOwn(LAUNCHERS, name) ? name : ''];
    if (!isPair && !values) break;
    let at = isPair ? 2 : 1;
    while (at < rest.length && /^-./.test(rest[at]!.text) && rest[at]!.text !== '--') {
      const option = rest[at]!.text;
      const takes = isPair ? ENVIRONMENT_VALUES.test(option) : values!.includes(option);
      // `python -m` after a launcher of environments belongs to Python.
      if (isPair && option === '-m') break;
      at += takes ? 2 : 1;
    }
    if (rest[at]?.text === '--') at++;
    if (TAKES_WORD.has(name)) at++;
    launchers.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return { words: rest, launchers };
}
