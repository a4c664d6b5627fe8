import type { ConfigInput } from './schema.js';
import { inside } from './texts.js';

/** What was found in a project, from which a config is drafted. Paths are relative to its root. */
export interface Found {
  name: string;
  /** Folders of the projects, where there are several. */
  projects: readonly string[];
  entrypoints: readonly { role: string; path: string }[];
  /** Data files that the code reads and nothing declares yet. */
  data: readonly string[];
  /** What repro.lock records already, with its excludes. */
  locked: readonly { path: string; exclude: readonly string[] }[];
  metrics: readonly { file: string; primary?: string | undefined }[];
}

/** More files of one folder than this are declared as the folder. */
const MOST_FILES = 5;

/** Whether a config may name the path: names with a backslash, or that look like those of a drive or a home folder, it cannot. */
export function canName(path: string): boolean {
  return inside.safeParse(path).success;
}

/** The config that declares what was found; sections with nothing in them are left out. */
export function draftConfig({ name, projects, entrypoints, data, locked, metrics }: Found): ConfigInput {
  const datasets = [
    ...locked.map(({ path, exclude }) => ({ path, ...(exclude.length > 0 && { exclude: [...exclude] }) })),
    ...data.map((path) => ({ path })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    version: 1,
    extends: 'recommended',
    project: { name, ...(entrypoints.length > 0 && { entrypoints: byRole(entrypoints) }) },
    ...(projects.length > 0 && { projects: [...projects] }),
    ...(datasets.length > 0 && { data: datasets }),
    ...(metrics.length > 0 && {
      metrics: metrics.map(({ file, primary }) => ({ file, ...(primary !== undefined && { primary }) })),
    }),
    gate: { minScore: 70, failOn: 'required' },
  };
}

/** `train`, and for a second script of that role `train-xgb` or `train_b` after its file, or `train-bio` after its folder. */
function byRole(entrypoints: Found['entrypoints']): Record<string, string> {
  const named: Record<string, string> = {};
  for (const { role, path } of entrypoints) {
    const folders = path.split('/');
    const stem = (folders.pop() ?? '').replace(/\.\w+$/, '');
    const own = stem.startsWith(role) ? stem : `${role}-${stem}`;
    const within = folders.map((_, at) => `${own}-${folders.slice(-at - 1).join('-')}`);
    let key = [role, own, ...within].find((name) => !Object.hasOwn(named, name)) ?? own;
    for (let nth = 2; Object.hasOwn(named, key); nth++) key = `${own}-${nth}`;
    named[key] = path;
  }
  return named;
}

/** Sorted paths; of many files in one folder the folder alone, of a folder and what is in it the folder. */
export function grouped(paths: readonly string[]): string[] {
  const byFolder = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
  }
  const found = [...byFolder].flatMap(([folder, files]) =>
    folder !== '' && files.length > MOST_FILES ? [folder] : files,
  );
  const kept = new Set(found);
  return found.filter((path) => !ancestors(path).some((folder) => kept.has(folder))).sort();
}

function ancestors(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}
