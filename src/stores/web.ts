import type { WebAddress } from '../addresses.js';
import { StoreProblem } from './problem.js';
import { isPassing, MOST_ATTEMPTS, PASSING, pause } from './retry.js';
import { connectionProblem, refusal } from './s3-errors.js';
import type { Content } from './stream.js';
import type { Incoming, Transport } from './transport.js';

const MOST_REDIRECTS = 5;

export interface WebOptions {
  transport: Transport;
  pauseMs: number;
  /** Origins that may be redirected to from others, and that may lie in a private network. */
  allowed: ReadonlySet<string>;
}

/**
 * Content at an https:// address, which is asked for without any credentials. The address comes from the project, and so does
 * where it redirects to: other hosts than its own, and hosts of a private network, only when the user allows them.
 * Throws `StoreProblem`.
 */
export async function webContent(address: WebAddress, options: WebOptions): Promise<Content> {
  const first = await get(address, options, {});
  const { etag, 'content-length': length } = first.headers;
  let unread: Incoming | undefined = first;
  const strong = etag !== undefined && /^"[^"]*"$/.test(etag) ? etag : undefined;
  return {
    address: address.text,
    host: new URL(address.text).host,
    size: length === undefined ? undefined : Number(length),
    etag: strong,
    open(offset) {
      if (unread && offset === 0) {
        const response = unread;
        unread = undefined;
        return Promise.resolve(response);
      }
      return get(address, options, {
        ...(strong === undefined ? {} : { 'if-match': strong }),
        ...(offset > 0 ? { range: `bytes=${offset}-` } : {}),
      });
    },
  };
}

async function get(
  { text }: WebAddress,
  { transport, pauseMs, allowed }: WebOptions,
  headers: Record<string, string>,
): Promise<Incoming> {
  let url = new URL(text);
  let redirects = 0;
  for (let attempt = 1; ; attempt += 1) {
    let response: Incoming;
    try {
      response = await transport.send({ method: 'GET', url, headers, onlyPublic: !allowed.has(url.origin) });
    } catch (error) {
      if (!isPassing(error) || attempt >= MOST_ATTEMPTS) throw connectionProblem(text, url.host, error);
      await pause(attempt, pauseMs);
      continue;
    }
    const { statusCode: status } = response;
    if (status === 200 || status === 206) return response;
    response.destroy();
    if ([301, 302, 303, 307, 308].includes(status) && redirects < MOST_REDIRECTS) {
      url = next(text, url, response.headers.location, allowed);
      redirects += 1;
    } else if (status === 401 || status === 403) {
      const hint = 'sources on the web are asked for without credentials';
      throw new StoreProblem('refused', text, `${text}: access denied`, hint);
    } else if (!PASSING.has(status) || attempt >= MOST_ATTEMPTS) {
      throw refusal(text, { status: status === 410 ? 404 : status, code: '', signed: true });
    } else {
      await pause(attempt, pauseMs, response.headers['retry-after']);
    }
  }
}

/** Where a redirect leads. Throws `StoreProblem` when it may not be followed; its path is not told, since it may be signed. */
function next(text: string, from: URL, location: string | undefined, allowed: ReadonlySet<string>): URL {
  if (location === undefined || !URL.canParse(location, from.href))
    throw new StoreProblem('refused', text, `${text}: it redirects to no valid address`);
  const to = new URL(location, from);
  const same = to.origin === new URL(text).origin;
  if (same || allowed.has(to.origin)) return to;
  throw new StoreProblem(
    'refused',
    text,
    `${text} redirects to ${to.protocol}//${to.host}, another host`,
    to.protocol === 'https:' ? `if you trust it: \`--allow-endpoint ${to.origin}\`` : undefined,
  );
}
