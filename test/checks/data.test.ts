import { createHash } from 'node:crypto';
import { checkNamed, verify } from '../support/verify.js';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const dvc = (path: string, digits: string, more = '  hash: md5\n') =>
  `outs:\n- md5: ${digits}\n${more}  path: ${path}\n`;
const sklearn = 'from sklearn.datasets import load_iris, fetch_california_housing\n';

verify(checkNamed('data/declared'), {
  pass: {
    'a folder of the repository that a library looks in first': {
      files: {
        'train.py':
          "from tensorflow.examples.tutorials.mnist import input_data\ninput_data.read_data_sets('./data/fashion')\n",
        'data/fashion/train-images.gz': 'x',
      },
    },
    'a file that is committed': {
      files: { 'train.py': "import pandas as pd\npd.read_csv('data/a.csv')\n", 'data/a.csv': 'x' },
      message: '1 dataset read, all declared',
    },
    'joined constants lead to it': {
      files: {
        'src/train.py':
          "import os\nimport numpy as np\nDIR = os.path.join('..', 'data')\nnp.load(os.path.join(DIR, 'a.npy'))\n",
        'data/a.npy.dvc': dvc('a.npy', md5('')),
      },
      data: { reads: [{ value: '../data/a.npy', at: 'src/train.py:4', declaredBy: 'dvc' }] },
    },
    'a folder is declared, the code reads a file in it': {
      files: {
        'train.py':
          "from pathlib import Path\nimport pandas as pd\nroot = Path('data')\npd.read_csv(root / 'raw' / 'a.csv')\n",
        'data.dvc': dvc('data', `${md5('')}.dir`),
      },
    },
    'the default of an option': {
      files: {
        'train.py':
          "import argparse, pandas as pd\np = argparse.ArgumentParser()\np.add_argument('--train-file', default='data/a.csv')\nargs = p.parse_args()\npd.read_csv(args.train_file)\n",
        'data/a.csv': '1',
      },
    },
    'a format string': {
      files: {
        'a.py':
          "import numpy as np\ndef load(path='data/', name='cora'):\n    np.genfromtxt('{}{}.csv'.format(path, name))\n",
        'data/cora.csv': '1',
      },
    },
    'some folders above the module': {
      files: {
        'src/pkg/data.py':
          "from pathlib import Path\nimport pandas as pd\nROOT = Path(__file__).resolve().parents[2]\npd.read_csv(ROOT / 'data' / 'a.csv')\n",
        'data/a.csv': '1',
      },
      data: { reads: [{ declaredBy: 'git' }] },
    },
    'a name made at run time in a folder of data': {
      files: {
        'utils.py':
          "import pickle\nfor part in parts():\n    pickle.load(open('data/ind.{}.{}'.format(name(), part), 'rb'))\n",
        'data/ind.cora.x': '1',
      },
    },
    'a constant of another module': {
      files: {
        'config.py': "DATA = 'data/a.csv'\n",
        'train.py': 'import pandas as pd\nfrom config import DATA\npd.read_csv(DATA)\n',
        'data/a.csv': '1',
      },
    },
    'data that comes with a package': { files: { 'a.py': `${sklearn}load_iris()\n` } },
    'a pinned hub dataset': {
      files: {
        'a.py':
          "import datasets\ndatasets.load_dataset('imdb', revision='e6281661ce1c48d982bc483cf8a173c1bbeb5d31')\n",
      },
    },
    'a folder named in the config': {
      files: { 'a.py': "import pandas as pd\npd.read_csv('data/b.csv')\n" },
      settings: { data: [{ path: './data/', exclude: [] }] },
    },
  },
  warn: {
    'a library dataset without a version': {
      files: { 'a.py': `${sklearn}fetch_california_housing()\n` },
      findings: ['fetch_california_housing'],
      score: 0.5,
    },
    'one of two': {
      files: {
        'a.py': "import pandas as pd\npd.read_csv('a.csv')\npd.read_csv('b.csv')\n",
        'a.csv': '',
      },
      findings: ['a.py:3 b.csv is read and not declared'],
      score: 0.5,
    },
  },
  fail: {
    'an address that can change': {
      files: { 'a.py': "import pandas as pd\npd.read_csv('https://user:secret@example.org/main/a.csv')\n" },
      findings: ['a.py:2 https://example.org/main/a.csv is read from its address'],
    },
  },
  unknown: {
    'values of different commands do not make a path': {
      files: {
        'run.py':
          "import argparse, os\nimport pandas as pd\np = argparse.ArgumentParser()\np.add_argument('--root')\np.add_argument('--file')\nargs = p.parse_args()\npd.read_csv(os.path.join(args.root, args.file))\n",
        'a.sh': 'python run.py --root data/a --file b.csv\n',
        'b.sh': 'python run.py --root data/c --file d.csv\n',
      },
    },
    'a placeholder asks for the path': {
      files: {
        'train.py':
          "import argparse, pandas as pd\np = argparse.ArgumentParser()\np.add_argument('--file', default='/path/to/rows.csv')\nargs = p.parse_args()\npd.read_csv(args.file)\n",
      },
    },
    'paths that come at run time': {
      files: { 'a.py': 'import sys\nimport pandas as pd\npd.read_csv(sys.argv[1])\n' },
    },
  },
  skip: {
    'arrays and pictures that the project writes itself': {
      files: {
        'a.py':
          "import numpy as np\nimport cv2\nfrom torchvision.utils import save_image\nsave_image(x, 'out/grid.png')\ncv2.imread('out/grid.png')\nnp.savez('cache/mean', m=1)\nnp.load('cache/mean' + '.npz')\n",
      },
    },
    'settings, models and results are no data': {
      files: {
        'a.py':
          "import json, torch, yaml\njson.load(open('config.json'))\nyaml.safe_load(open('params.yaml'))\ntorch.load('checkpoints/model.pt')\nopen('README.md')\nopen('data/train.csv', 'w')\n",
      },
    },
    'what the project writes itself': {
      files: {
        'prepare.py': "import numpy as np\nnp.save('work/train.npy', [1])\n",
        'train.py': "import numpy as np\nnp.load('work/train.npy')\n",
      },
      message: 'the project makes itself',
    },
    'tests read what they like': {
      files: { 'tests/test_a.py': "import pandas as pd\npd.read_csv('nowhere.csv')\n" },
    },
  },
});

verify(checkNamed('data/hashes'), {
  pass: {
    'DVC 3': { files: { 'a.csv': 'x\r\n', 'a.csv.dvc': dvc('a.csv', md5('x\r\n')) } },
    'DVC 2, whose md5 is of text with LF': {
      files: { 'a.csv': 'x\r\n', 'a.csv.dvc': dvc('a.csv', md5('x\n'), '') },
    },
    'a hash in the config': {
      files: { 'a.csv': 'x' },
      settings: { data: [{ path: 'a.csv', hash: `sha256:${sha256('x')}`, exclude: [] }] },
    },
    'a tree in the config, with an exclude': {
      files: { 'd/a': 'x', 'd/b.tmp': '' },
      settings: {
        data: [{ path: 'd', hash: `sha256:${sha256(`${sha256('x')} 1 a\n`)}`, exclude: ['*.tmp'] }],
      },
    },
    '.dvcignore leaves files out of a folder': {
      files: {
        '.dvcignore': '*.tmp\n',
        'd/a': 'x',
        'd/b.tmp': '',
        'd.dvc': dvc('d', `${md5(`[{"md5": "${md5('x')}", "relpath": "a"}]`)}.dir`),
      },
    },
    'repro.lock': {
      files: {
        'a.csv': 'x',
        'repro.lock': `version: 1\ndata:\n  a.csv:\n    kind: file\n    hash: sha256:${sha256('x')}\n    size: 1\n`,
      },
    },
    "a fetched LFS file is git's business, a checksum is ours": {
      files: { '.gitattributes': '*.csv filter=lfs\n', 'a.csv': 'x', 'a.csv.md5': `${md5('x')}\n` },
    },
  },
  warn: {
    'declared in the config, never locked, and not in git': {
      files: { 'a.csv': 'x', SHA256SUMS: `${sha256('x')}  a.csv\n` },
      settings: {
        data: [
          { path: 'a.csv', exclude: [] },
          { path: 'b', exclude: [], declaredIn: 'repro.config.yaml', line: 4 },
        ],
      },
      message: '1 dataset of the config has no recorded hash',
      findings: ['repro.config.yaml:4 no hash of b is recorded, and git does not keep it'],
    },
    'absent, and the config says where it comes from': {
      files: {
        'repro.lock': `version: 1\ndata:\n  a.csv:\n    kind: file\n    hash: sha256:${sha256('x')}\n    size: 1\n`,
      },
      settings: { data: [{ path: 'a.csv', source: 'https://example.org/a.csv', exclude: [] }] },
      findings: [
        'repro.lock:3 a.csv is recorded and not here; it can be fetched from https://example.org/a.csv',
      ],
    },
    'absent, with a remote': {
      files: {
        '.dvc/config': '[core]\n    remote = s\n[\'remote "s"\']\n    url = s3://me:pw@bucket/x\n',
        'a.csv.dvc': dvc('a.csv', md5('x')),
      },
      findings: ['a.csv.dvc:2 a.csv is recorded and not here; it can be fetched'],
    },
    'a folder of a stage in which a dataset was not fetched is not whole, not wrong': {
      files: {
        '.dvc/config': '[core]\n    remote = s\n[\'remote "s"\']\n    url = s3://bucket/x\n',
        'data/images.tar.gz.dvc': dvc('images.tar.gz', md5('x')),
        'dvc.lock': `schema: '2.0'\nstages:\n  train:\n    cmd: python train.py\n    deps:\n    - path: data\n      md5: ${md5('y')}.dir\n`,
      },
      findings: [/images.tar.gz is recorded and not here/, /data is recorded and not here|data is not whole/],
    },
    'an LFS pointer': {
      files: {
        '.gitattributes': '*.csv filter=lfs diff=lfs merge=lfs -text\n',
        'a.csv': `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256('x')}\nsize 1\n`,
      },
      findings: ['.gitattributes:1 a.csv is a Git LFS pointer'],
    },
  },
  fail: {
    'one file that two lists record differently from what it is': {
      files: {
        'a.csv': 'y',
        MD5SUMS: `${md5('x')}  a.csv\n`,
        SHA256SUMS: `${sha256('x')}  a.csv\n`,
      },
      message: '1 dataset differs from what is recorded',
    },
    'many files of a tree that differ': {
      files: {
        ...Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`d/${at}`, 'x'])),
        'repro.lock': `version: 1\ndata:\n  d:\n    kind: tree\n    hash: sha256:${sha256('')}\n    size: 1\n    files: 1\n    contents:\n      a: ${sha256('z')} 1\n`,
      },
      findings: [/\(0 added, 1 added, 2 added, 3 added, 4 added, and others\)/],
    },
    'a lock with a merge conflict': {
      files: { 'repro.lock': 'version: 1\n<<<<<<< HEAD\ndata: {}\n=======\n>>>>>>> b\n' },
      findings: ['repro.lock:2 repro.lock holds a merge conflict'],
    },
    'a mismatch, with both hashes': {
      files: { 'a.csv': 'y', 'a.csv.dvc': dvc('a.csv', md5('x')) },
      findings: [
        `a.csv.dvc:2 a.csv does not have the hash that a.csv.dvc records: expected md5:${md5('x').slice(0, 16)}…`,
      ],
    },
    'the first files of a tree that differ': {
      files: {
        'd/a': 'x',
        'd/b': 'y',
        'repro.lock': `version: 1\ndata:\n  d:\n    kind: tree\n    hash: sha256:${sha256('')}\n    size: 1\n    files: 1\n    contents:\n      a: ${sha256('z')} 1\n`,
      },
      findings: [/repro.lock:3 .*\(a changed, b added\)/],
    },
    'a folder where a file is recorded': {
      files: { 'd/a': 'x', 'd.dvc': dvc('d', md5('x')) },
      findings: ['d is a folder, and a file is recorded'],
    },
    'a path that climbs out of the project': {
      files: { 'a.dvc': dvc('../../etc/passwd', md5('x')) },
      findings: ['a.dvc:2 ../../etc/passwd leads outside the project'],
    },
    'an absolute path in a checksums file': {
      files: { MD5SUMS: `${md5('x')}  /etc/passwd\n` },
      findings: ['MD5SUMS:1 /etc/passwd leads outside the project'],
    },
    'a working folder outside': {
      files: { 'a.dvc': `wdir: ../..\n${dvc('passwd', md5('x'))}` },
      findings: ['passwd leads outside the project'],
    },
    'a malformed lock': {
      files: { 'repro.lock': 'version: 2\n' },
      findings: ['repro.lock:1 repro.lock has no `version: 1`'],
    },
    'a .dvc file that is no YAML': { files: { 'a.dvc': 'outs: [}\n' }, findings: [/a.dvc/] },
    'a YAML bomb': {
      files: {
        'a.csv.dvc': `${'abcdefghi'
          .split('')
          .map(
            (name, at, all) =>
              `${name}: &${name} [${
                at === 0
                  ? 'x'
                  : Array(9)
                      .fill(`*${all[at - 1]}`)
                      .join(', ')
              }]`,
          )
          .join('\n')}\nouts:\n- {md5: ${md5('x')}, hash: md5, path: a.csv}\n`,
        'a.csv': 'y',
      },
      findings: ['a.csv does not have the hash'],
    },
  },
  unknown: {
    'absent, and nowhere to fetch it': { files: { SHA256SUMS: `${sha256('x')}  a.csv\n` } },
    'absent in part': {
      files: { 'b.csv': 'x', SHA256SUMS: `${sha256('x')}  a.csv\n${sha256('x')}  b.csv\n` },
      message: '1 of 2 recorded datasets are here and equal their hash; nothing says where to get the rest',
    },
    'a folder that holds only what keeps it in git': {
      files: {
        'd/.gitkeep': '',
        'repro.lock': `version: 1\ndata:\n  d:\n    kind: tree\n    hash: sha256:${sha256('x')}\n    size: 1\n    files: 1\n`,
      },
      findings: ['repro.lock:3 d is recorded and not here'],
    },
  },
  skip: {
    'nothing recorded': { files: { 'a.csv': 'x' } },
    'outputs of a pipeline that was not run': {
      files: {
        'dvc.lock': `schema: '2.0'\nstages:\n  prepare:\n    cmd: python p.py\n    outs:\n    - path: data/prepared\n      hash: md5\n      md5: ${md5('x')}.dir\n`,
      },
    },
  },
});

verify(checkNamed('data/versioned'), {
  pass: {
    'DVC with a remote': {
      files: {
        '.dvc/config': '[\'remote "s"\']\n    url = s3://bucket/x\n',
        'a.csv.dvc': dvc('a.csv', md5('x')),
      },
      data: { tools: ['DVC'], remotes: [{ name: 's', url: 's3://bucket/x', shareable: true }] },
    },
    'W&B artifacts': { files: { 'a.py': "import wandb\nwandb.Artifact('d', type='dataset')\n" } },
  },
  warn: {
    'only a model is under DVC': {
      files: {
        'train.py': "import pandas as pd\npd.read_csv('https://example.org/a.csv')\n",
        '.dvc/config': '[\'remote "s"\']\n    url = s3://bucket/x\n',
        'models/net.ckpt.dvc': dvc('net.ckpt', md5('x')),
      },
      data: { tools: [] },
    },
    'a tool that only a tutorial shows': {
      files: {
        'train.py': "import pandas as pd\npd.read_csv('https://example.org/a.csv')\n",
        'nbs/docs/tracking.py': 'import mlflow\nmlflow.data.from_pandas(x)\n',
      },
      data: { tools: [] },
    },
    'DVC with a folder as its remote': {
      files: {
        '.dvc/config': '[\'remote "s"\']\n    url = /mnt/store\n',
        'a.csv.dvc': dvc('a.csv', md5('x')),
      },
    },
    'the name that is assigned nearest, and one finding a dataset': {
      files: {
        'a.py':
          "import pandas as pd\nname = 'a.csv'\npd.read_csv(name)\npd.read_csv('a.csv')\nname = 'b.csv'\npd.read_csv(name)\n",
        SHA256SUMS: `${sha256('x')}  a.csv\n`,
      },
      findings: ['a.py:3 a.csv has no kept version', 'a.py:6 b.csv has no kept version'],
    },
    'a public dataset without a version': {
      files: { 'a.py': "import torchvision\ntorchvision.datasets.MNIST('data', download=True)\n" },
    },
    'hashes only': {
      files: { 'a.py': "import pandas as pd\npd.read_csv('a.csv')\n", SHA256SUMS: `${sha256('x')}  a.csv\n` },
    },
  },
  skip: { 'no data': { files: { 'a.py': 'print(1)\n' } } },
});

verify(checkNamed('data/downloads'), {
  pass: {
    'a checked checksum': {
      files: { 'get.sh': 'wget https://example.org/a.zip\nsha256sum -c SHA256SUMS\n' },
      data: { pinned: 1, total: 1 },
    },
    'an address with a commit': {
      files: {
        'a.py': `import pandas as pd\npd.read_csv('https://raw.githubusercontent.com/o/r/${'a1'.repeat(20)}/a.csv')\n`,
      },
    },
    'a digest computed after the fetch, by whoever asks for it': {
      files: {
        'fetch.py':
          "import hashlib\nimport requests\n\ndef digest(path):\n    return hashlib.md5(open(path, 'rb').read()).hexdigest()\n\ndef download(url, path):\n    with requests.get(url, stream=True) as r:\n        with open(path, 'wb') as f:\n            for chunk in r.iter_content(1024):\n                f.write(chunk)\n\ndef weights(name, path):\n    download(URLS[name], path)\n    assert digest(path) == DIGESTS[name]\n",
      },
      data: { pinned: 1, total: 1 },
    },
    'get_file of a module chosen at run time': {
      files: {
        'a.py':
          "from . import get_modules\nkeras_utils = get_modules()\nkeras_utils.get_file('w.h5', 'https://x.org/w.h5', cache_subdir='models', file_hash='79aab0a8')\n",
      },
    },
    'an md5 by its place': {
      files: {
        'a.py':
          "from torchvision.datasets.utils import download_url\ndownload_url('https://x.org/a.zip', 'data', 'a.zip', '0123456789abcdef0123456789abcdef')\n",
      },
    },
    'versions of Kaggle and TensorFlow Hub': {
      files: {
        'a.py':
          "import kagglehub\nimport tensorflow_hub as hub\nkagglehub.dataset_download('o/d/versions/3')\nkagglehub.model_download('google/bert/tensorFlow2/answer/2')\nhub.load('https://tfhub.dev/google/nnlm/2')\n",
      },
      data: { pinned: 3, total: 3 },
    },
    check_hash: {
      files: {
        'a.py': "import torch\ntorch.hub.load_state_dict_from_url('https://x.org/a.pth', check_hash=True)\n",
      },
    },
  },
  warn: {
    'hub downloads of the shell, by their revision': {
      files: {
        'get.sh': `readonly REVISION=${'a1'.repeat(20)}\nhf download o/a --revision "$REVISION"\nhf download o/b --revision "\${GIVEN}"\nhf download o/c --revision main\nhf download o/d\n`,
      },
      findings: [
        'get.sh:4 hf download is not pinned: revision main is a name that can move',
        'get.sh:5 hf download is not pinned: no revision',
      ],
    },
    'one of two': {
      files: {
        'a.py':
          "from transformers import AutoModel\nAutoModel.from_pretrained('bert-base-uncased')\nAutoModel.from_pretrained('bert-base-uncased', revision='86b5e0934494bd15c9632b12f734a8a67f723594')\n",
      },
      findings: [
        'a.py:2 transformers.AutoModel.from_pretrained of bert-base-uncased is not pinned: no revision',
      ],
      score: 0.5,
    },
  },
  fail: {
    'a digest of what was there already': {
      files: {
        'a.py':
          "import hashlib\nimport os\nimport urllib.request\n\ndef isWhole(path, md5):\n    return hashlib.md5(open(path, 'rb').read()).hexdigest() == md5\n\ndef get(path, md5):\n    if isWhole(path, md5):\n        return\n    urllib.request.urlretrieve('https://x.org/a.zip', path)\n\nget('a.zip', 'x')\n",
      },
      findings: ['a.py:11 urllib.request.urlretrieve of https://x.org/a.zip is not pinned: no checksum'],
    },
    'a request to an address from a parameter, written to a file': {
      files: {
        'fetch.py':
          "import requests\n\ndef get(url, path):\n    r = requests.get(url, stream=True)\n    with open(path, 'wb') as f:\n        f.write(r.content)\n",
        'main.py': "from fetch import get\nget('https://x.org/a.zip', 'a.zip')\n",
      },
      findings: ['fetch.py:4 requests.get of https://x.org/a.zip is not pinned'],
    },
    'one of several dataclasses of a parser': {
      files: {
        'train.py':
          "from dataclasses import dataclass, field\nfrom typing import Optional\nimport transformers\n\n@dataclass\nclass ModelArguments:\n    model_name_or_path: Optional[str] = field(default='facebook/opt-125m')\n\n@dataclass\nclass DataArguments:\n    data_path: str = field(default=None)\n\ndef train():\n    parser = transformers.HfArgumentParser((ModelArguments, DataArguments))\n    model_args, data_args = parser.parse_args_into_dataclasses()\n    transformers.AutoModel.from_pretrained(model_args.model_name_or_path)\n\nif __name__ == '__main__':\n    train()\n",
      },
      findings: [
        'train.py:16 transformers.AutoModel.from_pretrained of facebook/opt-125m is not pinned: no revision',
      ],
    },
    'a branch given to the method of the parent': {
      files: {
        'model.py':
          "from transformers import PreTrainedModel\n\nclass Net(PreTrainedModel):\n    @classmethod\n    def from_pretrained(cls, name_or_path, *args, **kwargs):\n        return super(Net, cls).from_pretrained(name_or_path, *args, revision='official', **kwargs)\n\nNet.from_pretrained('o/net')\n",
      },
      findings: [/^model\.py:6 .*from_pretrained of o\/net is not pinned: revision official is a name/],
    },
    'buckets and handles without a version': {
      files: {
        'a.py':
          "import kagglehub\nimport tensorflow as tf\nimport tensorflow_hub as hub\nkagglehub.dataset_download('o/d')\nkagglehub.competition_download('dogs-vs-cats')\nhub.Module('gs://b/net/hub/')\ntf.saved_model.load('gs://b/net')\ntf.saved_model.load('out/net')\n",
      },
      findings: [
        'a.py:4 kagglehub.dataset_download of o/d is not pinned: its name holds no version',
        'a.py:5 kagglehub.competition_download of dogs-vs-cats is not pinned: no checksum',
        'a.py:6 tensorflow_hub.Module of gs://b/net/hub/',
        'a.py:7 tensorflow.saved_model.load of gs://b/net is not pinned',
      ],
    },
    'a revision that nobody gives': {
      files: {
        'a.py':
          'from huggingface_hub import hf_hub_download\n\ndef get(name, file=None, revision=None):\n    return hf_hub_download(name, file, revision=revision)\n\ndef fixed(name, revision=None):\n    return hf_hub_download(name, revision=revision)\n\nget("o/a", "x")\nfixed("o/b", revision="main")\n',
      },
      findings: [
        /a\.py:4 .*nobody gives a revision, and the default is None/,
        /a\.py:7 .*revision main is a name that can move/,
      ],
    },
    'commands that Python runs': {
      files: {
        'a.py':
          "import os\nimport subprocess\nfrom subprocess import call\n\nURL = 'https://x.org/b.zip'\nos.system('wget https://x.org/a.zip')\nsubprocess.run(['wget', URL], check=True)\ncall('curl -O https://x.org/c.zip', shell=True)\nos.system('ls data')\n",
      },
      findings: [
        'a.py:6 wget of https://x.org/a.zip is not pinned: no checksum',
        'a.py:7 wget of https://x.org/b.zip',
        'a.py:8 curl of https://x.org/c.zip',
      ],
    },
    'a command of a notebook, by its line in the cell': {
      files: {
        'a.ipynb': JSON.stringify({
          nbformat: 4,
          nbformat_minor: 5,
          metadata: { kernelspec: { language: 'python', name: 'python3' } },
          cells: ['import os\nprint(1)', '# data\n!wget https://x.org/a.zip'].map((source) => ({
            cell_type: 'code',
            execution_count: null,
            metadata: {},
            outputs: [],
            source,
          })),
        }),
      },
      findings: [/^a\.ipynb cell 2, line 2 wget of/],
    },
    'a branch is no revision': {
      files: {
        'a.py': "from huggingface_hub import hf_hub_download\nhf_hub_download('o/r', 'f', revision='main')\n",
      },
      findings: ['revision main is a name that can move'],
    },
    'an address of the class': {
      files: {
        'a.py':
          "class D:\n    url = 'https://x.org/a.gz'\n    def get(self):\n        from six.moves import urllib\n        urllib.request.urlopen(self.url)\n",
      },
      findings: ['a.py:5 urllib.request.urlopen of https://x.org/a.gz is not pinned'],
    },
    'lines count from the first of a continued one': {
      files: { 'get.sh': 'echo a \\\n  b\n\nwget \\\n  https://x.org/a.zip\n' },
      findings: ['get.sh:4 wget of https://x.org/a.zip'],
    },
    'a script; its token is not told': {
      files: { 'get.sh': 'curl -L -o a.zip "https://me:pw@x.org/a.zip?token=abc"\n' },
      findings: ['get.sh:1 curl of https://x.org/a.zip is not pinned'],
    },
  },
  skip: {
    'a helper that nobody calls, and answers that are not kept': {
      files: {
        'a.py':
          'import requests\nimport urllib.request\n\ndef download_url(url, path, md5=None):\n    urllib.request.urlretrieve(url, path)\n\ndef ask(url):\n    return requests.get(url).json()\n\nask(URL)\n',
      },
    },
    'a parent that is handed a revision': {
      files: {
        'a.py':
          'from transformers import PreTrainedModel\n\nclass Net(PreTrainedModel):\n    @classmethod\n    def from_pretrained(cls, name, **kwargs):\n        return super().from_pretrained(name, **kwargs)\n',
      },
    },
    'services, installers, local models and the own bucket': {
      files: {
        'a.py':
          "import requests\nfrom transformers import AutoModel\nrequests.get('http://localhost:8000/predict')\nAutoModel.from_pretrained('./out')\nAutoModel.from_pretrained(output_dir)\nfrom transformers import AutoConfig\nfrom optimum.onnxruntime import ORTOptimizer\nAutoConfig.from_pretrained('mixtral.json')\nORTOptimizer.from_pretrained(model)\nrequests.get('http://metadata/computeMetadata/v1/instance')\nrequests.get('https://pypi.python.org/pypi/fastds/json')\n",
        'run.sh':
          'curl -sSL https://install.python-poetry.org | python3 -\naws s3 cp out s3://mine/out\ncurl -X POST http://localhost/x\ncurl -o /usr/bin/patchelf https://x.s3.amazonaws.com/patchelf_0.9_amd64.elf\nwget https://x.org/spark-nlp.jar\n',
      },
    },
  },
});

verify(checkNamed('data/hashes'), {
  pass: {
    'a name with a backslash, as sha256sum writes it': {
      files: { 'a\\b.csv': 'x', SHA256SUMS: `\\${sha256('x')}  a\\\\b.csv\n` },
    },
    'backslashes between folders, as tools of Windows write them': {
      files: { 'a/b.csv': 'x', SHA256SUMS: `${sha256('x')}  a\\b.csv\n` },
    },
  },
  skip: {
    'a bucket that was never locked': {
      files: {},
      settings: { data: [{ source: 's3://bucket/rows/', exclude: [] }] },
      message: '1 dataset of the config at a store is not in repro.lock yet: `repro lock` records it',
    },
  },
});
