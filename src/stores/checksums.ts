import { SOURCE_DIGITS, type SourceAlgorithm } from '../hashing/lock-sources.js';

/** What a store says of an object without sending it. */
export interface ObjectHead {
  /** Bytes. */
  size: number;
  /** As the store writes it, with its quotes. */
  etag: string | undefined;
  version: string | undefined;
  headers: Readonly<Record<string, string | undefined>>;
}

/**
 * Checksums that are taken from the store, the best first. The MD5 comes before the CRCs: it is of no use against an
 * attacker either, and no two files of a dataset have the same one by accident.
 */
const PREFERENCE = ['sha256', 'md5', 'crc64nvme', 'crc32c', 'crc32'] as const;

/**
 * The digests of the whole content that a store itself keeps of an object, in lower-case hexadecimal, the best first.
 * What is made of the digests of parts is none: its value depends on how the object was cut when it was sent (S3 user
 * guide, "Checking object integrity": COMPOSITE checksums, and ETags that end with `-<number of parts>`).
 */
export function contentDigests(
  head: ObjectHead,
  { directoryBucket = false }: { directoryBucket?: boolean } = {},
): Map<SourceAlgorithm, string> {
  const found = new Map<SourceAlgorithm, string>();
  for (const algorithm of PREFERENCE) {
    const digits =
      algorithm === 'md5'
        ? plainMd5(head, directoryBucket)
        : fullChecksum(head, algorithm, SOURCE_DIGITS[algorithm]);
    if (digits !== undefined) found.set(algorithm, digits);
  }
  return found;
}

function fullChecksum({ headers, etag }: ObjectHead, algorithm: string, digits: number): string | undefined {
  const value = headers[`x-amz-checksum-${algorithm}`];
  if (value === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  const type = headers['x-amz-checksum-type'];
  // A store that does not name the type may give a composite one for what came in parts.
  if (type === undefined ? isOfParts(etag) : type !== 'FULL_OBJECT') return undefined;
  const hex = Buffer.from(value, 'base64').toString('hex');
  return hex.length === digits ? hex : undefined;
}

/**
 * The ETag is the MD5 of the content only for what came in one piece and is not encrypted with a key of KMS or of the
 * customer (S3 API reference, "Object": ETag), and never in a directory bucket.
 */
function plainMd5({ headers, etag }: ObjectHead, directoryBucket: boolean): string | undefined {
  const encryption = headers['x-amz-server-side-encryption'];
  if (directoryBucket || (encryption !== undefined && encryption !== 'AES256')) return undefined;
  if (headers['x-amz-server-side-encryption-customer-algorithm'] !== undefined) return undefined;
  return /^"?([0-9a-f]{32})"?$/.exec(etag ?? '')?.[1];
}

function isOfParts(etag: string | undefined): boolean {
  return etag === undefined || /-\d+"?$/.test(etag);
}
