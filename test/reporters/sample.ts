import type { Finding, Report, Result, Section } from '../../src/report/report.js';

/** File names and messages that try to get out of every format. */
export const HOSTILE = [
  'data/\u001b[31mred\u001b[0m.csv',
  'line\nbreak\r\n::error file=a::b',
  '| pipe | table |\n|---|---|',
  '`tick` ``two`` ```three',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '![image](http://example.org/x.png) [link](javascript:alert(1))',
  '@everyone #123 **bold** _it_ ~~no~~ $x^2$',
  '\u202eevil\u202c \u200bzero\ufeff',
  '</details></table><h1>out</h1>',
  '1. list\n- item\n> quote\n# head',
  'www.example.org https://example.org/?a=b&c=d',
  '&lt;b&gt; &amp; \\*',
  '日本語のファイル名.csv 🎉',
];

export function finding(part: Partial<Finding> = {}): Finding {
  return {
    message: 'numpy >=1.20 has no exact version',
    level: 'error',
    confidence: 'certain',
    fingerprint: '0123456789abcdef',
    ...part,
  };
}

export function result(part: Partial<Result> & Pick<Result, 'id' | 'status'>): Result {
  const score = { pass: 1, fail: 0, warn: 0.5, skip: null, unknown: null }[part.status];
  return {
    title: 'Every dependency has one exact version',
    category: part.id.split('/')[0]!,
    severity: 'required',
    score,
    summary: 'as it should be',
    why: 'A range installs something newer next month, and numbers move with it.',
    fix: 'Write `name==version`, or commit a lockfile with `uv lock`.',
    findings: [],
    evidence: [],
    data: {},
    waived: false,
    durationMs: 1.5,
    ...part,
  };
}

/** A report with something of everything. Scores are those of the arithmetic: env (3 x 0.5 + 3 x 0) / 6, and so on. */
export function sample(): Report {
  return {
    schemaVersion: 1,
    tool: { name: 'repro-check', version: '0.1.0', ruleset: '1' },
    project: {
      name: 'fraud-detection',
      root: '.',
      folder: '',
      commit: '1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d',
      branch: 'main',
      dirty: true,
      remote: 'https://github.com/example/fraud-detection',
    },
    target: 'consistent',
    score: 48.1,
    coverage: 83.3,
    grade: 'E',
    gate: {
      passed: false,
      reasons: [
        'score 48.1 is below 70',
        'env/lockfile: no lockfile',
        'data/hashes could not be decided: claims.csv is not readable',
      ],
    },
    categories: [
      { id: 'env', title: 'Environment', weight: 20, score: 25 },
      { id: 'data', title: 'Data', weight: 15, score: null },
      { id: 'docs', title: 'Docs', weight: 5, score: 100 },
      { id: 'metrics', title: 'Metrics', weight: 10, score: 68.3 },
    ],
    results: [
      result({
        id: 'env/pinned',
        status: 'warn',
        summary: '4 of 8 dependencies can change',
        findings: HOSTILE.map((text, at) =>
          finding({ message: text, file: text, line: at + 1, fingerprint: String(at).padStart(16, '0') }),
        ),
        data: { pinned: 4, total: 8 },
      }),
      result({
        id: 'env/lockfile',
        status: 'fail',
        title: 'A lockfile fixes every package',
        summary: 'no lockfile',
        findings: [
          finding({
            message: 'requirements.txt names direct dependencies only',
            file: 'requirements.txt',
            line: 1,
            column: 3,
            related: [
              { file: 'src/data loader.py', line: 7, column: 5, message: 'import of `requirements`' },
              { file: 'notebooks/explore.ipynb', cell: 2, line: 1, message: 'make_loader()' },
              { file: 'pyproject.toml', message: 'the manifest that it was made from' },
            ],
          }),
        ],
      }),
      result({
        id: 'data/hashes',
        status: 'unknown',
        title: 'Data equals its recorded hash',
        summary: 'claims.csv is not readable (permission denied)',
      }),
      result({
        id: 'docs/license',
        status: 'fail',
        waived: true,
        summary: 'no licence file',
        findings: [finding({ message: 'no licence file', waived: 'internal until the paper is out' })],
      }),
      result({
        id: 'docs/readme',
        status: 'pass',
        summary: 'install, data, train, evaluate and results',
        evidence: ['README.md:3 ## Install', 'README.md:9 ## Data'],
      }),
      result({
        id: 'metrics/primary',
        status: 'warn',
        score: 0.683,
        severity: 'advised',
        summary: 'recall is there but not declared',
        findings: [
          finding({
            message: 'count differs',
            file: 'notebooks/explore.ipynb',
            cell: 4,
            line: 2,
            confidence: 'possible',
            level: 'note',
            fix: 'Declare it under metrics in repro.config.yaml.',
          }),
        ],
      }),
      result({ id: 'metrics/expected', status: 'skip', summary: 'nothing is expected' }),
    ],
    waivers: [
      {
        check: 'docs/license',
        reason: 'internal until the paper is out',
        expires: '2027-01-31',
        state: 'used',
      },
      { check: 'git/*', path: 'models/**', reason: HOSTILE[2]!, state: 'unused' },
    ],
    standards: [
      {
        id: 'team',
        title: 'Checklist of a team',
        source: 'https://example.org/list?a=b&c=d',
        items: [
          {
            id: 'team.environment',
            text: 'Everybody works in the same environment',
            decided: 'files',
            evidence: 'partly',
            state: 'partly',
            checks: [{ id: 'env/lockfile', status: 'fail', summary: HOSTILE[2]! }],
          },
          {
            id: 'team.metric',
            text: 'One metric is chosen with care',
            decided: 'person',
            evidence: 'found',
            state: 'stated',
            checks: [{ id: 'metrics/primary', status: 'warn', summary: HOSTILE[4]! }],
            attestation: { text: HOSTILE[8]!, by: HOSTILE[1]!, on: '2026-11-30' },
          },
          {
            id: 'team.rerun',
            text: 'A second run gives the same numbers',
            decided: 'run',
            evidence: 'none-applies',
            state: 'needs-run',
            checks: [],
          },
        ],
      },
    ],
    config: {
      file: 'repro.config.yaml',
      extends: 'recommended',
      hints: ['declare the primary metric under `metrics`'],
    },
    environment: { node: 'v20.20.2', platform: 'linux-x64', git: '2.39.5', ci: null },
    startedAt: '2026-11-23T08:00:00.000Z',
    durationMs: 1234,
  };
}

function section(path: string, part: Partial<Section>): Section {
  return {
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    score: 40,
    coverage: 100,
    grade: 'E',
    gate: { passed: false, reasons: ['score 40 is below 70'] },
    categories: [],
    results: [],
    ...part,
  };
}

/** The report of a repository with two projects, of which one lacks its lockfile, and what the root has besides them. */
export function monorepo(): Report {
  const missing = finding({
    message: 'no file locks the packages',
    file: 'services/b/requirements.txt',
    line: 1,
  });
  const drifting = Array.from({ length: 7 }, (_, at) =>
    finding({ message: `package ${at} can change`, file: 'services/b/requirements.txt', line: at + 1 }),
  );
  const lockfile = result({ id: 'env/lockfile', status: 'pass', evidence: ['services/a/uv.lock:1 uv.lock'] });
  const pinned = result({ id: 'env/pinned', status: 'pass' });
  return {
    ...sample(),
    gate: { passed: false, reasons: ['score 48.1 is below 70', 'services/b: env/lockfile: no lockfile'] },
    results: [
      result({
        id: 'env/pinned',
        status: 'warn',
        summary: '1 of 2 projects passes; fails in services/b',
        findings: drifting,
      }),
      result({
        id: 'env/lockfile',
        status: 'warn',
        summary: '1 of 2 projects passes; fails in services/b',
        findings: [missing],
        evidence: lockfile.evidence,
      }),
      result({ id: 'docs/license', status: 'fail', summary: 'no licence file', findings: [finding()] }),
    ],
    waivers: [],
    projects: [
      section('.', {
        name: 'whole',
        results: [result({ id: 'data/hashes', status: 'unknown', summary: 'claims.csv is not readable' })],
      }),
      section('services/a', {
        name: 'The service',
        score: 100,
        grade: 'A',
        gate: { passed: true, reasons: [] },
        results: [pinned, lockfile],
      }),
      section('services/b', {
        results: [
          { ...pinned, status: 'fail', score: 0, summary: '0 of 7 pinned', findings: drifting },
          {
            ...lockfile,
            status: 'fail',
            score: 0,
            summary: 'no lockfile',
            findings: [missing],
            evidence: [],
          },
        ],
      }),
    ],
  };
}

/** The sample with two texts in every place where a repository may put its own. */
export function withText(text: string, other: string): Report {
  const report = sample();
  report.project.name = text;
  report.project.branch = other;
  report.results[0] = result({
    id: 'env/pinned',
    status: 'warn',
    summary: text,
    evidence: [other],
    findings: [
      finding({ message: text, file: other, line: 7 }),
      finding({ message: other, fix: text, waived: text }),
      finding({ message: text, fix: other }),
    ],
  });
  report.results[1]!.fix = text;
  report.results[2]!.why = other;
  report.categories[0]!.title = text;
  report.config.hints = [other];
  report.config.file = other;
  report.environment.ci = text;
  report.results.push(result({ id: 'docs/links', status: 'pass', summary: other, evidence: [text] }));
  report.gate.reasons = [text];
  report.waivers[0]!.reason = text;
  const { findings } = report.results[0]!;
  report.projects = [{ ...monorepo().projects![2]!, path: text, name: other }];
  report.projects[0]!.results[0] = result({ id: 'env/pinned', status: 'fail', summary: other, findings });
  report.projects[0]!.results[1] = result({ id: 'env/lockfile', status: 'unknown', summary: text });
  return report;
}
