import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCompileHeader, writtenBy } from '../../src/facts/formats/compile-header.js';
import { normalizeName, parseRequirement } from '../../src/facts/formats/pep508.js';
import { parseRequirements } from '../../src/facts/formats/requirements.js';

/** `line name specifier [exact] [from]` of each requirement. */
function shown(text: string): string[] {
  return parseRequirements(text).requirements.map(({ line, name, specifier, exact, from }) =>
    [line, name, specifier, exact ? 'exact' : '', from === 'index' ? '' : from]
      .filter((part) => part !== '')
      .join(' '),
  );
}

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const HASH = `sha256:${'ab'.repeat(32)}`;

describe('requirements files', () => {
  test.each<[string, string, string[]]>([
    [
      'pins and ranges',
      'a==1.0\nb>=1,<2\nc~=1.4\nd\ne===1.0-weird\n',
      ['1 a ==1.0 exact', '2 b >=1,<2', '3 c ~=1.4', '4 d', '5 e ===1.0-weird exact'],
    ],
    ['a wildcard is a range', 'a==1.2.*\n', ['1 a ==1.2.*']],
    ['white space and parentheses', 'a == 1.0\nb (>=1)\n', ['1 a == 1.0 exact', '2 b >=1']],
    ['names as indexes compare them', 'Foo_Bar.baz==1\n', ['1 foo-bar-baz ==1 exact']],
    ['extras and markers', 'a[x,Y]==1; python_version < "3.9" and extra == "z"\n', ['1 a ==1 exact']],
    [
      'comments',
      '# a==1\nb==1 # because\nc==1#not-a-comment\n',
      ['2 b ==1 exact', '3 c ==1#not-a-comment exact'],
    ],
    [
      'continuations keep the first line',
      `a==1 \\\n  --hash=${HASH} \\\n  --hash=${HASH}\nb\n`,
      ['1 a ==1 exact', '4 b'],
    ],
    ['a comment ends a continuation', 'a==1 \\\n# note\nb==2\n', ['1 a ==1 exact', '3 b ==2 exact']],
    ['a continuation at the end of the file', 'a==1 \\', ['1 a ==1 exact']],
    ['Windows line ends', 'a==1\r\nb==2\r\n', ['1 a ==1 exact', '2 b ==2 exact']],
    ['a hash fixes a range', `a>=1 --hash=${HASH}\n`, ['1 a >=1 exact']],
    [
      'a commit',
      `git+https://x.org/a.git@${COMMIT}#egg=a\n`,
      [`1 a @ git+https://x.org/a.git@${COMMIT}#egg=a exact vcs`],
    ],
    ['a branch moves', 'git+https://x.org/a.git@main\n', ['1 a @ git+https://x.org/a.git@main vcs']],
    [
      'a short commit may be a branch',
      'a @ git+https://x.org/a@0123456\n',
      ['1 a @ git+https://x.org/a@0123456 vcs'],
    ],
    [
      'credentials are not kept',
      'a @ git+https://me:secret@x.org/a@main\n',
      ['1 a @ git+https://x.org/a@main vcs'],
    ],
    [
      'a wheel names its version',
      'https://x.org/a-1.0-py3-none-any.whl\n',
      ['1 a @ https://x.org/a-1.0-py3-none-any.whl exact url'],
    ],
    [
      'an archive of a branch',
      'a @ https://x.org/a/archive/main.zip\n',
      ['1 a @ https://x.org/a/archive/main.zip url'],
    ],
    [
      'a marker behind an address, right behind it too',
      `a @ https://x.org/a@${COMMIT} ; os_name == 'nt'\nb @ git+https://x.org/b@${COMMIT}; os_name == 'nt'\nc @ https://x.org/c;x=1\n`,
      [
        `1 a @ https://x.org/a@${COMMIT} url`,
        `2 b @ git+https://x.org/b@${COMMIT} exact vcs`,
        '3 c @ https://x.org/c;x=1 url',
      ],
    ],
    [
      'editables',
      '-e .\n-e ./lib[x]\n--editable=git+https://x.org/b.git@main#egg=b\n',
      ['1 . @ . path', '2 lib @ ./lib[x] path', '3 b @ git+https://x.org/b.git@main#egg=b vcs'],
    ],
    [
      'what conda leaves behind',
      'a @ file:///home/conda/feedstock_root/a\n',
      ['1 a @ file:///home/conda/feedstock_root/a path'],
    ],
    [
      'a form feed and other line ends',
      'a==1\fb==2\u2028c==3',
      ['1 a ==1 exact', '2 b ==2 exact', '3 c ==3 exact'],
    ],
  ])('%s', (_, text, expected) => {
    expect(shown(text)).toEqual(expected);
  });

  test('options, nested files and constraints', () => {
    const read = parseRequirements(
      '-r base.txt\n-rother.txt\n--requirement=third.txt\n-c limits.txt\n--index-url https://x.org\n-i https://x.org\n--pre\n--require-hashes\n',
    );
    expect(read.includes.map(({ path, constraint }) => [path, constraint])).toEqual([
      ['base.txt', false],
      ['other.txt', false],
      ['third.txt', false],
      ['limits.txt', true],
    ]);
    expect(read).toMatchObject({ requirements: [], problems: [], requiresHashes: true });
  });

  test.each([
    ['a=1\n', /no version specifier/],
    ['a==one.two\n', /no version/],
    ['!!!\n', /no requirement/],
    ['a[x==1\n', /extras/],
    ['a==1.0rc1.*\n', /wildcard/],
    ['a==1.0.post1.*\n', /wildcard/],
    ['a>=1.*\n', /wildcard/],
    ['a<2+cpu\n', /local version/],
    ['a~=1\n', /two parts/],
    ['a>=1,,<2\n', /no version specifier/],
    ['a; nonsense\n', /marker/],
    ["a; python_version = '3'\n", /marker/],
    ["a; os_name == 'nt' and\n", /marker/],
    ["a; 'x' == 'y'\n", /one variable and one quoted text/],
    ['a; os_name == sys_platform\n', /one variable and one quoted text/],
    ["a @ https://x.org/a; os_nam == 'nt'\n", /os_nam is no variable/],
    ['--unknown\n', /no option --unknown/],
    ['-r\n', /no value/],
  ])('%j is a problem with its line', (text, message) => {
    const { problems } = parseRequirements(`ok==1\n${text}`);
    expect(problems).toEqual([{ line: 2, message: expect.stringMatching(message) }]);
  });

  test.each([
    [
      '#\n# This file is autogenerated by pip-compile with Python 3.11\n# by the following command:\n#\n#    pip-compile --output-file=requirements.txt requirements.in\n#\na==1\n',
      'pip-compile',
    ],
    [
      '# This file was autogenerated by uv via the following command:\n#    uv pip compile requirements.in -o requirements.txt\na==1\n',
      'uv',
    ],
  ])('knows what a tool compiled, and from what (%#)', (text, tool) => {
    expect(writtenBy(text)).toMatchObject({ tool });
    expect(readCompileHeader(text)).toMatchObject({ inputs: ['requirements.in'] });
  });

  test('any text is read without an exception', () => {
    const nasty = fc.string({
      unit: fc.constantFrom(
        'a',
        '=',
        '1',
        '.',
        '\\',
        '\n',
        '#',
        ' ',
        '-',
        'r',
        'e',
        '[',
        ']',
        ';',
        '@',
        '"',
        '(',
        '\r',
        '\ud800',
      ),
    });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), nasty), (text) => {
        const { requirements, problems } = parseRequirements(text);
        const last = text.split(/\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]/).length;
        for (const { line = 0 } of [...requirements, ...problems]) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(last);
        }
      }),
    );
  });

  test('what is printed reads back the same', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,8}[A-Za-z0-9])?$/);
    const version = fc.stringMatching(/^[0-9]{1,3}(\.[0-9]{1,3}){0,3}(rc[0-9]|\.post[0-9]|\.dev[0-9])?$/);
    const clause = fc
      .tuple(fc.constantFrom('==', '>=', '<=', '!=', '~=', '<', '>'), version)
      .filter(([operator, text]) => operator !== '~=' || /^\d+\.\d/.test(text))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        name,
        fc.uniqueArray(clause, { maxLength: 3 }),
        fc.uniqueArray(name, { maxLength: 2 }),
        fc.boolean(),
        (written, clauses, extras, marked) => {
          const text = `${written}${extras.length > 0 ? `[${extras.join(',')}]` : ''}${clauses.join(',')}${marked ? "; python_version < '3.9'" : ''}`;
          const { requirement, problem } = parseRequirement(text);
          expect(problem).toBeUndefined();
          expect(requirement).toMatchObject({
            name: normalizeName(written),
            specifier: clauses.join(','),
            exact: clauses.some((one) => one.startsWith('==')),
          });
          expect(requirement?.extras ?? []).toEqual(extras.map(normalizeName));
        },
      ),
    );
  });
});
