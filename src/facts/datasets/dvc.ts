import { globMatcher } from '../../globs.js';
import { withoutTokens } from '../credentials.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { type DvcItem, type DvcStage, parseDvcFile, parseDvcPipeline } from '../formats/dvc.js';
import { baseName, folderOf, foldersAbove, isWithin } from '../paths.js';
import { readText } from '../source.js';
import { attempt, type Declarations } from './declarations.js';
import { datasetOf, isReached } from './dvc-item.js';
import { type DvcPlace, dvcPlaces, placeFor } from './dvc-places.js';
import { insidePath } from './locations.js';
import type { DeclaredDataset } from './model.js';
import { looksLikeData, looksLikeOther } from './readers.js';

/** Outputs of DVC that are trained models. */
const MODEL =
  /(?:^|[/_.-])(?:models?|checkpoints?|ckpts?|weights?)(?:[/_.-]|$)|\.(?:pth?|ckpt|onnx|keras|safetensors|gguf)$/i;
const NO_DATA = /\.(py|ipynb|r|jl|sh|ya?ml|toml)$/i;

/** One output or dependency, with the folder that its path counts from. */
interface Found {
  item: DvcItem;
  folder: string;
  made: boolean;
}

/** Reads .dvc files, dvc.lock and dvc.yaml, and the configuration of DVC beside them. */
export async function fromDvc(project: Project, listed: Files, found: Declarations): Promise<void> {
  const { problems } = found;
  const places = await dvcPlaces(project, listed, problems);
  for (const { remotes } of places) for (const one of remotes) found.remotes.push(one);
  const produced = new Set<string>();
  const declared: DeclaredDataset[] = [];
  for (const { path, kind } of listed.own) {
    if (kind !== 'file') continue;
    const place = placeFor(places, path);
    if (path.endsWith('.dvc')) {
      await attempt(path, problems, async () => {
        for (const one of await fromFile(project, path, place, found, produced)) declared.push(one);
      });
    } else if (/(^|\/)dvc\.(lock|yaml)$/.test(path)) {
      await attempt(path, problems, async () => {
        const { stages } = parseDvcPipeline(await readText(project.source, path));
        const isLock = path.endsWith('lock');
        const beside = isLock ? await stagesBeside(project, listed, path) : undefined;
        const by = isLock ? ('dvc.lock' as const) : ('dvc.yaml' as const);
        if (stages.length > 0)
          found.tools.push({ tool: 'DVC', at: { file: path, line: 1 }, store: hasStore(place) });
        const items = stages.flatMap((stage) => itemsOfStage(stage, folderOf(path), beside));
        for (const one of datasetsOf(items, path, by, place, produced)) declared.push(one);
        for (const name of stages.flatMap((stage) => patternsOf(stage, folderOf(path), listed)))
          produced.add(name);
      });
    }
  }
  // One by one here and above: a call takes no more than some ten thousand arguments.
  for (const one of best(declared)) found.declared.push(asProduced(one, produced));
}

function hasStore(place: DvcPlace | undefined): boolean {
  return place?.remotes.some(({ shareable }) => shareable) ?? false;
}

async function fromFile(
  project: Project,
  path: string,
  place: DvcPlace | undefined,
  { tools }: Declarations,
  produced: Set<string>,
): Promise<DeclaredDataset[]> {
  const { wdir, outs, deps, stage, frozen, imported } = parseDvcFile(await readText(project.source, path));
  const folder = joinFolder(folderOf(path), wdir);
  // A trained model under DVC says nothing of the data.
  if (outs.some((item) => !MODEL.test(item.path)))
    tools.push({
      tool: 'DVC',
      at: { file: path, line: 1 },
      store: hasStore(place) || isReached(imported?.url),
    });
  if (stage) {
    const items = [
      ...outs.map((item) => ({ item, folder, made: true })),
      ...(frozen ? [] : deps).map((item) => ({ item, folder, made: false })),
    ];
    return datasetsOf(items, path, 'dvc', place, produced);
  }
  return outs.map((item) => {
    const one = datasetOf(item, folder, path, 'dvc', place);
    if (imported === undefined || (one.fetchable && imported.revLock === undefined)) return one;
    const from = withoutTokens(imported.url);
    return isReached(imported.url) ? { ...one, fetchable: true, from } : one;
  });
}

/** The stages of the dvc.yaml beside a dvc.lock, by name; undefined where there is none that can be read. */
async function stagesBeside(
  project: Project,
  listed: Files,
  lock: string,
): Promise<Map<string, DvcStage> | undefined> {
  const path = `${lock.slice(0, -'lock'.length)}yaml`;
  if (!listed.has(path)) return undefined;
  let stages: DvcStage[] | undefined;
  // What is wrong with it is told where it is read for itself.
  await attempt(path, [], async () => {
    stages = parseDvcPipeline(await readText(project.source, path)).stages;
  });
  return stages && new Map(stages.map((stage) => [stage.name, stage]));
}

/**
 * What a stage makes and is given. Paths of dvc.lock count from the working folder that dvc.yaml gives the stage; what
 * dvc.yaml has no more is left from an earlier run.
 */
function itemsOfStage(
  stage: DvcStage,
  folder: string,
  beside: ReadonlyMap<string, DvcStage> | undefined,
): Found[] {
  const known = beside ? (beside.get(stage.name) ?? beside.get(stage.name.replace(/@.*$/, ''))) : stage;
  if (!known || known.wdir.includes('${')) return [];
  const at = joinFolder(folder, known.wdir);
  const outs = [...stage.outs, ...stage.metrics, ...stage.plots];
  return [
    ...outs.map((item) => ({ item, folder: at, made: true })),
    ...(known.frozen ? [] : stage.deps).map((item) => ({ item, folder: at, made: false })),
  ];
}

/** Listed files that templated outputs may stand for. */
function patternsOf({ patterns, wdir }: DvcStage, folder: string, listed: Files): string[] {
  const wanted = patterns.flatMap(({ path }) => {
    const inside = insidePath(joinFolder(folder, wdir), path);
    return inside !== undefined && baseName(inside).replaceAll('*', '').length >= 3 ? [inside] : [];
  });
  if (wanted.length === 0) return [];
  const fits = globMatcher(wanted);
  return listed.own.flatMap(({ path }) => (fits(path) ? [path] : []));
}

function datasetsOf(
  items: readonly Found[],
  file: string,
  by: 'dvc' | 'dvc.lock' | 'dvc.yaml',
  place: DvcPlace | undefined,
  produced: Set<string>,
): DeclaredDataset[] {
  const made = items.flatMap(({ item, made: isOut, folder }) =>
    isOut ? (insidePath(folder, item.path) ?? []) : [],
  );
  for (const path of made) produced.add(path);
  const isMade = (path: string) => made.some((out) => isWithin(path, out));
  const seen = new Set<string>();
  return items.flatMap(({ item, made: isOut, folder }) => {
    const path = insidePath(folder, item.path);
    const key = path ?? item.path;
    if (seen.has(key) || (!isOut && path !== undefined && isMade(path))) return [];
    seen.add(key);
    // Code, settings and models are parts of a stage too.
    const isData = isOut
      ? !looksLikeOther(item.path)
      : looksLikeData(item.path) || /(^|[/_-])data(sets?)?(\/|$)/.test(item.path);
    if (!isData || NO_DATA.test(item.path)) return [];
    return [{ ...datasetOf(item, folder, file, by, place), produced: isOut }];
  });
}

function joinFolder(folder: string, inner: string): string {
  // A folder outside is kept, so that paths below it are told to lead outside.
  return insidePath(folder, inner)?.replace(/^\.$/, '') ?? '../outside';
}

/** A .dvc file says more than the pipeline that reads its data; dvc.lock more than dvc.yaml. */
function best(declared: readonly DeclaredDataset[]): DeclaredDataset[] {
  const rank = { dvc: 0, 'dvc.lock': 1, 'dvc.yaml': 2 } as Record<string, number>;
  const ranks = new Map<string, number>();
  for (const { path, by } of declared)
    if (path !== undefined) ranks.set(path, Math.min(ranks.get(path) ?? 9, rank[by] as number));
  return declared.filter(({ path, by }) => path === undefined || ranks.get(path) === rank[by]);
}

function asProduced(one: DeclaredDataset, produced: ReadonlySet<string>): DeclaredDataset {
  const { path } = one;
  const isMade = path !== undefined && [path, ...foldersAbove(path)].some((at) => produced.has(at));
  return isMade ? { ...one, produced: true } : one;
}
