import type { ImageBuild } from '../../facts/image-contents.js';
import { count, defineCheck, fail, type Gap, listed, partial, pass, place, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'container/dependencies-shared',
  title: "The image installs from the project's own manifest or lockfile",
  severity: 'advised',
  scope: 'both',
  why: 'Two lists of the same packages drift apart: what was tested outside of the image is then not what runs inside it.',
  fix: 'Copy the manifest and its lock into the image and install from them, instead of naming packages in the recipe.',
  source: 'https://docs.docker.com/guides/python/containerize/',
  needs: ['imageContents', 'containers', 'dependencies'],
  examples: {
    pass: {
      files: {
        Dockerfile: 'FROM python:3.11\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
        'requirements.txt': 'numpy==2.1.0\n',
      },
    },
    fail: {
      files: {
        Dockerfile: 'FROM python:3.11\nRUN pip install numpy==1.26.4 scipy==1.14.1\n',
        'requirements.txt': 'numpy==2.1.0\n',
      },
    },
  },

  run({ imageContents: { builds }, containers: { recipes }, dependencies: { main, runtime } }) {
    if (recipes.length === 0) return skip('no container');
    const judged = builds.map((build) => ({ ...build, verdict: verdictOf(build, runtime.length) }));
    const data = {
      recipes: judged.map(({ recipe, verdict, sharing }) => ({
        recipe,
        verdict,
        shared: [...new Set(sharing.shared.map(({ path }) => path))],
        apart: [...new Set(sharing.apart.map(({ path }) => path))],
        named: sharing.named.map(({ name }) => name),
        conflicts: sharing.conflicts.map(({ name, version, wanted }) => ({ name, version, wanted })),
      })),
    };
    const counted = judged.filter(({ verdict }) => verdict !== 'none' && verdict !== 'unknown');
    if (counted.length === 0)
      return judged.some(({ verdict }) => verdict === 'unknown')
        ? unknown('the lists that the recipes install from are not among the files', { data })
        : skip("no recipe installs packages of the project's language", { data });
    if (main.length === 0) return skip('the project has no manifest that the image could share', { data });
    const manifest = main[0]!.path;
    const told = {
      data,
      evidence: counted
        .flatMap(({ sharing }) => sharing.shared)
        .map(({ path, at }) => `${place(at)} ${path === '' ? 'installs the project' : path}`)
        .slice(0, 20),
    };
    const gaps = counted.flatMap((build) => gapsOf(build, manifest));
    const of = (verdict: Verdict) => counted.filter((one) => one.verdict === verdict);
    if (of('own').length === counted.length)
      return fail(
        counted.length === 1
          ? `${counted[0]!.recipe} installs a list of its own, not ${manifest}`
          : `${count(counted.length, 'recipe')} install lists of their own, not ${manifest}`,
        gaps,
        told,
      );
    const good = of('shared').length;
    if (good === counted.length)
      return pass(
        `${count(good, 'recipe')} ${good === 1 ? 'installs' : 'install'} from the project's own files`,
        {
          ...told,
          gaps,
        },
      );
    const half = counted.filter(({ verdict }) => verdict === 'repeated' || verdict === 'differs').length;
    return partial(
      `${good} of ${count(counted.length, 'recipe')} ${good === 1 ? 'installs' : 'install'} from the project's own files alone`,
      gaps,
      { ...told, ratio: (good + half / 2) / counted.length },
    );
  },
});

type Verdict =
  /** It installs no package of the project's language. */
  | 'none'
  | 'unknown'
  | 'shared'
  /** It installs from the project's files, and a package in a version that they do not allow. */
  | 'differs'
  /** It names what the project declares, in versions that agree. */
  | 'repeated'
  | 'own';

function verdictOf({ sharing }: ImageBuild, runtime: number): Verdict {
  const { shared, apart, named, covered, conflicts, hasUnknown, isComparable, isCentral } = sharing;
  if (shared.length > 0) return conflicts.length > 0 ? 'differs' : 'shared';
  if (hasUnknown) return 'unknown';
  if (named.length + apart.length === 0 || !isComparable) return 'none';
  // An image of something else, such as a tracking server, has other needs.
  if (covered === 0 && apart.length === 0 && !isCentral) return 'none';
  return runtime > 0 && covered === runtime && conflicts.length === 0 ? 'repeated' : 'own';
}

function gapsOf({ recipe, sharing, verdict }: ImageBuild & { verdict: Verdict }, manifest: string): Gap[] {
  // What only the image needs, such as a server, may have no place in the manifest.
  const sure =
    verdict === 'shared' || verdict === 'differs'
      ? { confidence: 'possible' as const }
      : sharing.isOfPart
        ? { confidence: 'likely' as const }
        : {};
  const { apart, named, conflicts } = sharing;
  const gaps: Gap[] = conflicts.map(({ name, version, wanted, at, against }) => ({
    message: `${name} ${version} is installed, where ${place(against)} has ${wanted}`,
    at,
    key: `${recipe} ${name}`,
    related: [{ ...against, message: `${name} ${wanted}` }],
  }));
  const own = named.filter((one) => !conflicts.some(({ name }) => name === one.name));
  for (const { path, at } of apart)
    gaps.push({
      message: `${path} is installed, which ${manifest} does not know of`,
      at,
      key: `${recipe} ${path}`,
      ...sure,
    });
  if (own[0]) {
    gaps.push({
      message: `${listed(own.map(({ name }) => name))} ${own.length === 1 ? 'is' : 'are'} named in the recipe, beside what ${manifest} lists`,
      at: own[0].at,
      key: `${recipe} names`,
      ...sure,
    });
  }
  return gaps;
}
