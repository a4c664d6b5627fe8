import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { standardCredentials } from '../../src/stores/credentials.js';
import { folderWith } from '../support/cli.js';

/** Nothing of this machine: no profile of whoever runs the tests, and no EC2. */
function clean(values: Record<string, string> = {}): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
}

afterEach(() => vi.unstubAllEnvs());

const get = () => standardCredentials(process.env)();

test('the environment comes first', async () => {
  clean({
    AWS_ACCESS_KEY_ID: 'one',
    AWS_SECRET_ACCESS_KEY: 'two',
    AWS_SESSION_TOKEN: 'three',
    AWS_PROFILE: 'no',
  });
  expect(await get()).toEqual({ accessKeyId: 'one', secretAccessKey: 'two', sessionToken: 'three' });
});

test('a profile with static keys, and a program that it names', async () => {
  const folder = await folderWith({
    credentials: '[static]\naws_access_key_id = one\naws_secret_access_key = two\n',
    config: `[profile made]\ncredential_process = echo '{"Version":1,"AccessKeyId":"three","SecretAccessKey":"four"}'\n`,
  });
  const files = {
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_CONFIG_FILE: join(folder, 'config'),
  };
  clean({ ...files, AWS_PROFILE: 'static' });
  expect(await get()).toMatchObject({ accessKeyId: 'one', secretAccessKey: 'two' });
  clean({ ...files, AWS_PROFILE: 'made' });
  expect(await get()).toMatchObject({ accessKeyId: 'three', secretAccessKey: 'four' });
});

test('a container is asked, as in ECS and EKS', async () => {
  const server = createServer((request, response) => {
    const known = request.headers.authorization === 'pod-token';
    const keys = {
      AccessKeyId: 'one',
      SecretAccessKey: 'two',
      Token: 'three',
      Expiration: '2099-01-01T00:00:00Z',
    };
    response.writeHead(known ? 200 : 403, { 'content-type': 'application/json' }).end(JSON.stringify(keys));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  clean({
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'pod-token',
  });
  expect(await get()).toMatchObject({ accessKeyId: 'one', secretAccessKey: 'two', sessionToken: 'three' });
  await new Promise((closed) => server.close(closed));
});

test('none at all means requests without a signature', async () => {
  clean();
  expect(await get()).toBeUndefined();
});

test.each<[string, Record<string, string>, string]>([
  ['a profile that is not there', { AWS_PROFILE: 'nobody' }, 'the AWS profile that AWS_PROFILE names cannot be used'],
  ['a program that fails', { AWS_PROFILE: 'failing' }, 'the AWS profile that AWS_PROFILE names cannot be used'],
  ['a token file that is not there', { AWS_WEB_IDENTITY_TOKEN_FILE: '/nonexistent/token', AWS_ROLE_ARN: 'arn:aws:iam::1:role/secret-role' }, 'the web identity that AWS_WEB_IDENTITY_TOKEN_FILE names cannot be used'],
  ['half of a key', { AWS_ACCESS_KEY_ID: 'secret-id' }, 'AWS_ACCESS_KEY_ID without AWS_SECRET_ACCESS_KEY cannot be used'],
])('%s is an error that holds no secret', async (_, values, message) => {
  const folder = await folderWith({
    config: '[profile failing]\ncredential_process = sh -c "echo secret-out; echo secret-err >&2; exit 1" secret-argument\n',
  });
  clean({ AWS_CONFIG_FILE: join(folder, 'config'), ...values });
  const error = await get().then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toMatchObject({ name: 'UserError', message });
  expect(`${error.message} ${error.hint} ${error.cause}`).not.toContain('secret-');
}); // biome-ignore format: a table reads better in rows
