import { isExample } from '../../facts/randomness/entrypoints.js';
import type { EntryPoint, Randomness, SourceState, SourceUse } from '../../facts/randomness.js';
import type { Json } from '../../report/report.js';
import {
  count,
  defineCheck,
  fail,
  type Gap,
  type Outcome,
  partial,
  pass,
  place,
  type Related,
  skip,
  unknown,
} from '../check.js';
import { wayTo } from '../way-words.js';

/** How much of the property a source in this state has. */
const SHARE: Readonly<Record<SourceState, number>> = {
  fixed: 1,
  unknown: 1,
  optional: 0.5,
  late: 0.5,
  varying: 0,
  unfixed: 0,
};
/** Lines of evidence that are told. */
const MOST_EVIDENCE = 20;
/** Longest way that a finding tells whole. */
const MOST_STEPS = 7;

export default defineCheck({
  id: 'seeds/fixed',
  title: 'Every source of randomness in training and evaluation is seeded before use',
  severity: 'required',
  why: 'An unseeded generator gives other weights, splits and batches in every run, so nobody can get the reported numbers again.',
  fix: 'Seed each library that draws at the start of the entry point, before data and model are made, and give estimators and splits their own seed.',
  source: 'https://docs.pytorch.org/docs/stable/notes/randomness.html',
  needs: ['randomness'],
  examples: {
    pass: {
      files: {
        'train.py':
          'import random\nimport numpy as np\n\nrandom.seed(7)\nnp.random.seed(7)\nprint(random.random() + np.random.rand())\n',
      },
    },
    fail: { files: { 'train.py': 'import numpy as np\n\nprint(np.random.rand())\n' } },
  },
  run({ randomness }) {
    const entries = randomness.entrypoints.flatMap((entry) => {
      const sources = entry.sources.filter(({ certainty }) => certainty !== 'possible');
      return sources.length > 0 && !entry.example ? [{ ...entry, sources }] : [];
    });
    const problems: Gap[] = randomness.problems.map(({ path, line, message }) => ({
      message: `Not judged: ${message}`,
      at: { file: path, line },
      confidence: 'possible',
    }));
    if (entries.length === 0) {
      // What only shows how something is used is not judged, readable or not.
      return randomness.problems.some(({ path }) => !isExample(path))
        ? unknown('some code could not be read, and the rest draws no randomness', { gaps: problems })
        : withoutEntry(randomness);
    }
    const data = {
      entrypoints: entries.map(({ path, role, named, sources }) => ({
        path,
        role,
        ...(named ? { named: `${place(named.at)} ${named.text}` } : {}),
        streams: Object.fromEntries(sources.map(({ source, state }) => [source, state])),
        open: sources.flatMap((use): Json[] =>
          SHARE[use.state] === 1
            ? []
            : [
                {
                  source: use.source,
                  state: use.state,
                  path: use.path.map((step) => `${place(step.at)} ${step.text}`),
                  add: use.edits.map((edit) => ({ before: place(edit), lines: edit.lines })),
                },
              ],
        ),
      })),
      seeds: randomness.seeds.map(({ at, call, value }) => ({ place: place(at), call, kind: value.kind })),
    };
    const told = { data, evidence: entries.flatMap(evidence).slice(0, MOST_EVIDENCE) };
    const gaps = [
      ...entries.flatMap((entry) => entry.sources.flatMap((source) => gapOf(entry, source))),
      ...problems,
    ];
    const whole = count(entries.length, 'entry point');
    const states = entries.flatMap(({ sources }) => sources.map(({ state }) => state));
    if (states.every((state) => state === 'unknown')) {
      return unknown('seeding is there, but its values could not be traced', { ...told, gaps });
    }
    if (states.every((state) => SHARE[state] === 1)) {
      const traced = entries.filter(({ sources }) =>
        sources.every(({ state }) => state !== 'unknown'),
      ).length;
      const summary =
        traced === entries.length
          ? `all randomness is fixed in ${whole}`
          : `all that could be traced is fixed in ${whole}; in ${entries.length - traced} a seed could not be`;
      return pass(summary, { ...told, gaps });
    }
    const shares = entries.map(({ sources }) => mean(sources.map(({ state }) => SHARE[state])));
    if (shares.every((share) => share === 0)) {
      return fail(`no source of randomness is fixed in ${whole}: ${names(entries)}`, gaps, told);
    }
    const good = shares.filter((share) => share === 1).length;
    const untraced = entries.filter(
      ({ sources }, at) => shares[at] === 1 && sources.some(({ state }) => state === 'unknown'),
    ).length;
    const summary =
      entries.length === 1
        ? `${entries[0]?.path} fixes only some of its randomness`
        : `${good - untraced} of ${whole} fix all their randomness${untraced === 0 ? '' : `; in ${untraced} a seed could not be traced`}`;
    return partial(summary, gaps, { ...told, ratio: mean(shares) });
  },
});

/** A library is no run: whoever uses it seeds. What its callers cannot seed is told, and not held against it. */
function withoutEntry({ library, entrypoints }: Randomness): Outcome {
  const draws = library?.draws ?? [];
  const examples = entrypoints.filter(({ example }) => example).length;
  if (draws.length === 0)
    return skip(
      examples > 0
        ? `only examples draw randomness (${examples}), which are not judged`
        : 'no training or evaluation code that draws randomness was found',
    );
  const places = draws.map(({ at, call, within }) => `${place(at)} ${within}() draws by ${call}`);
  return skip(
    `a library without an entry point is seeded by its callers; ${count(draws.length, 'draw')} from shared generators in functions that take no seed`,
    { evidence: places.slice(0, MOST_EVIDENCE), data: { library: places.slice(0, 100) } },
  );
}

function gapOf(entry: EntryPoint, use: SourceUse): Gap[] {
  const { source, state, at, call, more, certainty, seeded, mend } = use;
  const way = use.path.length > 1 ? `, reached by ${pathText(use.path)}` : '';
  const where = `${call} at ${place(at)}${more > 0 ? ` and ${count(more, 'further place')}` : ''}${way}`;
  // Between modules the call is followed by names, which a run may bind otherwise.
  const apart = at.file !== entry.path;
  const via = seeded ? `${seeded.call} at ${place(seeded.at)}` : 'its seeding';
  const itself = seeded?.call === call && place(seeded.at) === place(at);
  const message = {
    fixed: '',
    unknown: `whether ${entry.path} seeds ${source} by default could not be traced: ${via} with ${seeded?.value.text ?? 'a value from elsewhere'}`,
    unfixed: itself
      ? `${entry.path} never seeds ${source}: ${given(seeded.value.text)} is given as the seed of ${where}`
      : seeded
        ? `${entry.path} lets the system seed ${source} anew: ${via} is given ${given(seeded.value.text)}, before the draw by ${where}`
        : `${entry.path} never seeds ${source}: drawn by ${where}`,
    optional: `${entry.path} seeds ${source} only on request: ${via} ${
      seeded?.skippedAt
        ? `is skipped by default, by the condition at ${place(seeded.skippedAt)}`
        : `gets ${seeded?.value.text ?? 'no value'} by default`
    }`,
    late: `${entry.path} seeds ${source} too late: ${via} comes after the draw by ${where}`,
    varying: `${entry.path} seeds ${source} with something that changes from run to run: ${seeded?.value.text ?? via}`,
  }[state];
  if (message === '') return [];
  return [
    {
      message,
      at,
      fix: sentence(mend),
      confidence:
        state === 'unknown'
          ? 'possible'
          : certainty === 'certain' && (state === 'late' || apart)
            ? 'likely'
            : certainty,
      key: `${entry.path} ${source} ${state}`,
      related: relatedTo(entry, use),
    },
  ];
}

/** The entry point and the way from it to the draw, then the seeding that reaches the draw and what skips that. */
function relatedTo({ path }: EntryPoint, use: SourceUse): Related[] {
  const { at, seeded } = use;
  const way = wayTo(at, use.path);
  const isThere = [at, ...way].some(({ file }) => file === path);
  const { skippedAt } = seeded ?? {};
  return [
    ...(isThere ? [] : [{ file: path, message: 'the entry point' }]),
    ...way,
    ...(seeded && place(seeded.at) !== place(at)
      ? [{ ...seeded.at, message: `${seeded.call} with ${given(seeded.value.text)}` }]
      : []),
    ...(skippedAt ? [{ ...skippedAt, message: 'the condition that skips it by default' }] : []),
  ];
}

function given(text: string): string {
  return text === 'no argument' ? 'nothing' : text;
}

/** `train.py:12 main() -> src/data.py:40 make_loader() -> src/data.py:55 random_split()`; of a long way the first and the last steps. */
function pathText(path: SourceUse['path']): string {
  const steps = path.map(({ at, text }) => `${place(at)} ${text}`);
  if (steps.length > MOST_STEPS) steps.splice(3, steps.length - MOST_STEPS, '...');
  return steps.join(' -> ');
}

function evidence({ path, sources }: EntryPoint): string[] {
  return sources.flatMap(({ source, state, seeded, at, call }) => {
    if (state !== 'fixed') return [];
    return seeded
      ? [`${place(seeded.at)} ${seeded.call} seeds ${source} of ${path} with ${seeded.value.text}`]
      : [`${place(at)} ${call} of ${source} has a fixed default`];
  });
}

function names(entries: readonly EntryPoint[]): string {
  const all = [...new Set(entries.flatMap(({ sources }) => sources.map(({ source }) => source)))];
  return all.sort().join(', ');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
