import { count } from '../../checks/check.js';
import { MENDS } from '../../checks/seeds/deterministic.js';
import type { FileTrace, RunTrace, SeedTrace } from '../../facts/randomness/file-trace.js';
import { seedArgument } from '../../facts/randomness/mending/model.js';
import type { EstimatorUse } from '../../facts/randomness/model.js';
import type { EvidenceNode } from '../../report/evidence.js';
import { entryText, KINDS, mend, node, reached, UNREACHED } from './nodes.js';
import type { Told } from './told.js';

/** Every seeding and what its value is. */
export function constantEvidence(trace: FileTrace): Told {
  const one = (seed: SeedTrace) => {
    const { kind } = seed.value;
    const bad = kind === 'varying';
    const partly = kind === 'none' || kind === 'recorded';
    return node('seeding', `${seed.call}: ${seed.value.text}, ${KINDS[kind]}`, {
      at: seed.at,
      path: seed.path,
      state: bad ? 'bad' : partly ? 'partly' : kind === 'unknown' ? 'unknown' : 'good',
    });
  };
  const own = (run: RunTrace): SeedTrace[] =>
    run.sources.flatMap(({ draws }) =>
      draws.flatMap((draw) =>
        draw.own && draw.own.text !== 'None' ? [{ ...draw, value: draw.own, fixes: [] }] : [],
      ),
    );
  return perRun(trace, (run) => [...run.seeds, ...own(run)].map(one), 'seeding', trace.seeds.map(one));
}

const ESTIMATOR = {
  given: ['good', 'is given'],
  global: ['partly', 'is fixed only by the global seed: it is given no'],
  missing: ['bad', 'is given no'],
  unknown: ['unknown', 'may be given, among arguments that are put together at run time,'],
} as const;

/** Every estimator, splitter and sampler, and whether it is given a seed. */
export function estimatorsEvidence(trace: FileTrace): Told {
  const one = ({ call, at, parameter, state }: EstimatorUse) => {
    const [stands, says] = ESTIMATOR[state];
    return node('estimator', `${call} ${says} ${parameter}`, {
      at,
      state: stands,
      children: state === 'missing' || state === 'global' ? mend(`pass \`${seedArgument(parameter)}\``) : [],
    });
  };
  return perRun(trace, (run) => run.estimators.map(one), 'seedable call');
}

const EFFECT = {
  full: ['good', 'asks for deterministic kernels'],
  flag: ['partly', 'is part of what is needed'],
  optional: ['partly', 'is off by default'],
  against: ['bad', 'lets kernels be picked by timing'],
} as const;

/** Every setting for or against deterministic kernels. */
export function deterministicEvidence(trace: FileTrace): Told {
  const of = (run: RunTrace): EvidenceNode[] => {
    const settings = run.determinism.map(({ at, text, effect }) => {
      const [state, says] = EFFECT[effect];
      return node('setting', `${text} ${says}`, { at, state });
    });
    if (trace.kind !== 'entry point') return settings;
    const open = run.accelerated.filter(
      (framework) =>
        !run.determinism.some((use) => use.framework === framework && use.effect === 'full') ||
        run.determinism.some((use) => use.framework === framework && use.effect === 'against'),
    );
    return [
      ...settings,
      ...(run.accelerated.length === 0 ? [node('note', 'No GPU framework trains here.')] : []),
      ...open.map((framework) =>
        node('source', `${framework} is not asked for deterministic kernels throughout`, {
          state: 'bad',
          children: mend(MENDS[framework]?.replace(/\.$/, '') ?? ''),
        }),
      ),
    ];
  };
  return perRun(trace, of, 'setting');
}

const WORKERS: Readonly<Record<string, string>> = {
  generator: 'generator=torch.Generator().manual_seed(42)',
  worker_init_fn: 'a worker_init_fn that seeds NumPy and Python from torch.initial_seed()',
};

/** Every data loader that starts workers, and what seeds them. */
export function workersEvidence(trace: FileTrace): Told {
  const of = (run: RunTrace) =>
    run.loaders.map(({ call, at, workerInit, generator, managed, certainty }) => {
      const lacks = [...(workerInit ? [] : ['worker_init_fn']), ...(generator ? [] : ['generator'])];
      const doubt = certainty === 'certain' ? '' : ` (${certainty})`;
      if (managed)
        return node('loader', `${call}: its workers are seeded by the framework${doubt}`, {
          at,
          state: 'good',
        });
      if (lacks.length === 0)
        return node('loader', `${call} is given worker_init_fn and generator${doubt}`, { at, state: 'good' });
      return node('loader', `${call} starts workers without ${lacks.join(' and ')}${doubt}`, {
        at,
        state: lacks.length === 1 ? 'partly' : 'bad',
        children: mend(
          `pass ${lacks
            .map((name) => WORKERS[name])
            .reverse()
            .join(' and ')}`,
        ),
      });
    });
  return perRun(trace, of, 'data loader with workers', undefined, 'data loaders with workers');
}

/** The nodes of an entry point's own run; for a module those of each run that comes to the file, each place once. */
function perRun(
  trace: FileTrace,
  of: (run: RunTrace) => EvidenceNode[],
  what: string,
  standing: readonly EvidenceNode[] = [],
  many = `${what}s`,
): Told {
  const [run] = trace.runs;
  if (trace.kind === 'entry point' && run) {
    const nodes = of(run);
    const counted = nodes.filter(({ kind }) => kind !== 'note' && kind !== 'source').length;
    return { summary: `${entryText(run)}: ${count(counted, what, many)}`, nodes };
  }
  const places = new Map<string, EvidenceNode & { from: string[] }>();
  for (const each of trace.runs) {
    for (const found of of(each)) {
      const key = `${keyOf(found)} ${found.text}`;
      const known = places.get(key);
      const { path: _, ...rest } = found;
      if (known) known.from.push(each.path);
      else places.set(key, { ...rest, from: [each.path] });
    }
  }
  const reachedPlaces = new Set([...places.values()].map(keyOf));
  const nodes = [
    ...[...places.values()].map(({ from, children = [], ...rest }) => ({
      ...rest,
      children: [...from.map((path) => node('entry point', `reached from ${path}`)), ...children],
    })),
    ...standing
      .filter((found) => !reachedPlaces.has(keyOf(found)))
      .map((found) => ({ ...found, children: trace.entrypoints > 0 ? [...UNREACHED] : [] })),
  ];
  const called = trace.kind === 'test' ? 'a test' : 'a module that others import';
  return {
    summary: `${trace.path}, ${called}: ${count(nodes.length, what, many)}`,
    nodes: [reached(trace.runs, trace.entrypoints), ...nodes],
  };
}

function keyOf({ file, cell, line }: Pick<EvidenceNode, 'file' | 'cell' | 'line'>): string {
  return `${file}:${cell ?? 0}:${line}`;
}
