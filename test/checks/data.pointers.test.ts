import { createHash } from 'node:crypto';
import { checkNamed, verify } from '../support/verify.js';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const list = (files: Record<string, string>) =>
  `[${Object.entries(files)
    .map(([path, text]) => `{"md5": "${md5(text)}", "relpath": "${path}"}`)
    .join(', ')}]`;
const cached = (text: string, ending = '') =>
  `.dvc/cache/files/md5/${md5(text).slice(0, 2)}/${md5(text).slice(2)}${ending}`;
const out = (path: string, digits: string, more = '') =>
  `outs:\n- md5: ${digits}\n  hash: md5\n  path: ${path}\n${more}`;
const folder = { a: 'x', 'b/c': 'y' };
const folderFile = out('d', `${md5(list(folder))}.dir`);
const near = { '.dvc/config': '[core]\n    remote = s\n[\'remote "s"\']\n    url = ../../store\n' };
const pipeline = (outs: string, deps = '') =>
  `schema: '2.0'\nstages:\n  prepare:\n    cmd: python p.py\n${deps}    outs:\n${outs}`;
const entry = (path: string, text: string) =>
  `    - path: ${path}\n      hash: md5\n      md5: ${md5(text)}\n`;
const pointer = (text: string) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(text)}\nsize ${text.length}\n`;
const lfsObject = (text: string) =>
  `.git/lfs/objects/${sha256(text).slice(0, 2)}/${sha256(text).slice(2, 4)}/${sha256(text)}`;

verify(checkNamed('data/hashes'), {
  pass: {
    'a file that only the DVC cache has': {
      files: { ...near, 'a.csv.dvc': out('a.csv', md5('x')), [cached('x')]: 'x' },
      message: '1 dataset equals its recorded hash, only in a cache on this machine',
      data: { stored: ['a.csv'], absent: [] },
    },
    'a folder that only the cache has': {
      files: {
        ...near,
        'd.dvc': folderFile,
        [cached(list(folder), '.dir')]: list(folder),
        [cached('x')]: 'x',
        [cached('y')]: 'y',
      },
      data: { stored: ['d'] },
    },
    'the cache of DVC 2, whose objects are named by the md5 of text with LF': {
      files: {
        ...near,
        'a.csv.dvc': `outs:\n- md5: ${md5('x\n')}\n  path: a.csv\n`,
        [cached('x\n').replace('files/md5/', '')]: 'x\r\n',
      },
      data: { stored: ['a.csv'] },
    },
    'a cache that the configuration puts elsewhere in the project': {
      files: {
        '.dvc/config': '[cache]\n    dir = ../kept\n',
        'a.csv.dvc': out('a.csv', md5('x')),
        [cached('x').replace('.dvc/cache', 'kept')]: 'x',
      },
      data: { stored: ['a.csv'] },
    },
    'the root of DVC below that of the project': {
      files: {
        'ml/.dvc/config': '',
        'ml/a.csv.dvc': out('a.csv', md5('x')),
        [`ml/${cached('x')}`]: 'x',
      },
      data: { stored: ['ml/a.csv'] },
    },
    'a cloud-versioned folder that lists its files': {
      files: {
        'd.dvc': `outs:\n- path: d\n  files:\n  - relpath: b/c\n    md5: ${md5('y')}\n    version_id: v\n  - relpath: a\n    md5: ${md5('x')}\n`,
        'd/a': 'x',
        'd/b/c': 'y',
      },
    },
    'a lock whose paths count from the working folder of the stage': {
      files: {
        'part/dvc.yaml':
          'stages:\n  prepare:\n    cmd: python p.py\n    wdir: work\n    outs:\n    - rows.csv\n',
        'part/dvc.lock': pipeline(entry('rows.csv', 'x')),
        'part/work/rows.csv': 'x',
      },
    },
    'a working folder in the .dvc file': {
      files: { 'meta/a.csv.dvc': `wdir: ../data\n${out('a.csv', md5('x'))}`, 'data/a.csv': 'x' },
    },
    'what dvc.yaml has no more is left from an earlier run': {
      files: {
        'dvc.yaml': 'stages:\n  other:\n    cmd: x\n',
        'dvc.lock': pipeline(entry('data/rows.csv', 'x')),
        'data/rows.csv': 'other',
        'a.csv': 'x',
        SHA256SUMS: `${sha256('x')}  a.csv\n`,
      },
      data: { verified: 1 },
    },
    'the dependency of a frozen stage is not compared': {
      files: {
        'dvc.yaml': 'stages:\n  prepare:\n    cmd: x\n    frozen: true\n    outs: [data/rows.csv]\n',
        'dvc.lock': pipeline(entry('data/rows.csv', 'x'), `    deps:\n${entry('data/in.csv', 'x')}`),
        'data/in.csv': 'other',
        'data/rows.csv': 'x',
      },
      data: { verified: 1 },
    },
    'an LFS file whose content is in the repository, but not in place': {
      files: { '.gitattributes': '*.csv filter=lfs\n', 'a.csv': pointer('x'), [lfsObject('x')]: 'x' },
      data: { stored: ['a.csv'] },
    },
    'a rule of LFS that a later line takes back': {
      files: { '.gitattributes': '*.csv filter=lfs\nb.csv -filter\n', 'b.csv': 'y', 'b.csv.md5': md5('y') },
    },
    'forms of checksums': {
      files: {
        'sub/a.csv': 'x',
        'sub/b c.csv': 'y',
        'sub/e': 'z',
        'sub/checksums.sha256': `${sha256('x')} *a.csv\nSHA256 (b c.csv) = ${sha256('y').toUpperCase()}\r\nSHA2-256(e)= ${sha256('z')}\n`,
      },
      data: { verified: 3 },
    },
    'a bag of BagIt': {
      files: { 'manifest-md5.txt': `${md5('x')}  data/100%25.csv\n`, 'data/100%.csv': 'x' },
    },
    'a file beside its digest, which was made of standard input': {
      files: { 'a.csv': 'x', 'a.csv.sha256': `${sha256('x')}  -\n` },
    },
  },
  warn: {
    'absent, and the remote is a folder of one machine': {
      files: { ...near, 'a.csv.dvc': out('a.csv', md5('x')) },
      findings: [/it can be fetched from ..\/..\/store, the DVC remote s, which is a folder of one machine/],
    },
    'an import that is not here': {
      files: {
        'a.csv.dvc': `${out('a.csv', md5('x'))}deps:\n- path: a.csv\n  repo:\n    url: https://me:pw@example.org/data.git\n    rev_lock: ${'1'.repeat(40)}\n`,
      },
      findings: ['a.csv is recorded and not here; it can be fetched from https://example.org/data.git'],
    },
    'a folder of which the cache lost a file': {
      files: {
        ...near,
        'd.dvc': folderFile,
        [cached(list(folder), '.dir')]: list(folder),
        [cached('x')]: 'x',
      },
      findings: [/d is not here, and DVC keeps 1 of its 2 files on this machine: b\/c is missing/],
    },
    'an output that changed since the stage ran': {
      files: { 'dvc.lock': pipeline(entry('data/rows.csv', 'x')), 'data/rows.csv': 'other' },
      message: '1 output of the pipeline changed since it was recorded',
      findings: [/^dvc.lock:6 data\/rows.csv does not have the hash that dvc.lock records/],
    },
    'many that are absent, each by its name': {
      files: {
        '.gitattributes': '*.csv filter=lfs\n',
        ...Object.fromEntries(
          Array.from({ length: 30 }, (_, at) => [`data/${100 + at}.csv`, pointer(`${at}`)]),
        ),
      },
      findings: Array.from({ length: 30 }, () => /is a Git LFS pointer/),
    },
    'an output of a stage of DVC 0': {
      files: {
        'prepare.dvc': `cmd: python p.py\ndeps:\n- path: in.csv\n  md5: ${md5('x')}\nouts:\n- path: rows.csv\n  md5: ${md5('x')}\n`,
        'in.csv': 'x',
        'rows.csv': 'other',
      },
      findings: [/rows.csv does not have the hash/],
    },
  },
  fail: {
    'a damaged copy in the cache': {
      files: { ...near, 'a.csv.dvc': out('a.csv', md5('x')), [cached('x')]: 'other' },
      findings: [
        /the copy of a.csv that DVC keeps is damaged: .dvc\/cache\/files\/md5\/.* does not have the hash/,
      ],
    },
    'a damaged copy of a file of a folder': {
      files: {
        ...near,
        'd.dvc': folderFile,
        [cached(list(folder), '.dir')]: list(folder),
        [cached('x')]: 'x',
        [cached('y')]: 'other',
      },
      findings: [/the copy of d\/b\/c that DVC keeps is damaged/],
    },
    'a damaged list of a folder': {
      files: { ...near, 'd.dvc': folderFile, [cached(list(folder), '.dir')]: '[]' },
      findings: [/the list of the files of d in the DVC cache is damaged/],
    },
    'a damaged LFS object': {
      files: { '.gitattributes': '*.csv filter=lfs\n', 'a.csv': pointer('x'), [lfsObject('x')]: 'other' },
      findings: [/the copy of a.csv that Git LFS keeps is damaged/],
    },
    'the files of a folder that differ, named by the cache': {
      files: {
        ...near,
        'd.dvc': folderFile,
        [cached(list(folder), '.dir')]: list(folder),
        'd/a': 'other',
        'd/new': 'z',
      },
      findings: [/\(a changed, b\/c removed, new added\)/],
    },
    'the files of a cloud-versioned folder that differ': {
      files: {
        'd.dvc': `outs:\n- path: d\n  files:\n  - relpath: a\n    md5: ${md5('x')}\n`,
        'd/a': 'other',
      },
      findings: [/\(a changed\)/],
    },
    'the dependency of a stage': {
      files: {
        'dvc.lock': pipeline(entry('data/rows.csv', 'x'), `    deps:\n${entry('data/in.csv', 'x')}`),
        'data/in.csv': 'other',
      },
      findings: [/data\/in.csv does not have the hash/],
    },
    'a line of checksums that climbs out': {
      files: { 'sub/MD5SUMS': `${md5('x')}  ../../a\n` },
      findings: ['sub/MD5SUMS:1 ../../a leads outside the project'],
    },
  },
  unknown: {
    'a cache outside the project is not read': {
      files: { '.dvc/config': '[cache]\n    dir = /mnt/cache\n', 'a.csv.dvc': out('a.csv', md5('x')) },
    },
    'an output that is never pushed': {
      files: {
        '.dvc/config': '[\'remote "s"\']\n    url = s3://bucket/x\n',
        'a.csv.dvc': out('a.csv', md5('x'), '  push: false\n'),
      },
    },
    'an import from a folder of one machine': {
      files: { 'a.csv.dvc': `${out('a.csv', md5('x'))}deps:\n- path: /mnt/a.csv\n  md5: ${md5('x')}\n` },
    },
  },
});

const versionedRead = (code: string) => ({ files: { 'a.py': code } });

verify(checkNamed('data/declared'), {
  pass: {
    'an artifact of Weights & Biases by its version': versionedRead(
      "import wandb\nrun = wandb.init()\nrun.use_artifact('team/rows:v3').download()\n",
    ),
    'an artifact by its digest, through the API': versionedRead(
      `import wandb\nwandb.Api().artifact('team/rows:${'a1'.repeat(16)}')\n`,
    ),
    'a run that with opens': versionedRead(
      "import wandb\nwith wandb.init() as run:\n    run.use_artifact('rows:v0')\n",
    ),
    'a run that is handed over': versionedRead(
      "import wandb\ndef load(run):\n    run.use_artifact('rows:v12')\n",
    ),
    'what a run of Neptune tracks': {
      files: {
        'a.py':
          "import neptune\nimport pandas as pd\nrun = neptune.init_run()\nrun['data/train'].track_files('data/rows.csv')\npd.read_csv('data/rows.csv')\n",
      },
      data: { reads: [{ value: 'data/rows.csv', at: 'a.py:5', declaredBy: 'code' }] },
    },
    'what MLflow takes down': {
      files: {
        'a.py':
          "import mlflow\nimport pandas as pd\ndf = pd.read_csv('data/rows.csv')\nmlflow.log_input(mlflow.data.from_pandas(df, source='data/rows.csv'))\n",
      },
      data: { reads: [{ value: 'data/rows.csv', declaredBy: 'code' }] },
    },
    'a version of a Delta table, by Spark and by delta-rs': versionedRead(
      "from deltalake import DeltaTable\nDeltaTable('s3://b/t', version=3)\nspark.read.format('delta').option('versionAsOf', 5).load('s3://b/u')\n",
    ),
    'a snapshot of an Iceberg table': versionedRead(
      "spark.read.option('snapshot-id', 10963874102873).format('iceberg').load('db.rows')\n",
    ),
    'versions of hubs and libraries': versionedRead(
      "import kagglehub, openml\nimport tensorflow_datasets as tfds\nfrom sklearn.datasets import fetch_openml\nkagglehub.dataset_download('o/d/versions/3')\nopenml.datasets.get_dataset(61)\ntfds.load('mnist:3.0.1')\nfetch_openml('iris', version=1)\n",
    ),
    'a dataset of the Hub by its commit': versionedRead(
      "from huggingface_hub import snapshot_download\nsnapshot_download('o/d', repo_type='dataset', revision='e6281661ce1c48d982bc483cf8a173c1bbeb5d31')\n",
    ),
    'a file of another repository of DVC, at a tag': versionedRead(
      "import dvc.api\ndvc.api.read('rows.csv', repo='https://example.org/r', rev='v1.2')\n",
    ),
    'the input of a pipeline of Pachyderm': {
      files: {
        'edges.json':
          '{\n  "pipeline": {"name": "edges"},\n  "input": {"pfs": {"repo": "images", "glob": "/*"}}\n}\n',
        'edges.py': "import cv2\ncv2.imread('/pfs/images/a.png')\n",
      },
      data: { reads: [{ declaredBy: 'pachyderm' }] },
    },
    'a folder that lakectl keeps': {
      files: {
        'data/.lakefs_ref.yaml': `src: lakefs://repo/main/data/\nat_head: ${'a1'.repeat(32)}\n`,
        'a.py': "import pandas as pd\npd.read_csv('data/rows.csv')\n",
      },
      data: { reads: [{ declaredBy: 'lakefs' }] },
    },
    'a commit of lakeFS and a version of S3 in the address': versionedRead(
      `import pandas as pd\npd.read_parquet('lakefs://repo/${'a1'.repeat(10)}/rows.parquet')\npd.read_csv('s3://b/rows.csv?versionId=3sL4kqtJlcpXroDTDmJ')\n`,
    ),
    'a file that a stage with a template makes': {
      files: {
        'dvc.yaml':
          'stages:\n  each:\n    foreach: [a, b]\n    do:\n      cmd: x\n      outs:\n      - data/rows_${item}.csv\n',
        'data/rows_a.csv': '1',
        'a.py': "import pandas as pd\npd.read_csv('data/rows_a.csv')\n",
      },
    },
  },
  warn: {
    'versions that move': {
      files: {
        'a.py':
          "import wandb, kagglehub, openml\nimport tensorflow_datasets as tfds\nrun = wandb.init()\nrun.use_artifact('rows:latest')\nkagglehub.dataset_download('o/d')\nopenml.datasets.get_dataset('iris')\ntfds.load('mnist')\n",
      },
      findings: ['a.py:4 rows:latest comes', 'a.py:5 o/d', 'a.py:6 iris', 'a.py:7 mnist'],
      score: 0.5,
    },
    'a branch of another repository of DVC, and the default of OpenML': {
      files: {
        'a.py':
          "import dvc.api\nfrom sklearn.datasets import fetch_openml\ndvc.api.read('rows.csv', repo='https://example.org/r', rev='main')\nfetch_openml('iris', version='active')\n",
      },
      findings: ['a.py:3 rows.csv comes', 'a.py:4 iris comes'],
    },
    'a model, and a name that is known only at run time, are not judged': {
      files: {
        'a.py':
          "import sys, wandb\nfrom sklearn.datasets import fetch_california_housing\nrun = wandb.init()\nrun.use_artifact('team/registry/model:latest')\nrun.use_artifact('x:latest', type='model')\nrun.use_artifact(sys.argv[1])\nfetch_california_housing()\n",
      },
      findings: [/fetch_california_housing/],
    },
    'a model that is logged, and words that only look like calls': {
      files: {
        'a.py':
          "import pandas as pd\nimport wandb\nrun = wandb.init()\nart = wandb.Artifact('m', type='model')\nart.add_file('data/rows.csv')\nprint('run.use_artifact(x:v1)')\npd.read_csv('data/rows.csv')\npd.read_csv('b.csv')\n",
        'b.csv': '1',
      },
      findings: ['a.py:7 data/rows.csv is read and not declared'],
    },
  },
  fail: {
    'the newest version of a Delta table': {
      files: { 'a.py': "spark.read.format('delta').load('s3://b/t')\n" },
      findings: ['a.py:1 s3://b/t is read from its address, which can change'],
    },
  },
});

verify(checkNamed('data/versioned'), {
  pass: {
    Pachyderm: {
      files: {
        'p.yaml': 'pipeline:\n  name: p\ninput:\n  cross:\n  - pfs:\n      repo: a\n      glob: /\n',
      },
      data: { tools: ['Pachyderm'] },
    },
  },
  warn: {
    'the remote that others cannot reach, by its name': {
      files: { ...near, 'a.csv.dvc': out('a.csv', md5('x')) },
      findings: [
        '.dvc/config:4 the remote s is ../../store, a folder of one machine, which others may not reach',
      ],
    },
    'a remote in a remote that is a folder': {
      files: {
        '.dvc/config':
          '[core]\n    remote = s\n[\'remote "s"\']\n    url = remote://t/x\n[\'remote "t"\']\n    url = /mnt/x\n',
        'a.csv.dvc': out('a.csv', md5('x')),
      },
    },
    'no remote at all': {
      files: { '.dvc/config': '', 'a.csv.dvc': out('a.csv', md5('x')) },
      findings: ['DVC keeps versions only on this machine'],
    },
  },
});
