import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { CannotTell } from '../../errors.js';
import { imageOf } from '../containers/image.js';

/** What a development container is made from. */
export interface DevcontainerText {
  image?: ReturnType<typeof imageOf> & { line: number };
  /** Dockerfile and compose files as written, from the folder of the file. */
  builds: { path: string; context?: string | undefined; line: number }[];
  features: { name: string; line: number }[];
  /** Lifecycle commands that install: `onCreateCommand`, `updateContentCommand`, `postCreateCommand`. */
  commands: { text: string; line: number }[];
}

/**
 * Reads a devcontainer.json: JSON with comments and trailing commas. Throws `CannotTell`, with the line, when it does
 * not parse. Source: devcontainers/spec, docs/specs/devcontainerjson-reference.md.
 */
export function parseDevcontainer(text: string): DevcontainerText {
  const errors: ParseError[] = [];
  if (/^[\s[{]{300}/.test(text)) throw new CannotTell('it is nested too deeply');
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
  if (typeof image?.value === 'string') read.image = { ...imageOf(image.value), line: line(image.offset) };
  const build = member(root, 'build');
  const dockerfile = member(build, 'dockerfile') ?? member(build, 'dockerFile') ?? member(root, 'dockerFile');
  const context = member(build, 'context') ?? member(root, 'context');
  if (typeof dockerfile?.value === 'string')
    read.builds.push({
      path: dockerfile.value,
      // The folder of the file, unless another is named.
      context: typeof context?.value === 'string' ? context.value : '.',
      line: line(dockerfile.offset),
    });
  const compose = member(root, 'dockerComposeFile');
  for (const node of compose?.type === 'array' ? (compose.children ?? []) : [compose]) {
    if (typeof node?.value === 'string') read.builds.push({ path: node.value, line: line(node.offset) });
  }
  for (const feature of member(root, 'features')?.children ?? [])
    read.features.push({ name: String(feature.children?.[0]?.value), line: line(feature.offset) });
  for (const key of ['onCreateCommand', 'updateContentCommand', 'postCreateCommand']) {
    for (const [said, node] of words(member(root, key)))
      read.commands.push({ text: said, line: line(node.offset) });
  }
  return read;
}
