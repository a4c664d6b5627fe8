import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { debianPrograms } from './programs.js';

/**
 * The real tools that our readers are held against, at versions on which their facts were read. Each has an environment
 * of its own where it does not get on with others.
 */
const ENVIRONMENTS = {
  venv: ['packaging==26.3', 'uv==0.13.9', 'pip-tools==7.6.2', 'dvc==3.67.1', 'dvclive==3.49.1'],
  pip: ['pip==26.3'],
  poetry: ['poetry==2.5.1'],
  'poetry-1': ['poetry==1.8.5'],
  pdm: ['pdm[locked]==2.28.2'],
  pipenv: ['pipenv==2026.10.3'],
  'conda-lock': ['conda-lock==4.0.3'],
  s3: ['boto3[crt]==1.44.8'],
  // The same ruff that is embedded.
  lint: ['ruff==0.17.4', 'flake8==7.3.0', 'pycodestyle==2.14.0'],
  trackers: [
    'mlflow-skinny==3.17.2',
    'SQLAlchemy==2.1.9',
    'alembic==1.20.1',
    'GitPython==3.2.1',
    'tensorboardX==2.6.5',
    'wandb==0.31.0',
    'numpy==2.4.6',
  ],
  'pre-commit': ['pre-commit==4.7.0'],
  // The last release of the library that brings the context of RO-Crate 1.1.
  rocrate: ['roc-validator==0.13.0', 'rocrate==0.13.0'],
  // It tells which modules a distribution provides by what is installed beside it.
  deptry: [
    'deptry==0.25.1',
    'PyYAML==6.0.2',
    'GitPython==3.1.44',
    'attrs==25.3.0',
    'ruamel.yaml==0.18.10',
    'hydra-core==1.3.2',
    'python-dateutil==2.9.0.post0',
  ],
} as const;

/** Makes the virtual environments once and tells the tests where their programs are; needs python3 and PyPI. */
export default function setup(project: TestProject): void {
  const root = resolve('node_modules/.cache/repro-interop');
  mkdirSync(root, { recursive: true });
  for (const [name, packages] of Object.entries(ENVIRONMENTS)) {
    const done = join(root, `${name}.txt`);
    const wanted = `${packages.join('\n')}\n`;
    if (existsSync(done) && readFileSync(done, 'utf8') === wanted) continue;
    execFileSync('python3', ['-m', 'venv', '--clear', join(root, name)], { stdio: 'inherit' });
    execFileSync(
      join(root, name, 'bin/pip'),
      ['install', '--quiet', '--disable-pip-version-check', ...packages],
      { stdio: 'inherit' },
    );
    writeFileSync(done, wanted);
  }
  const names = Object.keys(ENVIRONMENTS) as (keyof typeof ENVIRONMENTS)[];
  project.provide('bin', join(root, 'venv/bin'));
  const { programs, chromium } = debianPrograms();
  project.provide('programs', programs);
  project.provide('chromium', chromium);
  project.provide('bins', Object.fromEntries(names.map((name) => [name, join(root, name, 'bin')])) as Bins);
}

type Bins = Record<keyof typeof ENVIRONMENTS, string>;

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with the programs of the environment that most tests use. */
    bin: string;
    /** Folder with the programs of each environment. */
    bins: Bins;
    /** Which of the programs that are no packages of Python are here. */
    programs: string[];
    /** Path of the browser that opens pages; empty where there is none. */
    chromium: string;
  }
}
