import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { RULE_CODES } from '../../src/facts/linting/rule-codes.js';
import { Report } from '../../src/report/report.js';
import { folderWith, repro } from '../support/cli.js';

type Counts = Record<string, number>;

/** A part of the standard library of the installed Python, which nobody wrote for us: some 60 modules. */
async function realCode(files: Record<string, string>): Promise<string> {
  const folder = await folderWith(files);
  const library = execFileSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'], {
    encoding: 'utf8',
  }).trim();
  // Under other names: ruff knows modules of the standard library by theirs.
  for (const name of readdirSync(library).filter((one) => /^[a-h]\w*\.py$/.test(one)))
    cpSync(join(library, name), join(folder, 'library', name.replace(/(\.py)$/, '_copy$1')));
  cpSync(join(library, 'json'), join(folder, 'json_'), { recursive: true });
  writeFileSync(join(folder, 'repro.config.yaml'), 'version: 1\n');
  return folder;
}

async function byUs(folder: string, linter?: string): Promise<Counts> {
  if (linter !== undefined)
    writeFileSync(join(folder, 'repro.config.yaml'), `version: 1\nproject: { linter: ${linter} }\n`);
  const { stdout } = await repro(['check', folder, '--only', 'code/pep8', '--format', 'json'], {
    env: { PATH: `${inject('bins').lint}:${process.env.PATH}` },
  });
  const { data, findings } = Report.parse(JSON.parse(stdout)).results[0]!;
  expect(findings.filter(({ message }) => message.includes('cannot be used'))).toEqual([]);
  return data.rules as Counts;
}

function count(codes: readonly (string | null)[]): Counts {
  const counts: Counts = {};
  for (const code of codes) if (code !== null) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** What ruff finds by itself, with the settings that it finds by itself. */
function byRuff(folder: string): Counts {
  const text = execFileSync(
    join(inject('bins').lint, 'ruff'),
    ['check', '--no-cache', '--exit-zero', '--output-format', 'json', '.'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const found = JSON.parse(text) as { code: string | null; filename: string }[];
  const isBroken = (code: string | null) => code === null || code === 'invalid-syntax';
  const broken = new Set(found.filter(({ code }) => isBroken(code)).map(({ filename }) => filename));
  const whole = found.filter(({ filename }) => !broken.has(filename));
  return count(whole.map(({ code }) => (code !== null && RULE_CODES[code] ? RULE_CODES[code] : code)));
}

function byFlake8(folder: string): Counts {
  const text = execFileSync(
    join(inject('bins').lint, 'flake8'),
    ['--exit-zero', '--format=%(code)s', 'library', 'json_'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  return count(text.split('\n').filter(Boolean));
}

describe('code/pep8 agrees with ruff on real code', () => {
  test.each<[string, Record<string, string>]>([
    ['selecting much', { 'ruff.toml': 'line-length = 100\n[lint]\nselect = ["E", "W", "F", "B", "UP", "SIM", "N", "C4", "PL"]\nignore = ["E501", "UP0"]\n' }],
    ['with preview', { 'pyproject.toml': '[tool.ruff]\npreview = true\n[tool.ruff.lint]\nselect = ["E", "W"]\nextend-ignore = ["E2"]\n' }],
    [
      'leaving out files, by pattern',
      { 'ruff.toml': 'extend-exclude = ["library/c*.py"]\n[lint]\nselect = ["E", "F", "B"]\n[lint.per-file-ignores]\n"library/a*.py" = ["E"]\n"__init__.py" = ["F"]\n"!json_/**" = ["B0"]\n' },
    ],
    ['with a Python to aim at', { 'pyproject.toml': '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.8"\n[tool.ruff.lint]\nselect = ["UP", "E"]\n' }],
    [
      'with settings of a part of its own, which extends those of the root',
      {
        'ruff.toml': 'line-length = 120\n[lint]\nselect = ["E", "F"]\n[lint.per-file-ignores]\n"json_/encoder.py" = ["E501"]\n',
        'json_/ruff.toml': 'extend = "../ruff.toml"\nline-length = 70\n[lint]\nextend-select = ["W", "B"]\n',
      },
    ],
  ])('%s', async (_, files) => {
    const folder = await realCode(files);
    const ours = await byUs(folder);
    expect(ours).toEqual(byRuff(folder));
    expect(Object.keys(ours).length).toBeGreaterThan(3);
  }); // biome-ignore format: a table reads better in rows

  test('the installed one finds what the embedded one does', async () => {
    const folder = await realCode({
      'ruff.toml':
        'line-length = 90\n[lint]\nselect = ["E", "F", "C90"]\nignore = ["E7"]\nmccabe.max-complexity = 12\n',
    });
    expect(await byUs(folder, 'ruff')).toEqual(await byUs(folder, 'embedded'));
  });
});

test('every rule of ruff has the code that we know', () => {
  const text = execFileSync(join(inject('bins').lint, 'ruff'), ['rule', '--all', '--output-format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const rules = JSON.parse(text) as { name: string; code: string | null }[];
  expect(RULE_CODES).toEqual(
    Object.fromEntries(rules.flatMap(({ name, code }) => (code === null ? [] : [[name, code]]))),
  );
});

/**
 * What ruff does not judge, or counts in its own way: continuation lines are not looked at, a name from a star import is told
 * once, and so is one that is defined anew. Source: ruff, the pages of these rules.
 */
const COUNTED_DIFFERENTLY = /^(?:E12\d|E13\d|F405|F811|F824)$/;

describe('code/pep8 agrees with flake8 on real code', () => {
  test.each<[string, string]>([
    ['by default', '[flake8]\nmax-line-length = 79\n'],
    [
      'with settings',
      '[flake8]\nmax-line-length = 100\nextend-ignore = E203, E7, W6\nper-file-ignores =\n    library/a*.py: E2\n    json_/*: F,E501\n',
    ],
    ['with a list of its own', '[flake8]\nselect = E2,E3,F4\nignore = E226\nexclude = library/d*.py\n'],
  ])('%s', async (_, text) => {
    const folder = await realCode({ '.flake8': text });
    const [ours, theirs] = [await byUs(folder), byFlake8(folder)];
    for (const code of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const [a, b] = [ours[code] ?? 0, theirs[code] ?? 0];
      if (COUNTED_DIFFERENTLY.test(code)) continue;
      const apart = Math.abs(a - b);
      expect({ code, a, b, agree: apart <= Math.max(4, b / 10) }).toMatchObject({ agree: true });
    }
  });
});
