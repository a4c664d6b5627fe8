import { CannotTell } from '../../errors.js';
import type { Found, FoundPackage } from '../containers/install-tools/call.js';
import { installsOf } from '../containers/install-tools/tools.js';
import type { InstallCommand } from '../dependencies.js';
import type { Project } from '../fact.js';
import { files } from '../files.js';
import { parseRequirement } from '../formats/pep508.js';
import { baseName, folderOf } from '../paths.js';
import { python } from '../python/python.js';
import { readShell } from '../shell/read.js';
import { readText } from '../source.js';
import { type Reach, reachOf } from './reach.js';

const README = /^readme(?:\.(?:md|rst|txt|markdown))?$/i;
const RECIPE = /^(?:(?:.*\.)?(?:dockerfile|containerfile)(?:\..*)?|.*\.(?:sh|bash|def)|makefile|justfile)$/i;
/** Where an install command begins in a line that may hold prose, a prompt or an instruction before it. */
const COMMAND =
  /\b(?:(?:pip3?|(?:python3?|uv) +(?:-m +)?pip|conda|mamba|micromamba) +(?:install|env +create|env +update|create)|uv +add|poetry +add|pdm +add|pipenv +install)\b/;

/** Locks, which are read elsewhere. */
const ONLY_LOCK =
  /(?:^|\/)(?:(?:uv|poetry|pdm|pixi|Pipfile|renv)\.lock|conda-lock\.ya?ml|pylock[^/]*\.toml)$/;

/** Largest script and README that are searched, and how many of them. */
const LIMIT = 512 * 1024;
const MOST_FILES = 100;
const LONGEST_LINE = 4000;

/** Install commands in the README at the root, in container recipes, shell scripts, make files and notebooks. */
export async function findInstallCommands(project: Project): Promise<InstallCommand[]> {
  const tree = await project.get(files);
  const reach = await reachOf(project);
  const out: InstallCommand[] = [];
  const candidates = tree.own.filter(({ path, size }) => {
    const name = baseName(path);
    return size <= LIMIT && ((!path.includes('/') && README.test(name)) || RECIPE.test(name));
  });
  for (const { path } of candidates.slice(0, MOST_FILES)) {
    try {
      const text = await readText(project.source, path, LIMIT);
      const where = README.test(baseName(path)) ? 'readme' : 'recipe';
      for (const { content, line } of joined(text)) {
        for (const command of readLine(content, folderOf(path), reach))
          out.push({ ...command, in: where, at: { file: path, line } });
      }
    } catch (error) {
      // Commands only support what manifests say; a script that cannot be read takes nothing away.
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  const code = await project.get(python);
  for (const module of code.modules) {
    for (const { text, line } of module.shell) {
      for (const command of readLine(text, folderOf(module.path), reach))
        out.push({ ...command, in: 'notebook', at: code.at(module, line) });
    }
  }
  return out;
}

/** Lines with their backslash continuations. */
function* joined(text: string): Generator<{ content: string; line: number }> {
  let before = '';
  let start = 1;
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (before === '') start = index + 1;
    if (line.endsWith('\\')) {
      before += `${line.slice(0, -1)} `;
      continue;
    }
    const content = before + line;
    before = '';
    if (!/^\s*#/.test(content) || /^\s*#+\s/.test(content)) yield { content, line: start };
  }
}

/** The install commands of a line: from the first program that installs on, up to a backquote that ends it in prose. */
function readLine(
  content: string,
  folder: string,
  reach: Reach,
): Pick<InstallCommand, 'text' | 'packages' | 'files'>[] {
  const line = content.slice(0, LONGEST_LINE);
  const start = COMMAND.exec(line)?.index;
  if (start === undefined) return [];
  // Behind an opened quote the command ends with it, as in `bash -c "pip install numpy"`.
  const isQuoted = line.slice(0, start).split('"').length % 2 === 0;
  const commands = readShell(line.slice(start).replace(isQuoted ? /[`"][\s\S]*$/ : /`[\s\S]*$/, ''));
  return commands.flatMap((command) => {
    const found = installsOf(command, commands, () => undefined).filter(isPython);
    const packages = found.flatMap((one) => one.packages ?? []).flatMap(namesOf);
    const taken = found
      .flatMap((one) => one.files ?? [])
      .filter(({ text, role }) => role !== 'constraints' && !ONLY_LOCK.test(text))
      .flatMap(({ text }) => reach.resolve(folder, text) ?? []);
    if (packages.length + taken.length === 0) return [];
    return [{ text: command.text, packages, files: taken }];
  });
}

/** The distributions that a word names: also its extras, which are often called like what they bring in. */
function namesOf({ name, text }: FoundPackage): string[] {
  // A conda environment's interpreter is no package of the code.
  if (name === 'python' || name === 'pip') return [];
  // What a repository holds may be called otherwise.
  if (/^(?:[a-z]+\+)?[a-z]+:\/\//i.test(text) && !/[#&]egg=|\.whl/.test(text)) return [];
  return [name, ...(parseRequirement(text).requirement?.extras ?? [])];
}

function isPython({ ecosystem }: Found): boolean {
  return ecosystem === 'pypi' || ecosystem === 'conda';
}
