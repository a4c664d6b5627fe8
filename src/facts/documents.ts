import { CannotTell } from '../errors.js';
import { attempt } from './documents/attempt.js';
import { checkCitation } from './documents/citation.js';
import { frontMatterKeys } from './documents/front-matter.js';
import { declaredLicensesOf, licenseFilesOf } from './documents/license-files.js';
import type {
  CitationFile,
  Documents,
  DocumentText,
  FileProblem,
  ProjectDocument,
} from './documents/model.js';
import { notebookCells } from './documents/notebooks.js';
import { dvcOuts } from './dvc-outs.js';
import { defineFact, type Project } from './fact.js';
import { type Files, files } from './files.js';
import { parseMarkdown } from './formats/markdown.js';
import { parsePlain, parseRst } from './formats/plain-document.js';
import { baseName, folderOf } from './paths.js';

/** Most documents beside the README that are read. */
const MOST = 1_000;
const README = /^readme(?:\.(?:md|markdown|mdown|mkd|rst|txt|org|adoc))?$/i;
const FORMATS: readonly [RegExp, ProjectDocument['format']][] = [
  [/\.(?:md|markdown|mdown|mkd|mdx)$/i, 'markdown'],
  [/\.rst$/i, 'rst'],
  [/\.org$/i, 'org'],
  [/./, 'text'],
];

/** The project's README and documentation, its licence files and its CITATION.cff. */
export const documents = defineFact<Documents>({
  name: 'documents',
  timeLimitMs: 60_000,
  async collect(project) {
    const tree = await project.get(files);
    const problems: FileProblem[] = [];
    const all: ProjectDocument[] = [];
    for (const path of documentPaths(tree)) {
      const text = await attempt(project.source, path, problems);
      if (text === undefined) continue;
      const format = FORMATS.find(([pattern]) => pattern.test(path))![1];
      try {
        const keys = format === 'markdown' ? frontMatterKeys(text) : undefined;
        all.push({ path, format, ...parse(text, format), ...(keys ? { frontMatter: keys } : {}) });
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
        problems.push({ path, message: error.message });
      }
    }
    const readmes = all
      .filter(({ path }) => README.test(baseName(path)) && rank(path) < 100)
      .sort((a, b) => rank(a.path) - rank(b.path));
    const byPath = new Map(all.map((document) => [document.path, document]));
    return {
      readme: readmes[0],
      all,
      notebooks: await notebookCells(project, tree),
      licenses: await licenseFilesOf(project, tree, problems),
      declaredLicenses: await declaredLicensesOf(project, tree),
      citation: await citationOf(project, tree, problems),
      problems,
      fetched: (await dvcOuts(project)).map(({ path }) => path),
      get: (path) => byPath.get(path),
    };
  },
});

function parse(text: string, format: ProjectDocument['format']): DocumentText {
  if (format === 'markdown') return parseMarkdown(text);
  return format === 'rst' ? parseRst(text) : parsePlain(text, format);
}

/** READMEs, the Markdown at the root, and everything in docs/; sorted. */
function documentPaths(tree: Files): string[] {
  const paths = tree.own
    .filter(({ path, kind }) => {
      if (kind === 'missing' || path.includes('{{')) return false;
      const depth = path.split('/').length - 1;
      const name = baseName(path);
      if (README.test(name) && depth <= 1) return true;
      if (depth === 0)
        return (
          /\.(?:md|markdown|rst)$/i.test(name) || /^(?:changelog|changes|history|news)(?:\.txt)?$/i.test(name)
        );
      return /^(?:docs?|documentation)\//i.test(path)
        ? /\.(?:md|markdown|rst)$/i.test(name)
        : /\.md$/i.test(name) && depth <= 3;
    })
    .map(({ path }) => path);
  const first = paths.filter((path) => rank(path) < 100);
  return [...new Set([...first, ...paths.slice(0, MOST)])].sort();
}

/** Lower is shown first; 100 and above is the README of a part. Source: GitHub docs, "About READMEs" (there .github comes first). */
function rank(path: string): number {
  const folder = folderOf(path).toLowerCase();
  const place =
    folder === '' ? 0 : folder === 'docs' || folder === 'doc' ? 20 : folder === '.github' ? 40 : 100;
  if (!README.test(baseName(path))) return 100;
  return place + (/\.(?:md|markdown)$/i.test(path) ? 0 : /\.rst$/i.test(path) ? 1 : 2);
}

async function citationOf(
  project: Project,
  tree: Files,
  problems: FileProblem[],
): Promise<CitationFile | undefined> {
  const entry = tree.own.find(({ path, kind }) => /^citation\.cff$/i.test(path) && kind !== 'missing');
  const text = entry && (await attempt(project.source, entry.path, problems));
  return entry && text !== undefined ? checkCitation(entry.path, text) : undefined;
}
