import { type Files, isForeign } from '../files.js';
import { folderOf, isWithin } from '../paths.js';
import type { Documents, Link, ProjectDocument } from './model.js';

/** A link of a document that leads nowhere. */
export interface BrokenLink {
  document: ProjectDocument;
  link: Link;
  /** The file that is meant, from the root; it may not be there. */
  to: string;
  /** What is wrong, in words that follow the target. */
  reason: string;
  /** False where a site generator or a hand-set anchor may make the target. */
  sure: boolean;
}

/** Files that show that a documentation tool turns docs into a site with roots and pages of its own. */
const SITE =
  /(?:^|\/)(?:mkdocs[\w.-]*\.ya?ml|conf\.py|docusaurus\.config\.\w+|_config\.yml|book\.toml|_quarto\.yml|antora\.yml|\.vitepress\/.*|zensical\.toml|_toc(?:tree)?\.yml|sidebars\.js)$/;

/** A host name at the start of what was meant as an address. */
const HOST = /^(?:[a-z\d-]{1,60}\.){1,5}(?:com|org|io|net|ai|dev|edu|gov)(?:[/?#]|$)/i;
/** Endings of files that people write; others are made, such as `.html`. */
const WRITTEN =
  /\.(?:md|mdx|markdown|rst|txt|ipynb|py|ya?ml|toml|json|cfg|ini|sh|r|jl|csv|tsv|png|jpe?g|gif|svg|webp|pdf|mp4|zip)$/i;

/**
 * The path in the project that a link of a document leads to, and its anchor; undefined for a link that leads elsewhere:
 * another host, a template, nothing, or above the root (as GitHub's `../../issues`).
 */
export function targetPath(from: string, target: string): { path: string; anchor: string } | undefined {
  const plain = target.trim().replace(/^<|>$/g, '');
  if (plain === '' || plain.length > 1000 || /^[a-z][a-z0-9+.-]*:|^\/\/|[{}<>$*|]|^@/i.test(plain))
    return undefined;
  const hash = plain.indexOf('#');
  const anchor = hash < 0 ? '' : plain.slice(hash + 1);
  const written = (hash < 0 ? plain : plain.slice(0, hash)).split('?', 1)[0]!.replaceAll('\\', '/');
  const path = decoded(written);
  if (path === '') return { path: hash >= 0 ? from : '', anchor };
  const parts = path.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.length === 0) return undefined;
      parts.pop();
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return { path: parts.join('/'), anchor: decoded(anchor) };
}

/** Relative links and images of the documents, those that lead nowhere, and how many were looked at. */
export function checkTargets(
  read: readonly ProjectDocument[],
  documents: Documents,
  files: Files,
): { checked: number; broken: BrokenLink[] } {
  const folders = new Set<string>(['', ...files.submodules]);
  const lower = new Map<string, string>();
  for (const { path } of files.all) {
    lower.set(path.toLowerCase(), path);
    for (
      let at = path.lastIndexOf('/');
      at > 0 && !folders.has(path.slice(0, at));
      at = path.lastIndexOf('/', at - 1)
    )
      folders.add(path.slice(0, at));
  }
  const site = files.all.some(({ path }) => SITE.test(path));
  const exists = (path: string) =>
    files.has(path) ||
    folders.has(path) ||
    files.submodules.some((folder) => path.startsWith(`${folder}/`)) ||
    documents.fetched.some((out) => isWithin(path, out) || isWithin(out, path));
  const broken: BrokenLink[] = [];
  let checked = 0;
  for (const document of read) {
    // A link to a file that is linked elsewhere leads from there: its target is judged where it stands.
    if (files.get(document.path)?.kind === 'symlink') continue;
    const inSite = site && /^(?:docs?|documentation|website|site|book)\//i.test(document.path);
    for (const link of document.links) {
      const target = targetPath(document.path, link.target);
      if (!target || (isForeign(`${target.path}/x`) && !exists(target.path))) continue;
      checked++;
      const rooted = link.target.startsWith('/');
      const candidates =
        rooted && inSite
          ? [target.path, ...siteRoots(document.path).map((root) => `${root}${target.path}`)]
          : [target.path];
      const found = candidates.flatMap((path) => [path, ...pages(path)]).find(exists);
      if (found === undefined) {
        const other = lower.get(target.path.toLowerCase());
        const page = !WRITTEN.test(target.path);
        // Folders that nobody keeps, and names such as `package.module.Class`, are made when the site is built.
        const made =
          page || rooted || link.image || document.format === 'rst' || !folders.has(folderOf(target.path));
        broken.push({
          document,
          link,
          to: target.path,
          reason:
            other !== undefined
              ? `does not exist; the file is called ${other}`
              : /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(link.target)
                ? 'is an e-mail address without `mailto:`'
                : HOST.test(link.target)
                  ? 'is an address without `https://`'
                  : /^\(https?:/i.test(link.target)
                    ? 'is an address with a bracket too many'
                    : 'does not exist',
          sure: !(inSite && made) && files.truncated === undefined,
        });
        continue;
      }
      const linked = documents.get(found);
      const anchor = target.anchor.toLowerCase();
      if (
        linked?.format !== 'markdown' ||
        anchor === '' ||
        anchor === 'top' ||
        /^l\d+|^:~:|^readme$/.test(anchor)
      )
        continue;
      const known =
        linked.headings.some(({ slug }) => slug === anchor || loose(slug) === loose(anchor)) ||
        linked.anchors.some(
          (name) => name.toLowerCase() === anchor || `user-content-${anchor}` === name.toLowerCase(),
        );
      if (!known)
        broken.push({ document, link, to: found, reason: 'names no heading of the document', sure: false });
    }
  }
  return { checked, broken };
}

/** Anchors of emoji and punctuation differ between renderers. */
function loose(slug: string): string {
  return slug.replace(/[^\p{L}\p{N}]+/gu, '');
}

function pages(path: string): string[] {
  return [
    `${path}.md`,
    `${path}.mdx`,
    `${path}.rst`,
    `${path}.ipynb`,
    `${path}/index.md`,
    `${path}/README.md`,
    path.replace(/\.html?$/, '.md'),
    path.replace(/\.html?$/, '.rst'),
  ];
}

function siteRoots(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return [
    ...parts.map((_, depth) => `${parts.slice(0, depth + 1).join('/')}/`),
    `${parts[0] ?? ''}/static/`,
    'static/',
    `${parts[0] ?? ''}/docs/`,
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
