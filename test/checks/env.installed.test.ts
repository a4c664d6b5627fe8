import installed from '../../src/checks/env/installed.js';
import { verify } from '../support/verify.js';

const site = '.venv/lib/python3.11/site-packages';
const venv = {
  '.venv/pyvenv.cfg': 'home = /usr/bin\nversion = 3.11.4\ninclude-system-site-packages = false\n',
};

/** The record of an installed distribution. */
function dist(name: string, version: string, more: Record<string, string> = {}): Record<string, string> {
  const folder = `${site}/${name}-${version}.dist-info`;
  const files = Object.entries(more).map(([file, text]) => [`${folder}/${file}`, text]);
  return {
    [`${folder}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\nVersion: 9.9 in the long text\n`,
    ...Object.fromEntries(files),
  };
}

function conda(name: string, version: string): Record<string, string> {
  return { [`env/conda-meta/${name}-${version}-0.json`]: JSON.stringify({ name, version, build: '0' }) };
}

const lock = (...packages: [string, string][]) => ({
  'pyproject.toml': `[project]\nname = "demo"\nversion = "1"\ndependencies = ["${packages[0]?.[0]}"]\n`,
  'uv.lock': `version = 1\n${packages
    .map(
      ([name, version]) =>
        `\n[[package]]\nname = "${name}"\nversion = "${version}"\nsource = { registry = "https://pypi.org/simple" }\n`,
    )
    .join('')}`,
});

/** An environment that the user's shell has activated. */
function active(...packages: [string, string, 'conda'?][]) {
  return {
    installed: {
      refused: [],
      environment: {
        name: 'work',
        from: 'shell',
        kind: 'venv',
        system: false,
        problems: [],
        packages: packages.map(([name, version, ecosystem = 'pypi']) => ({
          name,
          version,
          ecosystem,
          imports: [],
        })),
      },
    },
  };
}

verify(installed, {
  pass: {
    'an active environment': {
      files: { 'requirements.txt': 'torch==2.1.0\nsix==1.16.0\n' },
      facts: active(['six', '1.16.0'], ['torch', '2.1.0']),
      message: '2 of 2 packages in the active environment work',
    },
    'the locked versions': {
      files: {
        ...venv,
        ...lock(['idna', '3.10'], ['six', '1.16.0']),
        ...dist('idna', '3.10'),
        ...dist('six', '1.16'),
      },
      data: {
        environment: '.venv',
        python: '3.11.4',
        installed: 2,
        compared: 2,
        drifted: [],
        missing: [],
        extra: [],
      },
    },
    'exact pins where nothing is locked': {
      files: { ...venv, ...dist('idna', '3.10'), 'requirements.txt': 'idna==3.10\nsix>=1\n' },
      data: { wanted: 1, compared: 1 },
    },
    'names that are written otherwise': {
      files: { ...venv, ...dist('Ruamel_Yaml', '0.18.6'), 'requirements.txt': 'ruamel.yaml==0.18.6\n' },
    },
    'a build label that the lock does not name': {
      files: { ...venv, ...lock(['torch', '2.1.0']), ...dist('torch', '2.1.0+cu121') },
    },
    'packages that nothing locks are a note, tools are none': {
      files: {
        ...venv,
        ...lock(['idna', '3.10']),
        ...dist('idna', '3.10'),
        ...dist('rich', '13.0'),
        ...dist('pip', '24.0'),
        ...dist('setuptools', '65.5.0'),
      },
      findings: ['1 package installed that nothing locks: rich 13.0'],
      data: { extra: ['rich 13.0'] },
    },
    'the project itself, editable': {
      files: {
        ...venv,
        ...lock(['idna', '3.10']),
        ...dist('idna', '3.10'),
        ...dist('demo', '0.9', { 'direct_url.json': '{"url": "file:///x", "dir_info": {"editable": true}}' }),
      },
      findings: [],
    },
    'a requirement for another platform': {
      files: {
        ...venv,
        ...dist('idna', '3.10'),
        'requirements.txt':
          'idna==3.10\npywin32==306 ; sys_platform == "never"\nolder==1.0 ; python_version < "3.8"\n',
      },
      data: { missing: [], notInstalled: ['older', 'pywin32'] },
    },
    'an indirect package for another platform, or of an extra': {
      files: {
        ...venv,
        ...dist('idna', '3.10'),
        'pyproject.toml': '[project]\nname = "demo"\nversion = "1"\ndependencies = ["idna"]\n',
        'uv.lock': `version = 1
[[package]]
name = "idna"
version = "3.10"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "colorama", marker = "sys_platform == 'never'" }]
[package.optional-dependencies]
all = [{ name = "ruff" }]
[[package]]
name = "colorama"
version = "0.4.6"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "ruff"
version = "0.6.2"
source = { registry = "https://pypi.org/simple" }
`,
      },
      data: { missing: [], notInstalled: ['colorama', 'ruff'] },
    },
    'one of several locked versions': {
      files: { ...venv, ...lock(['numpy', '1.26.4'], ['numpy', '2.1.0']), ...dist('numpy', '1.26.4') },
    },
    'a conda environment': {
      files: {
        ...conda('pytorch', '2.1.0'),
        ...conda('python', '3.11.4'),
        'requirements.txt': 'torch==2.1.0\n',
      },
      data: { environment: 'env', python: '3.11.4' },
    },
    'an egg-info file and folder': {
      files: {
        ...venv,
        [`${site}/six-1.16.0.egg-info`]: 'Name: six\nVersion: 1.16.0\n',
        [`${site}/idna-3.10.egg-info/PKG-INFO`]: 'Name: idna\nVersion: 3.10\n',
        'requirements.txt': 'six==1.16.0\nidna==3.10\n',
      },
    },
    'a Windows layout': {
      files: {
        ...venv,
        '.venv/Lib/site-packages/idna-3.10.dist-info/METADATA': 'Name: idna\r\nVersion: 3.10\r\n\r\n',
        'requirements.txt': 'idna==3.10\n',
      },
    },
    'what pip left behind while uninstalling': {
      files: {
        ...venv,
        ...dist('idna', '3.10'),
        [`${site}/~dna-2.8.dist-info/METADATA`]: 'Name: idna\nVersion: 2.8\n',
        'requirements.txt': 'idna==3.10\n',
      },
    },
  },
  warn: {
    'patch-level drift': {
      files: {
        ...venv,
        ...lock(['idna', '3.10.1'], ['six', '1.16.0']),
        ...dist('idna', '3.10.2'),
        ...dist('six', '1.16.0'),
      },
      findings: ['uv.lock:3 idna 3.10.1 is locked, 3.10.2 is installed'],
      data: { drifted: ['idna'] },
      score: 0.5,
    },
    'another build of the same release': {
      files: { ...venv, ...lock(['torch', '2.1.0+cu121']), ...dist('torch', '2.1.0+cpu') },
    },
  },
  fail: {
    'another minor release': {
      files: { ...venv, ...lock(['idna', '3.10']), ...dist('idna', '3.9') },
      findings: ['idna 3.10 is locked, 3.9 is installed'],
    },
    'a direct dependency that is not installed': {
      files: { ...venv, ...lock(['idna', '3.10'], ['six', '1.16.0']), ...dist('six', '1.16.0') },
      findings: ['idna 3.10 is locked and not installed'],
      data: { missing: ['idna'] },
    },
    'a package of a compiled list': {
      files: {
        ...venv,
        ...dist('idna', '3.10'),
        'requirements.in': 'idna\n',
        'requirements.txt':
          '# This file is autogenerated by pip-compile with Python 3.11\nidna==3.10\nsix==1.16.0\n    # via idna\n',
      },
      findings: ['six 1.16.0 is locked and not installed'],
    },
    'an indirect package that is not installed': {
      files: {
        ...venv,
        ...dist('requests', '2.32.3'),
        'pyproject.toml':
          '[tool.poetry]\nname = "demo"\nversion = "1"\n[tool.poetry.dependencies]\npython = "^3.11"\nrequests = "*"\n',
        'poetry.lock': `[[package]]
name = "requests"
version = "2.32.3"
optional = false
python-versions = ">=3.8"
files = []
[package.dependencies]
idna = ">=2.5,<4"
win-inet-pton = {version = "*", markers = "sys_platform == 'never'"}
PySocks = {version = ">=1.5.6", optional = true}
[[package]]
name = "idna"
version = "3.10"
optional = false
python-versions = ">=3.6"
files = []
[[package]]
name = "pysocks"
version = "1.7.1"
optional = false
python-versions = "*"
files = []
[[package]]
name = "win-inet-pton"
version = "1.1.0"
optional = false
python-versions = "*"
files = []
[metadata]
lock-version = "2.0"
python-versions = "^3.11"
content-hash = "0"
`,
      },
      data: { missing: ['idna'], notInstalled: ['pysocks', 'win-inet-pton'] },
    },
    'a package of the default section of Pipenv': {
      files: {
        ...venv,
        ...dist('six', '1.16.0'),
        Pipfile: '[packages]\nsix = "*"\n',
        'Pipfile.lock': JSON.stringify({
          _meta: { hash: { sha256: '0' }, 'pipfile-spec': 6, requires: {}, sources: [] },
          default: { six: { version: '==1.16.0' }, idna: { version: '==3.10' } },
          develop: { pytest: { version: '==8.0.0' } },
        }),
      },
      data: { missing: ['idna'], notInstalled: ['pytest'] },
    },
    'an epoch': { files: { ...venv, ...lock(['idna', '1!3.10']), ...dist('idna', '3.10') } },
  },
  unknown: {
    'records that cannot be read': {
      files: {
        ...venv,
        ...lock(['idna', '3.10'], ['six', '1.16.0']),
        ...dist('six', '1.16.0'),
        [`${site}/idna-3.10.dist-info/METADATA`]: 'no headers at all',
      },
      findings: ['METADATA names no package and version'],
    },
  },
  skip: {
    'no environment': { files: { ...lock(['idna', '3.10']) }, message: 'no environment' },
    'a folder of that name that is none': { files: { ...lock(['idna', '3.10']), 'env/readme.txt': 'x' } },
    'nothing is locked or pinned': {
      files: { ...venv, ...dist('idna', '3.10'), 'requirements.txt': 'idna\n' },
      message: 'nothing is locked or pinned',
    },
    'an active environment of another project': {
      files: { 'requirements.txt': 'torch==2.1.0\npandas==2.1.0\nsix==1.16.0\n' },
      facts: active(['six', '1.16.0'], ['rich', '13.0']),
      message: 'is of another project: 1 package of 3',
    },
    "conda's base": {
      files: { 'requirements.txt': 'six==1.16.0\n' },
      facts: active(['six', '1.15.0'], ['conda', '24.1.0', 'conda']),
      message: 'base',
    },
    'a link that leads outside': {
      files: lock(['idna', '3.10']),
      facts: { installed: { refused: ['.venv is a link that leads outside the project'] } },
      message: 'leads outside',
    },
  },
});
