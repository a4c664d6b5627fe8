import { CannotTell } from '../errors.js';
import { insidePath } from './datasets/locations.js';
import { documents } from './documents.js';
import { defineFact, type Project } from './fact.js';
import { files as filesFact, isTest } from './files.js';
import { parseDvcPipeline } from './formats/dvc.js';
import {
  MetricsProblem,
  metricsFormat,
  numbersOf,
  type RecordChoice,
  readMetricsFile,
} from './formats/metrics-file.js';
import { claimsOf, compareClaims } from './metrics/claims.js';
import { metricsOfEvents } from './metrics/event-files.js';
import { metricsOfRuns } from './metrics/kept-runs.js';
import { canBeSame, lowerIsBetter, meaningOf } from './metrics/meaning.js';
import type { Metrics, MetricsFile } from './metrics/model.js';
import { isMetricName, resultsByName } from './metrics/names.js';
import { spreadsIn } from './metrics/repetitions.js';
import { shownInDocuments, shownInNotebooks } from './metrics/shown.js';
import { baseName, folderOf } from './paths.js';
import type { MetricsSetting } from './settings.js';
import { readText } from './source.js';
import { trains } from './trains.js';

export type { ComparedClaim } from './metrics/claims.js';
export type * from './metrics/model.js';
export { implausible } from './metrics/names.js';

/** The largest file that is looked into for metrics, in bytes, and how many are. */
const LARGEST = 2 * 1024 * 1024;
const MOST_FILES = 1000;

/** The results that the project records: declared metrics files, found ones, and what documents and notebooks show. */
export const metrics = defineFact<Metrics>({
  name: 'metrics',
  timeLimitMs: 120_000,
  async collect(project) {
    const declared = [...(await fromConfig(project)), ...(await fromDvc(project))];
    const byPath = new Map<string, MetricsFile>();
    for (const file of declared) if (!byPath.has(file.path)) byPath.set(file.path, file);
    const others = [
      ...(await found(project, new Set(byPath.keys()))),
      ...(await metricsOfEvents(project)),
      ...(await metricsOfRuns(project)),
    ];
    for (const file of others) byPath.set(file.path, file);
    const [isTrained, docs, notebooks] = await Promise.all([
      project.get(trains),
      project.get(documents),
      shownInNotebooks(project),
    ]);
    const claims = docs.readme ? claimsOf(docs.readme) : [];
    return {
      files: [...byPath.values()],
      claims: compareClaims(claims, [...byPath.values()]),
      claimed: claims.length,
      shown: [...shownInDocuments(docs), ...notebooks],
      trains: isTrained || Object.keys(project.settings.project.entrypoints).length > 0,
    };
  },
});

async function fromConfig(project: Project): Promise<MetricsFile[]> {
  const declared: MetricsFile[] = [];
  for (const setting of project.settings.metrics) {
    const { file, primary, expect, declaredIn = 'repro.config.yaml', line = 1 } = setting;
    const at = { file: declaredIn, line };
    const path = insidePath('', file);
    const base = { by: 'repro.config' as const, at, locked: false, primary, expect, sure: true };
    declared.push(
      path === undefined
        ? {
            ...base,
            path: file,
            status: 'broken',
            values: [],
            spreads: [],
            problem: { message: `${file} leads outside the project` },
          }
        : { ...base, path, ...(await readMetrics(project, path, choiceOf(setting))) },
    );
  }
  return declared;
}

async function fromDvc(project: Project): Promise<MetricsFile[]> {
  const { own } = await project.get(filesFact);
  const declared: MetricsFile[] = [];
  for (const { path: file } of own.filter(
    ({ path, kind }) => /(^|\/)dvc\.yaml$/.test(path) && kind === 'file',
  )) {
    const folder = folderOf(file);
    const pipeline = await pipelineOf(project, file);
    const lock = await pipelineOf(project, `${file.slice(0, -'yaml'.length)}lock`);
    const locked = new Set(
      (lock?.stages ?? []).flatMap(({ outs }) => outs.flatMap(({ path, md5 }) => (md5 ? [path] : []))),
    );
    const items = [
      ...(pipeline?.stages ?? []).flatMap(({ metrics: own, wdir }) => own.map((item) => ({ ...item, wdir }))),
      ...(pipeline?.metrics ?? []).map((item) => ({ ...item, wdir: '.' })),
    ];
    for (const { path: written, line, wdir } of items) {
      const base = insidePath(folder, wdir)?.replace(/^\.$/, '');
      const path = base === undefined ? undefined : insidePath(base, written);
      const at = { file, line };
      const out = lockedBy(locked, written);
      const within = out === written ? undefined : out;
      const common = { by: 'dvc' as const, at, locked: out !== undefined, within, expect: {}, sure: true };
      declared.push(
        path === undefined
          ? {
              ...common,
              path: written,
              status: 'broken',
              values: [],
              spreads: [],
              problem: { message: `${written} leads outside the project` },
            }
          : { ...common, path, ...(await readMetrics(project, path)) },
      );
    }
  }
  return declared;
}

/** The output that is a metrics file, or the folder that is one and holds it. */
function lockedBy(locked: ReadonlySet<string>, path: string): string | undefined {
  return [...locked].find((out) => out === path || path.startsWith(`${out.replace(/\/$/, '')}/`));
}

async function pipelineOf(project: Project, path: string) {
  const { has } = await project.get(filesFact);
  if (!has(path)) return undefined;
  try {
    return parseDvcPipeline(await readText(project.source, path));
  } catch (error) {
    // Told by the checks of the pipeline.
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
}

async function found(project: Project, known: ReadonlySet<string>): Promise<MetricsFile[]> {
  const { own } = await project.get(filesFact);
  const candidates = own.filter(
    ({ path, size, kind }) =>
      kind === 'file' &&
      size <= LARGEST &&
      !known.has(path) &&
      metricsFormat(path) !== undefined &&
      !isTest(path) &&
      resultsByName(path) !== 'no' &&
      // A table without a name that says results is data.
      (resultsByName(path) === 'yes' || !/\.(csv|tsv|jsonl|ndjson|toml|txt)$/i.test(path)) &&
      // Of plain text only what is named for it: anything may hold `name: number`.
      (!/\.txt$/i.test(path) || /(^|[_.-])(metrics?|(classification_?)?report)\.txt$/i.test(baseName(path))),
  );
  const files: MetricsFile[] = [];
  for (const { path } of candidates.slice(0, MOST_FILES)) {
    const named = resultsByName(path) === 'yes';
    const read = await readMetrics(project, path);
    const values = read.values.filter(({ key }) => isMetricName(key, { weak: named }));
    const base = { path, by: 'found' as const, at: { file: path, line: 1 }, locked: false, expect: {} };
    // By its base name, since a folder named results holds other things too.
    const sure = /^(metrics?|results?|scores?|evaluation|test_results)\.\w+$/i.test(baseName(path));
    if (read.status !== 'ok') {
      if (sure) files.push({ ...base, ...read, sure });
    } else if (named ? values.length > 0 : values.length >= 2 && values.length >= read.values.length / 2) {
      files.push({ ...base, ...read, values, sure: named });
    }
  }
  return files;
}

async function readMetrics(
  project: Project,
  path: string,
  choice?: RecordChoice,
): Promise<Pick<MetricsFile, 'status' | 'values' | 'problem' | 'spreads'>> {
  const format = metricsFormat(path);
  const nothing = { values: [], spreads: [] };
  if (!format) {
    return {
      status: 'broken',
      ...nothing,
      problem: { message: `${path} is in no format of metrics that is known` },
    };
  }
  try {
    const content = readMetricsFile(await readText(project.source, path), format);
    return { status: 'ok', values: numbersOf(content, choice), spreads: spreadsIn(content) };
  } catch (error) {
    if (error instanceof MetricsProblem) {
      return {
        status: 'broken',
        ...nothing,
        problem: { message: `${path} cannot be parsed: ${error.message}`, line: error.line },
      };
    }
    if (!(error instanceof CannotTell)) throw error;
    const status = error.message.endsWith('does not exist') ? 'absent' : 'broken';
    return { status, ...nothing, problem: { message: error.message } };
  }
}

/** The record of a history that the config chooses. */
function choiceOf({ row, primary }: MetricsSetting): RecordChoice | undefined {
  if (row !== 'best' || primary === undefined) return row === 'best' ? undefined : row;
  return { best: primary, lowerIsBetter: lowerIsBetter(primary) };
}

/** The number that a name means in a file: the key itself, the only key that ends with it, or the only other spelling. */
export function metricNamed(
  { values }: Pick<MetricsFile, 'values'>,
  name: string,
): MetricsFile['values'][number] | undefined {
  const exact = values.find(({ key }) => key === name);
  if (exact) return exact;
  const ending = values.filter(
    ({ key }) => key.endsWith(`.${name}`) || key.toLowerCase() === name.toLowerCase(),
  );
  if (ending.length > 0) return ending.length === 1 ? ending[0] : undefined;
  const meant = meaningOf(name);
  const spelt = values.filter(({ key }) => {
    const meaning = meant && meaningOf(key);
    return meaning && canBeSame(meant, meaning);
  });
  return spelt.length === 1 ? spelt[0] : undefined;
}
