import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { childOf, itemsOf, parseYaml, textOf } from '../formats/yaml.js';
import { readText } from '../source.js';

const FILES = ['.pre-commit-config.yaml', '.pre-commit-config.yml'];

/** A linter that a pre-commit hook runs, with the arguments that it is given. */
export interface Hook {
  tool: 'ruff' | 'flake8';
  args: readonly string[];
  at: { file: string; line: number };
}

/** The first hook of ruff or flake8; one of an unreadable file is none: where linters are looked for, that is told. */
export async function lintHook(project: Project, has: (path: string) => boolean): Promise<Hook | undefined> {
  const file = FILES.find(has);
  if (file === undefined) return undefined;
  try {
    const yaml = parseYaml(await readText(project.source, file, 1024 * 1024));
    for (const repo of itemsOf(childOf(yaml.document.contents, 'repos'))) {
      for (const hook of itemsOf(childOf(repo, 'hooks'))) {
        const id = textOf(childOf(hook, 'id'));
        const tool = id === 'ruff' || id === 'ruff-check' ? 'ruff' : id === 'flake8' ? 'flake8' : undefined;
        if (!tool) continue;
        const args = itemsOf(childOf(hook, 'args')).flatMap((one) => textOf(one) ?? []);
        return { tool, args, at: { file, line: yaml.line(hook) } };
      }
    }
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
  }
  return undefined;
}
