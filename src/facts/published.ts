import { isDataCode } from './datasets/uses.js';
import { datasets as datasetsFact } from './datasets.js';
import { groupOfPath } from './dependencies/groups.js';
import type { ProjectDocument } from './documents/model.js';
import { targetPath } from './documents/targets.js';
import { documents as documentsFact } from './documents.js';
import { defineFact } from './fact.js';
import { files as filesFact, isTest } from './files.js';
import { git as gitFact } from './git.js';
import { weightLinks } from './models/published.js';
import { models as modelsFact } from './models.js';
import { baseName, folderOf } from './paths.js';
import { type Python, python as pythonFact } from './python/python.js';
import { argument, lastName, literal } from './python/values.js';

/** What shows that models or data are given to others. */
export interface Publication {
  what: 'model' | 'dataset';
  file: string;
  line?: number | undefined;
  cell?: number | undefined;
  /** In words, such as `push_to_hub()`. */
  how: string;
  /** False where it may be somebody else's, or need not be meant for others. */
  sure: boolean;
}

/** What the project publishes. */
export interface Published {
  /** Surest first. */
  readonly signs: readonly Publication[];
  /** Calls that write a card beside what they publish. Source: huggingface_hub docs, "Create and share Model Cards". */
  readonly cardsWritten: readonly { what: 'model' | 'dataset'; file: string; line: number; cell?: number }[];
}

const DATA =
  /\.(?:csv|tsv|parquet|jsonl|arff|arrow|feather|xlsx|npz|npy|h5|hdf5|sqlite|csv\.gz|json\.gz|mat)$/i;
const DATA_FOLDER = /^(?:data|datasets?|raw|corpus)\//i;
/** Folders of samples, of what documents show, and of records of runs. */
const ASIDE =
  /(?:^|\/)(?:fixtures?|examples?|docs?|notebooks?|results?|logs?|outputs?|figures?|lightning_logs|wandb|mlruns|mlartifacts|tb_logs|runs)\//i;
/** Below this size, in bytes, tracked data is a sample. */
const TOY = 2_000;
const ZOO =
  /\b(?:model zoo|(?:released?|available|our|trained|pre-?trained) (?:models?|weights|checkpoints)|checkpoints|models? weights|weights)\b/i;
const DATA_SECTION =
  /\b(?:our|released?|new|the) (?:data ?sets?|data|corpus|benchmark)\b|\bdata ?set (?:download|release|access)\b/i;

/**
 * Models and datasets that the project gives to others: pushed to a hub, linked from its own documents, or tracked in git and
 * spoken of there. What only lies in git may be no more than what a run needs.
 */
export const published = defineFact<Published>({
  name: 'published',
  timeLimitMs: 360_000,
  async collect(project) {
    const [files, python, documents, git, data, models] = await Promise.all([
      project.get(filesFact),
      project.get(pythonFact),
      project.get(documentsFact),
      project.get(gitFact),
      project.get(datasetsFact),
      project.get(modelsFact),
    ]);
    const { pushed, cardsWritten } = inCode(python);
    const found = pushed;
    if (files.from === 'git' || git.kind === 'ok') {
      const isAside = (path: string) => isTest(path) || ASIDE.test(path);
      for (const { how, path } of models.versions) {
        if (how !== 'git' || path === undefined || isAside(path)) continue;
        const sure = documents.all.some((document) => speaksOf(document, path));
        found.push({ what: 'model', file: path, how: 'weights tracked in git', sure });
      }
      const produced = new Set(data.declared.filter(({ produced }) => produced).map(({ path }) => path));
      const tables = files.own
        .filter(
          ({ path, size, kind, tracked }) =>
            tracked !== false &&
            kind === 'file' &&
            size >= TOY &&
            DATA.test(path) &&
            DATA_FOLDER.test(path) &&
            !isAside(path) &&
            !produced.has(path) &&
            !/(?:^|\/)(?:predictions?|submissions?|processed|interim)\b/i.test(path) &&
            documents.all.some((document) => speaksOf(document, path)),
        )
        .sort((a, b) => b.size - a.size);
      if (tables[0])
        found.push({ what: 'dataset', file: tables[0].path, how: 'data tracked in git', sure: false });
    }
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

function inCode(python: Python): {
  pushed: Publication[];
  cardsWritten: Published['cardsWritten'][number][];
} {
  const pushed: Publication[] = [];
  const cardsWritten: Published['cardsWritten'][number][] = [];
  for (const module of python.modules) {
    if (!isDataCode(module.path) || /^(?:test|examples|docs)$/.test(groupOfPath(module.path) ?? '')) continue;
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
      pushed.push({ what: isData ? 'dataset' : 'model', ...at, how: `${name}()`, sure: false });
    }
  }
  return { pushed, cardsWritten };
}

/** Whether a document links to a file or to its folder, or names it in code. */
function speaksOf({ path: from, links, inline }: ProjectDocument, path: string): boolean {
  return (
    links.some(({ target }) => {
      const to = targetPath(from, target)?.path;
      return to !== undefined && to !== '' && (to === path || to === folderOf(path));
    }) || inline.some(({ text }) => text.includes(baseName(path)))
  );
}

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
  const toWeights = new Map(weightLinks(document).map(({ link, to }) => [link, to]));
  for (const link of document.links) {
    const { target, line, section, image } = link;
    if (image) continue;
    const address = target.toLowerCase();
    const own = owners.some((web) => address.startsWith(`${web}/releases/download/`));
    const heading = document.headings[section]?.text ?? '';
    const weights = toWeights.get(link) === 'file' && /^https?:/i.test(target);
    const hub = toWeights.get(link) === 'hub';
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
