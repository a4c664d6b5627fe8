import { describe, expect, test } from 'vitest';
import { containers } from '../../src/facts/containers.js';
import { Project } from '../../src/facts/fact.js';
import { MemorySource } from '../../src/facts/source.js';
import { hasImage, imageNames, parseDigest, planDigests } from '../../src/fixing/digests.js';
import { readTexts } from '../../src/fixing/read.js';
import { afterwards, leftLines } from '../support/fixing.js';

const HEX = `sha256:${'ab'.repeat(32)}`;
const OTHER = `sha256:${'cd'.repeat(32)}`;

async function mend(files: Record<string, string>, ...digests: string[]) {
  const project = new Project(new MemorySource(files));
  const found = await project.get(containers);
  const texts = await readTexts(project, Object.keys(files));
  const plan = planDigests(digests.map(parseDigest), found, texts);
  return { after: afterwards(plan, texts), left: leftLines(plan), found };
}

describe('digests', () => {
  test.each<[name: string, before: string, after: string, image?: string, left?: string[]]>([
    ['a base image', 'FROM python:3.11-slim\n', `FROM python:3.11-slim@${HEX}\n`],
    ['no tag', 'FROM python\n', `FROM python@${HEX}\n`, 'python'],
    [
      'platform, stage name and comment',
      '# python:3.11-slim\nFROM --platform=linux/amd64 python:3.11-slim AS base # x\nFROM base\n',
      `# python:3.11-slim\nFROM --platform=linux/amd64 python:3.11-slim@${HEX} AS base # x\nFROM base\n`,
    ],
    [
      'every line that names it, and no other',
      'FROM python:3.11-slim AS a\r\nFROM python:3.11\r\nCOPY --from=python:3.11-slim /x /y\r\n',
      `FROM python:3.11-slim@${HEX} AS a\r\nFROM python:3.11\r\nCOPY --from=python:3.11-slim@${HEX} /x /y\r\n`,
    ],
    [
      'the default of an ARG that is the whole image',
      'ARG BASE=python:3.11-slim\nFROM ${BASE}\n',
      `ARG BASE=python:3.11-slim@${HEX}\nFROM \${BASE}\n`,
    ],
    [
      'an ARG that is used elsewhere',
      'ARG BASE=python:3.11-slim\nFROM $BASE\nRUN echo $BASE\n',
      'ARG BASE=python:3.11-slim\nFROM $BASE\nRUN echo $BASE\n',
      'python:3.11-slim',
      ['Dockerfile:2 $BASE: ARG BASE is used for other things too'],
    ],
    [
      'an ARG that is a part',
      'ARG TAG=3.11-slim\nFROM python:$TAG\n',
      'ARG TAG=3.11-slim\nFROM python:$TAG\n',
      'python:3.11-slim',
      [
        'Dockerfile:2 python:$TAG: a part of it is a variable; write the image out, or make the variable the whole image',
      ],
    ],
    ['the same digest again', `FROM python:3.11-slim@${HEX}\n`, `FROM python:3.11-slim@${HEX}\n`],
    [
      'another digest',
      `FROM python:3.11-slim@${OTHER}\n`,
      `FROM python:3.11-slim@${OTHER}\n`,
      'python:3.11-slim',
      [`Dockerfile:1 python:3.11-slim@${OTHER}: it is pinned to another digest: ${OTHER}`],
    ],
  ])('%s', async (_, before, after, image = 'python:3.11-slim', left = []) => {
    const done = await mend({ Dockerfile: before }, `${image}=${HEX}`);
    expect(done.after.Dockerfile ?? before).toBe(after);
    expect(done.left).toEqual(left);
  });

  test('an image of compose, with a default in place', async () => {
    const before = 'services:\n  db:\n    image: "redis:7" # cache\n  web:\n    image: ${WEB:-nginx:1.27}\n';
    const done = await mend({ 'compose.yaml': before }, `redis:7=${HEX}`, `nginx:1.27=${OTHER}`);
    expect(done.after['compose.yaml']).toBe(
      `services:\n  db:\n    image: "redis:7@${HEX}" # cache\n  web:\n    image: \${WEB:-nginx:1.27@${OTHER}}\n`,
    );
    expect(done.left).toEqual([]);
  });

  test('which images there are', async () => {
    const { found } = await mend({ Dockerfile: 'ARG T=1\nFROM a:$T\nFROM b\n' });
    expect(imageNames(found)).toEqual(['a:1', 'b']);
    expect([hasImage(found, 'a:1'), hasImage(found, 'a:$T'), hasImage(found, 'a')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test.each([
    'python',
    '=',
    `python:3=sha256:${'A'.repeat(64)}`,
    'python=sha256:ab',
    `=${HEX}`,
    `python@${HEX}`,
  ])('a malformed one is refused: %s', (text) => {
    expect(() => parseDigest(text)).toThrow('is not image=sha256:');
  });
});
