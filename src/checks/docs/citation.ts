import { defineCheck, fail, partial, pass } from '../check.js';

export default defineCheck({
  id: 'docs/citation',
  title: 'The project says how to cite it',
  severity: 'optional',
  scope: 'repository',
  why: 'A citation names the exact work that others reproduce or build upon.',
  fix: 'Add a CITATION.cff (https://citation-file-format.github.io/cff-initializer-javascript) or a BibTeX entry to the README.',
  source: 'https://github.com/citation-file-format/citation-file-format/blob/main/schema-guide.md',
  examples: {
    pass: {
      files: {
        'CITATION.cff':
          'cff-version: 1.2.0\nmessage: Please cite this.\ntitle: Model\nauthors:\n  - family-names: Author\n    given-names: Ann\n',
      },
    },
    fail: { files: { 'README.md': '# Model\n' } },
  },
  needs: ['documents'],
  run({ documents: { citation, readme } }) {
    const data = { file: citation?.path ?? null, bibtex: (readme?.bibtex.length ?? 0) > 0 };
    const entries = readme?.bibtex.map((line) => `${readme.path}:${line} BibTeX entry`) ?? [];
    const gaps =
      citation?.problems.map(({ path, line, message }) => ({ message, at: { file: path, line } })) ?? [];
    if (citation && gaps.length === 0)
      return pass(`${citation.path} is valid`, { evidence: [citation.path, ...entries], data });
    if (citation) return partial(`${citation.path} has errors`, gaps, { evidence: entries, data });
    if (entries.length > 0) return pass('BibTeX entry in the README', { evidence: entries, data });
    return fail(
      'neither a CITATION.cff nor a BibTeX entry in the README',
      [{ message: 'no citation is given' }],
      { data },
    );
  },
});
