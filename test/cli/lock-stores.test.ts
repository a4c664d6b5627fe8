import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Report } from '../../src/report/report.js';
import { folderWith, repro } from '../support/cli.js';
import { type ObjectStore, objectStore } from '../support/object-store.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const SECRET = 'very/secret+key';

let store: ObjectStore;
beforeEach(async () => {
  store = await objectStore({
    'train.csv': { body: 'a,b\n1,2\n', etag: '"opaque-2"', headers: { 'x-amz-version-id': 'v1' } },
    'set/a': { body: 'a' },
    'set/b': { body: 'b' },
  });
});
afterEach(() => store.close());

const env = () => ({
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: SECRET,
  AWS_SESSION_TOKEN: SECRET,
  AWS_ENDPOINT_URL_S3: store.endpoint,
});
const CONFIG = 'data:\n  - source: s3://bucket/train.csv\n  - source: s3://bucket/set/\n';

describe('repro lock of what lies at a store', () => {
  test('records it, compares it, and tells what changed', async () => {
    const cwd = await folderWith({ 'repro.config.yaml': CONFIG });
    expect(await repro(['lock'], { cwd, env: env() })).toMatchObject({ exitCode: 0, stderr: '' });
    const lock = await readFile(join(cwd, 'repro.lock'), 'utf8');
    expect(lock).toContain(
      `  s3://bucket/train.csv:\n    kind: object\n    hash: sha256:${sha256('a,b\n1,2\n')}\n    size: 8\n    version: v1\n`,
    );
    expect(lock).not.toContain(SECRET);
    const again = await repro(['lock'], { cwd, env: env() });
    expect(again.stdout).toContain('repro.lock is up to date');
    expect(await repro(['lock', '--check', '-q'], { cwd, env: env() })).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
    store.objects.set('set/b', { body: 'c' });
    const checked = await repro(['lock', '--check'], { cwd, env: env() });
    expect(checked).toMatchObject({ exitCode: 1, stderr: '' });
    expect(checked.stdout).toContain('mismatch  s3://bucket/set/ does not have its recorded hash');
    expect(checked.stdout).toContain('changed: s3://bucket/set/b');
    await rm(join(cwd, 'repro.config.yaml'));
    store.objects.delete('train.csv');
    expect((await repro(['lock'], { cwd, env: env() })).stderr).toContain(
      'take it out with `repro lock --prune`',
    );
    const pruned = await repro(['lock', '--prune'], { cwd, env: env() });
    expect(pruned.stdout).toContain('removed   s3://bucket/train.csv');
    expect(await readFile(join(cwd, 'repro.lock'), 'utf8')).not.toContain('train.csv');
  });

  test('a prefix without its slash is told from an object that is not there', async () => {
    const cwd = await folderWith();
    expect(await repro(['lock', 's3://bucket/set'], { cwd, env: env() })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('write a slash at the end: s3://bucket/set/'),
    });
  });

  test('what is named alone leaves the rest as it was', async () => {
    const cwd = await folderWith({ 'a.csv': 'a', 'repro.config.yaml': `${CONFIG}  - path: a.csv\n` });
    await repro(['lock', 'a.csv'], { cwd });
    expect(store.requests).toEqual([]);
    const { stdout } = await repro(['lock', 's3://bucket/set/', '--algorithm', 'sha256'], {
      cwd,
      env: env(),
    });
    expect(stdout).toMatch(/^added {5}s3:\/\/bucket\/set\/ /);
    const lock = await readFile(join(cwd, 'repro.lock'), 'utf8');
    expect(lock).toContain(`      a: ${sha256('a')} 1\n`);
    expect(lock).toContain('  a.csv:\n');
    expect(lock).not.toContain('train.csv');
  });

  test('an endpoint of the config gets nothing unless the user names it', async () => {
    const cwd = await folderWith({
      'repro.config.yaml': `data:\n  - source: s3://bucket/train.csv\n    endpoint: ${store.endpoint}\n`,
    });
    const own = { ...env(), AWS_ENDPOINT_URL_S3: undefined };
    const refused = await repro(['lock'], { cwd, env: own });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`--allow-endpoint ${store.endpoint}`);
    expect(refused.stderr).not.toContain(SECRET);
    expect(store.requests).toEqual([]);
    expect((await repro(['lock', '--allow-endpoint', store.endpoint], { cwd, env: own })).exitCode).toBe(0);
  });

  test('a store that cannot be asked is exit code 2, and the lock stays as it was', async () => {
    const cwd = await folderWith({ 'repro.config.yaml': CONFIG });
    await repro(['lock'], { cwd, env: env() });
    const before = await readFile(join(cwd, 'repro.lock'), 'utf8');
    const gone = { ...env(), AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' };
    const locked = await repro(['lock'], { cwd, env: gone });
    expect(locked).toMatchObject({ exitCode: 2, stdout: '' });
    expect(locked.stderr).toContain('repro.lock is left as it was:');
    const checked = await repro(['lock', '--check'], { cwd, env: gone });
    expect(checked.exitCode).toBe(2);
    expect(checked.stdout).toContain('refuses the connection');
    expect(await readFile(join(cwd, 'repro.lock'), 'utf8')).toBe(before);
  });

  test('a hash of the config has to hold', async () => {
    const config = (hash: string) => `data:\n  - source: s3://bucket/train.csv\n    hash: sha256:${hash}\n`;
    const cwd = await folderWith({ 'repro.config.yaml': config(sha256('other')) });
    const refused = await repro(['lock'], { cwd, env: env() });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('does not have the hash that the config gives');
  });
});

describe('repro check', () => {
  const check = async (cwd: string, ...flags: string[]) => {
    const { stdout } = await repro(['check', '--only', 'data/hashes', '--format', 'json', ...flags], {
      cwd,
      env: env(),
    });
    return Report.parse(JSON.parse(stdout)).results[0]!;
  };

  test('is offline, and connects only when it is told to', async () => {
    const cwd = await folderWith({ 'repro.config.yaml': CONFIG });
    await repro(['lock'], { cwd, env: env() });
    store.requests.length = 0;
    const offline = await check(cwd);
    expect(offline).toMatchObject({
      status: 'skip',
      summary: '2 datasets at a store recorded, not compared: offline',
      data: { offline: ['s3://bucket/set/', 's3://bucket/train.csv'] },
    });
    expect(store.requests).toEqual([]);
    expect(await check(cwd, '--online')).toMatchObject({ status: 'pass' });
    store.objects.set('set/c', { body: 'c' });
    const online = await check(cwd, '--online');
    expect(online).toMatchObject({ status: 'fail', summary: '1 dataset differs from what is recorded' });
    expect(online.findings[0]).toMatchObject({
      message: expect.stringContaining('c added'),
      fix: expect.stringMatching(/^Put the recorded objects back.*`repro lock`/),
    });
    await store.close();
    const asked = await check(cwd, '--online');
    expect(asked).toMatchObject({
      status: 'unknown',
      findings: [{ fix: expect.stringMatching(/^[A-Z]/) }, {}],
    });
  });
});
