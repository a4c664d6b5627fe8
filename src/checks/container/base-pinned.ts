import type { BaseImage, Recipe } from '../../facts/containers.js';
import { count, defineCheck, fail, type Gap, partial, pass, place, skip, unknown } from '../check.js';

const WORDS: Readonly<Record<BaseImage['pin'], string>> = {
  digest: 'is pinned by its digest',
  tag: 'has a version tag, which can be moved to another image',
  floating: 'is whatever the registry holds on the day',
  unknown: 'depends on a value that the files do not give',
};

export default defineCheck({
  id: 'container/base-pinned',
  title: 'Every base image is pinned by digest',
  severity: 'required',
  scope: 'both',
  why: 'A tag is a pointer that its owner moves: the same Dockerfile builds on another system next month.',
  fix: 'Write the digest behind the tag, `FROM python:3.11.9-slim@sha256:…`; `docker buildx imagetools inspect <image>` prints it.',
  source: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  needs: ['containers'],
  examples: {
    pass: {
      files: {
        Dockerfile:
          'FROM python:3.11.9-slim@sha256:8fb099199b9f2d70342674bd9dbccd3ed03a258f26bbd1d556822c6dfc60c317\nCOPY . /app\n',
      },
    },
    fail: { files: { Dockerfile: 'FROM python:latest\nCOPY . /app\n' } },
  },
  run({ containers: { recipes, problems } }) {
    const broken: Gap[] = problems.map(({ file, line, message }) => ({
      message: `${file} cannot be read: ${message}`,
      at: { file, line },
    }));
    const named = recipes.flatMap((recipe) => recipe.images);
    const images = named.filter(({ builtBy }) => builtBy === undefined);
    const nix = recipes.filter(({ kind }) => kind === 'nix');
    const unlocked = nix.filter(({ locked }) => !locked);
    const features = recipes.flatMap((recipe) => recipe.features ?? []);
    const of = (pin: BaseImage['pin']) => images.filter((image) => image.pin === pin);
    const data = {
      images: images.map(({ text, resolved, pin, at }) => ({
        image: resolved ?? text,
        pin,
        place: place(at),
      })),
      counts: {
        digest: of('digest').length,
        tag: of('tag').length,
        floating: of('floating').length,
        unknown: of('unknown').length,
        own: named.length - images.length,
        nix: nix.length,
        nixPinned: nix.length - unlocked.length,
        features: features.length,
      },
      own: named.flatMap(({ text, resolved, at, builtBy }) =>
        builtBy ? [{ image: resolved ?? text, place: place(at), builtAt: place(builtBy) }] : [],
      ),
    };
    // A feature is a part of a development container; what it adds is weak evidence of what runs elsewhere.
    const loose = features
      .filter(({ pin }) => pin === 'floating' || pin === 'unknown')
      .map(
        ({ text, at }): Gap => ({
          message: `the feature ${text} is whatever its registry holds on the day`,
          at,
          fix: 'Name its version, and commit the devcontainer-lock.json that the tool writes.',
          confidence: 'likely',
        }),
      );
    const evidence = [
      ...of('digest').map(({ text, at }) => `${place(at)} ${text}`),
      ...features.flatMap(({ text, pin, at }) =>
        pin === 'lock' ? [`${place(at)} ${text}, in the lock`] : [],
      ),
    ];
    const gaps: Gap[] = [
      ...images
        .filter(({ pin }) => pin !== 'digest')
        .map(({ text, resolved, pin, at }) => ({
          message: `${resolved ?? text} ${WORDS[pin]}`,
          at,
          key: text,
        })),
      ...unlocked.flatMap(nixGaps),
      ...loose,
      ...broken,
    ];
    if (images.length === 0 && nix.length === 0) {
      if (broken.length > 0) return unknown('the recipe cannot be read', { gaps, data });
      if (recipes.some(({ kind }) => kind === 'dockerfile'))
        return pass('no image is taken from elsewhere', { data, evidence, gaps });
      return skip(recipes.length === 0 ? 'no container' : 'no recipe names a base image');
    }
    const floating = of('floating').length + unlocked.filter(({ locked }) => locked === false).length;
    const open =
      of('unknown').length + unlocked.filter(({ locked }) => locked === undefined).length + broken.length;
    const total = images.length + nix.length;
    const tagged = of('tag').length;
    if (floating > 0)
      return fail(
        `${floating} of ${count(total, 'base image')} not pinned${tagged > 0 ? `, ${tagged} by a tag only` : ''}`,
        gaps,
        { data, evidence },
      );
    if (open > 0) return unknown('not every base image can be told from the files', { gaps, data, evidence });
    if (tagged > 0)
      return partial(`${tagged} of ${count(total, 'base image')} pinned by a tag only`, gaps, {
        data,
        evidence,
      });
    return pass(`${count(total, 'base image')} pinned`, { data, evidence, gaps });
  },
});

/** What a Nix file takes from elsewhere without a pin, or the lock that it lacks. */
function nixGaps({ path, locked, sources = [] }: Recipe): Gap[] {
  if (path.endsWith('flake.nix') || path.endsWith('devenv.nix'))
    return [
      {
        message: `${path} has no ${path.endsWith('flake.nix') ? 'flake' : 'devenv'}.lock beside it`,
        at: { file: path },
        fix: path.endsWith('flake.nix')
          ? 'Write the lock with `nix flake lock`, and commit it.'
          : 'Write the lock with `devenv update`, and commit it.',
      },
    ];
  const fix =
    'Fetch nixpkgs by the address of a commit with its sha256, or let niv, npins or a flake lock it.';
  const told = sources
    .filter(({ pinned }) => pinned !== true)
    .map(
      ({ text, pinned, at }): Gap => ({
        message:
          pinned === false
            ? `${text} is whatever it leads to on the day`
            : `${text} depends on a value that the file does not give`,
        at,
        fix,
        confidence: pinned === false ? 'certain' : 'possible',
      }),
    );
  if (told.length > 0) return told;
  const message =
    locked === false
      ? `the pins that ${path} reads are not in the project`
      : `${path} does not say from where its packages come`;
  return [{ message, at: { file: path }, fix, confidence: locked === false ? 'likely' : 'possible' }];
}
