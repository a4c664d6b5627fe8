import { CannotTell } from '../../errors.js';
import { hashBytes } from '../../hashing/digest.js';
import { parseToml, type TomlTable } from '../formats/toml.js';
import { lookUp, missing } from './look-up.js';
import { type Freshness, type FreshnessInput, fresh, stale } from './rule.js';

/** A format's own content hashes. */
export interface ContentHash {
  /** The texts whose sha256 the tool's versions record, for one manifest. Throws `CannotTell` for values whose spelling is lost. */
  texts(manifest: TomlTable): string[];
  /** Whether another hash proves that the manifest changed. */
  conclusive: boolean;
}

/** Compares the hash that a lock records with that of its manifest; looks requirements up where it tells nothing. */
export async function byContentHash(
  input: FreshnessInput,
  { texts, conclusive }: ContentHash,
): Promise<Freshness> {
  const { lock, manifests, text } = input;
  const [first] = manifests;
  if (first && lock.contentHash !== undefined && lock.recordsInputs !== true) {
    try {
      const hashes = texts(parseToml(await text(first.path)).data).map(sha256);
      if (hashes.includes(lock.contentHash.replace(/^sha256:/, '')))
        return fresh('the recorded content hash equals that of the manifest');
      if (conclusive) return stale('the recorded content hash is not that of the manifest', missing(input));
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  return lookUp(input);
}

function sha256(text: string): string {
  return hashBytes(new TextEncoder().encode(text), 'sha256');
}
