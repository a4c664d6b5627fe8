import { globMatcher } from '../../globs.js';
import type { Project } from '../fact.js';
import { files, isForeign, isTest } from '../files.js';
import { inFolder, isWithin } from '../paths.js';
import { type Entry, entriesIfAny } from '../source.js';
import type { RunProblem } from './model.js';
import { evenly } from './sample.js';
import { recognise, type Site } from './sites.js';

/** Folders that are looked into, and how deep: `logs/train/runs/2024-05-01/12-00-00/csv/version_0`. */
const MOST_FOLDERS = 4000;
const DEEPEST = 9;
/** Of a folder with more folders in it than this, an even share of as many is looked into. */
const WIDE = 300;

/** What lies about in a project of records of runs. */
export interface FoundSites {
  sites: Site[];
  problems: RunProblem[];
}

/**
 * Looks for what trackers leave on disk, in git or not, ignored or not: breadth first, so that what is near the root is found
 * whatever lies deeper. Other people's code, tests and what the config excludes is not entered, and no link is followed.
 */
export async function findSites(project: Project): Promise<FoundSites> {
  const { submodules } = await project.get(files);
  const excluded = globMatcher(project.settings.project.exclude);
  const others = [...submodules, ...(project.part?.without ?? [])];
  const sites: Site[] = [];
  const problems: FoundSites['problems'] = [];
  const todo: { folder: string; depth: number }[] = [{ folder: '', depth: 0 }];
  let looked = 0;
  for (let at = 0; at < todo.length; at++) {
    const { folder, depth } = todo[at]!;
    if (looked++ >= MOST_FOLDERS) {
      problems.push({
        path: folder,
        message: `only ${MOST_FOLDERS} folders were looked into for runs`,
        bound: true,
      });
      break;
    }
    const entries = await entriesIfAny(project.source, folder);
    if (isEnvironment(entries)) continue;
    const { found, enter } = await recognise(folder, entries, (path) => entriesIfAny(project.source, path));
    sites.push(...found);
    if (depth >= DEEPEST) continue;
    const inside = enter.filter((name) => {
      const path = inFolder(folder, name);
      return (
        !name.startsWith('.') &&
        !isForeign(`${path}/x`) &&
        !isTest(`${path}/x`) &&
        !excluded(path) &&
        !others.some((other) => isWithin(path, other))
      );
    });
    if (inside.length > WIDE)
      problems.push({
        path: folder === '' ? '.' : folder,
        message: `${WIDE} of its ${inside.length} folders were looked into for runs`,
        bound: true,
      });
    for (const name of evenly(inside, WIDE)) todo.push({ folder: inFolder(folder, name), depth: depth + 1 });
  }
  return { sites, problems };
}

/** Packages of an environment are no place for runs. */
function isEnvironment(entries: readonly Entry[]): boolean {
  return entries.some(({ name }) => name === 'pyvenv.cfg' || name === 'conda-meta');
}
