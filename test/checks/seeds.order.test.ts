import { checkNamed, verify } from '../support/verify.js';

/** A script that draws, with some lines of its own. */
const script = (...lines: string[]) => ({
  'train.py': `import glob\nimport os\nimport random\nfrom pathlib import Path\n\nimport pandas as pd\n\nrandom.seed(1)\n${lines.join('\n')}\nprint(random.random())\n`,
});

verify(checkNamed('seeds/order'), {
  pass: {
    'sorted where it is listed': {
      files: script("files = sorted(glob.glob('data/*.png'))", 'random.shuffle(files)'),
    },
    'sorted later, in place': {
      files: script("files = os.listdir('data')", 'files.sort()', 'random.shuffle(files)'),
    },
    'sorted behind a filter': {
      files: script(
        "files = sorted(f for f in os.listdir('data') if f.endswith('.png'))",
        'train = files[:10]',
      ),
    },
    'sorted by another name': {
      files: script(
        "names = list(Path('data').glob('*.csv'))",
        'files = sorted(names, key=str)',
        'frame = pd.DataFrame(files)',
      ),
    },
    'what a loop collects is sorted': {
      files: script(
        'files = []',
        "for name in os.listdir('data'):",
        '    files.append(name)',
        'files.sort()',
        'random.shuffle(files)',
      ),
    },
    'folder by folder on a walk': {
      files: script(
        'files = []',
        "for root, dirs, names in os.walk('data'):",
        '    for name in sorted(names):',
        '        files.append(os.path.join(root, name))',
        'random.shuffle(files)',
      ),
    },
  },
  warn: {
    'some are': {
      files: script(
        "a = sorted(os.listdir('a'))",
        "b = os.listdir('b')",
        'random.shuffle(a)',
        'random.shuffle(b)',
      ),
      score: 0.5,
      findings: ['train.py:10 os.listdir() is used in the order in which the file system lists'],
    },
  },
  fail: {
    'shuffled with a seed, which shuffles another order elsewhere': {
      files: script("files = glob.glob('data/*.png')", 'random.shuffle(files)'),
    },
    'cut into parts': {
      files: script("files = [f for f in os.listdir('data')]", 'train = files[:80]', 'test = files[80:]'),
    },
    'made into a table': {
      files: script("frame = pd.DataFrame({'file': list(Path('data').rglob('*.jpg'))})"),
    },
    'what a loop collects': {
      files: script(
        'rows = []',
        "for file in Path('data').iterdir():",
        '    row = pd.read_csv(file)',
        '    rows.append(row)',
        'frame = pd.concat(rows)',
      ),
      findings: [/^train\.py:10 Path\.iterdir\(\)/],
    },
    'files that a dataset gives out by number': {
      files: {
        ...script('from images import Images', "Images('data')"),
        'images.py':
          'from os import listdir\n\n\nclass Images:\n    def __init__(self, folder):\n        self.names = [name for name in listdir(folder)]\n\n    def __getitem__(self, at):\n        return self.names[at]\n',
      },
      findings: [/^images\.py:6 os\.listdir\(\)/],
    },
  },
  skip: {
    'asked only whether something is there': {
      files: script("if 'a.csv' in os.listdir('data'):", '    print(len(os.listdir("data")))'),
    },
    'the newest checkpoint': {
      files: script(
        "newest = max(glob.glob('runs/*.pt'), key=os.path.getmtime)",
        "last = os.listdir('checkpoints')[-1]",
      ),
    },
    'each is handled for itself': { files: script("for name in os.listdir('data'):", '    os.remove(name)') },
    'a function that others may sort': {
      files: script('def find(folder):', '    return os.listdir(folder)', '', "print(sorted(find('data')))"),
    },
    'in tests and tools': {
      files: { ...script(), 'tests/test_a.py': "import os\n\nfiles = os.listdir('x')\ntrain = files[:3]\n" },
    },
    'a method of its own': {
      files: script(
        'class Tree:',
        '    def iterdir(self):',
        '        return []',
        '',
        '',
        'a = Tree().iterdir()',
        'b = a[:2]',
      ),
    },
    'a name that is made of itself': {
      files: script(
        "names = os.listdir('data')",
        "names = [n for n in names if n.endswith('x')]",
        'print(len(names))',
      ),
    },
  },
});
