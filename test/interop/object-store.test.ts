import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parseLock } from '../../src/hashing/lock-reader.js';
import { treeHash } from '../../src/hashing/tree-hash.js';
import { folderWith, repro } from '../support/cli.js';

/** An S3 server with real checksums, of parts and of whole objects, and versions; built from its source. */
const VERSION = 'v1.8.0';
const program = resolve(`node_modules/.cache/repro-interop/versitygw-${VERSION}/versitygw`);
const KEYS = { AWS_ACCESS_KEY_ID: 'interop', AWS_SECRET_ACCESS_KEY: 'interop/secret+key' };
const python = join(inject('bins').s3, 'python');

let server: ChildProcess;
let endpoint: string;
let uploaded: { sums: Record<string, string>; versions: string[] };
let cwd: string;

/** A port that is free now. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port } = probe.address() as { port: number };
  await new Promise((closed) => probe.close(closed));
  return port;
}

function client(action: string): string {
  return execFileSync(python, [resolve('test/interop/object-store.py'), endpoint, action], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...KEYS },
  });
}

const env = () => ({ ...KEYS, AWS_ENDPOINT_URL_S3: endpoint });
const lockOf = async () => parseLock(await readFile(join(cwd, 'repro.lock'), 'utf8')).sources ?? [];

beforeAll(async () => {
  if (!existsSync(program)) {
    mkdirSync(resolve(program, '..'), { recursive: true });
    execFileSync('go', ['install', `github.com/versity/versitygw/cmd/versitygw@${VERSION}`], {
      stdio: 'inherit',
      env: { ...process.env, GOBIN: resolve(program, '..') },
    });
  }
  const port = await freePort();
  endpoint = `http://127.0.0.1:${port}`;
  // It keeps checksums in extended attributes, which not every temporary folder has; its own side folder does too.
  const [data, versions, sidecar] = await Promise.all(
    ['data', 'versions', 'sidecar'].map((name) => mkdtemp(join(tmpdir(), `repro-s3-${name}-`))),
  );
  server = spawn(
    program,
    [
      '--port',
      `127.0.0.1:${port}`,
      '--quiet',
      'posix',
      '--sidecar',
      sidecar!,
      '--versioning-dir',
      versions!,
      data!,
    ],
    {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        ROOT_ACCESS_KEY: KEYS.AWS_ACCESS_KEY_ID,
        ROOT_SECRET_KEY: KEYS.AWS_SECRET_ACCESS_KEY,
      },
    },
  );
  for (let waited = 0; waited < 100; waited += 1) {
    if (
      await fetch(endpoint).then(
        () => true,
        () => false,
      )
    )
      break;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  uploaded = JSON.parse(client('upload'));
  cwd = await folderWith({
    'repro.config.yaml':
      'data:\n  - source: s3://data/single/\n  - source: s3://data/parts/\n  - source: s3://data/many/\n  - source: s3://versions/train.csv\n',
  });
}, 600_000);

afterAll(() => {
  server?.kill();
});

describe('what boto3 uploads to a real S3 server', () => {
  test('is hashed as its bytes are', async () => {
    const flags = ['--algorithm', 'sha256'];
    expect(await repro(['lock', ...flags], { cwd, env: env() })).toMatchObject({ exitCode: 0, stderr: '' });
    const entries = new Map((await lockOf()).map((entry) => [entry.address, entry]));
    const found = ['single', 'parts'].flatMap((name) =>
      (entries.get(`s3://data/${name}/`)?.contents ?? []).map(({ path, hash }) => [`${name}/${path}`, hash]),
    );
    expect(Object.fromEntries(found)).toEqual(uploaded.sums);
    const many = Array.from({ length: 1100 }, (_, at) => {
      const body = String(at);
      return { path: body.padStart(4, '0'), size: body.length, hash: sha256(body) };
    });
    expect(entries.get('s3://data/many/')).toMatchObject({ count: 1100, hash: treeHash(many) });
    expect(entries.get('s3://versions/train.csv')).toMatchObject({
      hash: sha256('2\n'),
      version: uploaded.versions[1],
    });
    expect(await repro(['lock', '--check', '-q'], { cwd, env: env() })).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
  });

  test('is recorded from the checksums that the server keeps, and still the same when they are of another kind', async () => {
    cwd = await folderWith({ 'repro.config.yaml': await readFile(join(cwd, 'repro.config.yaml'), 'utf8') });
    await repro(['lock'], { cwd, env: env() });
    const entries = new Map((await lockOf()).map((entry) => [entry.address, entry]));
    const parts = entries.get('s3://data/parts/')?.contents ?? [];
    expect(parts.map(({ path, hash }) => `${path} ${hash.replace(/(?<=:).*|^[0-9a-f]{64}$/, '')}`)).toEqual([
      'bare.bin crc64nvme:',
      'crc32c-of-parts.bin ',
      'crc32c.bin crc32c:',
      'crc64nvme.bin crc64nvme:',
      'sha256.bin ',
      'uploaded.bin ',
    ]);
    client('change');
    const { exitCode, stdout } = await repro(['lock', '--check'], { cwd, env: env() });
    expect(exitCode).toBe(1);
    expect(stdout.split('\n').filter((line) => /^(ok|mismatch)|changed:/.test(line))).toEqual([
      'ok        s3://data/many/',
      'ok        s3://data/parts/',
      'mismatch  s3://data/single/ does not have its recorded hash',
      'ok        s3://versions/train.csv',
      '            changed: s3://data/single/bare.bin',
    ]);
  });

  test('an old version is compared when the config asks for it', async () => {
    const folder = await folderWith({
      'repro.config.yaml': `data:\n  - source: s3://versions/train.csv\n    revision: "${uploaded.versions[0]}"\n    hash: sha256:${sha256('1\n')}\n`,
    });
    expect(await repro(['lock'], { cwd: folder, env: env() })).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test.each([
    ['a wrong key', { AWS_SECRET_ACCESS_KEY: 'wrong' }, 's3://data/single/', 'the secret key is wrong'],
    [
      'an unknown key',
      { AWS_ACCESS_KEY_ID: 'nobody' },
      's3://data/single/',
      'the answer was an error (XAdminUserNotFound, status 404)',
    ],
    ['no bucket', {}, 's3://no-such-bucket/a', 'there is no such bucket'],
    ['no object', {}, 's3://data/nothing', 'there is no such object'],
    ['a region of another name', { AWS_REGION: 'eu-west-1' }, 's3://versions/train.csv', undefined],
  ])('%s', async (_, more, address, message) => {
    const { exitCode, stderr } = await repro(['lock', '--dry-run', address], {
      cwd,
      env: { ...env(), ...more },
    });
    expect(exitCode).toBe(message === undefined ? 0 : 2);
    expect(stderr).toContain(message ?? '');
    expect(stderr).not.toContain(KEYS.AWS_SECRET_ACCESS_KEY);
  });
});

function sha256(text: string): string {
  return execFileSync('sha256sum', { input: text, encoding: 'utf8' }).slice(0, 64);
}
