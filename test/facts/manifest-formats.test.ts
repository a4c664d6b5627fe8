import { describe, expect, test } from 'vitest';
import { dependencies, type Manifest } from '../../src/facts/dependencies.js';
import { Project } from '../../src/facts/fact.js';
import type { ManifestText } from '../../src/facts/formats/manifest.js';
import { formatOf } from '../../src/facts/formats/manifests.js';
import { MemorySource } from '../../src/facts/source.js';

/** `line name specifier [exact] [from] [group] [extra]` of each requirement. */
function shown({
  requirements,
}: Pick<ManifestText, 'requirements'> | Pick<Manifest, 'requirements'>): string[] {
  return requirements.map(({ line, name, specifier, exact, from, group, extra }) =>
    [
      line,
      name,
      specifier,
      exact ? 'exact' : '',
      from === 'index' ? '' : from,
      group ? `group=${group}` : '',
      extra ? `extra=${extra}` : '',
    ]
      .filter((part) => part !== '')
      .join(' '),
  );
}

function read(kind: Parameters<typeof formatOf>[0], text: string): ManifestText {
  const format = formatOf(kind);
  if (!('parse' in format)) throw new Error(`${kind} is code`);
  return format.parse(text);
}

async function manifestsOf(files: Record<string, string | Uint8Array>) {
  return new Project(new MemorySource(files)).get(dependencies);
}

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

describe('lines of requirements', () => {
  test('a name that begins another is found at its own line', () => {
    const text =
      '[project]\ndependencies = [\n  "torchvision==0.2",\n  # "torch",\n  "torch", # torch\n  \'torch-geometric\',\n]\n';
    expect(shown(read('pyproject', text))).toEqual([
      '3 torchvision ==0.2 exact',
      '5 torch',
      '6 torch-geometric',
    ]);
  });

  test('doubles, nested arrays, multi-line strings and tables in between', () => {
    const text = `[tool.x]\nnote = """\n[project]\ndependencies = ["no"]\n"""\nnested = [["a", "b"], # [
  "c"]\n[project]\nname = "x" # dependencies = [\ndependencies = ["a",\n"a"]\n[dependency-groups]\n"dev.x" = [\n\n "b"]\n`;
    expect(shown(read('pyproject', text))).toEqual(['10 a', '11 a', '15 b group=dev-x']);
  });

  test('a file with Windows line ends', () => {
    expect(shown(read('pyproject', '[project]\r\ndependencies = [\r\n"a",\r\n"b"]\r\n'))).toEqual([
      '3 a',
      '4 b',
    ]);
  });
});

describe('pyproject.toml', () => {
  test.each<[string, string, string[]]>([
    [
      'Flit of old',
      '[tool.flit.metadata]\nrequires = ["a==1"]\ndev-requires = ["c"]\n[tool.flit.metadata.requires-extra]\nTest_x = ["b"]\n',
      ['2 a ==1 exact', '3 c group=dev', '5 b extra=test-x'],
    ],
    [
      'Poetry: all forms of a value',
      `[tool.poetry.dependencies]\na = "==1.0"\nb = {version = "^1", extras = ["x"], source = "torch"}\nc = {path = "../c"}\nd = {url = "https://x.org/d-1.0.zip"}\ne = {git = "https://x.org/e", rev = "${COMMIT}"}\nf = {git = "https://x.org/f", tag = "v1"}\ng = {file = "./g.whl"}\nh = [{version = "1.0"}, {version = "2.0"}]\ni = {version = "~1.2", optional = true}\n[tool.poetry.extras]\nall = ["i"]\n[tool.poetry.group.main.dependencies]\nj = "1"\n[tool.poetry.dev-dependencies]\nk = "*"\n`,
      [
        '2 a ==1.0 exact',
        '3 b ^1',
        '4 c @ ../c path',
        '5 d @ https://x.org/d-1.0.zip exact url',
        `6 e @ git+https://x.org/e@${COMMIT} exact vcs`,
        '7 f @ git+https://x.org/f@v1 vcs',
        '8 g @ ./g.whl path',
        '9 h 1.0 exact',
        '10 i ~1.2 extra=all',
        '16 k * group=dev',
        '14 j 1 exact',
      ],
    ],
    [
      'Poetry 2: tables only enrich [project]',
      `[project]\ndependencies = ["a>=1", "b>=1"]\n[tool.poetry.dependencies]\na = {git = "https://x.org/a", rev = "${COMMIT}"}\nb = "1.2"\nc = "*"\n`,
      [`2 a @ git+https://x.org/a@${COMMIT} exact vcs`, '2 b 1.2 exact'],
    ],
    [
      'uv: sources, groups of old, several sources',
      `[project]\ndependencies = ["a", "b", "c"]\n[tool.uv]\ndev-dependencies = ["d==1"]\n[tool.uv.sources]\na = {git = "https://x.org/a", rev = "${COMMIT}"}\nb = [{index = "cpu", marker = "sys_platform == 'darwin'"}, {index = "gpu"}]\nc = {url = "https://x.org/c-1.0.tar.gz"}\n`,
      ['2 a exact vcs', '2 b', '2 c exact url', '4 d ==1 exact group=dev'],
    ],
    [
      'Hatch: extra lists and the hook for files',
      '[tool.hatch.envs.default]\nextra-dependencies = ["a"]\n[tool.hatch.envs.docs]\ndependencies = ["b"]\n',
      ['2 a', '4 b group=docs'],
    ],
    [
      'a hook of Hatch with the version of the project',
      '[project]\ndynamic = ["dependencies"]\n[tool.hatch.metadata.hooks.uv-dynamic-versioning]\ndependencies = [\n  "x-slim[a]=={{ version }}",\n  "b==1",\n]\n[tool.uv.sources]\nx-slim = {workspace = true}\n',
      ['5 x-slim =={{ version }} exact path', '6 b ==1 exact'],
    ],
    [
      'pixi beside [project]',
      '[project]\ndependencies = ["a"]\n[tool.pixi.dependencies]\nb = "1.2.3"\n[tool.pixi.pypi-dependencies]\nx = {path = ".", editable = true}\n',
      ['2 a', '4 b 1.2.3 exact', '6 x @ . path'],
    ],
  ])('%s', (_, text, expected) => {
    expect(shown(read('pyproject', text))).toEqual(expected);
  });

  test.each<[string, string, [number | undefined, RegExp][]]>([
    ['a list that is none', '[project]\ndependencies = "a"\n', [[2, /no list|not a list/]]],
    ['a requirement that is none', '[project]\ndependencies = ["a",\n"b=1"]\n', [[3, /b=1/]]],
    ['a table among requirements', '[project]\ndependencies = [{a = "1"}]\n', [[2, /no requirement/]]],
    ['two groups that are one', '[dependency-groups]\na_b = []\nA-B = []\n', [[3, /the same by name/]]],
    ['a group of another kind', '[dependency-groups]\na = [{set = 1}]\n', [[2, /neither/]]],
    ['a number in a group', '[dependency-groups]\na = [1]\n', [[2, /neither/]]],
    ['a group that is no list', '[dependency-groups]\na = "b"\n', [[2, /not a list/]]],
    [
      'an include that says more',
      '[dependency-groups]\na = [{include-group = "b", x = 1}]\nb = []\n',
      [[2, /neither/]],
    ],
    [
      'a wrong requirement that two groups hold',
      '[dependency-groups]\na = [{include-group = "c"}]\nb = [{include-group = "c"}]\nc = ["x=1"]\n',
      [[4, /x=1/]],
    ],
    [
      'a group that includes itself',
      '[dependency-groups]\na = [\n{include-group = "a"}]\n',
      [[3, /includes itself/]],
    ],
    [
      'Poetry without a version',
      '[tool.poetry.dependencies]\na = {extras = ["x"]}\n',
      [[2, /neither a version/]],
    ],
  ])('%s is a problem', (_, text, expected) => {
    const { problems } = read('pyproject', text);
    expect(problems).toEqual(
      expected.map(([line, message]) => ({ line, message: expect.stringMatching(message) })),
    );
  });

  test('constraints and overrides of uv pin what is asked for', async () => {
    const { runtime } = await manifestsOf({
      'pyproject.toml':
        '[project]\ndependencies = ["a", "b"]\n[tool.uv]\nconstraint-dependencies = ["a==1", "zzz==1"]\noverride-dependencies = ["b==2"]\n',
    });
    expect(runtime.map(({ name, exact }) => [name, exact])).toEqual([
      ['a', true],
      ['b', true],
    ]);
  });

  test.each<[string, Record<string, string>, string[], boolean]>([
    [
      'setup.py beside it',
      { 'setup.py': 'from setuptools import setup\nsetup(install_requires=["a"])\n' },
      ['a'],
      false,
    ],
    ['setup.cfg beside it', { 'setup.cfg': '[options]\ninstall_requires = b\n' }, ['b'], false],
    ['nothing', {}, [], true],
  ])('a dynamic list with %s', async (_, beside, names, computed) => {
    const { runtime, main } = await manifestsOf({
      'pyproject.toml': '[project]\nname = "x"\ndynamic = ["dependencies"]\n',
      ...beside,
    });
    expect(runtime.map(({ name }) => name)).toEqual(names);
    expect(main.some((manifest) => manifest.computed !== undefined)).toBe(computed);
  });
});

describe('requirements files', () => {
  test.each<[string, string, string[]]>([
    ['variables', 'a==${A_VERSION}\nb @ git+https://${TOKEN}@x.org/b.git@main\n', ['1 a ==${A_VERSION}', '2 b @ git+https://x.org/b.git@main vcs']],
    ['templates', '{% if x %}\nkedro[jupyter]~={{ cookiecutter.version }}\n{% endif %}\n', ['2 kedro ~={{ cookiecutter.version }}']],
    ['local wheels and folders', 'libs/a\n./w/b-1.0-py3-none-any.whl\n', ['1 a @ libs/a path', '2 b @ ./w/b-1.0-py3-none-any.whl path']],
    ['tags and branches move', 'git+https://x.org/a@v1.0#egg=a\ngit+ssh://git@x.org/b.git#egg=b&subdirectory=c\n', ['1 a @ git+https://x.org/a@v1.0#egg=a vcs', '2 b @ git+ssh://git@x.org/b.git#egg=b&subdirectory=c vcs']],
    ['an index on the same line', 'a==1 --index-url https://x.org\n', ['1 a ==1 exact']],
    ['quotes', '-e "./lib"\n--find-links "a b"\nc\n', ['1 lib @ ./lib path', '3 c']],
  ])('%s', (_, text, expected) => {
    expect(shown(read('requirements', text))).toEqual(expected);
    expect(read('requirements', text).problems).toEqual([]);
  }); // biome-ignore format: a table reads better in rows

  test('what nobody can look at is a problem of its line', async () => {
    const { main } = await manifestsOf({
      'requirements.txt':
        'a\n-r https://x.org/r.txt\n-r ../out.txt\n-c gone.txt\n-r ${ENV}.txt\n-r requirements.txt\n',
    });
    expect(main[0]!.problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
      expect.stringContaining('2 https://x.org/r.txt is fetched'),
      expect.stringContaining('3 ../out.txt leads outside'),
      expect.stringContaining('4 gone.txt does not exist'),
      expect.stringContaining('5 ${ENV}.txt depends on an environment variable'),
    ]);
  });

  test.each([
    ['UTF-8 with a mark', Buffer.from('\ufeffa==1\n', 'utf8')],
    ['UTF-16', Buffer.from('\ufeffa==1\r\n', 'utf16le')],
    ['another encoding in a comment', Buffer.from('# coding: latin-1\n# \u00fc\na==1\n', 'latin1')],
  ])('%s', async (_, bytes) => {
    const { runtime } = await manifestsOf({ 'requirements.txt': bytes });
    expect(runtime).toMatchObject([{ name: 'a', exact: true }]);
  });
});

describe('scripts that say what they need', () => {
  const script =
    '#!/usr/bin/env python\n# /// script\n# requires-python = ">=3.11"\n# dependencies = [\n#   "a==1",\n#   "b",\n# ]\n# ///\nimport a\n';

  test('lines are those of the script', () => {
    const text = read('script', script);
    expect(shown(text)).toEqual(['5 a ==1 exact', '6 b']);
    expect(text.python).toEqual([{ value: '>=3.11', exact: false, line: 3 }]);
  });

  test('they stand for the project only where nothing else does', async () => {
    const alone = await manifestsOf({ 'run.py': script });
    expect(alone.main.map(({ path }) => path)).toEqual(['run.py']);
    const beside = await manifestsOf({ 'run.py': script, 'sub/requirements.txt': 'numpy\n' });
    expect(beside.main.map(({ path }) => path)).toEqual(['sub/requirements.txt']);
    expect(beside.manifests.map(({ path }) => path)).toEqual(['run.py', 'sub/requirements.txt']);
  });

  test('a block that is no TOML is a problem at its line', async () => {
    const { manifests } = await manifestsOf({
      'run.py': '# /// script\n# a = 1\n# dependencies = [\n# ///\n',
    });
    expect(manifests).toMatchObject([{ kind: 'script', problems: [{ line: expect.any(Number) }] }]);
    expect(manifests[0]!.problems[0]!.line).toBeGreaterThan(1);
  });

  test('Python that only speaks of it is no manifest', async () => {
    const { manifests } = await manifestsOf({ 'run.py': 'text = """\n# /// script\n"""\n' });
    expect(manifests).toEqual([]);
  });
});

describe('setup.py', () => {
  const setup = (text: string) =>
    manifestsOf({
      'setup.py': text,
      'requirements.txt': 'a==1\n',
      'requirements/extra.txt': 'b\n',
      'reqs.txt': 'c\n',
    });
  test.each<[string, string, string[]]>([
    ['lines of a file', 'from setuptools import setup\nsetup(install_requires=open("requirements.txt").readlines())\n', ['requirements.txt']],
    ['a helper with an argument', 'from setuptools import setup\ndef load(path):\n    with open(path) as f:\n        return f.read().split()\nsetup(install_requires=load("requirements.txt"), extras_require={"x": load("requirements/extra.txt")})\n', ['requirements.txt']],
    ['a variable and a comprehension', 'from setuptools import setup\nlines = open("./requirements.txt").read().splitlines()\nneeded = [l for l in lines if l]\nsetup(install_requires=needed)\n', ['requirements.txt']],
    ['a file bound by with', 'from setuptools import setup\nwith open("reqs.txt") as f:\n    needed = [line.strip() for line in f]\nsetup(install_requires=needed)\n', ['reqs.txt']],
  ])('%s', async (_, text, expected) => {
    const { manifests } = await setup(text);
    expect(manifests.find(({ path }) => path === 'setup.py')).toMatchObject({ includes: expected });
  }); // biome-ignore format: a table reads better in rows

  test('each item at its line, through variables and sums', async () => {
    const { manifests } = await manifestsOf({
      'setup.py':
        'from setuptools import setup\nbase = [\n    "a==1",\n    "b",\n]\nsetup(\n    install_requires=base + ["c>=2"],\n    extras_require={"dev": ["d"]},\n    python_requires=">=3.8",\n)\n',
    });
    expect(shown(manifests[0]!)).toEqual(['3 a ==1 exact', '4 b', '7 c >=2', '8 d extra=dev']);
    expect(manifests[0]!.python).toMatchObject([{ line: 9 }]);
  });
});

describe('setup.py, what is added after a variable is set', () => {
  test.each<[name: string, text: string, requirements: string[], hidden: boolean]>([
    ['all extras in one', 'x = {\n  "gpu": ["t>=2"],\n}\nx["all"] = list(set(sum([*x.values()], [])))\nx["more"] = ["m==1"]\nsetup(extras_require=x)\n', ['3 t >=2 extra=gpu', '6 m ==1 exact extra=more'], false],
    ['all by a comprehension', 'x = {"gpu": ["t"]}\nx["all"] = sorted({p for ps in x.values() for p in ps})\nsetup(extras_require=x)\n', ['2 t extra=gpu'], false],
    ['sums of items', 'x = {"a": ["t"]}\nx["b"] = x["a"] + ["u"]\nx["a"] += ["v"]\nsetup(extras_require=x)\n', ['2 t extra=a', '2 t extra=b', '3 u extra=b', '4 v extra=a', '4 v extra=b'], false],
    ['an item that is set to itself and more', 'x = {"a": ["t"]}\nx["a"] = x["a"] + ["v"]\nsetup(extras_require=x)\n', ['2 t extra=a', '3 v extra=a'], false],
    ['spread, update and dict()', 'a = {"p": ["t"]}\nb = {**a, "q": ["u"]}\nb.update(dict(r=["v"]))\nsetup(extras_require=b)\n', ['2 t extra=p', '3 u extra=q', '4 v extra=r'], false],
    ['append, extend, insert and +=', 'n = ["a"]\nif True:\n  n.append("b")\nn.extend(["c"])\nn += ["d"]\nn.insert(0, "e")\nsetup(install_requires=n)\n', ['2 a', '4 b', '5 c', '6 d', '7 e'], false],
    ['extras from elsewhere', 'x = {"gpu": ["t"]}\nx["cpu"] = find()\nsetup(extras_require=x)\n', ['2 t extra=gpu'], true],
    ['extras of a function', 'setup(extras_require=find())\n', [], true],
    ['an item that holds itself', 'x = {}\nx["a"] = x["a"] + x["a"]\nsetup(extras_require=x)\n', [], false],
  ])('%s', async (_, text, requirements, hidden) => {
    const { manifests } = await manifestsOf({ 'setup.py': `from setuptools import setup\n${text}` });
    expect(shown(manifests[0]!).sort()).toEqual(requirements);
    expect(manifests[0]!.computedExtras !== undefined).toBe(hidden);
  }); // biome-ignore format: a table reads better in rows
});

describe('other formats', () => {
  test('Pipfile: all forms of a value', () => {
    const text = `[packages]\na = {git = "https://x.org/a.git", ref = "${COMMIT}"}\nb = {path = ".", editable = true}\nc = {file = "https://x.org/c-1.0.zip"}\nd = {version = "*", markers = "os_name == 'nt'"}\ne = "~=1.4"\nf = "1.x"\n[gpu]\ng = "==1"\n[requires]\npython_full_version = "3.11.4"\n`;
    const { problems, python, ...rest } = read('pipfile', text);
    expect(shown(rest)).toEqual([
      `2 a @ git+https://x.org/a.git@${COMMIT} exact vcs`,
      '3 b @ . path',
      '4 c @ https://x.org/c-1.0.zip exact url',
      '5 d',
      '6 e ~=1.4',
      '7 f 1.x',
      '9 g ==1 exact group=gpu',
    ]);
    expect(problems).toMatchObject([{ line: 7 }]);
    expect(python).toEqual([{ value: '3.11.4', exact: true, line: 11 }]);
  });

  test('pixi.toml: features, platforms, sources', () => {
    const text = `[workspace]\nname = "x"\n[dependencies]\npython = "3.11.*"\na = {version = "1.2.3", build = "py311*"}\n[target.linux-64.dependencies]\nb = "*"\n[host-dependencies]\npip = "*"\n[feature.gpu.dependencies]\nc = "==1.0"\n[feature.test.pypi-dependencies]\nd = {git = "https://x.org/d", rev = "${COMMIT}"}\n[feature.test.dependencies]\npython = "3.9.*"\n[pypi-dependencies]\ne = "1.0"\n[environments]\ndefault = ["gpu"]\ntest = ["test"]\n`;
    const { problems, python, ...rest } = read('pixi', text);
    expect(shown(rest)).toEqual([
      '5 a 1.2.3 exact',
      '17 e 1.0',
      '9 pip * group=build',
      '7 b *',
      '11 c ==1.0 exact',
      `13 d @ git+https://x.org/d@${COMMIT} exact vcs group=test`,
    ]);
    expect(problems).toMatchObject([{ line: 17 }]);
    expect(python.map(({ value, group }) => [value, group])).toEqual([
      ['3.11.*', undefined],
      ['3.9.*', 'test'],
    ]);
  });

  test('environment.yml: channels, builds, selectors, options of pip', () => {
    const text =
      'name: x\ndependencies:\n  - conda-forge::a=1.2=h_0 # [linux]\n  - b[version=">=1,<2"]\n  - c 1.2.3\n  - defaults::d\n  - python 3.10.*\n  - pip:\n      - --extra-index-url https://x.org/whl\n      - -r more.txt\n      - e==1 --hash=sha256:' +
      `${'ab'.repeat(32)}\n`;
    const { problems, includes, python, ...rest } = read('conda', text);
    expect(shown(rest)).toEqual([
      '3 a =1.2=h_0 exact',
      '4 b >=1,<2',
      '5 c 1.2.3 exact',
      '6 d',
      '11 e ==1 exact',
    ]);
    expect(includes).toMatchObject([{ path: 'more.txt', line: 10 }]);
    expect(python).toEqual([{ value: '3.10.*', exact: true, line: 7 }]);
    expect(problems).toEqual([]);
  });

  test('a list for conda create, under whatever name it has', async () => {
    const text =
      '# This file may be used to create an environment using:\n# $ conda create --name <env> --file <this file>\n# platform: linux-64\n_libgcc_mutex=0.1=main\nconda-forge::numpy=1.26.4=py310_0\npython=3.10.13=h_0\nPyYAML=6.0=pypi_0\n';
    const { manifests } = await manifestsOf({
      'requirements.txt': text,
      'env/conda-packages.txt': text.replaceAll(/^#.*\n/gm, ''),
      'conda.txt': 'numpy\nscipy>=1\n',
      'notes-on-env.txt': 'a = b = c\n',
    });
    expect(manifests.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      'env/conda-packages.txt conda',
      'requirements.txt conda',
    ]);
    const [, list] = manifests;
    expect(shown(list!)).toEqual([
      '4 _libgcc_mutex =0.1=main exact',
      '5 numpy =1.26.4=py310_0 exact',
      '7 pyyaml ==6.0 exact',
    ]);
    expect(list).toMatchObject({ problems: [], python: [{ value: '=3.10.13=h_0', exact: true, line: 6 }] });
  });

  test("YAML with such a key that is another tool's is no environment", async () => {
    const { manifests } = await manifestsOf({
      'env/chart.yaml': 'name: x\ndependencies:\n  - name: redis\n    version: 1.0\n',
      'mlruns/0/meta.yaml': 'artifact_location: x\nexperiment_id: 0\n',
      DESCRIPTION: 'A text about something.\n',
    });
    expect(manifests).toEqual([]);
  });

  test('conda recipes: variables, outputs and what a function makes', () => {
    const text =
      "{% set version = '1.2' %}\npackage:\n  name: x\nrequirements:\n  build:\n    - gcc\n  run:\n    - python\n    - a {{ version }}  # [win]\n    - {{ pin_compatible('numpy') }}\n  run_constrained:\n    - z\noutputs:\n  - name: y\n    requirements:\n      run:\n        - b >=2\n    test:\n      requires:\n        - pytest\n";
    expect(shown(read('conda-meta', text))).toEqual(['9 a 1.2', '17 b >=2']);
  });

  test('DESCRIPTION: relations on lines of their own, remotes', () => {
    const text = `Package: x\nDepends:\n    R (>= 4.0),\n    dplyr\n      (>= 1.0)\nImports: cli (== 3.0), stats, tidyr\nLinkingTo: Rcpp\nRemotes: me/tidyr@${COMMIT}, gitlab::you/other\nSuggests: testthat (>= 3.0.0)\nTitle: Uses a, b\n`;
    expect(shown(read('r-description', text))).toEqual([
      '4 dplyr >= 1.0',
      '6 cli == 3.0 exact',
      `6 tidyr @ me/tidyr@${COMMIT} exact vcs`,
      '7 Rcpp',
      '9 testthat >= 3.0.0 group=suggests',
    ]);
  });

  test('Project.toml: extras by target, sources', () => {
    const text = `[deps]\nFlux = "1"\nMine = "2"\n[extras]\nAqua = "3"\nTest = "4"\n[targets]\ntest = ["Aqua", "Test"]\n[compat]\nFlux = "0.14, 0.15"\nAqua = "=0.8.0"\n[sources]\nMine = {url = "https://x.org/m", rev = "main"}\n`;
    expect(shown(read('julia-project', text))).toEqual([
      '2 Flux 0.14, 0.15',
      '3 Mine @ https://x.org/m@main vcs',
      '5 Aqua =0.8.0 exact group=test',
    ]);
  });

  test('hatch.toml', () => {
    const text =
      '[envs.default]\npython = "3.11"\ndependencies = ["a==1"]\n[envs.test]\npython = "3.9"\ndependencies = ["b"]\n';
    const { python, ...rest } = read('hatch', text);
    expect(shown(rest)).toEqual(['3 a ==1 exact', '6 b group=test']);
    expect(python.map(({ value, group }) => [value, group])).toEqual([
      ['3.11', undefined],
      ['3.9', 'test'],
    ]);
  });

  test('setup.cfg: files, extras, lists with semicolons', async () => {
    const { main, runtime } = await manifestsOf({
      'setup.cfg':
        '[metadata]\nname = x\n[options]\ninstall_requires = file: needed.txt, more.txt\n[options.extras_require]\nall =\n    c==1; python_version < "3.9"\n    d\n',
      'needed.txt': 'a\n',
      'more.txt': 'b==1\n',
    });
    expect(main.map(({ path }) => path)).toEqual(['setup.cfg', 'needed.txt', 'more.txt']);
    expect(runtime.map(({ name, at }) => `${at.file}:${at.line} ${name}`)).toEqual([
      'needed.txt:1 a',
      'more.txt:1 b',
    ]);
    expect(shown(main[0]!)).toEqual(['7 c ==1 exact extra=all', '8 d extra=all']);
  });
});
