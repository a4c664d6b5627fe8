import { join } from 'node:path';
import type { Command } from 'commander';
import { checks } from '../../checks/index.js';
import { configIn } from '../../config/discover.js';
import { canName, draftConfig, type Found, grouped } from '../../config/draft.js';
import { loadConfig } from '../../config/load.js';
import { draftText } from '../../docs/draft-text.js';
import { CannotTell, UserError } from '../../errors.js';
import { proposedDatasets } from '../../facts/datasets/proposals.js';
import type { Project } from '../../facts/fact.js';
import { metrics as metricsFact } from '../../facts/metrics.js';
import { findProjects } from '../../facts/monorepo.js';
import { randomness as randomnessFact } from '../../facts/randomness.js';
import { readLock } from '../../hashing/lock.js';
import { type AsciiFlags, safeText, withAsciiFlags } from '../ascii.js';
import { choose } from '../ask.js';
import { assertWritable, writeWhole } from '../files.js';
import { onInterrupt } from '../interrupt.js';
import { openProject } from '../open.js';
import { progressLine, progressText } from '../progress.js';
import { print, tell } from '../terminal.js';

const CONFIG_NAME = 'repro.config.yaml';
/** More than this of a kind is not declared but left to the user. */
const MOST = 30;

interface Flags extends AsciiFlags {
  yes?: boolean;
  force?: boolean;
}

export function configure(command: Command, done: (exitCode: number) => void): void {
  withAsciiFlags(command)
    .argument('[path]', 'folder of the project', '.')
    .option('-y, --yes', 'take everything that is found, without asking')
    .option('--force', 'overwrite a repro.config.yaml that is there')
    .action(async (path: string, flags: Flags) => done(await init(path, flags)));
}

async function init(path: string, flags: Flags): Promise<number> {
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (!interactive && !flags.yes) {
    throw new UserError('there is no terminal to ask on', {
      hint: 'add --yes to take everything that is found',
    });
  }
  const progress = progressLine();
  const begun = performance.now();
  const safe = safeText(flags);
  const stopListening = onInterrupt(() => progress.end());
  try {
    const { project, config } = await openProject(path, { config: false }, (step) =>
      progress.show(progressText(step, performance.now() - begun)),
    );
    await refuseSecondConfig(config.root, flags);
    const found = await findIn(project, safe);
    progress.end();
    const wanted = flags.yes ? found : await choose(found, safe);
    const text = draftText(draftConfig(wanted), checks);
    const target = join(config.root, CONFIG_NAME);
    await assertWritable(target, config.root);
    await writeWhole(target, text);
    // Written text that our own reader refuses would be a defect: it is not to go unnoticed.
    await loadConfig({ folder: config.root, checks, today: new Date().toISOString().slice(0, 10) });
    await print(safe(summary(wanted)));
    return 0;
  } finally {
    progress.end();
    stopListening();
  }
}

async function refuseSecondConfig(root: string, { force }: Flags): Promise<void> {
  // What stands in the present one does not matter here, not even whether it can be read.
  const present = await configIn(root).catch((error: unknown) => {
    if (error instanceof UserError && force) return undefined;
    throw error;
  });
  if (!present || (force && present.name === CONFIG_NAME)) return;
  const where = present.name === 'pyproject.toml' ? '[tool.repro] in pyproject.toml' : present.name;
  throw new UserError(`there is already a config: ${where}`, {
    hint: present.name === CONFIG_NAME ? '--force overwrites it' : 'remove it first',
  });
}

async function findIn(project: Project, safe: (text: string) => string): Promise<Found> {
  const known = <T>(get: () => Promise<T>) => knownOrTold(get, safe);
  const [randomness, datasets, metrics] = await Promise.all([
    known(() => project.get(randomnessFact)),
    known(() => proposedDatasets(project)),
    known(() => project.get(metricsFact)),
  ]);
  const results = (metrics?.files ?? []).filter(
    ({ status, sure, path }) => status === 'ok' && sure && canName(path),
  );
  const isResult = new Set(results.map(({ path }) => path));
  const lock = await known(() => readLock(project.source));
  const locked = (lock?.entries ?? [])
    .filter(({ path }) => canName(path))
    .map(({ path, exclude = [] }) => ({ path, exclude }));
  const isLocked = (path: string) =>
    locked.some((one) => path === one.path || path.startsWith(`${one.path}/`));
  const data = (datasets ?? []).filter((path) => canName(path) && !isResult.has(path) && !isLocked(path));
  return {
    name: project.source.name,
    projects: (await findProjects(project).catch(() => [])).filter(canName),
    entrypoints: (randomness?.entrypoints ?? [])
      .filter(({ example, role, path }) => !example && role !== 'other' && canName(path))
      .slice(0, MOST)
      .map(({ role, path }) => ({ role, path })),
    data: grouped(data.slice(0, 100 * MOST)),
    locked,
    metrics: results.slice(0, MOST).map(({ path }) => ({ file: path })),
  };
}

/** What was found; what cannot be had is left out of the config, with a word on why. */
async function knownOrTold<T>(get: () => Promise<T>, safe: (text: string) => string): Promise<T | undefined> {
  try {
    return await get();
  } catch (error) {
    if (!(error instanceof CannotTell || error instanceof UserError)) throw error;
    await tell(safe(`note: ${error.message}`));
    return undefined;
  }
}

function summary({ projects, entrypoints, data: fresh, locked, metrics }: Found): string {
  const data = [...locked, ...fresh];
  const counts = [
    ...(projects.length > 0 ? [`${projects.length} projects`] : []),
    `${entrypoints.length} entry ${entrypoints.length === 1 ? 'point' : 'points'}`,
    `${data.length} ${data.length === 1 ? 'dataset' : 'datasets'}`,
    `${metrics.length} metrics ${metrics.length === 1 ? 'file' : 'files'}`,
  ];
  const next =
    data.length > 0
      ? 'Next: `repro lock` records the hashes of the data, `repro check` judges\nthe project.'
      : 'Next: `repro check` judges the project.';
  return `wrote ${CONFIG_NAME} with ${counts.join(', ')}\n${next}\n`;
}
