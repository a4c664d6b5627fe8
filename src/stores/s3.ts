import { AwsV4Signer } from 'aws4fetch';
import { problemOfKey, type StoreAddress } from '../addresses.js';
import type { ObjectHead } from './checksums.js';
import type { CredentialSource } from './credentials.js';
import { awsEndpoint, type Endpoint, isRegion } from './endpoints.js';
import { type Listed, parseError, parsePage } from './listing.js';
import { StoreProblem } from './problem.js';
import { isPassing, MOST_ATTEMPTS, PASSING, pause } from './retry.js';
import { connectionProblem, refusal } from './s3-errors.js';
import { bodyOf, type Incoming, type Transport } from './transport.js';

/** The sha256 of nothing, which is what every request here has as its body. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** The most objects below one prefix. */
const MOST_OBJECTS = 5_000_000;

/** Which object, and which of its states. */
export interface ObjectRef {
  key: string;
  /** The current one when absent. */
  version?: string | undefined;
}

interface Call {
  method: 'GET' | 'HEAD';
  key: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
}

export interface BucketOptions {
  transport: Transport;
  credentials: CredentialSource;
  /** The first pause before something is tried again, in milliseconds. */
  pauseMs: number;
}

/** Reads one bucket of a store that speaks S3. Everything throws `StoreProblem` about the address it was made for. */
export class Bucket {
  readonly #address: StoreAddress;
  readonly #options: BucketOptions;
  #endpoint: Endpoint;
  #moved = false;

  constructor(address: StoreAddress, endpoint: Endpoint, options: BucketOptions) {
    this.#address = address;
    this.#endpoint = endpoint;
    this.#options = options;
  }

  /** What the store says of an object, with its checksums. */
  async head({ key, version }: ObjectRef): Promise<ObjectHead> {
    const query = version === undefined ? {} : { versionId: version };
    const response = await this.#send({
      method: 'HEAD',
      key,
      query,
      headers: { 'x-amz-checksum-mode': 'ENABLED' },
    });
    response.resume();
    const headers = response.headers as Record<string, string | undefined>;
    const size = headers['content-length'] ?? '';
    if (!/^\d{1,15}$/.test(size)) throw this.#strange('does not say how large the object is');
    const id = headers['x-amz-version-id'];
    return {
      size: Number(size),
      etag: headers.etag,
      // Objects from before a bucket kept versions have the version `null`.
      version: id === undefined || id === 'null' || !/^[!-~]{1,1024}$/.test(id) ? undefined : id,
      headers,
    };
  }

  /** The content from an offset on; `etag` is the state that it must be in. Connections that break are not tried again. */
  async get({ key, version }: ObjectRef, offset: number, etag: string | undefined): Promise<Incoming> {
    return this.#send({
      method: 'GET',
      key,
      query: version === undefined ? {} : { versionId: version },
      headers: {
        ...(offset > 0 ? { range: `bytes=${offset}-` } : {}),
        ...(etag === undefined ? {} : { 'if-match': etag }),
      },
    });
  }

  /** All objects whose keys begin with the prefix, in the order of the store, page by page. */
  async list(prefix: string, onObjects: (count: number) => void = () => {}): Promise<Listed[]> {
    const objects: Listed[] = [];
    const asked = new Set<string>();
    for (let token: string | undefined = ''; token !== undefined; ) {
      const query = {
        'list-type': '2',
        'encoding-type': 'url',
        prefix,
        ...(token === '' ? {} : { 'continuation-token': token }),
      };
      const page = parsePage(await this.#text({ method: 'GET', key: '', query }));
      if (!page) throw this.#strange('answers something else than a list of objects');
      for (const one of page.objects) {
        if (!one.key.startsWith(prefix)) throw this.#strange('lists objects that were not asked for');
        const problem = problemOfKey(one.key);
        if (problem !== undefined)
          throw this.#strange(`holds an object that ${problem}; exclude does not help: rename it`);
        objects.push(one);
      }
      if (objects.length > MOST_OBJECTS) throw this.#strange(`holds more than ${MOST_OBJECTS} objects`);
      onObjects(objects.length);
      if (page.next !== undefined && asked.has(page.next))
        throw this.#strange('gives the same page again and again');
      if (page.next !== undefined) asked.add(page.next);
      token = page.next;
    }
    return objects;
  }

  #strange(what: string): StoreProblem {
    const { text } = this.#address;
    return new StoreProblem('refused', text, `${text}: the store ${what}`);
  }

  /** Like `#send`, with the whole body, which is asked for anew when it breaks off. */
  async #text(call: Call): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.#send(call);
      try {
        return await bodyOf(response);
      } catch (error) {
        if (!isPassing(error) || attempt >= MOST_ATTEMPTS) throw this.#broken(error);
        await pause(attempt, this.#options.pauseMs);
      }
    }
  }

  /** An answer that is no refusal. What passes is waited for; a bucket in another region is followed there once. */
  async #send(call: Call): Promise<Incoming> {
    for (let attempt = 1; ; attempt += 1) {
      const { request, signed } = await this.#signed(call);
      let response: Incoming;
      try {
        response = await this.#options.transport.send(request);
      } catch (error) {
        if (!isPassing(error) || attempt >= MOST_ATTEMPTS) throw this.#broken(error);
        await pause(attempt, this.#options.pauseMs);
        continue;
      }
      const status = response.statusCode;
      if (status >= 200 && status < 300) return response;
      if (PASSING.has(status) && attempt < MOST_ATTEMPTS) {
        response.resume();
        await pause(attempt, this.#options.pauseMs, response.headers['retry-after']);
        continue;
      }
      const { code, region } = await this.#reason(call, response);
      if (!this.#moved && this.#move(status, response.headers['x-amz-bucket-region'] ?? region)) continue;
      throw refusal(this.#address.text, { status, code, signed });
    }
  }

  /** Why a request was refused. The answer to HEAD has no body, so the first byte is asked for instead. */
  async #reason(call: Call, response: Incoming): Promise<{ code: string; region: string }> {
    try {
      if (call.method === 'GET') return parseError(await bodyOf(response));
      response.resume();
      const { request } = await this.#signed({ ...call, method: 'GET', headers: { range: 'bytes=0-0' } });
      const second = await this.#options.transport.send(request);
      if (second.statusCode === response.statusCode) return parseError(await bodyOf(second));
      second.destroy();
    } catch (error) {
      // The status alone tells enough when the reason does not come through.
      if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    }
    return { code: '', region: '' };
  }

  #move(status: number, region: unknown): boolean {
    if (![301, 307, 400, 403].includes(status) || typeof region !== 'string' || !isRegion(region))
      return false;
    if (region === this.#endpoint.region) return false;
    this.#moved = true;
    this.#endpoint = this.#endpoint.isAws
      ? awsEndpoint(this.#address.bucket, region)
      : { ...this.#endpoint, region };
    return true;
  }

  async #signed({ method, key, query = {}, headers = {} }: Call) {
    const { base, region, isAws } = this.#endpoint;
    const place = isAws ? base : `${base}/${this.#address.bucket}`;
    const url = new URL(`${place}/${key.split('/').map(encoded).join('/')}`);
    url.search = Object.entries(query)
      .map(([name, value]) => `${name}=${encoded(value)}`)
      .join('&');
    const credentials = await this.#options.credentials();
    if (!credentials) return { request: { method, url, headers }, signed: false };
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      headers: { ...headers, 'x-amz-content-sha256': EMPTY },
      service: 's3',
      region,
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken === undefined ? {} : { sessionToken: credentials.sessionToken }),
    });
    const signed = await signer.sign();
    return { request: { method, url, headers: Object.fromEntries(signed.headers) }, signed: true };
  }

  #broken(error: unknown): StoreProblem {
    return connectionProblem(this.#address.text, new URL(this.#endpoint.base).host, error);
  }
}

/** Percent-encodes everything but what no reader of a URL changes (RFC 3986, unreserved). */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
