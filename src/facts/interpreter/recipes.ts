import type { Recipe } from '../containers.js';
import type { InterpreterPlace } from '../interpreter.js';
import { versionInImage, versionOf } from './versions.js';

/** Makes a conda environment from a file: its interpreter, not that of the image, is what runs. */
const CONDA_FILE =
  /\b(?:conda|mamba|micromamba)\b[^\n;&|]*\b(?:create|update|install)\b[^\n;&|]*\s(?:-[a-z]*f|--file)\b/;

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
  const replaces = ({ run, chosen }: (typeof steps)[number]) =>
    chosen.length > 0 || CONDA_FILE.test(run.text);
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
 * The interpreters that a step puts in place by their version, and the installers it fetches that bring one along.
 * Several versions at once are there to test with, and count for nothing.
 */
function placesOfRun(
  recipe: Recipe,
  { text, lines, values, at }: Recipe['runs'][number],
): { chosen: Unjudged[]; installers: Unjudged[] } {
  const joined = recipe.kind === 'dockerfile' && !text.includes('<<');
  const commands = commandsOf(filled(text, values), joined).map(({ command, index }) => ({
    command,
    place: { file: recipe.path, line: lines[index] ?? at.line },
  }));
  const places = (versionsOf: (command: string) => string[]) =>
    commands.flatMap(({ command, place }) => {
      const [version, ...more] = versionsOf(command);
      return version === undefined || more.length > 0
        ? []
        : [{ text: command.slice(0, 200), version, from: 'recipe' as const, at: place }];
    });
  return { chosen: places(installedBy), installers: places(broughtBy) };
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

/** A command with the variables that ARG and ENV give it. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g,
    (whole, braced: string | undefined, plain: string | undefined) => {
      const name = braced ?? plain ?? '';
      return Object.hasOwn(values, name) ? values[name]! : whole;
    },
  );
}

const KEYWORD: Partial<Record<Recipe['kind'], string>> = { dockerfile: 'FROM ', apptainer: 'From: ' };

/**
 * The simple commands of a shell text, each with the index of the line on which it begins. The lines of a RUN
 * instruction are `joined` already; elsewhere a line ends a command unless a backslash stands at its end.
 */
function commandsOf(text: string, joined: boolean): { command: string; index: number }[] {
  const out: { command: string; index: number }[] = [];
  let index = 0;
  let start = 0;
  let command = '';
  const finish = () => {
    if (command.trim() !== '') out.push({ command: command.replace(/\s+/g, ' ').trim(), index: start });
    command = '';
  };
  for (const piece of text.split(/(&&|\|\||[;|\n])/)) {
    if (piece === '\n') {
      index++;
      const goesOn = command.trimEnd().endsWith('\\');
      if (!joined && !goesOn) finish();
      else if (command.trim() !== '') command = `${command.trimEnd().replace(/\\$/, '')} `;
    } else if (/^(?:&&|\|\||[;|])$/.test(piece)) finish();
    else {
      if (command.trim() === '') start = index;
      command += piece;
    }
  }
  finish();
  return out;
}

/** The interpreter versions that a command puts in place. */
function installedBy(command: string): string[] {
  const words = command.split(' ').map((word) => word.replace(/^["']+|["']+$/g, ''));
  const out = new Set<string>();
  const add = (version: string | undefined) => {
    if (version !== undefined) out.add(version);
  };
  if (/\b(?:apt|apt-get|yum|dnf|microdnf|zypper|apk)\b.*\b(?:install|add)\b/.test(command)) {
    // Debian: `python3.10`, `python3.10-venv`; Fedora: `python39`.
    for (const word of words)
      add(
        /^python(3\.\d{1,2})(?:-(?:dev|venv|distutils|full|minimal|devel))?$/.exec(word)?.[1] ??
          compact(word),
      );
  }
  if (/\b(?:conda|mamba|micromamba)\b.*\b(?:install|create)\b/.test(command)) {
    for (const word of words) add(versionAfter(/^(?:[\w-]+::)?python={1,2}/, word));
  }
  if (/\buv\b.*\b(?:venv|sync|python (?:install|pin))\b/.test(command)) {
    for (const word of words.slice(words.indexOf('uv')))
      add(/^(?:cpython-?)?(3\.\d{1,2}(?:\.\d{1,2})?)$/.exec(word)?.[1]);
    add(/(?:--python|-p)[= ](?:python)?(3\.\d{1,2}(?:\.\d{1,2})?)\b/.exec(command)?.[1]);
  }
  if (/\bpyenv\s+(?:install|global|local)\b/.test(command) || /\basdf\s+install\s+python\b/.test(command)) {
    for (const word of words) add(/^(3\.\d{1,2}(?:\.\d{1,2})?)$/.exec(word)?.[1]);
  }
  if (/\bvirtualenv\b/.test(command))
    add(/(?:-p|--python)[= ](?:\S*\/)?python(3\.\d{1,2})\b/.exec(command)?.[1]);
  add(/^(?:\S*\/)?python(3\.\d{1,2}) -m venv\b/.exec(command)?.[1]);
  return [...out];
}

/** The version of an installer that carries it in its name. */
function broughtBy(command: string): string[] {
  const conda = /\b(?:Miniconda3|Miniforge3|Mambaforge)-py3(\d{1,2})_/.exec(command)?.[1];
  const source = /\bpython\.org\/ftp\/python\/(3\.\d{1,2}\.\d{1,2})\//.exec(command)?.[1];
  return [...(conda === undefined ? [] : [`3.${conda}`]), ...(source === undefined ? [] : [source])];
}

function versionAfter(prefix: RegExp, word: string): string | undefined {
  return prefix.test(word) ? versionOf(word.replace(prefix, '')) : undefined;
}

/** `3.9` of `python39` and `python39-devel`. */
function compact(word: string): string | undefined {
  const found = /^python3(\d{1,2})(?:-(?:devel|pip))?$/.exec(word)?.[1];
  return found === undefined ? undefined : `3.${found}`;
}
