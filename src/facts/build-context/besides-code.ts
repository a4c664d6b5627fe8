import type { Files } from '../files.js';
import { baseName, folderOf } from '../paths.js';

/** Files of the tree that the builder receives and that no image should be built from. */
export interface SentFolder {
  /** A folder or file of the project, from its root. */
  path: string;
  what: 'data' | 'environment' | 'secrets' | 'git';
  /** Bytes of the files in it that are sent; 0 where the size is not known. */
  bytes: number;
  /** It lies on this machine only: git does not hold it. */
  local?: boolean | undefined;
}

/** One of them, and how much of it the .dockerignore lets through; undefined where it is kept out. */
export type Judged = SentFolder & { passes: number | undefined };

export const HEAVY_FOLDER = /^(?:data|datasets?|models|checkpoints?|outputs?|mlruns|wandb|weights)$/i;
export const HEAVY_FILE =
  /\.(?:csv|tsv|parquet|feather|arrow|h5|hdf5|npy|npz|pkl|pickle|pt|pth|ckpt|safetensors|onnx|bin|gguf|joblib|tfrecord|zip|tar|gz|tgz|zst|bz2|xz|7z|jsonl|db|sqlite|mat|nii|wav|mp4)$/i;
export const CODE = /\.(?:py|pyi|md|rst|ya?ml|toml|cfg|ini|sh|ipynb|r|jl|c|cc|cpp|cu|h|js|ts|html|css)$/i;
/** Less than this many bytes is small enough to belong to the code: samples, fixtures. */
const LARGE = 1_000_000;

/** What the listed files of a context hold besides code: folders of data, models and environments, and large files of data, the largest first. */
export function besidesCode(tree: Files, folder: string, ignored: (path: string) => boolean): Judged[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const inContext = tree.all.filter(({ kind, path }) => kind === 'file' && path.startsWith(prefix));
  const environments = inContext
    .filter(({ path }) => baseName(path) === 'pyvenv.cfg' && path !== `${prefix}pyvenv.cfg`)
    .map(({ path }) => `${folderOf(path)}/`);
  const held = new Map<string, { what: 'data' | 'environment'; bytes: number; passes: number }>();
  for (const { path, size } of inContext) {
    const inside = path.slice(prefix.length);
    const parts = inside.split('/');
    const depth = parts.slice(0, -1).findIndex((part) => HEAVY_FOLDER.test(part));
    const environment = environments.find((place) => path.startsWith(place));
    const isHeavy = depth >= 0 ? !CODE.test(path) : HEAVY_FILE.test(path) && size >= LARGE;
    if (environment === undefined && !isHeavy) continue;
    const at =
      environment?.slice(0, -1) ?? (depth >= 0 ? prefix + parts.slice(0, depth + 1).join('/') : path);
    const known = held.get(at) ?? { what: environment ? 'environment' : 'data', bytes: 0, passes: 0 };
    known.bytes += size;
    if (!ignored(inside)) known.passes += size;
    held.set(at, known);
  }
  return [...held]
    .filter(([, { what, bytes }]) => what === 'environment' || bytes >= LARGE)
    .sort(([, a], [, b]) => b.bytes - a.bytes)
    .map(([path, { what, bytes, passes }]) => ({
      path,
      what,
      bytes,
      passes: passes >= LARGE || (what === 'environment' && passes > 0) ? passes : undefined,
    }));
}
