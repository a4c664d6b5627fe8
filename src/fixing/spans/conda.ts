import { isMap } from 'yaml';
import type { Dependency } from '../../facts/dependencies.js';
import { childOf, entriesOf, itemsOf, parseYaml, textOf } from '../../facts/formats/yaml.js';
import { type Place, placeInRequirement, shifted } from './requirement.js';

/** Where the version parts of a conda environment file stand, those of its pip list included. Throws `CannotTell` when it is no YAML. */
export function placesInConda(
  text: string,
  wanted: readonly Dependency[],
): Map<Dependency, Place | undefined> {
  const { document, line } = parseYaml(text);
  const items = itemsOf(childOf(document.contents, 'dependencies'));
  const pip = items
    .filter((item) => isMap(item))
    .flatMap((item) => entriesOf(item).flatMap(({ key, value }) => (key === 'pip' ? itemsOf(value) : [])));
  const taken = new Set<unknown>();
  return new Map(
    wanted.map((one) => {
      const nodes = one.ecosystem === 'conda' ? items : pip;
      const node = nodes.find(
        (item) => !taken.has(item) && line(item) === one.at.line && textOf(item)?.includes(one.raw),
      );
      taken.add(node);
      const scalar = node === undefined ? undefined : scalarAt(text, node);
      if (!scalar) return [one, undefined];
      const place =
        one.ecosystem === 'conda' ? placeInCondaSpec(scalar.text) : placeInRequirement(scalar.text);
      return [one, place && shifted(place, scalar.offset)];
    }),
  );
}

/** The text of a scalar as it stands in the file, without its quotes; undefined for one with escapes, an alias or a block. */
function scalarAt(text: string, node: unknown): { text: string; offset: number } | undefined {
  const range = (node as { range?: [number, number, number] | null }).range;
  const written = textOf(node);
  if (!range || written === undefined) return undefined;
  const source = text.slice(range[0], range[1]);
  if (source === written) return { text: source, offset: range[0] };
  if (source === `"${written}"` || source === `'${written}'`) return { text: written, offset: range[0] + 1 };
  return undefined;
}

/**
 * The version part of a conda package spec. Undefined for the bracket form, which holds more than a version.
 * Source: conda, docs/source/user-guide/concepts/pkg-specs.rst.
 */
function placeInCondaSpec(text: string): Place | undefined {
  const head = /^\s*(?:[^\s=<>~![\]]*::)?[A-Za-z0-9_][A-Za-z0-9_.-]*/.exec(text)?.[0];
  if (head === undefined || text.includes('[')) return undefined;
  return {
    offset: head.length,
    before: text.slice(head.length).trimEnd(),
    // One `=` and three parts name one release and admit its builds; shorter versions need `==` to be exact.
    write: (version) => `${version.split('.').length >= 3 ? '=' : '=='}${version}`,
  };
}
