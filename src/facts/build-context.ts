import { CannotTell } from '../errors.js';
import { containers } from './containers.js';
import { defineFact } from './fact.js';
import { files } from './files.js';
import { parseDockerignore } from './formats/dockerignore.js';
import { baseName, folderOf } from './paths.js';
import { readText } from './source.js';

/** Files of the tree that the builder receives and that no image should be built from. */
export interface SentFolder {
  /** A folder or file of the project, from its root. */
  path: string;
  what: 'data' | 'environment' | 'git';
  /** Bytes of the files in it that are sent; 0 for `.git`, whose size is not known. */
  bytes: number;
}

/** What one Dockerfile is given to build from. */
export interface BuildContext {
  recipe: string;
  /** The folder that is sent; empty for the root, as `docker build .` sends it. */
  folder: string;
  /** The line that copies the whole context into the image, where one does. */
  wholeAt?: { file: string; line: number } | undefined;
  /** The .dockerignore that holds. */
  ignoreFile?: string | undefined;
  /** What the context holds besides code, largest first, `.git` last. */
  holds: readonly SentFolder[];
  /** Those of them that are not kept out. */
  sent: readonly SentFolder[];
  problem?: string | undefined;
}

const HEAVY_FOLDER = /^(?:data|datasets?|models|checkpoints?|outputs?|mlruns|wandb|weights)$/i;
const HEAVY_FILE =
  /\.(?:csv|tsv|parquet|feather|arrow|h5|hdf5|npy|npz|pkl|pickle|pt|pth|ckpt|safetensors|onnx|bin|gguf|joblib|tfrecord|zip|tar|gz|tgz|zst|bz2|xz|7z|jsonl|db|sqlite|mat|nii|wav|mp4)$/i;
const CODE = /\.(?:py|pyi|md|rst|ya?ml|toml|cfg|ini|sh|ipynb|r|jl|c|cc|cpp|cu|h|js|ts|html|css)$/i;
/** Less than this is small enough to belong to the code: samples, fixtures. */
const LARGE = 1_000_000;

/** What each Dockerfile receives: its context, the .dockerignore that holds and what passes it. */
export const buildContexts = defineFact<{ readonly contexts: readonly BuildContext[] }>({
  name: 'buildContexts',
  async collect(project) {
    const [{ recipes }, tree] = await Promise.all([project.get(containers), project.get(files)]);
    const contexts: BuildContext[] = [];
    for (const recipe of recipes.filter(({ kind }) => kind === 'dockerfile')) {
      const told = recipes
        .flatMap(({ builds }) => builds)
        .find((build) => build.path === recipe.path)?.context;
      const own = folderOf(recipe.path);
      const sources = recipe.copies
        .flatMap((copy) => copy.sources)
        .map((source) => source.replace(/^\.?\/+/, ''));
      const named = sources.filter(
        (source) => source !== '' && source !== '.' && !/[*?$[]|:\/\//.test(source),
      );
      const exists = (path: string) =>
        tree.has(path) || tree.all.some((entry) => entry.path.startsWith(`${path.replace(/\/$/, '')}/`));
      const besides =
        named.length > 0 && named.every((source) => exists(`${own}/${source}`) && !exists(source));
      const folder = (told ?? (own !== '' && besides ? own : '')).replace(/\/$/, '');
      const prefix = folder === '' ? '' : `${folder}/`;
      const whole = recipe.copies.find(
        ({ sources, later }) => !later && sources.some((source) => /^(?:\.\/?|\/)$/.test(source)),
      );
      // The file beside the Dockerfile that carries its name comes before the one of the context.
      const ignoreFile = [`${recipe.path}.dockerignore`, `${prefix}.dockerignore`].find((path) =>
        tree.has(path),
      );
      let ignored: (path: string) => boolean = () => false;
      let problem: string | undefined;
      if (ignoreFile !== undefined) {
        try {
          ignored = parseDockerignore(await readText(project.source, ignoreFile));
        } catch (error) {
          if (!(error instanceof CannotTell)) throw error;
          problem = error.message;
        }
      }
      const environments = tree.all
        .filter(({ path }) => path.startsWith(prefix) && baseName(path) === 'pyvenv.cfg')
        .map(({ path }) => folderOf(path));
      const held = new Map<string, SentFolder & { passes: number }>();
      for (const { path, size, kind } of tree.all) {
        if (kind !== 'file' || !path.startsWith(prefix)) continue;
        const inside = path.slice(prefix.length);
        const parts = inside.split('/');
        const depth = parts.slice(0, -1).findIndex((part) => HEAVY_FOLDER.test(part));
        const environment = environments.find((place) => place !== '' && path.startsWith(`${place}/`));
        const isHeavy = depth >= 0 ? !CODE.test(path) : HEAVY_FILE.test(path) && size >= LARGE;
        if (environment === undefined && !isHeavy) continue;
        const at = environment ?? (depth >= 0 ? prefix + parts.slice(0, depth + 1).join('/') : path);
        const known = held.get(at) ?? {
          path: at,
          what: environment ? 'environment' : 'data',
          bytes: 0,
          passes: 0,
        };
        known.bytes += size;
        if (!ignored(inside)) known.passes += size;
        held.set(at, known);
      }
      const large = [...held.values()].filter(({ what, bytes }) => what === 'environment' || bytes >= LARGE);
      large.sort((a, b) => b.bytes - a.bytes);
      const git: SentFolder[] =
        tree.from === 'git' && folder === '' && !project.part?.folder
          ? [{ path: '.git', what: 'git', bytes: 0 }]
          : [];
      contexts.push({
        recipe: recipe.path,
        folder,
        wholeAt: whole?.at,
        ignoreFile,
        holds: [...large.map(({ passes: _, ...rest }) => rest), ...git],
        sent: [
          ...large
            .filter(({ what, passes }) => passes >= LARGE || (what === 'environment' && passes > 0))
            .map(({ path, what, passes }) => ({ path, what, bytes: passes })),
          ...git.filter(() => !ignored('.git/config')),
        ],
        problem,
      });
    }
    return { contexts };
  },
});
