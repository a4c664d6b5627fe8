import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { repro } from '../support/cli.js';
import { temporaryFolder } from '../support/repository.js';

// Each shell completes by its own machinery what is typed; `repro` itself is a function that shows its arguments.
let cwd: string;

beforeAll(async () => {
  cwd = await temporaryFolder();
  for (const shell of ['bash', 'zsh', 'fish'])
    await writeFile(join(cwd, `script.${shell}`), (await repro(['completion', shell])).stdout);
  await mkdir(join(cwd, 'src'));
  await writeFile(join(cwd, 'notes with space.md'), '');
});

/** What is typed up to the tab, and the words that `repro` must then be given. */
const TYPED: [string, string[]][] = [
  ['repro ch', ['check']],
  ['repro check --fail', ['check', '--fail-on']],
  ['repro check --format mark', ['check', '--format', 'markdown']],
  ['repro check --format=mark', ['check', '--format=markdown']],
  ['repro check --fail-on req', ['check', '--fail-on', 'required']],
  ['repro check --only seeds/fi', ['check', '--only', 'seeds/fixed']],
  ['repro check --only env/pinned,seeds/fi', ['check', '--only', 'env/pinned,seeds/fixed']],
  ['repro check --skip=code/syn', ['check', '--skip=code/syntax']],
  ['repro check --profile pw', ['check', '--profile', 'pwc']],
  ['repro check --report markdown=not', ['check', '--report', 'markdown=notes with space.md']],
  ['repro check -o not', ['check', '-o', 'notes with space.md']],
  ['repro check sr', ['check', 'src/']],
  ['repro explain seeds/fi', ['explain', 'seeds/fixed']],
  ['repro fix en', ['fix', 'env']],
  ['repro completion zs', ['completion', 'zsh']],
  ['repro help expl', ['help', 'explain']],
];

/** Types a line, a tab and return into an interactive shell on a terminal of its own; what `repro` was called with. */
async function typed(shell: string, setup: string, line: string): Promise<string[]> {
  const out = join(cwd, `called.${shell}`);
  await writeFile(out, '');
  // Python's pty waits until the shell asks for input, which piping alone cannot tell.
  const { stdout } = await execa('python3', ['-c', DRIVER, shell, setup, line], {
    cwd,
    env: { OUT: out, HOME: cwd, TERM: 'xterm', PS1: 'READY> ' },
  });
  const called = await readFile(out, 'utf8');
  if (called === '') throw new Error(`nothing was called; the terminal showed: ${stdout}`);
  return called.split('\n').filter(Boolean);
}

const DRIVER = `
import os, pty, select, sys, time
shell, setup, line = sys.argv[1:]
args = {'bash': ['bash', '--norc', '--noprofile', '-i'], 'zsh': ['zsh', '-f', '-i']}[shell]
pid, fd = pty.fork()
if pid == 0:
    os.environ['PS1'] = 'READY> '
    os.execvp(args[0], args)
seen = b''
def until(done, seconds=30):
    global seen
    end = time.time() + seconds
    while time.time() < end and not done():
        if select.select([fd], [], [], 0.1)[0]:
            try:
                seen += os.read(fd, 65536)
            except OSError:
                return
def quiet():
    global seen
    last = -1
    while last != len(seen):
        last = len(seen)
        until(lambda: False, 0.6)
def send(text):
    os.write(fd, text.encode())
until(lambda: b'READY> ' in seen)
send(setup + '\\n')
until(lambda: b'SET' + b'UP' in seen)
quiet()
send(line + '\\t')
quiet()
send('\\n')
until(lambda: os.path.getsize(os.environ['OUT']) > 0, 10)
send('exit\\n')
sys.stdout.write(seen.decode('utf8', 'replace'))
`;

describe('completion by bash on a terminal', () => {
  test.each(TYPED)('%s', async (line, words) => {
    const setup = `source script.bash; repro() { printf '%s\\n' "$@" > "$OUT"; }; echo SET""UP`;
    expect(await typed('bash', setup, line)).toEqual(words);
  });
});

describe.skipIf(!inject('programs').includes('zsh'))('completion by zsh on a terminal', () => {
  test.each(TYPED)('%s', async (line, words) => {
    const setup = `autoload -Uz compinit; compinit -u -D; source ./script.zsh; repro() { printf '%s\\n' "$@" > "$OUT" }; echo SET""UP`;
    // zsh takes the slash behind a folder away when the line is accepted.
    expect(await typed('zsh', setup, line)).toEqual(words.map((word) => word.replace(/\/$/, '')));
  });
});

describe.skipIf(!inject('programs').includes('fish'))('completion by fish', () => {
  test.each(TYPED)('%s', async (line, words) => {
    const { stdout } = await execa(
      'fish',
      ['--no-config', '-c', `source script.fish; complete -C '${line}'`],
      {
        cwd,
        env: { HOME: cwd },
      },
    );
    // Each line is what may stand for the last word, a tab, and its description.
    const offered = stdout.split('\n').map((one) => one.split('\t')[0]);
    expect(offered).toEqual([words.at(-1)]);
  });

  test('offers the flags of the command alone', async () => {
    const { stdout } = await execa(
      'fish',
      ['--no-config', '-c', "source script.fish; complete -C 'repro list --'"],
      {
        cwd,
        env: { HOME: cwd },
      },
    );
    expect(stdout).toContain('--standards\tthe public checklists');
    expect(stdout).not.toContain('--only');
  });
});
