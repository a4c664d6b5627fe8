import { type Containers, containers } from './containers.js';
import { groupOfPath } from './dependencies/groups.js';
import { defineFact, type Project } from './fact.js';
import { files, hasTestName } from './files.js';
import { inTexts } from './machine-paths/in-texts.js';
import { kindOfPath, type PathKind, shownPath } from './machine-paths/patterns.js';
import type { PythonModule, Value } from './python/model.js';
import { python } from './python/python.js';
import { textIfAny } from './source.js';

/** One absolute path that the project holds and that other machines do not have. */
export interface MachinePath {
  path: string;
  kind: PathKind;
  /** Whether it stands in code, or in a config or script that is meant to be edited. */
  where: 'code' | 'config';
  /** Whether it stands in a test, whose paths are often made up. */
  isTest: boolean;
  at: { file: string; line: number; cell?: number | undefined };
}

export interface MachinePaths {
  /** In the order of files and lines; each path of a file once. */
  readonly paths: readonly MachinePath[];
  /** Files of code and of settings that were looked through. */
  readonly looked: { readonly code: number; readonly config: number };
}

/** Calls whose strings are addresses of a web server. */
const ROUTES =
  /(?:^|\.)(?:get|post|put|patch|delete|head|options|route|add_url_rule|api_route|websocket|mount|add_route|include_router|redirect|url_for|Mount|Route)$/;
/** Machine-specific absolute paths in Python and notebooks, R and Julia, shell scripts and settings. */
export const machinePaths = defineFact<MachinePaths>({
  name: 'machinePaths',
  async collect(project) {
    const [{ modules }, tree, recipes] = await Promise.all([
      project.get(python),
      project.get(files),
      project.get(containers),
    ]);
    const inPython = modules.filter(({ path }) => !path.includes('{{')).flatMap((module) => ofModule(module));
    const others = await inTexts(project, tree, recipes);
    const found = [...inPython, ...others.paths];
    const inImages =
      found.length > 0
        ? await foldersOfImages(project, recipes)
        : { mounted: () => false, home: () => false };
    const told = new Set<string>();
    const paths = found
      .filter(({ path, kind }) => kind !== 'root' || !inImages.mounted(path))
      .filter(({ path, kind }) => kind !== 'machine' || !inImages.home(path))
      .filter(({ path, at: { file } }) => {
        const key = `${file}\0${path}`;
        return !told.has(key) && told.add(key);
      })
      .sort((a, b) => (a.at.file < b.at.file ? -1 : a.at.file > b.at.file ? 1 : 0));
    return { paths, looked: { code: modules.length + others.looked.code, config: others.looked.config } };
  },
});

function ofModule(module: PythonModule): MachinePath[] {
  // Few modules have such a text at all.
  let routes: ReadonlySet<string> | undefined;
  let appended: ReadonlySet<string> | undefined;
  return module.strings.flatMap(({ value, line }): MachinePath[] => {
    const kind = kindOfPath(value);
    if (kind === undefined) return [];
    routes ??= routesOf(module);
    if (routes.has(`${line} ${value}`)) return [];
    if (kind === 'root') {
      appended ??= appendedIn(module);
      if (appended.has(value)) return [];
    }
    // One in code of nobody's home shows how, as in a docstring.
    if (kind === 'placeholder') return [];
    const cell = module.cells?.findLast((one) => one.line <= line);
    return [
      {
        path: shownPath(value),
        kind,
        where: 'code',
        isTest: isOfTests(module.path),
        at: cell
          ? { file: module.path, cell: cell.number, line: line - cell.line + 1 }
          : { file: module.path, line },
      },
    ];
  });
}

/** Texts that are put behind something else, and so begin no path: `root + '/models/a.pt'`. */
function appendedIn({ calls, assignments, returns }: PythonModule): Set<string> {
  const out = new Set<string>();
  const waiting: Value[] = [
    ...calls.flatMap(({ args }) => args.map((arg) => arg.value)),
    ...assignments.map(({ value }) => value),
    ...returns.map(({ value }) => value),
  ];
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    if (value.kind === 'operation') {
      if (value.operator === '+')
        for (const operand of value.operands.slice(1)) if (operand.kind === 'string') out.add(operand.value);
      waiting.push(...value.operands);
    } else if (value.kind === 'list' || value.kind === 'tuple' || value.kind === 'set')
      waiting.push(...value.items);
    else if (value.kind === 'dict') waiting.push(...value.entries.map((entry) => entry.value));
  }
  return out;
}

/** Lines and texts of addresses that a web server answers. */
function routesOf(module: PythonModule): Set<string> {
  const routes = new Set<string>();
  for (const { callee, args, line, endLine } of module.calls) {
    const name = callee.kind === 'name' ? callee.path : callee.kind === 'attribute' ? callee.name : '';
    if (!ROUTES.test(name)) continue;
    // What comes first is the address; behind it may stand a path, as in `os.environ.get('DATA', '/data/x')`.
    const [first] = args;
    if (first?.name !== undefined || first?.value.kind !== 'string') continue;
    for (let at = line; at <= Math.min(endLine, line + 50); at++) routes.add(`${at} ${first.value.value}`);
  }
  return routes;
}

/** Whether a path belongs to tests by its folder, whatever its kind, or by its name. */
export function isOfTests(path: string): boolean {
  return groupOfPath(path) === 'test' || hasTestName(path);
}

/** Tells of a path whether an image or a service of the project has the folder at its root, or an image that home: there, the path is its own. */
async function foldersOfImages(
  project: Project,
  { recipes }: Containers,
): Promise<Record<'mounted' | 'home', (path: string) => boolean>> {
  const texts: { text: string; builds: boolean }[] = [];
  for (const [path, kind] of new Map(recipes.map((recipe) => [recipe.path, recipe.kind]))) {
    const text = (await textIfAny(project.source, path, 256 * 1024)) ?? '';
    // A compose file names folders of this machine as well.
    texts.push({ text, builds: kind === 'dockerfile' || kind === 'apptainer' });
  }
  return {
    mounted: (path) => {
      const top = /^\/[^/]+/.exec(path)?.[0];
      return top !== undefined && texts.some(({ text }) => holdsFolder(text, top));
    },
    home: (path) => {
      const home = /^\/home\/[^/]+/.exec(path)?.[0];
      return home !== undefined && texts.some(({ text, builds }) => builds && holdsFolder(text, home));
    },
  };
}

function holdsFolder(text: string, folder: string): boolean {
  for (let at = text.indexOf(folder); at >= 0; at = text.indexOf(folder, at + 1)) {
    const [before, after] = [text[at - 1] ?? ' ', text[at + folder.length] ?? ' '];
    if (/[\s:="'[,]/.test(before) && /[\s:="'\],/]/.test(after)) return true;
  }
  return false;
}
