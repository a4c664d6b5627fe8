// Builds what npm is about to pack or link. A global installation from git (also that of pre-commit) comes here without the
// tools to build, because npm hands its `global` on to the installation that should bring them: they are fetched here then.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const isThere = () => existsSync('node_modules/esbuild/package.json');
if (!isThere() && process.env.npm_config_global === 'true') {
  const flags = ['--no-global', '--include=dev', '--ignore-scripts', '--no-progress'];
  const { status } = spawnSync('npm', ['ci', ...flags], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
// Where somebody leaves the tools out on purpose (`npm ci --omit=dev`), nothing is built.
if (isThere()) await import('./build.mjs');
else console.error('not built: esbuild is not installed');
