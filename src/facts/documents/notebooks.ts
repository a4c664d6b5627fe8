import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { parseJson, property } from '../formats/json.js';
import { parseMarkdown } from '../formats/markdown.js';
import { attempt } from './attempt.js';
import type { ProjectDocument } from './model.js';

/** Most notebooks that are read, and the largest, in bytes: outputs make them long. */
const MOST = 200;
const LARGEST = 8 * 1024 * 1024;

/**
 * The Markdown cells of the project's notebooks, each a document of its own. Notebooks that are no JSON are told
 * elsewhere. Source: nbformat, "The Notebook file format".
 */
export async function notebookCells(project: Project, tree: Files): Promise<ProjectDocument[]> {
  const found: ProjectDocument[] = [];
  const notebooks = tree.own.filter(
    ({ path, kind, size }) =>
      path.endsWith('.ipynb') && kind !== 'missing' && size <= LARGEST && !path.includes('{{'),
  );
  for (const { path } of notebooks.slice(0, MOST)) {
    const text = await attempt(project.source, path, [], LARGEST);
    if (text === undefined || !text.includes('"markdown"')) continue;
    try {
      const cells = property(parseJson(text), 'cells');
      for (const [index, cell] of (Array.isArray(cells) ? cells : []).entries()) {
        if (property(cell, 'cell_type') !== 'markdown') continue;
        const source = property(cell, 'source');
        const said = Array.isArray(source) ? source.join('') : source;
        if (typeof said === 'string' && said.trim() !== '')
          found.push({ path, cell: index + 1, format: 'markdown', ...parseMarkdown(withoutMath(said)) });
      }
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  return found;
}

/** Brackets of formulas are no links: formulas become blank, lines kept. Source: Jupyter docs, "LaTeX equations". */
function withoutMath(text: string): string {
  return text.replace(/\$\$[^$]{1,5000}\$\$|\$[^$\n]{1,500}\$/g, (math) => math.replace(/[^\n]/g, ' '));
}
