import { containers } from '../facts/containers.js';
import { dependencies } from '../facts/dependencies.js';
import type { Project } from '../facts/fact.js';
import { files } from '../facts/files.js';
import { installed } from '../facts/installed.js';
import { interpreter } from '../facts/interpreter.js';
import { lockfiles } from '../facts/lockfiles.js';
import { python } from '../facts/python/python.js';
import { type Digest, planDigests } from './digests.js';
import { isIgnored } from './git-state.js';
import type { Edit, FileText, Left, NewFile, Plan, Texts } from './model.js';
import { planPins } from './pins.js';
import { planPythonVersion, VERSION_FILE } from './python-version.js';
import { readTexts } from './read.js';
import { refusedEnvironment } from './versions.js';

/** The mends there are, by the names that users give them. */
export const MENDS = ['pins', 'python', 'digests'] as const;
export type Mend = (typeof MENDS)[number];

export interface Wanted {
  mends: readonly Mend[];
  /** Packages that need no exact version. */
  mayFloat: readonly string[];
}

/** What is to be done, with the files it was planned on. */
export interface Planned {
  plan: Plan;
  texts: ReadonlyMap<string, FileText>;
}

/** Plans pins and `.python-version` of one project. Throws `CannotTell` when a fact that they rest on cannot be had. */
export async function planProject(project: Project, { mends, mayFloat }: Wanted): Promise<Planned> {
  const facts = {
    dependencies: await project.get(dependencies),
    lockfiles: await project.get(lockfiles),
    installed: await project.get(installed),
  };
  const { main, manifests } = facts.dependencies;
  const paths = main.map(({ path }) => path);
  const texts = await readTexts(project, paths);
  const plans: Plan[] = [];
  if (mends.includes('pins')) plans.push(planPins({ ...facts, texts, mayFloat }));
  if (mends.includes('python')) {
    const code = await project.get(python);
    plans.push(
      planPythonVersion({
        ...facts,
        interpreter: await project.get(interpreter),
        isPython:
          code.modules.length + code.unread.length > 0 ||
          manifests.some(({ kind }) => kind !== 'r-description' && kind !== 'julia-project'),
        doubt: refusedEnvironment(facts.installed, main),
        exists: (await project.get(files)).has(VERSION_FILE),
        ignored: await isIgnored(project, VERSION_FILE),
      }),
    );
  }
  return { plan: joinedPlan(plans), texts: known(texts, paths) };
}

/** Plans digests for the recipes of a repository. Throws `CannotTell` when its files cannot be listed. */
export async function planImages(project: Project, digests: readonly Digest[]): Promise<Planned> {
  const found = await project.get(containers);
  const paths = found.recipes.flatMap(({ images }) => images.map(({ at }) => at.file));
  const texts = await readTexts(project, paths);
  return { plan: planDigests(digests, found, texts), texts: known(texts, paths) };
}

/** The plan of a project that lies in a folder of a repository, with paths that count from the repository's root. */
export function inFolder(folder: string, { plan, texts }: Planned): Planned {
  if (folder === '' || folder === '.') return { plan, texts };
  const moved = <T extends { path: string }>(one: T): T => ({ ...one, path: `${folder}/${one.path}` });
  return {
    plan: { edits: plan.edits.map(moved), files: plan.files.map(moved), left: plan.left.map(moved) },
    texts: new Map([...texts].map(([path, text]) => [`${folder}/${path}`, moved(text)])),
  };
}

/** Several plans with their files as one. */
export function joined(planned: readonly Planned[]): Planned {
  return {
    plan: joinedPlan(planned.map(({ plan }) => plan)),
    texts: new Map(planned.flatMap(({ texts }) => [...texts])),
  };
}

/** Several plans as one, in the order of paths and lines. */
function joinedPlan(plans: readonly Plan[]): Plan {
  return {
    edits: plans
      .flatMap(({ edits }): readonly Edit[] => edits)
      .sort((a, b) => byPlace(a, b) || a.offset - b.offset),
    files: plans.flatMap(({ files }): readonly NewFile[] => files).sort(byPlace),
    left: plans.flatMap(({ left }): readonly Left[] => left).sort(byPlace),
  };
}

/** Order of places: by path, then by line. */
export function byPlace(a: Pick<Left, 'path' | 'line'>, b: Pick<Left, 'path' | 'line'>): number {
  return a.path === b.path ? (a.line ?? 0) - (b.line ?? 0) : a.path < b.path ? -1 : 1;
}

function known(texts: Texts, paths: Iterable<string>): Map<string, FileText> {
  return new Map(
    [...paths].flatMap((path): [string, FileText][] => {
      const text = texts.get(path);
      return text ? [[path, text]] : [];
    }),
  );
}
