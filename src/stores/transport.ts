import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** How long nothing may arrive before a connection counts as broken, in milliseconds. */
const SILENCE_MS = 30_000;
/** The most requests at a time. */
export const MOST_REQUESTS = 16;
/** The largest answer that is kept in memory, in bytes: a list of 1000 keys of the greatest length. */
const BODY_LIMIT = 16 * 1024 * 1024;

/** One request. Nothing is added but the host, and redirects are not followed. */
export interface Outgoing {
  method: 'GET' | 'HEAD';
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** Whether addresses of this machine and of private networks are refused. */
  onlyPublic?: boolean | undefined;
}

/** An answer whose body has not been read. It has to be read, or left with `destroy`. */
export type Incoming = IncomingMessage & { statusCode: number };

/** The host of an address from outside lies in a network that the sender of the address has no business in. */
export class PrivateHost extends Error {
  override readonly name = 'PrivateHost';
}

/** Sends requests over connections that are kept open. Call `close` at the end. */
export class Transport {
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: MOST_REQUESTS });
  readonly #https = new HttpsAgent({ keepAlive: true, maxSockets: MOST_REQUESTS });
  readonly #silenceMs: number;

  constructor({ silenceMs = SILENCE_MS }: { silenceMs?: number | undefined } = {}) {
    this.#silenceMs = silenceMs;
  }

  /** The answer with its head. Throws what the system says, and `PrivateHost`. */
  send({ method, url, headers, onlyPublic = false }: Outgoing): Promise<Incoming> {
    if (onlyPublic && isPrivate(url.hostname.replace(/^\[|\]$/g, '')))
      return Promise.reject(new PrivateHost(url.hostname));
    const isHttps = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const request = (isHttps ? requestHttps : requestHttp)(
        url,
        {
          method,
          headers: { 'accept-encoding': 'identity', 'user-agent': 'repro', ...headers },
          agent: isHttps ? this.#https : this.#http,
          timeout: this.#silenceMs,
          ...(onlyPublic ? { lookup: lookupPublic } : {}),
        },
        (response) => resolve(response as Incoming),
      );
      request.on('timeout', () =>
        request.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
      );
      request.on('error', reject);
      request.end();
    });
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

/** The whole body as text. Throws what the system says, and when it is larger than any that a store sends. */
export async function bodyOf(response: Incoming): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response) {
    pieces.push(piece as Buffer);
    size += (piece as Buffer).length;
    if (size > BODY_LIMIT) {
      response.destroy();
      throw Object.assign(new Error('too large'), { code: 'EMSGSIZE' });
    }
  }
  if (!response.complete) throw Object.assign(new Error('cut off'), { code: 'ECONNRESET' });
  return Buffer.concat(pieces).toString('utf8');
}

/** Networks that nobody reaches from outside (RFC 6890 and the registries that it set up). */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) PRIVATE.addSubnet(network, bits, 'ipv4'); // biome-ignore format: a table reads better in rows
for (const [network, bits] of [
  ['::', 96], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['2002::', 16], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8],
] as const) PRIVATE.addSubnet(network, bits, 'ipv6'); // biome-ignore format: a table reads better in rows

function isPrivate(ip: string): boolean {
  const family = isIP(ip);
  return family !== 0 && PRIVATE.check(ip, family === 6 ? 'ipv6' : 'ipv4');
}

/** Looks a name up, and refuses it when any of its addresses is private: the one that is connected to is one of these. */
const lookupPublic: LookupFunction = (host, options, callback) => {
  lookup(host, { ...(options as LookupOptions), all: true }, (error, found) => {
    const addresses = found as LookupAddress[];
    if (error) return callback(error, '', 0);
    if (addresses.some(({ address }) => isPrivate(address))) return callback(new PrivateHost(host), '', 0);
    if (options.all) return callback(null, addresses);
    const [first] = addresses;
    callback(null, first?.address ?? '', first?.family);
  });
};
