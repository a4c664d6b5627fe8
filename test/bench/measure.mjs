// How the parts of the benchmark measure: two sides in turn, so that a noisy machine disturbs both.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const repro = join(here, '../../bin/repro.js');

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Wall time in milliseconds and peak memory in MB of one Node process. */
export function time(args, { scratch, cwd }) {
  const memoryFile = join(scratch, 'memory');
  const begun = performance.now();
  const run = spawnSync(process.execPath, ['--import', join(here, 'peak-memory.mjs'), ...args], {
    env: { ...process.env, PEAK_MEMORY_FILE: memoryFile, NO_COLOR: '1' },
    maxBuffer: 1 << 28,
    cwd,
  });
  const ms = performance.now() - begun;
  if (run.error || run.status === 3) throw new Error(`${args.join(' ')}: ${run.error ?? run.stderr}`);
  return {
    ms,
    mb: Number(readFileSync(memoryFile, 'utf8')) / 1024,
    status: run.status,
    stderr: `${run.stderr}`,
  };
}

/** Wall time in milliseconds of a line of bash. Throws when it fails. */
export function timeShell(line, cwd) {
  const begun = performance.now();
  const { status, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', line], { cwd, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${line}: ${stderr}`);
  return { ms: performance.now() - begun };
}

/** Whether a command is there. */
export const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
