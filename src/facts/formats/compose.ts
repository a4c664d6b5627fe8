import { type Document, isAlias } from 'yaml';
import { imageOf } from '../containers/image.js';
import { childOf, entriesOf, itemsOf, parseYaml, textOf } from './yaml.js';

/** What a compose file runs: images from elsewhere, and what it builds. */
export interface ComposeText {
  images: (ReturnType<typeof imageOf> & { line: number })[];
  /** Dockerfiles and the folders that are sent to the builder, from the folder of the compose file. */
  builds: { dockerfile: string; context: string; line: number }[];
  /** Whether it has services at all. */
  services: boolean;
}

/**
 * Reads a compose file. An image of a service that is also built names the result and is not counted; `dockerfile_inline`
 * is left out. Throws `CannotTell` when the text is no YAML. Source: compose-spec, 05-services.md and build.md.
 */
export function parseCompose(text: string): ComposeText {
  const yaml = parseYaml(text);
  const { document } = yaml;
  const services = entriesOf(childOf(document.contents, 'services'));
  const read: ComposeText = { images: [], builds: [], services: services.length > 0 };
  for (const { value: service } of services) {
    const build = memberOf(document, service, 'build');
    if (build !== undefined && build !== null) {
      const context = textOf(build) ?? textOf(childOf(build, 'context')) ?? '.';
      const inline = childOf(build, 'dockerfile_inline') !== undefined;
      const dockerfile = textOf(childOf(build, 'dockerfile')) ?? 'Dockerfile';
      if (!inline)
        read.builds.push({ dockerfile: `${context}/${dockerfile}`, context, line: yaml.line(build) });
      continue;
    }
    const image = memberOf(document, service, 'image');
    const said = textOf(image);
    if (said) read.images.push({ ...imageOf(said), line: yaml.line(image) });
  }
  return read;
}

/** The value of a key of a mapping, through aliases and merged mappings (`<<`). */
function memberOf(document: Document, node: unknown, key: string, depth = 0): unknown {
  if (depth > 10) return undefined;
  const mapping = isAlias(node) ? node.resolve(document) : node;
  const own = childOf(mapping, key);
  if (own !== undefined) return isAlias(own) ? own.resolve(document) : own;
  const merged = childOf(mapping, '<<');
  for (const item of merged === undefined ? [] : [merged, ...itemsOf(merged)]) {
    const found = memberOf(document, item, key, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Reads a YAML build recipe of an image: a base image and what is installed on it, such as a cluster environment of
 * Anyscale (`base_image`, `post_build_cmds`) or an MLproject (`docker_env`). Undefined for other YAML.
 */
export function parseImageYaml(
  text: string,
):
  | { image: ReturnType<typeof imageOf> & { line: number }; commands: { text: string; line: number }[] }
  | undefined {
  const yaml = parseYaml(text);
  const root = yaml.document.contents;
  const docker = childOf(root, 'docker_env');
  const recipe = [
    'post_build_cmds',
    'debian_packages',
    'pip_packages',
    'python',
    'build_commands',
    'env_vars',
    'conda_packages',
  ];
  const node = docker
    ? childOf(docker, 'image')
    : recipe.some((key) => childOf(root, key) !== undefined)
      ? (childOf(root, 'base_image') ?? childOf(root, 'docker_image'))
      : undefined;
  const said = textOf(node);
  if (!said) return undefined;
  const commands = ['post_build_cmds', 'build_commands'].flatMap((key) => {
    return itemsOf(childOf(root, key)).flatMap((item) => {
      const command = textOf(item);
      return command ? [{ text: command, line: yaml.line(item) }] : [];
    });
  });
  return { image: { ...imageOf(said), line: yaml.line(node) }, commands };
}
