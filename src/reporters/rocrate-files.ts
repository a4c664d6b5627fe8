import * as z from 'zod';
import type { Report, Result } from '../report/report.js';

/** A file or folder of the project that the report names. */
export interface KnownFile {
  /** Relative to the root of the report, with forward slashes. */
  path: string;
  kind: 'file' | 'tree';
  /** What it is to the project, for people. */
  roles: string[];
  /** It is run itself. */
  script: boolean;
  /** `<algorithm>:<digits>` of what is there. */
  hash?: string | undefined;
  bytes?: number | undefined;
}

/** A dataset that the project records and that is not among its files: not fetched, or at a store. */
export interface AbsentData {
  /** Its path or address. */
  name: string;
  /** `<algorithm>:<digits>` as recorded. */
  hash: string;
  /** Why it is none of the files, for people. */
  reason: string;
}

/** One place in the data of one check that names files. */
interface Place {
  check: string;
  filesOf(data: Result['data']): Omit<KnownFile, 'kind' | 'script' | 'roles'>[] | undefined;
  role: string;
}

const Paths = z.array(z.string());
const listed = (key: string) => (data: Result['data']) =>
  Paths.safeParse(data[key]).data?.map((path) => ({ path }));
const Objects = z.array(z.object({ path: z.string() }));
const objects = (key: string) => (data: Result['data']) => Objects.safeParse(data[key]).data;

const PLACES: readonly Place[] = [
  { check: 'docs/license', filesOf: listed('files'), role: 'licence' },
  {
    check: 'docs/citation',
    filesOf: ({ file }) => (typeof file === 'string' ? [{ path: file }] : []),
    role: 'citation',
  },
  { check: 'env/declared', filesOf: listed('files'), role: 'declared dependencies' },
  { check: 'env/lockfile', filesOf: listed('files'), role: 'lock file' },
  { check: 'container/present', filesOf: objects('recipes'), role: 'container recipe' },
  { check: 'workflow/pipeline', filesOf: listed('files'), role: 'pipeline' },
  { check: 'metrics/recorded', filesOf: objects('files'), role: 'recorded metrics' },
];

const EntryPoints = z.array(z.object({ path: z.string(), role: z.string() }));

const Datasets = z.array(
  z.object({
    path: z.string(),
    kind: z.enum(['file', 'tree']).nullable(),
    status: z.string(),
    recorded: z.string(),
    found: z.string().nullable(),
    bytes: z.number().min(0),
  }),
);
const Sources = z.array(z.object({ address: z.string(), recorded: z.string(), status: z.string() }));

/** Files of each kind that are taken; a crate names the parts of a project, not every one of a million. */
const MOST = 1000;

/** What the results say of the project's files, each once, in the order of their paths; and the data that is not here. */
export function knownFiles(report: Report): { files: KnownFile[]; absent: AbsentData[] } {
  const files = new Map<string, KnownFile>();
  const absent: AbsentData[] = [];
  const add = (found: Omit<KnownFile, 'roles' | 'path'> & { path: string | undefined }, role: string) => {
    const { path, ...file } = found;
    if (path === undefined) return;
    const known = files.get(path) ?? { ...file, path, roles: [] };
    files.set(path, known);
    if (!known.roles.includes(role)) known.roles.push(role);
    known.script ||= file.script;
    if (file.hash !== undefined) Object.assign(known, { ...file, script: known.script });
  };
  for (const { folder, results } of judged(report)) {
    for (const { id, data } of results) {
      const inRoot = (path: string) => resolved(data.in === '.' ? '' : folder, path);
      for (const { check, filesOf, role } of PLACES) {
        if (check !== id) continue;
        for (const { path } of filesOf(data)?.slice(0, MOST) ?? [])
          add({ path: inRoot(path), kind: 'file', script: false }, role);
      }
      if (id === 'seeds/fixed') {
        for (const { path, role } of EntryPoints.safeParse(data.entrypoints).data?.slice(0, MOST) ?? [])
          add({ path: inRoot(path), kind: 'file', script: true }, `entry point (${role})`);
      }
      if (id !== 'data/hashes') continue;
      for (const one of Datasets.safeParse(data.datasets).data?.slice(0, MOST) ?? []) {
        const { kind, found, recorded, bytes, status } = one;
        const path = inRoot(one.path);
        if (kind !== null && found !== null)
          add({ path, kind, script: false, hash: found, bytes }, 'dataset');
        else
          absent.push({ name: path ?? one.path, hash: recorded, reason: NOT_HERE[status] ?? 'not compared' });
      }
      for (const { address, recorded, status } of Sources.safeParse(data.sources).data?.slice(0, MOST) ?? [])
        absent.push({
          name: address,
          hash: recorded,
          reason: AT_STORE[status] ?? 'at a store, not compared',
        });
    }
  }
  const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  // One that two files record is one when they agree.
  const differing = new Map(absent.map((one) => [JSON.stringify([one.name, one.hash]), one]));
  return { files: sorted, absent: [...differing.values()] };
}

const NOT_HERE: Readonly<Record<string, string>> = {
  absent: 'not here',
  pointer: 'not here: only its pointer is',
  stored: 'here only in the cache of its tool, with the recorded hash',
};

const AT_STORE: Readonly<Record<string, string>> = {
  ok: 'at a store, with the recorded hash',
  mismatch: 'at a store, with another hash than recorded',
  absent: 'no longer at its store',
};

/** The results of each project, with its folder. Those that several come to together name no file. */
function judged({ results, projects = [] }: Report): { folder: string; results: readonly Result[] }[] {
  return [
    { folder: '', results },
    ...projects.map(({ path, results: own }) => ({ folder: path === '.' ? '' : path, results: own })),
  ];
}

/**
 * A path of a project as one of the repository; undefined for what is none or leaves it. A crate names only what lies below
 * its root, by the one path that it has, and does not name itself.
 */
function resolved(folder: string, path: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0) parts.pop();
    else parts.push(part);
  }
  const whole = parts.join('/');
  const isPlain = parts.length > 0 && parts.every((part) => !['', '.', '..'].includes(part));
  return isPlain && whole.length <= LONGEST_PATH && whole !== 'ro-crate-metadata.json' ? whole : undefined;
}

const LONGEST_PATH = 4096;
