import estimators from '../../src/checks/seeds/estimators.js';
import fixed from '../../src/checks/seeds/fixed.js';
import { type Case, verify } from '../support/verify.js';

/** Files given by their lines. */
const project = (files: Record<string, readonly string[]>): Case => ({
  files: Object.fromEntries(Object.entries(files).map(([path, lines]) => [path, `${lines.join('\n')}\n`])),
});
const script = (...lines: string[]): Case => project({ 'train.py': lines });

const DRAWS = 'print(random.random())';
const DETECTRON = [
  'from detectron2.config import get_cfg',
  'from detectron2.engine import DefaultTrainer, default_setup',
  'class Trainer(DefaultTrainer):',
  '    pass',
  'def main(args):',
  '    cfg = get_cfg()',
  '    cfg.merge_from_file(args.config)',
  '    default_setup(cfg, args)',
  '    trainer = Trainer(cfg)',
  '    return trainer.train()',
  'main(parse())',
];
const RUNNER = [
  'from mmengine.config import Config',
  'from mmengine.runner import Runner',
  "cfg = Config.fromfile('configs/a.py')",
  'Runner.from_cfg(cfg).train()',
];
const LOADED = [
  'import torch',
  'from torch.utils.data import DataLoader',
  'from data import Points',
  'torch.manual_seed(0)',
  'net = torch.nn.Linear(2, 1)',
  'for x in DataLoader(Points(), num_workers=WORKERS):',
  '    net(x).sum().backward()',
];
const POINTS = [
  'import random',
  'class Points:',
  '    def __getitem__(self, at):',
  '        return random.random()',
];
/** Something that is called on each item, and draws where it is handed nothing. */
const MASK = [
  'import random',
  'class Mask:',
  '    def __call__(self, item, places=None):',
  '        if places is None:',
  '            places = [place for place in random.sample(range(9), 2)]',
  '        return places',
];

/** What libraries seed and draw that are set by configurations, by classes between, or in processes of their own. */
verify(fixed, {
  pass: {
    'detectron2 takes the seed of its configuration': project({
      'train_net.py': DETECTRON,
      'configs/base.yaml': ['MODEL:', '  DEPTH: 50', 'SEED: 42'],
    }),
    'detectron2 takes a seed that the code puts there': project({
      'train_net.py': DETECTRON.map((line) =>
        line.startsWith('    default') ? `    cfg.SEED = 3\n${line}` : line,
      ),
    }),
    'the runner of OpenMMLab takes the seed of a Python file': project({
      'train.py': RUNNER,
      'configs/a.py': ['randomness = dict(seed=3)'],
    }),
    'a trainer of the project seeds as the one that it is made of': script(
      'from transformers import Trainer, TrainingArguments',
      'class Weighted(Trainer):',
      '    def compute_loss(self, model, inputs):',
      '        return model(inputs).loss',
      "Weighted(model=m, args=TrainingArguments('out')).train()",
    ),
    'delu seeds all three': script(
      'import delu, random',
      'import numpy as np',
      'delu.random.seed(0)',
      'print(random.random(), np.random.rand())',
    ),
    'a helper of a library nobody knows, by its name': script(
      'import random',
      'from lab.tools import set_randomness',
      'set_randomness(4)',
      'print(random.random())',
    ),
    'a dataset that draws in workers, which get their seeds from torch': project({
      'train.py': LOADED.map((line) => line.replace('WORKERS', '2')),
      'data.py': POINTS,
    }),
  },
  warn: {
    'detectron2 as it comes': {
      ...project({ 'train_net.py': DETECTRON }),
      findings: [/gets no SEED from its configuration by default/],
    },
    'detectron2 told to take any seed': {
      ...project({ 'train_net.py': DETECTRON, 'configs/base.yaml': ['SEED: -1'] }),
      findings: [/configs\/base\.yaml:1 SEED: -1, which means none/],
    },
    'one script fixed, one not, and one that could not be traced': {
      ...project({
        'train.py': ['import random', 'random.seed(1)', DRAWS],
        'train_b.py': ['import random', DRAWS],
        'train_c.py': ['import random', 'random.seed(read())', DRAWS],
      }),
      message: '1 of 3 entry points fix all their randomness; in 1 a seed could not be traced',
    },
    'the runner of OpenMMLab as it comes': {
      ...project({ 'train.py': RUNNER, 'configs/a.py': ['randomness = dict(seed=None)'] }),
      findings: [/seeds .* only on request/],
    },
    'a dataset that draws where no worker is started': {
      ...project({ 'train.py': LOADED.map((line) => line.replace('WORKERS', '0')), 'data.py': POINTS }),
      findings: [/never seeds python: drawn by random\.random\(\)/],
    },
    'what is set under a condition was nothing before it': {
      ...project({
        'train.py': [
          'import torch',
          'from mask import Mask',
          'torch.manual_seed(0)',
          'data = load(transform=Mask())',
          'torch.nn.Linear(2, 1)(data[0]).sum().backward()',
        ],
        'mask.py': MASK,
      }),
      findings: [/never seeds python: drawn by random\.sample\(\)/],
    },
  },
  fail: {
    'a model that is chosen by its name in a module': project({
      'train.py': [
        'import torch',
        'from zoo import nets',
        "model = nets.__dict__[conf['net']](n=3)",
        'model(x).sum().backward()',
      ],
      'zoo/__init__.py': [],
      'zoo/nets.py': [
        'from torch import nn',
        'class Small(nn.Module):',
        '    def __init__(self, n):',
        '        super().__init__()',
        '        self.body = nn.Linear(n, 1)',
      ],
    }),
    'a layer of the project that is made of one of torch': script(
      'import torch',
      'class Wide(torch.nn.Linear):',
      '    pass',
      'Wide(2, 1)(x).sum().backward()',
    ),
    'adapters before anything is seeded': script(
      'from peft import LoraConfig, get_peft_model',
      'model = get_peft_model(base, LoraConfig())',
      'model(x).loss.backward()',
    ),
  },
});

const SEARCH = (grid: string, from = 'RandomForestClassifier()') =>
  script(
    'from sklearn.ensemble import RandomForestClassifier',
    'from sklearn.model_selection import GridSearchCV',
    'def fit(x, y, grid):',
    '    forest = RandomForestClassifier()',
    `    return GridSearchCV(${from}, ${grid}).fit(x, y)`,
    'fit(a, b, load())',
  );

verify(estimators, {
  pass: {
    'a seed in the grid': SEARCH("{'random_state': [1], 'max_depth': [2, 3]}", 'forest'),
    'a seed in each of several grids': SEARCH("[{'random_state': [1]}, {'random_state': [1]}]", 'forest'),
  },
  unknown: {
    'a grid that comes from elsewhere': SEARCH('param_grid=grid', 'forest'),
  },
  fail: {
    'a grid without a seed': {
      ...SEARCH("{'max_depth': [2, 3]}", 'forest'),
      findings: ['train.py:4 RandomForestClassifier() is given no random_state'],
    },
  },
});
