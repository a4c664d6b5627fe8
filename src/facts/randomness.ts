import { defineFact } from './fact.js';
import { files, isTest } from './files.js';
import {
  collectHyperparameters,
  type HyperparameterSink,
  mergedHyperparameters,
} from './hyperparameters/collect.js';
import { namedScripts } from './named-scripts.js';
import type { PythonModule } from './python/model.js';
import type { Python } from './python/python.js';
import { python as pythonFact } from './python/python.js';
import { determinismAround, determinismOf } from './randomness/determinism.js';
import { candidates, isExample, isInPackage, roleOf } from './randomness/entrypoints.js';
import { collectEstimators, type EstimatorSink } from './randomness/estimators.js';
import { verdicts } from './randomness/judge.js';
import { isPackage, uncontrolled } from './randomness/library.js';
import { loadersOf } from './randomness/loaders.js';
import { linesFor } from './randomness/mending/spot.js';
import type { EntryPoint, Randomness } from './randomness/model.js';
import { seedsOf } from './randomness/seeds.js';
import { sourcesOf } from './randomness/source-use.js';
import { collectSplits, type SplitSink } from './randomness/splits.js';
import { Walk } from './randomness/walk.js';
import type { Walked } from './randomness/walking/events.js';
import { scene as sceneFact } from './scene.js';

export type { HyperparameterUse } from './hyperparameters/collect.js';
export type * from './randomness/model.js';

/** More entry points than this are not followed. */
const LIMIT_ENTRIES = 400;
/** Partly read files that are told. */
const LIMIT_PARTLY = 20;

export const randomness = defineFact<Randomness>({
  name: 'randomness',
  timeLimitMs: 300_000,
  async collect(project) {
    const python = await project.get(pythonFact);
    const problems: Randomness['problems'] = python.unread
      .filter(({ path }) => !isTest(path))
      .map(({ path, reason }) => ({
        path,
        message: reason,
      }));
    const scene = await project.get(sceneFact);
    const found = candidates(python, project.settings, await project.get(namedScripts));
    // Where not all can be followed, those that somebody is told to run come first.
    if (found.length > LIMIT_ENTRIES) found.sort((a, b) => Number(!a.named) - Number(!b.named));
    for (const { path } of declaredButAbsent(python, project.settings.project.entrypoints)) {
      problems.push({
        path,
        message: `the entry point ${path} of the config is no Python file or notebook of the project`,
      });
    }
    if (found.length > LIMIT_ENTRIES) {
      problems.push({
        path: found[LIMIT_ENTRIES]?.module.path ?? '',
        message: `only the first ${LIMIT_ENTRIES} scripts were followed`,
      });
    }
    const entrypoints: EntryPoint[] = [];
    const determinism: Randomness['determinism'] = [];
    const seeds = new Map<string, Randomness['seeds'][number]>();
    const loaders = new Map<string, Randomness['loaders'][number]>();
    const accelerated = new Map<string, string[]>();
    const sink: EstimatorSink = new Map();
    const splits: SplitSink = new Map();
    const partly = new Set<PythonModule>();
    const training = new Set<string>();
    const taken = new Map<string, HyperparameterSink>();
    for (const { module, role, declared, imported, named } of found.slice(0, LIMIT_ENTRIES)) {
      // Lets the time limit strike between two scripts.
      await new Promise((resume) => setImmediate(resume));
      const walked = new Walk(scene).run(module, named?.function);
      if (walked.truncated)
        problems.push({
          path: module.path,
          message: 'the code that this script reaches is too large to be followed whole',
        });
      for (const reached of walked.modules) {
        const problem = partOf(reached);
        if (!problem || partly.has(reached) || partly.size >= LIMIT_PARTLY) continue;
        partly.add(reached);
        problems.push({ path: reached.path, ...problem });
      }
      const started = loadersOf(scene, walked);
      const all = verdicts(walked, started.length > 0);
      const told = roleOf(module, walked, python);
      const chosen = role ?? told.role;
      const trainsHere = told.trains || chosen === 'train';
      const open = all.some(({ state }) => state !== 'fixed');
      const quoted = open ? [module, ...walked.seeds.map(({ frame }) => frame.module)] : [];
      const linesOf = await linesFor(project.source, quoted);
      const sources = sourcesOf({ scene, entry: module, walked, linesOf }, all, trainsHere);
      for (const seed of seedsOf(scene, walked))
        seeds.set(`${seed.at.file}:${seed.at.line}:${seed.call}`, seed);
      for (const loader of started) loaders.set(`${loader.at.file}:${loader.at.line}`, loader);
      collectEstimators(scene, all, sink);
      collectSplits(scene, all, splits);
      const isPart = imported || (!named && isInPackage(python, module));
      const demonstrates = isPart && !(told.trains && told.optimises);
      if (!declared && (chosen === 'other' || demonstrates)) continue;
      if (sources.length > 0) {
        entrypoints.push({
          path: module.path,
          role: chosen,
          declared,
          ...(named ? { named: { at: named.at, text: named.text, by: named.by } } : {}),
          example: isExample(module.path),
          sources,
        });
      }
      if (told.trains) training.add(module.path);
      if (told.trains || chosen === 'train') {
        taken.set(module.path, collectHyperparameters(scene, walked));
        const frameworks = acceleratedBy(walked);
        for (const framework of frameworks) {
          const paths = accelerated.get(framework);
          if (paths) paths.push(module.path);
          else accelerated.set(framework, [module.path]);
        }
        determinism.push(...determinismOf(scene, module.path, walked));
      }
    }
    determinism.push(...(await determinismAround(project, accelerated)));
    // Where nothing else trains, examples count if they do: those of a tool for other things show how it is used.
    const main = entrypoints.some(({ example, role }) => !example && role === 'train');
    const library = !main && isPackage(scene);
    // A notebook beside a package that others install shows how to use it: it is no run of the package itself.
    const installs = library && (await project.get(files)).own.some(({ path }) => INSTALLS.test(path));
    const shows = ({ path, declared }: Pick<EntryPoint, 'path' | 'declared'>) =>
      installs && !declared && path.endsWith('.ipynb') && isExample(path);
    const only = !main && entrypoints.some((entry) => training.has(entry.path) && !shows(entry));
    const judged = entrypoints.map((entry) => ({
      ...entry,
      example: shows(entry) || (entry.example && !only),
    }));
    const left = new Set(judged.filter(({ example }) => example).map(({ path }) => path));
    const isLeft = (path: string) => left.has(path) || (isExample(path) && !only);
    const showing = new Set(entrypoints.filter(shows).map(({ path }) => path));
    for (const [framework, paths] of accelerated) {
      const left = paths.filter((path) => !showing.has(path));
      if (left.length > 0) accelerated.set(framework, left);
      else accelerated.delete(framework);
    }
    return {
      hyperparameters: mergedHyperparameters(
        [...taken].flatMap(([path, uses]) => (isLeft(path) ? [] : [uses])),
      ),
      entrypoints: judged,
      seeds: [...seeds.values()].sort(byPlace),
      estimators: [...sink.values()].sort(byPlace),
      splits: [...splits.values()].sort(byPlace),
      determinism,
      loaders: [...loaders.values()].sort(byPlace),
      accelerated: [...accelerated].map(([framework, paths]) => ({ framework, paths })),
      problems,
      ...(library && {
        library: { draws: judged.every((entry) => shows(entry)) ? await uncontrolled(scene) : [] },
      }),
    };
  },
});

/** What makes a package that others install. */
const INSTALLS = /^setup\.(?:py|cfg)$/;
const ACCELERATED: ReadonlySet<string> = new Set(['torch', 'tensorflow', 'jax', 'paddle', 'mxnet']);

/** GPU frameworks that a run draws weights or numbers from; where none is told by that, those that its modules import. */
export function acceleratedBy({ modules, draws }: Walked): Set<string> {
  const found = new Set<string>();
  for (const { found: row, certainty } of draws) {
    const { stream } = row.framework;
    if (certainty !== 'possible' && (row.row.training || stream === 'jax') && ACCELERATED.has(stream)) {
      found.add(stream);
    }
  }
  if (found.size > 0) return found;
  for (const { imports } of modules) {
    for (const { module, level } of imports) {
      const top = level > 0 ? '' : (module.split('.')[0] ?? '');
      if (module.startsWith('torch.utils.tensorboard')) continue;
      if (['torch', 'lightning', 'pytorch_lightning', 'fastai'].includes(top)) found.add('torch');
      else if (['tensorflow', 'keras'].includes(top)) found.add('tensorflow');
      else if (['jax', 'flax'].includes(top)) found.add('jax');
    }
  }
  return found;
}

/** Why a module could be read only in part: Python does not read it either, or nobody wrote it by hand. */
function partOf({ problems, cut, kind }: PythonModule): { line?: number; message: string } | undefined {
  const line = problems.find(({ python2, doubtful }) => !python2 && !doubtful)?.line ?? cut;
  if (line === undefined) return undefined;
  const why = line === cut ? 'is nested too deeply' : 'is no valid Python';
  // In a notebook a line of the joined code means nothing.
  return { ...(kind === 'module' ? { line } : {}), message: `a part of it ${why}, and was left out` };
}

function declaredButAbsent(
  python: Python,
  entrypoints: Readonly<Record<string, string>>,
): { path: string }[] {
  return Object.values(entrypoints).flatMap((path) => (python.get(path) ? [] : [{ path }]));
}

function byPlace(
  { at: a }: { at: { file: string; line: number; cell?: number } },
  { at: b }: { at: { file: string; line: number; cell?: number } },
): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.cell ?? 0) - (b.cell ?? 0) || a.line - b.line;
}
