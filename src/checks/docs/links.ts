import { checkTargets } from '../../facts/documents/targets.js';
import { baseName } from '../../facts/paths.js';
import { count, defineCheck, fail, type Gap, pass, skip } from '../check.js';

export default defineCheck({
  id: 'docs/links',
  title: 'Every relative link and image in the README, docs and notebooks leads somewhere',
  severity: 'advised',
  scope: 'repository',
  why: 'A link to a file that is gone leaves the reader without the step or the figure that it promised.',
  fix: 'Correct the path, add the file, or take the link out.',
  source: 'https://github.github.com/gfm/#links',
  examples: {
    pass: { files: { 'README.md': 'See [training](docs/train.md).\n', 'docs/train.md': '# Training\n' } },
    fail: { files: { 'README.md': 'See [training](docs/train.md).\n' } },
  },
  needs: ['documents', 'files'],
  run({ documents, files }) {
    const read = [
      ...documents.all.filter(
        ({ path }) =>
          !path.includes('/') ||
          /^(?:docs?|documentation)\//i.test(path) ||
          /^readme\.\w+$/i.test(baseName(path)),
      ),
      ...documents.notebooks,
    ];
    if (read.length === 0) return skip('no README, no docs and no text in notebooks');
    const { checked, broken } = checkTargets(read, documents, files);
    if (checked === 0) return skip('no relative link in the README, docs and notebooks');
    const gaps: Gap[] = broken.map(({ document, link, to, reason, sure }) => ({
      message: `${link.image ? 'image' : 'link'} ${link.target.slice(0, 200)} ${reason}`,
      at: { file: document.path, cell: document.cell, line: link.line },
      confidence: sure ? 'certain' : 'possible',
      key: `${document.path} ${link.target}`,
      related: [{ file: to, message: 'what the link means' }],
    }));
    const data = { checked, broken: broken.filter(({ sure }) => sure).length };
    if (data.broken > 0)
      return fail(`${count(data.broken, 'link leads', 'links lead')} nowhere, of ${checked}`, gaps, { data });
    return pass(`${count(checked, 'relative link')} checked`, { gaps, data });
  },
});
