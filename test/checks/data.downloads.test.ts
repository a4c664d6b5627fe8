import { expect, test } from 'vitest';
import downloads from '../../src/checks/data/downloads.js';
import { type Case, judge, verify } from '../support/verify.js';

const script = (...lines: string[]): Case => ({ files: { 'get.py': `${lines.join('\n')}\n` } });

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const FETCH = "urllib.request.urlretrieve('https://example.org/a.zip', 'a.zip')";
const WRAPPER = [
  'from transformers import AutoModel',
  "def load(name='gpt2', **options):",
  '    return AutoModel.from_pretrained(name, **options)',
];

verify(downloads, {
  pass: {
    'a revision in a dict that is spread': script(
      'from transformers import AutoModel',
      `options = dict(revision='${COMMIT}')`,
      "AutoModel.from_pretrained('bert-base-uncased', **options)",
    ),
    'a digest that a message compares': script(
      'import hashlib, urllib.request',
      FETCH,
      "digest = '00'",
      "print(hashlib.sha256(open('a.zip', 'rb').read()).hexdigest() == digest)",
    ),
  },
  warn: {
    'weights of torchvision by their version': {
      ...script(
        'from torchvision.models import ResNet18_Weights, resnet18',
        'resnet18(weights=ResNet18_Weights.IMAGENET1K_V1)',
        "resnet18(weights='DEFAULT')",
      ),
      findings: ['get.py:3 torchvision.models.resnet18 of resnet18 is not pinned'],
    },
  },
  fail: {
    'a digest that is only printed': {
      ...script(
        'import hashlib, urllib.request',
        FETCH,
        "print(f\"sha256 {hashlib.sha256(open('a.zip', 'rb').read()).hexdigest()}\")",
      ),
      findings: [
        'get.py:2 urllib.request.urlretrieve of https://example.org/a.zip is not pinned: no checksum',
      ],
    },
    'a digest of something else': script(
      'import hashlib, urllib.request',
      FETCH,
      "key = hashlib.md5(b'settings').hexdigest()",
      "name = hashlib.md5('settings'.encode()).hexdigest()",
    ),
    'a dict without a revision that is spread': script(
      'from transformers import AutoModel',
      "options = {'torch_dtype': 'auto'}",
      "AutoModel.from_pretrained('bert-base-uncased', **options)",
    ),
    'keyword arguments that are handed on, without a revision': script(
      ...WRAPPER,
      "load(torch_dtype='auto')",
    ),
    'keyword arguments that are handed on to what takes no revision': script(
      'import torch',
      'def model(**options):',
      "    return torch.hub.load('owner/name:main', 'model', **options)",
    ),
    'what a model starts from, beside what it is saved as': {
      ...script(
        'from transformers import AutoModel',
        "model = AutoModel.from_pretrained('gpt2')",
        "model.save_pretrained('tuned')",
        "AutoModel.from_pretrained('tuned')",
      ),
      findings: ['get.py:2 transformers.AutoModel.from_pretrained of gpt2 is not pinned: no revision'],
    },
  },
  skip: {
    'a folder in which the project keeps its model': script(
      'from transformers import AutoModel, Trainer, TrainingArguments',
      "arguments = TrainingArguments(output_dir='results/run')",
      "model.save_pretrained('tuned')",
      "AutoModel.from_pretrained('tuned')",
      "AutoModel.from_pretrained('results/run')",
      "AutoModel.from_pretrained('elsewhere/checkpoint-500')",
    ),
    'keyword arguments that are handed on from whoever uses it': script(...WRAPPER),
    'keyword arguments that are handed on, with a revision': script(...WRAPPER, `load(revision='${COMMIT}')`),
  },
});

test('an address that a template fills in is only possible to be unpinned', async () => {
  const { findings } = await judge(downloads, {
    files: {
      'get.py': "from urllib.request import urlretrieve\nurlretrieve('{{ name.address }}', 'a.zip')\n",
    },
  });
  expect(findings.map(({ confidence }) => confidence)).toEqual(['possible']);
});
