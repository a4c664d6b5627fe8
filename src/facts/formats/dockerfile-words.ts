import { posix } from 'node:path';
import { type Instruction, ModifiableInstruction } from 'dockerfile-ast';
import { substitute } from '../containers/image.js';

/** A path in the image from its root; a slash at the end, which says that it is a folder, is kept. */
export function within(workdir: string, path: string, value: (name: string) => string | undefined): string {
  const said = substitute(unquote(path), value) ?? path;
  const target = posix.resolve(workdir, said);
  return /(?:^|\/)\.?\.?\/?$/.test(said) && target !== '/' ? `${target}/` : target;
}

/** The options of a mount: `type=bind,source=a,target=b`. */
export function mountOf(text: string): Partial<Record<string, string>> {
  return Object.fromEntries(
    text.split(',').flatMap((part) => {
      const cut = part.indexOf('=');
      return cut < 0 ? [] : [[part.slice(0, cut).trim().toLowerCase(), unquote(part.slice(cut + 1).trim())]];
    }),
  );
}

/** Values that the builder itself sets. */
export const PLATFORM = new Map([
  ['BUILDPLATFORM', 'linux/amd64'],
  ['TARGETPLATFORM', 'linux/amd64'],
  ['TARGETOS', 'linux'],
  ['TARGETARCH', 'amd64'],
  ['BUILDARCH', 'amd64'],
]);

type Flags = [name: string, value: string][];

/** An instruction, or the one that ONBUILD holds. */
export function unwrapped(instruction: Instruction): {
  keyword: string;
  rest: string;
  flags: Flags;
  later: boolean;
} {
  const keyword = instruction.getKeyword().toUpperCase();
  const rest = instruction.getRawArgumentsContent() ?? '';
  if (keyword !== 'ONBUILD') {
    const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
    return {
      keyword,
      rest,
      flags: flags.map((flag) => [flag.getName().toLowerCase(), unquote(flag.getValue() ?? '')]),
      later: false,
    };
  }
  const [, inner = '', after = ''] = /^(\S+)\s*([\s\S]*)$/.exec(rest) ?? [];
  const flags: Flags = [];
  let left = after;
  for (let flag = FLAG.exec(left); flag; flag = FLAG.exec(left)) {
    flags.push([flag[1]!.toLowerCase(), unquote(flag[2] ?? '')]);
    left = left.slice(flag[0].length);
  }
  return { keyword: inner.toUpperCase(), rest: left, flags, later: true };
}

const FLAG = /^--(\w+)(?:=(\S*))?\s+/;

/** Sets what an ARG or ENV instruction says; gives the names. */
export function assign(
  rest: string,
  keyword: 'ARG' | 'ENV',
  into: Map<string, string | undefined>,
  outer: ReadonlyMap<string, string | undefined> | undefined,
): string[] {
  const value = (name: string) => into.get(name);
  const old = keyword === 'ENV' ? /^(\w+)\s+([^=].*)$/s.exec(rest) : null;
  if (old) {
    into.set(old[1]!, substitute(old[2]!.trim(), value));
    return [old[1]!];
  }
  const names: string[] = [];
  for (const word of rest.match(/\w+(?:=(?:"(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s"'\\]|\\.)*)*)?/g) ?? []) {
    const cut = word.indexOf('=');
    names.push(cut < 0 ? word : word.slice(0, cut));
    if (cut < 0) into.set(word, outer?.get(word));
    else into.set(word.slice(0, cut), substitute(unquote(word.slice(cut + 1)), value));
  }
  return names;
}

/** A word without the quotes around it. */
export function unquote(text: string): string {
  return text.replace(/^(["'])([\s\S]*)\1$/, '$2');
}

function words(rest: string): string[] {
  if (rest.trimStart().startsWith('[')) {
    try {
      const list: unknown = JSON.parse(rest);
      if (Array.isArray(list)) return list.filter((item) => typeof item === 'string');
    } catch {
      // A line that begins with a bracket and is no JSON is taken as it stands, as Docker does.
    }
  }
  return rest.split(/\s+/).filter((word) => word !== '' && word !== '\\' && word !== '`');
}

/** The sources and the target of a COPY or ADD; here-documents are no sources. */
export function copied(rest: string): { sources: string[]; target: string } {
  // What here-documents hold stands on the lines below.
  const said = /(?:^|\s)<<-?["']?[A-Za-z_]/.test(rest) ? rest.split('\n')[0]! : rest;
  const all = words(said).filter((word) => !word.startsWith('--'));
  return { sources: all.slice(0, -1).map(unquote), target: unquote(all.at(-1) ?? '') };
}

/** The command of a RUN: its lines without continuation marks and comments, heredoc bodies as they are. */
export function command(
  instruction: Instruction,
  rest: string,
  mark: string,
  file: readonly string[],
): { text: string; lines: number[]; exec: boolean } {
  const exec = words(rest);
  if (rest.trimStart().startsWith('[') && exec[0] !== undefined && !exec[0].startsWith('['))
    return { text: exec.join(' '), lines: [instruction.getRange().start.line + 1], exec: true };
  const { start, end } = instruction.getRange();
  const heredoc = /<<-?\s*["']?\w/.test(rest);
  const kept: string[] = [];
  const lines: number[] = [];
  const all = file.slice(start.line, end.line + 1);
  let inHeredoc = false;
  for (const [at, raw] of all.entries()) {
    let line =
      at === 0 ? raw.replace(/^\s*(?:onbuild\s+)?run\s+/i, '').replace(/^(?:--\w+(?:=\S*)?\s+)+/, '') : raw;
    if (!inHeredoc) {
      if (/^\s*#/.test(line) || (at > 0 && line.trim() === '')) continue;
      const continued = line.trimEnd().endsWith(mark);
      if (continued) line = line.trimEnd().slice(0, -1);
      else inHeredoc = heredoc;
    }
    kept.push(line);
    lines.push(start.line + at + 1);
  }
  return { text: kept.join('\n'), lines, exec: false };
}

/**
 * The name of a here-document that the line of an instruction opens and that nothing ends: the file was cut off.
 * Source: moby/buildkit, frontend/dockerfile/parser/parser.go, "unterminated heredoc".
 */
export function openHeredoc(file: readonly string[], at: number, mark: string): string | undefined {
  const line = file[at] ?? '';
  // A command that goes on in the next line may be a shell's own, with its end on a line that is continued too.
  if (line.length > 2_000 || line.trimEnd().endsWith(mark)) return undefined;
  for (const word of line.split(/\s+/)) {
    const [, strips, , name] = /^\d*<<(-?)(["']?)([A-Za-z_]\w*)\2$/.exec(word) ?? [];
    if (name === undefined) continue;
    const isEnd = (one: string) => (strips === '-' ? one.replace(/^\t+/, '') : one) === name;
    if (!file.slice(at + 1).some(isEnd)) return name;
  }
  return undefined;
}
