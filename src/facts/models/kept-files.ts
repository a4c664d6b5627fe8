import ignore from 'ignore';
import { dvcOuts } from '../dvc-outs.js';
import type { Project } from '../fact.js';
import { files } from '../files.js';
import { lfsRules } from '../formats/lfs-pointer.js';
import { baseName, folderOf, isWithin } from '../paths.js';
import { textIfAny } from '../source.js';
import type { ModelVersioning } from './model.js';
import { CERTAIN_FILE, WEIGHTS_FILE } from './table.js';

const MOST = 200;
const MODEL_FOLDER = /(?:^|[/_-])(?:models?|checkpoints?|ckpts?|weights)(?:$|[/_.-])/i;

/** Outputs of DVC that are models: by what the code saves, else by their names. What DVC leaves to git is no output of it here. */
export async function fromDvc(project: Project, saved: readonly string[]): Promise<ModelVersioning[]> {
  const found: ModelVersioning[] = [];
  for (const { path, file, item } of await dvcOuts(project)) {
    if (!item.cache) continue;
    if (CERTAIN_FILE.test(path) || MODEL_FOLDER.test(path) || saved.some((one) => isWithin(one, path)))
      found.push({
        how: 'kept',
        by: 'DVC',
        at: { file, line: item.line },
        path,
        text: `${path} is an output of DVC`,
      });
  }
  return found;
}

/** Patterns of .gitattributes by which weights that are committed go to Git LFS. */
export async function fromLfs(project: Project): Promise<ModelVersioning[]> {
  const { own } = await project.get(files);
  const weights = own.filter(
    ({ path, tracked }) =>
      tracked && WEIGHTS_FILE.test(path) && (CERTAIN_FILE.test(path) || MODEL_FOLDER.test(path)),
  );
  const found: ModelVersioning[] = [];
  for (const { path, kind } of own.filter((one) => baseName(one.path) === '.gitattributes').slice(0, MOST)) {
    if (kind !== 'file') continue;
    const folder = folderOf(path);
    for (const { pattern, line, lfs } of lfsRules((await textIfAny(project.source, path)) ?? '')) {
      if (!lfs) continue;
      const rule = ignore().add(pattern);
      const inside = (one: string) => (folder === '' ? one : one.slice(folder.length + 1));
      const kept = weights.filter((one) => isWithin(one.path, folder) && rule.ignores(inside(one.path)));
      for (const one of kept.slice(0, MOST))
        found.push({
          how: 'kept',
          by: 'Git LFS',
          at: { file: path, line },
          path: one.path,
          text: `${pattern} goes to Git LFS`,
        });
    }
  }
  return found;
}

/** Data sets of Kedro's catalogue that hold models and keep their versions. Source: kedro, "Dataset and model versioning". */
export async function fromCatalog(project: Project): Promise<ModelVersioning[]> {
  const { own } = await project.get(files);
  const found: ModelVersioning[] = [];
  for (const { path } of own
    .filter((one) => /(?:^|\/)conf\/[^/]+\/catalog[^/]*\.ya?ml$/.test(one.path))
    .slice(0, MOST)) {
    let block = '';
    for (const [at, line] of ((await textIfAny(project.source, path)) ?? '').split('\n').entries()) {
      if (/^\S/.test(line)) block = line.slice(0, 200);
      if (/^\s+versioned:\s*true\b/i.test(line) && /model|classifier|regressor|estimator/i.test(block))
        found.push({
          how: 'kept',
          by: 'Kedro',
          at: { file: path, line: at + 1 },
          text: `${block.trim()} ${line.trim()}`,
        });
    }
  }
  return found;
}
