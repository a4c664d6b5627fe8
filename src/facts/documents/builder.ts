import { type Command, readCommands } from '../commands.js';
import { baseName } from '../paths.js';
import { purposes } from '../purpose.js';
import type { DocumentText } from './model.js';

const SHELL =
  /^(?:|bash|sh|shell|console|zsh|shell-session|bash-session|terminal|cmd|powershell|bat|text|txt|none|commandline|sh-session|fish|cli)$/;
/** Entries that are no citations by themselves: `@string`, `@comment`. Source: the BibTeX format description. */
const BIBTEX =
  /^\s*@(?:article|inproceedings|incollection|book|misc|software|techreport|phdthesis|mastersthesis|conference|online|unpublished|inbook|proceedings|manual|thesis|report|dataset|electronic)\s*[{(]\s*[^\s,{}]{1,200}\s*,/i;

/** Collects what a reader of any text format finds, with the section that it stands in. */
export class DocumentBuilder {
  readonly #document: DocumentText = {
    headings: [], code: [], inline: [], commands: [], links: [], tables: [], prose: [], bibtex: [], anchors: [],
  }; // biome-ignore format: nine empty lists
  readonly #slugs = new Map<string, number>();

  get #section(): number {
    return this.#document.headings.length - 1;
  }

  heading(level: number, text: string, line: number): void {
    const words = text.replace(/\s+/g, ' ').trim();
    const slug = slugOf(words);
    const seen = this.#slugs.get(slug);
    this.#slugs.set(slug, (seen ?? -1) + 1);
    this.#document.headings.push({
      level,
      text: words,
      line,
      slug: seen === undefined ? slug : `${slug}-${seen + 1}`,
    });
  }

  /** `line` is that of the first line of the code itself. */
  code(language: string, text: string, line: number): void {
    const name = language.toLowerCase().replace(/^[{.]+|[}]+$/g, '');
    this.#document.code.push({ language: name, text, line, section: this.#section });
    this.#bibtex(text, line);
    const shell = SHELL.test(name);
    if (
      shell ||
      /^\s*(?:\$|!|%)\s*\w/m.test(text.slice(0, 20_000)) ||
      /^(?:yaml|python|py|markdown|md|makefile)$/.test(name)
    ) {
      // Blocks marked as another language, or as none, hold commands only where they look like some.
      const sure = shell && name !== '' && !/^te?xt|none$/.test(name);
      for (const command of readCommands(text.replace(/^([ \t]*)[!%](?=[a-z])/gm, '$1'), line)) {
        if (sure || looksLikeCommand(command))
          this.#document.commands.push({ ...command, section: this.#section });
      }
    }
  }

  inlineCode(text: string, line: number): void {
    const section = this.#section;
    this.#document.inline.push({ text, line, section });
    for (const command of readCommands(text.replace(/^\s*[$!]\s*/, '').slice(0, 2000), line)) {
      if (command.words.length > 1 && looksLikeCommand(command) && !isTerm(command))
        this.#document.commands.push({ ...command, section });
    }
  }

  link(target: string, text: string, line: number, image: boolean): void {
    this.#document.links.push({ target, text, line, image, section: this.#section });
  }

  /** `rowsFrom` is the line of the first row, where each row has a line of its own. */
  table(header: string[], rows: string[][], line: number, rowsFrom?: number): void {
    this.#document.tables.push({
      header,
      rows,
      line,
      section: this.#section,
      ...(rowsFrom === undefined ? {} : { rowsFrom }),
    });
  }

  say(text: string, line: number, label?: string): void {
    const words = text.replace(/\s+/g, ' ').trim();
    if (words)
      this.#document.prose.push({ text: words, line, section: this.#section, ...(label && { label }) });
    this.#bibtex(text, line);
  }

  anchor(name: string): void {
    this.#document.anchors.push(name);
  }

  finish(): DocumentText {
    return this.#document;
  }

  #bibtex(text: string, line: number): void {
    for (const [index, row] of text.split('\n').entries()) {
      if (BIBTEX.test(row.slice(0, 300))) this.#document.bibtex.push(line + index);
    }
  }
}

/** GitHub's anchor for a heading: lower case, punctuation dropped, spaces to hyphens. Source: github/markup, gjtorikian/html-pipeline. */
function slugOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** In running text, two plain words such as `max val_accuracy` are a term unless the second is what a program is told to do. */
function isTerm({ words }: Command): boolean {
  const [word = '', second = ''] = words;
  return (
    words.length === 2 &&
    words.every((one) => /^\w+$/.test(one)) &&
    !/^(?:train|finetune|eval|evaluate|validate|test|predict|run|prepare|preprocess|download|repro|pull|install)$/.test(
      second,
    ) &&
    !/^(?:make|just|bash|sh|task|dvc|pip|docker)$/.test(word)
  );
}

/** True for a command whose program is known to run something, not for a line of prose, output or code. */
function looksLikeCommand(command: Command): boolean {
  const [word = '', second = ''] = command.words;
  if (/[:(),=]$/.test(word) || second === '=' || second.startsWith('=')) return false;
  if (/^(?:[\w.~-]*\/)*[\w.-]+\.(?:sh|py)$/.test(word)) return word.includes('/') || word.endsWith('.sh');
  if (!/^[\w./-]+$/.test(word)) return false;
  const known =
    /^(?:python[\d.]*|pip[\d.]*|conda|mamba|uv|poetry|make|bash|sh|dvc|git|docker|wget|curl|kedro|snakemake|mlflow|pytest|tox|sbatch|torchrun|nextflow|Rscript|julia|gdown|kaggle|just)$/i;
  const [purpose] = purposes(command);
  return known.test(baseName(word))
    ? command.words.length > 1 || word === 'make'
    : purpose !== 'other' && purpose !== 'run' && /^[a-z]/.test(word) && command.words.length < 40;
}
