import type { BaseImage } from '../../facts/containers.js';
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
    const images = recipes.flatMap((recipe) => recipe.images);
    const nix = recipes.filter(({ kind }) => kind === 'nix');
    const unlocked = nix.filter(({ locked }) => !locked);
    if (images.length === 0 && nix.length === 0) {
      if (broken.length > 0) return unknown('the recipe cannot be read', { gaps: broken });
      if (recipes.some(({ kind }) => kind === 'dockerfile')) return pass('no image is taken from elsewhere');
      return skip(recipes.length === 0 ? 'no container' : 'no recipe names a base image');
    }
    const data = {
      images: images.map(({ text, resolved, pin, at }) => ({
        image: resolved ?? text,
        pin,
        place: place(at),
      })),
    };
    const gaps: Gap[] = [
      ...images
        .filter(({ pin }) => pin !== 'digest')
        .map(({ text, resolved, pin, at }) => ({
          message: `${resolved ?? text} ${WORDS[pin]}`,
          at,
          key: text,
        })),
      ...unlocked.map(({ path }) => ({
        message: `${path} has no flake.lock beside it`,
        at: { file: path },
        fix: 'Write the lock with `nix flake lock`, and commit it.',
        // A shell.nix may pin nixpkgs by itself.
        confidence: path.endsWith('flake.nix') ? ('certain' as const) : ('possible' as const),
      })),
      ...broken,
    ];
    const of = (pin: BaseImage['pin']) => images.filter((image) => image.pin === pin);
    const floating = of('floating').length + unlocked.filter(({ path }) => path.endsWith('flake.nix')).length;
    const open = of('unknown').length + (unlocked.length > 0 ? 1 : 0) + broken.length;
    const total = images.length + nix.length;
    const evidence = of('digest').map(({ text, at }) => `${place(at)} ${text}`);
    if (floating > 0)
      return fail(`${floating} of ${count(total, 'base image')} not pinned`, gaps, { data, evidence });
    if (open > 0) return unknown('not every base image can be told from the files', { gaps, data, evidence });
    const tagged = of('tag').length;
    if (tagged > 0)
      return partial(`${tagged} of ${count(total, 'base image')} pinned by a tag only`, gaps, {
        data,
        evidence,
      });
    return pass(`${count(total, 'base image')} pinned`, { data, evidence });
  },
});
