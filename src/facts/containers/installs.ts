import { withoutTokens } from '../credentials.js';
import type { Files } from '../files.js';
import type { InstalledFile, InstallStep } from '../image-installs.js';
import { baseName, folderOf } from '../paths.js';
import type { ShellCommand } from '../shell/model.js';
import { programOf } from '../shell/program.js';
import { readShell } from '../shell/read.js';
import { shellReads } from '../shell/words.js';
import { ImagePaths, type Place } from './image-paths.js';
import type { Found } from './install-tools/call.js';
import { exportOf } from './install-tools/python.js';
import { readR } from './install-tools/r.js';
import { installsOf } from './install-tools/tools.js';
import type { CopyStep, Recipe, RunStep } from './model.js';

/** Most steps of one recipe; real ones have some dozens. */
const MOST = 2_000;
/** Scripts that call scripts. */
const DEEPEST = 3;
const LONGEST_TEXT = 200;
/** Manifests that `pip install .` reads. */
const BUILDABLE = ['pyproject.toml', 'setup.py', 'setup.cfg'];

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
export async function readInstalls(recipe: Recipe, surroundings: Surroundings): Promise<InstallStep[]> {
  const reader = new InstallReader(recipe, surroundings);
  for (const run of recipe.runs) await reader.run(run);
  const steps = [...reader.steps, ...recipe.copies.flatMap(added)];
  return steps.sort((a, b) => (a.at.file === b.at.file ? a.at.line - b.at.line : 0)).slice(0, MOST);
}

/** An ADD of an address. Source: Dockerfile reference, "ADD", "Adding files from a URL", "--checksum". */
function added({ sources, checksum, at }: CopyStep): InstallStep[] {
  return sources.flatMap((source) => {
    if (!/^(?:https?:\/\/|git@)/.test(source)) return [];
    const isOpen = source.includes('$');
    const pinned =
      checksum !== undefined || /#[0-9a-f]{40}\b/.test(source) || /\/[0-9a-f]{40}\//.test(source);
    const name = baseName(source.replace(/[?#].*$/, '').replace(/\/+$/, '')) || source;
    return [
      {
        tool: 'download' as const,
        ecosystem: 'other' as const,
        text: withoutTokens(`ADD ${source}`).slice(0, LONGEST_TEXT),
        at,
        packages: [{ name, text: source, pinned, isTool: false, ...(isOpen ? { isOpen } : {}), at }],
        files: [],
        installsProject: false,
        fromLock: false,
        hasUnknown: isOpen,
        ...(pinned || isOpen ? {} : { fetches: source }),
      },
    ];
  });
}

class InstallReader {
  readonly steps: InstallStep[] = [];
  readonly #recipe: Recipe;
  readonly #around: Surroundings;
  readonly #paths: ImagePaths;
  readonly #scripts = new Set<string>();

  constructor(recipe: Recipe, around: Surroundings) {
    this.#recipe = recipe;
    this.#around = around;
    this.#paths = new ImagePaths(recipe, around.recipes, around.tree);
  }

  async run(run: RunStep): Promise<void> {
    const value = (name: string) => (Object.hasOwn(run.values, name) ? run.values[name] : undefined);
    const commands = readShell(run.exec ? quoted(run.text) : run.text, {
      lines: run.lines,
      run: this.#recipe.kind === 'dockerfile',
      value,
    });
    await this.#commands(
      commands,
      { stage: run.stage, mounts: run.mounts, folder: run.workdir },
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
        const step = this.#step(found, command, place, file);
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
      const step = this.#step(found, undefined, { stage: 0, mounts: [], folder: undefined }, path);
      if (step) this.steps.push(step);
    }
  }

  #step(
    found: Found,
    command: ShellCommand | undefined,
    place: Place,
    file: string,
  ): InstallStep | undefined {
    const line = found.packages?.[0]?.line ?? command?.line ?? 1;
    const at = { file, line: command?.line ?? line };
    const files: InstalledFile[] = (found.files ?? []).map((one) => {
      const path = this.#paths.file(one.text, place);
      return { ...one, path, ...(path !== undefined && isLockName(path) ? { role: 'lock' as const } : {}) };
    });
    let installsProject = found.project !== undefined;
    let isOpen = false;
    for (const folder of found.folders ?? []) {
      const path = this.#paths.isForeign(folder, place) ? undefined : this.#manifestIn(folder, place);
      if (path !== undefined) {
        installsProject = true;
        files.push({ text: folder, path, role: 'list' });
      } else isOpen ||= !this.#paths.isForeign(folder, place);
    }
    const locks = this.#projectFiles(found.project?.lock ?? [], found.project?.folder, place, 'lock');
    files.push(
      ...this.#projectFiles(found.project?.manifest ?? [], found.project?.folder, place, 'list'),
      ...locks,
    );
    const isLocked =
      found.locked === 'always' ||
      (found.locked === 'present' && files.some(({ role, path }) => role === 'lock' && path !== undefined)) ||
      (files.length > 0 &&
        (found.packages ?? []).length === 0 &&
        !installsProject &&
        files.every(
          (one) =>
            one.role === 'lock' && /^(?:uv|poetry|pdm)\.lock$|Pipfile\.lock$/.test(baseName(one.path ?? '')),
        ));
    const remote = files.find(({ text }) => /^https?:\/\//.test(text) && !/[0-9a-f]{40}/.test(text));
    const fetches = found.fetches ?? remote?.text;
    const packages = (found.packages ?? []).map(({ line: own, ...one }) => ({
      ...one,
      at: { file, line: own || at.line },
    }));
    if (
      packages.length + files.length === 0 &&
      !installsProject &&
      !isOpen &&
      !found.hasUnknown &&
      fetches === undefined
    )
      return undefined;
    const own = command?.text ?? `${found.tool} ${packages.map(({ name }) => name).join(' ')}`;
    const shown = found.tool === 'download' && command?.reads ? `${command.reads.text} | ${own}` : own;
    return {
      tool: found.tool,
      ecosystem: found.ecosystem,
      text: withoutTokens(shown).slice(0, LONGEST_TEXT),
      at,
      packages,
      files,
      installsProject,
      fromLock: isLocked,
      hasUnknown: found.hasUnknown === true || isOpen,
      ...(fetches === undefined ? {} : { fetches }),
    };
  }

  #manifestIn(folder: string, place: Place): string | undefined {
    for (const name of BUILDABLE) {
      const path = this.#paths.file(`${folder}/${name}`, place, true);
      if (path !== undefined) return path;
    }
    return undefined;
  }

  #projectFiles(
    names: readonly string[],
    folder: string | undefined,
    place: Place,
    role: 'list' | 'lock',
  ): InstalledFile[] {
    const paths = names.flatMap((name) => {
      const text = folder === undefined ? name : `${folder}/${name}`;
      const path = this.#paths.file(text, place);
      return path === undefined ? [] : [{ text, path, role }];
    });
    return paths.slice(0, 1);
  }
}

function isLockName(path: string): boolean {
  return /(?:^|\/)(?:uv|poetry|pdm|pixi|Pipfile|renv)\.lock$|(?:^|\/)(?:conda-lock\.ya?ml|pylock(?:\.[^/]+)?\.toml)$/.test(
    path,
  );
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

/** The line of an offset. */
export function lineIn(text: string): (offset: number) => number {
  return (offset) => text.slice(0, offset).split('\n').length;
}

/**
 * What a file of a binder folder installs; undefined for one that does not. Source: repo2docker, "Configuration files".
 */
export async function readBinder(recipe: Recipe, around: Surroundings): Promise<InstallStep[]> {
  const name = baseName(recipe.path);
  const file = { file: recipe.path, line: 1 };
  const step = (tool: InstallStep['tool'], ecosystem: InstallStep['ecosystem']): InstallStep => ({
    tool,
    ecosystem,
    text: recipe.path,
    at: file,
    packages: [],
    files: [{ text: name, path: recipe.path, role: 'list' }],
    installsProject: false,
    fromLock: false,
    hasUnknown: false,
  });
  if (/^environment\.ya?ml$/.test(name)) return [step('conda', 'conda')];
  if (name === 'requirements.txt') return [step('pip', 'pypi')];
  if (name === 'Pipfile') return [step('pipenv', 'pypi')];
  if (name === 'setup.py') return [{ ...step('pip', 'pypi'), installsProject: true }];
  if (name === 'Project.toml') {
    const lock = `${folderOf(recipe.path)}/Manifest.toml`;
    const one = step('julia', 'julia');
    return [
      around.tree.has(lock)
        ? {
            ...one,
            files: [...one.files, { text: 'Manifest.toml', path: lock, role: 'lock' }],
            fromLock: true,
          }
        : one,
    ];
  }
  if (!/^(?:apt\.txt|install\.R|postBuild)$/.test(name)) return [];
  const text = await around.read(recipe.path);
  if (text === undefined) return [];
  if (name === 'apt.txt') {
    const words = text
      .split(/\r?\n/)
      .flatMap((line, at) =>
        /^\s*(?:#|$)/.test(line) ? [] : [{ text: line.replace(/\s#.*$/, ''), line: at + 1 }],
      );
    const run = {
      ...{ exec: false, values: {}, workdir: '/', stage: 0, mounts: [], at: file },
      text: ['apt-get install', ...words.map((word) => word.text)].join(' \\\n'),
      lines: [1, ...words.map(({ line }) => line)],
    };
    const steps = await readInstalls({ ...recipe, runs: [run] }, around);
    return steps.map((one) => ({ ...one, text: recipe.path, files: step('apt', 'system').files }));
  }
  if (name === 'install.R')
    return await readInstalls({ ...recipe, runs: [scriptRun(`Rscript ${name}`, file)] }, around);
  return await readInstalls(
    { ...recipe, runs: [{ ...scriptRun(text, file), lines: text.split('\n').map((_, at) => at + 1) }] },
    around,
  );
}

function scriptRun(text: string, at: { file: string; line: number }): RunStep {
  return { text, lines: [at.line], exec: false, values: {}, workdir: '/', stage: 0, mounts: [], at };
}
