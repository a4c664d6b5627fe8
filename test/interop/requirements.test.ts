import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { parseRequirement } from '../../src/facts/formats/pep508.js';

/** A requirement as both sides tell it; null when it is none. */
type Told = { name: string; clauses: string[]; extras: string[]; url: string | null } | null;

function byPackaging(lines: readonly string[]): Told[] {
  const script = join(import.meta.dirname, 'requirements.py');
  const output = execFileSync(join(inject('bin'), 'python'), [script], {
    input: lines.join('\n'),
    encoding: 'utf8',
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);
}

function byUs(line: string): Told {
  const { requirement, problem } = parseRequirement(line);
  if (!requirement || problem !== undefined) return null;
  const url = requirement.from === 'index' ? null : (/@\s*(\S+)/.exec(line)?.[1] ?? null);
  const clauses =
    url === null
      ? requirement.specifier
          .split(',')
          .map((clause) => clause.replace(/\s/g, ''))
          .filter(Boolean)
          .sort()
      : [];
  return { name: requirement.name, clauses, extras: [...(requirement.extras ?? [])].sort(), url };
}

const name = fc.constantFrom('numpy', 'Scikit-Learn', 'zope.interface', 'ruamel_yaml', 'a', 'A-b.C_d', 'x2');
const version = fc.constantFrom(
  '1',
  '1.0',
  '2.1.3',
  '1.0rc1',
  '2!1.0',
  '1.0.post1',
  '1.0.dev3',
  '1.0+cu121',
  '0.0',
);
const clause = fc
  .tuple(fc.constantFrom('==', '!=', '>=', '<=', '>', '<', '==='), fc.constantFrom('', ' '), version)
  .map((parts) => parts.join(''));
const wild = fc.constantFrom(
  '==1.*',
  '!=2.1.*',
  '~=1.4',
  '~= 2.0.1',
  '>=1.*',
  '~=1',
  '<2+cu1',
  '==1.0.dev1.*',
  '==1.0rc1.*',
  '!=1.0.post1.*',
  '~=1.4+cu1',
  '===x y',
);
const marker = fc.constantFrom(
  '',
  ' ; python_version < "3.12"',
  "; sys_platform == 'linux' and extra == 'gpu'",
  ';os_name!="nt" or (python_full_version>="3.8")',
  '; unknown == "1"',
  '; "a" in extras',
  "; 'linux' in sys_platform and not os_name == 'nt'",
  '; python_version not in "2.7 3.6"',
  '; os_name',
  '; os_name = "nt"',
  '; "linux" not  in sys_platform',
);
const extras = fc.constantFrom('', '', '[gpu]', ' [a, b_c]', '[X.y,z]', '[]', '[a,]', '[a b]', '[-x]');
const good = fc
  .tuple(name, extras, fc.constantFrom('', ' '), fc.array(fc.oneof(clause, wild), { maxLength: 3 }), marker)
  .map(([n, e, space, clauses, m]) => `${n}${e}${space}${clauses.join(',')}${m}`);
const odd = fc.constantFrom(
  'numpy=1.0',
  'numpy==',
  '==1.0',
  'a b',
  'numpy>=1.0 <2',
  '-e .',
  './local',
  'numpy[',
  'torch @ https://x.org/t.whl',
  'a@git+https://x.org/a.git@main',
  'numpy (>=1.0)',
  'numpy>=1.0;',
  'numpy; nonsense',
  'numpy==1.0.*.1',
  'numpy~=1',
  'numpy>=1.*',
  '',
);

test('requirements are read as the packaging library reads them', () => {
  const lines = fc
    .sample(fc.oneof({ weight: 6, arbitrary: good }, odd), { numRuns: 2000, seed: 20261123 })
    // Arbitrary equality takes everything up to white space, commas too; nobody writes that.
    .filter((line) => line !== '' && !/===[^;]*,/.test(line));
  const theirs = byPackaging(lines);
  expect(theirs.length).toBe(lines.length);
  expect(theirs.filter((told) => told !== null).length).toBeGreaterThan(300);
  expect(lines.map((line) => ({ line, told: byUs(line) }))).toEqual(
    lines.map((line, at) => ({ line, told: theirs[at] })),
  );
  const refused = ['numpy=1.0', 'numpy==', '==1.0', 'a b', './local', 'numpy[', 'numpy; nonsense'];
  expect(byPackaging(refused)).toEqual(refused.map(() => null));
  expect(refused.map(byUs)).toEqual(refused.map(() => null));
});
