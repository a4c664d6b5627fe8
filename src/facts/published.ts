import { isDataCode } from './datasets/uses.js';
import { datasets as datasetsFact } from './datasets.js';
import { groupOfPath } from './dependencies/groups.js';
import type { ProjectDocument } from './documents/model.js';
import { documents as documentsFact } from './documents.js';
import { defineFact } from './fact.js';
import { files as filesFact, isTest } from './files.js';
import { git as gitFact } from './git.js';
import { baseName, folderOf } from './paths.js';
import { python as pythonFact } from './python/python.js';
import { argument, lastName, literal } from './python/values.js';

/** What shows that models or data are given to others. */
export interface Publication {
  what: 'model' | 'dataset';
  file: string;
  line?: number | undefined;
  cell?: number | undefined;
  /** In words, such as `push_to_hub()`. */
  how: string;
  /** False where it may be somebody else's, or is small. */
  sure: boolean;
}

/** What the project publishes. */
export interface Published {
  /** Surest first. */
  readonly signs: readonly Publication[];
  /** Calls that write a card beside what they publish. Source: huggingface_hub docs, "Create and share Model Cards". */
  readonly cardsWritten: readonly { what: 'model' | 'dataset'; file: string; line: number; cell?: number }[];
}

const WEIGHTS =
  /\.(?:safetensors|ckpt|pth|pt|onnx|gguf|tflite|keras|h5|hdf5|weights|caffemodel|mlmodel|pkl|pickle|joblib|bin|pdparams|npz|msgpack)$/i;
/** Endings that hold models whatever the folder. */
const SURE_WEIGHTS =
  /\.(?:safetensors|ckpt|pth|pt|onnx|gguf|tflite|keras|weights|caffemodel|mlmodel|pdparams)$/i;
const MODEL_FOLDER = /(?:^|\/)(?:models?|checkpoints?|weights?|pretrained|artifacts?|saved_models?)\//i;
const ADDRESS_OF_WEIGHTS =
  /^https?:\/\/[^\s?#]{3,500}\.(?:safetensors|ckpt|pth|pt|onnx|gguf|tflite|keras|h5|pkl|npz|tar|tgz|tar\.gz|zip)(?:[?#]|$)/i;
const DATA =
  /\.(?:csv|tsv|parquet|jsonl|arff|arrow|feather|xlsx|npz|npy|h5|hdf5|sqlite|csv\.gz|json\.gz|mat)$/i;
const DATA_FOLDER = /^(?:data|datasets?|raw|corpus)\//i;
/** Below this size, in bytes, tracked data or weights may be a sample; far below, they are one. */
const SAMPLE = 100_000;
const TOY = 2_000;
const HUB =
  /^https?:\/\/huggingface\.co\/(?!datasets\/|spaces\/|docs\/|papers\/|blog\/)[\w.-]+\/[\w.-]+\/?$/i;
const ZOO =
  /\b(?:model zoo|(?:released?|available|our|trained|pre-?trained) (?:models?|weights|checkpoints)|checkpoints|models? weights|weights)\b/i;
const DATA_SECTION =
  /\b(?:our|released?|new|the) (?:data ?sets?|data|corpus|benchmark)\b|\bdata ?set (?:download|release|access)\b/i;

/** Models and datasets that the project gives to others: pushed to a hub, tracked in git, or linked from its own README. */
export const published = defineFact<Published>({
  name: 'published',
  timeLimitMs: 360_000,
  async collect(project) {
    const [files, python, documents, git, data] = await Promise.all([
      project.get(filesFact),
      project.get(pythonFact),
      project.get(documentsFact),
      project.get(gitFact),
      project.get(datasetsFact),
    ]);
    const found: Publication[] = [];
    const cardsWritten: Published['cardsWritten'][number][] = [];
    for (const module of python.modules) {
      if (!isDataCode(module.path) || /^(?:test|examples|docs)$/.test(groupOfPath(module.path) ?? ''))
        continue;
      for (const call of module.calls) {
        const name = lastName(call.callee);
        if (/(?:model|dataset)_?card|^metadata_save$/i.test(name))
          cardsWritten.push({
            what: /dataset/i.test(name) ? 'dataset' : 'model',
            ...python.at(module, call.line),
          });
        if (name !== 'push_to_hub' && name !== 'upload_folder' && name !== 'upload_file') continue;
        if (name !== 'push_to_hub' && argument(call, 'repo_id') === undefined) continue;
        const type = literal(argument(call, 'repo_type')?.value);
        const isData =
          type === 'dataset' || (call.callee.kind === 'name' && /data|ds\./i.test(call.callee.path));
        if (type === 'space') continue;
        const at = python.at(module, call.line);
        found.push({ what: isData ? 'dataset' : 'model', ...at, how: `${name}()`, sure: false });
      }
    }
    const isAside = (path: string) =>
      isTest(path) ||
      /(?:^|\/)(?:fixtures?|examples?|docs?|notebooks?|results?|logs?|outputs?|figures?)\//i.test(path);
    const tracked = files.own.filter(
      ({ path, tracked, size, kind }) => tracked !== false && kind === 'file' && size > 0 && !isAside(path),
    );
    const code = new Set(files.own.flatMap(({ path }) => (path.endsWith('.py') ? [folderOf(path)] : [])));
    const weights = tracked
      .filter(
        ({ path }) =>
          !DATA_FOLDER.test(path) &&
          (SURE_WEIGHTS.test(path) ||
            // Beside code a pickle is a table that the code needs.
            (WEIGHTS.test(path) &&
              MODEL_FOLDER.test(path) &&
              !code.has(folderOf(path)) &&
              !code.has(folderOf(folderOf(path))))),
      )
      .sort((a, b) => b.size - a.size);
    const isGit = files.from === 'git' || git.kind === 'ok';
    if (weights[0] && isGit)
      found.push({
        what: 'model',
        file: weights[0].path,
        how: 'weights tracked in git',
        sure: weights[0].size >= SAMPLE,
      });
    const produced = new Set(data.declared.filter(({ produced }) => produced).map(({ path }) => path));
    const tables = tracked
      .filter(
        ({ path, size }) =>
          size >= TOY &&
          DATA.test(path) &&
          DATA_FOLDER.test(path) &&
          !produced.has(path) &&
          !/(?:^|\/)(?:predictions?|submissions?|processed|interim)\b/i.test(path),
      )
      .sort((a, b) => b.size - a.size);
    if (tables[0] && isGit)
      found.push({
        what: 'dataset',
        file: tables[0].path,
        how: 'data tracked in git',
        sure: tables[0].size >= SAMPLE,
      });
    const owners =
      git.kind === 'ok' ? git.remotes.flatMap(({ web }) => (web ? [web.toLowerCase()] : [])) : [];
    const pages = documents.all.filter(
      (document) =>
        document === documents.readme || /model[-_]?zoo|model[-_]?card/i.test(baseName(document.path)),
    );
    for (const document of pages) found.push(...inDocument(document, owners, document === documents.readme));
    return { signs: found.sort((a, b) => Number(b.sure) - Number(a.sure)), cardsWritten };
  },
});

function inDocument(document: ProjectDocument, owners: readonly string[], isReadme: boolean): Publication[] {
  const found: Publication[] = [];
  const keys = document.frontMatter;
  const file = document.path;
  for (const key of ['library_name', 'pipeline_tag', 'model-index', 'base_model']) {
    const line = keys?.get(key);
    if (line !== undefined && isReadme)
      found.push({ what: 'model', file, line, how: `front matter with ${key}`, sure: true });
  }
  for (const key of ['task_categories', 'dataset_info', 'size_categories', 'task_ids']) {
    const line = keys?.get(key);
    if (line !== undefined && isReadme)
      found.push({ what: 'dataset', file, line, how: `front matter with ${key}`, sure: true });
  }
  for (const { target, line, section, image } of document.links) {
    if (image) continue;
    const address = target.toLowerCase();
    const own = owners.some((web) => address.startsWith(`${web}/releases/download/`));
    const heading = document.headings[section]?.text ?? '';
    const weights = ADDRESS_OF_WEIGHTS.test(target) && !/\.(?:zip|tar|tgz|tar\.gz)(?:[?#]|$)/i.test(target);
    const hub = HUB.test(target);
    const archive = /^https?:\/\/(?:www\.)?(?:zenodo\.org\/records?\/|doi\.org\/10\.5281\/zenodo)/i.test(
      target,
    );
    if (own && weights) found.push({ what: 'model', file, line, how: 'weights in a release', sure: true });
    else if ((weights || hub || archive) && ZOO.test(heading))
      found.push({
        what: 'model',
        file,
        line,
        how: `weights linked under "${heading.slice(0, 60)}"`,
        sure: weights && (!isReadme || /\b(?:our|released?|trained|model zoo)\b/i.test(heading)),
      });
    else if (
      (archive || /^https?:\/\/huggingface\.co\/datasets\//i.test(target)) &&
      DATA_SECTION.test(heading)
    )
      found.push({
        what: 'dataset',
        file,
        line,
        how: `data linked under "${heading.slice(0, 60)}"`,
        sure: false,
      });
  }
  return found;
}
