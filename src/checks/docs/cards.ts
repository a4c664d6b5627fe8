import { cardFor } from '../../facts/documents/cards.js';
import { exampleRepository } from '../../facts/git/example.js';
import { defineCheck, fail, type Gap, listed, partial, pass, place, skip, unknown } from '../check.js';

const CARD =
  '# Model card\n\n## Intended use\n\nFlags claims for a second look by a person; it decides nothing alone.\n\n## Training data\n\nAnonymised claims of the years 2019 to 2023.\n\n## Evaluation\n\nRecall 0.885 on the claims of 2024, see the README.\n\n## Limitations\n\nClaims over 10,000 euros are rare in the data.\n';

export default defineCheck({
  id: 'docs/cards',
  title: 'Published models and datasets have a card',
  severity: 'optional',
  scope: 'repository',
  why: 'Who takes a model or a dataset without its purpose, origin, quality and limits uses it where it fails.',
  fix: 'Write MODEL_CARD.md (intended use, training data, evaluation, limitations) or DATA_CARD.md (purpose, sources, contents, limitations).',
  source: 'https://huggingface.co/docs/hub/model-cards',
  needs: ['published', 'documents'],
  examples: {
    pass: {
      files: { 'train.py': 'model.push_to_hub("me/fraud")\n', 'MODEL_CARD.md': CARD },
      facts: { git: exampleRepository() },
    },
    fail: {
      files: { 'README.md': '---\nlibrary_name: sklearn\n---\n# Fraud\n\nFinds fraudulent claims.\n' },
      facts: { git: exampleRepository() },
    },
  },
  run({ published, documents }) {
    const kinds = (['model', 'dataset'] as const).filter((kind) =>
      published.signs.some(({ what }) => what === kind),
    );
    if (kinds.length === 0) return skip('neither models nor data are published, as far as the files show');
    const gaps: Gap[] = [];
    const evidence: string[] = [];
    const shares = kinds.map((what) => {
      const sign = published.signs.find((one) => one.what === what)!;
      const card = cardFor(what, documents.all);
      const confidence = sign.sure ? ('likely' as const) : ('possible' as const);
      const { file, line, cell } = sign;
      const written = published.cardsWritten.find((one) => one.what === what);
      if (written && !card) {
        evidence.push(`${place(written)} writes the card of the ${what}`);
        return 1;
      }
      if (!card) {
        gaps.push({
          message: `no card tells of the ${what} (${place({ file, line, cell })} ${sign.how})`,
          at: { file, line, cell },
          confidence,
          key: what,
        });
        return 0;
      }
      evidence.push(`${card.path}:${card.line} card of the ${what}`);
      if (card.missing.length === 0) return 1;
      gaps.push({
        message: `${card.path}, the card of the ${what}, does not tell ${listed(card.missing)}`,
        at: { file: card.path, line: card.line },
        confidence,
        key: `${what} sections`,
      });
      return card.missing.length < 4 ? 0.5 : 0;
    });
    const data = {
      published: [...kinds],
      cards: Object.fromEntries(kinds.map((kind, index) => [kind, shares[index]! > 0])),
    };
    const good = shares.reduce<number>((sum, share) => sum + share, 0);
    if (good === kinds.length)
      return pass(`a card for each published ${kinds.join(' and ')}`, { evidence, data });
    if (good > 0)
      return partial(`cards are missing or incomplete (${kinds.join(', ')} published)`, gaps, {
        evidence,
        data,
        ratio: good / kinds.length,
      });
    // A card may stand at the hub, and a small file may be a sample: whether anything is published is not sure.
    if (gaps.every(({ confidence }) => confidence === 'possible'))
      return unknown(`whether a ${kinds.join(' or a ')} is published cannot be told from the files`, {
        gaps,
        data,
      });
    return fail(`no card for the published ${kinds.join(' and ')}`, gaps, { data });
  },
});
