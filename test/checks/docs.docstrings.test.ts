import check from '../../src/checks/docs/docstrings.js';
import { verify } from '../support/verify.js';

verify(check, {
  pass: {
    'half is enough': {
      files: { 'a.py': 'def f():\n    """F."""\n\ndef g(): ...\n' },
      message: '1 of 2 public functions and classes',
      data: { documented: 1, total: 2, coverage: 0.5 },
      findings: [],
    },
    'private and nested ones do not count': {
      files: { 'a.py': 'def f():\n    """F."""\n    def inner(): ...\n\ndef main(): ...\n\ndef _g(): ...\n\nclass _A:\n    def m(self): ...\n\nclass B:\n    """B."""\n    def __init__(self): ...\n' },
      data: { total: 2 },
    },
    'overloads, setters and what a framework calls': {
      files: {
        'a.py':
          'import typing\n\nclass Net(Module):\n    """A net."""\n    def forward(self, x): ...\n    @typing.overload\n    def m(self): ...\n    @x.setter\n    def x(self, v): ...\n',
      },
      data: { total: 1 },
    },
    'tests, examples, documents and setup.py': {
      files: { 'a.py': 'def f():\n    """F."""\n', 'tests/a.py': 'def g(): ...\n', 'examples/b.py': 'def g(): ...\n', 'setup.py': 'def g(): ...\n', 'x/test_a.py': 'def g(): ...\n' },
      data: { total: 1 },
    },
  },
  warn: {
    'less than half': {
      files: { 'a.py': 'def f():\n    """F."""\n\nclass A:\n    def m(self): ...\n' },
      findings: ['a.py:4 A and A.m have no docstring'],
      score: 2 / 3,
    },
    'as much as the config wants': {
      files: { 'a.py': 'def f():\n    """F."""\n\ndef g(): ...\n' },
      options: { minCoverage: 0.9 },
      message: 'at least 90 % wanted',
    },
  },
  fail: {
    none: {
      files: { 'a.py': 'def f(): ...\ndef g(): ...\ndef h(): ...\ndef i(): ...\n', 'b.py': 'def f():\n    # no docstring\n    f"no {f} either"\n' },
      findings: ['a.py:1 f, g, h and 1 more have no docstring', 'b.py:1 f has no docstring'],
    },
  },
  skip: {
    'a script of statements': { files: { 'a.py': 'print(1)\n' } },
    'a method of a hook alone': { files: { 'a.py': 'class _A(B):\n    def forward(self): ...\n' } },
  },
}); // biome-ignore format: cases read better in rows
