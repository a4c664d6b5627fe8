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
    const more = { data, evidence: evidence(steps) };
    const gaps = judged.flatMap(gapsOf);
    const total = pinned + loose.length;
    if (total === 0 && open.length > 0)
      return unknown('what the image installs cannot be told from the files', { ...more, gaps });
    if (total === 0)
      return aside.length === 0
        ? skip('the image installs no package that a run depends on', { data })
        : partial('only packages of the distribution are installed, without versions', gaps, more);
    const among = `exact versions for ${pinned} of ${count(total, 'package')} that ${builds.length === 1 ? 'the image installs' : `${builds.length} recipes install`}`;
    if (loose.length > 0)
      return pinned === 0
        ? fail(among, gaps, more)
        : partial(among, gaps, { ...more, ratio: pinned / total });
    return open.length > 0
      ? unknown(`${among}; the rest cannot be told from the files`, { ...more, gaps })
      : pass(among, { ...more, gaps });
  },
});

/** What of a step counts, and what is only told. */
interface Parted {
  pinned: number;
  counted: readonly Loose[];
  aside: readonly Loose[];
}

/** Parts the loose packages of a step into those that count and others: of the distribution, or of a stage that is not used. */
function parted({ step, loose, pinned }: StepPins): Parted {
  if (step.isAside) return { pinned: 0, counted: [], aside: loose };
  // What is only fetched may be anything: a font, a sample. A program or an archive of one is something to install.
  const counts =
    step.ecosystem === 'system'
      ? MOVES_NUMBERS
      : step.tool === 'download'
        ? /\.(?:sh|run|py|whl|deb|rpm|zip|tgz|tar(?:\.\w+)?|conda)$|^[^.]*$/
        : undefined;
  const counted = loose.filter(({ name }) => counts?.test(name) ?? true);
  return { pinned, counted, aside: loose.filter((one) => !counted.includes(one)) };
}

/** One finding for a command, or for each file that it installs from. */
function gapsOf({ step, counted, aside, open }: StepPins & Parted): Gap[] {
  const gaps: Gap[] = [];
  const named = counted.filter(({ listed: file }) => file === undefined);
  const fetched = named.filter((one) => isFetched(one, step));
  const moved = named.filter(
    (one) => !fetched.includes(one) && /^(?:\S+ ?@ ?)?(?:git|hg|svn|bzr)\+/.test(one.text),
  );
  const plain = named.filter((one) => !fetched.includes(one) && !moved.includes(one));
  if (plain[0])
    gaps.push({
      message: `${names(plain)} ${isOne(plain) ? 'is' : 'are'} installed without an exact version`,
      at: plain[0].at,
      ...(step.ecosystem === 'system' ? { fix: SYSTEM, confidence: 'likely' } : {}),
      key: `${step.tool} ${plain[0].name}`,
    });
  if (moved[0])
    gaps.push({
      message: `${names(moved)} ${isOne(moved) ? 'is' : 'are'} taken from a repository without a whole commit`,
      at: moved[0].at,
      fix: 'Write the commit behind the address, `…@<commit>`; tags and branches can be moved.',
      key: `${step.tool} ${moved[0].name}`,
    });
  if (fetched[0])
    gaps.push({
      message: `${step.fetches ?? fetched[0].text} is ${step.tool === 'git' ? 'cloned without a commit' : 'fetched without a checksum or version'}`,
      at: fetched[0].at,
      fix: step.tool === 'git' ? 'Check out a commit after the clone.' : CHECKSUM,
      confidence: 'likely',
      key: step.fetches ?? fetched[0].text,
    });
  for (const file of new Set(counted.flatMap((one) => one.listed ?? []))) {
    const of = counted.filter(({ listed: path }) => path === file);
    const lock = step.leftLock;
    gaps.push({
      message: `${file} is installed from, and gives no exact version of ${names(of)}${lock ? `; ${lock} is not copied into the image before` : ''}`,
      at: step.at,
      ...(lock ? { fix: `Copy ${lock} into the image before this command.` } : {}),
      key: `${file} ${step.at.file}`,
    });
  }
  if (aside[0])
    gaps.push({
      ...told(step, aside),
      at: aside[0].at,
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

function isFetched({ text }: Loose, { tool, fetches }: StepPins['step']): boolean {
  return (
    fetches !== undefined &&
    (tool === 'git' || tool === 'download' || text === fetches || /^https?:/.test(text))
  );
}

/** What is said of packages that do not count. */
function told(step: StepPins['step'], aside: readonly Loose[]): Pick<Gap, 'message' | 'fix'> {
  const verb = isOne(aside) ? 'is' : 'are';
  if (step.isAside)
    return {
      message: `${names(aside)} ${verb} installed without an exact version, in a stage that the image is not made of`,
    };
  if (step.fetches !== undefined)
    return { message: `${step.fetches} is fetched without a checksum`, fix: CHECKSUM };
  return {
    message: `${names(aside)} ${isOne(aside) ? 'comes' : 'come'} from the distribution in the version of the day`,
    fix: SYSTEM,
  };
}

function isOne(loose: readonly Loose[]): boolean {
  return new Set(loose.map(({ name }) => name)).size === 1;
}

const CHECKSUM = 'Fetch a version by its number, and compare its checksum.';
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
