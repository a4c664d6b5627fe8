import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { Project } from '../../src/facts/fact.js';
import { type Lockfiles, lockfiles } from '../../src/facts/lockfiles.js';
import { MemorySource } from '../../src/facts/source.js';

const ROOT = 'test/data/env';

/** The files of a folder of true locks and their manifests. */
export function folder(path: string): Record<string, string> {
  const names = readdirSync(join(ROOT, path), { recursive: true, encoding: 'utf8', withFileTypes: true });
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [
        file.slice(join(ROOT, path).length + 1).replaceAll(sep, '/'),
        readFileSync(file, 'utf8'),
      ]),
  );
}

/** The lockfiles of a project in memory. */
export async function find(files: Record<string, string>): Promise<Lockfiles> {
  return new Project(new MemorySource(files)).get(lockfiles);
}

/** The lock at this path that locks the main install route. Throws when there is none. */
export async function main(files: Record<string, string>, path: string) {
  const lock = (await find(files)).main.find((one) => one.path === path);
  if (!lock) throw new Error(`${path} is no lock`);
  return lock;
}
