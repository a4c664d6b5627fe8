import type { ProjectDocument } from '../documents/model.js';
import { baseName } from '../paths.js';

/** How far above a command the text still speaks of it, in lines. */
const NEAR = 8;
const LONGEST = 500_000;
const MAKES =
  /\b(?:creat\w+|writ\w+|sav\w+|cop(?:y|ies|ied)|put|add\w*|mak\w+|named?|call it|new file|generat\w+|paste|download\w*|place|obtain\w*|rename\w*)\b/i;
/** A state of some repository: what is run there is not in this tree. */
const COMMIT = /\b(?:commit|revision|rev|branch|tag|checkout)\b[^.]{0,40}\b(?:[0-9a-f]{6,40}|v?\d+\.\d+)\b/i;

/** What the text around a document's commands says of them. */
export class Around {
  readonly #document: ProjectDocument;
  readonly #isReadme: boolean;
  readonly #isOwnName: (name: string) => boolean;
  readonly #words: string;

  constructor(document: ProjectDocument, isReadme: boolean, isOwnName: (name: string) => boolean) {
    this.#document = document;
    this.#isReadme = isReadme;
    this.#isOwnName = isOwnName;
    const { prose, headings, inline, code } = document;
    this.#words = [...prose, ...headings, ...inline, ...code]
      .map(({ text }) => text)
      .join(' \n ')
      .slice(0, LONGEST);
  }

  /** Whether the document speaks of a folder: then its reader may stand in it. */
  mentions(folder: string): boolean {
    const name = baseName(folder);
    return (
      folder !== '' &&
      (this.#words.includes(`${folder}/`) ||
        this.#words.includes(`${name}/`) ||
        this.#words.includes(`\`${name}\``) ||
        this.#words.toLowerCase().includes(` ${name.toLowerCase()} `))
    );
  }

  /** Whether a command at a line may belong to another repository, or to another state of this one. */
  isElsewhere(line: number): boolean {
    const { links, prose } = this.#document;
    const isNear = (at: number) => at <= line && at > line - NEAR;
    return (
      prose.some((one) => isNear(one.line) && COMMIT.test(one.text.slice(0, 5000))) ||
      links.some(({ target, line: at }) => {
        const name = /^https?:\/\/(?:www\.)?(?:github|gitlab)\.com\/[^/]+\/([^/#?]+)/.exec(target)?.[1];
        return isNear(at) && name !== undefined && !this.#isOwnName(name.replace(/\.git$/, ''));
      })
    );
  }

  /** Whether the reader is told to make a file, or shown what stands in it. */
  isMade(path: string): boolean {
    const name = baseName(path);
    const { prose, headings, code, inline } = this.#document;
    const says = [...prose, ...headings].filter(({ text }) => text.includes(name));
    if (says.some(({ text }) => !this.#isReadme || MAKES.test(text.slice(0, 5000)))) return true;
    if (!this.#isReadme && inline.some(({ text }) => text.trim() === name || text.trim() === path))
      return true;
    return code.some(
      ({ language, text }) =>
        /^(?:python|py|yaml|yml|dockerfile|toml|json|makefile|r|julia|diff|ini)/.test(language) &&
        text.includes(name),
    );
  }
}
