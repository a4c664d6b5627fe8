import { CannotTell } from '../../errors.js';
import { hashBytes } from '../../hashing/hasher.js';
import type { Dependency } from '../dependencies.js';
import { parseExactToml } from '../formats/exact-toml.js';
import type { TomlTable } from '../formats/toml.js';
import { Comparison } from './comparison.js';
import { lookUpRequirements, withManifest } from './look-up.js';
import { type Difference, type Freshness, type FreshnessInput, fresh, stale, unclear } from './rule.js';

/** How a format hashes its manifest. */
export interface ContentHash {
  /**
   * The sha256 digests, as lower-case hexadecimal digits, that the tool may have recorded for this manifest as it is.
   * Throws `CannotTell` for values whose spelling is lost.
   */
  digests(manifest: TomlTable, input: FreshnessInput): readonly string[] | Promise<readonly string[]>;
  /** Why another hash proves nothing for this lock; absent where it proves that the manifest changed. */
  inconclusive?: ((input: FreshnessInput) => string | undefined) | undefined;
}

/**
 * Compares the hash that a lock records with that of its manifest. Where the hashes differ, the requirements that the
 * lock does not hold are named; where they tell nothing, such requirements alone prove that it is stale.
 */
export async function byContentHash(
  input: FreshnessInput,
  { digests, inconclusive }: ContentHash,
): Promise<Freshness> {
  const { lock, manifests, text } = input;
  const [first] = manifests;
  if (!first) return unclear('no manifest beside it');
  let open = inconclusive?.(input);
  if (lock.contentHash !== undefined && lock.recordsInputs !== true) {
    try {
      const found = await digests(parseExactToml(await text(first.path)), input);
      if (found.includes(lock.contentHash.replace(/^sha256:/, '')))
        return fresh('the recorded content hash equals that of the manifest');
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      open = error.message;
    }
  }
  const differences = notHeld(input, open === undefined);
  if (open === undefined) {
    const reason =
      lock.contentHash === undefined
        ? 'the lock records no content hash'
        : 'the recorded content hash is not that of the manifest';
    return stale(reason, differences);
  }
  return differences.length > 0
    ? stale('declared requirements are not locked', differences)
    : unclear(`${open}; every declared requirement is locked`);
}

/**
 * Requirements that the lock does not hold, or in versions that do not satisfy them: those of the groups and extras that
 * it says to hold, else of all of them when `everything` is asked for, else of none.
 */
function notHeld({ lock, manifests }: FreshnessInput, everything: boolean): readonly Difference[] {
  const comparison = new Comparison();
  const isHeld = ({ group, extra }: Dependency) =>
    (group ?? extra) === undefined || (lock.groups?.includes(group ?? extra ?? '') ?? everything);
  for (const manifest of manifests) {
    const wanted = manifest.requirements.filter(isHeld).map(withManifest(manifest));
    lookUpRequirements(comparison, lock, wanted, { universal: true });
  }
  return comparison.differences;
}

/** The sha256 of a text as UTF-8, in lower-case hexadecimal digits. */
export function sha256(text: string): string {
  return hashBytes(new TextEncoder().encode(text), 'sha256');
}
