import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { hashContent } from '../../src/stores/stream.js';
import { Transport } from '../../src/stores/transport.js';
import { webContent } from '../../src/stores/web.js';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

/** The origin of a server that answers so. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The sha256 of what is at an address; the user allows these origins. */
async function hash(text: string, ...allowed: string[]): Promise<string> {
  const transport = new Transport({ silenceMs: 2000 });
  const means = { transport, pauseMs: 1, allowed: new Set(allowed) };
  try {
    const content = await webContent({ kind: 'https', text }, means);
    return (await hashContent(content, 'sha256', { pauseMs: 1, onBytes() {} })).hash;
  } finally {
    transport.close();
  }
}

const body = 'a'.repeat(10_000);
const digest = createHash('sha256').update(body).digest('hex');

test('no credentials are sent, and the content is hashed whether or not its length is told', async () => {
  const seen: string[] = [];
  const origin = await serve((request, response) => {
    seen.push(...Object.keys(request.headers));
    if (request.url === '/long') response.setHeader('content-length', body.length);
    response.end(body);
  });
  expect(await hash(`${origin}/long`, origin)).toBe(digest);
  expect(await hash(`${origin}/chunks`, origin)).toBe(digest);
  expect(seen).not.toContain('authorization');
});

test('redirects within the host are followed, to other hosts only where the user allows them', async () => {
  const other = await serve((_, response) => response.end(body));
  const origin = await serve((request, response) => {
    if (request.url === '/end') return void response.end(body);
    const location = { '/same': '/end', '/other': `${other}/x?signature=hush`, '/round': '/round' }[
      request.url ?? ''
    ];
    response.writeHead(302, { location }).end();
  });
  expect(await hash(`${origin}/same`, origin)).toBe(digest);
  await expect(hash(`${origin}/other`, origin)).rejects.toThrow(`redirects to ${other}, another host`);
  await expect(hash(`${origin}/other`, origin)).rejects.not.toThrow('hush');
  expect(await hash(`${origin}/other`, origin, other)).toBe(digest);
  await expect(hash(`${origin}/round`, origin)).rejects.toThrow('not followed');
});

test('what breaks off is taken up with a strong ETag, and read again from the start without one', async () => {
  for (const etag of ['"strong"', 'W/"weak"']) {
    const ranges: (string | undefined)[] = [];
    const origin = await serve((request, response) => {
      ranges.push(request.headers.range);
      const start = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
      const range = { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` };
      response.writeHead(start > 0 ? 206 : 200, {
        etag,
        'content-length': body.length - start,
        ...(start > 0 && range),
      });
      if (ranges.length > 1) return void response.end(body.slice(start));
      response.write(body.slice(0, 4000), () => setTimeout(() => response.destroy(), 20));
    });
    expect(await hash(origin, origin)).toBe(digest);
    expect(ranges).toEqual([undefined, etag === '"strong"' ? 'bytes=4000-' : undefined]);
  }
});

test('a server that sends without end is left once more has come than is recorded', async () => {
  const origin = await serve((_, response) => {
    const send = () => {
      while (!response.destroyed && response.write(body));
    };
    response.on('drain', send);
    send();
  });
  const text = `${origin}/endless`;
  const transport = new Transport({ silenceMs: 2000 });
  try {
    const content = await webContent(
      { kind: 'https', text },
      { transport, pauseMs: 1, allowed: new Set([origin]) },
    );
    const hashing = hashContent(content, 'sha256', { pauseMs: 1, onBytes() {}, most: 50_000 });
    await expect(hashing).rejects.toMatchObject({ kind: 'mismatch', address: text });
  } finally {
    transport.close();
  }
});

test('what is not there is absent', async () => {
  const origin = await serve((_, response) => response.writeHead(404).end());
  await expect(hash(`${origin}/a`, origin)).rejects.toMatchObject({ kind: 'absent' });
});
