import { CannotTell } from '../../errors.js';
import { childOf, entriesOf, itemsOf, parseYaml, textOf } from './yaml.js';

/** One repository of Pachyderm that a pipeline reads. */
export interface PachydermInput {
  /** The folder below `/pfs` in which the code finds it. */
  name: string;
  repo: string;
  /** `master` where nothing is said. */
  branch: string;
  /** Set when the input is one commit, not a branch. */
  commit?: string;
  glob?: string;
  line: number;
}

const DEEPEST = 20;

/**
 * The inputs of the pipelines in a specification, JSON or YAML, one document or several; empty for any other text.
 * Source: docs.pachyderm.com, "Pipeline Specification".
 */
export function parsePachyderm(text: string): PachydermInput[] {
  const found: PachydermInput[] = [];
  for (const { part, from } of documentsOf(text)) {
    let document: ReturnType<typeof parseYaml>;
    try {
      document = parseYaml(part);
    } catch (error) {
      // Whatever is no specification may be anything.
      if (error instanceof CannotTell) continue;
      throw error;
    }
    const root = document.document.contents;
    for (const spec of [root, ...itemsOf(root)]) {
      const named = textOf(childOf(childOf(spec, 'pipeline'), 'name'));
      if (named === undefined) continue;
      const line = (node: unknown) => document.line(node) + from;
      collect(childOf(spec, 'input'), line, found, 0);
    }
  }
  return found;
}

function collect(
  input: unknown,
  line: (node: unknown) => number,
  found: PachydermInput[],
  depth: number,
): void {
  if (depth > DEEPEST) return;
  for (const { key, keyNode, value } of entriesOf(input)) {
    if (key === 'pfs' || key === 'atom') {
      const repo = textOf(childOf(value, 'repo'));
      if (repo === undefined) continue;
      const branch = textOf(childOf(value, 'branch')) ?? 'master';
      const commit = textOf(childOf(value, 'commit')) ?? (/^[0-9a-f]{32}$/.test(branch) ? branch : undefined);
      const glob = textOf(childOf(value, 'glob'));
      found.push({
        name: textOf(childOf(value, 'name')) ?? repo,
        ...{ repo, branch },
        ...(commit ? { commit } : {}),
        ...(glob === undefined ? {} : { glob }),
        line: line(keyNode),
      });
    } else if (/^(?:cross|union|join|group)$/.test(key)) {
      for (const item of itemsOf(value)) collect(item, line, found, depth + 1);
    }
  }
}

/** YAML documents, and JSON objects that follow one another. */
function documentsOf(text: string): { part: string; from: number }[] {
  const parts: { part: string; from: number }[] = [];
  let lines: string[] = [];
  let from = 0;
  const all = text.split(/\r\n|\n|\r/);
  const close = (next: number) => {
    if (lines.some((line) => line.trim() !== '')) parts.push({ part: lines.join('\n'), from });
    lines = [];
    from = next;
  };
  for (const [at, line] of all.entries()) {
    if (/^---\s*$/.test(line)) close(at + 1);
    else {
      if (line.startsWith('{') && lines.some((one) => one.startsWith('}'))) close(at);
      lines.push(line.replace(/^\t+/, (tabs) => '  '.repeat(tabs.length)));
    }
  }
  close(all.length);
  return parts.slice(0, 100);
}
