import { checkNamed, verify } from '../support/verify.js';

const script = (...lines: string[]) => ({
  'train.py': `import os\nimport random\n\nimport numpy as np\n\nrandom.seed(1)\nwords = open('a.txt').read().split()\n${lines.join('\n')}\nprint(random.random())\n`,
});
const leaky = script('vocabulary = list(set(words))', 'random.shuffle(vocabulary)');

verify(checkNamed('seeds/hash'), {
  pass: {
    'in the Dockerfile': {
      files: { ...leaky, Dockerfile: 'FROM python:3.12\nENV PYTHONHASHSEED=0\n' },
      message: 'PYTHONHASHSEED is fixed (Dockerfile:2)',
    },
    'in the old form of ENV': {
      files: { ...leaky, Dockerfile: 'FROM python:3.12\nENV PYTHONHASHSEED 42\n' },
    },
    'before the command of a Makefile': {
      files: { ...leaky, Makefile: 'train:\n\tPYTHONHASHSEED=1 python train.py\n' },
    },
    'in the environment of a compose file': {
      files: { ...leaky, 'compose.yaml': 'services:\n  a:\n    environment:\n      PYTHONHASHSEED: "7"\n' },
    },
    'in a script': { files: { ...leaky, 'run.sh': 'export PYTHONHASHSEED=0\npython train.py\n' } },
  },
  fail: {
    'what only reads the variable': {
      files: { ...leaky, 'run.sh': 'if [ "$PYTHONHASHSEED" = "0" ]; then echo fixed; fi\npython train.py\n' },
      findings: ['train.py:8 list(set(...)) comes in another order in each run'],
    },
    'a vocabulary in the order of a set': {
      files: leaky,
      findings: ['train.py:8 list(set(...)) comes in another order in each run'],
    },
    'numbers given out in the order of a set': {
      files: script('index = {w: i for i, w in enumerate(set(words))}', 'train = index[words[0]:]'),
    },
    'splits by the hash of a name': {
      files: script('test = [name for name in words if hash(name) % 10 == 0]'),
      findings: ['train.py:8 hash() of a text is another number in each run'],
      fix: 'zlib.crc32',
    },
    'set where it is too late': {
      files: { 'train.py': `import os\n\nos.environ['PYTHONHASHSEED'] = '0'\n${leaky['train.py']}` },
      findings: [/^train\.py:3 setting PYTHONHASHSEED here changes nothing/, /list\(set/],
    },
    'a seed that is random is none': {
      files: {
        ...leaky,
        Dockerfile: 'FROM python:3.12\nENV PYTHONHASHSEED=random\n# ENV PYTHONHASHSEED=0\n',
      },
    },
  },
  skip: {
    'sorted before it is used': {
      files: script('vocabulary = sorted(set(words))', 'random.shuffle(vocabulary)'),
    },
    'sorted behind a list': {
      files: script('chars = sorted(list(set(words)))', 'stoi = {c: i for i, c in enumerate(chars)}'),
    },
    'only asked for': { files: script('seen = set(words)', "if 'a' in seen:", '    print(len(seen))') },
    'numbers keep their hashes': {
      files: script('ids = list(set(int(w) for w in range(9)))', 'random.shuffle(ids)'),
    },
    'classes are numbers as often as names': {
      files: script('labels = [1, 2]', 'classes = list(set(labels))', 'random.shuffle(classes)'),
    },
    'a hash that decides nothing': { files: script('print(hash(words[0]))') },
    'the hash of a class': {
      files: script('class A:', '    def __hash__(self):', "        return hash('name') % 7"),
    },
    'a function of that name': {
      files: script(
        'def hash(text):',
        '    return len(text)',
        '',
        '',
        'test = [n for n in words if hash(n) % 10]',
      ),
    },
  },
});
