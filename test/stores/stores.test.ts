import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { treeHash } from '../../src/hashing/tree-hash.js';
import { measureSources, type SourceRequest, verifySources } from '../../src/stores/sources.js';
import { type ObjectStore, objectStore, refuse } from '../support/object-store.js';

const OPAQUE = '"0123456789abcdef0123456789abcdef-2"';
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const md5 = (bytes: Uint8Array | string) => createHash('md5').update(bytes).digest('hex');
const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

let store: ObjectStore;
beforeEach(async () => {
  store = await objectStore();
});
afterEach(() => store.close());

const KEYS = { accessKeyId: 'AKIDSECRETONE', secretAccessKey: 'secret/two+', sessionToken: 'token-three' };

function options(more: { allowed?: string[]; env?: NodeJS.ProcessEnv; silenceMs?: number } = {}) {
  return {
    env: { AWS_ENDPOINT_URL_S3: store.endpoint },
    allowed: [],
    pauseMs: 1,
    credentials: async () => KEYS,
    ...more,
  };
}

/** What is recorded of one source. */
async function entry(address: string, request: Partial<SourceRequest> = {}) {
  const { entries, problems } = await measureSources([{ address, ...request }], options());
  expect(problems.map(({ message }) => message)).toEqual([]);
  return entries[0]!;
}

/** Why a source cannot be recorded. */
async function problem(address: string, request: Partial<SourceRequest> = {}, more = {}) {
  const { entries, problems } = await measureSources([{ address, ...request }], options(more));
  expect(entries).toEqual([]);
  const { kind, message, hint } = problems[0]!;
  return { kind, message, hint };
}

const downloads = () =>
  store.requests.filter(({ line }) => line.startsWith('GET') && !line.includes('list-type'));

describe('what the store keeps is taken without a download', () => {
  const body = 'id,amount\n1,20\n';
  test.each<[string, Record<string, string>, string | undefined, string]>([
    ['a sha256 of the whole', { 'x-amz-checksum-sha256': base64(sha256(body)), 'x-amz-checksum-type': 'FULL_OBJECT' }, undefined, `sha256:${sha256(body)}`],
    ['a sha256 of what came in one piece, by a store that names no type', { 'x-amz-checksum-sha256': base64(sha256(body)) }, undefined, `sha256:${sha256(body)}`],
    ['an ETag that is an md5', {}, undefined, `md5:${md5(body)}`],
    ['an ETag under encryption by the store itself', { 'x-amz-server-side-encryption': 'AES256' }, undefined, `md5:${md5(body)}`],
    ['a crc64nvme of the whole', { 'x-amz-checksum-crc64nvme': 'MpXKFc6fPC4=', 'x-amz-checksum-type': 'FULL_OBJECT' }, OPAQUE, 'crc64nvme:3295ca15ce9f3c2e'],
    ['a crc32c of the whole', { 'x-amz-checksum-crc32c': '4waSgw==', 'x-amz-checksum-type': 'FULL_OBJECT' }, OPAQUE, 'crc32c:e3069283'],
  ])('%s', async (_, headers, etag, hash) => {
    store.objects.set('a.csv', { body, headers, ...(etag ? { etag } : {}) });
    const found = await entry('s3://bucket/a.csv');
    expect(`${found.algorithm}:${found.hash}`).toBe(hash);
    expect(found.size).toBe(15);
    expect(downloads()).toEqual([]);
  }); // biome-ignore format: a table reads better in rows

  test.each<[string, Record<string, string>, string | undefined]>([
    ['a sha256 made of those of parts', { 'x-amz-checksum-sha256': `${base64(sha256('other'))}-2`, 'x-amz-checksum-type': 'COMPOSITE' }, OPAQUE],
    ['one without the number of parts', { 'x-amz-checksum-sha256': base64(sha256('other')), 'x-amz-checksum-type': 'COMPOSITE' }, OPAQUE],
    ['one of parts by a store that names no type', { 'x-amz-checksum-sha256': base64(sha256('other')) }, OPAQUE],
    ['an ETag under a key of KMS', { 'x-amz-server-side-encryption': 'aws:kms' }, `"${md5('other')}"`],
    ['an ETag under a key of the customer', { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }, `"${md5('other')}"`],
    ['a checksum that is none', { 'x-amz-checksum-sha256': 'AAAA', 'x-amz-checksum-type': 'FULL_OBJECT' }, OPAQUE],
  ])('not %s: the content is hashed', async (_, headers, etag) => {
    store.objects.set('a.csv', { body, headers, ...(etag ? { etag } : {}) });
    expect(await entry('s3://bucket/a.csv')).toMatchObject({ algorithm: 'sha256', hash: sha256(body) });
    expect(downloads()).toHaveLength(1);
  }); // biome-ignore format: a table reads better in rows

  test('an algorithm that is asked for is computed where the store does not keep it', async () => {
    store.objects.set('a.csv', { body });
    expect(await entry('s3://bucket/a.csv', { algorithm: 'sha256' })).toMatchObject({ hash: sha256(body) });
    expect(await entry('s3://bucket/a.csv', { algorithm: 'crc64nvme' })).toMatchObject({
      algorithm: 'crc64nvme',
    });
  });

  test('the version is recorded, unless the bucket keeps none', async () => {
    store.objects.set('a', { body, headers: { 'x-amz-version-id': 'v.1_X' } });
    store.objects.set('b', { body, headers: { 'x-amz-version-id': 'null' } });
    expect(await entry('s3://bucket/a')).toMatchObject({ version: 'v.1_X' });
    expect(await entry('s3://bucket/b')).not.toHaveProperty('version');
    await entry('s3://bucket/a', { revision: 'v 0' });
    expect(store.requests.at(-1)?.line).toBe('HEAD /bucket/a?versionId=v%200');
  });
});

describe('prefixes', () => {
  test('have the tree hash of the same files in a folder, whatever the pages', async () => {
    const names = ['a.txt', "deep/ä +&?#%'()*!~.bin", 'Z', 'z\\n', 'b//c'];
    for (const name of names)
      store.objects.set(`set/${name}`, {
        body: name,
        headers: { 'x-amz-checksum-sha256': base64(sha256(name)) },
      });
    store.objects.set('set/deep/', { body: '' });
    store.objects.set('settings', { body: 'no part of it' });
    const files = names.map((path) => ({ path, size: Buffer.byteLength(path), hash: sha256(path) }));
    for (const pageSize of [1, 2, 1000]) {
      store.pageSize = pageSize;
      expect(await entry('s3://bucket/set/')).toMatchObject({
        kind: 'prefix',
        hash: treeHash(files),
        count: 5,
      });
    }
  });

  test('leave out what is excluded, and are absent when nothing is left', async () => {
    store.objects.set('set/a.txt', { body: 'a' });
    store.objects.set('set/b.tmp', { body: 'b' });
    expect(await entry('s3://bucket/set/', { exclude: ['*.tmp'] })).toMatchObject({
      count: 1,
      exclude: ['*.tmp'],
    });
    expect(await problem('s3://bucket/set/', { exclude: ['*'] })).toMatchObject({ kind: 'absent' });
  });

  test('whose objects have several kinds of checksums name the kind of each', async () => {
    store.objects.set('set/a', { body: 'a' });
    store.objects.set('set/b', { body: 'b', etag: OPAQUE });
    const { contents } = await entry('s3://bucket/set/');
    expect(contents?.map(({ hash }) => hash)).toEqual([`md5:${md5('a')}`, sha256('b')]);
  });

  test('a list that never ends, or is of something else, is refused', async () => {
    const page = (keys: string) =>
      `<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>${keys}</ListBucketResult>`;
    const cases = [
      [page(''), 'gives the same page again and again'],
      [page('<Contents><Key>other</Key><Size>1</Size></Contents>'), 'lists objects that were not asked for'],
      [page('<Contents><Key>set/../x</Key><Size>1</Size></Contents>'), 'has a key with a part "." or ".."'],
      [page('<Contents><Key>set/a</Key><Size>-1</Size></Contents>'), 'answers something else'],
      ['<!DOCTYPE a [<!ENTITY b "c">]><ListBucketResult/>', 'answers something else'],
      ['<html>', 'answers something else'],
    ] as const;
    for (const [body, message] of cases) {
      store.fault = (_, response) => Boolean(response.end(body));
      expect((await problem('s3://bucket/set/')).message).toContain(message);
    }
  });
});

describe('comparing', () => {
  test('goes by the algorithm that was recorded, also when the store keeps another one by now', async () => {
    const body = '123456789';
    const checksum = {
      'x-amz-checksum-crc64nvme': base64('ae8b14860a799888'),
      'x-amz-checksum-type': 'FULL_OBJECT',
    };
    store.objects.set('a', { body, etag: OPAQUE, headers: checksum });
    store.objects.set('set/b', { body });
    const recorded = [await entry('s3://bucket/a'), await entry('s3://bucket/set/')];
    store.objects.set('a', { body });
    store.objects.set('set/b', { body, etag: OPAQUE });
    const compare = () =>
      verifySources(
        recorded.map((one) => ({ entry: one, place: {} })),
        options(),
      );
    expect((await compare()).map(({ status }) => status)).toEqual(['ok', 'ok']);
    store.objects.set('a', { body: '12345678x' });
    store.objects.set('set/c', { body });
    const [first, second] = await compare();
    expect(first).toMatchObject({ status: 'mismatch', now: { algorithm: 'crc64nvme' } });
    expect(second).toMatchObject({ status: 'mismatch', differences: [{ path: 'c', change: 'added' }] });
    store.objects.clear();
    expect((await compare()).map(({ status }) => status)).toEqual(['absent', 'absent']);
  });
});

describe('faults', () => {
  const body = Buffer.alloc(300_000, 'abcdefg');
  beforeEach(() => {
    store.objects.set('big', { body, etag: OPAQUE });
  });

  test('a broken connection is taken up where it broke, of the same state', async () => {
    let broken = 0;
    store.fault = (request, response) => {
      if (request.method !== 'GET' || broken === 3) return false;
      broken += 1;
      const start = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const status = start === 0 ? 200 : 206;
      const range = start === 0 ? {} : { 'content-range': `bytes ${start}-299999/300000` };
      response.writeHead(status, { etag: OPAQUE, 'content-length': String(body.length - start), ...range });
      response.write(body.subarray(start, start + 50_000), () => setTimeout(() => response.destroy(), 20));
      return true;
    };
    expect(await entry('s3://bucket/big')).toMatchObject({ hash: sha256(body), size: 300_000 });
    expect(downloads().map(({ headers }) => headers.range)).toEqual([
      undefined,
      'bytes=50000-',
      'bytes=100000-',
      'bytes=150000-',
    ]);
    expect(downloads().every(({ headers }) => headers['if-match'] === OPAQUE)).toBe(true);
  });

  test('a store that ignores the range sends all of it again', async () => {
    let first = true;
    store.fault = (request, response) => {
      if (request.method !== 'GET') return false;
      response.writeHead(200, { etag: OPAQUE, 'content-length': String(body.length) });
      if (first) response.write(body.subarray(0, 1000), () => setTimeout(() => response.destroy(), 20));
      else response.end(body);
      first = false;
      return true;
    };
    expect(await entry('s3://bucket/big')).toMatchObject({ hash: sha256(body), size: 300_000 });
  });

  test('what changes while it is read is an error, never a hash', async () => {
    store.fault = (request) => {
      if (request.method === 'GET') store.objects.set('big', { body: 'other' });
      return false;
    };
    expect(await problem('s3://bucket/big')).toMatchObject({ kind: 'changed' });
    store.objects.set('big', { body, etag: OPAQUE });
    store.fault = (request, response) => {
      if (request.method !== 'GET') return false;
      response.writeHead(200, { etag: '"another"' });
      return Boolean(response.end('x'));
    };
    expect(await problem('s3://bucket/big')).toMatchObject({ kind: 'changed' });
  });

  test('an object that is longer or shorter than was said is an error', async () => {
    for (const wrong of [Buffer.concat([body, body]), body.subarray(1)]) {
      store.objects.set('big', { body, etag: OPAQUE });
      store.fault = (request) => {
        if (request.method === 'GET') store.objects.set('big', { body: wrong, etag: OPAQUE });
        return false;
      };
      expect(await problem('s3://bucket/big')).toMatchObject({ kind: 'changed' });
    }
  });

  test('a store that is busy is asked again, and given up in the end', async () => {
    store.fault = (_, response, seen) => seen <= 3 && refuse(response, 503, 'SlowDown');
    await entry('s3://bucket/big');
    store.fault = (_, response) => refuse(response, 503, 'SlowDown');
    expect(await problem('s3://bucket/big')).toMatchObject({
      message: 's3://bucket/big: the store asks to slow down, again and again',
    });
  });

  test('silence counts as a broken connection', async () => {
    store.fault = () => true;
    expect((await problem('s3://bucket/big', {}, { silenceMs: 20 })).message).toMatch(/does not answer$/);
  });

  test('a bucket in another region is followed there once', async () => {
    store.fault = (request, response) => {
      if (request.headers.authorization?.includes('/eu-central-1/s3/')) return false;
      response.writeHead(400, { 'x-amz-bucket-region': 'eu-central-1' });
      return Boolean(response.end());
    };
    await entry('s3://bucket/big');
    store.fault = (_, response) => {
      response.writeHead(301, { 'x-amz-bucket-region': 'evil.example/#', location: 'http://127.0.0.1:1/' });
      return Boolean(response.end());
    };
    expect((await problem('s3://bucket/big')).message).toContain('which is not followed');
  });

  test.each([
    [404, 'NoSuchBucket', 'refused', 'no such bucket'],
    [404, 'NoSuchKey', 'absent', 'no such object'],
    [404, 'NoSuchUser', 'refused', 'NoSuchUser, status 404'],
    [403, 'AccessDenied', 'refused', 'access denied'],
    [403, 'InvalidAccessKeyId', 'refused', 'does not know the access key'],
    [403, 'SignatureDoesNotMatch', 'refused', 'the secret key is wrong'],
    [400, 'ExpiredToken', 'refused', 'have expired'],
    [403, 'RequestTimeTooSkewed', 'refused', 'the clock of this machine is wrong'],
    [400, 'Whatever<b>', 'refused', 'status 400'],
  ] as const)('%i %s tells what to mend, and no secret', async (status, code, kind, message) => {
    const secret = `${KEYS.secretAccessKey} ${KEYS.sessionToken} ${KEYS.accessKeyId}`;
    store.fault = (_, response) => refuse(response, status, code, secret);
    for (const address of ['s3://bucket/big', 's3://bucket/set/']) {
      const told = await problem(address);
      expect(told).toMatchObject({ kind });
      expect(told.message).toContain(message);
      expect(JSON.stringify(told)).not.toMatch(/AKIDSECRETONE|secret\/two|token-three|Signature=/);
    }
  });

  test('nobody there, and no such name', async () => {
    const env = { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' };
    expect((await problem('s3://bucket/a', {}, { env })).message).toContain('refuses the connection');
    const unknown = { AWS_ENDPOINT_URL_S3: 'http://no.such.name.invalid' };
    expect((await problem('s3://bucket/a', {}, { env: unknown })).message).toMatch(/has no address/);
  });
});

describe('who is talked to', () => {
  beforeEach(() => {
    store.objects.set('a', { body: 'a' });
  });

  test('an endpoint that only the config names gets nothing', async () => {
    const told = await problem('s3://bucket/a', { endpoint: store.endpoint }, { env: {} });
    expect(told.message).toContain('which only the config names');
    expect(told.hint).toContain(`--allow-endpoint ${store.endpoint}`);
    const env = { AWS_ENDPOINT_URL: 'https://s3.example.org' };
    expect((await problem('s3://bucket/a', { endpoint: store.endpoint }, { env })).kind).toBe('refused');
    expect(store.requests).toEqual([]);
  });

  test('the same endpoint is used when the user names it too', async () => {
    const request = { address: 's3://bucket/a', endpoint: `${store.endpoint}/` };
    for (const more of [{}, { env: {}, allowed: [store.endpoint] }])
      expect((await measureSources([request], options(more))).problems).toEqual([]);
  });

  test('no name of a region or bucket can make another host', async () => {
    for (const region of ['evil.example/#', 'a@b', '..', ''])
      expect((await problem('s3://bucket/a', { region }, { env: {} })).kind).toBe('refused');
    for (const address of [
      's3://a@b/c',
      's3://a#/c',
      's3://a:1/c',
      's3:///c',
      's3://../c',
      's3://bucket/../c',
    ])
      expect((await problem(address, {}, { env: {} })).kind).toBe('refused');
  });

  test('without credentials requests are not signed', async () => {
    const anonymous = { ...options(), credentials: async () => undefined };
    await measureSources([{ address: 's3://bucket/a' }], anonymous);
    expect(store.requests[0]?.headers).not.toHaveProperty('authorization');
    store.fault = (_, response) => refuse(response, 403, 'AccessDenied');
    const { problems } = await measureSources([{ address: 's3://bucket/a' }], anonymous);
    expect(problems[0]?.message).toContain('without credentials');
  });

  test.each([
    'https://127.0.0.1/a', 'https://169.254.169.254/latest/meta-data/', 'https://localhost/a', 'https://10.0.0.1/a',
    'https://[::1]/a', 'https://[::ffff:127.0.0.1]/a', 'https://0x7f.1/a', 'https://2130706433/a',
  ])('%s is a private address, which a config may not choose', async (address) => {
    expect((await problem(address)).message).toContain('private network');
  }); // biome-ignore format: a table reads better in rows

  test('a password in an address is refused and not told', async () => {
    const told = await problem('https://user:hunter2@example.org/a');
    expect(told.message).toContain('user name or password');
    expect(JSON.stringify(told)).not.toContain('hunter2');
  });
});
