import { spdxOfName } from '../../facts/documents/licenses.js';
import type { Documents, LicenseFile } from '../../facts/documents/model.js';
import { defineCheck, fail, type Gap, partial, pass, unknown } from '../check.js';

const MIT =
  'MIT License\n\nCopyright (c) 2024 A. Author\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\nof this software ... The above copyright notice and this permission notice shall be included in all\ncopies or substantial portions of the Software.\n';

export default defineCheck({
  id: 'docs/license',
  title: 'A licence file at the root holds a known licence',
  severity: 'required',
  scope: 'repository',
  why: 'Without a licence nobody else may legally run, change or share the code, so nobody may reproduce the work.',
  fix: 'Add a LICENSE file with the full text of a licence (https://choosealicense.com).',
  source: 'https://spdx.org/licenses/',
  examples: {
    pass: { files: { LICENSE: MIT } },
    fail: { files: { 'README.md': '# Model\n\n## License\n\nMIT\n' } },
  },
  needs: ['documents'],
  run({ documents: { licenses: all, declaredLicenses, readme, problems } }) {
    const licenses = all.filter(({ nested }) => !nested);
    const known = licenses.filter(({ spdx }) => spdx !== undefined);
    const [first] = known;
    const files = licenses.map(({ path }) => path);
    const unread = problems.filter(({ path }) => /^(?:un)?licen[sc]e|^copying/i.test(path));
    if (first?.spdx) {
      const data = { license: first.spdx, files };
      const evidence = known.map(
        ({ path, line, spdx, also }) => `${path}:${line} ${[spdx, ...also].join(', ')}`,
      );
      const gaps = contradictions(known, declaredLicenses, known.length === licenses.length);
      const limited = known.find((file) => file.limited !== undefined);
      if (limited) {
        return partial(
          `${limited.path} is ${limited.spdx} with terms added`,
          [
            {
              message: `${limited.path} adds terms to ${limited.spdx}: "${limited.limited}"`,
              at: { file: limited.path, line: limited.line },
              fix: 'Use the unchanged text of a licence that says what you mean, such as PolyForm-Noncommercial-1.0.0 or CC-BY-NC-4.0.',
              confidence: 'likely',
              key: 'limited',
            },
            ...gaps,
          ],
          { evidence, data },
        );
      }
      return pass(first.spdx, { gaps, evidence, data });
    }
    const [strange] = licenses.filter(({ empty }) => !empty);
    if (strange) {
      return partial(
        `${strange.path} matches no licence of the SPDX list`,
        [
          {
            message: `${strange.path} matches no known licence text`,
            at: { file: strange.path, line: strange.line },
            fix: 'Use the unchanged text of a licence from https://spdx.org/licenses/.',
          },
        ],
        { data: { license: null, files } },
      );
    }
    if (unread[0]) return unknown(unread[0].message, { data: { license: null } });
    const section = readme?.headings.find(({ text }) => /^\W*licen[sc]e\b/i.test(text));
    const [named] = declaredLicenses;
    const gaps: Gap[] = [
      ...licenses.map(({ path }) => ({ message: `${path} is empty`, at: { file: path } })),
      ...all
        .filter(({ nested, spdx }) => nested && spdx !== undefined)
        .map(({ path, line, spdx }) => ({
          message: `${path} (${spdx}) covers its folder only`,
          at: { file: path, line },
        })),
      ...(section && readme
        ? [
            {
              message: `${readme.path} speaks of a licence, but no licence file exists`,
              at: { file: readme.path, line: section.line },
            },
          ]
        : []),
      ...(named
        ? [
            {
              message: `${named.path} names the licence ${named.text}, but no licence file exists`,
              at: { file: named.path, line: named.line },
            },
          ]
        : []),
    ];
    if (gaps.length === 0) gaps.push({ message: 'no licence file at the root' });
    return fail('no licence file', gaps, { data: { license: null, files } });
  },
});

/** Manifests that name only licences whose text no file holds. Files that nobody knows may hold them. */
function contradictions(
  known: readonly LicenseFile[],
  declared: Documents['declaredLicenses'],
  sure: boolean,
): Gap[] {
  const family = (id: string) => id.replace(/-(?:only|or-later)$|\+$/, '');
  const held = new Set(known.flatMap(({ spdx, also }) => [spdx ?? '', ...also]).map(family));
  const shown = known[0]!;
  return declared.flatMap(({ path, line, text }): Gap[] => {
    const named = spdxOfName(text);
    if (named.length === 0 || named.some((id) => held.has(family(id)))) return [];
    return [
      {
        message: `${path} names the licence ${text}, ${shown.path} is ${shown.spdx}`,
        at: { file: path, line },
        confidence: sure ? 'likely' : 'possible',
      },
    ];
  });
}
