import { baseName } from '../paths.js';
import { versionOf } from './versions.js';

const SYSTEM = /^(?:apt|apt-get|aptitude|yum|dnf|microdnf|tdnf|zypper|apk)$/;
const CONDA = /^(?:conda|mamba|micromamba)$/;
const PLAIN = /^3\.\d{1,2}(?:\.\d{1,2})?$/;

/** The interpreter versions that a command puts in place. `words` begins with its program. */
export function installedBy(words: readonly string[]): string[] {
  const [first = '', ...args] = words;
  const program = baseName(first);
  const has = (...verbs: string[]) => args.some((word) => verbs.includes(word));
  let found: (string | undefined)[] = [];
  if (SYSTEM.test(program) && has('install', 'add', 'in')) found = args.map(ofPackage);
  else if (CONDA.test(program) && has('install', 'create'))
    found = args.map((word) => /^(?:[\w-]+::)?python={1,2}(?=\d)(.*)$/.exec(word)?.[1]).map(read);
  else if (program === 'uv') found = ofUv(args);
  else if (program === 'pyenv' && has('install', 'global', 'local')) found = args.map(plain);
  else if (program === 'asdf' && has('python') && has('install', 'global', 'local', 'set'))
    found = args.map(plain);
  else if (program === 'virtualenv') found = [ofOption(args, /^3\.\d{1,2}$/)];
  else if (args[0] === '-m' && args[1] === 'virtualenv') found = [ofOption(args, /^3\.\d{1,2}$/)];
  else if (args[0] === '-m' && args[1] === 'venv') found = [/^python(3\.\d{1,2})$/.exec(program)?.[1]];
  return [...new Set(found.filter((version) => version !== undefined))];
}

/** `uv python install 3.11`, `uv venv --python 3.11`, `uv sync -p cpython-3.11`. */
function ofUv(args: readonly string[]): (string | undefined)[] {
  if (!args.some((word) => /^(?:venv|sync|python)$/.test(word))) return [];
  const named = args.includes('python') && args.some((word) => word === 'install' || word === 'pin');
  const listed = named ? args.map((word) => /^(?:cpython-?)?(3\.\d.*)$/.exec(word)?.[1]).map(plain) : [];
  return [...listed, ofOption(args, PLAIN)];
}

/** The version that `--python` or `-p` names. */
function ofOption(args: readonly string[], version: RegExp): string | undefined {
  for (const [at, word] of args.entries()) {
    const [, option, joined] = /^(--python|-p)(?:=(.*))?$/.exec(word) ?? [];
    if (option === undefined) continue;
    const value = (joined ?? args[at + 1] ?? '').replace(/^.*\//, '').replace(/^(?:cpython-?|python)/, '');
    if (version.test(value)) return value;
  }
  return undefined;
}

/** Debian's `python3.10` and `python3.10-venv`, Fedora's `python39` and `python39-devel`. */
function ofPackage(word: string): string | undefined {
  const name = word.replace(/[=~<>].*$/, '');
  const debian = /^python(3\.\d{1,2})(?:-(?:dev|venv|distutils|full|minimal|devel|pip))?$/.exec(name)?.[1];
  const fedora = /^python3(\d{1,2})(?:-(?:devel|pip))?$/.exec(name)?.[1];
  return debian ?? (fedora === undefined ? undefined : `3.${fedora}`);
}

function plain(word: string | undefined): string | undefined {
  return word !== undefined && PLAIN.test(word) ? word : undefined;
}

function read(word: string | undefined): string | undefined {
  return word === undefined ? undefined : versionOf(word);
}

/** Whether a command makes or changes a conda environment by a file; `conda env` reads environment.yml without being told. */
export function isCondaFromFile(words: readonly string[]): boolean {
  const [first = '', ...args] = words;
  return (
    CONDA.test(baseName(first)) &&
    args.some((word) => /^(?:create|update|install)$/.test(word)) &&
    (args[0] === 'env' || args.some((word) => /^(?:-[a-z]*f|--file(?:=.*)?)$/.test(word)))
  );
}

/** The version of an installer or a source that carries it in its name. */
export function broughtBy(words: readonly string[]): string[] {
  const found = words.flatMap((word) => {
    const conda = /\b(?:Miniconda3|Miniforge3|Mambaforge)-py3(\d{1,2})_/.exec(word)?.[1];
    const source = /\bpython\.org\/ftp\/python\/(3\.\d{1,2}\.\d{1,2})\//.exec(word)?.[1];
    return [conda === undefined ? undefined : `3.${conda}`, source].filter(
      (version) => version !== undefined,
    );
  });
  return [...new Set(found)];
}
