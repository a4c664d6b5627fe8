import type { DrawVerdict } from '../judge.js';
import type { Edit } from '../model.js';
import { placeOf, written } from '../scene.js';
import type { Stream } from '../table/row.js';
import { besideSeeding } from './beside.js';
import { byDefault, inPlace, moved, passed } from './existing.js';
import { seedHelpers, spellOwn } from './helpers.js';
import { clipped, type Judged, type Mend, SEED, type Surroundings } from './model.js';
import { isShared, SEEDS, seedingFor } from './seeding.js';
import { firstImport } from './spelling.js';
import { type Spot, spotBefore } from './spot.js';

const ESTIMATOR_CONFIG =
  /^tensorflow\.(?:compat\.v1\.)?(?:estimator|estimator\.tpu|contrib\.tpu|contrib\.learn)\.RunConfig$/;

/** What fixes a source that is not fixed: the exact line to add, and where, as far as the code shows it. */
export function mendOf(around: Surroundings, judged: Judged): Mend {
  const { source, state, first } = judged;
  if (state === 'fixed') return { text: '', edits: [] };
  const otherwise: Mend = {
    text: isShared(source)
      ? `call ${SEEDS[source]}(${SEED}) before the first draw`
      : `give ${source} a fixed seed`,
    edits: [],
  };
  if (state === 'unknown')
    return { text: 'give the seed a fixed default where it can be read from the files', edits: [] };
  if (!isShared(source) && (state === 'unfixed' || state === 'late'))
    return passed(around, judged) ?? otherwise;
  const own = first.draw.own !== undefined && first.seed === undefined;
  if (state === 'varying') return (own ? passed(around, judged) : inPlace(around, judged)) ?? otherwise;
  if (state === 'optional') return byDefault(around, judged) ?? otherwise;
  if (state === 'late') return moved(around, judged) ?? fresh(around, judged) ?? otherwise;
  if (judged.source === 'tensorflow') {
    const config = ofEstimator(around);
    if (config) return config;
  }
  // What the system seeds anew gets a number there.
  if (judged.first.seed) return inPlace(around, judged) ?? otherwise;
  return besideSeeding(around, judged) ?? helper(around, judged) ?? fresh(around, judged) ?? otherwise;
}

/** The configuration of an Estimator, which makes a graph of its own, so that no seeding outside reaches what it draws. */
function ofEstimator({ scene, walked }: Surroundings): Mend | undefined {
  const made = walked.calls.find(({ name }) => name !== undefined && ESTIMATOR_CONFIG.test(name));
  if (!made) return undefined;
  const { call, frame } = made;
  const at = placeOf(scene, frame.module, call.line);
  return {
    text: `pass \`tf_random_seed=${SEED}\` to ${written(frame.module, call.callee)}() at ${at.file}:${at.line}`,
    edits: [],
  };
}

/** A call of the project's own helper, which nobody makes yet. */
function helper(around: Surroundings, judged: Judged): Mend | undefined {
  const { scene, entry, walked } = around;
  const spot = spotOf(around, judged);
  if (!spot) return undefined;
  const able = seedHelpers(scene).filter(
    ({ fixes, module, scope }) =>
      fixes.has(judged.source as Stream) &&
      !walked.calls.some(({ frame }) => frame.module === module && frame.scope === scope),
  );
  const imports = new Set(scene.python.importsOf(entry));
  const chosen =
    able.find(({ module }) => module === entry) ??
    able.find(({ module }) => imports.has(module.path)) ??
    (able.length === 1 ? able[0] : undefined);
  if (!chosen) return undefined;
  const spelling = spellOwn(scene, entry, chosen, spot.line);
  if (!spelling) return undefined;
  const from = placeOf(scene, chosen.module, chosen.module.scopes[chosen.scope]?.line ?? 1);
  const call = `${spelling.name}(${chosen.takesSeed ? SEED : ''})`;
  const { edits, where } = adding(around, spot, call, spelling.needs);
  return { text: `add \`${call}\` (${from.file}:${from.line}) ${where}`, edits };
}

/** A new call of the library's own function. */
function fresh(around: Surroundings, judged: Judged): Mend | undefined {
  const spot = spotOf(around, judged);
  if (!spot) return undefined;
  const { call, needs } = seedingFor(around, judged.source, spot, SEED);
  const { edits, where } = adding(around, spot, call, needs);
  return { text: `add \`${call}\` ${where}`, edits };
}

/** One place for all sources that lack a seeding where there is one, else one for this source. */
function spotOf({ entry, linesOf, unseeded = [] }: Surroundings, { draws, state }: Judged): Spot | undefined {
  const before = (verdicts: readonly DrawVerdict[]) =>
    spotBefore(
      entry,
      verdicts.map(({ draw }) => ({ frame: draw.frame, line: draw.call.line })),
      linesOf,
    );
  return (state === 'unfixed' ? before([...draws, ...unseeded]) : undefined) ?? before(draws);
}

/** The edits that put a statement at a spot, with the import that it needs, and the words for where that is. */
function adding(
  { scene, linesOf }: Surroundings,
  spot: Spot,
  call: string,
  needs: string | undefined,
): { edits: Edit[]; where: string } {
  const at = placeOf(scene, spot.module, spot.line);
  const shown = spot.text === '' ? '' : `, \`${clipped(spot.text)}\``;
  const where = `to ${at.file} before ${at.cell === undefined ? '' : `cell ${at.cell}, `}line ${at.line}${shown}`;
  if (needs === undefined) return { edits: [{ ...at, lines: [spot.indent + call] }], where };
  const top = firstImport(spot.module, linesOf(spot.module));
  if (top === undefined || top >= spot.line) {
    return {
      edits: [{ ...at, lines: [spot.indent + needs, spot.indent + call] }],
      where: `${where}, after \`${needs}\``,
    };
  }
  const above = placeOf(scene, spot.module, top);
  return {
    edits: [
      { ...above, lines: [needs] },
      { ...at, lines: [spot.indent + call] },
    ],
    where: `${where}, with \`${needs}\` before ${above.cell === undefined ? '' : `cell ${above.cell}, `}line ${above.line}`,
  };
}
