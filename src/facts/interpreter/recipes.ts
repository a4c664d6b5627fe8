import type { Recipe } from '../containers.js';
import type { InterpreterPlace } from '../interpreter.js';
import { versionInImage, versionOf } from './versions.js';

/** Makes a conda environment from a file: its interpreter, not that of the image, is what runs. */
const CONDA_FILE =
  /\b(?:conda|mamba|micromamba)\b[^\n;&|]*\b(?:create|update|install)\b[^\n;&|]*\s(?:-[a-z]*f|--file)\b/;

/**
 * The Python versions of a container recipe: what its steps install, else the image that it ends on. An image of an
 * earlier stage, and one whose interpreter a step replaces, are `aside`: they build, but nothing runs on them.
 */
export function placesOfRecipe(recipe: Recipe): InterpreterPlace[] {
  const installed = recipe.runs.flatMap(({ text, lines, at }) =>
    commandsOf(text, recipe.kind === 'dockerfile' && !text.includes('<<')).flatMap(({ command, index }) => {
      const versions = installedBy(command);
      return versions.map(
        (version): InterpreterPlace => ({
          text: command.slice(0, 200),
          version,
          // Several at once are there to test with.
          role: versions.length > 1 ? 'aside' : 'run',
          from: 'recipe',
          at: { file: recipe.path, line: lines[index] ?? at.line },
        }),
      );
    }),
  );
  const replaced =
    installed.some(({ role }) => role === 'run') || recipe.runs.some(({ text }) => CONDA_FILE.test(text));
  const bases = recipe.images.filter(({ via }) => via === 'from' || via === 'image');
  const last = bases.at(-1);
  const images = bases.flatMap((image): InterpreterPlace[] => {
    const version = versionInImage(image.resolved ?? image.text);
    if (version === undefined) return [];
    // Services of a compose file run side by side; stages of a build end on one.
    const runs = !replaced && (recipe.kind !== 'dockerfile' || image === last);
    const text = `${KEYWORD[recipe.kind] ?? ''}${image.resolved ?? image.text}`;
    return [{ text, version, role: runs ? 'run' : 'aside', from: 'recipe', at: image.at }];
  });
  return [...images, ...installed];
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
  // Installers that carry the version in their names.
  const conda = /\b(?:Miniconda3|Miniforge3|Mambaforge)-py(3)(\d{1,2})_/.exec(command);
  if (conda) add(`${conda[1]}.${conda[2]}`);
  add(/\bpython\.org\/ftp\/python\/(3\.\d{1,2}\.\d{1,2})\//.exec(command)?.[1]);
  return [...out];
}

function versionAfter(prefix: RegExp, word: string): string | undefined {
  return prefix.test(word) ? versionOf(word.replace(prefix, '')) : undefined;
}

/** `3.9` of `python39` and `python39-devel`. */
function compact(word: string): string | undefined {
  const found = /^python3(\d{1,2})(?:-(?:devel|pip))?$/.exec(word)?.[1];
  return found === undefined ? undefined : `3.${found}`;
}
