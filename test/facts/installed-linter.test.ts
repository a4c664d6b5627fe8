import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, repro } from '../support/cli.js';

/** Checks a project with a linter on the PATH that is a shell script. */
async function checkedBy(tool: string, script: string, files: Record<string, string>): Promise<string> {
  const bin = join(await folderWith({}), 'bin');
  await mkdir(bin);
  await writeFile(join(bin, tool), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, tool), 0o755);
  const folder = await folderWith({
    ...files,
    'repro.config.yaml': `version: 1\nproject: { linter: ${tool} }\n`,
  });
  const env = { PATH: `${bin}:${process.env.PATH}` };
  const { stdout } = await repro(['check', folder, '--only', 'code/pep8', '--format', 'json'], { env });
  return JSON.stringify(JSON.parse(stdout).results);
}

test('a linter that fails with exit code 1 has found no file clean', async () => {
  const said = await checkedBy('flake8', 'echo "a plugin is broken" >&2; exit 1', { 'a.py': 'x=1\n' });
  expect(said).toContain('flake8 cannot use these settings: a plugin is broken');
  expect(said).not.toContain('"status":"pass"');
});

test('an installed ruff is told of no folders by the project', async () => {
  const said = await checkedBy('ruff', 'echo "given $*" | tr "\\n" " " >&2; exit 2', {
    'a.py': 'x = 1\n',
    'ruff.toml': 'src = ["/elsewhere/**"]\nnamespace-packages = ["/elsewhere"]\nline-length = 99\n',
  });
  expect(said).toContain('line-length = 99');
  expect(said).not.toContain('/elsewhere');
});
