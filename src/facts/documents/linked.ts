import type { Documents, ProjectDocument } from './model.js';
import { targetPath } from './targets.js';

const APART =
  /(?:^|\/)(?:contributing|changelog|history|code_of_conduct|security|authors|governance|news|release[-_ ]?notes)[^/]*$/i;

/** Documents of the project that a document links to, each once, in the order of the links. */
export function byLinks(document: ProjectDocument, { get }: Documents): ProjectDocument[] {
  const found = new Set<ProjectDocument>();
  for (const { target, image } of document.links) {
    if (image) continue;
    const path = targetPath(document.path, target)?.path;
    if (path === undefined || APART.test(path)) continue;
    const linked = get(path) ?? get(`${path}/README.md`) ?? get(`${path}.md`);
    if (linked && linked !== document) found.add(linked);
  }
  return [...found].slice(0, 50);
}
