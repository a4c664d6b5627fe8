import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ShellOptions } from '../../src/facts/shell/model.js';
import { programOf } from '../../src/facts/shell/program.js';
import { readShell } from '../../src/facts/shell/read.js';

/** Each command as its words, those that cannot be told in full with a `?` before them. */
const words = (text: string, options?: ShellOptions) =>
  readShell(text, options).map((command) =>
    command.words.map(({ text, known }) => (known ? text : `?${text}`)),
  );
/** Each word with its line. */
const lines = (text: string, options?: ShellOptions) =>
  readShell(text, options).flatMap((command) => command.words.map(({ text, line }) => `${line}:${text}`));

describe('commands of a text', () => {
  test.each<[string, string, string[][]]>([
    ['lists', 'a && b || c; d & e | f |& g', [['a'], ['b'], ['c'], ['d'], ['e'], ['f'], ['g']]],
    ['quotes', `a "b c" 'd "e"' f\\ g "h\\"i" ''`, [['a', 'b c', 'd "e"', 'f g', 'h"i', '']]],
    ['quotes inside a word', `a=b"c d"'e'f`, []],
    ['comments', 'a # b\nc#d "#" # e', [['a'], ['c#d', '#']]],
    ['continuations', 'a \\\n b\\\nc \\\r\n d', [['a', 'bc', 'd']]],
    ['redirections', 'a > f 2>&1 b 2>/dev/null >>g <h &>i <<<"j k"', [['a', 'b']]],
    ['a version that is a redirection', 'pip install torch>=2.0 numpy', [['pip', 'install', 'torch', 'numpy']]],
    ['groups', '(cd a; b) && { c; d; }', [['cd', 'a'], ['b'], ['c'], ['d']]],
    ['if', 'if [ -f x ]; then a; elif b; then c; else d; fi; e', [['[', '-f', 'x', ']'], ['a'], ['b'], ['c'], ['d'], ['e']]],
    ['for', 'for x in 1 2; do a $x; c; done; b $x', [['a', '1'], ['c'], ['a', '2'], ['b', '2']]],
    ['for without do', 'for x in 1 2; { a $x; }', [['a', '?$x']]],
    ['calculations', 'for ((i=0; i<3; i++)); do a $i; done; ((b = 1 + (2))); ((c); d)', [['a', '?$i'], ['c'], ['d']]],
    ['quotes in braces in quotes', 'a "${W:-"b c"}" d "${" e', [['a', 'b c', 'd', '${', 'e']]],
    ['an apostrophe in braces in quotes', `a "\${W:-it's}" b 'c'`, [['a', "?${W:-it's}", 'b', 'c']]],
    ['for over files', 'for x in *.txt; do a $x; done', [['a', '?$x']]],
    ['for over what is not told', 'for x in $(ls) "$@"; do a $x; done', [['ls'], ['a', '?$x']]],
    ['for over more words than are followed', `for x in ${'1 '.repeat(30)}; do a $x; done`, [['a', '?$x']]],
    ['for in for', 'for x in 1 2; do for y in 3 4\ndo a $x$y; done; done', [['a', '13'], ['a', '14'], ['a', '23'], ['a', '24']]],
    ['for at the end', 'for x in 1 2; do a $x; done', [['a', '1'], ['a', '2']]],
    ['for in an arm', 'case y in y) for x in 1 2; do a $x; done;; esac; b', [['a', '1'], ['a', '2'], ['b']]],
    ['for in a subshell', '(for x in 1 2; do a $x; done) | b', [['a', '1'], ['a', '2'], ['b']]],
    ['done as a word', 'for x in 1 2; do a done $x; done', [['a', 'done', '1'], ['a', 'done', '2']]],
    ['braces', 'a {b,c}d x{1..3} {} {e} {,f} "{g,h}" \\{i,j} A={k,l} {m,{n,o}}', [['a', 'bd', 'cd', 'x1', 'x2', 'x3', '{}', '{e}', 'f', '{g,h}', '{i,j}', 'A={k,l}', 'm', 'n', 'o']]],
    ['lists of values in words', 'A=(b "c d" # e\n f); a "${A[@]}" ${A[*]}', [['?A=(b "c d" # e\n f)'], ['a', 'b', 'c d', 'f', 'b', 'c d', 'f']].slice(1)],
    ['a list under a condition', 'if x; then A=(b); fi; a "${A[@]}"', [['x'], ['a', '?${A[@]}']]],
    ['while', 'while read l; do a; done < f\nb', [['read', 'l'], ['a'], ['b']]],
    ['case', 'case "$1" in a|b) c;; (d) e ;; *) f; esac; g', [['c'], ['e'], ['f'], ['g']]],
    ['functions', 'f() { a; }\nfunction g { b; }\nc', [['a'], ['b'], ['c']]],
    ['tests', '[[ a && b > c ]] && d', [['[[', 'a', 'b', 'c', ']]'], ['d']]],
    ['substitutions', 'a $(b | c) `d`', [['b'], ['c'], ['d'], ['a', '?$(b | c)', '?`d`']]],
    ['nested substitutions', 'a "$(b "$(c ")")")" d', [['c', ')'], ['b', '?$(c ")")'], ['a', '?$(b "$(c ")")")', 'd']]],
    ['arithmetic', 'a $((1 + 2)) b', [['a', '?$((1 + 2))', 'b']]],
    ['process substitution', 'bash <(curl u)', [['curl', 'u'], ['bash', '?<(curl u)']]],
    ['a list of values', 'A=(b c d) e', [['?A=(b c d)', 'e']]],
    ['a shell in a shell', `sh -ec 'a && b "c d"'`, [['sh', '-ec', 'a && b "c d"'], ['a'], ['b', 'c d']]],
    ['two shells deep', `bash -lc "sh -c 'a; b'"`, [['bash', '-lc', "sh -c 'a; b'"], ['sh', '-c', 'a; b'], ['a'], ['b']]],
    ['sudo and a shell', 'sudo -u x bash -c "a"', [['sudo', '-u', 'x', 'bash', '-c', 'a'], ['a']]],
    ['quotes that never close', `a don't; b "c; d $(e`, [['a', "don't"], ['b', '"c'], ['d', '$(e']]],
    ['templates', 'a ${{ matrix.b }} {{ c }}', [['a', '?${{ matrix.b }}', '{{', 'c', '}}']]],
    ['text that is no shell', 'for a, (b, c) in d:', []],
  ])('%s', (_, text, expected) => expect(words(text)).toEqual(expected)); // biome-ignore format: a table reads better in rows

  test('variables', () => {
    const value = (name: string) => ({ V: '1.2', LIST: 'a b', EMPTY: '' })[name];
    expect(words('p x==$V y==${V} "$LIST" $LIST $EMPTY "$EMPTY" \'$V\' \\$V', { value })).toEqual([
      ['p', 'x==1.2', 'y==1.2', 'a b', 'a', 'b', '', '$V', '$V'],
    ]);
    expect(words('p ${W:-3} ${EMPTY:-4} ${EMPTY-5} ${V:+6} ${W:+7} ${V%.*} $W', { value })).toEqual([
      ['p', '3', '4', '6', '?${W:+7}', '?${V%.*}', '?$W'],
    ]);
    expect(words('A=1 && export B="$A.2"; p $A $B; C=$(date); p "x$C"', { value }).slice(1)).toEqual([
      ['p', '1', '1.2'],
      ['date'],
      ['p', '?x$C'],
    ]);
    expect(words('bash -c "p $V \\$V"', { value })[1]).toEqual(['p', '1.2', '1.2']);
  });

  test('a variable that is set under a condition is not told', () => {
    expect(words('A=1; if x; then A=2; fi; p $A').at(-1)).toEqual(['p', '?$A']);
    expect(words('A=1; [ -z "$B" ] && A=2; p $A').at(-1)).toEqual(['p', '?$A']);
    expect(words('A=1; x || A=1; p $A').at(-1)).toEqual(['p', '1']);
  });

  test('which command reads from which', () => {
    const [curl, bash] = readShell('curl u | sudo bash -s -- -y');
    expect(bash?.reads).toBe(curl);
    expect(curl?.feeds).toBe(bash);
    expect(readShell('a || b')[1]?.reads).toBeUndefined();
    expect(readShell('a > f')[0]?.redirects).toMatchObject([{ operator: '>', target: { text: 'f' } }]);
  });
});

describe('here-documents', () => {
  test.each<[string, string, string[]]>([
    ['data', 'cat <<EOF > f\na b\nEOF\nc', ['1:cat', '4:c']],
    ['for a shell', 'bash -e <<"X Y"\na\nX Y\nb', ['1:bash', '1:-e', '2:a', '4:b']],
    ['through a pipe', 'cat <<EOF | sh\na\nEOF', ['1:cat', '1:sh', '2:a']],
    ['indented', 'sh <<-E\n\ta\n\tE\nb', ['1:sh', '2:a', '4:b']],
    ['for Python', 'python - <<E\nimport a\nE\nb', ['1:python', '1:-', '4:b']],
    ['two in one line', 'cat <<A; sh <<B\na\nA\nb\nB\nc', ['1:cat', '1:sh', '4:b', '6:c']],
    ['that never end', 'cat <<E\na', ['1:cat', '2:a']],
    ['here-strings', 'sh <<< "a"\nb', ['1:sh', '2:b']],
  ])('%s', (_, text, expected) => expect(lines(text)).toEqual(expected));

  test('what a program other than a shell reads is kept', () => {
    const [command] = readShell('Rscript - <<E\nx\ny\nE', { lines: 5 });
    expect(command?.document).toEqual({ text: 'x\ny\n', breaks: [{ offset: 0, line: 6 }, { offset: 2, line: 7 }] }); // biome-ignore format: one line
  });
});

describe('the text of a RUN', () => {
  test('lines stand for continuations', () => {
    expect(lines('a && b \n  c\n  && d', { run: true, lines: [3, 5, 9] })).toEqual([
      '3:a',
      '3:b',
      '5:c',
      '9:d',
    ]);
    expect(words('a "b \nc"', { run: true })).toEqual([['a', 'b c']]);
  });
  test('here-documents without a program are commands', () => {
    expect(lines('<<EOF\na\nif b; then c; fi\nEOF', { run: true, lines: 7 })).toEqual(['8:a', '9:b', '9:c']);
    expect(lines('<<EOF\n#!/usr/bin/env python3\nimport a\nEOF', { run: true })).toEqual([]);
    expect(lines('<<EOF bash -e\na\nEOF', { run: true })).toEqual(['1:bash', '1:-e', '2:a']);
    expect(lines('a \n && cat <<EOF > f\nb\nEOF', { run: true })).toEqual(['1:a', '2:cat']);
  });
  test('lines inside of a quoted script', () => {
    expect(lines("bash -c 'a\nb'").slice(3)).toEqual(['1:a', '2:b']);
    expect(lines('bash -c "a && \nb"', { run: true, lines: [4, 6] }).slice(3)).toEqual(['4:a', '6:b']);
    expect(lines('x $(a;\nb)').slice(0, 2)).toEqual(['1:a', '2:b']);
  });
});

test.each([
  ['sudo -E -u root env A=1 pip install x', ['pip', 'install', 'x']],
  ['A=1 B=2 time pip install x', ['pip', 'install', 'x']],
  ['conda run --no-capture-output -n env pip install x', ['pip', 'install', 'x']],
  ['poetry run -- pip install x', ['pip', 'install', 'x']],
  ['timeout 10m nice -n 5 make', ['make']],
  ['xargs -a f -n 1 pip install', ['pip', 'install']],
  ['torchrun --nproc_per_node 4 train.py --lr 1', ['python', 'train.py', '--lr', '1']],
  ['torchrun --nproc_per_node=4 -m pkg.train', ['python', '-m', 'pkg.train']],
  ['ipython kernel install', ['ipython', 'kernel', 'install']],
  ['uv run --with numpy train.py', ['python', 'train.py']],
  ['uv run -m pytest', ['python', '-m', 'pytest']],
  ['uv run pytest', ['pytest']],
  ['srun -n 4 --gres gpu:1 accelerate launch --num_processes 2 train.py', ['python', 'train.py']],
  ['mpirun -np 4 -mca btl tcp python train.py', ['python', 'train.py']],
  ['dvc run -n train -d data -o model python train.py', ['python', 'train.py']],
  ['dvc stage add -n train -d data --force -o model python train.py', ['python', 'train.py']],
  ['uv', ['uv']],
  ['command -v conda', ['command', '-v', 'conda']],
  ['A=1', []],
])('the program of %s', (text, expected) => {
  const [command] = readShell(text);
  expect(programOf(command?.words ?? []).words.map((word) => word.text)).toEqual(expected);
});

describe('any text', () => {
  const piece = fc.constantFrom(
    ...['a', ' ', '\n', '"', "'", '\\', '$', '(', ')', '{', '}', '`', '<<', '<<-E', 'E', '<', '>', '|', '&', ';', '#', '[[', ']]', 'case x in', 'esac', 'if ', 'fi', 'do ', 'for x in ', 'done ', ',', '${A[@]}', 'bash -c ', 'A=', '$A', '${A', '\0', '\r\n'],
  ); // biome-ignore format: one line is enough
  const texts = fc.oneof(
    fc.string({ maxLength: 200, unit: 'binary' }),
    fc.array(piece, { maxLength: 80 }).map((pieces) => pieces.join('')),
  );

  test('is read without an error, and no word stands outside of it', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, run) => {
        const last = text.split('\n').length;
        for (const command of readShell(text, { run, value: () => 'v w' })) {
          for (const { line } of [command, ...command.words]) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(last);
          }
        }
      }),
      { numRuns: 1500 },
    );
  });

  test('gives back words that were quoted', () => {
    const plain = fc.string({ minLength: 1, maxLength: 12 }).filter((word) => !/[\0\r\n]/.test(word));
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 6 }), (all) => {
        const quoted = all.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
        expect(words(`echo ${quoted}`)).toEqual([['echo', ...all]]);
      }),
    );
  });

  test.each([
    ['substitutions', '$('.repeat(50_000)],
    ['closed substitutions', `${'$('.repeat(20_000)}${')'.repeat(20_000)}`],
    ['quotes', `"'`.repeat(50_000)],
    ['here-documents', 'a <<E\n'.repeat(20_000)],
    ['brackets', 'a('.repeat(50_000)],
    ['braces', '${'.repeat(50_000)],
    ['shells', "bash -c '".repeat(10_000)],
    ['growing values', `A=xxxxxxxxxx;${'A=$A$A$A$A;'.repeat(2_000)}a ${'$A'.repeat(2_000)}`],
    ['commands', 'a;'.repeat(100_000)],
    ['quotes with open substitutions', '"$( '.repeat(100_000)],
    ['brackets of a word', `a${'('.repeat(100_000)}${')'.repeat(100_000)}`],
    ['empty brackets', `x ${'() '.repeat(100_000)}`],
    ['shells with substitutions', `bash -c "${"$(bash -c 'x') ".repeat(20_000)}"`],
    ['loops', `${'for i in a b c d; do '.repeat(2_000)}x $i;${'done;'.repeat(2_000)}`],
    [
      'braces that multiply',
      `a ${'{b,c}'.repeat(99)} ${'{'.repeat(50_000)}d,e${'}'.repeat(50_000)} {1..999999}`,
    ],
    ['lists', `A=(${'a '.repeat(50_000)});b ${'${A[@]} '.repeat(1_000)}`],
    ['bytes', String.fromCharCode(...Array.from({ length: 60_000 }, (_, at) => (at * 7919) % 256))],
  ])('is read in bounds: %s', (_, text) => {
    const commands = readShell(text);
    expect(commands.length).toBeLessThanOrEqual(20_001);
    expect(commands.every((command) => command.words.every((word) => word.text.length <= 600_000))).toBe(
      true,
    );
  });
});
