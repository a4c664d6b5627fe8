// How fast data is hashed, against the tools that people would use instead. Everything is read once before it is measured.

import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { has, median, repro, time, timeShell } from './measure.mjs';

/** Smaller for a quick look: REPRO_BENCH_SCALE=0.1. */
const SCALE = Number(process.env.REPRO_BENCH_SCALE ?? 1);
const TIMES = Number(process.env.REPRO_BENCH_TIMES ?? 3);
const LARGE = Math.ceil(4096 * SCALE) * 1024 * 1024;
const MIDDLE = 64 * 1024 * 1024;
const MIDDLE_COUNT = Math.ceil(64 * SCALE);
const SMALL = 4096;
const SMALL_COUNT = Math.ceil(200_000 * SCALE);
const CORES = availableParallelism();

/** Writes random bytes, so that nothing on the way can make them smaller. */
function write(path, size) {
  const chunk = Buffer.allocUnsafe(Math.min(size, 1 << 20));
  const file = openSync(path, 'w');
  for (let at = 0; at < size; at += chunk.length)
    writeSync(file, randomFillSync(chunk), 0, Math.min(chunk.length, size - at));
  closeSync(file);
}

function writeSmall(folder, count) {
  for (let at = 0; at < count; at += 1) {
    const inside = join(folder, String(Math.floor(at / 1000)).padStart(4, '0'));
    if (at % 1000 === 0) mkdirSync(inside, { recursive: true });
    write(join(inside, `${at}.bin`), SMALL);
  }
}

/** Our hashing of a path, from nothing: no lock, and nothing remembered. */
function locking(cwd, scratch, path, ...flags) {
  return () => {
    rmSync(join(cwd, 'repro.lock'), { force: true });
    rmSync(join(cwd, 'repro.lock.d'), { recursive: true, force: true });
    rmSync(process.env.REPRO_CACHE_DIR, { recursive: true, force: true });
    const run = time([repro, 'lock', path, '--no-config', '--quiet', ...flags], { scratch, cwd });
    if (run.status !== 0) throw new Error(`repro lock ${path}: ${run.stderr}`);
    return run;
  };
}

/** Prints how many times as fast the first side is as the second. */
function row(name, ours, theirs, target) {
  const pairs = Array.from({ length: TIMES }, () => ({ a: ours(), b: theirs() }));
  const [a, b] = ['a', 'b'].map((side) => median(pairs.map((pair) => pair[side].ms)));
  const peak = Math.max(...pairs.map(({ a: { mb } }) => mb));
  const aim = target ? `; target at least ${target}` : '';
  console.log(
    `${name.padEnd(58)} ${(b / a).toFixed(2)} x as fast  (${a.toFixed(0)} ms against ${b.toFixed(0)} ms${aim}; peak ${peak.toFixed(0)} MB of 200)`,
  );
  return { ms: a, mb: peak };
}

/** Hashing alone, against other tools, and the second look at the same data. */
export function benchHashing(scratch) {
  process.env.REPRO_CACHE_DIR = join(scratch, 'cache');
  const cwd = join(scratch, 'hashing');
  mkdirSync(join(cwd, 'middle'), { recursive: true });
  mkdirSync(join(cwd, '.git'));
  const needed = LARGE + MIDDLE * MIDDLE_COUNT + SMALL * SMALL_COUNT;
  const { bavail, bsize } = statfsSync(scratch);
  if (bavail * bsize < needed * 1.1)
    throw new Error(`${(needed / 1e9).toFixed(0)} GB of disk are needed in ${scratch}`);
  if (freemem() < LARGE * 1.2)
    console.log('the memory does not hold the large file: the disk is measured too');
  const lock = (path, ...flags) => locking(cwd, scratch, path, ...flags);
  const shell = (line) => () => timeShell(line, cwd);
  const openssl = has('openssl');
  if (!openssl) console.log('openssl is missing: its rows are left out');

  write(join(cwd, 'large.bin'), LARGE);
  if (openssl)
    row('one large file : openssl dgst', lock('large.bin'), shell('openssl dgst -sha256 large.bin'), 0.95);
  row('one large file : sha256sum', lock('large.bin'), shell('sha256sum large.bin'));
  row('one large file, blake3 : sha256', lock('large.bin', '--algorithm', 'blake3'), lock('large.bin'), 1.1);
  rmSync(join(cwd, 'large.bin'));

  for (let at = 0; at < MIDDLE_COUNT; at += 1) write(join(cwd, `middle/${at}.bin`), MIDDLE);
  const each = (command) =>
    shell(`find middle -type f -print0 | xargs -0 -n1 -P${CORES} ${command} > /dev/null`);
  if (openssl)
    row(
      `${MIDDLE_COUNT} files of 64 MB : xargs openssl dgst`,
      lock('middle'),
      each('openssl dgst -sha256'),
      0.95,
    );
  row(`${MIDDLE_COUNT} files of 64 MB : xargs sha256sum`, lock('middle'), each('sha256sum'), 2);
  row(
    `${MIDDLE_COUNT} files of 64 MB, blake3 : sha256`,
    lock('middle', '--algorithm', 'blake3'),
    lock('middle'),
    1.1,
  );
  rmSync(join(cwd, 'middle'), { recursive: true });

  const half = Math.ceil(SMALL_COUNT / 2);
  writeSmall(join(cwd, 'small/a'), half);
  writeSmall(join(cwd, 'small/b'), SMALL_COUNT - half);
  const summing = shell(`find small -type f -print0 | xargs -0 -P${CORES} -n200 sha256sum > /dev/null`);
  const small = row(`${SMALL_COUNT} files of 4 kB : xargs sha256sum`, lock('small'), summing, 2);
  row('the same, blake3 : sha256', lock('small', '--algorithm', 'blake3'), lock('small'));
  // Threads run in both, so that what they take does not count as growth.
  const growth = ((small.mb - lock('small/a')().mb) * 1024 * 1024) / (SMALL_COUNT - half);
  console.log(`${'memory for each further file'.padEnd(58)} ${growth.toFixed(0)} bytes  (target below 200)`);
  lock('small')();
  const again = () => time([repro, 'lock', '--check', '--no-config', '--quiet'], { scratch, cwd });
  again();
  row(
    'a second check of the same : find -printf',
    again,
    shell(`find small -printf '%s %T@\\n' > /dev/null`),
    0.5,
  );
  benchDvc(cwd, scratch, { lock: lock('small'), again });
}

/** Against DVC, where it is installed or PyPI can be reached. */
function benchDvc(cwd, scratch, { lock, again }) {
  const dvc = dvcIn(scratch);
  if (!dvc) return console.log('DVC is missing, and PyPI cannot be reached: its rows are left out');
  rmSync(join(cwd, '.git'), { recursive: true });
  for (const line of ['git init -q', `${dvc} init -q`]) timeShell(line, cwd);
  const add = timeShell(`${dvc} add -q small`, cwd);
  const status = timeShell(`${dvc} status -q`, cwd);
  const [first, second] = [lock(), again()];
  console.log(`${'repro lock : dvc add'.padEnd(58)} ${(add.ms / first.ms).toFixed(1)} x as fast`);
  console.log(
    `${'repro lock --check : dvc status'.padEnd(58)} ${(status.ms / second.ms).toFixed(1)} x as fast`,
  );
}

function dvcIn(scratch) {
  if (has('dvc')) return 'dvc';
  const venv = join(scratch, 'venv');
  const made = spawnSync('python3', ['-m', 'venv', venv]).status === 0;
  const installed =
    made && spawnSync(join(venv, 'bin/pip'), ['install', '-q', 'dvc'], { timeout: 300_000 }).status === 0;
  return installed ? join(venv, 'bin/dvc') : undefined;
}
