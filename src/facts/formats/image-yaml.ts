import { imageOf } from '../containers/image.js';
import { childOf, itemsOf, parseYaml, textOf } from './yaml.js';

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
