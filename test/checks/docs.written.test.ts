import { exampleRepository } from '../../src/facts/git/example.js';
import { checkNamed, verify } from '../support/verify.js';

const SAID = 'Recall is the primary metric, since a missed fraud costs far more than a false alarm does.';
const TEMPLATE =
  '# {short title}\n\n## Status\n\n{proposed | accepted}\n\n## Context\n\nWhat is the issue that we see?\n\n## Decision\n\nWhat is the change that we are proposing?\n';

verify(checkNamed('docs/decisions'), {
  pass: {
    'a record without headings': {
      files: { 'docs/decisions/0002-metric.md': `# Metric\n\nWe decided in May: ${SAID}\n` },
      data: { kinds: ['decision record'] },
    },
    'a record of MADR': {
      files: {
        'doc/adr/0001-use-xgboost.md': `# Use XGBoost\n\n## Considered Options\n\n* SVM\n\n## Decision Outcome\n\nXGBoost, because it was best in ten folds.\n`,
      },
    },
    'a changelog with entries': {
      files: {
        'CHANGELOG.md':
          '# Changelog\n\n## [Unreleased]\n\n## [1.1.0] - 2024-05-01\n\n- Recall replaces accuracy\n',
      },
      data: { kinds: ['changelog'] },
    },
    'a plain changelog': {
      files: { CHANGES: '1.1 (2024-05-01)\n----------------\n\nRecall replaces accuracy everywhere.\n' },
    },
    'a section on what was tried': {
      files: { 'README.md': `# A\n\n## Alternatives considered\n\n${SAID}\n` },
      data: { kinds: ['choices'] },
    },
    'a table of ablations with a sentence': {
      files: {
        'README.md':
          '# A\n\n## Ablation study\n\nEach part was left out in turn.\n\n| left out | recall |\n|---|---|\n| age | 0.81 |\n| region | 0.87 |\n',
      },
    },
    'how a metric was chosen': { files: { 'docs/metric.md': `# How the metric was chosen\n\n${SAID}\n` } },
    'a list of changes in the README': {
      files: {
        'README.md':
          '# A\n\n## Changelog\n\n- 2024-05-01: recall replaces accuracy\n- 2024-03-01: first results\n',
      },
    },
  },
  fail: {
    'a template that nobody filled in': {
      files: { 'docs/adr/0001-title.md': TEMPLATE },
      findings: ['docs/adr/0001-title.md docs/adr/0001-title.md holds no decision'],
    },
    'the template of the folder': { files: { 'docs/adr/template.md': TEMPLATE.replaceAll('{', '') } },
    'a changelog without an entry': {
      files: { 'CHANGELOG.md': '# Changelog\n\n## [Unreleased]\n' },
      findings: ['CHANGELOG.md CHANGELOG.md has no entry'],
    },
    'an empty section, and words elsewhere': {
      files: { 'README.md': '# A\n\n## Design decisions\n\nTBD\n\n## Use\n\nDecision trees were chosen.\n' },
      findings: ['README.md no decision record'],
    },
    'decisions that a model makes': {
      files: {
        'README.md': `# Business decision optimisation\n\n## Results on decision making\n\n${SAID}\n`,
      },
    },
    'the form for wishes': {
      files: { '.github/ISSUE_TEMPLATE/wish.md': `## Alternatives considered\n\n${SAID} ${SAID}\n` },
    },
  },
});

const facts = { git: exampleRepository() };
const section = (title: string) => `## ${title}\n\nWhat stands here is said in a sentence of its own.\n\n`;
const model = (...titles: string[]) => `# Model card\n\n${titles.map(section).join('')}`;
const ALL = model('Intended use', 'Training data', 'Evaluation', 'Limitations');
const weights = { 'model.safetensors': 'x'.repeat(200_000), 'docs/use.md': 'Load `model.safetensors`.\n' };
const data = {
  'data/claims.csv': `amount,label\n${'100,1\n'.repeat(30_000)}`,
  'docs/data.md': 'The [claims](../data/) of 2023.\n',
};

verify(checkNamed('docs/cards'), {
  pass: {
    'a card beside tracked weights': { files: { ...weights, 'MODEL_CARD.md': ALL }, facts },
    'a README that tells all of it': {
      files: { ...weights, 'README.md': ALL.replace('Model card', 'Fraud') },
      facts,
    },
    'labels in bold in place of headings': {
      files: {
        ...weights,
        'MODEL_CARD.md': `${model('Intended use', 'Training data', 'Evaluation')}**Out-of-scope use cases**\nThe model decides nothing about people.\n`,
      },
      facts,
    },
    'a model and its data': {
      files: {
        ...weights,
        ...data,
        'docs/model-card.md': ALL,
        'DATASHEET.md': `# Claims\n\n${['Motivation', 'Collection process', 'Composition', 'Limitations'].map(section).join('')}`,
      },
      facts,
      data: { cards: { model: true, dataset: true } },
    },
    'code that writes the card': {
      files: { 'push.py': 'from huggingface_hub import ModelCard\nModelCard("x").push_to_hub("me/x")\n' },
      facts,
    },
    'front matter of a hub with all sections': {
      files: { 'README.md': `---\nlibrary_name: sklearn\n---\n${ALL}` },
      facts,
    },
  },
  warn: {
    'a card without limits': {
      files: { ...weights, 'MODEL_CARD.md': model('Intended use', 'Training data', 'Evaluation') },
      facts,
      findings: ['MODEL_CARD.md:1 MODEL_CARD.md, the card of the model, does not tell its limits'],
      score: 0.5,
    },
    'a bold word that is no label, and a label with nothing behind it': {
      files: {
        ...weights,
        'MODEL_CARD.md': `${model('Intended use', 'Training data', 'Evaluation')}**Limitations** of the past are gone.\n\n**Risks:** none\n`,
      },
      facts,
      findings: ['the card of the model, does not tell its limits'],
    },
    'sections that the template left empty': {
      files: {
        ...weights,
        'MODEL_CARD.md': `${model('Intended use', 'Training data')}## Evaluation\n\n[More Information Needed]\n\n## Limitations\n\nTODO\n`,
      },
      facts,
      findings: ['the card of the model, does not tell how it was evaluated and its limits'],
    },
    'the model has a card, the data have none': {
      files: { ...weights, ...data, 'MODEL_CARD.md': ALL },
      facts,
      findings: ['data/claims.csv no card tells of the dataset (data/claims.csv data tracked in git)'],
    },
  },
  fail: {
    'weights that a document speaks of': {
      files: { ...weights, 'README.md': '# A\n' },
      facts,
      findings: ['model.safetensors no card tells of the model (model.safetensors weights tracked in git)'],
    },
    'weights of a release': {
      files: {
        'README.md': '# A\n\n[weights](https://github.com/example/project/releases/download/v1/a.pth)\n',
      },
      facts,
      findings: ['README.md:3 no card tells of the model (README.md:3 weights in a release)'],
    },
  },
  unknown: {
    'a card may stand at the hub': {
      files: { 'train.py': 'model.push_to_hub("me/x")\n' },
      facts,
      findings: ['train.py:1 no card tells of the model (train.py:1 push_to_hub())'],
    },
    'weights in git without a word': {
      files: { 'model.safetensors': 'x'.repeat(200_000), 'README.md': '# A\n' },
      facts,
      findings: ['weights tracked in git'],
    },
    'a page of the hub under a heading of weights': {
      files: { 'README.md': '# A\n\n## Official weights\n\n[me/a-7b](https://huggingface.co/me/a-7b)\n' },
      facts,
    },
  },
  skip: {
    'nothing is published': { files: { 'train.py': 'model.fit(x)\n' }, facts },
    'a table far below a folder that is linked': {
      files: { 'data/raw/claims.csv': data['data/claims.csv'], 'README.md': '[all](data)\n' },
      facts,
    },
    'a table in git that no document speaks of, a checkpoint of a run': {
      files: {
        'data/claims.csv': data['data/claims.csv'],
        'lightning_logs/version_0/checkpoints/a.ckpt': 'x'.repeat(200_000),
        'README.md': '# A\n',
      },
      facts,
    },
    'weights of somebody else, and fixtures of tests': {
      files: {
        'README.md': '# A\n\n## Install\n\n[backbone](https://example.org/resnet.pth) of the authors\n',
        'tests/data/a.pth': 'x'.repeat(200_000),
      },
      facts,
    },
    'a pickle that code needs': {
      files: { 'pkg/models/tags.pickle': 'x'.repeat(200_000), 'pkg/models/net.py': 'x = 1\n' },
      facts,
    },
  },
});
