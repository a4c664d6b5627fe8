import { count, defineCheck, fail, type Gap, partial, pass, place, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'seeds/constant',
  title: 'Seeds are recorded values',
  severity: 'required',
  why: 'A seed taken from the clock, the process or another draw is gone when the run ends, so the run cannot be repeated.',
  fix: 'Write the seed down: as a literal, an argument default or a value in a tracked configuration file.',
  needs: ['randomness'],
  examples: {
    pass: {
      files: {
        'train.py':
          "import argparse\nimport random\n\nparser = argparse.ArgumentParser()\nparser.add_argument('--seed', type=int, default=42)\nrandom.seed(parser.parse_args().seed)\nprint(random.random())\n",
      },
    },
    fail: {
      files: {
        'train.py': 'import random\nimport time\n\nrandom.seed(time.time())\nprint(random.random())\n',
      },
    },
  },
  run({ randomness: { seeds: all, entrypoints, library } }) {
    if (all.length === 0) return skip('nothing is seeded');
    // None is the right default where others call: of a library's parameters, and of what hands a seed on to one generator.
    const scripts = new Set(entrypoints.map(({ path }) => path));
    const seeds = all.filter(
      ({ value, at, handed }) => !(value.kind === 'none' && (library || handed) && !scripts.has(at.file)),
    );
    const left = all.length - seeds.length;
    if (seeds.length === 0) return skip('the seeds are left to the callers of functions that take one');
    const gaps: Gap[] = [];
    for (const { call, at, value, certainty } of seeds) {
      if (value.kind === 'varying') {
        gaps.push({
          message: `${call} is seeded from ${value.text}, which changes from run to run`,
          at,
          confidence: certainty,
          key: `${call} varying`,
        });
      } else if (value.kind === 'none') {
        gaps.push({
          message: `${call} gets no seed by default (${value.text})`,
          at,
          fix: 'Give the seed a fixed default.',
          confidence: certainty,
          key: `${call} none`,
        });
      } else if (value.kind === 'recorded') {
        gaps.push({
          message: `${call} takes a random seed (${value.text}); it is only written down with the run`,
          at,
          fix: 'Give the seed a fixed default.',
          confidence: certainty,
          key: `${call} recorded`,
        });
      }
    }
    const data = {
      seeds: seeds.map(({ call, at, value, sources }) => ({
        place: place(at),
        call,
        kind: value.kind,
        text: value.text,
        sources,
      })),
    };
    const known = seeds.filter(({ value }) => value.kind !== 'unknown');
    const evidence = known
      .filter(({ value }) => !['varying', 'none', 'recorded'].includes(value.kind))
      .map(({ at, call, value }) => `${place(at)} ${call} ${value.text}`)
      .slice(0, 20);
    const told = { data, evidence };
    const varying = seeds.filter(
      ({ value, certainty }) => value.kind === 'varying' && certainty !== 'possible',
    ).length;
    if (varying > 0)
      return fail(`${count(varying, 'seed')} of ${seeds.length} changes from run to run`, gaps, told);
    if (gaps.length > 0) {
      return partial(`${gaps.length} of ${count(seeds.length, 'seed')} not fixed by default`, gaps, {
        ...told,
        ratio: Math.max(0.1, 1 - gaps.length / Math.max(1, known.length)),
      });
    }
    if (known.length === 0) return unknown('no seed could be traced to a value', told);
    const rest = seeds.length - known.length;
    return pass(
      `${count(known.length, 'seed')} recorded${rest > 0 ? `; ${rest} could not be traced to a value` : ''}${left > 0 ? `; ${left} left to the callers of functions that take one` : ''}`,
      told,
    );
  },
});
