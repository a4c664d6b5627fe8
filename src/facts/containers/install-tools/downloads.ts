import { once } from '../../once.js';
import { baseName } from '../../paths.js';
import type { ShellCommand, Word } from '../../shell/model.js';
import { programOf } from '../../shell/program.js';
import { argumentsOf, valued, valuesOf } from './call.js';
import { countBefore } from './ordered.js';

/** Options with a value. Source: curl(1); wget(1). */
const CURL = valued(
  '-o --output -H --header -d --data -u --user -A --user-agent -x --proxy -X --request --retry --retry-delay --connect-timeout -m --max-time --proto --cacert -e --referer',
);
const WGET = valued(
  '-O --output-document -P --directory-prefix -o --output-file -t --tries --timeout -T -U --user-agent --header',
);

const CHECKS = /^(?:sha(?:1|224|256|384|512)sum|shasum|md5sum|b2sum)$/;
/** Files that hold checksums of others: `SHA256SUMS`, `x.sh.sha256`. */
const OF_CHECKSUMS = /(?:sums?|[._-](?:sha\d*|md5|b2|digests?))(?:\.txt)?$/i;
/** Commands that stand behind each other in a pipe. */
const MOST_PIPED = 10;

/** A file that a script fetches. */
interface Download {
  address: Word;
  file: string;
}

/** Addresses that a command fetches, and the file that it writes. */
export function fetched({ words, redirects }: ShellCommand): { address: Word; file: string } | undefined {
  const [program, ...args] = programOf(words).words;
  const name = program ? baseName(program.text) : '';
  if (!/^(?:curl|wget|aria2c)$/.test(name)) return undefined;
  const read = argumentsOf(args.flatMap(apart), name === 'curl' ? CURL : WGET);
  const address =
    read.operands.find(({ text }) => /^(?:https?|ftp):\/\/|^[\w.-]+\.[a-z]{2,}\//i.test(text)) ??
    read.operands.find(({ known }) => !known);
  if (!address) return undefined;
  const [output] =
    name === 'curl' ? valuesOf(read, '-o', '--output') : valuesOf(read, '-O', '--output-document');
  const [folder] = valuesOf(read, '-P', '--directory-prefix', '--output-dir');
  const target = redirects.find(({ operator }) => /^>/.test(operator))?.target.text;
  const own = baseName(address.text.replace(/[?#].*$/, ''));
  return { address, file: output?.text ?? target ?? (folder ? `${folder.text}/${own}` : own) };
}

/** The option for the output file by itself, where flags stand before it in one word: `-fsSLo x.sh`, `-qO x.sh`. */
function apart(word: Word): Word[] {
  const [, flags, output] =
    /^(-[fgksSLvJRi#46]+)(o.*)$/s.exec(word.text) ?? /^(-[qcNvSn]+)(O.*)$/s.exec(word.text) ?? [];
  return flags && output
    ? [
        { ...word, text: flags },
        { ...word, text: `-${output}` },
      ]
    : [word];
}

/** The files that a script fetches, and the checksums that it compares. */
class Downloads {
  /** By the name of the file, in order. */
  readonly #files = new Map<string, (Download & { at: number })[]>();
  readonly #places = new Map<ShellCommand, number>();
  readonly #checked = new Set<string>();
  #areAllChecked = false;

  constructor(script: readonly ShellCommand[]) {
    const checks: ReturnType<typeof checkOf>[] = [];
    for (const [at, command] of script.entries()) {
      this.#places.set(command, at);
      const found = fetched(command);
      const name = found && baseName(found.file);
      if (found && name !== undefined) {
        const same = this.#files.get(name);
        if (same) same.push({ ...found, at });
        else this.#files.set(name, [{ ...found, at }]);
      }
      checks.push(checkOf(command));
    }
    for (const check of checks) {
      if (!check) continue;
      const named = [...check.names].filter((name) => this.#files.has(name) && !OF_CHECKSUMS.test(name));
      for (const name of named) this.#checked.add(name);
      // A list of checksums, or a text that is not told, may name any file.
      if (named.length === 0 && !check.isTold) this.#areAllChecked = true;
    }
  }

  /** Whether the checksum of a file is compared. */
  isChecked(file: string): boolean {
    return this.#areAllChecked || this.#checked.has(baseName(file));
  }

  /** The last file of one of these names that is fetched before a command. */
  before(command: ShellCommand, names: readonly string[]): Download | undefined {
    const place = this.#places.get(command) ?? 0;
    return names
      .flatMap((name) => {
        const files = this.#files.get(name) ?? [];
        return files[countBefore(files, (one) => one.at, place) - 1] ?? [];
      })
      .sort((a, b) => b.at - a.at)[0];
  }
}

/** The files that a comparison of checksums names; `isTold` where it can be about no others. Source: sha256sum(1). */
function checkOf(command: ShellCommand): { names: Set<string>; isTold: boolean } | undefined {
  const [program, ...args] = programOf(command.words).words;
  if (!program || !CHECKS.test(baseName(program.text))) return undefined;
  if (!args.some(({ text }) => /^(?:-\w*c|--check)/.test(text))) return undefined;
  const names = new Set<string>();
  const lists = args.filter(({ text }) => !text.startsWith('-') && !/^\d+$/.test(text));
  let isTold = lists.length === 0;
  const take = (text: string) => {
    for (const name of namesIn(text)) names.add(name);
    if (isOpen(text)) isTold = false;
  };
  for (const { text } of lists) take(text);
  for (const { operator, target } of command.redirects) {
    if (!operator.startsWith('<')) continue;
    take(target.text);
    if (operator !== '<<<') isTold = false;
  }
  if (command.document) take(command.document.text);
  for (let one = command.reads, depth = 0; one && depth < MOST_PIPED; one = one.reads, depth++) {
    take(one.words.map(({ text }) => text).join(' '));
    if (one.document) take(one.document.text);
    if (!/^(?:echo|printf)$/.test(programOf(one.words).words[0]?.text ?? '')) isTold = false;
  }
  return { names, isTold };
}

/** Whether the names of files, the last of each line of checksums, are not told: `$SUM $FILE`, `$(cat sums)`. */
function isOpen(text: string): boolean {
  return (
    /\$\(|`/.test(text) || text.split(/\n|\\n/).some((line) => line.trim().split(/\s+/).at(-1)?.includes('$'))
  );
}

/** The names of files in a text, those that a file of checksums is named after among them. */
function namesIn(text: string): string[] {
  return text
    .replace(/\\[nt]/g, ' ')
    .split(/[\s"'*/|]+/)
    .flatMap((name) => [name, name.replace(/\.(?:sha\d*(?:sums?)?|md5(?:sum)?|b2(?:sum)?)(?:\.txt)?$/i, '')]);
}

/** What a script fetches; each script is looked through once. */
export const downloadsOf = once((script: readonly ShellCommand[]) => new Downloads(script));
