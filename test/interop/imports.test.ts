import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { Report } from '../../src/report/report.js';
import { folderWith, repro } from '../support/cli.js';

/** Modules that deptry calls missing (DEP001).. */
function byDeptry(folder: string): string[] {
  const output = join(folder, 'deptry.json');
  try {
    execFileSync(
      join(inject('bins').deptry, 'deptry'),
      ['.', '--json-output', output, '--known-first-party', 'demo'],
      {
        cwd: folder,
        stdio: 'ignore',
      },
    );
  } catch {
    // It exits with 1 when it finds something.
  }
  const found = JSON.parse(readFileSync(output, 'utf8')) as { error: { code: string }; module: string }[];
  return [
    ...new Set(found.filter(({ error }) => error.code === 'DEP001').map(({ module }) => module)),
  ].sort();
}

async function byUs(folder: string): Promise<string[]> {
  const { stdout } = await repro(['check', folder, '--only', 'env/imports', '--format', 'json']);
  return Report.parse(JSON.parse(stdout)).results[0]!.data?.missing as string[];
}

const pyproject = (...names: string[]) =>
  `[project]\nname = "demo"\nversion = "1"\ndependencies = ${JSON.stringify(names)}\n`;

describe('env/imports agrees with deptry', () => {
  test.each<[string, Record<string, string>]>([
    [
      'where all is declared',
      {
        'pyproject.toml': pyproject('PyYAML', 'GitPython', 'python-dateutil', 'ruamel.yaml', 'attrs'),
        'demo/__init__.py': '',
        'demo/train.py':
          'import yaml\nimport git\nfrom dateutil import parser\nimport attr\nfrom demo import data\nimport json\n',
        'demo/data.py': 'from ruamel.yaml import YAML\n',
      },
    ],
    [
      'where packages are missing',
      {
        'pyproject.toml': pyproject('PyYAML', 'pandas'),
        'train.py':
          'import yaml\nimport pandas as pd\nimport skimage\nfrom einops import rearrange\nimport helper\n',
        'helper.py': 'def plot():\n    import seaborn\n',
      },
    ],
    [
      'in requirements files, and code for type checkers',
      {
        'requirements.txt': 'hydra-core==1.3.2\nomegaconf\nrequests\n',
        'run.py':
          'from typing import TYPE_CHECKING\nimport hydra\nimport omegaconf\nimport requests\nimport wandb\nif TYPE_CHECKING:\n    import requests.adapters\n',
      },
    ],
  ])('%s', async (_, files) => {
    const folder = await folderWith(files);
    expect(await byUs(folder)).toEqual(byDeptry(folder));
  });
});
