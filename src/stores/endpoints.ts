import type { StoreAddress } from '../addresses.js';
import { UserError } from '../errors.js';

/** Who may be talked to, beyond AWS itself: only what the user says, in the environment or on the command line. */
export interface Trust {
  env: NodeJS.ProcessEnv;
  /** Addresses of `--allow-endpoint`. */
  allowed: readonly string[];
}

/** What the config says of where a source lies. It comes from the project, so it is not trusted. */
export interface Place {
  endpoint?: string | undefined;
  region?: string | undefined;
}

/** Where requests for one bucket go. */
export interface Endpoint {
  /** Without a slash at the end. */
  base: string;
  region: string;
  isAws: boolean;
}

const REGION = /^[a-z0-9]+(?:-[a-z0-9]+){0,5}$/;

/** Whether it is the name of a region; `auto` and the names of other stores are too. */
export function isRegion(text: string): boolean {
  return REGION.test(text) && text.length <= 32;
}

/**
 * Where a bucket is asked for. An endpoint of the config is used only when the user names the same one: a config may come
 * from a stranger, and whoever answers there is sent signed requests and told what they are for. Throws `UserError`.
 */
export function endpointFor(
  { text, bucket }: StoreAddress,
  { endpoint, region: written }: Place,
  { env, allowed }: Trust,
): Endpoint {
  const region = written ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1');
  if (!isRegion(region)) throw new UserError(`${text}: ${JSON.stringify(region)} is no name of a region`);
  const ofUser = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined;
  const wanted = endpoint ?? ofUser;
  if (wanted === undefined) return awsEndpoint(bucket, region);
  const base = endpointOf(wanted, endpoint === undefined ? 'AWS_ENDPOINT_URL' : text);
  const trusted = [...allowed, ...(ofUser === undefined ? [] : [ofUser])];
  if (!trusted.some((one) => endpointOf(one, '--allow-endpoint') === base))
    throw new UserError(`${text} is declared at the endpoint ${base}, which only the config names`, {
      hint: `if you trust it with your credentials: \`--allow-endpoint ${base}\`, or set AWS_ENDPOINT_URL_S3`,
    });
  return { base, region, isAws: false };
}

/** The endpoint of AWS for a bucket in a region (AWS General Reference, "Amazon S3 endpoints and quotas"). */
export function awsEndpoint(bucket: string, region: string): Endpoint {
  const host = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  // A bucket with a dot is no single label, so the certificate would not fit; one with capitals is no host at all.
  const base = /^[a-z0-9-]+$/.test(bucket) ? `https://${bucket}.${host}` : `https://${host}/${bucket}`;
  return { base, region, isAws: true };
}

/** The origins whose redirects and private addresses are accepted for sources on the web. Throws `UserError`. */
export function allowedOrigins({ allowed }: Trust): Set<string> {
  return new Set(allowed.map((text) => new URL(endpointOf(text, '--allow-endpoint')).origin));
}

/** An endpoint in one spelling. Throws `UserError` for what is none. */
function endpointOf(text: string, where: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const sound =
    url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username && !url.password;
  // The text is not shown: it may hold a password.
  if (!sound)
    throw new UserError(`${where} gives an endpoint that is no address of the form https://host[:port]`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
