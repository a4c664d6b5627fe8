// Speed, as ratios measured in one run, alternating the two sides so that a noisy machine disturbs both.
//   npm run bench            all of it; hashing needs 10 GB of disk
//   npm run bench -- check   or: hashing
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchHashing } from './hashing.mjs';
import { median, repro, time } from './measure.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const FILES = 3000;

function compare(name, ours, theirs, times, target) {
  const pairs = Array.from({ length: times }, () => ({
    a: time(ours, { scratch }),
    b: time(theirs, { scratch }),
  }));
  const a = median(pairs.map((pair) => pair.a.ms));
  const b = median(pairs.map((pair) => pair.b.ms));
  const peak = Math.max(...pairs.map((pair) => pair.a.mb));
  console.log(
    `${name.padEnd(44)} ${(a / b).toFixed(2)} x  (${a.toFixed(0)} ms against ${b.toFixed(0)} ms; target at most ${target}; peak ${peak.toFixed(0)} MB)`,
  );
}

/** A git repository of real Python files: the standard library of the installed Python. */
function makeProject() {
  const library = execFileSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'], {
    encoding: 'utf8',
  }).trim();
  const root = join(scratch, 'project');
  const found = readdirSync(library, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => path.endsWith('.py') && !path.includes('lib2to3/tests/data') && !/bad_|badsyntax/.test(path),
    )
    .sort();
  let size = 0;
  for (let at = 0; at < FILES; at += 1) {
    const path = found[at % found.length];
    // site-packages and tests are left out of judgement, so the copy has folder names of its own.
    const target = join(
      root,
      'pkg',
      `round${Math.floor(at / found.length)}`,
      path.replace(/site-packages/g, 'packages').replace(/\btests?\b/g, 'checks'),
    );
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(library, path), target);
    size += statSync(target).size;
  }
  const git = (...args) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=bench', '-c', 'user.email=bench@example.org', ...args]);
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'files');
  console.log(`project: ${FILES} Python files, ${(size / 1e6).toFixed(1)} MB`);
  return root;
}

const scratch = mkdtempSync(join(tmpdir(), 'repro-bench-'));
const parts = {
  check: benchCheck,
  hashing: () => benchHashing(scratch),
};
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0)
  throw new Error(`there is no part ${unknown.join(', ')}: ${Object.keys(parts).join(', ')}`);
try {
  for (const [name, run] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) run();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function benchCheck() {
  compare('repro --version : node -e 0', [repro, '--version'], ['-e', '0'], 15, 1.3);
  const project = makeProject();
  compare(
    'full check : reading and parsing alone',
    [repro, 'check', project, '--format', 'json'],
    [join(here, 'parse-only.mjs'), project],
    3,
    3,
  );
  compare(
    'full check, one worker : the same',
    [repro, 'check', project, '--format', 'json', '--jobs', '1'],
    [join(here, 'parse-only.mjs'), project],
    3,
    3,
  );
}
