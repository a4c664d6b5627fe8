import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../src/facts/dependencies.js';
import { type PythonFacts, planPythonVersion } from '../../src/fixing/python-version.js';
import { environmentWith, leftLines } from '../support/fixing.js';

const NOTHING: PythonFacts = {
  dependencies: { manifests: [], main: [], runtime: [], parts: [], route: '', absent: [], commands: [] },
  interpreter: { places: [], problems: [] },
  lockfiles: { all: [], main: [] },
  installed: environmentWith({}, { python: '3.11.9' }),
  isPython: true,
  exists: false,
  ignored: false,
};
const CONDA: Manifest = {
  path: 'environment.yml',
  kind: 'conda',
  requirements: [],
  includes: [],
  constraints: [],
  python: [],
  problems: [],
  declares: true,
};
const range = (text: string) => ({
  text,
  range: text,
  role: 'range' as const,
  from: 'manifest' as const,
  at: { file: 'pyproject.toml', line: 3 },
});
const lock = (python: string) => {
  const one = {
    path: 'conda-lock.yml', kind: 'conda-lock' as const, packages: [], problems: [], canHash: true, python,
    marked: true, manifests: [], main: true,
  }; // biome-ignore format: one lockfile
  return { all: [one], main: [one] };
};

describe('.python-version', () => {
  test.each<[name: string, facts: Partial<PythonFacts>, content: string | undefined, left?: string]>([
    ['is written from the installed environment', {}, '3.11.9\n'],
    [
      'is written where only a range is named',
      { interpreter: { places: [range('>=3.9')], problems: [] } },
      '3.11.9\n',
    ],
    ['is written from a lock rather', { lockfiles: lock('3.10') }, '3.10\n'],
    [
      'is not written from the range of a lock',
      { lockfiles: lock('>=3.10'), installed: { refused: [] } },
      undefined,
      'no lock or installed environment tells',
    ],
    [
      'is not written where a range leaves it out',
      { interpreter: { places: [range('>=3.12')], problems: [] } },
      undefined,
      '.venv has Python 3.11.9, which >=3.12 of pyproject.toml:3 leaves out',
    ],
    [
      'is not needed where a file names the version',
      {
        interpreter: {
          places: [
            { text: 'x', version: '3.10', role: 'run', from: 'recipe', at: { file: 'Dockerfile', line: 1 } },
          ],
          problems: [],
        },
      },
      undefined,
    ],
    [
      'is not needed where the config names it',
      { interpreter: { places: [], problems: [], declared: '3.10' } },
      undefined,
    ],
    ['is not needed without Python', { isPython: false }, undefined],
    ['is not written from an environment of something else', { doubt: 'why' }, undefined, 'why'],
    ['is written from a lock whatever the environment', { lockfiles: lock('3.10'), doubt: 'why' }, '3.10\n'],
    ['is never overwritten', { exists: true }, undefined, 'never overwritten'],
    [
      'is nothing that conda reads',
      { dependencies: { ...NOTHING.dependencies, main: [CONDA] } },
      undefined,
      'conda reads no .python-version; write `python=3.11.9` into environment.yml',
    ],
    ['is not written where git would not see it', { ignored: true }, undefined, '.gitignore names it'],
  ])('%s', (_, facts, content, left) => {
    const plan = planPythonVersion({ ...NOTHING, ...facts });
    expect(plan.files.map((file) => file.content)).toEqual(content === undefined ? [] : [content]);
    expect(leftLines(plan)).toEqual(left === undefined ? [] : [expect.stringContaining(left)]);
  });
});
