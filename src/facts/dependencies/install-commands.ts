import { CannotTell } from '../../errors.js';
import type { InstallCommand } from '../dependencies.js';
import type { Project } from '../fact.js';
import { files } from '../files.js';
import { parseRequirement } from '../formats/pep508.js';
import { baseName, folderOf, resolveIn } from '../paths.js';
import { python } from '../python/python.js';
import { readText } from '../source.js';

const README = /^readme(?:\.(?:md|rst|txt|markdown))?$/i;
const RECIPE = /^(?:(?:.*\.)?(?:dockerfile|containerfile)(?:\..*)?|.*\.(?:sh|bash|def)|makefile|justfile)$/i;
const COMMAND =
  /\b(?:pip3?|python3? -m pip|uv pip|conda|mamba|micromamba)\s+(?:install|env\s+create|create)\b([^\n`|&;<>]*)/;
/** Options of pip and conda that are followed by a value. */
const VALUED =
  /^(?:-[cinpfte]|--(?:channel|name|prefix|index-url|extra-index-url|find-links|target|trusted-host|upgrade-strategy|timeout))$/;

/** Largest script and README that are searched, and how many of them. */
const LIMIT = 512 * 1024;
const MOST_FILES = 100;

/** Install commands in the README at the root, in container recipes, shell scripts, make files and notebooks. */
export async function findInstallCommands(project: Project): Promise<InstallCommand[]> {
  const tree = await project.get(files);
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
        const command = readCommand(content, folderOf(path));
        if (command) out.push({ ...command, in: where, at: { file: path, line } });
      }
    } catch (error) {
      // Commands only support what manifests say; a script that cannot be read takes nothing away.
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  for (const module of (await project.get(python)).modules) {
    for (const { text, line } of module.shell) {
      const command = readCommand(text, folderOf(module.path));
      if (command) out.push({ ...command, in: 'notebook', at: { file: module.path, line } });
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

function readCommand(
  content: string,
  folder: string,
): Pick<InstallCommand, 'text' | 'packages' | 'files'> | undefined {
  const match = COMMAND.exec(content.slice(0, 4000));
  if (!match) return undefined;
  const words = match[1]!
    .replace(/\s#.*$/, '')
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const packages: string[] = [];
  const taken: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!.replace(/^["']|["']$/g, '');
    if (/^(?:-r|--requirement|-f|--file)$/.test(word)) {
      const path = resolveFrom(folder, words[++at] ?? '');
      if (path !== undefined) taken.push(path);
    } else if (VALUED.test(word)) at++;
    else if (/^-/.test(word) || word.startsWith('.') || word.includes('/')) continue;
    else {
      const { requirement } = parseRequirement(
        word.replace(/[.,)]+$/, '').replace(/^(\w[\w.-]*)=(?=\d)/, '$1=='),
      );
      // A conda environment's interpreter is no package of the code.
      if (requirement && requirement.name !== 'python' && requirement.name !== 'pip')
        packages.push(requirement.name);
    }
  }
  return packages.length + taken.length > 0 ? { text: match[0].trim(), packages, files: taken } : undefined;
}

function resolveFrom(folder: string, word: string): string | undefined {
  const path = word.replace(/^["']|["']$/g, '');
  return path === '' ? undefined : resolveIn(folder, path);
}
