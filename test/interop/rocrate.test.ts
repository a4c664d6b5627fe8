import { createHash } from 'node:crypto';
import { cp, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, test } from 'vitest';
import { repro } from '../support/cli.js';
import { repository, repositoryOf, temporaryFolder } from '../support/repository.js';

interface Facts {
  issues: { REQUIRED: string[]; RECOMMENDED: string[] };
  parts: string[];
  name: string;
  unknown: string[];
}

/** What the validator and the library of RO-Crate say of the crate that a project becomes. */
async function crateOf(project: string): Promise<Facts> {
  const { stderr } = await repro(
    ['check', '.', '--profile', 'team', '--report', 'rocrate=ro-crate-metadata.json', '--quiet'],
    { cwd: project },
  );
  expect(stderr).toBe('');
  const { stdout } = await execa(join(inject('bins').rocrate, 'python'), [
    'test/interop/rocrate_facts.py',
    project,
  ]);
  return JSON.parse(stdout);
}

/** Who wrote and published it stands in no report. */
const UNKNOWN_TO_US = /^ro-crate-1\.1_22\.[23] .*(?:`author`|`publisher`)/;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('RO-Crate 1.1, by roc-validator and rocrate', () => {
  test.each(['fraud-uv', 'dvc-pipeline', 'monorepo-uv', 'notebooks-only', 'empty-readme'])(
    'the fixture %s becomes a valid crate',
    async (fixture) => {
      const { issues, unknown } = await crateOf(await repositoryOf(fixture));
      expect(issues.REQUIRED).toEqual([]);
      const untold = issues.RECOMMENDED.filter((issue) => !UNKNOWN_TO_US.test(issue));
      // A project without a licence has none to link to.
      expect(untold).toEqual(fixture === 'empty-readme' ? [expect.stringContaining('license')] : []);
      expect(unknown).toEqual([]);
    },
  );

  test('names, folders and data that is not here', async () => {
    const lines = `${sha256('1')} 1 a\n${sha256('2')} 1 b\n`;
    const entry = (path: string, kind: string, hash: string) =>
      `  ${JSON.stringify(path)}:\n    kind: ${kind}\n    hash: sha256:${hash}\n    size: ${kind === 'tree' ? '2\n    files: 2' : '1'}\n`;
    const awkward = 'data/50 % of #1 ünï?.csv';
    const project = await repository({
      [awkward]: 'x',
      'data/images/a': '1',
      'data/images/b': '2',
      'repro.lock': `version: 1\ndata:\n${entry(awkward, 'file', sha256('x'))}${entry('data/images', 'tree', sha256(lines))}${entry('gone.csv', 'file', sha256('y'))}`,
      'src/a train.py': 'import random\nrandom.seed(1)\nprint(random.random())\n',
      'metrics.json': '{"accuracy": 0.9}\n',
    });
    const { issues, parts, unknown } = await crateOf(project);
    expect(issues.REQUIRED).toEqual([]);
    expect(unknown).toEqual([]);
    expect(parts.map(decodeURIComponent)).toEqual(
      expect.arrayContaining([awkward, 'data/images/', 'metrics.json']),
    );
    expect(parts.join()).not.toContain('gone.csv');
  });

  test('the validator sees what is wrong', async () => {
    const folder = join(await temporaryFolder(), 'project');
    await cp(await repositoryOf('fraud-uv'), folder, { recursive: true });
    await crateOf(folder);
    await unlink(join(folder, 'uv.lock'));
    const { stdout } = await execa(join(inject('bins').rocrate, 'python'), [
      'test/interop/rocrate_facts.py',
      folder,
    ]);
    expect((JSON.parse(stdout) as Facts).issues.REQUIRED.join()).toContain('uv.lock');
  });
});
