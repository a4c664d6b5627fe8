import { CannotTell } from '../errors.js';
import { automation as automationFact } from './automation.js';
import { type Command, readCommands } from './commands.js';
import type { ProjectDocument } from './documents/model.js';
import { documents as documentsFact } from './documents.js';
import { defineFact, type Project } from './fact.js';
import { files as filesFact, isTest } from './files.js';
import { git as gitFact } from './git.js';
import { Finder } from './named-scripts/finder.js';
import { installedCommands } from './named-scripts/installed.js';
import { folderOf } from './paths.js';
import { purposes } from './purpose.js';
import type { PythonModule } from './python/model.js';
import { python as pythonFact } from './python/python.js';
import { isExample } from './randomness/entrypoints.js';
import { Around } from './shown-commands/around.js';
import { Comings } from './shown-commands/comings.js';
import { Overrides } from './shown-commands/hydra.js';
import { Judge, type Standing } from './shown-commands/judge.js';
import type { GivenCommand, ShownCommands } from './shown-commands/model.js';
import { openRunners } from './shown-commands/open-runners.js';
import { ReaderPlace } from './shown-commands/place.js';
import { Tree } from './shown-commands/tree.js';
import { foldersIn } from './tree-names.js';

const LONGEST_SHOWN = 120;
const MOST = 5_000;
/** Kinds of pipelines and task files whose commands run beside them. */
const HERE = new Set([
  'DVC',
  'Make',
  'just',
  'Task',
  'tox',
  'pyproject',
  'pixi',
  'hatch',
  'Pipenv',
  'MLflow project',
  'Snakemake',
]);
/** Documents that tell of other times, or of how others may write theirs. */
const PAST =
  /(?:^|\/)(?:change(?:s|log)?|history|news|releases?(?:[-_]notes)?|migrat\w*|upgrad\w*|contributing|code_of_conduct)\.|(?:^|\/)(?:changelogs?|releases?|blog|archive|adr|rfcs?|proposals)\//i;

/** The commands of the README, documents, pipelines and task files, and whether what they name is there. */
export const shownCommands = defineFact<ShownCommands>({
  name: 'shown commands',
  timeLimitMs: 300_000,
  async collect(project) {
    const files = await project.get(filesFact);
    const python = await project.get(pythonFact);
    const { pipelines } = await project.get(automationFact);
    const documents = await project.get(documentsFact);
    const comings = await Comings.of(project, files, python, documents.all);
    // What others install shows its use in examples, which nobody needs to be told to run.
    const isPackage = files.own.some(({ path }) => /^(?:setup\.(?:py|cfg)|pyproject\.toml)$/.test(path));
    const names = await ownNames(project);
    const isOwn = (name: string) => names.some((own) => isSameName(own, name));
    const tree = new Tree(files, (path) => comings.has(path), isOwn);
    const programs = await installedCommands(project, python, new Finder(python));
    const judge = new Judge({
      tree,
      python,
      pipelines,
      openRunners: await openRunners(project, pipelines),
      programs: new Map(programs.map((script) => [script.text, script])),
      overrides: await Overrides.read(project, files, python),
    });
    const commands: GivenCommand[] = [];
    let read = 0;
    let running = 0;
    const add = (file: string, command: Command, by: GivenCommand['by'], standing: Standing) => {
      if (++read > MOST) return;
      if (purposes(command).some((purpose) => purpose !== 'install' && purpose !== 'other')) running++;
      const references = judge.references(command.words, standing);
      const text = command.text.replace(/\s+/g, ' ').slice(0, LONGEST_SHOWN);
      if (references.length > 0) commands.push({ file, line: command.line, text, by, references });
    };
    for (const document of documents.all) {
      if (PAST.test(document.path) || isTest(document.path)) continue;
      const by = document === documents.readme ? ('README' as const) : ('document' as const);
      const place = new ReaderPlace(foldersIn(files), isOwn, documentFolder(document.path));
      const around = new Around(document, by === 'README', isOwn);
      for (const [command, standing] of inOrder(document, place, around))
        add(document.path, command, by, standing);
    }
    for (const { path, form, kind, tasks } of pipelines) {
      if (form === 'script' || path.startsWith('.') || isTest(path) || path.endsWith('.py')) continue;
      const by = form === 'pipeline' ? ('pipeline' as const) : ('task file' as const);
      for (const { commands: own } of tasks) {
        // What runs in containers of its own stands in none of the project's folders.
        let lost = !HERE.has(kind);
        const folders = [folderOf(path), ''];
        for (const command of own) {
          if (/^(?:cd|pushd)$/.test(command.words[0] ?? '')) lost = true;
          add(path, command, by, { folders, lost, mentions: () => true, comes: () => false });
        }
      }
    }
    return {
      commands,
      read,
      running,
      runnable: runnableIn(
        python.modules.filter(({ path }) => !isTest(path) && !(isPackage && isExample(path))),
      ),
    };
  },
});

/** What somebody would run: scripts with a main part, else notebooks. */
function runnableIn(modules: readonly PythonModule[]): ShownCommands['runnable'] {
  const isScript = ({ path, main }: PythonModule) =>
    main !== undefined && !/(?:^|\/)(?:setup|conf|noxfile|tasks)\.py$/.test(path);
  if (modules.some(isScript)) return 'scripts';
  return modules.some(({ kind }) => kind === 'notebook') ? 'notebooks' : 'nothing';
}

/** The folder of a document that stands with the code which it describes; one of docs/ speaks of the project. */
function documentFolder(path: string): string {
  return /^docs?\//.test(path) ? '' : folderOf(path);
}

/** How the repository is called: by its folder, and by its remotes. */
async function ownNames(project: Project): Promise<string[]> {
  const whole = project.part?.whole ?? project;
  const names = [whole.source.name];
  try {
    const found = await whole.get(gitFact);
    if ('remotes' in found) names.push(...found.remotes.flatMap(({ web }) => web?.split('/').at(-1) ?? []));
  } catch (error) {
    // Without git the folder's name is all there is.
    if (!(error instanceof CannotTell)) throw error;
  }
  return names;
}

/** Whether a clone of that name is this repository; copies have names of their own before it. */
function isSameName(own: string, other: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[-_.\s]+/g, '-');
  return other.length > 1 && (plain(own) === plain(other) || plain(own).endsWith(`-${plain(other)}`));
}

/** The commands of a document with where their reader stands. Lines that only move the reader are followed too. */
function* inOrder(
  document: ProjectDocument,
  place: ReaderPlace,
  around: Around,
): Generator<[Command, Standing]> {
  const { headings } = document;
  let at = 0;
  const blocks = document.code.map((block) => ({
    ...block,
    end: block.line + block.text.split('\n').length,
  }));
  const enter = (line: number) => {
    while (at < headings.length && headings[at]!.line <= line) place.heading(headings[at++]!.level);
  };
  const level = () => headings[at - 1]?.level ?? 1;
  const standing = (line: number): Standing => ({
    folders: place.candidates,
    lost: place.isLost,
    mentions: (folder) => around.mentions(folder),
    comes: (path) => around.isElsewhere(line) || around.isMade(path),
  });
  const inBlocks = new Set<Command>();
  const events: { line: number; run: () => Generator<[Command, Standing]> }[] = [];
  for (const block of blocks) {
    const own = document.commands.filter(({ line }) => line >= block.line && line < block.end);
    for (const command of own) inBlocks.add(command);
    const moves = readCommands(block.text, block.line).filter(({ words: [program = ''] }) =>
      /^(?:cd|pushd|chdir|git)$/.test(program),
    );
    if (own.length === 0 && moves.length === 0) continue;
    events.push({
      line: block.line,
      *run() {
        for (const command of merged(own, moves)) {
          if (moves.includes(command)) place.follow(command.words, level());
          else yield [command, standing(command.line)];
        }
      },
    });
  }
  for (const command of document.commands) {
    if (inBlocks.has(command)) continue;
    events.push({
      line: command.line,
      *run() {
        if (/^(?:cd|pushd|chdir)$/.test(command.words[0] ?? '') || command.words[1] === 'clone')
          place.follow(command.words, level());
        else yield [command, standing(command.line)];
      },
    });
  }
  for (const event of events.sort((a, b) => a.line - b.line)) {
    enter(event.line);
    yield* event.run();
  }
}

/** Both lists by line; what moves the reader is not judged as well. */
function merged(own: readonly Command[], moves: readonly Command[]): Command[] {
  const rest = own.filter(
    ({ words: [program = '', second] }) =>
      !/^(?:cd|pushd|chdir)$/.test(program) && !(program === 'git' && second === 'clone'),
  );
  return [...rest, ...moves].sort(
    (a, b) => a.line - b.line || (moves.includes(a) ? 0 : 1) - (moves.includes(b) ? 0 : 1),
  );
}
