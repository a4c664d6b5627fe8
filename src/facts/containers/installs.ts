import type { Files } from '../files.js';
import type { InstallTool, RecipeStep } from '../image-installs.js';
import { baseName } from '../paths.js';
import type { ShellCommand } from '../shell/model.js';
import { programOf } from '../shell/program.js';
import { readShell } from '../shell/read.js';
import { shellReads } from '../shell/words.js';
import { ImagePaths, type Place } from './image-paths.js';
import { countBefore } from './install-tools/ordered.js';
import { exportOf } from './install-tools/pip.js';
import { readR } from './install-tools/r.js';
import { installsOf } from './install-tools/tools.js';
import type { Recipe, RunStep } from './model.js';
import { commandsOfRun, valueIn } from './run-commands.js';
import { added, StepMaker } from './steps.js';

/** Most steps of one recipe; real ones have some dozens. */
const MOST = 2_000;
/** Scripts that call scripts. */
const DEEPEST = 3;

/** Variables that name constraint files. Source: pip, "Environment Variables"; uv, "Environment variables". */
const LIMITS: Partial<Record<InstallTool, readonly string[]>> = {
  pip: ['PIP_CONSTRAINT'],
  uv: ['UV_CONSTRAINT'],
};

/** What a recipe is read against. */
export interface Surroundings {
  tree: Files;
  recipes: readonly Recipe[];
  /** The text of a file of the project; undefined where it cannot be read. */
  read: (path: string) => Promise<string | undefined>;
}

/**
 * The install commands of one recipe, in order, those of scripts of the project that it runs included. Files that a
 * command names are followed to the project's own.
 */
export async function readInstalls(recipe: Recipe, surroundings: Surroundings): Promise<RecipeStep[]> {
  const reader = new InstallReader(recipe, surroundings);
  for (const run of recipe.runs) await reader.run(run);
  const steps = [...reader.steps, ...recipe.copies.flatMap(added)];
  return steps.sort((a, b) => (a.at.file === b.at.file ? a.at.line - b.at.line : 0)).slice(0, MOST);
}

class InstallReader {
  readonly steps: RecipeStep[] = [];
  readonly #recipe: Recipe;
  readonly #around: Surroundings;
  readonly #paths: ImagePaths;
  readonly #maker: StepMaker;
  readonly #scripts = new Set<string>();

  constructor(recipe: Recipe, around: Surroundings) {
    this.#recipe = recipe;
    this.#around = around;
    this.#paths = new ImagePaths(recipe, around.recipes, around.tree);
    this.#maker = new StepMaker(this.#paths);
  }

  async run(run: RunStep): Promise<void> {
    const value = valueIn(run);
    const commands = commandsOfRun(this.#recipe.kind, run);
    await this.#commands(
      commands,
      {
        stage: run.stage,
        mounts: run.mounts,
        folder: run.workdir,
        final: run.final,
        ...(this.#recipe.kind === 'dockerfile' ? { line: run.at.line } : {}),
      },
      run.at.file,
      value,
    );
  }

  async #commands(
    commands: readonly ShellCommand[],
    start: Place,
    file: string,
    value: (name: string) => string | undefined,
    depth = 0,
  ): Promise<void> {
    let place = start;
    for (const command of commands) {
      if (this.steps.length >= MOST) return;
      const { words } = programOf(command.words);
      const program = baseName(words[0]?.text ?? '');
      for (const found of installsOf(command, commands, value)) {
        const limits = LIMITS[found.tool] ?? [];
        found.files = [
          ...(found.files ?? []),
          ...limits
            .flatMap((name) => value(name)?.split(/\s+/) ?? [])
            .map((text) => ({ text, role: 'constraints' as const })),
        ];
        const step = this.#maker.step(found, command, place, file);
        if (step) this.steps.push(step);
      }
      this.#note(
        command,
        words.map(({ text }) => text),
        place,
      );
      if (program === 'cd' || program === 'pushd') {
        const to = words.slice(1).find(({ text }) => !text.startsWith('-'));
        place = { ...place, folder: to?.known ? this.#paths.absolute(to.text, place) : undefined };
      } else if (depth < DEEPEST) await this.#script(command, place, value, depth);
    }
  }

  /** Notes what a command leaves in the image. */
  #note(command: ShellCommand, words: readonly string[], place: Place): void {
    const [program = '', verb, ...rest] = words;
    const name = baseName(program);
    const target = command.redirects.find(({ operator }) => operator.startsWith('>'))?.target;
    const exported = exportOf(words);
    const lock = exported ? (this.#paths.file(exported.lock, place) ?? exported.lock) : undefined;
    if (exported?.output) this.#paths.write(exported.output, place, lock);
    const operands = words.slice(1).filter((word) => !word.startsWith('-'));
    if (target?.known) this.#paths.write(target.text, place, lock ?? this.#source(command, place));
    else if (name === 'curl' || name === 'wget') {
      const at = words.findIndex((word) => /^(?:-o|-O|--output|--output-document)$/.test(word));
      const output = at >= 0 && !(name === 'curl' && words[at] === '-O') ? words[at + 1] : undefined;
      const address = operands.find((word) => /^https?:\/\//.test(word));
      const file = output ?? (address && baseName(address.replace(/[?#].*$/, '')));
      if (file) this.#paths.write(file, place, undefined);
    } else if (name === 'sed' && words.some((word) => /^-(?:\w*i|-in-place)/.test(word))) {
      const last = operands.at(-1);
      if (last !== undefined) this.#paths.write(last, place, undefined);
    } else if (name === 'pip-compile' || (name === 'uv' && verb === 'pip' && rest[0] === 'compile')) {
      const at = words.findIndex((word) => /^(?:-o|--output-file)$/.test(word));
      if (words[at + 1] !== undefined && at >= 0) this.#paths.write(words[at + 1]!, place, undefined);
    } else if (/^(?:uv|poetry|pdm|pipenv)$/.test(name) && verb === 'lock')
      this.#paths.write(name === 'pipenv' ? 'Pipfile.lock' : `${name}.lock`, place, undefined);
    else if (/^(?:cp|mv)$/.test(name) && operands.length === 2) {
      const from = this.#paths.file(operands[0]!, place);
      const into =
        operands[1]!.endsWith('/') || operands[1] === '.'
          ? `${operands[1]}/${baseName(operands[0]!)}`
          : operands[1]!;
      if (from !== undefined) this.#paths.write(into, place, from);
    } else if (name === 'git' && verb === 'clone') {
      const [address = '', folder = baseName(address.replace(/\/+$/, '')).replace(/\.git$/, '')] =
        rest.filter(
          (word, at) =>
            !word.startsWith('-') && !/^(?:-b|--branch|--depth|-j|-o|-c)$/.test(rest[at - 1] ?? ''),
        );
      if (folder !== '') this.#paths.fetch(folder, place);
    }
  }

  /** The file of the project that a command prints from: `grep -v torch requirements.txt`. */
  #source(command: ShellCommand, place: Place): string | undefined {
    for (let one: ShellCommand | undefined = command; one; one = one.reads) {
      if (one.document) return undefined;
      for (const { text, known } of one.words.slice(1)) {
        if (!known || !/\.(?:txt|ya?ml|toml|lock|in)$/.test(text)) continue;
        const path = this.#paths.file(text, place);
        if (path !== undefined) return path;
      }
    }
    return undefined;
  }

  /** Reads a script of the project that a command runs. */
  async #script(
    command: ShellCommand,
    place: Place,
    value: (name: string) => string | undefined,
    depth: number,
  ): Promise<void> {
    const { words } = programOf(command.words);
    const [first, second] = words;
    if (!first?.known) return;
    const reads = shellReads(words);
    const isR = baseName(first.text) === 'Rscript';
    const said =
      reads && 'file' in reads
        ? reads.file
        : /^(?:source|\.|Rscript)$/.test(baseName(first.text))
          ? second
          : /\/.*\.(?:sh|bash)$|\.sh$/.test(first.text)
            ? first
            : undefined;
    if (!said?.known) return;
    const path = this.#paths.file(said.text, place);
    if (path === undefined || this.#scripts.has(path)) return;
    this.#scripts.add(path);
    const text = await this.#around.read(path);
    if (text === undefined) return;
    if (isR) this.#rCode(text, path);
    else if (!/^#!.*\b(?:python|perl|ruby|node|Rscript)/.test(text))
      await this.#commands(readShell(text, { value }), place, path, value, depth + 1);
  }

  #rCode(text: string, path: string): void {
    for (const found of readR(text, lineIn(text))) {
      const step = this.#maker.step(found, undefined, { stage: 0, mounts: [], folder: undefined }, path);
      if (step) this.steps.push(step);
    }
  }
}

/** The line of an offset. */
export function lineIn(text: string): (offset: number) => number {
  let breaks: number[] | undefined;
  return (offset) => {
    if (!breaks) {
      breaks = [];
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks.push(at);
    }
    return 1 + countBefore(breaks, (at) => at, offset);
  };
}
