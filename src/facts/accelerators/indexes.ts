import { CannotTell } from '../../errors.js';
import type { Recipe } from '../containers.js';
import { reachOf } from '../dependencies/reach.js';
import { dependencies } from '../dependencies.js';
import type { Project } from '../fact.js';

/** A line that names the address of an index or of a page of wheels. */
export interface IndexLine {
  text: string;
  at: { file: string; line: number };
}

/** Largest manifest whose lines are looked at, in bytes. */
const LIMIT = 1024 * 1024;

/** Lines with addresses in the manifests, and in what container recipes run; comments left out. */
export async function indexLines(project: Project, recipes: readonly Recipe[]): Promise<IndexLine[]> {
  const { manifests, commands } = await project.get(dependencies);
  const reach = await reachOf(project);
  const out: IndexLine[] = [];
  for (const { path, kind } of manifests) {
    if (kind === 'setup-py') continue;
    try {
      const lines = (await reach.text(path, LIMIT)).split(/\r\n|\n|\r/);
      for (const [index, line] of lines.entries()) {
        const said = line.replace(/(?:^|\s)#.*$/, '');
        if (said.includes('://'))
          out.push({ text: said.trim().slice(0, 500), at: { file: path, line: index + 1 } });
      }
    } catch (error) {
      // Where manifests are read, it is told that this one cannot be.
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  const runs = recipes.flatMap((recipe) => recipe.runs);
  for (const { text, at } of [...commands, ...runs]) if (text.includes('://')) out.push({ text, at });
  return out;
}
