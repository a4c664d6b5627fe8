import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An object of the store; headers come on top of what the store would send. */
export interface StoredObject {
  body: Uint8Array | string;
  headers?: Record<string, string>;
  /** Replaces the ETag, which is the MD5 of the body. */
  etag?: string;
}

/** Answers a request in place of the store; true when it has done so. */
export type Fault = (request: IncomingMessage, response: ServerResponse, seen: number) => boolean;

export interface ObjectStore {
  endpoint: string;
  objects: Map<string, StoredObject>;
  /** `METHOD path?query` of every request, and its headers. */
  requests: { line: string; headers: IncomingMessage['headers'] }[];
  fault: Fault | undefined;
  /** Keys of one page of a list. */
  pageSize: number;
  close(): Promise<void>;
}

/** The part of S3 that is read here, in this process, for one bucket called `bucket`; no signature is checked. */
export async function objectStore(objects: Record<string, StoredObject> = {}): Promise<ObjectStore> {
  const server = createServer((request, response) => {
    store.requests.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    if (store.fault?.(request, response, store.requests.length)) return;
    answer(store, request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const store: ObjectStore = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(Object.entries(objects)),
    requests: [],
    fault: undefined,
    pageSize: 1000,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return store;
}

/** An error as S3 words it, with secrets in every field that a careless reader might print. */
export function refuse(response: ServerResponse, status: number, code: string, secret = ''): true {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no ${secret}</Message><AWSAccessKeyId>${secret}</AWSAccessKeyId><StringToSign>${secret}</StringToSign><Token-0>${secret}</Token-0><Region>${secret}</Region></Error>`,
  );
  return true;
}

function answer(store: ObjectStore, request: IncomingMessage, response: ServerResponse): true {
  const url = new URL(request.url ?? '', store.endpoint);
  const [, bucket = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
  if (bucket !== 'bucket') return refuse(response, 404, 'NoSuchBucket');
  if (url.searchParams.get('list-type') === '2') {
    list(store, url, response);
    return true;
  }
  const object = store.objects.get(rest.join('/'));
  if (!object) return refuse(response, 404, 'NoSuchKey');
  const body = Buffer.from(object.body);
  const etag = object.etag ?? `"${createHash('md5').update(body).digest('hex')}"`;
  const { range, 'if-match': wanted } = request.headers;
  if (wanted !== undefined && wanted !== etag) return refuse(response, 412, 'PreconditionFailed');
  const start = Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
  const part = body.subarray(start);
  response.writeHead(range === undefined ? 200 : 206, {
    etag,
    'content-length': String(part.length),
    ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` }),
    ...object.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : part);
  return true;
}

function list(store: ObjectStore, url: URL, response: ServerResponse): void {
  const prefix = url.searchParams.get('prefix') ?? '';
  const from = Number(url.searchParams.get('continuation-token') ?? 0);
  const keys = [...store.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  const page = keys.slice(from, from + store.pageSize);
  const next = from + page.length < keys.length ? String(from + page.length) : undefined;
  const contents = page.map((key) => {
    const size = Buffer.from(store.objects.get(key)?.body ?? '').length;
    return `<Contents><Key>${encodeURIComponent(key).replaceAll('%20', '+')}</Key><Size>${size}</Size></Contents>`;
  });
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${next !== undefined}</IsTruncated>${next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`}${contents.join('')}</ListBucketResult>`,
  );
}
