import { thirdPartyImports } from '../../facts/dependencies/third-party.js';
import { count, defineCheck, fail, type Gap, partial, pass, place, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'env/declared',
  title: 'Third-party dependencies are declared in a file that a tool can install',
  severity: 'required',
  why: 'Without a list of what to install, everybody who runs the project guesses, and guesses differ.',
  fix: 'Write the packages that the code imports into pyproject.toml, requirements.txt or environment.yml.',
  source: 'https://packaging.python.org/en/latest/specifications/pyproject-toml/',
  needs: ['dependencies', 'lockfiles', 'python'],
  examples: {
    pass: { files: { 'train.py': 'import numpy\n', 'requirements.txt': 'numpy==2.1.0\n' } },
    fail: { files: { 'train.py': 'import numpy\n' } },
  },

  run({ dependencies, lockfiles, python }) {
    const { main, absent, commands, runtime } = dependencies;
    const imports = thirdPartyImports(python);
    const data = {
      files: main.map(({ path }) => path),
      route: dependencies.route,
      runtime: runtime.length,
      requirements: main.reduce((sum, { requirements }) => sum + requirements.length, 0),
      imports: imports.map(({ name }) => name),
    };
    const gaps: Gap[] = main.flatMap(({ path, problems }) =>
      problems.map(({ message, line }) => ({
        message,
        at: { file: path, line },
        confidence: 'likely' as const,
      })),
    );
    if (absent.length > 0) {
      const missing = absent.map((path) => ({
        message: `${path} is declared in the config and does not exist`,
        key: path,
      }));
      return fail(`${count(absent.length, 'declared manifest')} missing`, missing, { data });
    }
    const said = main.filter(({ requirements, computed }) => requirements.length > 0 || computed);
    if (said.length > 0) {
      const evidence = said.map(({ path, requirements, computed }) => {
        const line = requirements[0]?.line ?? computed?.line;
        const what =
          requirements.length > 0 ? count(requirements.length, 'requirement') : 'requirements computed';
        return `${place({ file: path, line })} ${what}`;
      });
      const names = said.slice(0, 3).map(({ path }) => path);
      if (said.length > 3) names.push(`${said.length - 3} more`);
      const one = said.length === 1;
      const summary =
        runtime.length === 0 && said.some(({ computed }) => computed)
          ? `${names.join(', ')} ${one ? 'computes its' : 'compute their'} dependencies when the package is built`
          : `${names.join(', ')} declare${one ? 's' : ''} ${count(runtime.length, 'runtime dependency', 'runtime dependencies')}`;
      const unreadable = dependencies.manifests.filter(
        ({ path, requirements, problems }) =>
          !path.includes('/') && problems.length > 0 && requirements.length === 0,
      );
      if (unreadable.length > 0) {
        const broken = unreadable.flatMap(({ path, problems }) =>
          problems.map(
            ({ message, line }): Gap => ({
              message,
              at: { file: path, line },
              fix: `Mend ${path}, or take it out.`,
            }),
          ),
        );
        const names = unreadable.map(({ path }) => path).join(', ');
        return partial(`${summary}; ${names} cannot be read`, [...gaps, ...broken], { evidence, data });
      }
      return pass(summary, { gaps, evidence, data });
    }
    const alone = lockfiles.main.find(({ packages }) => packages.length > 0);
    if (alone) return pass(`${alone.path} lists ${count(alone.packages.length, 'package')}`, { data });
    const broken = main.find(({ problems }) => problems.length > 0);
    if (broken) return unknown(`${broken.path} could not be read`, { gaps, data });
    if (imports.length === 0) {
      const unread = python.unread[0];
      if (python.modules.length === 0 && unread)
        return unknown(`no Python file could be read: ${unread.reason}`, { data });
      return skip('the code imports no third-party package', { data });
    }

    const noted = commands.filter((command) => command.in === 'notebook');
    // Notebooks install what their host lacks; only when that is most of what is imported is it a list.
    const isList = new Set(noted.flatMap(({ packages }) => packages)).size * 2 >= imports.length;
    const recipe = commands.filter(
      (command) =>
        (command.in === 'recipe' || (command.in === 'notebook' && isList)) && command.packages.length > 0,
    );
    const prose = commands.filter((command) => command.in === 'readme' && command.packages.length > 0);
    const told = (recipe.length > 0 ? recipe : prose).map(
      ({ text, packages, at }): Gap => ({
        message: `\`${text}\` is the only place that names ${packages.slice(0, 8).join(', ')}`,
        at,
        key: packages.join(' '),
      }),
    );
    if (recipe.length > 0) {
      const notebooks = recipe.filter((command) => command.in === 'notebook').length;
      const where =
        notebooks === 0
          ? 'scripts or container recipes'
          : notebooks === recipe.length
            ? 'notebooks'
            : 'scripts, container recipes or notebooks';
      return partial(`only ${where} name the packages`, told, { data });
    }
    const listed = imports.map(
      ({ name, at }): Gap => ({ message: `${name} is imported and not declared`, at, key: name }),
    );
    const empty = main[0] ? `${main[0].path} declares no dependency` : 'nothing declares them';
    return fail(
      prose.length > 0
        ? `${count(imports.length, 'third-party package')} imported; only the README names what to install`
        : `${count(imports.length, 'third-party package')} imported and ${empty}`,
      prose.length > 0 ? told : listed,
      { data },
    );
  },
});
