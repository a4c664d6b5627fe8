import { readCommands } from '../commands.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { folderOf, inFolder, resolveIn } from '../paths.js';
import { textIfAny } from '../source.js';
import { parseImage, substitute } from './image.js';
import type { BuildArgs } from './model.js';

/** An image that the project itself builds. */
export interface BuiltImage {
  /** Its names, with variables that the file does not tell as written. */
  names: readonly string[];
  /** Paths that the Dockerfile may have: a command may run in the root or in the folder of its file. */
  dockerfiles: readonly string[];
  args: BuildArgs;
  at: { file: string; line: number };
}

const LIMIT = 256 * 1024;
const MOST_FILES = 400;
/** Most build commands of one file. */
const MOST = 200;
/** Files in which people write how an image is built. */
const MAY_TELL =
  /(?:^|\/)(?:Makefile|GNUmakefile|justfile|Justfile|Jenkinsfile|[^/]+\.(?:md|rst|sh|bash|mk|ya?ml|toml))$/;
const BUILDERS = /\b(?:docker|podman|nerdctl|buildah)\b/;
const BUILD = /\b(?:docker|podman|nerdctl|buildah)\s[^\n]{0,200}?\b(?:build|bud)\b/;

/**
 * The images that commands of documents, task files, scripts and CI build and name: `docker build -t name -f file`. What a
 * workflow builds and pushes by an action is fetched again by whoever builds on it, and can be another one by then.
 * Source: Docker, reference/cli/docker/buildx/build.
 */
export async function builtByCommands(project: Project, tree: Files): Promise<BuiltImage[]> {
  const built: BuiltImage[] = [];
  const told = tree.own.filter(
    ({ path, size, kind }) => kind === 'file' && size <= LIMIT && MAY_TELL.test(path),
  );
  for (const { path } of told.slice(0, MOST_FILES)) {
    // A document that cannot be read is told of by the checks of documents.
    const text = await textIfAny(project.source, path, LIMIT);
    if (text === undefined) continue;
    if (BUILDERS.test(text)) built.push(...inText(text, path));
  }
  return built;
}

function inText(text: string, path: string): BuiltImage[] {
  const lines = text.split(/\r?\n/);
  const values = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] =
      /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*(?:[:?]?=|:)\s*["']?([\w./:@-]+)["']?\s*$/.exec(
        line.slice(0, 300),
      ) ?? [];
    if (name !== undefined) values.set(name, value!);
  }
  const built: BuiltImage[] = [];
  for (let at = 0; at < lines.length && built.length < MOST; at++) {
    const line = lines[at]!;
    if (line.length > 4_000) continue;
    if (!BUILD.test(line)) continue;
    const said = [line];
    let end = at;
    while (lines[end]!.trimEnd().endsWith('\\') && end - at < 30 && end + 1 < lines.length)
      said.push(lines[++end]!);
    built.push(...ofCommand(said.join('\n'), path, at + 1, values));
    at = end;
  }
  return built;
}

/** A word with the variables that the file tells; others stay as written. */
function filled(word: string, values: ReadonlyMap<string, string>): string {
  return word.replace(
    /\$\{(\w{1,100})\}|\$(\w{1,100})/g,
    (all, braced: string | undefined, bare: string | undefined) => values.get(braced ?? bare ?? '') ?? all,
  );
}

/** Variables of CI and of make as the shell writes them, so that their words hold together. */
function plain(text: string): string {
  return text
    .replace(/\$\{\{\s*(?:env|vars)\.(\w{1,100})\s*\}\}/g, '$${$1}')
    .replace(/\$\{\{[^}]{0,300}\}\}/g, '$${UNTOLD}')
    .replace(/\$\((\w{1,100})\)/g, '$${$1}');
}

function ofCommand(
  said: string,
  path: string,
  line: number,
  values: ReadonlyMap<string, string>,
): BuiltImage[] {
  // What stands before the program is a prompt, a list mark, a key or the prefix of a make line.
  const from = said.search(BUILD);
  const fill = (word: string) => filled(word, values);
  return readCommands(plain(said.slice(from)).replace(/`[^`]*$/, ''), line).flatMap(({ words }) => {
    if (!BUILDERS.test(words[0] ?? '')) return [];
    const start = words.findIndex((word) => word === 'build' || word === 'bud');
    if (start < 0 || start > 3) return [];
    const names: string[] = [];
    const args = new Map<string, string | undefined>();
    let file: string | undefined;
    let context = '.';
    for (let at = start + 1; at < words.length; at++) {
      const word = words[at]!;
      const cut = word.startsWith('--') ? word.indexOf('=') : -1;
      const option = cut < 0 ? word : word.slice(0, cut);
      const value = () => (cut < 0 ? (words[++at] ?? '') : word.slice(cut + 1));
      if (option === '-t' || option === '--tag') names.push(fill(value()));
      else if (option === '-f' || option === '--file') file = fill(value());
      else if (option === '--build-arg') {
        const [name = '', ...rest] = value().split('=');
        const text = substitute(rest.join('='), (one) => values.get(one));
        if (rest.length > 0 && text !== undefined) args.set(name, text);
      } else if (!word.startsWith('-')) context = fill(word);
    }
    if (names.length === 0 && args.size === 0) return [];
    return [{ names, dockerfiles: places(path, context, file), args, at: { file: path, line } }];
  });
}

function places(path: string, context: string, file: string | undefined): string[] {
  return [...new Set(['', folderOf(path)])].flatMap((base) => {
    const said =
      file === undefined ? resolveIn(base, inFolder(context, 'Dockerfile')) : resolveIn(base, file);
    return said === undefined ? [] : [said];
  });
}

/** Where the project builds the image of a reference, other than by the Dockerfile that asks for it. */
export function builderOf(
  reference: string,
  asks: string,
  built: readonly BuiltImage[],
): { file: string; line: number } | undefined {
  const wanted = parseImage(reference);
  if (!wanted || wanted.digest !== undefined) return undefined;
  return built.find(({ names, dockerfiles }) => {
    // Each Dockerfile that the command may mean: one that builds on its own name builds on an older image of it.
    if (dockerfiles.includes(asks)) return false;
    return names.some((name) => {
      const slash = name.lastIndexOf('/');
      const colon = name.indexOf(':', slash + 1);
      const repository = colon < 0 ? name : name.slice(0, colon);
      const tag = colon < 0 ? 'latest' : name.slice(colon + 1);
      return (
        !repository.includes('$') &&
        plainName(repository) === plainName(wanted.name) &&
        (tag.includes('$') || tag === (wanted.tag ?? 'latest'))
      );
    });
  })?.at;
}

/** Source: distribution/reference, normalize.go: names without a registry are those of docker.io. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^(?:index\.)?docker\.io\//, '')
    .replace(/^library\//, '');
}
