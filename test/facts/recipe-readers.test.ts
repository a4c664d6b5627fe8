import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CannotTell } from '../../src/errors.js';
import { parseApptainer } from '../../src/facts/formats/apptainer.js';
import { parseCompose, parseEnvFile } from '../../src/facts/formats/compose.js';
import { parseDevcontainer, parseFeatureLock } from '../../src/facts/formats/devcontainer.js';
import { parseDockerfile } from '../../src/facts/formats/dockerfile.js';
import { parseGitpod } from '../../src/facts/formats/gitpod.js';
import { parseImageYaml } from '../../src/facts/formats/image-yaml.js';
import { parseNix } from '../../src/facts/formats/nix.js';

const commit = '0123456789abcdef0123456789abcdef01234567';

describe('Nix: what is taken from elsewhere', () => {
  test.each<[string, string, [string, boolean | undefined][]]>([
    ['a channel', '{ pkgs ? import <nixpkgs> {} }: pkgs.mkShell {}', [['<nixpkgs>', false]]],
    ['files that Nix ships', 'import <nix/fetchurl.nix> {}', []],
    ['an address with a commit', `import (fetchTarball "https://x/${commit}.tar.gz") {}`, [[`fetchTarball https://x/${commit}.tar.gz`, true]]],
    ['an address without quotes', `import (builtins.fetchTarball https://x/${commit}.tar.gz) {}`, [[`fetchTarball https://x/${commit}.tar.gz`, true]]],
    ['a branch', 'import (fetchTarball "https://x/nixos-23.11.tar.gz") {}', [['fetchTarball https://x/nixos-23.11.tar.gz', false]]],
    ['a branch with its hash', 'fetchTarball { url = "https://x/a.tar.gz"; sha256 = "0abc"; }', [['fetchTarball https://x/a.tar.gz', true]]],
    ['an empty hash', 'fetchTarball { url = "https://x/a.tar.gz"; sha256 = ""; }', [['fetchTarball https://x/a.tar.gz', false]]],
    ['a revision by its name', `let rev = "${commit}"; in fetchTarball "https://x/\${rev}.tar.gz"`, [[`fetchTarball https://x/${commit}.tar.gz`, true]]],
    ['a revision from elsewhere', '{ rev }: fetchTarball "https://x/${rev}.tar.gz"', [['fetchTarball https://x/${rev}.tar.gz', undefined]]],
    ['an inherited hash', 'fetchFromGitHub { owner = "o"; repo = "r"; inherit rev sha256; }', [['fetchFromGitHub o', true]]],
    ['a git revision', `builtins.fetchGit { url = "https://x/y"; rev = "${commit}"; }`, [['fetchGit https://x/y', true]]],
    ['comments and strings', '# <nixpkgs>\n/* import <nixpkgs> */ { a = "<nixpkgs>"; b = \'\'\n fetchTarball "x" <nixpkgs>\n\'\'; }', []],
    ['code in a string', '"${import <nixpkgs> {}}"', [['<nixpkgs>', false]]],
    ['names alone', '{ fetchFromGitHub, fetchurl }: with x; inherit (pkgs) fetchzip;', []],
  ])('%s', (_, text, expected) => {
    expect(parseNix(text).sources.map(({ text: said, pinned }) => [said, pinned])).toEqual(expected);
  }); // biome-ignore format: a table reads better in rows

  test('lines are counted through comments and strings of several lines', () => {
    expect(parseNix("/* a\nb */ x = ''\n  c\n'';\n<nixpkgs>").sources).toMatchObject([{ line: 5 }]);
  });

  test.each([
    ['{\n  a = "b', 'a string has no end', 2],
    ['a\n/* b', 'a comment has no end', 2],
    ['a {\n b', 'a brace has no end', 1],
  ])('%j breaks off', (text, message, line) => {
    expect(() => parseNix(text)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), line }),
    );
  });
});

describe('compose', () => {
  test('build arguments as a mapping and as a list, with values of the environment', () => {
    const { builds } = parseCompose(
      'services:\n  a:\n    build:\n      context: .\n      args:\n        A: 1.10\n        B: ${B:-b}\n        C:\n        D: ${D}\n  b:\n    build:\n      args: [A=x=y, C, E]\n',
      (name) => ({ C: 'c' })[name],
    );
    expect(builds.map(({ args }) => [...args])).toEqual([
      [['A', '1.10'], ['B', 'b'], ['C', 'c'], ['D', undefined]],
      [['A', 'x=y'], ['C', 'c']],
    ]); // biome-ignore format: a table reads better in rows
  });

  test('a service that extends another of the file, in a ring too', () => {
    const { images, builds } = parseCompose(
      'services:\n  base:\n    image: a:1\n    extends: {service: sub}\n  sub:\n    extends: base\n  other:\n    extends:\n      service: built\n  built:\n    build: ./x\n',
    );
    expect(images.map(({ service, resolved }) => [service, resolved])).toEqual([
      ['base', 'a:1'],
      ['sub', 'a:1'],
    ]);
    expect(builds.map(({ service, dockerfile }) => [service, dockerfile])).toEqual([
      ['other', './x/Dockerfile'],
      ['built', './x/Dockerfile'],
    ]);
  });

  test('the environment file', () => {
    expect([...parseEnvFile('# note\nA=1\nexport B="two words" # said\nC=\'$x\'\nD=e # f\nE=\n__proto__=1\nno line\n')]).toEqual([
      ['A', '1'], ['B', 'two words'], ['C', '$x'], ['D', 'e'], ['E', ''], ['__proto__', '1'],
    ]); // biome-ignore format: a table reads better in rows
  });
});

test('Gitpod: tasks with their lines', () => {
  expect(
    parseGitpod(
      'image:\n  file: .gitpod.Dockerfile\ntasks:\n  - init: |\n      pip install x\n    command: python train.py\n',
    ),
  ).toMatchObject({
    builds: [{ path: '.gitpod.Dockerfile', line: 2 }],
    runs: [
      { text: 'pip install x\n', line: 5 },
      { text: 'python train.py', line: 6 },
    ],
  });
});

test('features and their lock', () => {
  const { features } = parseDevcontainer(
    '{"features": {"ghcr.io/a/b/node": {}, "ghcr.io/a/b/go:latest": {}, "ghcr.io/a/b/git:1": {}, "./mine": {}, "__proto__": {}}}',
  );
  expect(features.map(({ text, pin }) => [text, pin])).toEqual([
    ['ghcr.io/a/b/node', 'floating'],
    ['ghcr.io/a/b/go:latest', 'floating'],
    ['ghcr.io/a/b/git:1', 'tag'],
    ['./mine', 'local'],
    ['__proto__', 'floating'],
  ]);
  const digest = `sha256:${'ab'.repeat(32)}`;
  expect([
    ...parseFeatureLock(
      `{"features": {"a:1": {"version": "1.0.0", "resolved": "a@${digest}"}, "b:1": {"version": "1"}}}`,
    ),
  ]).toEqual(['a:1']);
});

test('arguments that are passed win over defaults, before FROM and in a stage', () => {
  const { images, runs } = parseDockerfile(
    'ARG V=1\nARG BASE=a:$V\nFROM $BASE\nARG W=x\nRUN echo $W\n',
    new Map([['V', '2'], ['W', 'y'], ['UNDECLARED', 'z']]),
  ); // biome-ignore format: a table reads better in rows
  expect(images[0]?.resolved).toBe('a:2');
  expect(runs[0]?.values).toEqual({ W: 'y' });
});

test.each([
  ['FROM a:1\nRUN <<EOF\npip install x\n', 'here-document EOF', 2],
  ['FROM a:1\nFROM\n', 'names no image', 2],
])('a Dockerfile that breaks off: %j', (text, message, line) => {
  expect(() => parseDockerfile(text)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(message), line }),
  );
});

const READERS: [string, (text: string) => unknown, string][] = [
  ['Dockerfile', parseDockerfile, '# syntax=docker/dockerfile:1\nARG V=3.11\nFROM python:${V} AS build\nWORKDIR /app\nRUN --mount=type=bind,source=a,target=/a pip install \\\n  x==1 \\\n  y\nRUN <<EOF\nmake\nEOF\nFROM build\nCOPY --from=build ["/a b", "/c"]\nENV A="b c" D=e\n'],
  ['compose', parseCompose, 'x-a: &a\n  image: r:${V:-1}\nservices:\n  a:\n    <<: [*a]\n    extends: {file: x.yml, service: b}\n  b:\n    build:\n      args: [A=1]\n      dockerfile_inline: |\n        FROM a:1\n        RUN make\n'],
  ['environment file', parseEnvFile, 'A="b\\"c"\nexport D=e # f\n'],
  ['image recipe', parseImageYaml, 'base_image: a:1\npost_build_cmds:\n  - pip install x\n'],
  ['devcontainer', parseDevcontainer, '{\n  // a\n  "image": "a:${localEnv:V:1}",\n  "features": {"ghcr.io/a/b:1": {}},\n  "build": {"dockerfile": "D", "args": {"A": "1"}},\n  "postCreateCommand": {"a": ["b", "c"]},\n}\n'],
  ['feature lock', parseFeatureLock, `{"features": {"a:1": {"resolved": "a@sha256:${'ab'.repeat(32)}"}}}`],
  ['Apptainer', parseApptainer, 'Bootstrap: docker\nFrom: python:{{ V }}\n\n%arguments\n  V=3.11\n%files\n  a b\n%post\n  pip install x\n'],
  ['Gitpod', parseGitpod, 'image:\n  file: D\ntasks:\n  - init: |\n      a\n    command: b\n'],
  ['Nix', parseNix, `{ pkgs ? import <nixpkgs> {} }: /* a */ let x = fetchTarball { url = "https://x/\${a "b"}"; sha256 = "c"; }; in ''\n \${x} ''' ''\${ '' ./nix/sources.nix`],
]; // biome-ignore format: a table reads better in rows

const HOSTILE: [string, string][] = [
  ['a megabyte of FROM', 'FROM a:1\n'.repeat(110_000)],
  ['a megabyte of FROM on one line', 'FROM '.repeat(200_000)],
  ['an endless continuation', `FROM a:1\nRUN a ${'\\\n'.repeat(400_000)}`],
  ['many short commands', `FROM a:1\n${'RUN a\n'.repeat(15_000)}`],
  ['many open here-documents', `FROM a:1\n${'RUN <<EOF\n'.repeat(15_000)}`],
  ['open braces', '{"a":'.repeat(100_000)],
  ['open brackets behind a key', `{"a": ${'['.repeat(100_000)}`],
  ['deep YAML', `services: ${'{a: '.repeat(50_000)}`],
  ['deep indented YAML', Array.from({ length: 2_000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
  ['a bomb of aliases', `a0: &a0 {image: x}\n${Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} {<<: [${`*a${at}, `.repeat(20)}]}`).join('\n')}\nservices:\n  s:\n    <<: *a30\n`],
  ['keys of the prototype', 'services:\n  __proto__:\n    image: a:1\n  constructor:\n    build: {args: {__proto__: 1}}\n'],
  ['open substitutions', `FROM ${'${A:-'.repeat(100_000)}`],
  ['nested code in strings', '"${'.repeat(100_000)],
  ['slashes', '/'.repeat(500_000)],
  ['dots', 'a.'.repeat(250_000)],
  ['quotes', "'".repeat(500_001)],
  ['angles', '<a'.repeat(250_000)],
  ['blanks', ' '.repeat(1_000_000)],
  ['sections', 'Bootstrap: docker\n%post\n'.repeat(5_000)],
]; // biome-ignore format: a table reads better in rows

/** Runs a reader; what it throws must say that it cannot tell. */
function survives(parse: (text: string) => unknown, text: string): void {
  try {
    parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(CannotTell);
  }
}

describe.each(READERS)('%s', (_, parse, sample) => {
  test('the sample is read', () => {
    expect(() => parse(sample)).not.toThrow();
  });

  test('cut off at any place', () => {
    for (let at = 0; at < sample.length; at++) survives(parse, sample.slice(0, at));
  });

  test('random bytes, alone and in a true file', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all).toString('latin1'));
    fc.assert(
      fc.property(bytes, fc.nat(sample.length), (noise, at) => {
        survives(parse, noise);
        survives(parse, sample.slice(0, at) + noise + sample.slice(at));
      }),
    );
  });

  test.each(HOSTILE)('%s', (__, text) => {
    survives(parse, text);
  });
});
