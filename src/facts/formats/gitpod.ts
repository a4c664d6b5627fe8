import { imageOf } from '../containers/image.js';
import { childOf, itemsOf, parseYaml, textOf } from './yaml.js';

/** What a Gitpod workspace starts from and runs. */
export interface GitpodText {
  images: (ReturnType<typeof imageOf> & { line: number })[];
  /** Dockerfiles, from the root of the repository. */
  builds: { path: string; context: string; line: number }[];
  runs: { text: string; line: number }[];
}

/** Steps of a task that set the workspace up; `command` starts what the user works with. */
const STEPS = ['before', 'init', 'prebuild', 'command'];
const MOST_TASKS = 500;

/**
 * Reads a .gitpod.yml. Throws `CannotTell` when it is no YAML.
 * Source: Gitpod, references/gitpod-yml, "image", "image.file", "image.context", "tasks".
 */
export function parseGitpod(text: string): GitpodText {
  const yaml = parseYaml(text);
  const root = yaml.document.contents;
  const image = childOf(root, 'image');
  const said = textOf(image);
  const file = textOf(childOf(image, 'file'));
  const context = textOf(childOf(image, 'context')) ?? '';
  return {
    images: said ? [{ ...imageOf(said), line: yaml.line(image) }] : [],
    builds: file ? [{ path: file, context, line: yaml.line(childOf(image, 'file')) }] : [],
    runs: itemsOf(childOf(root, 'tasks'))
      .slice(0, MOST_TASKS)
      .flatMap((task) =>
        STEPS.flatMap((step) => {
          const node = childOf(task, step);
          const command = textOf(node);
          if (!command) return [];
          // The text of a block begins on the line after its mark.
          const isBlock = /^BLOCK_/.test((node as { type?: string }).type ?? '');
          return [{ text: command, line: yaml.line(node) + (isBlock ? 1 : 0) }];
        }),
      ),
  };
}
