import { createHash } from 'node:crypto';
import type { SourceAlgorithm } from '../hashing/lock-sources.js';
import { crc32, crc64nvme, type Summer } from './crc.js';

/** What makes a digest by this algorithm, piece by piece. */
export function hasherOf(algorithm: SourceAlgorithm): Summer {
  switch (algorithm) {
    case 'crc64nvme':
      return crc64nvme();
    case 'crc32c':
      return crc32(0x82f63b78);
    case 'crc32':
      return crc32(0xedb88320);
    default: {
      const hash = createHash(algorithm);
      return { update: (bytes) => hash.update(bytes), digest: () => hash.digest('hex') };
    }
  }
}
