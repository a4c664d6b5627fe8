import { CannotTell } from '../../errors.js';
import type { Dependency, Manifest } from '../dependencies.js';
import type { Project } from '../fact.js';
import { type Files, files } from '../files.js';
import { emptyManifest, type ManifestFormat, type ManifestText } from '../formats/manifest.js';
import { formatOf, manifestFormat } from '../formats/manifests.js';
import { baseName } from '../paths.js';
import { TEXT_LIMIT } from '../source.js';
import { groupOfPath } from './groups.js';
import { followIncludes, type Included, metadataBeside } from './includes.js';
import { type Reach, reachOf } from './reach.js';
import { parseFilled } from './templates.js';

/** Longest chain and count of files that are followed; real projects stay far below. */
const MOST_MANIFESTS = 400;
/** Of files whose name mostly means something else, how many are looked through. */
const MOST_LOOKED_THROUGH = 3000;

interface Candidate {
  path: string;
  format: ManifestFormat;
  group?: string | undefined;
  /** Whether something names it as a manifest, so that its content need not prove it. */
  named?: boolean;
}

/**
 * Reads every manifest of the project, the files in `also` and those that manifests take in, sorted by path.
 * A file that cannot be read is a manifest with a problem.
 */
export async function readManifests(project: Project, also: readonly string[]): Promise<Manifest[]> {
  const reach = await reachOf(project);
  const all = await candidates(project, await project.get(files));
  return await readAll(reach, [...all, ...namedAs(reach, also)]);
}

/** Reads the files that something names as a list of packages, and those that they take in, sorted by path. */
export async function readNamedManifests(project: Project, named: readonly string[]): Promise<Manifest[]> {
  const reach = await reachOf(project);
  return await readAll(reach, namedAs(reach, named));
}

function namedAs(reach: Reach, paths: readonly string[]): Candidate[] {
  return paths
    .filter((path) => reach.has(path))
    .map((path) => {
      const guessed = formatOf(/\.ya?ml$/.test(path) ? 'conda' : 'requirements');
      return { path, format: manifestFormat(path) ?? guessed, named: true };
    });
}

async function readAll(reach: Reach, queue: Candidate[]): Promise<Manifest[]> {
  const found = new Map<string, Manifest | undefined>();
  for (let at = 0; at < queue.length && found.size < MOST_MANIFESTS; at++) {
    const candidate = queue[at]!;
    const { path } = candidate;
    if (found.has(path)) continue;
    const text = await readManifest(reach, candidate);
    if (!text) {
      found.set(path, undefined);
      continue;
    }
    const included = [...followIncludes(reach, path, text), ...metadataBeside(reach, path, text)];
    found.set(path, toManifest(candidate, text, included));
    for (const next of included) {
      const group = next.constraint ? 'constraints' : undefined;
      const format = manifestFormat(next.path) ?? formatOf('requirements');
      queue.push({ path: next.path, format, group, named: true });
    }
  }
  return [...found.values()]
    .filter((manifest) => manifest !== undefined)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Files that are manifests by their names, and those of other names that hold a format's mark. */
async function candidates(project: Project, tree: Files): Promise<Candidate[]> {
  const out: Candidate[] = [];
  let lookedThrough = 0;
  for (const { path, size, kind } of tree.own) {
    const format = manifestFormat(path);
    if (!format) continue;
    if (format.mark !== undefined) {
      if (kind === 'missing' || size > (format.limit ?? TEXT_LIMIT)) continue;
      if (++lookedThrough > MOST_LOOKED_THROUGH) continue;
      if (!(await holds(project, path, format.mark, format.limit))) continue;
    }
    out.push({ path, format });
  }
  return out;
}

/** Whether a file holds a text; one that cannot be read does not. */
async function holds(project: Project, path: string, mark: string, limit?: number): Promise<boolean> {
  try {
    const bytes = await project.source.bytes(path, limit);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(mark);
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return false;
  }
}

/** What a file says; undefined when it turns out to be no manifest. */
async function readManifest(
  reach: Reach,
  { path, format, named = false }: Candidate,
): Promise<ManifestText | undefined> {
  const sure = named || format.recognise === undefined || format.surely?.test(path) === true;
  try {
    if ('read' in format) return await readCode(reach, path, format);
    const text = await reach.text(path, format.limit ?? TEXT_LIMIT);
    if (!sure && format.recognise?.(text) === false) return undefined;
    return await parseFilled(reach, path, text, format);
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    if (!sure && format.kind !== 'script') return undefined;
    const { line } = error;
    return {
      ...emptyManifest(),
      problems: [{ message: error.message, ...(line === undefined ? {} : { line }) }],
    };
  }
}

async function readCode(
  reach: Reach,
  path: string,
  format: Extract<ManifestFormat, { read: unknown }>,
): Promise<ManifestText> {
  const module = await reach.module(path);
  if (typeof module !== 'string') return format.read(module, await reach.text(path));
  return { ...emptyManifest(), problems: [{ message: module }] };
}

function toManifest(
  { path, format, group }: Candidate,
  text: ManifestText,
  included: readonly Included[],
): Manifest {
  const { kind = format.kind } = text;
  const placed = (requirement: ManifestText['requirements'][number]): Dependency => ({
    ...requirement,
    at: { file: path, line: requirement.line },
  });
  const own =
    group ??
    (text.template ? 'template' : undefined) ??
    groupOfPath(kind === 'conda-meta' ? baseName(path) : path);
  return {
    path,
    kind,
    requirements: text.requirements.map(placed),
    includes: included.filter(({ constraint }) => !constraint).map((one) => one.path),
    constraints: included.filter(({ constraint }) => constraint).map((one) => one.path),
    python: text.python,
    problems: text.problems,
    declares: text.declares,
    ...(text.limits ? { limits: text.limits.map(placed) } : {}),
    ...(text.computed ? { computed: text.computed } : {}),
    ...(text.computedExtras ? { computedExtras: text.computedExtras } : {}),
    ...(own === undefined ? {} : { group: own }),
  };
}
