import { CannotTell } from '../errors.js';
import { besidesCode, type SentFolder } from './build-context/besides-code.js';
import { contextsOf, ignoreFileOf } from './build-context/folders.js';
import { lyingAround } from './build-context/lying-around.js';
import type { CopyStep, Recipe } from './containers/model.js';
import { containers } from './containers.js';
import { defineFact, type Project } from './fact.js';
import { files } from './files.js';
import { parseDockerignore } from './formats/dockerignore.js';
import { entriesIfAny, readText } from './source.js';

export type { SentFolder } from './build-context/besides-code.js';

/** What one Dockerfile is given to build from. */
export interface BuildContext {
  recipe: string;
  /** The folder that is sent; empty for the root, as `docker build .` sends it. */
  folder: string;
  /** Whether the project tells that it is built from there; else it is one of several folders that fit. */
  told: boolean;
  /** The line that copies the whole context into the image, where one of the stages that it is made of does. */
  wholeAt?: { file: string; line: number } | undefined;
  /** Whether that copy is a layer of the image; else a stage from which the image takes what it names. */
  stays: boolean;
  /** The .dockerignore that holds. */
  ignoreFile?: string | undefined;
  /** What the context holds besides code, largest first, `.git` last. */
  holds: readonly SentFolder[];
  /** Those of them that are not kept out. */
  sent: readonly SentFolder[];
  problem?: string | undefined;
}

/**
 * What each Dockerfile receives: its context, the .dockerignore that holds and what passes it; once for each context that
 * compose files and development containers name. Source: Docker, "Build context".
 */
export const buildContexts = defineFact<{ readonly contexts: readonly BuildContext[] }>({
  name: 'buildContexts',
  async collect(project) {
    const [{ recipes }, tree] = await Promise.all([project.get(containers), project.get(files)]);
    const isRepository = await holdsHistory(project);
    const contexts: BuildContext[] = [];
    for (const { recipe, folder, told } of contextsOf(recipes, tree)) {
      const taking = recipe.copies.filter(takesWhole);
      const inImage = taking.filter(({ stage }) => layersOf(recipe).has(stage));
      const wholes = inImage.length > 0 ? inImage : taking;
      // Of several copies that one counts which leaves out least.
      const whole = wholes.find(({ excludes }) => !excludes) ?? wholes[0];
      const ignoreFile = ignoreFileOf(recipe.path, folder, tree);
      const { ignored: kept, problem } = await ignoredBy(project, ignoreFile);
      const leftOut = wholes.map(({ excludes = [] }) => parseDockerignore(excludes.join('\n')));
      const ignored = (path: string) =>
        kept(path) || (leftOut.length > 0 && leftOut.every((excluded) => excluded(path)));
      const besides = [
        ...besidesCode(tree, folder, ignored),
        // What lies on the machine matters where all of it is copied.
        ...(whole ? await lyingAround(project.source, tree, folder, ignored) : []),
        ...(isRepository && folder === ''
          ? [{ path: '.git', what: 'git' as const, bytes: 0, passes: ignored('.git/config') ? undefined : 0 }]
          : []),
      ];
      contexts.push({
        recipe: recipe.path,
        folder,
        told,
        wholeAt: whole?.at,
        stays: inImage.length > 0,
        ignoreFile,
        holds: besides.map(({ passes: _, ...one }) => one),
        sent: besides.flatMap(({ passes, ...one }) =>
          passes === undefined ? [] : [{ ...one, bytes: passes }],
        ),
        problem,
      });
    }
    return { contexts };
  },
});

/** Whether git history lies in the folder itself: a part of a repository has it above, a worktree or submodule elsewhere. */
async function holdsHistory({ source }: Project): Promise<boolean> {
  return (await entriesIfAny(source, '')).some(({ name, kind }) => name === '.git' && kind === 'folder');
}

/** The last stage and those that it starts from: all that is copied there stays in the image. */
function layersOf({ stages }: Recipe): Set<number> {
  const layers = new Set<number>();
  for (let at: number | undefined = Math.max(0, stages.length - 1); at !== undefined && !layers.has(at); ) {
    layers.add(at);
    at = stages[at]?.from;
  }
  return layers;
}

/** Whether a copy takes all of the context into the image: `.`, `./`, `/`, `./.`, and the `*` that matches every name. */
function takesWhole({ sources, later, final }: CopyStep): boolean {
  return (
    !later &&
    final &&
    sources.some((source) => /^(?:[./]*\/)?(?:\.|\*)?$/.test(source) && !source.includes('..'))
  );
}

async function ignoredBy(
  project: Project,
  path: string | undefined,
): Promise<{ ignored: (path: string) => boolean; problem?: string }> {
  const nothing = () => false;
  if (path === undefined) return { ignored: nothing };
  try {
    return { ignored: parseDockerignore(await readText(project.source, path)) };
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return { ignored: nothing, problem: error.message };
  }
}
