import { commandsOfRun } from '../containers/run-commands.js';
import type { Recipe } from '../containers.js';
import type { InterpreterPlace } from '../interpreter.js';
import { programOf } from '../shell/program.js';
import { broughtBy, installedBy, isCondaFromFile } from './installers.js';
import { versionInImage } from './versions.js';

/**
 * The Python versions of a container recipe: what the steps of the stage it ends on install, else the image that this
 * stage starts from. Those of other stages, and an image whose interpreter a step replaces, are `aside`: they build,
 * but nothing runs on them. Where the last stage names none, what it copies from does.
 */
export function placesOfRecipe(recipe: Recipe): InterpreterPlace[] {
  const chain = lastStages(recipe);
  const inChain = (stage: number) => chain.size === 0 || chain.has(stage);
  const steps = recipe.runs.map((run) => ({ run, ...placesOfRun(recipe, run) }));
  const last = steps.filter(({ run }) => inChain(run.stage));
  const replaces = ({ chosen, fromFile }: (typeof steps)[number]) => chosen.length > 0 || fromFile;
  const bases = recipe.images.filter(({ via }) => via === 'from' || via === 'image');
  const start = startOf(recipe, bases, chain);
  const images = bases.flatMap((image) => {
    const version = versionInImage(image.resolved ?? image.text);
    if (version === undefined) return [];
    const text = `${KEYWORD[recipe.kind] ?? ''}${image.resolved ?? image.text}`;
    // Services of a compose file run side by side; stages of a build end on one.
    const starts = start === undefined || image === start;
    return [{ text, version, from: 'recipe' as const, at: image.at, image, starts }];
  });
  // What comes later takes the place of what was there: the image, an installer, an interpreter by its version.
  const ranked: Unjudged[][] = [
    last.flatMap(({ chosen }) => chosen),
    last.some(replaces) ? [] : last.flatMap(({ installers }) => installers),
    last.some(replaces) ? [] : images.filter(({ starts }) => starts),
    last.some(replaces) ? [] : steps.flatMap(({ chosen }) => chosen),
    last.some(replaces) ? [] : images.filter(({ image }) => image.final),
  ];
  const run = new Set(ranked.find((places) => places.length > 0));
  const all: Unjudged[] = [
    ...images,
    ...steps.flatMap(({ chosen, installers }) => [...chosen, ...installers]),
  ];
  const told = new Set<string>();
  return all.flatMap((one): InterpreterPlace[] => {
    const role = run.has(one) ? 'run' : 'aside';
    // The arms of a condition install the same for several machines.
    const key = `${role} ${one.version} ${'image' in one ? one.at.line : ''}`;
    if (told.has(key)) return [];
    told.add(key);
    return [{ text: one.text, version: one.version, role, from: one.from, at: one.at }];
  });
}

/** A place of which it is not yet known whether a run uses it. */
type Unjudged = Omit<InterpreterPlace, 'role'>;

/**
 * The interpreters that a step puts in place by their version, the installers it fetches that bring one along, and
 * whether it makes a conda environment from a file, whose interpreter runs rather than that of the image. Several versions
 * at once are there to test with, and count for nothing.
 */
function placesOfRun(
  recipe: Recipe,
  run: Recipe['runs'][number],
): { chosen: Unjudged[]; installers: Unjudged[]; fromFile: boolean } {
  const calls = commandsOfRun(recipe.kind, run).map((command) => ({
    words: programOf(command.words).words.map(({ text }) => text),
    text: command.words.map(({ text }) => text).join(' '),
    at: { file: recipe.path, line: command.line },
  }));
  const places = (versionsOf: (words: readonly string[]) => string[]) =>
    calls.flatMap(({ words, text, at }) => {
      const [version, ...more] = versionsOf(words);
      return version === undefined || more.length > 0
        ? []
        : [{ text: text.slice(0, 200), version, from: 'recipe' as const, at }];
    });
  return {
    chosen: places(installedBy),
    installers: places(broughtBy),
    fromFile: calls.some(({ words }) => isCondaFromFile(words)),
  };
}

/** The stage that a build ends on, and those it starts from; empty where the format has no stages. */
function lastStages({ stages }: Recipe): Set<number> {
  const chain = new Set<number>();
  let at: number | undefined = stages.length - 1;
  while (at !== undefined && at >= 0 && !chain.has(at)) {
    chain.add(at);
    at = stages[at]?.from;
  }
  return chain;
}

/** The image that the last stage starts from; undefined where every image counts. */
function startOf(
  { stages, kind }: Recipe,
  bases: Recipe['images'],
  chain: ReadonlySet<number>,
): Recipe['images'][number] | undefined {
  if (kind !== 'dockerfile') return undefined;
  const roots = stages.flatMap(({ from }, at) => (from === undefined ? [at] : []));
  // A stage from scratch has no image; then the order of images does not tell theirs.
  if (roots.length !== bases.length) return bases.filter(({ final }) => final).at(-1) ?? bases.at(-1);
  return bases[roots.findIndex((root) => chain.has(root))];
}

const KEYWORD: Partial<Record<Recipe['kind'], string>> = { dockerfile: 'FROM ', apptainer: 'From: ' };
