import type { Loose, StepPins } from '../../facts/image-contents.js';
import { count, defineCheck, fail, type Gap, listed, partial, pass, skip, unknown } from '../check.js';

/**
 * System packages whose release moves numbers: drivers and kernels of accelerators, BLAS, R itself and its packages. Others
 * of the distribution only get fixes within one release of it.
 */
const MOVES_NUMBERS =
  /^(?:cuda|libcu(?:da|dnn|blas|fft|rand|solver|sparse|pti|tensor|inj|file)|libnccl|libnvinfer|tensorrt|rocm|hip(?:-|cc|blas|fft|rand|solver|sparse)|miopen|libopenblas|libatlas|libblas|liblapack|intel-mkl|libmkl|intel-oneapi|r-base|r-recommended|r-cran-|r-bioc-|julia)/;

export default defineCheck({
  id: 'container/packages-pinned',
  title: 'What the image installs has exact versions',
  severity: 'advised',
  scope: 'both',
  why: 'A package that a RUN line installs without a version is another one whenever the image is built anew, however well the project itself is locked.',
  fix: 'Copy the lockfile into the image and install from it (`uv sync --frozen`, `poetry install`, `pip install --require-hashes -r requirements.txt`), or write `name==version`.',
  source: 'https://docs.docker.com/build/building/best-practices/#run',
  needs: ['imageContents', 'containers'],
  examples: {
    pass: {
      files: {
        Dockerfile: 'FROM python:3.11\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
        'requirements.txt': 'numpy==2.1.0\nscipy==1.14.1\n',
      },
    },
    fail: { files: { Dockerfile: 'FROM python:3.11\nRUN pip install numpy scipy\n' } },
  },

  run({ imageContents: { builds }, containers: { recipes } }) {
    if (recipes.length === 0) return skip('no container');
    const steps = builds.flatMap((build) => build.steps);
    const judged = steps.map((one) => ({ ...one, ...parted(one) }));
    const pinned = judged.reduce((sum, one) => sum + one.pinned, 0);
    const loose = judged.flatMap((one) => one.counted);
    const open = judged.flatMap((one) => one.open);
    const aside = judged.flatMap((one) => one.aside);
    const data = {
      pinned,
      loose: loose.map(({ name }) => name),
      system: aside.map(({ name }) => name),
      open: open.length,
      locks: [...new Set(steps.flatMap(({ locks }) => locks))],
      commands: steps.length,
    };
    const told = { data, evidence: evidence(steps) };
    const gaps = judged.flatMap(gapsOf);
    const total = pinned + loose.length;
    if (total === 0 && open.length > 0)
      return unknown('what the image installs cannot be told from the files', { ...told, gaps });
    if (total === 0)
      return aside.length === 0
        ? skip('the image installs no package that a run depends on', { data })
        : partial('only packages of the distribution are installed, without versions', gaps, told);
    const among = `exact versions for ${pinned} of ${count(total, 'package')} that ${builds.length === 1 ? 'the image installs' : `${builds.length} recipes install`}`;
    if (loose.length > 0)
      return pinned === 0
        ? fail(among, gaps, told)
        : partial(among, gaps, { ...told, ratio: pinned / total });
    return open.length > 0
      ? unknown(`${among}; the rest cannot be told from the files`, { ...told, gaps })
      : pass(among, { ...told, gaps });
  },
});

/** Parts the loose packages of a step into those that count and those of the distribution. */
function parted({ step, loose }: StepPins): { counted: readonly Loose[]; aside: readonly Loose[] } {
  // What is only fetched may be anything: a font, a sample. A program or an archive of one is something to install.
  const counts =
    step.ecosystem === 'system'
      ? MOVES_NUMBERS
      : step.tool === 'download'
        ? /\.(?:sh|run|py|whl|deb|rpm|zip|tgz|tar(?:\.\w+)?|conda)$|^[^.]*$/
        : undefined;
  const counted = loose.filter(({ name }) => counts?.test(name) ?? true);
  return { counted, aside: loose.filter((one) => !counted.includes(one)) };
}

/** One finding for a command, or for each file that it installs from. */
function gapsOf({ step, counted, aside, open }: StepPins & ReturnType<typeof parted>): Gap[] {
  const gaps: Gap[] = [];
  const named = counted.filter(({ listed }) => listed === undefined);
  if (named[0])
    gaps.push(
      step.fetches === undefined
        ? {
            message: `${names(named)} ${named.length === 1 ? 'is' : 'are'} installed without an exact version`,
            at: named[0].at,
            ...(step.ecosystem === 'system' ? { fix: SYSTEM, confidence: 'likely' as const } : {}),
            key: `${step.tool} ${named[0].name}`,
          }
        : {
            message: `${step.fetches} is ${step.tool === 'git' ? 'cloned without a commit' : 'fetched without a checksum or version'}`,
            at: named[0].at,
            fix:
              step.tool === 'git'
                ? 'Check out a commit after the clone.'
                : 'Fetch a version by its number, and compare its checksum.',
            confidence: 'likely',
            key: step.fetches,
          },
    );
  for (const file of new Set(counted.flatMap(({ listed }) => listed ?? []))) {
    const of = counted.filter(({ listed }) => listed === file);
    const lock = step.leftLock;
    gaps.push({
      message: `${file} is installed from, and gives no exact version of ${names(of)}${lock ? `; ${lock} is not copied into the image` : ''}`,
      at: step.at,
      ...(lock ? { fix: `Copy ${lock} into the image before this command.` } : {}),
      key: `${file} ${step.at.file}`,
    });
  }
  if (aside[0])
    gaps.push({
      message:
        step.fetches !== undefined
          ? `${step.fetches} is fetched without a checksum`
          : `${names(aside)} ${aside.length === 1 ? 'comes' : 'come'} from the distribution in the version of the day`,
      at: aside[0].at,
      fix: SYSTEM,
      confidence: 'possible',
      key: `${step.tool} ${aside[0].name}`,
    });
  gaps.push(
    ...open.map(
      (reason): Gap => ({ message: `\`${step.text}\`: ${reason}`, at: step.at, confidence: 'possible' }),
    ),
  );
  return gaps;
}

const SYSTEM =
  'Write `name=version`, or install from a snapshot of the archive, such as snapshot.debian.org or snapshot.ubuntu.com.';

function names(loose: readonly Loose[]): string {
  return listed(loose.map(({ name }) => name));
}

function evidence(steps: readonly StepPins[]): string[] {
  return steps
    .filter(({ pinned, loose }) => pinned > 0 && loose.length === 0)
    .map(({ step }) => `${step.at.file}:${step.at.line} ${step.text}`)
    .slice(0, 20);
}
