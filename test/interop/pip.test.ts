import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { parseRequirements } from '../../src/facts/formats/requirements.js';

/** One requirement as both sides tell it; of an address only where a name is written. */
interface Told {
  line: number;
  editable: boolean;
  name?: string | null;
  clauses?: string[];
  link?: boolean;
  hashed?: boolean;
}

function byPip(texts: readonly string[]): (Told[] | { error: string })[] {
  const script = join(import.meta.dirname, 'pip_requirements.py');
  const output = execFileSync(join(inject('bins').pip, 'python'), [script], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 1e8,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return JSON.parse(output) as (Told[] | { error: string })[];
}

/** Lines on which pip installs from an index, or an address with a name in front, in our words. */
function byUs(text: string, theirs: readonly Told[]): { told: Told[]; problems: string[] } {
  const { requirements, problems } = parseRequirements(text);
  const told = requirements.map((requirement, at): Told => {
    const { line, name, specifier, from, hashed = false } = requirement;
    const other = theirs[at];
    if (other?.editable) return { line, editable: true };
    const link = from !== 'index';
    const clauses = link
      ? []
      : specifier
          .split(',')
          .map((clause) => clause.replace(/\s/g, ''))
          .filter(Boolean)
          .sort();
    return { line, editable: false, name: other?.name === null ? null : name, clauses, link, hashed };
  });
  return { told, problems: problems.map(({ message }) => message) };
}

const HASH = `sha256:${'ab'.repeat(32)}`;
const ACCEPTED = [
  'a==1.0\nb>=1,<2 # c\n',
  `a==1 \\\n  --hash=${HASH} \\\n  --hash=${HASH}\nb\n`,
  `a==1 --hash ${HASH}\n`,
  '--index https://x.org\na\n',
  '--extra-index-url=https://x.org\n-fhttps://x.org/f\n--pre\n--no-binary :all:\na\n',
  'a -i https://x.org\n',
  './libs/common\n',
  'libs/common\n',
  '-e ./libs/common\n',
  'a @ https://x.org/a-1.0-py3-none-any.whl ; python_version < "3"\n',
  'git+https://x.org/a.git@main#egg=a\n',
  'a @ git+https://x.org/a.git@main\n',
  'https://x.org/a-1.0-py3-none-any.whl#sha256=abc\n',
  'a==1 \\\n# note\nb==2\n',
  '  # c \\\na\n',
  '-e name@git+https://x.org/name.git\n',
  'a==1 --config-settings "x=y"\n',
  'a==1,\n',
  'A_b.C[X_y,z] == 1 ; sys_platform == "linux"\n',
  'a (>=1)\n',
  'a==1;\n',
  '\ufeffa==1\r\nb==2\rc==3\n',
  'a==1\fb==2\u2028c==3\n',
  'a;os_name=="nt"\n',
  'a#b\n'.replace('#', ' #'),
  'a===weird_1\n',
  '"a==1"\n'.replaceAll('"', ''),
];
const REFUSED = [
  '--use-wheel\na\n',
  '--process-dependency-links\n',
  '-Z\n',
  'a --bogus\n',
  'a>=1.*\n',
  'a[x,]==1\n',
  'foo bar\n',
  'a~=1\n',
  'a=1\n',
  'a==\n',
  'a>=1 <2\n',
  'a;nonsense\n',
  'a; nonsense == "1"\n',
  'a==1#egg\n',
  '"a==1"\n',
  '-r\n',
];

describe('requirements files', () => {
  test('what pip takes is read as pip reads it', () => {
    const theirs = byPip(ACCEPTED);
    for (const [at, text] of ACCEPTED.entries()) {
      const told = theirs[at]!;
      expect({ text, told }).toEqual({ text, told: expect.any(Array) });
      expect({ text, ...byUs(text, told as Told[]) }).toEqual({ text, told, problems: [] });
    }
  });

  test('what pip refuses is a problem', () => {
    const theirs = byPip(REFUSED);
    for (const [at, text] of REFUSED.entries()) {
      expect({ text, told: theirs[at] }).toEqual({ text, told: { error: expect.any(String) } });
      expect({ text, problems: parseRequirements(text).problems.length }).toEqual({ text, problems: 1 });
    }
  });

  test('files of random lines', () => {
    const name = fc.constantFrom('numpy', 'Scikit-Learn', 'zope.interface', 'a', 'x2', 'a_b');
    const extras = fc.constantFrom('', '[gpu]', ' [a, b_c]', '[]', '[a,]');
    const version = fc.constantFrom(
      '==1.0',
      ' >= 1.2',
      '~=1.4',
      '~=1',
      '>=1,<2',
      '!=1.*',
      '<2.*',
      '===x',
      '=1',
      '',
    );
    const marker = fc.constantFrom('', '; python_version < "3.12"', ' ; nope', ";sys_platform=='linux'", ';');
    const tail = fc.constantFrom(
      '',
      ' # note',
      '#glued',
      ` --hash=${HASH}`,
      ' \\',
      ' \\\n  ',
      '\\',
      ' --pre',
    );
    const requirement = fc.tuple(name, extras, version, marker, tail).map((parts) => parts.join(''));
    const other = fc.constantFrom(
      '',
      '# comment',
      '  # comment \\',
      '--pre',
      '-i https://x.org',
      '--extra-index https://x.org',
      '--find-links=./libs',
      './libs/common',
      'git+https://x.org/a.git@main#egg=a',
      'a @ https://x.org/a.zip',
      '--require-hashes',
      '--bogus',
      '\tb',
    );
    const line = fc.oneof({ weight: 5, arbitrary: requirement }, { weight: 2, arbitrary: other });
    const file = fc
      .tuple(fc.array(line, { minLength: 1, maxLength: 3 }), fc.constantFrom('\n', '\r\n'))
      .map(([lines, end]) => lines.join(end));
    const texts = fc.sample(file, { numRuns: 600, seed: 20261123 });
    const theirs = byPip(texts);
    let accepted = 0;
    for (const [at, text] of texts.entries()) {
      const told = theirs[at]!;
      if (!Array.isArray(told)) {
        expect({ text, told, problems: parseRequirements(text).problems.length > 0 }).toMatchObject({
          problems: true,
        });
        continue;
      }
      accepted++;
      expect({ text, ...byUs(text, told) }).toEqual({ text, told, problems: [] });
    }
    expect(accepted).toBeGreaterThan(150);
  });
});
