import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report, Result } from '../../src/report/report.js';
import { reporters } from '../../src/reporters/index.js';
import { HOSTILE, monorepo, result, sample } from './sample.js';

const look = { color: false, width: 80, verbose: false, quiet: false };

type Entity = Record<string, unknown> & { '@id': string; '@type': string | string[] };

function crateOf(report: Report): { '@context': unknown[]; '@graph': Entity[] } {
  return JSON.parse(reporters.rocrate(report, look));
}

const entity = (report: Report, id: string) => crateOf(report)['@graph'].find((one) => one['@id'] === id);
const typesOf = ({ '@type': type }: Entity) => [type].flat();
const idsOf = (value: unknown) => [value ?? []].flat().map((one) => (one as { '@id': string })['@id']);

/** What the rules of RO-Crate 1.1 and of flattened, compacted JSON-LD have against a crate. */
function broken(crate: ReturnType<typeof crateOf>): string[] {
  const graph = crate['@graph'];
  const problems: string[] = [];
  const expected = (holds: boolean, rule: string) => {
    if (!holds) problems.push(rule);
  };
  expected(crate['@context'][0] === 'https://w3id.org/ro/crate/1.1/context', 'context of 1.1');
  const ids = graph.map((one) => one['@id']);
  expected(
    new Set(ids).size === ids.length,
    `each id once: ${ids.filter((id, at) => ids.indexOf(id) !== at)}`,
  );
  const descriptor = graph.find((one) => one['@id'] === 'ro-crate-metadata.json');
  expected(descriptor?.['@type'] === 'CreativeWork', 'descriptor is a CreativeWork');
  expected(
    idsOf(descriptor?.conformsTo)[0] === 'https://w3id.org/ro/crate/1.1',
    'descriptor says its version',
  );
  const root = graph.find((one) => one['@id'] === idsOf(descriptor?.about)[0]);
  if (!root) return [...problems, 'descriptor is about the root'];
  expected(root['@id'] === './' && root['@type'] === 'Dataset', 'root is the Dataset ./');
  for (const key of ['name', 'description', 'datePublished'])
    expected(typeof root[key] === 'string' && root[key] !== '', `root has ${key}`);
  expected(root.license !== undefined, 'root has a licence');
  expected(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(String(root.datePublished)), 'date is ISO 8601');
  const parts = new Set(idsOf(root.hasPart));
  for (const one of graph) {
    const id = one['@id'];
    // RFC 3986, which the rules ask of every id.
    expected(/^(?:[\w\-.~!$&'()*+,;=:@/?#]|%[0-9a-fA-F]{2})+$/.test(id), `id is a URI: ${id}`);
    const isData = typesOf(one).some((type) => type === 'File' || type === 'Dataset') && one !== root;
    expected(!isData || parts.has(id), `data entity is a part of the root: ${id}`);
    expected(!typesOf(one).includes('Dataset') || id.endsWith('/'), `folder ends with a slash: ${id}`);
    if (isData) {
      const path = decodeURIComponent(id.replace(/\/$/, ''));
      expected(!/^(?:\/|\w+:)/.test(id), `part is below the root: ${id}`);
      expected(
        path.split('/').every((part) => !['', '.', '..'].includes(part)),
        `path is plain: ${id}`,
      );
    }
    for (const [key, value] of Object.entries(one)) {
      expected(!(Array.isArray(value) && value.length < 2 && key !== '@type'), `list of one: ${id} ${key}`);
      for (const each of [value].flat()) {
        if (typeof each !== 'object' || each === null) continue;
        expected(Object.keys(each).join() === '@id', `flat: ${id} ${key}`);
        const to = (each as { '@id': string })['@id'];
        expected(ids.includes(to) || /^https:\/\//.test(to), `reference leads somewhere: ${id} ${key} ${to}`);
      }
    }
  }
  for (const id of parts) expected(ids.includes(id), `part is described: ${id}`);
  return problems;
}

const dataset = (path: string, more: object = {}) => ({
  ...{ path, kind: 'file', status: 'ok', recorded: 'sha256:ab', found: 'sha256:ab', bytes: 7, ...more },
});

function withData(data: Record<string, Result['data']>, report = sample()): Report {
  report.results = Object.entries(data).map(([id, own]) => result({ id, status: 'pass', data: own }));
  return report;
}

describe('a crate', () => {
  test.each([
    ['of the sample', sample()],
    ['of several projects', monorepo()],
    ['of nothing', { ...sample(), results: [], categories: [], score: null, coverage: null }],
  ])('keeps the rules: %s', (_, report) => {
    expect(broken(crateOf(report))).toEqual([]);
  });

  test('keeps the rules whatever the texts are, and shows nothing that moves, hides or reorders text', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        ...HOSTILE,
        '../up',
        '/etc/passwd',
        'C:\\x',
        'a//b',
        './a',
        'https://example.org/x',
        '',
      ),
    );
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        const report = withData({
          'docs/license': { license: text, files: [text, other] },
          'env/lockfile': { files: [text, text] },
          'metrics/recorded': { files: [{ path: other }] },
          'seeds/fixed': { entrypoints: [{ path: text, role: other }] },
          'data/hashes': {
            datasets: [dataset(text), dataset(other, { kind: 'tree', found: `${text}:1`, recorded: other })],
            sources: [{ address: other, recorded: `md5:${text}`, status: text }],
          },
        });
        report.project = { ...report.project, name: text, commit: other, remote: text };
        report.gate.reasons = [text];
        report.categories[0] = { id: text, title: other, weight: 1, score: 1 };
        const shown = reporters.rocrate(report, look);
        // An empty text is nobody's name; a crate of it lacks what nobody gave.
        expect(broken(JSON.parse(shown)).filter((rule) => rule !== 'root has name')).toEqual([]);
        expect(shown.replaceAll('\n', '')).not.toMatch(
          /[\p{Cc}\p{Cs}\u200b-\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u,
        );
      }),
      { numRuns: 300 },
    );
  });

  test('survives data that is not as checks write it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('files', 'datasets', 'sources', 'entrypoints', 'license', 'recipes', 'file'),
          fc.jsonValue(),
        ),
        (data) => {
          const every = [
            'docs/license',
            'docs/citation',
            'data/hashes',
            'seeds/fixed',
            'container/present',
            'env/lockfile',
          ];
          const report = withData(Object.fromEntries(every.map((id) => [id, data as Result['data']])));
          expect(broken(crateOf(report))).toEqual([]);
        },
      ),
    );
  });
});

describe('what it says', () => {
  test('of files: what they are, their hash and size, each once', () => {
    const report = withData({
      'docs/license': { license: 'MIT', files: ['LICENSE'] },
      'env/lockfile': { files: ['uv.lock'] },
      'container/present': { recipes: [{ path: 'Dockerfile', kind: 'dockerfile' }] },
      'metrics/recorded': { files: [{ path: 'out/metrics.json' }] },
      'workflow/pipeline': { files: ['src/train.py'] },
      'seeds/fixed': { entrypoints: [{ path: 'src/train.py', role: 'train' }] },
      'data/hashes': { datasets: [dataset('data/a b.csv'), dataset('out/metrics.json', { found: 'md5:cd' })] },
    });
    const shown = crateOf(report)['@graph'].filter((one) => typesOf(one).includes('File'));
    expect(shown).toEqual([
      { '@id': 'Dockerfile', '@type': 'File', name: 'Dockerfile', description: 'container recipe', encodingFormat: 'text/plain' },
      { '@id': 'LICENSE', '@type': 'File', name: 'LICENSE', description: 'licence', encodingFormat: 'text/plain' },
      { '@id': 'data/a%20b.csv', '@type': 'File', name: 'data/a b.csv', description: 'dataset', contentSize: '7', encodingFormat: 'text/csv', sha256: 'ab' },
      { '@id': 'out/metrics.json', '@type': 'File', name: 'out/metrics.json', description: 'recorded metrics, dataset', contentSize: '7', encodingFormat: 'application/json', md5: 'cd' },
      { '@id': 'src/train.py', '@type': ['File', 'SoftwareSourceCode'], name: 'src/train.py', description: 'pipeline, entry point (train)', encodingFormat: 'text/x-python', programmingLanguage: { '@id': '#python' } },
      { '@id': 'uv.lock', '@type': 'File', name: 'uv.lock', description: 'lock file', encodingFormat: 'application/toml' },
    ]);
  }); // biome-ignore format: a table reads better in rows

  test('of a folder: the digest of its lines is not that of bytes', () => {
    const report = withData({ 'data/hashes': { datasets: [dataset('images', { kind: 'tree' })] } });
    expect(entity(report, 'images/')).toMatchObject({
      '@type': 'Dataset',
      identifier: { '@id': '#hash-of-images/' },
    });
    expect(entity(report, 'images/')).not.toHaveProperty('sha256');
    expect(entity(report, '#hash-of-images/')).toMatchObject({ propertyID: 'sha256', value: 'ab' });
  });

  test('of data that differs: the hash that it has', () => {
    const differs = dataset('a.csv', { status: 'mismatch', found: 'sha256:cd' });
    expect(entity(withData({ 'data/hashes': { datasets: [differs] } }), 'a.csv')).toMatchObject({
      sha256: 'cd',
    });
  });

  test('of data that is not here: it is mentioned, and no part', () => {
    const report = withData({
      'data/hashes': {
        datasets: [dataset('a.csv', { kind: null, status: 'absent', found: null })],
        sources: [{ address: 's3://bucket/b.csv', recorded: 'sha256:cd', status: 'offline' }],
      },
    });
    expect(entity(report, './')).not.toHaveProperty('hasPart');
    expect(idsOf(entity(report, './')?.mentions).slice(0, 2)).toEqual(['#data-1', '#data-2']);
    expect(entity(report, '#data-1')).toMatchObject({
      '@type': 'CreativeWork',
      description: 'Dataset, not here',
    });
    expect(entity(report, '#data-2')).toMatchObject({
      description: 'Dataset, at a store, not compared',
    });
  });

  test('of several projects: paths are those of the repository', () => {
    const report = monorepo();
    const [first] = report.projects!;
    first!.path = 'services/a';
    first!.results = [
      result({
        id: 'env/lockfile',
        status: 'pass',
        data: { files: ['uv.lock', '../../b.lock', '../../../c'] },
      }),
      result({ id: 'workflow/pipeline', status: 'pass', data: { files: ['Makefile'], in: '.' } }),
    ];
    const files = crateOf(report)['@graph'].filter((one) => typesOf(one).includes('File'));
    expect(files.map((one) => one['@id'])).toEqual(['Makefile', 'b.lock', 'services/a/uv.lock']);
  });

  test.each([
    ['known', { license: 'Apache-2.0' }, { '@id': 'https://spdx.org/licenses/Apache-2.0' }],
    ['none that is known', { license: null }, 'Licence: as it should be'],
  ])('of the licence: %s', (_, data, license) => {
    expect(entity(withData({ 'docs/license': data }), './')).toMatchObject({ license });
  });

  test('of the licence: one with terms added is not called by its name', () => {
    const report = withData({ 'docs/license': { license: 'MIT' } });
    report.results[0]!.status = 'warn';
    expect(entity(report, './')).toMatchObject({ license: 'Licence: as it should be' });
  });

  test('of the licence: not looked at', () => {
    expect(entity(withData({}), './')).toMatchObject({ license: 'The licence was not looked at' });
  });

  test('of the assessment: what was run, when, and what came of it', () => {
    expect(entity(sample(), '#assessment')).toMatchObject({
      '@type': 'CreateAction',
      instrument: { '@id': '#repro' },
      object: { '@id': './' },
      result: { '@id': '#review' },
      startTime: new Date(sample().startedAt).toISOString(),
    });
    expect(entity(sample(), '#rating')).toMatchObject({ ratingValue: 48.1, bestRating: 100, worstRating: 0 });
    expect(entity(sample(), '#rating-data')).not.toHaveProperty('ratingValue');
    expect(entity(sample(), '#review')?.reviewBody).toMatch(/^Gate failed: score 48\.1 is below 70; /);
    expect(entity({ ...sample(), gate: { passed: true, reasons: [] } }, '#review')?.reviewBody).toBe(
      'Gate passed. 83.3 % of the checks that apply could be decided.',
    );
  });

  test('of the commit: with its changes, when there are any', () => {
    expect(entity(sample(), '#commit')).toMatchObject({ value: sample().project.commit });
    expect(entity(sample(), './')?.description).toContain('with uncommitted changes');
    const bare = {
      ...sample(),
      project: { ...sample().project, commit: null, remote: 'javascript:alert(1)' },
    };
    expect(entity(bare, '#commit')).toBeUndefined();
    expect(entity(bare, './')).not.toHaveProperty('url');
  });

  test('of a standard that was asked for: each item and how it stands', () => {
    const report = sample();
    report.standards = [
      {
        ...{ id: 'pwc', title: 'ML Code Completeness', source: 'https://example.org' },
        items: [
          {
            id: 'pwc.1',
            text: 'Dependencies',
            decided: 'files',
            evidence: 'found',
            state: 'met',
            checks: [],
          },
          {
            ...{
              id: 'pwc.2',
              text: 'Weights',
              decided: 'person',
              evidence: 'missing',
              state: 'stated',
              checks: [],
            },
            attestation: { text: 'on request', by: 'A. Author', on: '2026-01-01' },
          },
        ],
      },
    ];
    expect(broken(crateOf(report))).toEqual([]);
    expect(entity(report, '#standard-pwc-pwc.1')).toMatchObject({
      reviewAspect: 'Dependencies',
      ratingValue: 'met',
    });
    expect(entity(report, '#standard-pwc-pwc.2')).toMatchObject({
      ratingExplanation: 'on request (A. Author, 2026-01-01)',
    });
  });
});
