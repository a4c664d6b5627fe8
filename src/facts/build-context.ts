import { CannotTell } from '../errors.js';
import { besidesCode, type SentFolder } from './build-context/besides-code.js';
import { contextsOf, ignoreFileOf } from './build-context/folders.js';
import { lyingAround } from './build-context/lying-around.js';
import { containers } from './containers.js';
import { defineFact, type Project } from './fact.js';
import { files } from './files.js';
import { parseDockerignore } from './formats/dockerignore.js';
import { readText } from './source.js';

export type { SentFolder } from './build-context/besides-code.js';

/** What one Dockerfile is given to build from. */
export interface BuildContext {
  recipe: string;
  /** The folder that is sent; empty for the root, as `docker build .` sends it. */
  folder: string;
  /** The line that copies the whole context into the image, where one of the stages that it is made of does. */
  wholeAt?: { file: string; line: number } | undefined;
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
    const isRepository = tree.from === 'git' && !project.part?.folder;
    const contexts: BuildContext[] = [];
    for (const { recipe, folder } of contextsOf(recipes, tree)) {
      const whole = recipe.copies.find(
        ({ sources, later, final }) =>
          !later && final && sources.some((source) => /^(?:\.\/?|\/)$/.test(source)),
      );
      const ignoreFile = ignoreFileOf(recipe.path, folder, tree);
      const { ignored: kept, problem } = await ignoredBy(project, ignoreFile);
      const excluded = parseDockerignore((whole?.excludes ?? []).join('\n'));
      const ignored = (path: string) => kept(path) || excluded(path);
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
        wholeAt: whole?.at,
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
