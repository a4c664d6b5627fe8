import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CannotTell } from '../../src/errors.js';
import { dependencies } from '../../src/facts/dependencies.js';
import { Project } from '../../src/facts/fact.js';
import type { ManifestFormat, ManifestKind, ManifestText } from '../../src/facts/formats/manifest.js';
import { MANIFEST_FORMATS } from '../../src/facts/formats/manifests.js';
import { MemorySource } from '../../src/facts/source.js';

/** One true-looking file a format, with most of what the format has. */
const SEEDS: Record<ManifestKind, { path: string; text: string }> = {
  requirements: {
    path: 'requirements.txt',
    text: `--index-url https://x.org/simple\n-r base.txt\n-c limits.txt\nnumpy==1.26.4 \\\n    --hash=sha256:${'ab'.repeat(32)}\ntorch>=2,<3 ; python_version < "3.12"  # why\n-e git+https://x.org/a.git@main#egg=a\n./libs/b[x]\npkg @ https://x.org/pkg-1.0-py3-none-any.whl\nc==\${VERSION}\n`,
  },
  pyproject: {
    path: 'pyproject.toml',
    text: `[build-system]\nrequires = ["setuptools"]\n[project]\nname = "x"\nrequires-python = ">=3.9"\ndynamic = ["version"]\ndependencies = [\n  "numpy>=1",\n  'torch==2.1.0; sys_platform == "linux"',\n]\n[project.optional-dependencies]\ndev = ["pytest"]\n[dependency-groups]\na = ["b", {include-group = "c"}]\nc = ["d"]\n[tool.poetry.dependencies]\npython = "^3.9"\ne = {git = "https://x.org/e", tag = "v1"}\n[[tool.uv.index]]\nname = "pytorch"\n[tool.uv.sources]\ntorch = [{index = "pytorch", marker = "x"}]\n[tool.pdm.dev-dependencies]\nt = ["-e file:///\${PROJECT_ROOT}/x"]\n[tool.hatch.envs.default]\ndependencies = ["f"]\n[tool.pixi.dependencies]\ng = "1.2.*"\n[tool.setuptools.dynamic]\ndependencies = {file = ["requirements.txt"]}\n`,
  },
  'setup-cfg': {
    path: 'setup.cfg',
    text: '[metadata]\nname = x\n[options]\npython_requires = >=3.8\ninstall_requires =\n    numpy>=1\n    # note\n    torch==2.1; python_version < "3.9"\ntests_require = file: t.txt\n[options.extras_require]\ndev = pytest; ruff\n',
  },
  'setup-py': {
    path: 'setup.py',
    text: 'from setuptools import setup, find_packages\nimport os\n\ndef load(path="requirements.txt"):\n    with open(os.path.join(os.path.dirname(__file__), path)) as f:\n        return [l.strip() for l in f.readlines() if l]\n\nEXTRA = {"dev": ["pytest"], **{"x": ["y"]}}\nsetup(name="x", install_requires=["numpy>=1", *load()] + ["b"], extras_require=EXTRA, python_requires=">=3.8")\n',
  },
  pipfile: {
    path: 'Pipfile',
    text: '[[source]]\nurl = "https://pypi.org/simple"\nname = "pypi"\n[packages]\na = "*"\nb = {version = "==1", extras = ["x"], markers = "os_name == \'nt\'"}\nc = {git = "https://x.org/c", ref = "main"}\n[dev-packages]\nd = {path = ".", editable = true}\n[requires]\npython_version = "3.11"\n',
  },
  conda: {
    path: 'environment.yml',
    text: 'name: x\nchannels: [conda-forge, defaults]\ndependencies:\n  - python=3.10\n  - &n numpy=1.26.4=py310_0  # [linux]\n  - conda-forge::scipy[version=">=1,<2"]\n  - *n\n  - pip\n  - pip:\n    - -r requirements.txt\n    - torch==2.1.0\nprefix: /home/x\n',
  },
  'conda-meta': {
    path: 'meta.yaml',
    text: '{% set version = "1.2" %}\npackage:\n  name: x\nrequirements:\n  host:\n    - python\n  run:\n    - python >=3.8\n    - numpy =={{ version }}  # [win]\n    - {{ pin_compatible("torch") }}\noutputs:\n  - name: y\n    requirements:\n      run: [a]\n',
  },
  pixi: {
    path: 'pixi.toml',
    text: '[workspace]\nname = "x"\nplatforms = ["linux-64"]\n[dependencies]\npython = "3.11.*"\na = {version = ">=1", channel = "c"}\n[target.osx-arm64.dependencies]\nb = "*"\n[pypi-dependencies]\nc = {path = ".", editable = true}\n[feature.gpu.pypi-dependencies]\nd = {git = "https://x.org/d", rev = "1"}\n[environments]\ndefault = {features = ["gpu"]}\n',
  },
  hatch: {
    path: 'hatch.toml',
    text: '[envs.default]\npython = "3.11"\ndependencies = ["a==1"]\n[envs.test]\nextra-dependencies = ["b"]\n[metadata.hooks.requirements_txt]\nfiles = ["requirements.txt"]\n',
  },
  script: {
    path: 'run.py',
    text: '#!/usr/bin/env -S uv run\n# /// script\n# requires-python = ">=3.11"\n# dependencies = [\n#   "numpy==1.26.4",\n#   "torch",\n# ]\n# [tool.uv.sources]\n# torch = {git = "https://x.org/t"}\n# ///\nimport numpy\n',
  },
  'r-description': {
    path: 'DESCRIPTION',
    text: 'Package: x\nTitle: T\nDepends:\n    R (>= 4.0), dplyr\n      (>= 1.0)\nImports: cli, rlang (== 1.0.0)\nRemotes: a/cli@main\nSuggests: testthat\n',
  },
  'julia-project': {
    path: 'Project.toml',
    text: 'name = "X"\nuuid = "1"\n[deps]\nFlux = "2"\nLinearAlgebra = "3"\n[compat]\nFlux = "=0.14.1"\njulia = "1.9"\n[extras]\nTest = "4"\nAqua = "5"\n[targets]\ntest = ["Test", "Aqua"]\n[sources]\nFlux = {url = "https://x.org/f", rev = "main"}\n',
  },
};

/** A second format of the same kind: what `conda list --export` writes. */
const LIST = {
  path: 'conda-packages.txt',
  text: '# This file may be used to create an environment using:\n# $ conda create --name <env> --file <this file>\n# platform: linux-64\n_libgcc_mutex=0.1=main\nnumpy=1.26.4=py310_0\npython=3.10.13=h_0\ntorch=2.1.0=pypi_0\n',
};
const seedOf = ({ kind, path }: ManifestFormat) => (path.test(LIST.path) ? LIST : SEEDS[kind]);

const NASTY = fc.constantFrom(
  '', '\0', '\ufeff', '\ud800', '__proto__', 'constructor', '[[[[', '{{{{', ']]', '"""', "'''", '\\', '\n', '\r', '\u2028', '*a', '&a', '<<: *a',
  '- - - -', '${X}', '{{ x }}', '==', ' @ ', ';', '#', '[tool.__proto__]', '= {', 'x'.repeat(9000), '('.repeat(300), '['.repeat(300), '{a='.repeat(120),
); // biome-ignore format: a table reads better in rows

/** A true file that was cut, had parts taken out, doubled, replaced or mixed with another. */
function damaged(text: string, others: readonly string[]): fc.Arbitrary<string> {
  const at = fc.nat(text.length);
  return fc.oneof(
    at.map((end) => text.slice(0, end)),
    fc
      .tuple(at, at, NASTY)
      .map(([a, b, put]) => text.slice(0, Math.min(a, b)) + put + text.slice(Math.max(a, b))),
    fc.tuple(at, NASTY, NASTY).map(([a, put, more]) => text.slice(0, a) + put + more + text.slice(a)),
    fc
      .tuple(at, fc.constantFrom(...others), fc.nat(1000))
      .map(([a, other, b]) => text.slice(0, a) + other.slice(b)),
    fc
      .tuple(at, fc.string({ unit: 'binary', maxLength: 20 }))
      .map(([a, put]) => text.slice(0, a) + put + text.slice(a + 1)),
    fc.shuffledSubarray(text.split(/(?<=\n)/)).map((lines) => lines.join('')),
    fc.string({ unit: 'binary' }),
  );
}

const seeds = [...Object.values(SEEDS), LIST].map(({ text }) => text);

/** What every reader owes: names, and places inside the file. */
function expectSound(text: string, read: ManifestText): void {
  const last = text.split(/\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]/).length;
  const items = [
    ...read.requirements,
    ...read.problems,
    ...read.includes,
    ...read.python,
    ...(read.limits ?? []),
  ];
  for (const { line = 1 } of items) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(last);
  }
  for (const { name } of read.requirements) expect(typeof name).toBe('string');
  for (const { message } of read.problems) expect(message.length).toBeLessThan(10_000);
}

describe.each(
  MANIFEST_FORMATS.filter((format) => 'parse' in format).map(
    (format) => [seedOf(format).path, format] as const,
  ),
)('%s', (_, format) => {
  test('a whole file is read without a problem', () => {
    const read = format.parse(seedOf(format).text);
    expect(read.problems).toEqual([]);
    expect(read.requirements.length + read.includes.length).toBeGreaterThan(0);
  });

  test('a damaged file gives requirements or a located problem, never a crash', () => {
    fc.assert(
      fc.property(damaged(seedOf(format).text, seeds), (text) => {
        try {
          expect(typeof (format.recognise?.(text) ?? true)).toBe('boolean');
          expectSound(text, format.parse(text));
        } catch (error) {
          if (!(error instanceof CannotTell)) throw error;
          expect(error.message).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('hostile texts end', () => {
    const bomb = `a: &a [x, x]\n${[...'bcdefghijklmnopqrst'].map((key, at) => `${key}: &${key} [*${'abcdefghijklmnopqrst'[at]}, *${'abcdefghijklmnopqrst'[at]}]`).join('\n')}\ndependencies: *t\n`;
    const texts = [
      bomb,
      '['.repeat(100_000),
      `a = ${'['.repeat(50_000)}`,
      `dependencies:\n${'  - a\n'.repeat(20_000)}`,
      `[project]\ndependencies = [${'"a",'.repeat(20_000)}]\n`,
      `${'a.'.repeat(20_000)}b = 1\n`,
      '\\\n'.repeat(50_000),
      `a${' '.repeat(100_000)}b\n`,
      `a==${'1.'.repeat(50_000)}\n`,
      `[options]\ninstall_requires =\n${'  a\n'.repeat(20_000)}`,
      `Imports: ${'a (>= 1),\n '.repeat(20_000)}`,
      `# /// script\n${'# x\n'.repeat(20_000)}`,
      '"'.repeat(100_000),
      'a;'.repeat(50_000),
      '@ '.repeat(50_000),
      '{{'.repeat(50_000),
    ];
    for (const text of texts) {
      try {
        expectSound(text, format.parse(text));
      } catch (error) {
        expect(error).toBeInstanceOf(CannotTell);
      }
    }
  });
});

test('a project of damaged manifests is told, whatever bytes they hold', async () => {
  const kinds = Object.values(SEEDS);
  const file = fc.constantFrom(...kinds).chain(({ path, text }) =>
    fc
      .oneof(
        damaged(text, seeds).map((damage) => new TextEncoder().encode(damage)),
        fc.uint8Array({ maxLength: 200 }),
        damaged(text, seeds).map((damage) => new Uint8Array(Buffer.from(`\ufeff${damage}`, 'utf16le'))),
      )
      .map((bytes) => [path, bytes] as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), async (files) => {
      const { manifests, runtime } = await new Project(new MemorySource(Object.fromEntries(files))).get(
        dependencies,
      );
      for (const { requirements, problems } of manifests) {
        for (const { at } of requirements) expect(at.line).toBeGreaterThanOrEqual(1);
        for (const { message } of problems) expect(message).not.toBe('');
      }
      expect(new Set(runtime.map(({ name }) => name)).size).toBe(runtime.length);
    }),
    { numRuns: 120 },
  );
});
