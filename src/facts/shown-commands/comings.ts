import ignore, { type Ignore } from 'ignore';
import type { ProjectDocument } from '../documents/model.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { baseName, folderOf } from '../paths.js';
import type { Python } from '../python/python.js';
import { textIfAny } from '../source.js';

/** Programs that bring or make files. */
const BRINGS =
  /\b(?:wget|curl|gdown|unzip|tar|cp|mv|ln|tee|touch|git|svn|kaggle|aws|gsutil|rsync|scp|dvc (?:get|import|pull|checkout)|huggingface-cli|hf|download\w*|cookiecutter|copier|init|generate|nbconvert|save|export)\b|>|%%writefile/i;
/** What only reads the files that it is given, or is a script itself. */
const TAKES =
  /^\s*(?:\$\s*)?(?:\w+=\S+\s+)*(?:(?:conda|mamba|micromamba|docker|pip3?)\b.*$|(?:python\S*|bash|sh|source|\.|make)\s+(?:-\S+\s+)*\S+|\S*\/\S+\.(?:sh|py)\b)/;

/** Knows which files come to a project later: what it ignores, what commands fetch or make, what code writes. */
export class Comings {
  readonly #ignored: readonly { folder: string; rule: Ignore }[];
  readonly #lines: string;
  readonly #written: ReadonlySet<string>;
  readonly #links: readonly string[];

  private constructor(
    ignored: readonly { folder: string; rule: Ignore }[],
    lines: string,
    written: ReadonlySet<string>,
    links: readonly string[],
  ) {
    this.#ignored = ignored;
    this.#lines = lines;
    this.#written = written;
    this.#links = links;
  }

  static async of(
    project: Project,
    files: Files,
    python: Python,
    documents: readonly ProjectDocument[],
  ): Promise<Comings> {
    const ignored: { folder: string; rule: Ignore }[] = [];
    for (const { path } of files.own
      .filter((entry) => /(?:^|\/)\.gitignore$/.test(entry.path) && entry.kind === 'file')
      .slice(0, 200)) {
      const text = await textIfAny(project.source, path, 256 * 1024);
      if (text !== undefined) ignored.push({ folder: folderOf(path), rule: ignore().add(text) });
    }
    // Lines that bring a file, with all that they say: its name may be the target or lie in an address.
    const lines = documents
      .flatMap(({ code, inline }) => [...code, ...inline])
      .flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n'))
      .map((line) => line.slice(0, 2000).replace(TAKES, ''))
      .filter((line) => BRINGS.test(line))
      .join('\n');
    const written = new Set(
      python.modules.flatMap(({ path, strings, writtenBy }) => [
        ...strings.map(({ value }) => baseName(value)),
        ...(writtenBy ? [baseName(path)] : []),
      ]),
    );
    return new Comings(ignored, lines, written, [...files.submodules]);
  }

  /** Whether a path that is not here may come. */
  has(path: string): boolean {
    const name = baseName(path);
    if (name === '') return true;
    if (this.#links.some((folder) => path === folder || path.includes(`${baseName(folder)}/`))) return true;
    if (this.#written.has(name)) return true;
    if (new RegExp(`(?:^|[\\s/="'>])${name.replace(/[^\w]/g, '\\$&')}(?:$|[\\s"'?#])`, 'm').test(this.#lines))
      return true;
    return (
      !path.startsWith('..') &&
      this.#ignored.some(({ folder, rule }) => {
        const inside =
          folder === '' ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : '';
        return inside !== '' && !inside.startsWith('/') && rule.ignores(inside);
      })
    );
  }
}
