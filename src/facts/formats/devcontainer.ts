import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { CannotTell } from '../../errors.js';
import { imageOf, substitute } from '../containers/image.js';
import type { BuildArgs, ImagePin } from '../containers/model.js';

/** What a development container is made from. */
export interface DevcontainerText {
  image?: ReturnType<typeof imageOf> & { line: number };
  /** Dockerfile and compose files as written, from the folder of the file. */
  builds: { path: string; context?: string | undefined; args?: BuildArgs | undefined; line: number }[];
  features: { text: string; pin: ImagePin | 'local'; line: number }[];
  /** Lifecycle commands that install: `onCreateCommand`, `updateContentCommand`, `postCreateCommand`. */
  commands: { text: string; line: number }[];
}

const MOST = 200;

/**
 * `${localEnv:NAME:default}` as its default; without one it stays a variable that nothing tells.
 * Source: devcontainers/spec, docs/specs/devcontainerjson-reference.md, "Variables in devcontainer.json".
 */
function filled(text: string): string {
  return text
    .replace(/\$\{(?:localEnv|env):\w{1,100}:([^}$]{0,500})\}/g, '$1')
    .replace(/\$\{[^}$]{0,200}\}/g, '$${UNTOLD}');
}

/**
 * How far the reference of a feature fixes it: `:latest` or none is floating, a version is a tag, as for images.
 * Source: devcontainers/spec, docs/specs/devcontainer-features.md, "Referencing a Feature".
 */
function featurePin(text: string): ImagePin | 'local' {
  if (/^\.{1,2}\//.test(text)) return 'local';
  // The address of an archive names one file, which is exchanged seldom.
  if (/^https?:\/\//.test(text)) return 'tag';
  return imageOf(text).pin;
}

/** Whether brackets nest deeper than in any real file; the parser is recursive. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    if (depth > 300) return true;
  }
  return false;
}

/** The features that a lock file fixes: their references. Source: devcontainers/spec, docs/specs/devcontainer-lockfile.md. */
export function parseFeatureLock(text: string): Set<string> {
  if (isDeep(text)) throw new CannotTell('it is nested too deeply');
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\ufeff/, ''), errors, { allowTrailingComma: true });
  if (errors[0] || root?.type !== 'object') throw new CannotTell('it is no JSON');
  const features = root.children?.find(({ children }) => children?.[0]?.value === 'features')?.children?.[1];
  const locked = new Set<string>();
  for (const { children } of features?.type === 'object' ? (features.children ?? []) : []) {
    const fixed = children?.[1]?.children?.some(
      ({ children: pair }) =>
        /^(?:resolved|integrity)$/.test(String(pair?.[0]?.value)) &&
        /sha256:[0-9a-f]{64}/.test(String(pair?.[1]?.value)),
    );
    if (fixed) locked.add(String(children?.[0]?.value));
  }
  return locked;
}

/**
 * Reads a devcontainer.json: JSON with comments and trailing commas. Throws `CannotTell`, with the line, when it does
 * not parse. Source: devcontainers/spec, docs/specs/devcontainerjson-reference.md.
 */
export function parseDevcontainer(text: string): DevcontainerText {
  const errors: ParseError[] = [];
  if (isDeep(text)) throw new CannotTell('it is nested too deeply');
  const root = parseTree(text.replace(/^\ufeff/, ''), errors, { allowTrailingComma: true });
  const line = (offset: number) => text.slice(0, offset).split('\n').length;
  const [error] = errors;
  if (error || root?.type !== 'object') {
    const reason = error ? printParseErrorCode(error.error) : 'no object';
    throw Object.assign(new CannotTell(`it is no JSON (${reason})`), {
      line: error ? line(error.offset) : 1,
    });
  }
  const member = (node: Node | undefined, key: string) => {
    const found = node?.children?.filter(({ children }) => children?.[0]?.value === key);
    return found?.at(-1)?.children?.[1];
  };
  const words = (node: Node | undefined): [string, Node][] => {
    if (node?.type === 'string') return [[String(node.value), node]];
    if (node?.type === 'array') return [[[getNodeValue(node)].flat().join(' '), node]];
    return (node?.children ?? []).flatMap((property) => words(property.children?.[1]));
  };
  const read: DevcontainerText = { builds: [], features: [], commands: [] };
  const image = member(root, 'image');
  if (typeof image?.value === 'string')
    read.image = { ...imageOf(filled(image.value)), text: image.value, line: line(image.offset) };
  const build = member(root, 'build');
  const dockerfile = member(build, 'dockerfile') ?? member(build, 'dockerFile') ?? member(root, 'dockerFile');
  const context = member(build, 'context') ?? member(root, 'context');
  if (typeof dockerfile?.value === 'string')
    read.builds.push({
      path: dockerfile.value,
      // The folder of the file, unless another is named.
      context: typeof context?.value === 'string' ? context.value : '.',
      args: new Map(
        (member(build, 'args')?.children ?? []).slice(0, MOST).flatMap(({ children }) => {
          const [name, value] = [children?.[0]?.value, children?.[1]?.value];
          if (typeof name !== 'string') return [];
          return [[name, typeof value === 'string' ? substitute(filled(value), () => undefined) : undefined]];
        }),
      ),
      line: line(dockerfile.offset),
    });
  const compose = member(root, 'dockerComposeFile');
  for (const node of compose?.type === 'array' ? (compose.children ?? []) : [compose]) {
    if (typeof node?.value === 'string') read.builds.push({ path: node.value, line: line(node.offset) });
  }
  for (const feature of (member(root, 'features')?.children ?? []).slice(0, MOST)) {
    const said = String(feature.children?.[0]?.value);
    read.features.push({ text: said, pin: featurePin(said), line: line(feature.offset) });
  }
  for (const key of ['onCreateCommand', 'updateContentCommand', 'postCreateCommand']) {
    for (const [said, node] of words(member(root, key)))
      read.commands.push({ text: said, line: line(node.offset) });
  }
  return read;
}
