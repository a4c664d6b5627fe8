import type { Dependency } from '../../facts/dependencies.js';
import { normalizeName } from '../../facts/formats/pep508.js';
import { linesOf } from '../edit.js';
import { type Place, placeInRequirement, shifted } from './requirement.js';
import { type TomlString, tomlStrings } from './toml-strings.js';

/** Lists of requirements that a run installs, by their keys. */
const LISTS = [
  'project.dependencies',
  'tool.flit.metadata.requires',
  'tool.hatch.envs.default.dependencies',
  'envs.default.dependencies',
];

/** Tables of packages, by their keys, with how each writes an exact version. */
const TABLES: readonly [path: string, ecosystem: 'pypi' | 'conda', exact: string][] = [
  ['tool.poetry.dependencies', 'pypi', ''],
  ['packages', 'pypi', '=='],
  ['dependencies', 'conda', '=='],
  ['pypi-dependencies', 'pypi', '=='],
  ['tool.pixi.dependencies', 'conda', '=='],
  ['tool.pixi.pypi-dependencies', 'pypi', '=='],
];

/** Where the version parts of a pyproject.toml, Pipfile or pixi.toml stand. */
export function placesInToml(
  text: string,
  wanted: readonly Dependency[],
): Map<Dependency, Place | undefined> {
  const lineOf = linesOf(text);
  const byName = new Map<string, TomlString[]>();
  for (const string of tomlStrings(text)) {
    for (const name of namesOf(string)) {
      const same = byName.get(name);
      if (same) same.push(string);
      else byName.set(name, [string]);
    }
  }
  const taken = new Set<TomlString>();
  return new Map(
    wanted.map((one) => {
      const found = (byName.get(one.name) ?? [])
        .filter((string) => !taken.has(string))
        .map((string) => ({ string, place: placeIn(string, one) }))
        .filter(({ place }) => place !== undefined)
        // Of equal ones the nearest to where the manifest's reader saw it.
        .map((candidate) => ({
          ...candidate,
          far: Math.abs(lineOf(candidate.string.offset) - one.at.line),
        }))
        .sort((a, b) => a.far - b.far)[0];
      if (found) taken.add(found.string);
      return [one, found?.place];
    }),
  );
}

/** The packages whose version a string may hold: the one it names as a requirement, and those that its keys name. */
function namesOf({ path, value }: TomlString): Set<string> {
  const written = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(value)?.[1];
  const keys = path.slice(-2).flatMap((key) => [normalizeName(key), key.toLowerCase()]);
  return new Set(written === undefined ? keys : [normalizeName(written), ...keys]);
}

function placeIn({ path, value, offset }: TomlString, one: Dependency): Place | undefined {
  const keys = path.join('.');
  if (LISTS.includes(keys)) {
    if (value.trim() !== one.raw) return undefined;
    const place = placeInRequirement(value);
    return place && shifted(place, offset);
  }
  const name = path.at(-1) === 'version' && path.length > 1 ? path.at(-2)! : path.at(-1)!;
  const table = keys.slice(0, keys.lastIndexOf(name) - 1);
  const known = TABLES.find(([tablePath, ecosystem]) => tablePath === table && ecosystem === one.ecosystem);
  const same = known?.[1] === 'conda' ? name.toLowerCase() === one.name : normalizeName(name) === one.name;
  if (!known || !same || (value === '*' ? '' : value) !== (one.specifier === '*' ? '' : one.specifier))
    return undefined;
  return { offset, before: value, write: (version) => `${known[2]}${version}` };
}
