import { declarationsOf } from './datasets/declared.js';
import { downloadsInCode } from './datasets/downloads/in-code.js';
import { downloadsInScripts } from './datasets/downloads/in-shell.js';
import { Locations } from './datasets/locations.js';
import type { Datasets, DatasetUse, DeclaredDataset } from './datasets/model.js';
import { PathValues } from './datasets/path-values.js';
import { toolsOf } from './datasets/tools.js';
import { usesOf } from './datasets/uses.js';
import { VersionedCalls } from './datasets/versioned/in-code.js';
import { Written } from './datasets/written.js';
import { defineFact, type Project } from './fact.js';
import { type Files, files as filesFact } from './files.js';
import { folderOf, foldersAbove, isWithin, resolveIn } from './paths.js';
import { python as pythonFact } from './python/python.js';
import { scene as sceneFact } from './scene.js';

export { distinct } from './datasets/distinct.js';
export type * from './datasets/model.js';

/** The data of the project: what is declared, what the code reads and writes, what is downloaded. */
export const datasets = defineFact<Datasets>({
  name: 'datasets',
  collect: collectDatasets,
});

async function collectDatasets(project: Project): Promise<Datasets> {
  const [files, python, scene, declarations, scripts] = await Promise.all([
    project.get(filesFact),
    project.get(pythonFact),
    project.get(sceneFact),
    declarationsOf(project),
    downloadsInScripts(project),
  ]);
  const values = new PathValues(scene);
  const known = new Set(files.own.flatMap(({ path }) => [path, ...foldersAbove(path)]));
  const { problems, remotes } = declarations;
  const versioned = new VersionedCalls(python, values, (path) => known.has(path));
  const { uses: found, recorded, tools: shown } = usesOf(python, values, versioned);
  const declared = [...declarations.declared, ...recorded];
  const locations = new Locations(
    files.own,
    declared.flatMap(({ path }) => path ?? []),
  );
  const written = new Written(found);
  const uses = found.map(({ module, path, ...use }): DatasetUse => {
    const matches = path ? locations.find(module, path) : [];
    const fixedBy =
      use.access === 'read' ? fixing(use, matches, declared, files, written, module) : undefined;
    return { ...use, matches, ...(fixedBy === undefined ? {} : { fixedBy }) };
  });
  const tools = new Map(
    // Later ones replace earlier ones: the first mark that has a store is kept.
    [...declarations.tools, ...toolsOf(python, shown)]
      .reverse()
      .sort((a, b) => Number(a.store) - Number(b.store))
      .map((tool) => [tool.tool, tool] as const),
  );
  return {
    declared,
    uses,
    downloads: [...downloadsInCode(python, values), ...scripts.downloads],
    tools: [...tools.values()],
    remotes,
    problems: [...problems, ...scripts.problems],
    misplaced: declarations.misplaced,
    hasCode: python.modules.length > 0,
  };
}

/** What makes it sure that everybody reads the same bytes. */
function fixing(
  { kind, revision, value, known }: Pick<DatasetUse, 'kind' | 'revision' | 'value' | 'known'>,
  matches: readonly string[],
  declared: readonly DeclaredDataset[],
  files: Files,
  written: Written,
  module: string,
): DatasetUse['fixedBy'] {
  if (kind === 'bundled') return 'package';
  if (revision !== undefined) return 'revision';
  const places = kind === 'path' && value !== undefined ? placesOf(value, module) : [];
  if (isInSubmodule(places, files)) return 'git';
  const names = [value, ...matches];
  const said = declared.filter(
    (one) =>
      (one.path !== undefined &&
        (matches.some((path) => covers(one.path as string, path)) ||
          places.some((place) => isWithin(place, one.path as string)))) ||
      (one.path === undefined &&
        value !== undefined &&
        (one.name === value ||
          one.source?.endsWith(value) ||
          isBelow(one.source, value) ||
          (one.by === 'pachyderm' && one.name !== undefined && isWithin(value, one.name)))),
  );
  const own = said.find(({ produced }) => !produced) ?? said[0];
  const committed = matches.length > 0 && matches.every((path) => files.get(path)?.tracked);
  // A hash that is written down keeps no old version; the commit does.
  if (committed && (!own || own.by === 'repro.config' || own.by === 'repro.lock' || own.by === 'checksums'))
    return 'git';
  if (own) return own.produced ? 'produced' : own.by;
  if (known !== 'runtime' && kind === 'path' && names.some((name) => name !== undefined && written.has(name)))
    return 'produced';
  return undefined;
}

/** Where a path of the code may lie in the project: counted from its root, and from the folder of the module. */
function placesOf(path: string, module: string): string[] {
  return ['', folderOf(module)].flatMap((from) => resolveIn(from, path) ?? []);
}

/** Whether a place lies in a git submodule, whose commit the project records. A nested repository that is none is recorded nowhere. */
function isInSubmodule(places: readonly string[], { submodules, has }: Files): boolean {
  return (
    submodules.length > 0 &&
    has('.gitmodules') &&
    places.some((place) => submodules.some((folder) => isWithin(place, folder)))
  );
}

/** Whether an address lies below a declared prefix, such as `s3://bucket/images/`. */
function isBelow(source: string | undefined, value: string): boolean {
  return source?.startsWith('s3://') === true && source.endsWith('/') && value.startsWith(source);
}

/** Whether a declared file or folder holds, is, or lies in a path. */
function covers(declared: string, path: string): boolean {
  return declared === path || path.startsWith(`${declared}/`) || declared.startsWith(`${path}/`);
}
