import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { isTest } from '../files.js';
import { namedScripts } from '../named-scripts.js';
import type { PythonModule } from '../python/model.js';
import { python as pythonFact } from '../python/python.js';
import { acceleratedBy } from '../randomness.js';
import { determinismAround, determinismOf } from './determinism.js';
import { type Candidate, candidates, isExample, isInPackage, roleOf } from './entrypoints.js';
import { collectEstimators, type EstimatorSink } from './estimators.js';
import { type DrawTrace, drawTrace, once, type SeedTrace, seedTrace } from './event-trace.js';
import { judgedOf, verdicts } from './judge.js';
import { standing } from './library.js';
import { loadersOf } from './loaders.js';
import { linesFor } from './mending/spot.js';
import type { DeterminismUse, EstimatorUse, LoaderUse, Place, Role, SourceUse } from './model.js';
import { placeOf, readScene, type Scene } from './scene.js';
import { sourcesOf } from './source-use.js';
import { Walk } from './walk.js';

export type { DrawTrace, SeedTrace } from './event-trace.js';

/** One source of randomness of a run with everything that bears on it. */
export interface SourceTrace extends SourceUse {
  draws: DrawTrace[];
  seeds: SeedTrace[];
}

/** What one entry point comes to. */
export interface RunTrace {
  path: string;
  role: Role;
  /** Whether the checks judge it: not a demonstration, not a script that neither trains nor evaluates. */
  judged: boolean;
  /** Too large to be followed whole. */
  truncated: boolean;
  sources: SourceTrace[];
  /** Every seeding, in the order of the run. */
  seeds: SeedTrace[];
  estimators: EstimatorUse[];
  determinism: DeterminismUse[];
  loaders: LoaderUse[];
  /** GPU frameworks that it trains with. */
  accelerated: string[];
}

/** Everything about the randomness of one file. */
export interface FileTrace {
  path: string;
  kind: 'entry point' | 'module' | 'test';
  /** Its own run; for a module the runs that come to a draw, a seeding or a setting in it. */
  runs: RunTrace[];
  /** Draws and seedings in the file, as they stand there, whoever calls them; in the order of the file. */
  draws: DrawTrace[];
  seeds: SeedTrace[];
  /** Where the file is no valid Python; what stands there is not told. */
  problems: { at: Place; message: string }[];
  /** How many entry points the project has. */
  entrypoints: number;
}

/** Entry points that are followed to find out which of them reach a module. */
const LIMIT_RUNS = 200;

/** Follows one entry point whole, or finds out who reaches a module. Throws `CannotTell` for a file that is no Python of the project. */
export async function traceFile(project: Project, path: string): Promise<FileTrace> {
  const python = await project.get(pythonFact);
  const module = python.get(path);
  if (!module) {
    const unread = python.unread.find((file) => file.path === path);
    throw new CannotTell(
      unread
        ? `${path} cannot be read: ${unread.reason}`
        : `${path} is none of the project's own Python files`,
    );
  }
  const modules = python.modules.filter((other) => !isTest(other.path));
  const scene = await readScene(project, python, modules);
  const found = candidates(python, project.settings, await project.get(namedScripts));
  // Where there is nothing but examples, they are judged.
  const examples = found.every((candidate) => isExample(candidate.module.path));
  const own = found.find((candidate) => candidate.module === module);
  const local = alone(scene, module);
  const problems = module.problems.map(({ line, message }) => ({
    at: placeOf(scene, module, line),
    message,
  }));
  const told = { path, ...local, problems, entrypoints: found.length };
  if (own) return { ...told, kind: 'entry point', runs: [await runOf(project, scene, own, examples)] };
  const runs: RunTrace[] = [];
  for (const candidate of found.slice(0, LIMIT_RUNS)) {
    await new Promise((resume) => setImmediate(resume));
    const run = within(await runOf(project, scene, candidate, examples), path);
    if (run) runs.push(run);
  }
  return { ...told, kind: isTest(path) ? 'test' : 'module', runs };
}

/** One entry point, followed whole. */
async function runOf(
  project: Project,
  scene: Scene,
  { module, role, declared, imported, named }: Candidate,
  examples: boolean,
): Promise<RunTrace> {
  const walked = new Walk(scene).run(module, named?.function);
  const all = verdicts(walked);
  const told = roleOf(module, walked, scene.python);
  const chosen = role ?? told.role;
  const trains = told.trains || chosen === 'train';
  const frameworks = trains ? [...acceleratedBy(walked)] : [];
  const accelerated = new Map(frameworks.map((framework) => [framework, [module.path]]));
  const around = await determinismAround(project, accelerated);
  const quoted = all.some(({ state }) => state !== 'fixed')
    ? [module, ...walked.seeds.map(({ frame }) => frame.module)]
    : [];
  const linesOf = await linesFor(project.source, quoted);
  const groups = new Map(judgedOf(all, trains).map((group) => [group.source, group.every]));
  const seeds = walked.seeds.map((seed) => seedTrace(scene, seed));
  const sources = sourcesOf({ scene, entry: module, walked, linesOf }, all, trains).map(
    (use): SourceTrace => {
      const draws = groups.get(use.source) ?? [];
      const streams = new Set(draws.map(({ draw }) => draw.found.row.stream ?? draw.found.framework.stream));
      return {
        ...use,
        draws: once(draws.map((verdict) => drawTrace(scene, verdict))),
        seeds: once(seeds.filter(({ fixes }) => fixes.some((stream) => streams.has(stream as never)))),
      };
    },
  );
  const sink: EstimatorSink = new Map();
  collectEstimators(scene, all, sink);
  return {
    path: module.path,
    role: chosen,
    judged:
      declared ||
      (chosen !== 'other' &&
        (!(imported || (!named && isInPackage(scene.python, module))) || (told.trains && told.optimises)) &&
        (examples || !isExample(module.path))),
    truncated: walked.truncated,
    sources,
    seeds: once(seeds),
    estimators: [...sink.values()],
    determinism: [...determinismOf(scene, module.path, walked), ...around],
    loaders: loadersOf(scene, walked),
    accelerated: [...accelerated.keys()],
  };
}

/** What of a run stands in one file; undefined when nothing does. */
function within(run: RunTrace, path: string): RunTrace | undefined {
  const here = <Item extends { at: Place }>(items: readonly Item[]) =>
    items.filter(({ at }) => at.file === path);
  const part = {
    ...run,
    sources: run.sources
      .map((source) => ({ ...source, draws: here(source.draws), seeds: here(source.seeds) }))
      .filter(({ draws, seeds }) => draws.length + seeds.length > 0),
    seeds: here(run.seeds),
    estimators: here(run.estimators),
    determinism: here(run.determinism),
    loaders: here(run.loaders),
  };
  const found =
    part.sources.length +
    part.seeds.length +
    part.estimators.length +
    part.determinism.length +
    part.loaders.length;
  return found > 0 ? part : undefined;
}

/** The draws and seedings of a file by themselves, with what its own text tells of their seeds. */
function alone(scene: Scene, module: PythonModule): Pick<FileTrace, 'draws' | 'seeds'> {
  const { draws, seeds } = standing(scene, module);
  const walked = {
    draws,
    seeds: [],
    calls: [],
    assignments: [],
    modules: new Set([module]),
    truncated: false,
  };
  return {
    draws: once(verdicts(walked).map((verdict) => drawTrace(scene, verdict))),
    seeds: once(seeds.map((seed) => seedTrace(scene, seed))),
  };
}
