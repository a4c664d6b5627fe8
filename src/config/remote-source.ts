import { readAddress } from '../addresses.js';

/** What keeps an s3:// source from being hashed where it lies. */
export function problemOfSource({
  path,
  source,
  revision,
  hash: digest,
  endpoint,
  region,
}: { [Key in 'path' | 'source' | 'revision' | 'hash' | 'endpoint' | 'region']?: string | undefined }):
  | string
  | undefined {
  if (!source?.startsWith('s3://'))
    return endpoint !== undefined || region !== undefined
      ? 'has an endpoint or a region, which only s3:// sources have'
      : undefined;
  if (path !== undefined) return undefined;
  const address = readAddress(source);
  if (typeof address === 'string') return `has a source that ${address}`;
  if (address.kind !== 's3' || !address.isPrefix) return undefined;
  if (revision !== undefined) return 'has a revision, and only single objects have versions';
  return digest?.startsWith('md5:') ? 'has an md5, and prefixes are hashed by sha256' : undefined;
}
