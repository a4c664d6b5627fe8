import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { matchesCondaSpec } from '../../src/facts/formats/conda-match.js';
import { compareCondaVersions, parseCondaVersion } from '../../src/facts/formats/conda-version.js';
import { checkNamed, judge } from '../support/verify.js';

const python = join(inject('bins')['conda-lock'], 'python');

interface Asked {
  matches: [spec: string, version: string, build: string][];
  orders: [string, string][];
}

function conda(asked: Asked): { matches: (boolean | null)[]; orders: (number | null)[] } {
  const out = execFileSync(python, ['test/interop/conda_specs.py'], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(out) as ReturnType<typeof conda>;
}

/** Versions as they occur, odd ones too. */
const VERSIONS =
  '0 0.4 0.4.0 0.4.1.rc 0.4.1.RC 0.4.1 0.5a1 0.5b3 0.5C1 0.5 0.9.6 0.960923 1.0 1.1dev1 1.1_ 1.1a1 1.1.0dev1 1.1.dev1 1.1.a1 1.1.0rc1 1.1.0 1.1 1.1.0post1 1.1.post1 1.1post1 1996.07.12 1!0.4.1 1!3.1.1.6 2!0.4.1 1.0.1_ 1.0.1a 1.0.1post.a 1.0.1 1.2.3+4.5 1.2.3+4.6 1.10 1.2 1.20 1.2.3 3.12.3 2024a 2024b 9e 1.2-3 11.8.89'.split(
    ' ',
  );

const version = fc.oneof(
  fc.constantFrom(...VERSIONS),
  fc
    .array(fc.constantFrom('0', '1', '2', '10', 'a', 'rc', 'dev', 'post', '01'), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => `1.${parts.join('.')}`),
);

const SPECS =
  '=1.1|==1.1|>=1.1|>1.1|<1.1|<=1.1|!=1.1|=1.1.*|==1.1.*|>=1.1.*|!=1.1.*| 1.1.*| 1.1| >=1,<2| >=1.0,<1.2|~=1.1.0|~=1.1|=3.12|=2024a|=1.2=h1_0|=1.2.3=h1_*| 1.2.* h1*| >=1.2,<2 h1_0|=*| *|=1.2.3+4.5|>=1!0|=0.4.1|<0.5|=1.0.1|>=1.0.1a'
    .split('|')
    .concat([' 1.1|1.2', ' >=1.3|1.1.*', '=1.1|=1.2', ' <1|>2,<3']);

describe('conda', () => {
  test('orders versions as we do', () => {
    const orders = VERSIONS.flatMap((one) => VERSIONS.map((two): [string, string] => [one, two])).concat(
      fc.sample(fc.tuple(version, version), { numRuns: 3000, seed: 5 }),
    );
    const theirs = conda({ matches: [], orders }).orders;
    orders.forEach(([left, right], at) => {
      const [a, b] = [parseCondaVersion(left), parseCondaVersion(right)];
      const ours = a && b ? Math.sign(compareCondaVersions(a, b)) : null;
      expect([left, right, ours]).toEqual([left, right, theirs[at]]);
    });
  });

  test('matches specs as we do, where we say anything', () => {
    const specs = fc.oneof(
      fc.constantFrom(...SPECS),
      fc
        .tuple(fc.constantFrom('=', '==', '>=', '<', '!=', '>', '<=', '~='), version)
        .map(([operator, one]) => `${operator}${one}`),
    );
    const random = fc.sample(fc.tuple(specs, version, fc.constantFrom('h1_0', 'h2_0')), {
      numRuns: 4000,
      seed: 3,
    });
    const matches = SPECS.flatMap((spec) =>
      VERSIONS.map((one): [string, string, string] => [spec, one, 'h1_0']),
    ).concat(random);
    const theirs = conda({ matches, orders: [] }).matches;
    let told = 0;
    matches.forEach(([spec, one, build], at) => {
      const ours = matchesCondaSpec(spec, { version: one, build });
      if (ours === undefined || theirs[at] === null) return;
      told++;
      expect([spec, one, build, ours]).toEqual([spec, one, build, theirs[at]]);
    });
    expect(told / matches.length).toBeGreaterThan(0.8);
  });
});

describe('conda-lock', () => {
  const HASH = 'a'.repeat(32);
  test.each([
    ['line feeds', '\n'],
    ['carriage returns and line feeds', '\r\n'],
    ['carriage returns', '\r'],
  ])('hashes its inputs as we do, lines ended by %s', async (_, end) => {
    const folder = mkdtempSync(join(tmpdir(), 'repro-conda-'));
    const environment = ['channels: [conda-forge]', 'dependencies:', '  - zlib >=1.2 # ä', ''].join(end);
    writeFileSync(join(folder, 'environment.yml'), environment);
    const digest = execFileSync(
      python,
      [
        '-c',
        'import pathlib, sys; from conda_lock.lockfile.v1.models import InputMeta; print(InputMeta.get_input_sha256(pathlib.Path(sys.argv[1])))',
        join(folder, 'environment.yml'),
      ],
      { encoding: 'utf8' },
    ).trim();
    const files = {
      'environment.yml': environment,
      'conda-lock.yml': `version: 1\nmetadata:\n  platforms: [linux-64]\n  sources: [environment.yml]\n  inputs_metadata:\n    environment.yml: {md5: null, sha256: ${digest}}\npackage:\n- {name: zlib, version: 1.2.13, manager: conda, platform: linux-64, url: 'https://x.org/zlib-1.2.13-0.conda', hash: {md5: ${HASH}}}\n`,
    };
    expect(await judge(checkNamed('env/lock-fresh'), { files })).toMatchObject({ status: 'pass' });
    const commented = { ...files, 'environment.yml': `${environment}# more${end}` };
    expect(await judge(checkNamed('env/lock-fresh'), { files: commented })).toMatchObject({
      status: 'unknown',
    });
  });
});
