import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CannotTell } from '../../src/errors.js';
import { parseImage, substitute } from '../../src/facts/containers/image.js';
import { parseApptainer } from '../../src/facts/formats/apptainer.js';
import { parseCompose } from '../../src/facts/formats/compose.js';
import { parseDevcontainer } from '../../src/facts/formats/devcontainer.js';
import { parseDockerfile } from '../../src/facts/formats/dockerfile.js';
import { parseGitpod } from '../../src/facts/formats/gitpod.js';
import { parseImageYaml } from '../../src/facts/formats/image-yaml.js';
import { parseNix } from '../../src/facts/formats/nix.js';

test.each([
  ['python', 'floating', 'python', undefined],
  ['python:3', 'tag', 'python', '3'],
  ['host:5000/a/b', 'floating', 'host:5000/a/b', undefined],
  ['host:5000/a/b:v2', 'tag', 'host:5000/a/b', 'v2'],
  ['a:alpine', 'floating', 'a', 'alpine'],
  ['a:alpine3.19', 'tag', 'a', 'alpine3.19'],
  ['a:jammy', 'tag', 'a', 'jammy'],
  ['a:latest-py3', 'floating', 'a', 'latest-py3'],
  ['a:nightly-20240101', 'tag', 'a', 'nightly-20240101'],
  ['a:python3', 'floating', 'a', 'python3'],
  ['a:deadbeef', 'floating', 'a', 'deadbeef'],
])('the image %s is %s', (text, pin, name, tag) => {
  expect(parseImage(text)).toMatchObject({ pin, name });
  expect(parseImage(text)?.tag).toBe(tag);
});

test('text that is no image', () => {
  for (const text of ['', 'a b', '$X', 'a:', 'a@b@c', '{{ image }}'])
    expect(parseImage(text)).toBeUndefined();
});

test('variables', () => {
  const value = (name: string) => ({ A: 'a', EMPTY: '' })[name];
  expect(substitute('x$A-${A}', value)).toBe('xa-a');
  expect(substitute('${B:-${A}}', value)).toBe('a');
  expect(substitute('${EMPTY:-d}${EMPTY-e}', value)).toBe('d');
  expect(substitute('${A:+set}${B:+no}', value)).toBe('aset'.slice(1));
  expect(substitute('${B}', value)).toBeUndefined();
  expect(substitute('${B:?needed}', value)).toBeUndefined();
  expect(substitute('${', value)).toBeUndefined();
});

test('RUN commands keep their lines, without marks and comments', () => {
  const { runs, copies } = parseDockerfile(
    'FROM a:1\nRUN --mount=type=cache,target=/c pip install \\\n  # why\n  numpy \\\n\n  scipy\nRUN ["pip", "install", "x y"]\nRUN <<EOF\npip install z\n# said\nEOF\nCOPY --chown=a req.txt "b.txt" /app/\nONBUILD COPY --from=a:2 /x /y\n',
  );
  expect(runs).toMatchObject([
    { text: 'pip install \n  numpy \n  scipy', lines: [2, 4, 6], exec: false, line: 2 },
    { text: 'pip install x y', lines: [7], exec: true, line: 7 },
    { text: '<<EOF\npip install z\n# said\nEOF', lines: [8, 9, 10, 11], exec: false, line: 8 },
  ]);
  expect(copies).toMatchObject([{ sources: ['req.txt', 'b.txt'], target: '/app/', line: 12 }]);
});

test('a step knows its stage, folder, variables and mounts', () => {
  const { runs, copies, images, stages } = parseDockerfile(
    'ARG V=3.11\nFROM python:${V} AS base\nENV A=1 B="two words"\nWORKDIR /app\nARG V\nFROM base as build\nWORKDIR src\nCOPY a.txt .\nRUN --mount=type=bind,source=uv.lock,target=uv.lock --mount=type=cache,target=/c pip install x\nFROM node:1 AS unused\nFROM debian:12\nCOPY --from=build /app /app\nCOPY . ./\n',
  );
  expect(runs).toMatchObject([
    {
      values: { A: '1', B: 'two words' },
      workdir: '/app/src',
      stage: 1,
      mounts: [{ source: 'uv.lock', target: '/app/src/uv.lock' }],
    },
  ]);
  expect(runs[0]?.values).not.toHaveProperty('V');
  expect(copies.map(({ into, stage }) => [into, stage])).toEqual([
    ['/app/src/', 1],
    ['/', 3],
  ]);
  expect(images.map(({ resolved, final }) => [resolved, final])).toEqual([
    ['python:3.11', true],
    ['node:1', false],
    ['debian:12', true],
  ]);
  expect(stages).toEqual([{ name: 'base' }, { name: 'build', from: 0 }, { name: 'unused' }, {}]);
});

test('an instruction behind ONBUILD counts', () => {
  const { images } = parseDockerfile('FROM a:1\nONBUILD COPY --from=b:2 /x /y\n');
  expect(images.map(({ resolved, via }) => [resolved, via])).toEqual([
    ['a:1', 'from'],
    ['b:2', 'copy'],
  ]);
});

test('an ARG of one stage does not reach the next FROM', () => {
  const { images } = parseDockerfile('FROM a:1\nARG V=2\nFROM b:$V\n');
  expect(images.map(({ pin }) => pin)).toEqual(['tag', 'unknown']);
});

test('an Apptainer definition with stages, arguments and files', () => {
  const read = parseApptainer(
    'Bootstrap: docker\nFrom: python:{{ V }}\nStage: build\n\n%arguments\n    V=3.11\n\n%files\n    req.txt /req.txt\n\n%post\n    pip install -r /req.txt\n    # note\n    make\n\nBootstrap: localimage\nFrom: base.sif\n',
  );
  expect(read.images).toMatchObject([{ text: 'python:{{ V }}', resolved: 'python:3.11', line: 2 }]);
  expect(read.runs).toEqual([{ text: '    pip install -r /req.txt\n    make', lines: [12, 14], line: 12 }]);
  expect(read.copies).toEqual([{ sources: ['req.txt'], target: '/req.txt', line: 9 }]);
});

const pieces = fc.constantFrom(
  'FROM ',
  'ARG ',
  'RUN ',
  'COPY ',
  '--from=',
  '<<EOF\n',
  'EOF\n',
  '\\\n',
  '${',
  '}',
  '$A',
  ':-',
  '"',
  "'",
  '[',
  ']',
  '{',
  '\n',
  '#',
  ' ',
  'a',
  ':',
  '@',
  '\0',
  '\ufeff',
  '%post\n',
  'Bootstrap: docker\n',
  'services:\n',
  '  x: &a\n',
  '*a',
  'image: ',
  'ONBUILD ',
  '__proto__: ',
);

test.each([
  ['Dockerfile', parseDockerfile],
  ['compose', parseCompose],
  ['image recipe', parseImageYaml],
  ['devcontainer', parseDevcontainer],
  ['Apptainer', parseApptainer],
  ['Gitpod', parseGitpod],
  ['Nix', parseNix],
] as [string, (text: string) => unknown][])('%s: any text is read or refused, never a crash', (_, parse) => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      try {
        parse(parts.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(CannotTell);
      }
    }),
    { numRuns: 400 },
  );
});
