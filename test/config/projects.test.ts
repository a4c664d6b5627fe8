import { describe, expect, test } from 'vitest';
import { checks } from '../../src/checks/index.js';
import { type Config, loadConfig } from '../../src/config/load.js';
import { listedProjects, type ProjectFolder, projectConfig } from '../../src/config/projects.js';
import { UserError } from '../../src/errors.js';
import { Project } from '../../src/facts/fact.js';
import { FolderSource } from '../../src/facts/source.js';
import { folderWith } from '../support/cli.js';

const TREE = {
  'services/api/app.py': '',
  'services/train/train.py': '',
  'services/logo/logo.png': '',
  'libs/core/pyproject.toml': '[project]\nname = "core"\n',
  'notes.txt': '',
};

async function open(config: string, files: Record<string, string> = {}) {
  const folder = await folderWith({ ...TREE, 'repro.config.yaml': config, ...files });
  const loaded = await loadConfig({ folder, checks, today: '2026-11-23' });
  return { config: loaded, project: new Project(await FolderSource.open(folder)) };
}

async function listed(config: string): Promise<ProjectFolder[] | undefined> {
  const opened = await open(config);
  return listedProjects(opened.config, opened.project);
}

async function refused(config: string): Promise<string> {
  const error = await listed(config).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

describe('projects in the config', () => {
  test.each<[string, string[] | undefined]>([
    ['projects: [services/api, ./libs/core/]', ['libs/core', 'services/api']],
    ['projects: ["services/*"]', ['services/api', 'services/train']],
    ['projects: ["{services,libs}/*", services/api]', ['libs/core', 'services/api', 'services/train']],
    ['projects: [., services/logo]', ['.', 'services/logo']],
    ['projects: []', []],
    ['version: 1', undefined],
  ])('%s', async (config, expected) => {
    expect((await listed(config))?.map(({ path }) => path)).toEqual(expected);
  });

  test('have names where they are given some', async () => {
    const config = 'projects:\n  - services/*\n  - { path: services/api, name: The service }\n';
    expect(await listed(config)).toEqual([
      { path: 'services/api', name: 'The service' },
      { path: 'services/train', name: undefined },
    ]);
  });

  test('may stand in pyproject.toml', async () => {
    const text = '[tool.repro]\nprojects = ["services/*", { path = "libs/core", name = "Core" }]\n';
    const folder = await folderWith({ ...TREE, 'pyproject.toml': text });
    const config = await loadConfig({ folder, checks, today: '2026-11-23' });
    const found = await listedProjects(config, new Project(await FolderSource.open(folder)));
    expect(found?.map(({ path, name }) => [path, name])).toEqual([
      ['libs/core', 'Core'],
      ['services/api', undefined],
      ['services/train', undefined],
    ]);
  });

  test.each([
    [
      'projects: [services/apy]',
      /^repro\.config\.yaml:1:12: projects\[0\] names no folder .*did you mean "services\/api"\?/,
    ],
    ['projects: [notes.txt]', /:1:12: projects\[0\] names no folder/],
    [
      'projects: [services/api, "models/*"]',
      /:1:26: projects\[1\] fits no folder that holds a manifest or code/,
    ],
    ['projects: [services, services/api]', /:1:22: .*services\/api lies in services, which is a project too/],
    ['projects:\n  - { path: services/*, name: x }\n', /:2:13: projects\[0\] gives one name to 2 folders/],
    ['projects: [../other]', /:1:12: projects\[0\] must stay inside the project/],
    ['projects: [/etc]', /must be relative to the project/],
    ['projects: services', /projects must be a list/],
    ['projects: [3]', /:1:12: projects\[0\]/],
    ['projects:\n  - { pat: services/api }\n', /unknown key "pat" in projects\[0\], did you mean "path"\?/],
    ['projcts: [a]', /unknown key "projcts", did you mean "projects"\?/],
  ])('%s is a mistake, and the place of it is told', async (config, message) => {
    expect(await refused(config)).toMatch(message);
  });
});

describe('the config of one of them', () => {
  const ROOT = [
    'projects: [services/*, libs/core]',
    'project: { entrypoints: { train: services/train/train.py }, exclude: [legacy/**] }',
    'environment: { python: "3.11", lockfile: services/train/uv.lock }',
    'data: [{ path: services/train/data.csv }, { path: shared.csv }, { source: "hf://datasets/a/b" }]',
    'metrics: [{ file: services/train/metrics.json }]',
    'checks: { docs/citation: off, env/pinned: advised }',
    'waivers: [{ check: env/*, reason: later }]',
    'gate: { minScore: 40 }',
  ].join('\n');

  async function of(path: string, own?: string, lookForOwn = true) {
    const files = own === undefined ? {} : { [`${path}/repro.config.yaml`]: own };
    const { config } = await open(ROOT, files);
    const folders = ['libs/core', 'services/api', 'services/train'];
    return { config, ...(await projectConfig(config, { path }, { folders, own: lookForOwn })) };
  }

  test('is what the root says of its folder', async () => {
    const { settings, policy } = await of('services/train');
    expect(settings).toMatchObject({
      project: { entrypoints: { train: 'train.py' }, exclude: [] },
      environment: { python: '3.11', lockfile: 'uv.lock' },
      data: [{ path: 'data.csv', declaredIn: '../../repro.config.yaml', line: 4 }],
      metrics: [{ file: 'metrics.json' }],
    });
    expect(policy).toMatchObject({
      checks: { 'docs/citation': { enabled: false }, 'env/pinned': { severity: 'advised' } },
      waivers: [],
      gate: { minScore: 40 },
    });
    expect((await of('services/api')).settings).toMatchObject({
      project: { entrypoints: {} },
      data: [],
      environment: { lockfile: undefined },
    });
  });

  test('of the root is what it says of all that lies in no other', async () => {
    const { settings } = await of('.');
    expect(settings.data.map(({ path, source }) => path ?? source)).toEqual([
      'shared.csv',
      'hf://datasets/a/b',
    ]);
    expect(settings.metrics).toEqual([]);
    expect(settings.project.entrypoints).toEqual({});
  });

  test('is stronger where it stands in the folder, but for the gate', async () => {
    const own = [
      'extends: strict',
      'project: { name: Trainer, entrypoints: { fit: fit.py } }',
      'data: [{ path: other.csv }]',
      'checks: { docs/citation: required }',
      'waivers: [{ check: seeds/fixed, path: fit.py, reason: known }]',
      'gate: { minScore: 99 }',
    ].join('\n');
    const { name, settings, policy } = await of('services/train', own);
    expect(name).toBe('Trainer');
    expect(settings).toMatchObject({
      project: { entrypoints: { fit: 'fit.py' } },
      data: [{ path: 'data.csv' }, { path: 'other.csv', declaredIn: 'repro.config.yaml', line: 3 }],
      environment: { python: '3.11' },
    });
    expect(policy).toMatchObject({
      checks: { 'docs/citation': { enabled: true, severity: 'required' } },
      waivers: [
        { check: 'seeds/fixed', within: 'services/train', file: 'services/train/repro.config.yaml', line: 5 },
      ],
      gate: { minScore: 40, failOn: 'required' },
    });
  });

  test('is not looked for when none shall be', async () => {
    expect((await of('services/train', 'project: { name: Trainer }', false)).name).toBeUndefined();
  });

  test.each([
    [
      'chekcs: {}',
      /^services\/train\/repro\.config\.yaml:1:1: unknown key "chekcs", did you mean "checks"\?/,
    ],
    [
      'data: [{ path: ../api/x.csv }]',
      /^services\/train\/repro\.config\.yaml:1:16: .*must stay inside the project/,
    ],
    ['extends: ./missing.yaml', /^services\/train\/repro\.config\.yaml: extends: .*does not exist/],
  ])('with a mistake tells its place: %s', async (own, message) => {
    await expect(of('services/train', own)).rejects.toThrow(message);
  });

  test('builds on files of its own folder', async () => {
    const { config } = await open(ROOT, {
      'services/train/repro.config.yaml': 'extends: ./base.yaml\n',
      'services/train/base.yaml': 'checks: { env/lockfile: off }\n',
      'base.yaml': 'checks: { env/declared: off }\n',
    });
    const { policy } = await projectConfig(
      config as Config,
      { path: 'services/train' },
      { folders: [], own: true },
    );
    expect(policy.checks['env/lockfile']).toEqual({ enabled: false });
    expect(policy.checks['env/declared']?.enabled ?? true).toBe(true);
  });
});
