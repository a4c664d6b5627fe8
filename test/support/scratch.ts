import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the whole test run one temporary folder, which goes away with it. */
export default function scratch(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'repro-tests-'));
  process.env.TMPDIR = folder;
  process.env.REPRO_CACHE_DIR = join(folder, 'cache');
  return () => rmSync(folder, { recursive: true, force: true });
}
