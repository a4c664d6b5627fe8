import { CannotTell } from '../errors.js';
import { commandsUnder, scalarsOf } from './automation/walk.js';
import { automation as automationFact } from './automation.js';
import { type Command, readCommands } from './commands.js';
import { documents as documentsFact } from './documents.js';
import { defineFact, type Project } from './fact.js';
import { files as filesFact } from './files.js';
import { parseYaml } from './formats/yaml.js';
import { Finder } from './named-scripts/finder.js';
import { installedCommands } from './named-scripts/installed.js';
import { folderOf } from './paths.js';
import { python as pythonFact } from './python/python.js';
import { readText } from './source.js';

/** A script or notebook that a command of the project runs. */
export interface NamedScript {
  path: string;
  /** The function that an installed command calls, as `pkg.cli:main`. */
  function?: string;
  /** Where the command stands. */
  at: { file: string; line: number };
  /** The command as written, cut to one line. */
  text: string;
  /** What kind of file names it; the first of these that does counts. */
  by: 'pipeline' | 'task file' | 'container' | 'README' | 'installed command' | 'CI';
}

/** Scripts and notebooks by path, with the command that names each of them best. */
export type NamedScripts = ReadonlyMap<string, NamedScript>;

const ORDER: readonly NamedScript['by'][] = [
  'pipeline',
  'task file',
  'container',
  'README',
  'installed command',
  'CI',
];
const LONGEST = 120;
const MOST_FILES = 200;
const IMAGES = /(?:^|\/)(?:(?:Dockerfile|Containerfile)[^/]*|[^/]+\.(?:Dockerfile|dockerfile))$/;
const COMPOSE = /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/;

/** Which of the project's own scripts its pipelines, task files, images, documents, installed commands and CI run. */
export const namedScripts = defineFact<NamedScripts>({
  name: 'named scripts',
  timeLimitMs: 300_000,
  async collect(project) {
    const python = await project.get(pythonFact);
    const found = new Map<string, NamedScript>();
    if (python.modules.length === 0) return found;
    const finder = new Finder(python);
    const note = (script: NamedScript) => {
      const before = found.get(script.path);
      if (!before || ORDER.indexOf(script.by) < ORDER.indexOf(before.by)) found.set(script.path, script);
    };
    const run = (command: Command, file: string, by: NamedScript['by']) => {
      const path = finder.scriptOf(command.words, folderOf(file));
      const text = command.text.replace(/\s+/g, ' ').slice(0, LONGEST);
      if (path !== undefined) note({ path, at: { file, line: command.line }, text, by });
    };
    // What cannot be read there, others tell of.
    const automation = await orNone(project.get(automationFact));
    for (const { path, form, tasks } of automation?.pipelines ?? [])
      for (const { commands } of tasks)
        for (const command of commands) run(command, path, form === 'pipeline' ? 'pipeline' : 'task file');
    const documents = await orNone(project.get(documentsFact));
    for (const { path, commands } of documents?.all ?? [])
      for (const command of commands) run(command, path, 'README');
    for (const { path, steps } of automation?.ci ?? [])
      for (const step of steps) run(step, step.path || path, 'CI');
    await images(project, (command, file) => run(command, file, 'container'));
    for (const script of await installedCommands(project, python, finder)) note(script);
    return found;
  },
});

async function orNone<T>(value: Promise<T>): Promise<T | undefined> {
  try {
    return await value;
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return undefined;
  }
}

/** `CMD` and `ENTRYPOINT` of image recipes, `command` and `entrypoint` of compose files. */
async function images(project: Project, run: (command: Command, file: string) => void): Promise<void> {
  const { own } = await project.get(filesFact);
  let read = 0;
  for (const { path, kind } of own) {
    const isImage = IMAGES.test(path);
    if ((!isImage && !COMPOSE.test(path)) || kind === 'missing' || ++read > MOST_FILES) continue;
    try {
      const text = await readText(project.source, path, 1024 * 1024);
      const commands = isImage
        ? text.split('\n').flatMap((line, at) => {
            const given = /^\s*(?:CMD|ENTRYPOINT)\s+(.{1,2000})/i.exec(line)?.[1];
            return given === undefined ? [] : readCommands(shellOf(given), at + 1);
          })
        : commandsUnder(scalarsOf(parseYaml(text)), /^(?:command|entrypoint)$/);
      for (const command of commands) run(command, path);
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
    }
  }
}

/** `["python", "train.py"]` as a line of shell. */
function shellOf(given: string): string {
  if (!given.trimStart().startsWith('[')) return given;
  try {
    const words: unknown = JSON.parse(given);
    return Array.isArray(words)
      ? words.map((word) => `'${String(word).replaceAll("'", '')}'`).join(' ')
      : given;
  } catch {
    return given;
  }
}
