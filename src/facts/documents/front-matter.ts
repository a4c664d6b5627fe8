import { CannotTell } from '../../errors.js';
import { entriesOf, parseYaml } from '../formats/yaml.js';

/** Lines of front matter that are read. */
const LONGEST = 1_000;

/** The YAML between `---` lines at the very top of a Markdown document. */
export interface FrontMatter {
  /** The root node of the YAML. */
  root: unknown;
  /** Line in the document of a node, from 1. */
  line(node: unknown): number;
}

/**
 * The front matter of a Markdown text; undefined where there is none. Throws `CannotTell` when it is no YAML.
 * Source: Hugging Face Hub docs, "Model cards" and "Dataset cards".
 */
export function frontMatterOf(text: string): FrontMatter | undefined {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/, LONGEST);
  if (lines[0]?.trimEnd() !== '---') return undefined;
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (end < 0) return undefined;
  const { document, line } = parseYaml(lines.slice(1, end).join('\n'));
  return { root: document.contents, line: (node) => line(node) + 1 };
}

/** The keys of the front matter with their lines; undefined where there is none, or none that is YAML. */
export function frontMatterKeys(text: string): ReadonlyMap<string, number> | undefined {
  try {
    const matter = frontMatterOf(text);
    return matter && new Map(entriesOf(matter.root).map(({ key, keyNode }) => [key, matter.line(keyNode)]));
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return undefined;
  }
}
