import { execFileSync, spawnSync } from 'node:child_process';

/** Programs that are no packages of Python, with the argument that makes each tell its version. */
const DEBIAN: Readonly<Record<string, string>> = {
  'git-lfs': 'version',
  'git-annex': 'version',
  chromium: '--version',
  zsh: '--version',
  fish: '--version',
};
/** Browsers that do as well as Debian's. */
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * Those of them that are there, installed from Debian where that may be done, and the path of the browser, empty where there is
 * none: the tests of those that cannot be had are skipped.
 */
export function debianPrograms(): { programs: string[]; chromium: string } {
  const isThere = (name: string) =>
    spawnSync(name, [DEBIAN[name] ?? '--version'], { stdio: 'ignore' }).status === 0;
  const other = BROWSERS.slice(1).filter(isThere);
  const wanted = Object.keys(DEBIAN).filter((name) => name !== 'chromium' || other.length === 0);
  const missing = wanted.filter((name) => !isThere(name));
  if (missing.length > 0 && process.getuid?.() === 0) {
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', ...missing],
    ])
      spawnSync('apt-get', args, {
        stdio: 'inherit',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
  }
  const found = wanted.filter(isThere);
  for (const name of wanted)
    if (!found.includes(name)) process.stderr.write(`${name} is not here: its tests are skipped\n`);
  const programs = [...found, ...other];
  return { programs, chromium: pathOf(BROWSERS.find((name) => programs.includes(name))) };
}

function pathOf(program: string | undefined): string {
  if (program === undefined) return '';
  return execFileSync('sh', ['-c', 'command -v "$1"', 'sh', program], { encoding: 'utf8' }).trim();
}
