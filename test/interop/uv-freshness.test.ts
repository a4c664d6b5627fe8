import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import type { Result, Status } from '../../src/report/report.js';
import { checkNamed, judge } from '../support/verify.js';

type Files = Record<string, string>;

const MEMBER = (name: string, dependencies = '') =>
  `[project]\nname = "${name}"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = [${dependencies}]\n`;

/** A workspace with everything that a lock records, of the smallest packages there are. */
const PROJECT: Files = {
  'pyproject.toml': `[project]
name = "Demo_Proj"
version = "0.1"
requires-python = ">=3.9"
dependencies = [
  "six>=1.15,<2",
  "IniConfig>=1 ; python_version < '3.13'",
  "part-a",
]

[project.optional-dependencies]
Fast = ["idna>3"]

[dependency-groups]
dev = ["iniconfig"]
test = [{ include-group = "dev" }, "six==1.*"]
empty = []

[tool.uv]
constraint-dependencies = ["idna<9"]

[tool.uv.sources]
part-a = { workspace = true }

[tool.uv.workspace]
members = ["parts/*"]
`,
  'parts/a/pyproject.toml': MEMBER('part-a', '"idna"'),
};

const SCRIPT: Files = {
  'train.py':
    '# /// script\n# requires-python = ">=3.11"\n# dependencies = ["six>=1.15"]\n# ///\nimport six\n',
};

const replace = (path: string, from: string, to: string) => (files: Files) => {
  expect(files[path]).toContain(from);
  return { ...files, [path]: files[path]!.replace(from, to) };
};
/** Replaces texts of the pyproject.toml: one, another, and so on in pairs. */
const edit =
  (...pairs: string[]) =>
  (files: Files): Files =>
    pairs.length === 0
      ? files
      : edit(...pairs.slice(2))(replace('pyproject.toml', pairs[0]!, pairs[1]!)(files));
const append = (text: string) => (files: Files) => ({
  ...files,
  'pyproject.toml': `${files['pyproject.toml']}\n${text}`,
});

type Case = [name: string, change: (files: Files) => Files, verdict: Status];

const CASES: readonly Case[] = [
  ['nothing', (files) => files, 'pass'],
  ['a comment and white space', edit('dependencies = [\n', 'dependencies = [ # what it needs\n\n'), 'pass'],
  ['the order of specifiers', edit('six>=1.15,<2', 'six < 2, >= 1.15'), 'pass'],
  ['zeros at the end of a version', edit('six>=1.15,<2', 'six>=1.15.0,<2.0'), 'pass'],
  ['the order of requirements', edit('  "part-a",\n]', ']', 'dependencies = [\n', 'dependencies = [\n  "part-a",\n'), 'pass'],
  ['a requirement said twice', edit('  "part-a",\n', '  "part-a",\n  "six>=1.15,<2",\n'), 'pass'],
  ['the spelling of a name', edit('IniConfig', 'iniconfig'), 'pass'],
  ['the spelling of the project', edit('Demo_Proj', 'demo-proj'), 'pass'],
  ['the spelling of an extra', edit('Fast = ', 'fast = '), 'pass'],
  ['a marker in other words', edit("python_version < '3.13'", "'3.13' > python_full_version"), 'pass'],
  ['a marker that says no more', edit("python_version < '3.13'", "python_version < '3.13' and python_version >= '3.7'"), 'pass'],
  ['a group written out', edit('{ include-group = "dev" }', '"iniconfig"'), 'pass'],
  ['a description', edit('version = "0.1"', 'version = "0.1"\ndescription = "new"'), 'pass'],
  ['a table of another tool', append('[tool.ruff]\nline-length = 100\n'), 'pass'],
  ['a specifier that the lock still meets', edit('six>=1.15', 'six>=1.16'), 'fail'],
  ['a specifier that the lock no longer meets', edit('six>=1.15,<2', 'six<1.16'), 'fail'],
  ['a new requirement', edit('  "part-a",\n', '  "part-a",\n  "tomli",\n'), 'fail'],
  ['a requirement that others bring anyway', edit('  "part-a",\n', '  "part-a",\n  "idna",\n'), 'fail'],
  ['a requirement less', edit('  "six>=1.15,<2",\n', ''), 'fail'],
  ['a marker more', edit('"six>=1.15,<2"', `"six>=1.15,<2 ; sys_platform == 'win32'"`), 'fail'],
  ['a marker less', edit(" ; python_version < '3.13'", ''), 'fail'],
  ['another marker', edit("< '3.13'", "< '3.12'"), 'fail'],
  ['an extra of a requirement', edit('six>=1.15', 'six[x]>=1.15'), 'fail'],
  ['an extra more', edit('Fast = ["idna>3"]', 'Fast = ["idna>3"]\nmore = ["six"]'), 'fail'],
  ['an empty extra more', edit('Fast = ["idna>3"]', 'Fast = ["idna>3"]\nmore = []'), 'fail'],
  ['an extra less', edit('Fast = ["idna>3"]', ''), 'fail'],
  ['an extra with another name', edit('Fast = ', 'slow = '), 'fail'],
  ['a group that wants more', edit('dev = ["iniconfig"]', 'dev = ["iniconfig", "six"]'), 'fail'],
  ['a group more', edit('empty = []', 'empty = []\nmore = ["six"]'), 'fail'],
  ['a group for some versions of Python', edit('[tool.uv]\n', '[tool.uv.dependency-groups]\ndev = { requires-python = ">=3.11" }\n\n[tool.uv]\n'), 'fail'],
  ['an empty group less', edit('empty = []\n', ''), 'fail'],
  ['older development dependencies', edit('[tool.uv]\n', '[tool.uv]\ndev-dependencies = ["idna"]\n'), 'fail'],
  ['more versions of Python', edit('requires-python = ">=3.9"', 'requires-python = ">=3.10"'), 'fail'],
  ['a highest version of Python', edit('requires-python = ">=3.9"', 'requires-python = ">=3.9,<3.14"'), 'fail'],
  ['the versions of Python in other words', edit('requires-python = ">=3.9"', 'requires-python = ">=3.9.0, >=3.8"'), 'pass'],
  ['another constraint', edit('["idna<9"]', '["idna<10"]'), 'fail'],
  ['a constraint less', edit('constraint-dependencies = ["idna<9"]', ''), 'fail'],
  ['an override more', edit('[tool.uv]\n', '[tool.uv]\noverride-dependencies = ["six==1.16.0"]\n'), 'fail'],
  ['a build constraint more', edit('[tool.uv]\n', '[tool.uv]\nbuild-constraint-dependencies = ["setuptools<99"]\n'), 'fail'],
  ['a package left out', edit('[tool.uv]\n', '[tool.uv]\nexclude-dependencies = ["idna"]\n'), 'fail'],
  ['another resolution', edit('[tool.uv]\n', '[tool.uv]\nresolution = "lowest-direct"\n'), 'fail'],
  ['pre-releases', edit('[tool.uv]\n', '[tool.uv]\nprerelease = "allow"\n'), 'fail'],
  ['a cut-off', edit('[tool.uv]\n', '[tool.uv]\nexclude-newer = "2026-01-01T00:00:00Z"\n'), 'fail'],
  ['environments', edit('[tool.uv]\n', `[tool.uv]\nenvironments = ["sys_platform == 'linux'"]\n`), 'fail'],
  ['a source in a repository', edit('[tool.uv.sources]\n', '[tool.uv.sources]\nsix = { git = "https://github.com/benjaminp/six", tag = "1.16.0" }\n'), 'fail'],
  ['an index of its own', edit('[tool.uv]\n', '[[tool.uv.index]]\nname = "other"\nurl = "https://pypi.org/simple/"\nexplicit = true\n\n[tool.uv]\n', '[tool.uv.sources]\n', '[tool.uv.sources]\nsix = { index = "other" }\n'), 'fail'],
  ['a build system', append('[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'), 'fail'],
  ['a member more', (files) => ({ ...files, 'parts/b/pyproject.toml': MEMBER('part-b') }), 'fail'],
  ['a member left out', edit('members = ["parts/*"]', 'members = ["parts/*"]\nexclude = ["parts/b"]'), 'pass'],
  ['a member with other needs', replace('parts/a/pyproject.toml', '"idna"', '"idna>=2"'), 'fail'],
  ['a member with another name', (files) => edit('  "part-a",\n', '', 'part-a = { workspace = true }\n', '')(replace('parts/a/pyproject.toml', 'part-a', 'part-z')(files)), 'fail'],
  ['the name of the project', edit('Demo_Proj', 'other'), 'fail'],
  ['the version of the project', edit('version = "0.1"', 'version = "0.2"'), 'warn'],
]; // biome-ignore format: a table reads better in rows

const SCRIPT_CASES: readonly Case[] = [
  ['nothing', (files) => files, 'pass'],
  ['the code', replace('train.py', 'import six', 'import six  # text'), 'pass'],
  ['a specifier', replace('train.py', 'six>=1.15', 'six>=1.16'), 'fail'],
  ['a requirement more', replace('train.py', '["six', '["idna", "six'), 'fail'],
  ['the versions of Python', replace('train.py', '>=3.11', '>=3.12'), 'fail'],
]; // biome-ignore format: a table reads better in rows

const uv = (cwd: string, ...args: string[]) =>
  execFileSync(join(inject('bin'), 'uv'), args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

async function write(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** What uv says of the lock, and what we say; `onlyLocking` are options of the first command alone. */
async function verdicts(
  locked: Files,
  change: (files: Files) => Files,
  lock: string,
  args: readonly string[],
  onlyLocking: readonly string[] = [],
): Promise<{ uv: 'fresh' | 'stale'; ours: Result }> {
  const folder = await mkdtemp(join(tmpdir(), 'repro-uv-'));
  await write(folder, locked);
  uv(folder, 'lock', '--quiet', ...args, ...onlyLocking);
  const changed = change(locked);
  await write(folder, changed);
  const text = await readFile(join(folder, lock), 'utf8');
  const ours = await judge(checkNamed('env/lock-fresh'), { files: { ...changed, [lock]: text } });
  let says: 'fresh' | 'stale' = 'fresh';
  try {
    uv(folder, 'lock', '--check', '--quiet', ...args);
  } catch {
    says = 'stale';
  }
  return { uv: says, ours };
}

/** A pass means that uv calls the lock fresh, a fail or a warning that it calls it stale. */
const AGREED: Partial<Record<Status, 'fresh' | 'stale'>> = { pass: 'fresh', fail: 'stale', warn: 'stale' };

describe('uv.lock: we say of a change what `uv lock --check` says', () => {
  test.each(CASES)('%s', async (_, change, verdict) => {
    const { uv: says, ours } = await verdicts(PROJECT, change, 'uv.lock', []);
    expect({
      status: ours.status,
      findings: ours.findings.map(({ message }) => message),
      uv: says,
    }).toMatchObject({
      status: verdict,
      uv: AGREED[verdict],
    });
  });
});

/** Options that the lock was made with and the files do not say: uv then takes the lock for outdated. */
const OPTIONS: readonly [option: string, value: string, verdict: Status][] = [
  ['--exclude-newer', '2026-01-01T00:00:00Z', 'warn'],
  ['--prerelease', 'allow', 'warn'],
  ['--resolution', 'lowest-direct', 'fail'],
  ['--fork-strategy', 'fewest', 'fail'],
  ['--resolution', 'highest', 'pass'],
];

describe('options that only the lock records', () => {
  test.each(OPTIONS)('%s %s', async (option, value, verdict) => {
    const same = (files: Files) => files;
    const { uv: says, ours } = await verdicts(PROJECT, same, 'uv.lock', [], [option, value]);
    expect({ status: ours.status, uv: says }).toEqual({ status: verdict, uv: AGREED[verdict] });
  });
});

describe('groups with Python versions of their own', () => {
  const GROUPS = edit(
    '[tool.uv]\n',
    '[tool.uv.dependency-groups]\ndev = { requires-python = ">=3.11" }\ntest = { requires-python = ">=3.10,<4" }\n\n[tool.uv]\n',
  )(PROJECT);

  test.each<Case>([
    ['nothing', (files) => files, 'pass'],
    ['other versions', edit('">=3.11"', '">=3.12"'), 'fail'],
    ['the same in other words', edit('">=3.11"', '">= 3.11.0"'), 'pass'],
  ])('%s', async (_, change, verdict) => {
    const { uv: says, ours } = await verdicts(GROUPS, change, 'uv.lock', []);
    expect({
      status: ours.status,
      uv: says,
      findings: ours.findings.map(({ message }) => message),
    }).toMatchObject({
      status: verdict,
      uv: AGREED[verdict],
    });
  });
});

describe('the lock of a script', () => {
  test.each(SCRIPT_CASES)('%s', async (_, change, verdict) => {
    const { uv: says, ours } = await verdicts(SCRIPT, change, 'train.py.lock', ['--script', 'train.py']);
    expect({
      status: ours.status,
      findings: ours.findings.map(({ message }) => message),
      uv: says,
    }).toMatchObject({
      status: verdict,
      uv: AGREED[verdict],
    });
  });
});
