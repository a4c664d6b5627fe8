import { CannotTell } from '../errors.js';
import { containers } from './containers.js';
import { type ThirdPartyStatement, thirdPartyStatements } from './dependencies/third-party.js';
import { dependencies } from './dependencies.js';
import { defineFact, type Project } from './fact.js';
import { DeclaredNames } from './imports/declared.js';
import { Judge } from './imports/judge.js';
import type { ImportedModule, Imports, Provision } from './imports/model.js';
import { importedBy } from './imports/names.js';
import { ownNames } from './imports/own.js';
import { type InstalledPackage, installed } from './installed.js';
import { lockfiles } from './lockfiles.js';
import { python } from './python/python.js';

export type * from './imports/model.js';

/** From the best to the worst; the worst of all places at which a module is imported is told. */
const ORDER: readonly Provision[] = [
  'itself', 'declared', 'platform', 'notebook', 'vendored', 'built', 'local', 'group', 'brought', 'hosted', 'elsewhere', 'command', 'unknown', 'hidden', 'missing',
]; // biome-ignore format: a table reads better in rows

/** What the code imports, and what of it the project declares. */
export const imports = defineFact<Imports>({
  name: 'imports',
  async collect(project) {
    const code = await project.get(python);
    const needs = await project.get(dependencies);
    const declared = new DeclaredNames(needs, await project.get(lockfiles), code.modules);
    const packages = await installedPackages(project);
    const judge = new Judge({
      declared,
      own: await project.get(ownNames),
      commands: needs.commands,
      images: (await project.get(containers)).recipes.flatMap(({ images }) => images),
      packages,
    });
    const modules = new Map<string, ImportedModule>();
    // What a template makes is another project, but in a repository that is nothing else.
    const isTemplate = needs.main.some(({ group }) => group === 'template');
    for (const found of thirdPartyStatements(code)) {
      if (!isTemplate && found.module.path.includes('{{')) continue;
      const imported = importedBy(found.statement.module, found.statement.name);
      const told = judge.judge(imported, found);
      const sometimes = isConditional(found);
      const before = modules.get(imported.name);
      const worse = !before || ORDER.indexOf(told.provision) > ORDER.indexOf(before.provision);
      if (!worse) {
        if (before.provision === told.provision && before.sometimes && !sometimes)
          modules.set(imported.name, {
            ...before,
            sometimes,
            at: code.at(found.module, found.statement.line),
          });
        continue;
      }
      modules.set(imported.name, {
        ...imported,
        ...told,
        sometimes,
        at: code.at(found.module, found.statement.line),
      });
    }
    return {
      modules: [...modules.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
      declares: declared.any,
    };
  },
});

/** What is installed, where that can be told; the table does without. */
async function installedPackages(project: Project): Promise<readonly InstalledPackage[]> {
  try {
    return (await project.get(installed)).environment?.packages ?? [];
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return [];
  }
}

/** Inside a function, or right below a condition on the platform or the Python version: other runs do without. */
function isConditional({ module, statement }: ThirdPartyStatement): boolean {
  if (module.scopes[statement.scope]?.kind === 'function') return true;
  return module.conditions.some(({ test, line }) => {
    const below = statement.line - line;
    return (
      below > 0 && below <= 5 && /platform|os\.name|version_info/.test(JSON.stringify(test).slice(0, 2000))
    );
  });
}
