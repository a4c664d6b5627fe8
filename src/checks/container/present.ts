import type { Recipe } from '../../facts/containers.js';
import { count, defineCheck, fail, type Gap, partial, pass, unknown } from '../check.js';

const KINDS: Readonly<Record<Recipe['kind'], string>> = {
  dockerfile: 'Dockerfile',
  compose: 'compose file',
  devcontainer: 'development container',
  gitpod: 'Gitpod workspace',
  apptainer: 'Apptainer definition',
  nix: 'Nix environment',
  binder: 'Binder environment',
  'image-yaml': 'image recipe',
};

export default defineCheck({
  id: 'container/present',
  title: 'A container or image recipe describes where the project runs',
  severity: 'advised',
  scope: 'either',
  why: 'System libraries, compilers and drivers change results too, and a Python lockfile does not name them; an image does.',
  fix: 'Add a Dockerfile that starts from a pinned base image and installs from the lockfile.',
  needs: ['containers', 'lockfiles', 'interpreter'],
  examples: {
    pass: {
      files: { Dockerfile: 'FROM python:3.11.9-slim\nCOPY . /app\nCMD ["python", "/app/train.py"]\n' },
    },
    fail: { files: { 'train.py': 'print(1)\n' } },
  },
  run({ containers: { recipes, problems }, lockfiles, interpreter }) {
    const gaps: Gap[] = problems.map(({ file, line, message }) => ({
      message: `${file} cannot be read: ${message}`,
      at: { file, line },
    }));
    const kinds: Record<string, number> = {};
    for (const { kind } of recipes) kinds[kind] = (kinds[kind] ?? 0) + 1;
    const data = {
      recipes: recipes.map(({ path, kind }) => ({ path, kind })),
      kinds,
      unreadable: problems.length,
      absent: recipes.flatMap(({ builds }) => builds).filter(({ exists }) => !exists).length,
    };
    const absent = recipes.flatMap(({ builds }) =>
      builds.flatMap(({ path, exists, at }): Gap[] =>
        exists
          ? []
          : [{ message: `${path} is built from, and is not in the project`, at, confidence: 'likely' }],
      ),
    );
    // A compose file or development container of nothing but absent files describes nothing.
    const usable = recipes.filter(
      ({ builds, images }) => builds.length === 0 || images.length > 0 || builds.some(({ exists }) => exists),
    );
    if (usable[0] !== undefined) {
      const rest = usable.length > 1 ? ` and ${count(usable.length - 1, 'more recipe')}` : '';
      return pass(`${KINDS[usable[0].kind]} ${usable[0].path}${rest}`, {
        evidence: usable.map(({ path, kind }) => `${path} ${KINDS[kind]}`).slice(0, 20),
        gaps: [...gaps, ...absent],
        data,
      });
    }
    if (recipes.length > 0)
      return fail('the recipes build from files that do not exist', [...absent, ...gaps], { data });
    if (gaps.length > 0) return unknown('the recipe cannot be read', { gaps, data });
    const lock = lockfiles.main[0];
    const run = interpreter.places.find(({ role, version }) => role === 'run' && version !== undefined);
    if (lock && run) {
      const message = `no container; ${lock.path} and ${run.at.file} fix packages and interpreter, but no system library`;
      return partial('only a virtual environment is described', [{ message }], { data });
    }
    return fail(
      'no container or image recipe',
      [{ message: 'no file describes an image to run the project in' }],
      { data },
    );
  },
});
