import { count } from '../../checks/check.js';
import type {
  DrawTrace,
  FileTrace,
  RunTrace,
  SeedTrace,
  SourceTrace,
} from '../../facts/randomness/file-trace.js';
import type { EvidenceNode } from '../../report/evidence.js';
import { drawText, entryText, mend, node, reached, STANDS, seededBy, seedText, UNREACHED } from './nodes.js';
import type { Told } from './told.js';

/** Each source of randomness of an entry point: how it stands, what seeds it, every draw, the mend. Of a module, its draws and who reaches them. */
export function fixedEvidence(trace: FileTrace): Told {
  const [run] = trace.runs;
  if (trace.kind === 'entry point' && run) return ofRun(run);
  const { draws, seeds } = trace;
  const whole = `${count(draws.length, 'place that draws', 'places that draw')}, ${count(seeds.length, 'seeding')}`;
  return {
    summary: `${trace.path}, ${trace.kind === 'test' ? 'a test' : 'a module that others import'}: ${whole}`,
    nodes: [
      reached(trace.runs, trace.entrypoints),
      ...draws.map((draw) => standingDraw(draw, trace)),
      ...seeds.map((seed) => standingSeed(seed, trace)),
    ],
  };
}

function ofRun(run: RunTrace): Told {
  const { sources } = run;
  if (sources.length === 0) return { summary: `${entryText(run)}: it draws no randomness`, nodes: [] };
  const sure = sources.filter(({ certainty }) => certainty !== 'possible');
  const fixed = sure.filter(({ state }) => state === 'fixed').length;
  const possible = sources.length - sure.length;
  // What is open comes first, and what is sure before what is possible.
  const rank = ({ state, certainty }: SourceTrace) =>
    certainty === 'possible' ? 2 : state === 'fixed' ? 1 : 0;
  return {
    summary: `${entryText(run)}: ${fixed} of ${count(sure.length, 'source')} of randomness fixed${possible > 0 ? `, and ${possible} possible` : ''}`,
    nodes: [...sources].sort((a, b) => rank(a) - rank(b)).map(sourceNode),
  };
}

const SAYS: Readonly<Record<SourceTrace['state'], string>> = {
  fixed: 'is fixed',
  optional: 'is seeded only on request',
  late: 'is seeded after the first draw',
  varying: 'is seeded with something that changes from run to run',
  unfixed: 'is never seeded',
  unknown: 'is seeded, but with what could not be traced',
};

function sourceNode(source: SourceTrace): EvidenceNode {
  const { state, draws, seeds, certainty } = source;
  const doubt = certainty === 'possible' ? ' (possible: no ground for a verdict)' : '';
  const isAnew = state === 'unfixed' && seeds.some((seed) => seed.state === 'unfixed');
  const says = isAnew ? 'is seeded anew by the system' : SAYS[state];
  return node('source', `${source.source} ${says}${doubt}`, {
    state: STANDS[state],
    children: [
      ...seeds.map((seed) =>
        node('seeding', seedText(seed), { at: seed.at, path: seed.path, state: STANDS[seed.state] }),
      ),
      // Those that decide come first.
      ...[...draws]
        .sort((a, b) => Number(b.state === state) - Number(a.state === state))
        .map((draw) =>
          node('draw', drawText(draw, state), {
            at: draw.at,
            path: draw.path,
            ...(draw.state !== state && { state: STANDS[draw.state] }),
          }),
        ),
      ...mend(source.mend),
    ],
  });
}

/** A draw of a module: what it is, and how it stands in each run that comes to it. */
function standingDraw(draw: DrawTrace, { runs, entrypoints }: FileTrace): EvidenceNode {
  const children = runs.flatMap((run) =>
    run.sources.flatMap(({ draws }) =>
      draws
        .filter(({ at, call }) => at.line === draw.at.line && at.cell === draw.at.cell && call === draw.call)
        .slice(0, 1)
        .map(({ state, path }) =>
          node('entry point', `${run.path}: ${IN_RUN[state]}`, { state: STANDS[state], path }),
        ),
    ),
  );
  const given =
    draw.own && draw.own.kind !== 'none'
      ? `, given ${draw.own.text}`
      : draw.fixedDefault
        ? ', with a fixed default'
        : '';
  const doubt = draw.certainty === 'possible' ? ' (possible)' : '';
  return node('draw', `${draw.call} draws from ${draw.source}${given}${doubt}`, {
    at: draw.at,
    children: children.length > 0 || entrypoints === 0 ? children : [...UNREACHED],
  });
}

const IN_RUN: Readonly<Record<SourceTrace['state'], string>> = {
  fixed: 'fixed by then',
  optional: 'seeded only on request',
  late: 'drawn before the seeding',
  varying: 'seeded with something that changes from run to run',
  unfixed: 'never seeded',
  unknown: 'seeded, but with what could not be traced',
};

function standingSeed(seed: SeedTrace, { runs, entrypoints }: FileTrace): EvidenceNode {
  const children = runs.flatMap((run) =>
    run.seeds
      .filter(({ at, call }) => at.line === seed.at.line && at.cell === seed.at.cell && call === seed.call)
      .slice(0, 1)
      .map(({ state, value, path }) =>
        node('entry point', `${run.path}: ${value.text}`, { state: STANDS[state], path }),
      ),
  );
  return node(
    'seeding',
    children.length > 0 ? `${seed.call} seeds ${seededBy(seed.fixes)}` : seedText(seed),
    { at: seed.at, children: children.length > 0 || entrypoints === 0 ? children : [...UNREACHED] },
  );
}
