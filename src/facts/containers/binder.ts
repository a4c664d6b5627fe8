import type { RecipeStep } from '../image-installs.js';
import { baseName, folderOf } from '../paths.js';
import { readInstalls, type Surroundings } from './installs.js';
import type { Recipe, RunStep } from './model.js';
import { PLAIN_RUN } from './run-commands.js';

/**
 * What a file of a binder folder installs; undefined for one that does not. Source: repo2docker, "Configuration files".
 */
export async function readBinder(recipe: Recipe, around: Surroundings): Promise<RecipeStep[]> {
  const name = baseName(recipe.path);
  const file = { file: recipe.path, line: 1 };
  const step = (tool: RecipeStep['tool'], ecosystem: RecipeStep['ecosystem']): RecipeStep => ({
    tool,
    ecosystem,
    text: recipe.path,
    at: file,
    packages: [],
    files: [{ text: name, path: recipe.path, role: 'list' }],
    installsProject: false,
    fromLock: false,
    stage: 0,
    hasUnknown: false,
  });
  if (/^environment\.ya?ml$/.test(name)) return [step('conda', 'conda')];
  if (name === 'requirements.txt') return [step('pip', 'pypi')];
  if (name === 'Pipfile') return [step('pipenv', 'pypi')];
  if (name === 'setup.py') return [{ ...step('pip', 'pypi'), installsProject: true }];
  if (name === 'Project.toml') {
    const lock = `${folderOf(recipe.path)}/Manifest.toml`;
    const one = step('julia', 'julia');
    return [
      around.tree.has(lock)
        ? {
            ...one,
            files: [...one.files, { text: 'Manifest.toml', path: lock, role: 'lock' }],
            fromLock: true,
          }
        : one,
    ];
  }
  if (!/^(?:apt\.txt|install\.R|postBuild)$/.test(name)) return [];
  const text = await around.read(recipe.path);
  if (text === undefined) return [];
  if (name === 'apt.txt') {
    const words = text
      .split(/\r?\n/)
      .flatMap((line, at) =>
        /^\s*(?:#|$)/.test(line) ? [] : [{ text: line.replace(/\s#.*$/, ''), line: at + 1 }],
      );
    const run = {
      ...PLAIN_RUN,
      at: file,
      text: ['apt-get install', ...words.map((word) => word.text)].join(' \\\n'),
      lines: [1, ...words.map(({ line }) => line)],
    };
    const steps = await readInstalls({ ...recipe, runs: [run] }, around);
    return steps.map((one) => ({ ...one, text: recipe.path, files: step('apt', 'system').files }));
  }
  if (name === 'install.R')
    return await readInstalls({ ...recipe, runs: [scriptRun(`Rscript ${name}`, file)] }, around);
  return await readInstalls(
    { ...recipe, runs: [{ ...scriptRun(text, file), lines: text.split('\n').map((_, at) => at + 1) }] },
    around,
  );
}

function scriptRun(text: string, at: { file: string; line: number }): RunStep {
  return { ...PLAIN_RUN, text, lines: [at.line], at };
}
