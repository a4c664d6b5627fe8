import { StoreProblem } from './problem.js';
import { PrivateHost } from './transport.js';

/** An answer that refuses a request. */
export interface Refusal {
  status: number;
  /** The code of the answer, such as `NoSuchKey`; empty when it has none. */
  code: string;
  signed: boolean;
}

interface Told {
  message: string;
  hint?: string;
  kind?: 'absent' | 'changed';
}

const CREDENTIALS =
  'look at the environment (AWS_*) and at ~/.aws; `aws sts get-caller-identity` tells whose they are';

/** What the codes of S3 mean (S3 API reference, "Error responses"), with the mend. */
const CODES: Readonly<Record<string, Told>> = {
  NoSuchBucket: { message: 'there is no such bucket', hint: 'look at its name, endpoint and region' },
  NoSuchKey: { message: 'there is no such object', kind: 'absent' },
  NoSuchVersion: { message: 'there is no such version of the object', kind: 'absent' },
  MethodNotAllowed: { message: 'that version of the object is a mark of its deletion', kind: 'absent' },
  PreconditionFailed: { message: 'it changed while it was read', kind: 'changed' },
  InvalidRange: { message: 'it changed while it was read', kind: 'changed' },
  InvalidAccessKeyId: { message: 'the store does not know the access key', hint: CREDENTIALS },
  SignatureDoesNotMatch: { message: 'the store refuses the signature: the secret key is wrong', hint: CREDENTIALS },
  ExpiredToken: { message: 'the credentials have expired', hint: 'get new ones, as with `aws sso login`' },
  InvalidToken: { message: 'the store refuses the session token', hint: CREDENTIALS },
  RequestTimeTooSkewed: { message: 'the clock of this machine is wrong, so signatures do not hold', hint: 'set it: `timedatectl set-ntp true`' },
  RequestExpired: { message: 'the clock of this machine is wrong, so signatures do not hold', hint: 'set it: `timedatectl set-ntp true`' },
  InvalidObjectState: { message: 'it lies in an archive and cannot be read at once', hint: 'restore it first, or upload it with a SHA-256 checksum, which can be read without it' },
  PermanentRedirect: { message: 'the bucket lies in another region', hint: 'say which: `region` in the config, or AWS_REGION' },
  AuthorizationHeaderMalformed: { message: 'the bucket lies in another region', hint: 'say which: `region` in the config, or AWS_REGION' },
  InvalidBucketName: { message: 'the store takes no bucket of that name' },
  SlowDown: { message: 'the store asks to slow down, again and again', hint: 'try later' },
}; // biome-ignore format: a table reads better in rows

/** What a refusal means, for people. */
export function refusal(address: string, { status, code, signed }: Refusal): StoreProblem {
  const known = CODES[code];
  if (known)
    return new StoreProblem(known.kind ?? 'refused', address, `${address}: ${known.message}`, known.hint);
  // Another code than those of absent things may speak of the key or of the store itself.
  if (status === 404 && code === '')
    return new StoreProblem('absent', address, `${address}: there is nothing`);
  if (status === 412 || status === 416)
    return new StoreProblem('changed', address, `${address}: it changed while it was read`);
  if (status === 401 || status === 403) {
    return new StoreProblem(
      'refused',
      address,
      `${address}: access denied${signed ? '' : ' without credentials, and none were found'}`,
      signed
        ? 'the credentials need s3:GetObject, and s3:ListBucket for prefixes'
        : 'set up credentials, such as AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    );
  }
  if (status >= 300 && status < 400)
    return new StoreProblem(
      'refused',
      address,
      `${address}: the answer leads to another address, which is not followed`,
    );
  const named = code === '' ? `status ${status}` : `${code}, status ${status}`;
  return new StoreProblem(
    'refused',
    address,
    `${address}: the answer was an error (${named})`,
    status >= 500 ? 'try later' : undefined,
  );
}

const CONNECTIONS: Readonly<Record<string, [message: string, hint: string]>> = {
  ENOTFOUND: ['has no address (DNS)', 'look at the name, and at the network of this machine'],
  EAI_AGAIN: ['has no address (DNS does not answer)', 'look at the network of this machine'],
  ECONNREFUSED: ['refuses the connection', 'is the endpoint right, and is it up?'],
  ECONNRESET: ['breaks the connection, again and again', 'try later'],
  ETIMEDOUT: ['does not answer', 'look at the network and its proxy, or try later'],
  EMSGSIZE: ['sends an answer that is far too large', 'is it a store that speaks S3?'],
  CERT_HAS_EXPIRED: [
    'has a certificate that has expired',
    'look at the clock of this machine, or tell whoever runs it',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: ['has a certificate for another name', 'look at the name of the endpoint'],
  EPROTO: ['does not speak TLS', 'is it an http:// endpoint?'],
};

/** What an error of the connection means, for people. Throws what is no such error: it is a defect of ours. */
export function connectionProblem(address: string, host: string, error: unknown): StoreProblem {
  if (error instanceof StoreProblem) return error;
  if (error instanceof PrivateHost)
    return new StoreProblem(
      'refused',
      address,
      `${address}: ${host} is an address of a private network, which a config may not choose`,
      `if you trust it: \`--allow-endpoint https://${host}\``,
    );
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string') throw error;
  const [message, hint] =
    CONNECTIONS[code] ??
    (/CERT|SIGNATURE|ISSUER/.test(code)
      ? [
          'has a certificate that this machine does not trust',
          'give its authority: NODE_EXTRA_CA_CERTS=<file>',
        ]
      : [`cannot be talked to (${code.replace(/[^A-Z0-9_]/g, '')})`, 'look at the network of this machine']);
  return new StoreProblem('refused', address, `${address}: ${host} ${message}`, hint);
}
