import { normalizeName } from '../formats/pep508.js';
import { pythonJson } from '../formats/python-json.js';
import { isTable, type TomlTable } from '../formats/toml.js';
import { byContentHash, sha256 } from './content-hash.js';
import type { FreshnessRule } from './rule.js';

/** Pipfile.lock: by its content hash, of names as written or normalised (since 2026.4). */
export const pipenv: FreshnessRule = (input) =>
  byContentHash(input, {
    digests: (manifest) =>
      [false, true].map((normalised) => sha256(pythonJson(content(manifest, normalised), true))),
  });

/** Top-level tables of a Pipfile that are no categories of packages. */
const KNOWN = 'source packages dev-packages requires scripts pipfile pipenv default develop'.split(' ');

/** Source: Pipenv, pipenv/utils/pipfile.py, `calculate_hash`; the source that is there by default: pipenv/vendor/plette/pipfiles.py. */
function content(data: TomlTable, normalised: boolean): TomlTable {
  const packages = (table: unknown): TomlTable =>
    isTable(table)
      ? Object.fromEntries(
          Object.entries(table).map(([name, value]) => [normalised ? normalizeName(name) : name, value]),
        )
      : {};
  const categories = Object.entries(data).filter(([name]) => !KNOWN.includes(name));
  return {
    _meta: {
      sources: data.source ?? [{ name: 'pypi', url: 'https://pypi.org/simple', verify_ssl: true }],
      requires: data.requires ?? {},
    },
    default: packages(data.packages),
    develop: packages(data['dev-packages']),
    ...Object.fromEntries(categories.map(([name, table]) => [name, packages(table)])),
  };
}
