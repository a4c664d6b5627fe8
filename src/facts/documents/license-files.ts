import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { parseIni } from '../formats/ini.js';
import { parseToml, tableAt } from '../formats/toml.js';
import { childOf, itemsOf, parseYaml, textOf } from '../formats/yaml.js';
import { baseName, depthOf } from '../paths.js';
import { attempt } from './attempt.js';
import { frontMatterOf } from './front-matter.js';
import { licenseOf } from './licenses.js';
import type { Documents, FileProblem, LicenseFile } from './model.js';

/** Most licence files that are read. */
const MOST = 50;
const NAME = /^(?:(?:un)?licen[sc]es?|copying|(?:mit|apache|bsd)-licen[sc]e)(?:[-_.][\w.+-]+)?$/i;
const NO_TEXT = /\.(?:py|json|ya?ml|js|ts|toml|png|svg|jpe?g|h|c|cpp|spdx|html?|csv|ipynb|tmpl|j2)$/i;

/**
 * Licence files: at the root, in the folder `LICENSES` as REUSE keeps them, and one or two folders deep, where they cover
 * that folder only. Source: REUSE specification 3.3; GitHub docs, "Licensing a repository".
 */
export async function licenseFilesOf(
  project: Project,
  tree: Files,
  problems: FileProblem[],
): Promise<LicenseFile[]> {
  const candidates = tree.own.flatMap(({ path, kind }) => {
    if (kind === 'missing' || NO_TEXT.test(path) || path.includes('{{')) return [];
    const depth = depthOf(path);
    if (/^LICENSES\/[\w.+-]+\.(?:txt|md)$/.test(path)) return [{ path, nested: false }];
    return depth <= 2 && NAME.test(baseName(path)) ? [{ path, nested: depth > 0 }] : [];
  });
  const found: LicenseFile[] = [];
  for (const { path, nested } of candidates
    .sort((a, b) => Number(a.nested) - Number(b.nested))
    .slice(0, MOST)) {
    const text = await attempt(project.source, path, nested ? [] : problems);
    if (text === undefined) continue;
    const first = text.split('\n').findIndex((line) => line.trim() !== '');
    const known = licenseOf(text);
    found.push({
      path,
      spdx: known?.spdx,
      also: known?.also ?? [],
      limited: known?.limited,
      nested,
      line: Math.max(0, first) + 1,
      empty: first < 0,
    });
  }
  return found;
}

type Declared = Documents['declaredLicenses'][number];

/** What manifests, CITATION.cff and the README's front matter say of the licence; broken files are told elsewhere. */
export async function declaredLicensesOf(project: Project, tree: Files): Promise<Declared[]> {
  const out: Declared[] = [];
  const read = async (path: string, take: (text: string) => void) => {
    if (!tree.has(path)) return;
    const text = await attempt(project.source, path, []);
    if (text === undefined) return;
    try {
      take(text);
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
    }
  };
  await read('pyproject.toml', (text) => out.push(...ofPyproject(text)));
  await read('setup.cfg', (text) => {
    const license = parseIni(text).sections.get('metadata')?.get('license');
    if (license) out.push({ path: 'setup.cfg', line: license.line, text: license.text });
  });
  await read('CITATION.cff', (text) => {
    const { document, line } = parseYaml(text);
    const node = childOf(document.contents, 'license');
    // A list of licences means a choice among them.
    const names = [textOf(node), ...itemsOf(node).map(textOf)].filter((name) => name !== undefined);
    if (names.length > 0) out.push({ path: 'CITATION.cff', line: line(node), text: names.join(' OR ') });
  });
  await read('README.md', (text) => {
    const matter = frontMatterOf(text);
    const name = matter && textOf(childOf(matter.root, 'license'));
    // `other` and `unknown` are words of the hub's own.
    if (matter && name && !/^(?:other|unknown)$/i.test(name))
      out.push({ path: 'README.md', line: matter.line(childOf(matter.root, 'license')), text: name });
  });
  return out;
}

function ofPyproject(text: string): Declared[] {
  const out: Declared[] = [];
  const toml = parseToml(text);
  for (const path of [['project'], ['tool', 'poetry']]) {
    const table = tableAt(toml.data, ...path);
    const license = table?.license;
    const named = typeof license === 'string' ? license : tableAt(toml.data, ...path, 'license')?.text;
    if (typeof named === 'string' && named.length < 200)
      out.push({ path: 'pyproject.toml', line: toml.line([...path, 'license']), text: named });
    for (const classifier of Array.isArray(table?.classifiers) ? table.classifiers : []) {
      const name =
        typeof classifier === 'string'
          ? /^License :: (?:OSI Approved :: )?(.{1,100})$/.exec(classifier)?.[1]
          : undefined;
      // `OSI Approved` alone names none.
      if (name && !/^OSI Approved$/.test(name) && named === undefined)
        out.push({ path: 'pyproject.toml', line: toml.line([...path, 'classifiers']), text: name });
    }
  }
  return out;
}
