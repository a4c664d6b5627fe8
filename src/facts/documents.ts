import { CannotTell } from '../errors.js';
import { checkCitation } from './documents/citation.js';
import { spdxOf } from './documents/licenses.js';
import type {
  CitationFile,
  Documents,
  DocumentText,
  FileProblem,
  LicenseFile,
  ProjectDocument,
} from './documents/model.js';
import { defineFact, type Project } from './fact.js';
import { type Files, files } from './files.js';
import { parseIni } from './formats/ini.js';
import { parseMarkdown } from './formats/markdown.js';
import { parsePlain, parseRst } from './formats/plain-document.js';
import { parseToml, tableAt } from './formats/toml.js';
import { baseName, folderOf } from './paths.js';
import { readText } from './source.js';

/** Largest document that is read, in bytes; larger ones hold data. */
const LARGEST = 2 * 1024 * 1024;
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
      const text = await attempt(project, path, problems);
      if (text === undefined) continue;
      const format = FORMATS.find(([pattern]) => pattern.test(path))![1];
      try {
        all.push({ path, format, ...parse(text, format) });
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
      licenses: await licensesOf(project, tree, problems),
      declaredLicenses: await declared(project, tree),
      citation: await citationOf(project, tree, problems),
      problems,
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
      if (depth === 0) return /\.(?:md|markdown|rst)$/i.test(name);
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

async function licensesOf(project: Project, tree: Files, problems: FileProblem[]): Promise<LicenseFile[]> {
  const found: LicenseFile[] = [];
  const candidates = tree.own.filter(
    ({ path, kind }) =>
      kind !== 'missing' &&
      (/^(?:(?:un)?licen[sc]e|copying|mit-licen[sc]e)(?:[-_.][\w.+-]+)?$/i.test(path) ||
        /^LICENSES\/[\w.+-]+\.(?:txt|md)$/i.test(path)) &&
      !/\.(?:py|json|ya?ml|js|toml|png|h|spdx)$/i.test(path),
  );
  for (const { path } of candidates.slice(0, 50)) {
    const text = await attempt(project, path, problems);
    if (text === undefined) continue;
    const first = text.split('\n').findIndex((line) => line.trim() !== '');
    found.push({ path, spdx: spdxOf(text), line: Math.max(0, first) + 1, empty: first < 0 });
  }
  return found;
}

/** Reads what manifests say of the licence; broken manifests are told elsewhere. */
async function declared(project: Project, tree: Files): Promise<Documents['declaredLicenses']> {
  const out: { path: string; line: number; text: string }[] = [];
  const quiet: FileProblem[] = [];
  if (tree.has('pyproject.toml')) {
    const text = await attempt(project, 'pyproject.toml', quiet);
    try {
      const toml = parseToml(text ?? '');
      for (const path of [['project'], ['tool', 'poetry']]) {
        const license = tableAt(toml.data, ...path)?.license;
        const named = typeof license === 'string' ? license : tableAt(toml.data, ...path, 'license')?.text;
        if (typeof named === 'string' && named.length < 200)
          out.push({ path: 'pyproject.toml', line: toml.line([...path, 'license']), text: named });
      }
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  if (tree.has('setup.cfg')) {
    const license = parseIni((await attempt(project, 'setup.cfg', quiet)) ?? '')
      .sections.get('metadata')
      ?.get('license');
    if (license) out.push({ path: 'setup.cfg', line: license.line, text: license.text });
  }
  return out;
}

async function citationOf(
  project: Project,
  tree: Files,
  problems: FileProblem[],
): Promise<CitationFile | undefined> {
  const entry = tree.own.find(({ path, kind }) => /^citation\.cff$/i.test(path) && kind !== 'missing');
  const text = entry && (await attempt(project, entry.path, problems));
  return entry && text !== undefined ? checkCitation(entry.path, text) : undefined;
}

async function attempt(project: Project, path: string, problems: FileProblem[]): Promise<string | undefined> {
  try {
    return await readText(project.source, path, LARGEST);
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    problems.push({ path, message: error.message });
    return undefined;
  }
}
