import type { ImportedModule, Provision } from '../../facts/imports.js';
import { count, defineCheck, fail, type Gap, partial, pass, place, skip, unknown } from '../check.js';

/** What an import is that no declared runtime dependency provides, though something else does. */
const NOTES: Partial<Record<Provision, (module: ImportedModule) => string>> = {
  group: ({ name, by = '' }) => `${name} is declared for development only: ${by}`,
  unknown: ({ name, by = '' }) => `what provides ${name} cannot be told: ${by}`,
  brought: ({ name, by = '' }) => `${name} is not declared and comes only through another package: ${by}`,
};
/** Things that the project says, though not where a tool installs from for this code. */
const WEAK: Partial<Record<Provision, (module: ImportedModule) => string>> = {
  elsewhere: ({ name, by = '' }) => `${name} is declared only for another part of the project: ${by}`,
  hosted: ({ name, by = '' }) => `${name} is not declared; ${by} holds it, in whatever version`,
  command: ({ name, by = '' }) => `${name} is named only by ${by}`,
};

export default defineCheck({
  id: 'env/imports',
  title: 'Every third-party import is provided by a declared dependency',
  severity: 'advised',
  why: 'A module that no file declares is there by chance: on the next machine the code stops at its import, or runs with whatever version another package happens to bring.',
  fix: 'Add the distribution that provides the module to the file that declares the dependencies, and lock again.',
  source: 'https://packaging.python.org/en/latest/discussions/distribution-package-vs-import-package/',
  needs: ['imports'],
  examples: {
    pass: {
      files: {
        'train.py': 'import cv2\nimport sklearn\n',
        'requirements.txt': 'opencv-python-headless==4.10.0.84\nscikit-learn==1.5.1\n',
      },
    },
    fail: {
      files: {
        'train.py': 'import cv2\nimport sklearn\nimport yaml\n',
        'requirements.txt': 'numpy==2.1.0\n',
      },
    },
  },

  run({ imports }) {
    const { modules, declares } = imports;
    const of = (provision: Provision) => modules.filter((one) => one.provision === provision);
    const missing = of('missing');
    const open = of('unknown');
    const hidden = of('hidden');
    const weak = modules.filter(({ provision }) => WEAK[provision]);
    const provided = modules.length - missing.length - open.length - hidden.length - weak.length;
    const names = (some: readonly ImportedModule[]) => some.map(({ name }) => name);
    const data = {
      imports: modules.length,
      provided,
      missing: names(missing),
      unknown: names([...open, ...hidden]),
      notDeclaredHere: names(weak),
      indirect: names(of('brought')),
      development: names(of('group')),
    };
    if (modules.length === 0) return skip('the code imports no third-party module', { data });
    if (!declares) return skip('no dependency is declared at all', { data });
    const gaps: Gap[] = [
      ...missing.map(gapOf),
      ...modules.flatMap((module): Gap[] => {
        const { provision, at, name } = module;
        const message = WEAK[provision]?.(module) ?? NOTES[provision]?.(module);
        const confidence = WEAK[provision] ? ('likely' as const) : ('possible' as const);
        return message === undefined ? [] : [{ message, at, key: name, confidence }];
      }),
    ];
    const evidence = modules
      .filter(({ provision }) => ['declared', 'notebook', 'platform', 'built'].includes(provision))
      .slice(0, 20)
      .map(({ name, at, by = '' }) => `${place(at)} ${name} from ${by}`);
    const told = { data, evidence };
    const summary = `${provided} of ${count(modules.length, 'imported module')} provided by what is declared`;
    // What only some runs import may be left to them, so it alone fails nothing.
    if (missing.filter(({ sometimes }) => !sometimes).length > 2)
      return fail(`${summary}, ${missing.length} missing`, gaps, told);
    if (missing.length + weak.length > 0)
      return partial(summary, gaps, { ...told, ratio: provided / modules.length });
    const [first] = hidden;
    if (first) return unknown(`${summary}; the rest cannot be told: ${first.by ?? ''}`, { ...told, gaps });
    return pass(summary, { ...told, gaps });
  },
});

function gapOf({ name, at, distributions, known, sometimes }: ImportedModule): Gap {
  const [usual = name, ...others] = distributions;
  const likely = others.length === 0 ? usual : `${usual} (or ${others.slice(0, 3).join(', ')})`;
  return {
    message: `${name} is imported and no declared dependency provides it`,
    at,
    key: name,
    fix: known
      ? `Declare ${likely}.`
      : `Declare the distribution that provides it, which may be called ${usual}.`,
    confidence: known && !sometimes ? 'certain' : 'likely',
  };
}
