import type { Call, PythonModule } from '../python/model.js';
import { firstOf, type Told, told } from './found-use.js';
import type { PathValues } from './path-values.js';
import { HUB_READERS, type LibraryRow } from './readers.js';
import { MOVING } from './versioned/table.js';

/** The use of a dataset that a library or hub knows by name. */
export function libraryUse(
  values: PathValues,
  module: PythonModule,
  call: Call,
  name: string,
  row: LibraryRow,
): Told | undefined {
  const first = call.args.find(
    ({ name: keyword }) => keyword === undefined || keyword === 'path' || keyword === 'name',
  );
  const text = first && values.read(module, first.value, call.scope, call.line);
  if (
    name === 'datasets.load_dataset' &&
    text &&
    (HUB_READERS.has(text.text) || /^(\.{0,2}\/|~)/.test(text.text))
  ) {
    const given = call.args.find(({ name: keyword }) => keyword === 'data_files' || keyword === 'data_dir');
    const path = HUB_READERS.has(text.text)
      ? given && values.read(module, firstOf(given.value), call.scope)
      : text;
    return path && told(name, 'read', path);
  }
  const fixed = revisionOf(values, module, call, row);
  const last = name.slice(name.lastIndexOf('.') + 1);
  // `fetch_california_housing` is about that, whatever it is given.
  const value = row.name.endsWith('_')
    ? last.replace(/^fetch_/, '')
    : row.name.endsWith('.') || row.kind === 'bundled'
      ? last
      : text?.text;
  const known = value === undefined || value === '*' ? 'runtime' : text?.byDefault ? 'default' : 'literal';
  // `keras.datasets.mnist.load_data` is about mnist.
  const shown = row.shown ?? (/^load(_data)?$/.test(value ?? '') ? (name.split('.').at(-2) ?? name) : value);
  return {
    kind: row.kind,
    access: 'read',
    call: name,
    known,
    ...(known === 'runtime' || shown === undefined ? {} : { value: shown }),
    ...(row.shown !== undefined && text && text.text !== '*' ? { path: text } : {}),
    ...(fixed === undefined ? {} : { revision: fixed }),
    ...(fixed === undefined && row.revision ? { fixable: row.revision[0] } : {}),
  };
}

function revisionOf(
  values: PathValues,
  module: PythonModule,
  call: Call,
  row: LibraryRow,
): string | undefined {
  const given = call.args.find(
    ({ name, value }) => name !== undefined && row.revision?.includes(name) && value.kind !== 'none',
  );
  if (!given) return undefined;
  const { text } = values.read(module, given.value, call.scope);
  if (MOVING.test(text)) return undefined;
  // On a git-based hub a branch or tag can move; a catalogue's version number cannot.
  return row.kind !== 'hub' || text === '*' || /^[0-9a-f]{7,40}$/.test(text) ? text : undefined;
}
