import { execFileSync, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checks } from '../../src/checks/index.js';
import { COMMANDS, programWith } from '../../src/cli/commands/index.js';
import { formats } from '../../src/cli/outputs.js';
import { CATEGORIES } from '../../src/engine/categories.js';
import { standards } from '../../src/standards/index.js';
import { bin, folderWith, repro } from '../support/cli.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

describe.each(SHELLS)('repro completion %s', (shell) => {
  let script: string;
  beforeAll(async () => {
    const ran = await repro(['completion', shell]);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    script = ran.stdout;
  });

  test('holds every command, flag, check, category, format and standard', async () => {
    const program = await programWith(
      () => true,
      () => {},
    );
    expect(program.commands.map((command) => command.name())).toEqual(Object.keys(COMMANDS));
    const words = new Set(script.split(/[^\w/-]+/));
    const all = program.commands.flatMap((command) => [command, ...command.commands]);
    const flags = all.flatMap(({ options }) => options.map(({ long }) => long!));
    expect(flags).toContain('--dry-run');
    for (const flag of [...new Set(flags)])
      expect(words, flag).toContain(shell === 'fish' ? flag.slice(2) : flag);
    for (const { id } of [...checks, ...CATEGORIES, ...standards]) expect(words, id).toContain(id);
    for (const word of [...Object.keys(COMMANDS), ...formats, 'required', 'sha256'])
      expect(words).toContain(word);
  });

  test('is well formed, where that shell is here', async () => {
    const file = join(await folderWith(), 'script');
    await writeFile(file, script);
    const { error, status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
    if (error) expect((error as NodeJS.ErrnoException).code).toBe('ENOENT');
    else expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

test('a shell that there is not is a mistake', async () => {
  expect(await repro(['completion', 'tcsh'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('bash, zsh, fish'),
  });
});

describe('completion in bash', () => {
  /** What bash offers for the last of these words, which it has split as its manual says. */
  function offered(cwd: string, ...words: string[]): string[] {
    const program = `eval "$("$1" "$2" completion bash)"; shift 2
      COMP_WORDS=(repro "$@"); COMP_CWORD=$#; _repro; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const out = execFileSync('bash', ['--norc', '-c', program, 'bash', process.execPath, bin, ...words], {
      cwd,
      encoding: 'utf8',
    });
    return out.split('\n').filter(Boolean).sort();
  }

  test.each<[string[], string[]]>([
    [['ch'], ['check']],
    [['help', 'ex'], ['explain']],
    [['--vers'], ['--version']],
    [['check', '--fo'], ['--format']],
    [
      ['check', '--format', 'j'],
      ['json', 'junit'],
    ],
    [['check', '--format', '=', 'js'], ['json']],
    [
      ['check', '--fail-on', ''],
      ['advised', 'never', 'required'],
    ],
    [['check', '--only', 'seeds/fi'], ['seeds/fixed']],
    [['check', '--only', 'env/pinned,seeds/fi'], ['env/pinned,seeds/fixed']],
    [['check', '--skip', '=', 'code/sy'], ['code/syntax']],
    [['check', '--profile', 'pw'], ['pwc']],
    [['check', '--report', 'markd'], ['markdown=']],
    [['check', '--report', 'markdown', '=', 'not'], ['notes with space.md']],
    [['check', '--output', 'not'], ['notes with space.md']],
    [['check', 'sr'], ['src']],
    [['check', '--only', 'env', 'sr'], ['src']],
    [['check', '--min-score', ''], []],
    [['explain', 'seeds/fi'], ['seeds/fixed']],
    [['explain', 'seeds/fixed', 'sr'], ['src']],
    [['lock', 'a', 'not'], ['notes with space.md']],
    [['schema', 'lock-'], ['lock-outcome']],
    [['completion', 'z'], ['zsh']],
    [['fix', 'e'], ['env']],
    [['fix', 'env', '--only', 'pins,dig'], ['pins,digests']],
    [['fix', 'env', '--dig'], ['--digest']],
  ])('%j', async (words, expected) => {
    const cwd = await folderWith({ 'src/a.py': '', 'notes with space.md': '' });
    const found = offered(cwd, ...words);
    expect(found).toEqual(expected.filter((word) => word !== 'junit' || formats.includes(word as never)));
  });
});
