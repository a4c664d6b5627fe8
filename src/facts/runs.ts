import { CannotTell } from '../errors.js';
import { datasets } from './datasets.js';
import { defineFact, type Project } from './fact.js';
import { files } from './files.js';
import { existingCommits } from './git/commits.js';
import { openGit } from './git/run.js';
import { readArchive } from './runs/archives.js';
import { findSites } from './runs/find.js';
import { readDvcliveRun, readHydraRun, readLightningRun, readTensorboardRun } from './runs/folders.js';
import { joined } from './runs/join.js';
import { readMlflowRun } from './runs/mlflow.js';
import { readMlflowDatabase } from './runs/mlflow-database.js';
import type { CommitState, Run, RunProblem, RunStore, Runs } from './runs/model.js';
import { readSacredRun } from './runs/sacred.js';
import { evenly } from './runs/sample.js';
import type { Site } from './runs/sites.js';
import { tiedToData } from './runs/ties.js';
import { readWandbRun } from './runs/wandb.js';

export type * from './runs/model.js';

/** Runs that are read in all; of more, an even sample of each place. */
const MOST_RUNS = 400;
/** Places that are read: a project that logs each run elsewhere may have many. */
const FEWEST_OF_EACH = 2;
const MOST_PROBLEMS = 20;

/** The runs that trackers keep on disk, ignored by git or not, tied to the commits and the data of this repository. */
export const runs = defineFact<Runs>({
  name: 'runs',
  timeLimitMs: 120_000,
  async collect(project) {
    const { sites, problems } = await findSites(project);
    const known = sites.reduce((sum, { runs }) => sum + runs.length, 0);
    const found: Run[] = [];
    const stores: RunStore[] = [];
    for (const site of sites) {
      // Lets the time limit strike between two places.
      await new Promise((resume) => setImmediate(resume));
      const share = Math.max(
        FEWEST_OF_EACH,
        Math.floor((MOST_RUNS * site.runs.length) / Math.max(MOST_RUNS, known)),
      );
      const read = await readSite(project, site, share, problems);
      if (!read) continue;
      if (found.length + read.runs.length <= MOST_RUNS * 2) found.push(...read.runs);
      stores.push(read.store);
    }
    const whole = joined(found);
    const states = await commitStates(project, whole);
    const { declared } = await project.get(datasets);
    const { get } = await project.get(files);
    return {
      runs: whole
        .map((run) =>
          tiedToData(
            keptByGit(run, (path) => get(path)?.tracked === true),
            declared,
          ),
        )
        .map((run) => {
          const commit = run.code?.kind === 'commit' ? states(run.code.id) : undefined;
          return commit === undefined ? run : { ...run, commit };
        })
        .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
      stores: mergedStores(stores),
      total: totalOf(stores, found.length, whole.length),
      problems: problems.slice(0, MOST_PROBLEMS),
    };
  },
});

/** Runs that turned out to be parts of others do not count; of a sample that share is taken. */
function totalOf(stores: readonly RunStore[], read: number, whole: number): number {
  const all = stores.reduce((sum, { count = 0 }) => sum + count, 0);
  return read === 0 ? all : all <= read ? whole : Math.max(whole, Math.round((all * whole) / read));
}

async function readSite(
  project: Project,
  site: Site,
  share: number,
  problems: RunProblem[],
): Promise<{ runs: Run[]; store: RunStore } | undefined> {
  const { source } = project;
  if (site.kind === 'mlflow-database') {
    const database = await noting(problems, site.path, () =>
      readMlflowDatabase(source, site.path, MOST_RUNS),
    );
    if (database === undefined) return undefined;
    if (database.total === 0) return undefined;
    return { runs: database.runs, store: { tool: 'mlflow', path: site.path, count: database.total } };
  }
  const tool = site.kind;
  const store: RunStore = { tool, path: site.path, count: site.runs.length };
  if (tool === 'aim' || tool === 'neptune')
    return {
      runs: [],
      store: {
        ...store,
        unreadable:
          tool === 'aim'
            ? 'Aim keeps its runs in RocksDB, which is not read'
            : 'the queue of Neptune is not read',
      },
    };
  const read: Run[] = [];
  const sample = evenly(site.runs, share);
  let none = 0;
  for (const path of sample) {
    const before = problems.length;
    const run = await noting(problems, path, () => READERS[tool](source, path));
    if (run && !('deleted' in run && run.deleted)) read.push(run);
    else if (problems.length === before) none++;
  }
  // What is deleted or no run does not count, nor does its share of what was not read.
  store.count = Math.round((site.runs.length * (sample.length - none)) / sample.length);
  return store.count === 0 ? undefined : { runs: read, store };
}

const READERS = {
  mlflow: readMlflowRun,
  wandb: readWandbRun,
  sacred: readSacredRun,
  lightning: readLightningRun,
  hydra: readHydraRun,
  tensorboard: readTensorboardRun,
  dvclive: readDvcliveRun,
  comet: readArchive,
  clearml: readArchive,
} as const;

/** What a reader gives; what it cannot tell becomes a problem. */
async function noting<T>(
  problems: RunProblem[],
  path: string,
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    problems.push({ path, message: error.message });
    return undefined;
  }
}

/** A tool whose runs are meant to be committed: the commit that holds the folder is the run's. */
function keptByGit(run: Run, isTracked: (path: string) => boolean): Run {
  return run.tool === 'dvclive' && run.code === undefined && isTracked(run.file)
    ? { ...run, code: { kind: 'kept', how: 'it lies in git beside the code' } }
    : run;
}

/** Tells whether a commit is in this repository; where its history is cut or cannot be asked, an absent one is unknown. */
async function commitStates(project: Project, found: readonly Run[]): Promise<(id: string) => CommitState> {
  const ids = found.flatMap(({ code }) => (code?.kind === 'commit' ? [code.id] : []));
  const { root } = project.source;
  if (ids.length === 0 || root === undefined) return () => 'unknown';
  try {
    const repository = await openGit(root);
    if (!repository) return () => 'unknown';
    const present = await existingCommits(repository, ids);
    const cut = (await repository.text(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
    return (id) => (present.has(id) ? 'present' : cut ? 'unknown' : 'absent');
  } catch (error) {
    if (error instanceof CannotTell) return () => 'unknown';
    throw error;
  }
}

/** One entry for each place of a tool: experiments of MLflow share theirs. */
function mergedStores(stores: readonly RunStore[]): RunStore[] {
  const merged = new Map<string, RunStore>();
  for (const store of stores) {
    const key = `${store.tool} ${store.path}`;
    const known = merged.get(key);
    if (known) known.count = (known.count ?? 0) + (store.count ?? 0);
    else merged.set(key, { ...store });
  }
  return [...merged.values()];
}
