import { spdxOfName } from '../../facts/documents/licenses.js';
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
  run({ documents: { licenses, declaredLicenses, readme, problems } }) {
    const known = licenses.filter(({ spdx }) => spdx !== undefined);
    const [first] = known;
    const unread = problems.filter(({ path }) => /^(?:un)?licen[sc]e|^copying/i.test(path));
    if (first?.spdx) {
      const family = (id: string) => id.replace(/-(?:only|or-later)$/, '');
      const gaps: Gap[] = declaredLicenses.flatMap(({ path, line, text }) => {
        const named = spdxOfName(text);
        return named === undefined || known.some(({ spdx }) => family(spdx!) === family(named))
          ? []
          : [
              {
                message: `${path} names the licence ${text}, ${first.path} is ${first.spdx}`,
                at: { file: path, line },
                confidence: 'likely' as const,
              },
            ];
      });
      return pass(first.spdx, {
        gaps,
        evidence: known.map(({ path, line, spdx }) => `${path}:${line} ${spdx}`),
        data: { license: first.spdx, files: licenses.map(({ path }) => path) },
      });
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
        { data: { license: null, files: licenses.map(({ path }) => path) } },
      );
    }
    if (unread[0]) return unknown(unread[0].message, { data: { license: null } });
    const section = readme?.headings.find(({ text }) => /^\W*licen[sc]e\b/i.test(text));
    const [named] = declaredLicenses;
    const gaps: Gap[] = [
      ...licenses.map(({ path }) => ({ message: `${path} is empty`, at: { file: path } })),
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
    return fail('no licence file', gaps, {
      data: { license: null, files: licenses.map(({ path }) => path) },
    });
  },
});
