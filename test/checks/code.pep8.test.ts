import { checkNamed, verify } from '../support/verify.js';

/** Five lines that pycodestyle finds five mistakes in, and one that pyflakes does. */
const LOOSE = 'import os\nx=1\ny =2\nif x == None :\n    print( y )\n';
const CLEAN = 'import math\n\n\ndef area(r):\n    return math.pi * r**2\n';
const LONG = `value = [${'1234567, '.repeat(11)}]\n`; // 109 characters
/** A file of many good lines, in which few bad ones weigh little. */
const many = (bad: string) => `${'value = 1\n'.repeat(995)}${bad}`;

verify(checkNamed('code/pep8'), {
  pass: {
    'code that keeps PEP 8': {
      files: { 'a.py': CLEAN },
      message: '0 violations in 3 lines of 1 file, by PEP 8',
      data: { violations: 0, lines: 3, files: 1, clean: 1 },
    },
    'a few in many lines': { files: { 'a.py': many('x=1\n') }, data: { violations: 1, perKloc: 1 } },
    'what the settings of ruff do not ask for': {
      files: { 'a.py': 'x=1\ny =2\n', 'ruff.toml': '[lint]\nselect = ["F"]\n' },
      message: 'the settings of ruff (ruff.toml:1)',
    },
    'old keys of ruff at the top level': {
      files: { 'a.py': LONG, 'pyproject.toml': '[tool.ruff]\nline-length = 120\nselect = ["E"]\n' },
    },
    'without a selection ruff judges E4, E7, E9 and F': {
      files: { 'a.py': LONG, 'pyproject.toml': '[tool.ruff]\nline-length = 90\n' },
    },
    'what is ignored for a file of that name anywhere': {
      files: {
        'pkg/sub/__init__.py': 'import os\n',
        'ruff.toml': '[lint]\nselect = ["F"]\n[lint.per-file-ignores]\n"__init__.py" = ["F401"]\n',
      },
    },
    'what is ignored for a folder, whose star crosses folders': {
      files: {
        'tests/unit/test_a.py': 'import os\n',
        'ruff.toml': '[lint]\nselect = ["F"]\nper-file-ignores = {"tests/*" = ["F"]}\n',
      },
    },
    'what is ignored everywhere else': {
      files: {
        'a.py': 'import os\n',
        'ruff.toml': '[lint]\nselect = ["F"]\nper-file-ignores = {"!src/**.py" = ["ALL"]}\n',
      },
    },
    'the files left out by the nearest of three that extend one another': {
      files: {
        'a.py': 'import os\n',
        'ruff.toml': 'extend = "middle.toml"\n',
        'middle.toml': 'extend = "base.toml"\n[lint.per-file-ignores]\n"a.py" = ["F401"]\n',
        'base.toml': '[lint.per-file-ignores]\n"b.py" = ["F401"]\n',
      },
    },
    'a line length of a hook that is no number': {
      files: {
        'a.py': CLEAN,
        '.pre-commit-config.yaml':
          'repos:\n  - repo: https://github.com/astral-sh/ruff-pre-commit\n    hooks:\n      - id: ruff\n        args: [--line-length=wide]\n',
      },
    },
    'a configuration that extends another': {
      files: {
        'base.toml': 'line-length = 200\n[lint]\nselect = ["E", "F"]\nignore = ["F401"]\n',
        'pyproject.toml': '[tool.ruff]\nextend = "base.toml"\n',
        'a.py': `import os\n${LONG}`,
      },
    },
    'noqa, on a line and for a file': {
      files: {
        'a.py': 'import os  # noqa: F401\n',
        'b.py': '# ruff: noqa\nimport os\n',
        'c.py': '# flake8: noqa\nimport os\n',
        'ruff.toml': 'lint.select = ["F"]\n',
      },
      data: { files: 3 },
    },
    'the settings of flake8': {
      files: {
        'a.py': LONG,
        '.flake8': '[flake8]\n# of the team\nmax-line-length = 120\nextend-ignore = E203, W503\n',
      },
      message: 'the settings of flake8 (.flake8:2)',
    },
    'flake8 ignores what it ignores by default': {
      files: { 'a.py': 'x = 3*2 + 1\n', 'setup.cfg': '[flake8]\nmax_line_length = 100\n' },
    },
    'comments behind codes, and codes of plugins that are not here': {
      files: {
        'a.py': 'import os\n',
        'tox.ini': '[flake8]\nselect = E,W,WPS\nignore =\n  E203,  # black\n  F401\n',
      },
      data: { unjudged: ['WPS'] },
    },
    'what flake8 ignores in some files': {
      files: {
        'pkg/__init__.py': 'import os\n',
        'tests/a.py': 'import os\nx=1\n',
        '.flake8':
          '[flake8]\nper-file-ignores =\n    __init__.py: F401\n    # made-up ones\n    tests/*.py: F401,E225\n',
      },
    },
    'an ignore list of flake8 takes the place of the default one': {
      files: { 'a.py': 'x=1\n', '.flake8': '[flake8]\nignore = E225\n' },
    },
    'of pycodestyle, which knows no unused imports': {
      files: { 'a.py': 'import os\n', 'setup.cfg': '[pycodestyle]\nmax-line-length = 100\n' },
      message: 'the settings of pycodestyle (setup.cfg:1)',
    },
    'the arguments of a pre-commit hook': {
      files: {
        'a.py': LONG,
        '.pre-commit-config.yaml':
          'repos:\n  - repo: https://github.com/pycqa/flake8\n    rev: 7.0.0\n    hooks:\n      - id: flake8\n        args: [--max-line-length=120, "--ignore", "E203"]\n',
      },
      message: 'the settings of flake8 (.pre-commit-config.yaml:5)',
    },
    'the line length of the formatter': {
      files: { 'a.py': LONG, 'pyproject.toml': '[tool.black]\nline-length = 110\n' },
      message: 'PEP 8 at the line length of pyproject.toml:2',
    },
    'the step of the indentation that another tool keeps': {
      files: { 'a.py': 'def f():\n  return 1\n', '.style.yapf': '[style]\nbased_on_style = yapf\n' },
    },
    'what a hook gives flake8 beats what stands in its file': {
      files: {
        'a.py': LONG,
        '.flake8': '[flake8]\nper-file-ignores =\n    */__init__.py: F401\n',
        'pkg/__init__.py': 'import os\n',
        '.pre-commit-config.yaml':
          'repos:\n  - repo: https://github.com/pycqa/flake8\n    hooks:\n      - id: flake8\n        args: ["--ignore", "E203,E501"]\n',
      },
    },
    'layout that Black writes': {
      files: {
        'a.py': 'x = list(range(9))\ny = x[1 + 1 :]\n',
        'pyproject.toml': '[tool.black]\npreview = true\n',
      },
    },
    'the nearest settings of ruff hold': {
      files: {
        'ruff.toml': 'lint.select = ["E", "F"]\n',
        'part/ruff.toml': 'lint.select = ["W"]\n',
        'part/a.py': 'import os\n',
        'a.py': CLEAN,
      },
      data: { settings: [{ at: 'ruff.toml:1' }, { at: 'part/ruff.toml:1' }] },
    },
    'files that the settings leave out, generated files, broken ones and notebooks are not counted': {
      files: {
        'a.py': CLEAN,
        'legacy/deep/b.py': LOOSE,
        'proto/x_pb2.py': LOOSE,
        'made.py': `# Code generated by the protocol buffer compiler.  DO NOT EDIT!\n${LOOSE}`,
        'old.py': 'print "x"\n',
        'ruff.toml': 'extend-exclude = ["legacy"]\nlint.select = ["E", "F"]\n',
      },
      data: {
        files: 1,
        left: { 'the settings leave it out': 1, 'it is generated': 2, 'it does not parse': 1 },
      },
    },
    'line ends of Windows and a byte order mark': {
      files: { 'a.py': `\uFEFF${CLEAN.replaceAll('\n', '\r\n')}` },
    },
    'a rule that needs to know where a file lies is left out, and told': {
      files: { 'pkg/mod.py': '"""Doc."""\n', 'ruff.toml': 'lint.select = ["INP", "E"]\n' },
      data: { unjudged: ['INP001'] },
    },
    'rules that ruff has given up are left out': {
      files: { 'a.py': 'def f(self):\n    pass\n', 'ruff.toml': 'lint.select = ["ANN101", "E9"]\n' },
      data: { unjudged: ['ANN101'] },
    },
    'a selection of its own beats what the file extends': {
      files: {
        'base.toml': '[lint]\nselect = ["F"]\nignore = ["E711"]\n',
        'ruff.toml': 'extend = "base.toml"\n[lint]\nselect = ["E7"]\n',
        'a.py': 'x = 1\nif x == None:\n    pass\n',
      },
      data: { rules: { E711: 1 } },
    },
    'complexity where flake8 is asked for it': {
      files: {
        'a.py': `def f(x):\n${'    if x:\n        x += 1\n'.repeat(4)}    return x\n`,
        '.flake8': '[flake8]\nmax-complexity = 3\n',
      },
      data: { rules: { C901: 1 } },
    },
    'its own bound': { files: { 'a.py': many('x=1\n'.repeat(8)) }, options: { maxPerKloc: 10 } },
  },
  warn: {
    'pyflakes counts where flake8 is set up': {
      files: { 'a.py': LOOSE, '.flake8': '[flake8]\nmax-line-length = 100\n' },
      data: { rules: { F401: 1 } },
      fix: '`flake8`',
    },
    'a few mistakes in a short script': {
      files: { 'a.py': 'x=1\n'.repeat(6) },
      message: '6 violations in 6 lines of 1 file',
    },
    'more than pass, and less than ten times as many': {
      files: { 'a.py': many('x=1\n'.repeat(20)), 'b.py': CLEAN },
      message: /^20 violations in 1018 lines of 2 files/,
      findings: ['a.py:996 E225 Missing whitespace around operator, and 19 more in 1 file'],
      score: 0.5,
      fix: '`ruff format`',
    },
  },
  fail: {
    'files left out by the farthest of three that extend one another': {
      files: {
        'b.py': 'import os, re, sys, io, ast, abc, csv, cmd, dis, bz2\n',
        'ruff.toml': 'extend = "middle.toml"\n',
        'middle.toml': 'extend = "base.toml"\n[lint.per-file-ignores]\n"a.py" = ["F401"]\n',
        'base.toml': '[lint.per-file-ignores]\n"b.py" = ["F401"]\n',
      },
    },
    'code in no style': {
      files: { 'a.py': LOOSE.repeat(2) },
      findings: [
        /^a\.py:2 E225 .*and 3 more in 1 file$/,
        /^a\.py:4 E203 /,
        /^a\.py:4 E711 /,
        /^a\.py:5 E201 /,
        /^a\.py:5 E202 /,
        /^a\.py:6 E402 /,
      ],
      data: { violations: 13, lines: 10 },
    },
  },
  unknown: {
    'settings of flake8 that are no text': {
      files: { 'a.py': CLEAN, '.flake8': '[flake8]\n\0\n' },
      findings: [/^\.flake8 the settings cannot be used/],
    },
    'settings that do not parse': {
      files: { 'a.py': CLEAN, 'ruff.toml': 'line-length = 100\nselect = [\n' },
      findings: [/^ruff\.toml:\d the settings cannot be used/],
    },
    'settings that ruff cannot use': {
      files: { 'a.py': CLEAN, 'ruff.toml': 'line-length = "long"\n' },
      findings: [/^ruff\.toml:1 .*line-length|^ruff\.toml:1 .*invalid type/],
    },
    'settings that lead out of the project': {
      files: { 'a.py': CLEAN, 'ruff.toml': 'extend = "../../shared/ruff.toml"\n' },
      findings: [/^ruff\.toml:1 .*cannot be followed in the project/],
    },
    'settings that extend each other': {
      files: { 'a.py': CLEAN, 'ruff.toml': 'extend = "b.toml"\n', 'b.toml': 'extend = "ruff.toml"\n' },
    },
    'nothing but Python 2': { files: { 'a.py': 'print "x"\n' }, message: 'it does not parse' },
    'an installed linter for a project that is not on disk': {
      files: { 'a.py': CLEAN },
      settings: { project: { linter: 'ruff' } },
    },
  },
  skip: { 'no Python': { files: { 'a.R': 'x <- 1\n' } } },
});
