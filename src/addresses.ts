/** A dataset that lies at an object store or on the web. */
export type Address = StoreAddress | WebAddress;

export interface StoreAddress {
  kind: 's3';
  /** As it was written: `s3://bucket/key`, or `s3://bucket/prefix/` for everything below. */
  text: string;
  bucket: string;
  /** Of the object, or what the keys of all objects begin with (empty for a whole bucket). */
  key: string;
  /** Whether it stands for all objects below it: it ends with a slash. */
  isPrefix: boolean;
}

export interface WebAddress {
  kind: 'https';
  text: string;
}

/** The longest key that S3 takes, in bytes of UTF-8 (its user guide, "Naming Amazon S3 objects"). */
const LONGEST_KEY = 1024;
/** Older buckets have capitals, underscores and up to 255 characters. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;

/** Reads `s3://bucket/key`, `s3://bucket/prefix/` or `https://host/path`; what is wrong with it as text otherwise. */
export function readAddress(text: string): Address | string {
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'holds a control character';
  if (text.startsWith('https://')) return readWeb(text);
  if (!text.startsWith('s3://')) return 'is no address of the form s3://bucket/key or https://host/path';
  const rest = text.slice('s3://'.length);
  const slash = rest.indexOf('/');
  const bucket = slash < 0 ? rest : rest.slice(0, slash);
  if (!BUCKET.test(bucket) || bucket.includes('..'))
    // What stands before an at sign may be a key with its secret.
    return `names the bucket "${bucket.replace(/^.*@/, '')}", which is no name of a bucket`;
  if (slash < 0) return `needs a key after the bucket, or a slash for the whole bucket: ${text}/`;
  const key = rest.slice(slash + 1);
  const problem = problemOfKey(key);
  if (problem !== undefined) return problem;
  return { kind: 's3', text, bucket, key, isPrefix: key === '' || key.endsWith('/') };
}

/** What makes a key one that no URL can carry; undefined for any other. */
export function problemOfKey(key: string): string | undefined {
  if (Buffer.byteLength(key) > LONGEST_KEY) return `has a key of more than ${LONGEST_KEY} bytes`;
  // Every part of the way, ours included, would resolve them to another key.
  if (key.split('/').some((part) => part === '.' || part === '..'))
    return 'has a key with a part "." or ".."';
  return undefined;
}

/**
 * Parameters that let whoever has the address in: of presigned ones of S3 (also its older form), Google Cloud Storage and CloudFront,
 * of shared access signatures of Azure, and what services call their tokens.
 */
const SECRET =
  /^(x-(amz|goog)-(signature|credential|security-token)|signature|sig|(access_?|auth_?)?token|api_?key)$/i;

/** An address as messages show it: without a user name and password, and without what stands for them. */
export function shownAddress(text: string): string {
  return text
    .replace(/^([a-z0-9]+:\/\/)[^/]*@/i, '$1')
    .replace(/([?&])([^=&#]*)=[^&#]*/g, (whole, mark, name) =>
      SECRET.test(name) ? `${mark}${name}=...` : whole,
    );
}

/** Whether a source is one that can be hashed where it lies; others, such as `hf://`, are only declared. */
export function isRemote(text: string): boolean {
  return /^(?:s3|https):\/\//.test(text);
}

function readWeb(text: string): WebAddress | string {
  if (!URL.canParse(text)) return 'is no valid address';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    return 'holds a user name or password, which would end up in files';
  const secret = [...url.searchParams.keys()].find((name) => SECRET.test(name));
  if (secret !== undefined)
    return `is signed for whoever has it (${secret}), which would end up in files; take the address without that`;
  if (url.hash !== '') return 'has a fragment (#), which is never sent';
  return { kind: 'https', text };
}
