import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Check, defineCheck, pass } from '../../src/checks/check.js';
import { type Config, loadConfig } from '../../src/config/load.js';
import { UserError } from '../../src/errors.js';

function fake(id: Check['id'], extra: Partial<Check> = {}): Check {
  return {
    ...defineCheck({
      id,
      title: `What ${id} wants holds`,
      severity: 'advised',
      why: 'For tests.',
      fix: 'For tests.',
      needs: [],
      examples: { pass: { files: {} }, fail: { files: {} } },
      run: () => pass('fine'),
    }),
    ...extra,
  };
}
const checks = [
  fake('git/clean', {
    severity: 'required',
    options: z.strictObject({ allow: z.array(z.string()).default([]), most: z.int().min(1).default(3) }),
  }),
  fake('docs/readme'),
  fake('docs/citation', { severity: 'optional' }),
  fake('seeds/fixed', { severity: 'required' }),
  fake('seeds/new', { lifecycle: 'preview' }),
];

/** A folder of its own with these files. */
async function folderWith(files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'repro-config-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  await mkdir(join(folder, '.git'), { recursive: true });
  return folder;
}

async function load(files: Record<string, string | Uint8Array>, below = ''): Promise<Config> {
  const folder = await folderWith(files);
  return loadConfig({ folder: join(folder, below), checks, today: '2026-11-23' });
}

function loadYaml(text: string): Promise<Config> {
  return load({ 'repro.config.yaml': text });
}

async function refused(loading: Promise<unknown>): Promise<string> {
  const error = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

describe('finding a config', () => {
  test('goes upward, and the folder of the config becomes the root', async () => {
    const folder = await folderWith({ 'repro.config.yml': 'gate: { minScore: 5 }\n', 'src/deep/a.py': '' });
    const config = await loadConfig({ folder: join(folder, 'src/deep'), checks, today: '2026-11-23' });
    expect(config).toMatchObject({
      root: folder,
      file: 'repro.config.yml',
      policy: { gate: { minScore: 5 } },
    });
  });

  test('stops at the top of the git work tree', async () => {
    const config = await load(
      { 'repro.config.yaml': 'gate: { minScore: 5 }\n', 'inner/.git/HEAD': '' },
      'inner',
    );
    expect(config).toMatchObject({ file: null, policy: { gate: { minScore: 70 } } });
  });

  test('the nearest folder wins', async () => {
    const config = await load(
      { 'repro.config.yaml': 'gate: { minScore: 5 }\n', 'inner/.repro.yaml': 'gate: { minScore: 6 }\n' },
      'inner',
    );
    expect(config).toMatchObject({ file: '.repro.yaml', policy: { gate: { minScore: 6 } } });
  });

  test('two in one folder are refused', async () => {
    const files = { 'repro.config.yaml': '', 'pyproject.toml': '[tool.repro.gate]\nminScore = 5\n' };
    expect(await refused(load(files))).toMatch(
      /holds 2 configs: repro\.config\.yaml and \[tool\.repro\] in pyproject\.toml$/,
    );
  });

  test('pyproject.toml counts only with [tool.repro]', async () => {
    expect((await load({ 'pyproject.toml': '[tool.ruff]\nx = 1\n' })).file).toBeNull();
    expect((await load({ 'pyproject.toml': '[tool.ruff\n' })).file).toBeNull();
    expect((await load({ 'pyproject.toml': '[tool.repro]\ntarget = "identical"\n' })).policy.target).toBe(
      'identical',
    );
  });

  test('a link that leads outside is not followed', async () => {
    const folder = await folderWith({});
    await symlink('/etc/hostname', join(folder, 'repro.config.yaml'));
    expect(await refused(loadConfig({ folder, checks, today: '2026-11-23' }))).toBe(
      'repro.config.yaml is a link that leads outside the project',
    );
  });

  test('without one, everything has its default and hints say what a config would add', async () => {
    const config = await load({});
    expect(config).toMatchObject({
      file: null,
      extends: 'recommended',
      policy: { checks: { 'seeds/new': { enabled: false } } },
    });
    expect(config.hints).toHaveLength(4);
  });
});

describe('a good config', () => {
  test('becomes settings, with lines', async () => {
    const { settings } = await loadYaml(
      [
        'version: 1',
        'project: { name: fraud, source: [./src/], entrypoints: { train: ./src/train.py }, exclude: [legacy] }',
        'environment: { python: "3.10", manifests: [pyproject.toml], lockfile: uv.lock }',
        'data:',
        '  - { path: data/images/, exclude: ["**/*.tmp"] }',
        '  - { name: imdb, source: "hf://datasets/x/imdb", revision: abc }',
        'metrics:',
        '  - { file: metrics.json, primary: recall, expect: { recall: { min: 0.85 } } }',
      ].join('\r\n'),
    );
    expect(settings).toEqual({
      project: {
        name: 'fraud',
        source: ['src'],
        entrypoints: { train: 'src/train.py' },
        exclude: ['legacy{,/**}'],
        linter: 'embedded',
      },
      environment: { python: '3.10', manifests: ['pyproject.toml'], lockfile: 'uv.lock' },
      data: [
        { path: 'data/images', exclude: ['**/*.tmp'], declaredIn: 'repro.config.yaml', line: 5 },
        {
          name: 'imdb',
          source: 'hf://datasets/x/imdb',
          revision: 'abc',
          path: undefined,
          exclude: [],
          declaredIn: 'repro.config.yaml',
          line: 6,
        },
      ],
      metrics: [
        {
          file: 'metrics.json',
          primary: 'recall',
          expect: { recall: { min: 0.85 } },
          declaredIn: 'repro.config.yaml',
          line: 8,
        },
      ],
    });
  });

  test('sets checks: an id is stronger than a category, options stand inline or below options', async () => {
    const { policy } = await loadYaml(
      'checks:\n  docs/readme: required\n  docs: off\n  git/clean: { severity: advised, allow: [x], options: { most: 5 } }\n  seeds/new: on\n',
    );
    expect(policy.checks).toEqual({
      'docs/readme': { enabled: true, severity: 'required' },
      'docs/citation': { enabled: false },
      'git/clean': { enabled: true, severity: 'advised', options: { allow: ['x'], most: 5 } },
      'seeds/new': { enabled: true },
    });
  });

  test.each([
    ['minimal', { minScore: 0, failOn: 'required' }, ['git/clean', 'seeds/fixed']],
    [
      'recommended',
      { minScore: 70, failOn: 'required' },
      ['git/clean', 'docs/readme', 'docs/citation', 'seeds/fixed'],
    ],
    [
      'strict',
      { minScore: 90, failOn: 'advised' },
      ['git/clean', 'docs/readme', 'docs/citation', 'seeds/fixed'],
    ],
  ])('extends %s', async (name, gate, enabled) => {
    const { policy } = await loadYaml(`extends: ${name}\n`);
    expect(policy.gate).toMatchObject(gate);
    expect(checks.map(({ id }) => id).filter((id) => policy.checks[id]?.enabled ?? true)).toEqual(enabled);
  });

  test('extends another file of the project, which extends a preset', async () => {
    const config = await load({
      'repro.config.yaml':
        'extends: conf/base.yaml\ngate: { minScore: 50 }\nwaivers:\n  - { check: git/clean, reason: a }\n',
      'conf/base.yaml':
        'extends: strict\ngate: { minScore: 40, unknown: allow }\nwaivers:\n  - { check: docs, reason: b }\n',
    });
    expect(config.extends).toBe('conf/base.yaml');
    expect(config.policy.gate).toEqual({ minScore: 50, failOn: 'advised', unknown: 'allow' });
    expect(config.policy.waivers).toMatchObject([
      { check: 'docs', file: 'conf/base.yaml', line: 4 },
      { check: 'git/clean', file: 'repro.config.yaml', line: 4 },
    ]);
  });

  test.each([
    ['empty', ''],
    ['only comments', '# nothing\n'],
    ['sections without content', 'checks:\ngate:\n'],
    ['a byte-order mark', '\ufeffgate: { minScore: 70 }\n'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, ...Buffer.from('gate: { minScore: 70 }\n', 'utf16le')])],
  ])('may be %s', async (_, text) => {
    expect((await load({ 'repro.config.yaml': text })).policy.gate.minScore).toBe(70);
  });

  test('in TOML takes dates as dates', async () => {
    const { policy } = await load({
      'pyproject.toml': '[[tool.repro.waivers]]\ncheck = "docs"\nreason = "x"\nexpires = 2027-01-31\n',
    });
    expect(policy.waivers).toEqual([
      { check: 'docs', reason: 'x', expires: '2027-01-31', file: 'pyproject.toml', line: 1 },
    ]);
  });
});

describe('a bad config is refused with the place', () => {
  const bad: Record<string, [yaml: string, message: string]> = {
    'an unknown key': ['gates: 1\n', '1:1: unknown key "gates", did you mean "gate"?'],
    'an unknown key below': [
      'gate: { minscore: 1 }\n',
      '1:9: unknown key "minscore" in gate, did you mean "minScore"?',
    ],
    'an unknown check': [
      'checks: { docs/redme: off }\n',
      '1:11: no check is called "docs/redme", did you mean "docs/readme"?',
    ],
    'a check without its category': [
      'checks: { readme: off }\n',
      '1:11: no check is called "readme", did you mean "docs/readme"?',
    ],
    'a wrong switch': [
      'checks: { docs/readme: offf }\n',
      '1:24: checks.docs/readme must be one of off, on, required, advised, optional, not "offf", did you mean "off"?',
    ],
    'an unknown option': [
      'checks: { git/clean: { alow: [] } }\n',
      '1:24: unknown key "alow" in checks.git/clean, did you mean "allow"?',
    ],
    'a wrong option': [
      'checks: { git/clean: { options: { most: 0 } } }\n',
      '1:41: checks.git/clean.options.most must be at least 1',
    ],
    'an option in both places': [
      'checks: { git/clean: { most: 1, options: { most: 2 } } }\n',
      '1:24: checks.git/clean.most stands here and below options: keep one',
    ],
    'options for a category': [
      'checks: { docs: { most: 1 } }\n',
      '1:17: checks.docs must be one of off, on, required, advised, optional, not a map',
    ],
    'a wrong type': ['gate: { minScore: high }\n', '1:19: gate.minScore must be a number, not "high"'],
    'a number out of range': ['gate: { minScore: 101 }\n', '1:19: gate.minScore must be at most 100'],
    'a wrong word': [
      'target: reproducible\n',
      '1:9: target must be one of rerunnable, consistent, identical, not "reproducible"',
    ],
    'a misspelt preset': [
      'extends: recomended\n',
      '1:10: extends: no preset is called "recomended", did you mean "recommended"?',
    ],
    'a version that became a number': [
      'environment: { python: 3.10 }\n',
      '1:24: environment.python must be text: write "3.10" in quotes',
    ],
    'another version of the format': ['version: 2\n', '1:10: version must be 1, not 2'],
    'a path upward': [
      'data: [{ path: ../secret }]\n',
      '1:16: data[0].path must stay inside the project (no "..")',
    ],
    'an absolute path': [
      'metrics: [{ file: /etc/passwd }]\n',
      '1:19: metrics[0].file must be relative to the project, not absolute',
    ],
    'a glob that stands for too many': [
      'project: { exclude: ["{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"] }\n',
      '1:22: project.exclude[0] stands for more than 256 patterns',
    ],
    backslashes: ['data: [{ path: a\\b }]\n', '1:16: data[0].path must use forward slashes'],
    'a malformed hash': [
      'data: [{ path: a, hash: "sha256:12" }]\n',
      '1:25: data[0].hash must be sha256:, md5: or blake3: and the digest in lower-case hexadecimal digits',
    ],
    'a dataset that is nowhere': [
      'data: [{ name: a }]\n',
      '1:8: data[0] needs a path (local) or a source (remote)',
    ],
    'an unknown standard': [
      'standards: [pcw]\n',
      '1:13: standards[0] must be one of team, pwc, neurips, mlrc, acm, fair4rs, fair-software, reforms, sandve, turing, ml-test-score, heil, not "pcw", did you mean "pwc"?',
    ],
    'a statement about an item that no standard has': [
      'attestations: [{ item: pwc.9, text: a, by: b, on: 2026-11-30 }]\n',
      '1:24: attestations[0].item must be the id of an item, which `repro list --standards` shows',
    ],
    'a waiver without a reason': ['waivers: [{ check: docs }]\n', '1:11: waivers[0] needs "reason"'],
    'a blank reason': [
      'waivers: [{ check: docs, reason: " " }]\n',
      '1:34: waivers[0].reason must not be empty',
    ],
    'a day that does not exist': [
      'waivers: [{ check: docs, reason: x, expires: 2027-02-30 }]\n',
      '1:46: waivers[0].expires must be a date of the calendar, as in 2027-01-31',
    ],
    'a waiver of nothing': [
      'waivers: [{ check: doc, reason: x }]\n',
      '1:20: waivers[0].check: no check is called "doc", did you mean "docs"?',
    ],
    'a key twice': ['gate: {}\ngate: {}\n', '2:1: this key stands here twice'],
    'a tab': ['gate:\n\tminScore: 1\n', '2:1: tabs are not allowed as indentation'],
    'two documents': ['gate: {}\n---\ngate: {}\n', '2:1: holds more than one document'],
    'a list': ['- 1\n', '1:1: the config must be a map of keys, not a list'],
    'a tag': ['gate: !!js/function x\n', '1:7: unresolved tag: tag:yaml.org,2002:js/function'],
    'a key that is a list': ['? [a]\n: 1\n', '1:3: a key must be text'],
    'the key __proto__': ['checks: { __proto__: off }\n', '1:11: no check is called "__proto__"'],
  };
  test.each(Object.entries(bad))('%s', async (_, [yaml, message]) => {
    expect((await refused(loadYaml(yaml))).split('\n')[0]).toBe(`repro.config.yaml:${message}`);
  });

  test('the line is shown with a caret below', async () => {
    expect(await refused(loadYaml('version: 1\ngate:\n  minScore: high\n'))).toBe(
      [
        'repro.config.yaml:3:13: gate.minScore must be a number, not "high"',
        '  3 |   minScore: high',
        '    |             ^^^^',
      ].join('\n'),
    );
  });

  test('all mistakes at once, in order', async () => {
    const message = await refused(loadYaml('gates: 1\nproject: { name: 3 }\ntarget: x\n'));
    expect(message.split('\n').filter((line) => !/^ /.test(line))).toEqual([
      'repro.config.yaml has 3 mistakes',
      'repro.config.yaml:1:1: unknown key "gates", did you mean "gate"?',
      'repro.config.yaml:2:18: project.name must be text: write "3" in quotes',
      'repro.config.yaml:3:9: target must be one of rerunnable, consistent, identical, not "x"',
    ]);
  });

  test('TOML names file, line and column too', async () => {
    const toml = (text: string) => refused(load({ 'pyproject.toml': `[project]\nname = "x"\n\n${text}` }));
    expect(await toml('[tool.repro.gate]\n  minscore = 80\n')).toBe(
      [
        'pyproject.toml:5:3: unknown key "minscore" in gate, did you mean "minScore"?',
        '  5 |   minscore = 80',
        '    |   ^^^^^^^^',
      ].join('\n'),
    );
    expect(await toml('[tool.repro]\ngate = { minScore = "x" }\n')).toMatch(
      /^pyproject\.toml:5:10: gate\.minScore/,
    );
    expect(await toml('[[tool.repro.data]]\npath = "a"\n[[tool.repro.data]]\npath = "/b"\n')).toMatch(
      /^pyproject\.toml:7:1: data\[1\]\.path must be relative/,
    );
    expect(await toml('[tool.repro]\ngate = \n')).toMatch(/^pyproject\.toml:5:\d+: /);
  });

  test.each([
    [
      'an alias bomb',
      `a: &a [${'x,'.repeat(50)}]\nb: &b [${'*a,'.repeat(50)}]\nc: [${'*b,'.repeat(50)}]\n`,
      /aliases/,
    ],
    ['deep nesting', `a: ${'['.repeat(20_000)}`, /nested too deeply/],
    ['too many bytes', `#${' '.repeat(1_100_000)}`, /too large/],
    ['binary', '\0\0\0', /not a text file/],
  ])('hostile: %s', async (_, text, message) => {
    expect(await refused(loadYaml(text))).toMatch(message);
  });

  test('a circle of files', async () => {
    const files = { 'repro.config.yaml': 'extends: a.yaml\n', 'a.yaml': 'extends: repro.config.yaml\n' };
    expect(await refused(load(files))).toMatch(/circle/);
  });
});

describe('a config given by path', () => {
  test('is used for the folder that was asked for', async () => {
    const folder = await folderWith({ 'conf/x.yaml': 'gate: { minScore: 5 }\n' });
    const config = await loadConfig({
      folder,
      checks,
      today: '2026-11-23',
      file: join(folder, 'conf/x.yaml'),
    });
    expect(config).toMatchObject({ root: folder, policy: { gate: { minScore: 5 } } });
  });

  test('must exist', async () => {
    const loading = loadConfig({ folder: tmpdir(), checks, today: '2026-11-23', file: '/nowhere.yaml' });
    expect(await refused(loading)).toBe('/nowhere.yaml does not exist');
  });
});
