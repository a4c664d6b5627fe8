import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import type { Status } from '../../src/report/report.js';
import { checkNamed, judge } from '../support/verify.js';

type Files = Record<string, string>;

/** A tool that compiles: what it is given, how it is called, and what it writes. */
interface Compiler {
  files: Files;
  command: readonly [string, ...string[]];
  output: string;
}

const REQUIREMENTS: Files = {
  'requirements.in': "-c limits.txt\nsix>=1.15\ntomli ; python_version < '3'\n-r more.in\n",
  'more.in': 'idna\n',
  'limits.txt': 'idna<99\n',
};
const PROJECT: Files = {
  'pyproject.toml':
    '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["six>=1.15", "idna"]\n\n[project.optional-dependencies]\nfast = ["iniconfig"]\n\n[dependency-groups]\ndev = ["packaging"]\n',
};

const COMPILERS: Record<string, Compiler> = {
  'uv pip compile': {
    files: REQUIREMENTS,
    command: ['uv', 'pip', 'compile', '-q', 'requirements.in', '-o', 'requirements.txt'],
    output: 'requirements.txt',
  },
  'uv pip compile, with hashes, for every platform': {
    files: REQUIREMENTS,
    command: ['uv', 'pip', 'compile', '-q', '--universal', '--generate-hashes', 'requirements.in', '--output-file=requirements.txt'],
    output: 'requirements.txt',
  },
  'uv pip compile of a project with an extra': {
    files: PROJECT,
    command: ['uv', 'pip', 'compile', '-q', 'pyproject.toml', '--extra', 'fast', '-o', 'requirements.txt'],
    output: 'requirements.txt',
  },
  'uv pip compile to a pylock.toml': {
    files: REQUIREMENTS,
    command: ['uv', 'pip', 'compile', '-q', 'requirements.in', '-o', 'pylock.toml'],
    output: 'pylock.toml',
  },
  'pip-compile': {
    files: REQUIREMENTS,
    command: ['pip-compile', '-q', '--output-file=requirements.txt', 'requirements.in'],
    output: 'requirements.txt',
  },
  'pip-compile without a word': { files: REQUIREMENTS, command: ['pip-compile', '-q'], output: 'requirements.txt' },
  'pip-compile, comments in line': {
    files: REQUIREMENTS,
    command: ['pip-compile', '-q', '--annotation-style=line', '--generate-hashes', 'requirements.in'],
    output: 'requirements.txt',
  },
  'uv export': {
    files: PROJECT,
    command: ['uv', 'export', '-q', '--no-hashes', '-o', 'requirements.txt'],
    output: 'requirements.txt',
  },
  'uv export to a pylock.toml': {
    files: PROJECT,
    command: ['uv', 'export', '-q', '--format', 'pylock.toml', '-o', 'pylock.toml'],
    output: 'pylock.toml',
  },
}; // biome-ignore format: a table reads better in rows

/** Changes after which the compiler would write something else, or the same again. */
const EDITS: readonly [name: string, from: RegExp, to: string, verdict: Status][] = [
  ['nothing', /$/, '', 'pass'],
  ['a specifier that is still met', /six>=1\.15/, 'six>=1.15,<2', 'pass'],
  ['the spelling of a name', /six>=/, 'Six >= ', 'pass'],
  ['a version that is not met', /six>=1\.15/, 'six<1.16', 'fail'],
  ['another package', /six>=1\.15/, 'colorama', 'fail'],
]; // biome-ignore format: a table reads better in rows

describe.each(Object.entries(COMPILERS))('%s', (_, { files, command: [program, ...args], output }) => {
  test.each(EDITS)('%s', async (_name, from, to, verdict) => {
    const folder = await mkdtemp(join(tmpdir(), 'repro-compiled-'));
    for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
    execFileSync(join(inject('bin'), program), args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const lock = await readFile(join(folder, output), 'utf8');
    const [manifest = ''] = Object.keys(files);
    const changed = { ...files, [manifest]: files[manifest]!.replace(from, to), [output]: lock };
    const result = await judge(checkNamed('env/lock-fresh'), { files: changed });
    expect({
      status: result.status,
      findings: result.findings.map(({ message }) => message),
      summary: result.summary,
    }).toMatchObject({
      status: verdict,
    });
  });
});
