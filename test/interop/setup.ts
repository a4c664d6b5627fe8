import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';

/** The real tools that our readers are held against, at versions on which their facts were read. */
const PACKAGES = ['packaging==26.3', 'uv==0.13.9', 'pip-tools==7.6.2', 'dvc==3.67.1'];

/** Makes the virtual environment once and tells the tests where its programs are; needs python3 and PyPI. */
export default function setup(project: TestProject): void {
  const root = resolve('node_modules/.cache/repro-interop');
  const done = join(root, 'packages.txt');
  const wanted = `${PACKAGES.join('\n')}\n`;
  if (!existsSync(done) || readFileSync(done, 'utf8') !== wanted) {
    mkdirSync(root, { recursive: true });
    execFileSync('python3', ['-m', 'venv', '--clear', join(root, 'venv')], { stdio: 'inherit' });
    execFileSync(
      join(root, 'venv/bin/pip'),
      ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES],
      { stdio: 'inherit' },
    );
    writeFileSync(done, wanted);
  }
  project.provide('bin', join(root, 'venv/bin'));
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with the programs of the virtual environment. */
    bin: string;
  }
}
