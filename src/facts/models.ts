import { documents } from './documents.js';
import { defineFact } from './fact.js';
import { files, isTest } from './files.js';
import { savesAndKeepings } from './models/in-code.js';
import { fromCatalog, fromDvc, fromLfs } from './models/kept-files.js';
import type { Models, ModelVersioning } from './models/model.js';
import { hubWeights, publishedWeights } from './models/published.js';
import { CERTAIN_FILE, NO_MODEL_FILE } from './models/table.js';
import { baseName, isWithin } from './paths.js';
import { python } from './python/python.js';

export type * from './models/model.js';

/** A smaller file is a sample or a pointer, in bytes. */
const SMALLEST = 10_000;
const MOST = 50;

/** The models that the project's code saves, and what keeps their versions. */
export const models = defineFact<Models>({
  name: 'models',
  timeLimitMs: 300_000,
  async collect(project) {
    const code = await project.get(python);
    const { saves, keepings } = savesAndKeepings(code);
    const { own } = await project.get(files);
    const tracked = own
      .filter(
        ({ path, size, tracked, kind }) =>
          tracked &&
          kind === 'file' &&
          size >= SMALLEST &&
          CERTAIN_FILE.test(path) &&
          !NO_MODEL_FILE.test(baseName(path)) &&
          !isTest(path),
      )
      .slice(0, MOST);
    const versions: ModelVersioning[] = [
      ...keepings,
      ...(await fromDvc(
        project,
        saves.flatMap(({ path }) => path ?? []),
      )),
      ...(await fromLfs(project)),
      ...(await fromCatalog(project)),
      ...hubWeights(code),
      ...publishedWeights((await project.get(documents)).all),
    ];
    for (const { path } of tracked)
      if (
        !versions.some(({ how, path: kept }) => how === 'kept' && kept !== undefined && isWithin(path, kept))
      )
        versions.push({ how: 'git', by: 'git', at: { file: path }, path, text: `${path} is kept in git` });
    return { saves, versions };
  },
});
