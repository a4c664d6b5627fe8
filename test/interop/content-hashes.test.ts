import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { checkNamed, judge } from '../support/verify.js';

/** What an edit of the manifest does to the lock, and the edit: a text to be replaced, or an addition at the end. */
type Edit = ['fresh' | 'stale', string, string | undefined, string];

interface Tool {
  program: string;
  /** Does nothing but compare. */
  verify: string[];
  lock: string[];
  manifest: string;
  locked: string;
  /** What the tool says of a stale lock; any other complaint is a mistake of the test. */
  complaint: RegExp;
  base: string;
  edits: Edit[];
}

const ENV = {
  ...process.env,
  PDM_CHECK_UPDATE: '0',
  PDM_IGNORE_SAVED_PYTHON: '1',
  PIPENV_IGNORE_VIRTUALENVS: '1',
  PIPENV_NOSPIN: '1',
};

function agrees(
  name: string,
  { program, verify, lock, manifest, locked, complaint, base, edits }: Tool,
): void {
  describe(name, () => {
    let folder = '';
    let text = '';
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'repro-hashes-'));
      writeFileSync(join(folder, manifest), base);
      execFileSync(program, lock, { cwd: folder, env: ENV, stdio: 'pipe' });
      text = readFileSync(join(folder, locked), 'utf8');
    });

    test('both sorts of edits are tried', () => {
      for (const state of ['fresh', 'stale'])
        expect(edits.filter(([expected]) => expected === state).length).toBeGreaterThanOrEqual(8);
    });

    test.each<Edit>([['fresh', 'no edit at all', undefined, ''], ...edits])(
      '%s after: %s',
      async (expected, _, from, to) => {
        if (from !== undefined) expect(base).toContain(from);
        const edited = from === undefined ? base + to : base.replace(from, () => to);
        writeFileSync(join(folder, manifest), edited);
        const { status, stdout, stderr } = spawnSync(program, verify, {
          cwd: folder,
          env: ENV,
          encoding: 'utf8',
        });
        const theirs = status === 0 ? 'fresh' : complaint.test(stdout + stderr) ? 'stale' : stdout + stderr;
        const files = { [manifest]: edited, [locked]: text, 'train.py': 'import six\n' };
        const { status: ours } = await judge(checkNamed('env/lock-fresh'), { files });
        expect({ theirs, ours }).toEqual({ theirs: expected, ours: expected === 'fresh' ? 'pass' : 'fail' });
      },
    );
  });
}

const SOURCE = '[[tool.poetry.source]]\nname = "x"\nurl = "https://pypi.org/simple"\npriority = "primary"\n';

const POETRY_EDITS: Edit[] = [
  ['fresh', 'a comment', '[project]\n', '# why\n[project] # here\n'],
  ['fresh', 'another order of keys', 'name = "p"\nversion = "1"\n', 'version = "1"\nname = "p"\n'],
  ['fresh', 'another order of tables', '[dependency-groups]\ndev = ["toml>=0.10"]\n\n[tool.poetry]\npackage-mode = false\n', '[tool.poetry]\npackage-mode = false\n\n[dependency-groups]\ndev = ["toml>=0.10"]\n'],
  ['fresh', 'another version of the project', 'version = "1"', 'version = "2"'],
  ['fresh', 'a description', 'version = "1"\n', 'version = "1"\ndescription = "Ä \u{1F600}"\n'],
  ['fresh', 'an array over several lines', '["six>=1.15", "idna>=3"]', '[\n  "six>=1.15", # why\n  "idna>=3",\n]'],
  ['fresh', 'other quotes', '"six>=1.15"', "'six>=1.15'"],
  ['fresh', 'an escape for a letter', '"six>=1.15"', '"\\u0073ix>=1.15"'],
  ['fresh', 'a table of another tool', undefined, '[tool.ruff]\nline-length = 100\n'],
  ['fresh', 'a script', 'version = "1"\n', 'version = "1"\nscripts = {p = "p:main"}\n'],
  ['fresh', 'an inline table', '[tool.poetry.group.test.dependencies]\npluggy = "^1.5"', '[tool.poetry.group]\ntest = {dependencies = {pluggy = "^1.5"}}'],
  ['stale', 'one more requirement', '"idna>=3"]', '"idna>=3", "wheel"]'],
  ['stale', 'one requirement less', ', "idna>=3"', ''],
  ['stale', 'another range', '>=1.15', '>=1.16'],
  ['stale', 'another order of requirements', '"six>=1.15", "idna>=3"', '"idna>=3", "six>=1.15"'],
  ['stale', 'another spelling of a name', '"six>=', '"Six>='],
  ['stale', 'white space in a requirement', 'six>=1.15', 'six >= 1.15'],
  ['stale', 'a marker', 'idna>=3"', "idna>=3; python_version < '3.12'\""],
  ['stale', 'another Python', '>=3.11,<4', '>=3.12,<4'],
  ['stale', 'another range in an extra', 'iniconfig>=2', 'iniconfig>=1'],
  ['stale', 'another name of an extra', 'ini = [', 'more = ['],
  ['stale', 'another range in a group of PEP 735', 'toml>=0.10', 'toml>=0.9'],
  ['stale', 'another range in a group of Poetry', '"^1.5"', '"^1.4"'],
  ['stale', 'a group that became optional', '[tool.poetry.group.test.dependencies]', '[tool.poetry.group.test]\noptional = true\n[tool.poetry.group.test.dependencies]'],
  ['stale', 'one more source', undefined, '[[tool.poetry.source]]\nname = "y"\nurl = "https://pypi.org/simple"\npriority = "supplemental"\n'],
  ['stale', 'a hidden tab and DEL in a marker', 'idna>=3"', 'idna>=3; platform_version != \'\\t\\u007f\'"'],
  ['stale', 'development requirements in a group that were none before', undefined, '[tool.poetry.group.docs.dependencies]\nmarkdown = "*"\n'],
]; // biome-ignore format: a table reads better in rows

agrees('poetry check --lock, a [project]', {
  program: join(inject('bins').poetry, 'poetry'),
  verify: ['check', '--lock', '--no-interaction'],
  lock: ['lock', '--no-interaction'],
  manifest: 'pyproject.toml',
  locked: 'poetry.lock',
  complaint: /changed significantly since poetry\.lock/,
  base: `[project]
name = "p"
version = "1"
requires-python = ">=3.11,<4"
dependencies = ["six>=1.15", "idna>=3"]

[project.optional-dependencies]
ini = ["iniconfig>=2"]

[dependency-groups]
dev = ["toml>=0.10"]

[tool.poetry]
package-mode = false

[tool.poetry.group.test.dependencies]
pluggy = "^1.5"

${SOURCE}`,
  edits: POETRY_EDITS,
});

/** What only [tool.poetry] says, as all versions of Poetry hash it. */
const LEGACY = `[tool.poetry]
name = "p"
version = "1"
description = ""
authors = []
package-mode = false

[tool.poetry.dependencies]
python = "^3.11"
six = "^1.15"
idna = {version = ">=3", optional = true}

[tool.poetry.extras]
names = ["idna"]

[tool.poetry.group.test.dependencies]
iniconfig = "*"

${SOURCE}`;

const LEGACY_EDITS: Edit[] = [
  ['fresh', 'a comment', 'six = ', '# why\nsix = '],
  ['fresh', 'another order of requirements', 'python = "^3.11"\nsix = "^1.15"\n', 'six = "^1.15"\npython = "^3.11"\n'],
  ['fresh', 'a description', 'description = ""', 'description = "none"'],
  ['fresh', 'an author', 'authors = []', 'authors = ["A <a@example.org>"]'],
  ['fresh', 'another order in an inline table', '{version = ">=3", optional = true}', '{optional = true, version = ">=3"}'],
  ['fresh', 'a table in place of an inline one', 'idna = {version = ">=3", optional = true}\n', '\n[tool.poetry.dependencies.idna]\nversion = ">=3"\noptional = true\n'],
  ['fresh', 'a dotted key', '[tool.poetry.group.test.dependencies]\niniconfig = "*"', '[tool.poetry.group.test]\ndependencies.iniconfig = "*"'],
  ['fresh', 'a build system', undefined, '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n'],
  ['fresh', 'other quotes', 'six = "^1.15"', "six = '^1.15'"],
  ['stale', 'another range', '^1.15', '^1.16'],
  ['stale', 'a range spelled otherwise', '"^1.15"', '">=1.15,<2.0"'],
  ['stale', 'one more requirement', 'six = ', 'wheel = "*"\nsix = '],
  ['stale', 'another Python', 'python = "^3.11"', 'python = "^3.12"'],
  ['stale', 'another spelling of a name', 'six = ', 'SIX = '],
  ['stale', 'a marker', 'six = "^1.15"', 'six = {version = "^1.15", markers = "sys_platform == \'linux\'"}'],
  ['stale', 'the name of an extra', 'names = [', 'other = ['],
  ['stale', 'another range in a group', 'iniconfig = "*"', 'iniconfig = ">=2"'],
  ['stale', 'a priority of a source', '"primary"', '"supplemental"'],
  ['stale', 'no extras', '[tool.poetry.extras]\nnames = ["idna"]\n', ''],
  ['stale', 'development requirements of the old sort', undefined, '[tool.poetry.dev-dependencies]\n'],
]; // biome-ignore format: a table reads better in rows

/** Groups of PEP 735 are hashed since 2.3; Poetry 1 knew nothing of [project] either. */
const GROUP = '[dependency-groups]\nfirst = ["wheel"]\n';
const PROJECT = '[project]\nname = "p"\nrequires-python = ">=3.11"\n';
const BY_VERSION: Record<'poetry' | 'poetry-1', Edit[]> = {
  poetry: [['stale', 'a first group of PEP 735', undefined, GROUP]],
  'poetry-1': [
    ['fresh', 'a group that it does not know', undefined, GROUP],
    ['fresh', 'a [project] that it does not know', undefined, PROJECT],
  ],
};

for (const name of ['poetry', 'poetry-1'] as const)
  agrees(`poetry check --lock of ${name}, [tool.poetry] alone`, {
    program: join(inject('bins')[name], 'poetry'),
    verify: ['check', '--lock', '--no-interaction'],
    lock: ['lock', '--no-interaction'],
    manifest: 'pyproject.toml',
    locked: 'poetry.lock',
    complaint: /changed significantly since poetry\.lock/,
    base: LEGACY,
    edits: [...LEGACY_EDITS, ...BY_VERSION[name]],
  });

const PDM_EDITS: Edit[] = [
  ['fresh', 'a comment', '[project]\n', '# why\n[project] # here\n'],
  ['fresh', 'another order of keys', 'name = "p"\nversion = "1"\n', 'version = "1"\nname = "p"\n'],
  ['fresh', 'another version of the project', 'version = "1"', 'version = "2"'],
  ['fresh', 'a description', 'version = "1"\n', 'version = "1"\ndescription = "Ä \u{1F600}"\n'],
  ['fresh', 'an array over several lines', '["six>=1.15", "idna>=3"]', '[\n  "six>=1.15", # why\n  "idna>=3",\n]'],
  ['fresh', 'another spelling of a group', 'dev-tools = [', 'Dev_Tools = ['],
  ['fresh', 'a setting that is not hashed', undefined, '[tool.pdm.scripts]\nx = "python -V"\n'],
  ['fresh', 'a table of another tool', undefined, '[tool.ruff]\nline-length = 100\n'],
  ['fresh', 'a group that moved to the older table', '[dependency-groups]\n', '[tool.pdm.dev-dependencies]\n'],
  ['stale', 'one more requirement', '"idna>=3"]', '"idna>=3", "wheel"]'],
  ['stale', 'one requirement less', ', "idna>=3"', ''],
  ['stale', 'another range', '>=1.15', '>=1.16'],
  ['stale', 'another order of requirements', '"six>=1.15", "idna>=3"', '"idna>=3", "six>=1.15"'],
  ['stale', 'another spelling of a name', '"six>=', '"Six>='],
  ['stale', 'another Python', '">=3.11"', '">=3.12"'],
  ['stale', 'another range in an extra', 'iniconfig>=2', 'iniconfig>=1'],
  ['stale', 'another range in a group', 'toml>=0.10', 'toml>=0.9'],
  ['stale', 'a group taken in by another', 'toml>=0.10"]', 'toml>=0.10"]\nall = [{include-group = "dev-tools"}]'],
  ['stale', 'one more source', undefined, '[[tool.pdm.source]]\nname = "y"\nurl = "https://pypi.org/simple"\nverify_ssl = true\n'],
  ['stale', 'an override', undefined, '[tool.pdm.resolution.overrides]\nsix = "1.16.0"\n'],
  ['stale', 'a setting of the resolution with a whole number', undefined, '[tool.pdm.resolution]\nx = 1\n'],
  ['stale', 'prereleases', undefined, '[tool.pdm.resolution]\nallow-prereleases = true\n'],
]; // biome-ignore format: a table reads better in rows

agrees('pdm lock --check', {
  program: join(inject('bins').pdm, 'pdm'),
  verify: ['--no-cache', 'lock', '--check'],
  lock: ['--no-cache', 'lock', '-G', ':all'],
  manifest: 'pyproject.toml',
  locked: 'pdm.lock',
  complaint: /Lockfile|lock file/i,
  base: `[project]
name = "p"
version = "1"
requires-python = ">=3.11"
dependencies = ["six>=1.15", "idna>=3"]

[project.optional-dependencies]
ini = ["iniconfig>=2"]

[dependency-groups]
dev-tools = ["toml>=0.10"]

[[tool.pdm.source]]
name = "pypi"
url = "https://pypi.org/simple"
verify_ssl = true
`,
  edits: PDM_EDITS,
});

const PIPENV_EDITS: Edit[] = [
  ['fresh', 'a comment', '[packages]\n', '# why\n[packages] # here\n'],
  ['fresh', 'another order of requirements', 'six = ">=1.15"\nidna = {version = ">=3", markers = "python_version >= \'3.8\'"}\n', 'idna = {version = ">=3", markers = "python_version >= \'3.8\'"}\nsix = ">=1.15"\n'],
  ['fresh', 'another order in an inline table', "{version = \">=3\", markers = \"python_version >= '3.8'\"}", "{markers = \"python_version >= '3.8'\", version = \">=3\"}"],
  ['fresh', 'another spelling of a name', 'six = ', 'SIX = '],
  ['fresh', 'scripts', undefined, '[scripts]\nx = "python -V"\n'],
  ['fresh', 'settings of Pipenv', undefined, '[pipenv]\nallow_prereleases = false\n'],
  ['fresh', 'other quotes', 'six = ">=1.15"', "six = '>=1.15'"],
  ['fresh', 'a table in place of an inline one', '[dev-packages]', '[dev-packages] '],
  ['fresh', 'blank lines', '[dev-packages]', '\n\n[dev-packages]'],
  ['stale', 'another range', '>=1.15', '>=1.16'],
  ['stale', 'one more requirement', 'six = ', 'wheel = "*"\nsix = '],
  ['stale', 'one requirement less', 'six = ">=1.15"\n', ''],
  ['stale', 'a marker less', ", markers = \"python_version >= '3.8'\"", ''],
  ['stale', 'another range of a development requirement', 'iniconfig = "*"', 'iniconfig = ">=2"'],
  ['stale', 'another Python', 'python_version = "3.11"', 'python_version = "3"'],
  ['stale', 'one more category', undefined, '[docs]\ntoml = "*"\n'],
  ['stale', 'one more source', undefined, '[[source]]\nname = "y"\nurl = "https://pypi.org/simple"\nverify_ssl = true\n'],
  ['stale', 'another name of the source', 'name = "pypi"', 'name = "other"'],
  ['stale', 'an extra', 'six = ">=1.15"', 'six = {version = ">=1.15", extras = ["x"]}'],
]; // biome-ignore format: a table reads better in rows

agrees('pipenv verify', {
  program: join(inject('bins').pipenv, 'pipenv'),
  verify: ['verify'],
  lock: ['lock'],
  manifest: 'Pipfile',
  locked: 'Pipfile.lock',
  complaint: /out-of-date|out of date/i,
  base: `[[source]]
url = "https://pypi.org/simple"
verify_ssl = true
name = "pypi"

[packages]
six = ">=1.15"
idna = {version = ">=3", markers = "python_version >= '3.8'"}

[dev-packages]
iniconfig = "*"

[requires]
python_version = "3.11"
`,
  edits: PIPENV_EDITS,
});
