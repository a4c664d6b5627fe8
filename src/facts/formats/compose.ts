import { type Document, isAlias, isScalar } from 'yaml';
import { imageOf, substitute } from '../containers/image.js';
import type { BuildArgs } from '../containers/model.js';
import { childOf, entriesOf, itemsOf, parseYaml, textOf } from './yaml.js';

/** What a compose file runs: images from elsewhere, and what it builds. */
export interface ComposeText {
  /** Images that it runs and does not build. */
  images: (ReturnType<typeof imageOf> & { line: number; service: string })[];
  /** Dockerfiles and the folders that are sent to the builder, from the folder of the compose file. */
  builds: ComposeBuild[];
  /** Names that it gives to what it builds. `dockerfile` is undefined for an inline one. */
  tags: { name: string; service: string; dockerfile: string | undefined; line: number }[];
  /** Dockerfiles that are written in the compose file, with the line on which each begins. */
  inline: { text: string; args: BuildArgs; line: number }[];
  /** Services of other files that a service extends, without build and image of its own. */
  extends: { file: string; service: string; line: number }[];
  /** Whether it has services at all. */
  services: boolean;
}

export interface ComposeBuild {
  dockerfile: string;
  context: string;
  args: BuildArgs;
  service: string;
  line: number;
}

const MOST_SERVICES = 1_000;
/** Mappings that are looked into for one member: `<<` may name lists of lists of others. */
const MOST_MERGED = 200;

/**
 * Reads a compose file, or only the service `only` of it. `value` gives the variables of the `.env` file; where it has
 * none, a default in the text holds. An image of a service that is also built names the result and is not counted.
 * Throws `CannotTell` when the text is no YAML. Source: compose-spec, 05-services.md ("extends", "image"), build.md
 * ("args", "dockerfile_inline") and 12-interpolation.md.
 */
export function parseCompose(
  text: string,
  value: (name: string) => string | undefined = () => undefined,
  only?: string,
): ComposeText {
  const yaml = parseYaml(text);
  const { document } = yaml;
  const named = new Map(
    entriesOf(childOf(document.contents, 'services'))
      .slice(0, MOST_SERVICES)
      .map(({ key, value: node }) => [key, node]),
  );
  const read: ComposeText = {
    images: [],
    builds: [],
    tags: [],
    inline: [],
    extends: [],
    services: named.size > 0,
  };
  const filled = (node: unknown) => {
    const said = textOf(node);
    return said === undefined ? undefined : substitute(said, value);
  };
  for (const [service, own] of named) {
    if (only !== undefined && service !== only) continue;
    const chain = extended(document, own, named);
    const first = (key: string) =>
      chain.nodes.map((node) => memberOf(document, node, key)).find((found) => found !== undefined);
    const [build, image] = [first('build'), first('image')];
    const isBuilt = build !== undefined && !(isScalar(build) && build.value === null);
    const said = textOf(image);
    if (!isBuilt) {
      if (said) read.images.push({ ...imageOf(said, value), service, line: yaml.line(image) });
      else if (chain.file !== undefined) {
        const file = filled(childOf(chain.file, 'file'));
        const base = textOf(childOf(chain.file, 'service'));
        if (file && base) read.extends.push({ file, service: base, line: yaml.line(chain.file) });
      }
      continue;
    }
    const member = (key: string) => memberOf(document, build, key);
    const line = yaml.line(build);
    const args = argsOf(member('args'), value);
    const inline = member('dockerfile_inline');
    const written = textOf(inline);
    const context = isScalar(build)
      ? filled(build)
      : member('context') === undefined
        ? '.'
        : filled(member('context'));
    const given = member('dockerfile') === undefined ? 'Dockerfile' : filled(member('dockerfile'));
    const dockerfile = context === undefined || given === undefined ? undefined : `${context}/${given}`;
    if (written !== undefined) {
      const isBlock = isScalar(inline) && inline.type?.startsWith('BLOCK') === true;
      read.inline.push({ text: written, args, line: yaml.line(inline) + (isBlock ? 1 : 0) });
    } else if (dockerfile !== undefined && context !== undefined)
      read.builds.push({ dockerfile, context, args, service, line });
    const lists = [image, ...itemsOf(member('tags'))];
    for (const node of lists) {
      const name = textOf(node);
      if (name)
        read.tags.push({
          name: substitute(name, value) ?? name,
          service,
          dockerfile: written === undefined ? dockerfile : undefined,
          line: yaml.line(node),
        });
    }
  }
  return read;
}

/** A service and those of the same file that it extends; `file` is where the way leads to another file. */
function extended(
  document: Document,
  own: unknown,
  named: ReadonlyMap<string, unknown>,
): { nodes: unknown[]; file: unknown } {
  const nodes = new Set([own]);
  for (const node of nodes) {
    if (nodes.size > 20) break;
    const base = memberOf(document, node, 'extends');
    if (childOf(base, 'file') !== undefined) return { nodes: [...nodes], file: base };
    const name = textOf(base) ?? textOf(childOf(base, 'service'));
    if (name !== undefined && named.has(name)) nodes.add(named.get(name));
  }
  return { nodes: [...nodes], file: undefined };
}

/** Build arguments, as a mapping or as a list of `NAME=value`; a name alone takes its value from the environment. */
function argsOf(node: unknown, value: (name: string) => string | undefined): BuildArgs {
  const args = new Map<string, string | undefined>();
  const alone = (name: string) => {
    // Without a value in the environment, the argument is not passed.
    if (value(name) !== undefined) args.set(name, value(name));
  };
  for (const { key, value: said } of entriesOf(node)) {
    const text = textOf(said);
    if (text === undefined) alone(key);
    else args.set(key, substitute(text, value));
  }
  for (const item of itemsOf(node)) {
    const text = textOf(item) ?? '';
    const cut = text.indexOf('=');
    if (cut < 0) alone(text);
    else args.set(text.slice(0, cut), substitute(text.slice(cut + 1), value));
  }
  return args;
}

/** The value of a key of a mapping, through aliases and merged mappings (`<<`). */
function memberOf(document: Document, node: unknown, key: string): unknown {
  const seen = new Set<unknown>([node]);
  for (const one of seen) {
    if (seen.size > MOST_MERGED) return undefined;
    const mapping = isAlias(one) ? one.resolve(document) : one;
    const own = childOf(mapping, key);
    if (own !== undefined) return isAlias(own) ? own.resolve(document) : own;
    for (const item of [childOf(mapping, '<<'), ...itemsOf(mapping)]) if (item !== undefined) seen.add(item);
  }
  return undefined;
}

/**
 * The variables of a `.env` file. Source: Docker Compose, "Syntax for environment files".
 */
export function parseEnvFile(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/).slice(0, 2_000)) {
    const [, name, said = ''] =
      /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*[=:]\s*(\S.*)?$/.exec(line.slice(0, 2_000)) ?? [];
    if (name === undefined) continue;
    const quoted = /^"((?:[^"\\]|\\.)*)"|^'([^']*)'/.exec(said);
    values.set(name, quoted ? (quoted[1] ?? quoted[2] ?? '') : said.split(/\s#/, 1)[0]!.trim());
  }
  return values;
}
