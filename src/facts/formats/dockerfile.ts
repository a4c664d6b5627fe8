import { type Dockerfile, DockerfileParser, type Instruction, ModifiableInstruction } from 'dockerfile-ast';
import { CannotTell } from '../../errors.js';
import { imageOf } from '../containers/image.js';

/** An image that a Dockerfile takes from elsewhere. */
export interface DockerfileImage extends ReturnType<typeof imageOf> {
  via: 'from' | 'copy' | 'mount';
  line: number;
}

/** What a Dockerfile does, without its build stages' own names. */
export interface DockerfileText {
  images: DockerfileImage[];
  runs: { text: string; lines: number[]; exec: boolean; line: number }[];
  copies: { sources: string[]; target: string; line: number }[];
  /** True when no instruction builds from anything. */
  empty: boolean;
}

const MOST_INSTRUCTIONS = 5_000;

/**
 * Reads a Dockerfile: the images it builds and copies from, its RUN commands and what it copies in.
 * ARG defaults are filled in; a stage or `scratch` is no image. Throws `CannotTell` for a text that has no FROM.
 * Source: moby/buildkit, frontend/dockerfile/docs/reference.md.
 */
export function parseDockerfile(text: string): DockerfileText {
  let dockerfile: Dockerfile;
  try {
    dockerfile = DockerfileParser.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new CannotTell(`it is no Dockerfile (${error instanceof Error ? error.message : String(error)})`);
  }
  const instructions = dockerfile.getInstructions().slice(0, MOST_INSTRUCTIONS);
  const mark = dockerfile.getEscapeCharacter();
  const read: DockerfileText = { images: [], runs: [], copies: [], empty: instructions.length === 0 };
  const stages = new Set<string>();
  // A stage that is defined further down cannot be copied from, but is no image either: the build fails.
  const allStages = new Set(
    dockerfile.getFROMs().flatMap((from, at) => [String(at), (from.getBuildStage() ?? '').toLowerCase()]),
  );
  /** ARGs before the first FROM: they hold in FROM lines, and in a stage that declares them again. */
  const global = new Map<string, string | undefined>();
  let local: Map<string, string | undefined> | undefined;
  let count = 0;
  for (const instruction of instructions) {
    const line = instruction.getRange().start.line + 1;
    const { keyword, rest, flags } = unwrapped(instruction);
    const value = (name: string) => (local ?? global).get(name) ?? PLATFORM.get(name);
    if (keyword === 'ARG' || keyword === 'ENV')
      assign(rest, keyword, local ?? global, local ? global : undefined);
    else if (keyword === 'FROM') {
      const words = rest
        .trim()
        .split(/\s+/)
        .filter((word) => !word.startsWith('--'));
      const from = (name: string) => global.get(name) ?? PLATFORM.get(name);
      const image = imageOf(unquote(words[0] ?? ''), from);
      const isStage = stages.has((image.resolved ?? image.text).toLowerCase());
      if (image.text !== '' && !isStage && image.resolved !== 'scratch')
        read.images.push({ ...image, via: 'from', line });
      if (words[1]?.toLowerCase() === 'as' && words[2]) stages.add(words[2].toLowerCase());
      // Stages may be named by their index.
      stages.add(String(count++));
      local = new Map();
    } else if (keyword === 'COPY' || keyword === 'ADD') {
      const source = flags.find(([name]) => name === 'from')?.[1];
      if (source === undefined) read.copies.push({ ...copied(rest), line });
      else if (!allStages.has(source.toLowerCase())) {
        const image = imageOf(source, value);
        if (image.resolved !== 'scratch' && !stages.has((image.resolved ?? '').toLowerCase()))
          read.images.push({ ...image, via: 'copy', line });
      }
    } else if (keyword === 'RUN') {
      for (const [name, said] of flags) {
        const source =
          name === 'mount'
            ? said
                .split(',')
                .map((part) => /^from=(.+)$/.exec(part)?.[1])
                .find((found) => found)
            : undefined;
        if (source === undefined || stages.has(source.toLowerCase())) continue;
        const image = imageOf(source, value);
        if (!stages.has((image.resolved ?? '').toLowerCase()))
          read.images.push({ ...image, via: 'mount', line });
      }
      read.runs.push({ ...command(instruction, rest, mark, text), line });
    }
  }
  if (count === 0) throw new CannotTell(read.empty ? 'it is empty' : 'it has no FROM instruction');
  return read;
}

/** Values that the builder itself sets. */
const PLATFORM = new Map([
  ['BUILDPLATFORM', 'linux/amd64'],
  ['TARGETPLATFORM', 'linux/amd64'],
  ['TARGETOS', 'linux'],
  ['TARGETARCH', 'amd64'],
  ['BUILDARCH', 'amd64'],
]);

type Flags = [name: string, value: string][];

/** An instruction, or the one that ONBUILD holds. */
function unwrapped(instruction: Instruction): { keyword: string; rest: string; flags: Flags } {
  const keyword = instruction.getKeyword().toUpperCase();
  const rest = instruction.getRawArgumentsContent() ?? '';
  if (keyword !== 'ONBUILD') {
    const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
    return {
      keyword,
      rest,
      flags: flags.map((flag) => [flag.getName().toLowerCase(), unquote(flag.getValue() ?? '')]),
    };
  }
  const [, inner = '', after = ''] = /^(\S+)\s*([\s\S]*)$/.exec(rest) ?? [];
  const flags: Flags = [];
  let left = after;
  for (let flag = FLAG.exec(left); flag; flag = FLAG.exec(left)) {
    flags.push([flag[1]!.toLowerCase(), unquote(flag[2] ?? '')]);
    left = left.slice(flag[0].length);
  }
  return { keyword: inner.toUpperCase(), rest: left, flags };
}

const FLAG = /^--(\w+)(?:=(\S*))?\s+/;

function assign(
  rest: string,
  keyword: 'ARG' | 'ENV',
  into: Map<string, string | undefined>,
  outer: ReadonlyMap<string, string | undefined> | undefined,
): void {
  const value = (name: string) => into.get(name);
  const old = keyword === 'ENV' ? /^(\w+)\s+([^=].*)$/s.exec(rest) : null;
  if (old) {
    into.set(old[1]!, imageOf(old[2]!.trim(), value).resolved);
    return;
  }
  for (const word of rest.match(/\w+(?:=(?:"(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s"'\\]|\\.)*)*)?/g) ?? []) {
    const cut = word.indexOf('=');
    if (cut < 0) into.set(word, outer?.get(word));
    else into.set(word.slice(0, cut), imageOf(unquote(word.slice(cut + 1)), value).resolved);
  }
}

function unquote(text: string): string {
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

function copied(rest: string): { sources: string[]; target: string } {
  const all = words(rest.split('\n<<')[0]!).filter(
    (word) => !word.startsWith('--') && !word.startsWith('<<'),
  );
  return { sources: all.slice(0, -1), target: all.at(-1) ?? '' };
}

/** The command of a RUN: its lines without continuation marks and comments, heredoc bodies as they are. */
function command(
  instruction: Instruction,
  rest: string,
  mark: string,
  text: string,
): { text: string; lines: number[]; exec: boolean } {
  const exec = words(rest);
  if (rest.trimStart().startsWith('[') && exec[0] !== undefined && !exec[0].startsWith('['))
    return { text: exec.join(' '), lines: [instruction.getRange().start.line + 1], exec: true };
  const { start, end } = instruction.getRange();
  const heredoc = /<<-?\s*["']?\w/.test(rest);
  const kept: string[] = [];
  const lines: number[] = [];
  const all = text.split(/\r?\n/).slice(start.line, end.line + 1);
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
