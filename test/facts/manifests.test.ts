import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CannotTell } from '../../src/errors.js';
import { parseCondaEnvironment } from '../../src/facts/formats/conda-environment.js';
import { parseCondaMeta } from '../../src/facts/formats/conda-meta.js';
import { isExactCondaVersion, parseCondaSpec } from '../../src/facts/formats/conda-spec.js';
import { parseIni } from '../../src/facts/formats/ini.js';
import { parseJuliaProject } from '../../src/facts/formats/julia-project.js';
import type { ManifestText } from '../../src/facts/formats/manifest.js';
import { parsePipfile } from '../../src/facts/formats/pipfile.js';
import { parsePixi } from '../../src/facts/formats/pixi.js';
import { isExactPoetry, toPep440 } from '../../src/facts/formats/poetry.js';
import { parsePyproject } from '../../src/facts/formats/pyproject.js';
import { parseDescription } from '../../src/facts/formats/r-description.js';
import { parseSetupCfg } from '../../src/facts/formats/setup-cfg.js';

/** `line name specifier [exact] [group] [extra]` of each requirement. */
function shown({ requirements }: ManifestText): string[] {
  return requirements.map(({ line, name, specifier, exact, group, extra }) =>
    [
      line,
      name,
      specifier,
      exact ? 'exact' : '',
      group ? `group=${group}` : '',
      extra ? `extra=${extra}` : '',
    ]
      .filter((part) => part !== '')
      .join(' '),
  );
}

describe('pyproject.toml', () => {
  test.each<[string, string, string[]]>([
    [
      'PEP 621 with extras',
      '[project]\ndependencies = [\n  "a==1",\n  # "old>=1",\n  "b>=2",\n]\n[project.optional-dependencies]\nFast_x = ["c"]\n',
      ['3 a ==1 exact', '5 b >=2', '8 c extra=fast-x'],
    ],
    [
      'PEP 735 groups that include groups',
      '[dependency-groups]\ntest = ["pytest==8.0"]\nDev = [{include-group = "test"}, "ruff"]\n',
      ['2 pytest ==8.0 exact group=test', '2 pytest ==8.0 exact group=dev', '3 ruff group=dev'],
    ],
    [
      'Poetry with groups',
      '[tool.poetry.dependencies]\npython = "^3.10"\na = "1.2.3"\nb = "^1.2"\nc = {version = "~2.1", optional = true}\nd = {git = "https://x.org/d", branch = "main"}\n[tool.poetry.group.dev.dependencies]\ne = "*"\n',
      [
        '3 a 1.2.3 exact',
        '4 b ^1.2',
        '5 c ~2.1 extra=*',
        '6 d @ git+https://x.org/d@main',
        '8 e * group=dev',
      ],
    ],
    [
      'Poetry alternatives are one requirement',
      '[tool.poetry.dependencies]\na = [{version = "1.0", python = "<3.9"}, {version = "^2", python = ">=3.9"}]\n',
      ['2 a 1.0'],
    ],
    [
      'PDM development lists',
      '[project]\ndependencies = []\n[tool.pdm.dev-dependencies]\ndev = ["-e file:///x/y#egg=x", "b==1"]\n',
      ['4 x @ file:///x/y#egg=x group=dev', '4 b ==1 exact group=dev'],
    ],
    [
      'Hatch environments',
      '[tool.hatch.envs.default]\ndependencies = ["a==1"]\n[tool.hatch.envs.test]\ndependencies = ["b"]\n',
      ['2 a ==1 exact', '4 b group=test'],
    ],
    [
      'a key named __proto__',
      '[project]\ndependencies = ["a==1"]\n[tool.poetry.dependencies.__proto__]\nx = "1"\n[project.__proto__]\ndynamic = ["dependencies"]\n',
      ['2 a ==1 exact'],
    ],
    [
      'keys in quotes and dotted keys',
      'project.dependencies = ["a==1"]\n[tool."poetry".group."dev".dependencies]\n"b" = "1"\n',
      ['1 a ==1 exact', '3 b 1 exact group=dev'],
    ],
  ])('%s', (_, text, expected) => {
    expect(shown(parsePyproject(text))).toEqual(expected);
  });

  test('uv sources decide where a package comes from', () => {
    const text =
      '[project]\ndependencies = ["a==1", "b"]\n[tool.uv.sources]\na = {git = "https://x.org/a", branch = "main"}\nb = {workspace = true}\n';
    expect(parsePyproject(text).requirements).toMatchObject([
      { from: 'vcs', exact: false },
      { from: 'path' },
    ]);
  });

  test('files that setuptools reads', () => {
    const text =
      '[project]\nname = "x"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = ["requirements.txt"]}\n';
    expect(parsePyproject(text)).toMatchObject({
      declares: true,
      includes: [{ path: 'requirements.txt', line: 5 }],
    });
  });

  test('tool settings alone declare nothing', () => {
    expect(parsePyproject('[tool.black]\nline-length = 100\n').declares).toBe(false);
  });

  test('a group that includes itself, or one that is not there, is a problem', () => {
    const { problems } = parsePyproject(
      '[dependency-groups]\na = [{include-group = "b"}]\nb = [{include-group = "a"}, {include-group = "c"}]\n',
    );
    expect(problems.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/includes itself/),
        expect.stringMatching(/c, which does not exist/),
      ]),
    );
  });

  test('groups that include one another twice each are given up at a bound', () => {
    const group = (at: number) => `g${at} = [{include-group = "g${at + 1}"}, {include-group = "g${at + 1}"}]`;
    const text = ['[dependency-groups]', ...Array.from({ length: 60 }, (_, at) => group(at))].join('\n');
    expect(parsePyproject(`${text}\ng60 = []\n`)).toMatchObject({ requirements: [], problems: [] });
    const { problems } = parsePyproject(`${text}\ng60 = ["a"]\n`);
    expect(problems).toMatchObject([{ message: expect.stringMatching(/more than 20000/) }]);
  });

  test('broken TOML tells its line', () => {
    expect(() => parsePyproject('[project]\nname = \n')).toThrow(CannotTell);
    expect(() => parsePyproject('[project]\nname = \n')).toThrow(expect.objectContaining({ line: 2 }));
  });
});

describe('Poetry constraints', () => {
  test.each([
    ['1.2.3', true], ['==1.2.3', true], ['=1.2', true], ['2.0.0rc1', true], ['1.2.*', false], ['^1.2', false], ['*', false], ['>=1', false], ['1.2,<2', false], ['1.2 || 1.3', false],
  ])('%s exact: %s', (constraint, exact) => {
    expect(isExactPoetry(constraint)).toBe(exact);
  }); // biome-ignore format: a table reads better in rows

  test.each([
    ['^1.2.3', '>=1.2.3,<2'], ['^0.2.3', '>=0.2.3,<0.3'], ['^0.0.3', '>=0.0.3,<0.0.4'], ['^0.0', '>=0.0,<0.1'], ['^0', '>=0,<1'], ['~1.2.3', '>=1.2.3,<1.3'], ['~1', '>=1,<2'], ['>=1,<2', '>=1,<2'], ['1.2', '==1.2'], ['~=1.4', '~=1.4'], ['1 || 2', undefined], ['*', ''],
  ])('%s is %s by PEP 440', (constraint, expected) => {
    expect(toPep440(constraint)).toBe(expected);
  }); // biome-ignore format: a table reads better in rows
});

describe('conda', () => {
  test.each([
    ['numpy', '', false], ['numpy=1.11', '=1.11', false], ['numpy=1.11.2', '=1.11.2', true], ['numpy==1.11', '==1.11', true], ['numpy==1.11.*', '==1.11.*', false], ['numpy=1.11.2=py38_0', '=1.11.2=py38_0', true], ['numpy >=1.8,<2', '>=1.8,<2', false], ['numpy 1.11.1 py36_0', '1.11.1 py36_0', true], ['conda-forge::numpy=1.11.2', '=1.11.2', true], ['numpy 1.11|1.12', '1.11|1.12', false], ["numpy[version='>=1']", '>=1', false], ["numpy[version='==1.5']", '==1.5', true], ['numpy=1.*', '=1.*', false],
  ])('spec %s', (text, specifier, exact) => {
    expect(parseCondaSpec(text)).toMatchObject({ name: 'numpy', specifier, exact });
  }); // biome-ignore format: a table reads better in rows

  test('an environment with a pip list', () => {
    const text =
      'name: x\nchannels: [defaults]\ndependencies:\n  - python=3.10\n  - numpy=1.26.4\n  - pip\n  - pip:\n    - torch==2.1.0\n    - -r more.txt\n    - "bad="\n';
    const read = parseCondaEnvironment(text);
    expect(shown(read)).toEqual(['5 numpy =1.26.4 exact', '6 pip', '8 torch ==2.1.0 exact', '10 bad =']);
    expect(read.python).toEqual([{ value: '=3.10', exact: true, line: 4 }]);
    expect(read.includes).toMatchObject([{ path: 'more.txt', line: 9 }]);
    expect(read.problems).toMatchObject([{ line: 10 }]);
    expect(read.exported).toBe(false);
  });

  test('python 3.10 written as a number keeps its zero', () => {
    expect(isExactCondaVersion('3.10', 2)).toBe(true);
  });

  test('an export has versions and builds throughout', () => {
    expect(parseCondaEnvironment('dependencies:\n  - a=1.0=h1\n  - b=2=py_0\n').exported).toBe(true);
    expect(parseCondaEnvironment('dependencies:\n  - a=1.0=h1\n  - b=2\n').exported).toBe(false);
  });

  test('alias bombs and deep nesting end early', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(',')}]`).join('\n')}\ndependencies: [*h]\n`;
    expect(() => parseCondaEnvironment(bomb)).not.toThrow(RangeError);
    expect(() => parseCondaEnvironment('['.repeat(100_000))).toThrow(CannotTell);
  });

  test('a recipe by lines', () => {
    const text =
      '{% set v = "1" %}\npackage:\n  name: x\nrequirements:\n  host:\n    - python\n  run:\n    - python >=3.8\n    - numpy =1.26.4\n    - {{ pin }}\ntest:\n  imports: [x]\n';
    expect(shown(parseCondaMeta(text))).toEqual(['9 numpy =1.26.4 exact']);
  });
});

describe('other manifests', () => {
  test('setup.cfg', () => {
    const text =
      '[metadata]\nname = x\n[options]\npython_requires = >=3.8\ninstall_requires =\n  a==1\n  # note\n  b>=2; python_version < "3.9"\n[options.extras_require]\ndev = pytest; ruff\n';
    const read = parseSetupCfg(text);
    expect(shown(read)).toEqual(['6 a ==1 exact', '8 b >=2', '10 pytest extra=dev', '10 ruff extra=dev']);
    expect(read.python).toEqual([{ value: '>=3.8', exact: false, line: 4 }]);
  });

  test('setup.cfg that reads a file', () => {
    expect(parseSetupCfg('[options]\ninstall_requires = file: requirements.txt\n').includes).toMatchObject([
      { path: 'requirements.txt' },
    ]);
  });

  test('Pipfile', () => {
    const read = parsePipfile(
      '[packages]\na = "==1.0"\nb = "*"\nc = {version = "==2", extras = ["x"]}\nd = {git = "https://x.org/d", ref = "main"}\n[dev-packages]\ne = "*"\n[requires]\npython_version = "3.11"\n',
    );
    expect(shown(read)).toEqual([
      '2 a ==1.0 exact',
      '3 b',
      '4 c ==2 exact',
      '5 d @ git+https://x.org/d@main',
      '7 e group=dev',
    ]);
    expect(read.python).toEqual([{ value: '3.11', exact: true, line: 9 }]);
  });

  test('pixi.toml', () => {
    const read = parsePixi(
      '[workspace]\nname = "x"\n[dependencies]\npython = "3.11.*"\nnumpy = "1.26.4"\nscipy = ">=1"\n[pypi-dependencies]\ntorch = "==2.1"\n[feature.test.dependencies]\npytest = "*"\n',
    );
    expect(shown(read)).toEqual([
      '5 numpy 1.26.4 exact',
      '6 scipy >=1',
      '8 torch ==2.1 exact',
      '10 pytest * group=test',
    ]);
    expect(read.python).toMatchObject([{ value: '3.11.*', exact: true }]);
  });

  test('DESCRIPTION', () => {
    expect(
      shown(
        parseDescription(
          'Package: x\nDepends: R (>= 4.0), dplyr\nImports:\n    ggplot2 (>= 3.0),\n    cli,\n    stats4\nSuggests: testthat\n',
        ),
      ),
    ).toEqual(['2 dplyr', '4 ggplot2 >= 3.0', '5 cli', '7 testthat group=suggests']);
  });

  test('Project.toml', () => {
    expect(
      shown(parseJuliaProject('[deps]\nFlux = "x"\nRandom = "y"\n[compat]\nFlux = "=0.14.1"\n')),
    ).toEqual(['2 Flux =0.14.1 exact']);
  });

  test('readers of any text throw nothing but CannotTell', () => {
    const readers = [
      parsePyproject,
      parsePipfile,
      parsePixi,
      parseJuliaProject,
      parseSetupCfg,
      parseIni,
      parseDescription,
      parseCondaMeta,
      parseCondaEnvironment,
    ];
    const toml = fc.string({
      unit: fc.constantFrom(
        '[',
        ']',
        '{',
        '}',
        '=',
        '"',
        "'",
        '\n',
        'a',
        '.',
        ',',
        '1',
        'project',
        'dependencies',
        'tool',
        'poetry',
        '__proto__',
        ' ',
        ':',
        '-',
        '&',
        '*',
        '#',
      ),
    });
    fc.assert(
      fc.property(fc.oneof(toml, fc.string({ unit: 'binary' })), (text) => {
        for (const read of readers) {
          try {
            read(text);
          } catch (error) {
            expect(error).toBeInstanceOf(CannotTell);
          }
        }
      }),
    );
  });
});
