import { CannotTell } from '../errors.js';
import { dvcPlaces } from './datasets/dvc-places.js';
import { compareAll, type Wanted } from './dvc-stages/digests.js';
import type { ParsingConfig } from './dvc-stages/interpolate.js';
import type { DvcStages, StageState } from './dvc-stages/model.js';
import { ParameterFiles } from './dvc-stages/parameter-files.js';
import { parameterChanges } from './dvc-stages/parameters.js';
import { type RecordedStage, readRecorded } from './dvc-stages/recorded.js';
import { resolvePipeline } from './dvc-stages/resolve.js';
import { type Keeping, type OpenStage, openStage, stateOf } from './dvc-stages/state.js';
import { defineFact, type Project } from './fact.js';
import { type Files, files as filesFact } from './files.js';
import { parseDvcFile } from './formats/dvc.js';
import { YamlProblem } from './formats/yaml.js';
import { dvcIgnored } from './hashes.js';
import { baseName, folderOf, foldersOf, resolveIn } from './paths.js';
import { entriesIfAny, readText, textIfAny } from './source.js';

/** Most dvc.yaml files, and most stages of all of them. */
const MOST_FILES = 200;
const MOST_STAGES = 20_000;

/** The stages of the project's DVC pipelines, held against dvc.lock and the files on disk. */
export const dvcStages = defineFact<DvcStages>({
  name: 'DVC stages',
  timeLimitMs: 3_600_000,
  async collect(project) {
    const tree = await project.get(filesFact);
    const out = {
      files: [] as string[],
      unlocked: [] as string[],
      stages: [] as StageState[],
      problems: [] as DvcStages['problems'][number][],
      leftover: [] as DvcStages['leftover'][number][],
    };
    const paths = tree.named(/^dvc\.yaml$/).filter(({ kind }) => kind === 'file' || kind === 'symlink');
    if (paths.length === 0) return out;
    const reader = await Reader.open(project, tree);
    const open: OpenStage[] = [];
    for (const { path } of paths.slice(0, MOST_FILES)) {
      try {
        open.push(...(await reader.pipeline(path, out)));
        if (open.length > MOST_STAGES) throw new CannotTell(`there are more than ${MOST_STAGES} stages`);
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
        out.problems.push({
          path,
          line: error instanceof YamlProblem ? error.line : undefined,
          message: `${path} cannot be read: ${error.message}`,
        });
      }
    }
    const wanted = open.flatMap(({ items }) =>
      items.flatMap((item): Wanted[] => (item.wanted ? [item.wanted] : [])),
    );
    const found = await compareAll(project, wanted, await dvcIgnored(project));
    const keeping = await reader.keeping(open);
    for (const one of open)
      out.stages.push(
        stateOf(one, found, keeping, await parameterChanges(one.stage, one.recorded, reader.parameters)),
      );
    return out;
  },
});

class Reader {
  readonly #project: Project;
  readonly #tree: Files;
  readonly #config: ParsingConfig;
  readonly #remote: boolean;
  readonly #there: ReadonlySet<string>;
  readonly parameters: ParameterFiles;

  private constructor(project: Project, tree: Files, settings: string, remote: boolean) {
    this.#project = project;
    this.#tree = tree;
    this.#config = {
      bool: /^\s*bool\s*=\s*boolean_optional\s*$/m.test(settings) ? 'boolean_optional' : 'store_true',
      list: /^\s*list\s*=\s*append\s*$/m.test(settings) ? 'append' : 'nargs',
    };
    this.#remote = remote;
    const here = tree.all.filter(({ kind }) => kind !== 'missing').map(({ path }) => path);
    this.#there = new Set([...here, ...foldersOf(here)]);
    this.parameters = new ParameterFiles(
      project,
      (path) => this.#tree.get(path)?.kind !== 'missing' && this.#tree.has(path),
    );
  }

  static async open(project: Project, tree: Files): Promise<Reader> {
    const settings = (await textIfAny(project.source, '.dvc/config', 256 * 1024)) ?? '';
    // What is wrong with the configuration is told where the data is judged.
    const places = await dvcPlaces(project, tree, []);
    const remote = places.some(({ remotes }) => remotes.some(({ shareable }) => shareable));
    return new Reader(project, tree, settings, remote);
  }

  /** The stages of one dvc.yaml with what the lock beside it records. */
  async pipeline(
    path: string,
    out: {
      files: string[];
      unlocked: string[];
      problems: DvcStages['problems'][number][];
      leftover: DvcStages['leftover'][number][];
    },
  ): Promise<OpenStage[]> {
    const text = await readText(this.#project.source, path);
    const { stages, names, problems } = await resolvePipeline(
      text,
      folderOf(path),
      this.parameters,
      this.#config,
    );
    if (names.length === 0) return [];
    out.files.push(path);
    out.problems.push(...problems.map(({ line, message }) => ({ path, line, message })));
    const lock = `${path.slice(0, -'yaml'.length)}lock`;
    let recorded = new Map<string, RecordedStage>();
    if (this.#tree.has(lock)) {
      try {
        recorded = readRecorded(await readText(this.#project.source, lock));
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
        throw new CannotTell(`${lock}: ${error.message}`);
      }
    } else out.unlocked.push(path);
    const known = new Set(stages.map(({ name }) => name));
    // A stage that cannot be expanded may be behind any entry of its name.
    const doubtful = new Set(problems.map(({ name }) => name));
    for (const name of recorded.keys())
      if (!known.has(name) && !doubtful.has(name.replace(/@.*$/, '')))
        out.leftover.push({ file: lock, name });
    return stages.map((stage) => openStage(stage, path, recorded.get(stage.name)));
  }

  /** What DVC keeps of the project: outputs of these stages and of .dvc files. */
  async keeping(open: readonly OpenStage[]): Promise<Keeping> {
    const kept = new Set(
      open.flatMap(({ items }) =>
        items.flatMap(({ kind, path }) => (kind === 'output' && path !== undefined ? [path] : [])),
      ),
    );
    for (const { path } of this.#tree.own
      .filter((entry) => entry.path.endsWith('.dvc') && entry.kind === 'file')
      .slice(0, 10_000)) {
      try {
        const { wdir, outs } = parseDvcFile(await readText(this.#project.source, path, 1024 * 1024));
        const folder = resolveIn(folderOf(path), wdir);
        for (const { path: written } of folder === undefined ? [] : outs) {
          const inside = resolveIn(folder as string, written);
          if (inside !== undefined) kept.add(inside);
        }
      } catch (error) {
        // Who judges the data tells of it.
        if (!(error instanceof CannotTell)) throw error;
      }
    }
    const exists = await this.#existing([
      ...kept,
      ...open.flatMap(({ items }) => items.flatMap(({ path }) => path ?? [])),
    ]);
    return {
      kept,
      absent: [...kept].filter((path) => !exists.has(path)),
      exists: (path) => exists.has(path),
      remote: this.#remote,
    };
  }

  /** Those of the paths that are here, ignored by git or not. */
  async #existing(paths: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    const folders = new Map<string, ReadonlySet<string>>();
    for (const path of new Set(paths)) {
      if (this.#there.has(path)) {
        found.add(path);
        continue;
      }
      const folder = folderOf(path);
      let names = folders.get(folder);
      if (!names) {
        names = new Set((await entriesIfAny(this.#project.source, folder)).map(({ name }) => name));
        folders.set(folder, names);
      }
      if (names.has(baseName(path))) found.add(path);
    }
    return found;
  }
}
