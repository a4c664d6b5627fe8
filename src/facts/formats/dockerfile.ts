import { posix } from 'node:path';
import { type Dockerfile, DockerfileParser, type Instruction, ModifiableInstruction } from 'dockerfile-ast';
import { CannotTell } from '../../errors.js';
import { imageOf, substitute } from '../containers/image.js';
import type { CopyStep, RunStep } from '../containers/model.js';

/** An image that a Dockerfile takes from elsewhere. */
export interface DockerfileImage extends ReturnType<typeof imageOf> {
  via: 'from' | 'copy' | 'mount';
  final: boolean;
  line: number;
}

/** What a Dockerfile does, without its build stages' own names. */
export interface DockerfileText {
  images: DockerfileImage[];
  runs: (Omit<RunStep, 'at' | 'lines'> & { lines: number[]; line: number })[];
  copies: (Omit<CopyStep, 'at'> & { line: number })[];
  /** The build stages in order; `from` is the index of the stage that one starts from. */
  stages: { name?: string | undefined; from?: number | undefined }[];
}

/** A build stage while it is read. */
interface Stage {
  name: string | undefined;
  from: number | undefined;
  /** Indices of the stages that it copies from or mounts. */
  uses: Set<number>;
  /** What ARG and ENV set so far; undefined where the value is not told. */
  values: Map<string, string | undefined>;
  /** Names that ENV set: stages that start from this one have them too. */
  exported: Set<string>;
  workdir: string;
}

const MOST_INSTRUCTIONS = 5_000;
/** Most stages whose use is followed; real files have a dozen at most. */
const MOST_STAGES = 500;

/**
 * Reads a Dockerfile: the images it builds and copies from, its RUN commands and what it copies in, each with the
 * variables and the folder that hold there. ARG defaults are filled in; a stage or `scratch` is no image.
 * Throws `CannotTell` for a text that has no FROM. Source: moby/buildkit, frontend/dockerfile/docs/reference.md.
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
  const images: (Omit<DockerfileImage, 'final'> & { stage: number })[] = [];
  const runs: DockerfileText['runs'] = [];
  const copies: DockerfileText['copies'] = [];
  const stages: Stage[] = [];
  // A stage that is defined further down cannot be copied from, but is no image either: the build fails.
  const named = new Set(
    dockerfile.getFROMs().flatMap((from, at) => [String(at), (from.getBuildStage() ?? '').toLowerCase()]),
  );
  /** ARGs before the first FROM: they hold in FROM lines, and in a stage that declares them again. */
  const global = new Map<string, string | undefined>();
  const indexOf = (name: string) =>
    stages.findLastIndex((stage, at) => stage.name === name.toLowerCase() || String(at) === name);
  for (const instruction of instructions) {
    const line = instruction.getRange().start.line + 1;
    const { keyword, rest, flags } = unwrapped(instruction);
    if (keyword === 'FROM') {
      if (stages.length >= MOST_STAGES) break;
      const words = rest.trim().split(/\s+/).filter((word) => !word.startsWith('--')); // biome-ignore format: one line
      const image = imageOf(unquote(words[0] ?? ''), (name) => global.get(name) ?? PLATFORM.get(name));
      const from = indexOf(image.resolved ?? image.text);
      const base = stages[from];
      if (image.text !== '' && !base && image.resolved !== 'scratch')
        images.push({ ...image, via: 'from', stage: stages.length, line });
      stages.push({
        name: words[1]?.toLowerCase() === 'as' ? words[2]?.toLowerCase() : undefined,
        from: base ? from : undefined,
        uses: new Set(base ? [from] : []),
        values: new Map([...(base?.values ?? [])].filter(([name]) => base?.exported.has(name))),
        exported: new Set(base?.exported),
        workdir: base?.workdir ?? '/',
      });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage) {
      if (keyword === 'ARG') assign(rest, keyword, global, undefined);
      continue;
    }
    const value = (name: string) => stage.values.get(name) ?? PLATFORM.get(name);
    const at = stages.length - 1;
    /** Notes that this stage takes something from an image or from another stage. */
    const take = (said: string, via: 'copy' | 'mount') => {
      const image = imageOf(said, value);
      const other = indexOf(image.resolved ?? said);
      if (other >= 0) stage.uses.add(other);
      else if (image.resolved !== 'scratch' && !named.has(said.toLowerCase()))
        images.push({ ...image, via, stage: at, line });
    };
    switch (keyword) {
      case 'ARG':
        assign(rest, keyword, stage.values, global);
        break;
      case 'ENV':
        for (const name of assign(rest, keyword, stage.values, undefined)) stage.exported.add(name);
        break;
      case 'WORKDIR':
        stage.workdir = posix.resolve(stage.workdir, substitute(unquote(rest.trim()), value) ?? '.');
        break;
      case 'COPY':
      case 'ADD': {
        const source = flags.find(([name]) => name === 'from')?.[1];
        if (source !== undefined) take(source, 'copy');
        else {
          const { sources, target } = copied(rest);
          copies.push({ sources, target, into: within(stage.workdir, target, value), stage: at, line });
        }
        break;
      }
      case 'RUN': {
        const mounts: { source: string; target: string }[] = [];
        for (const mount of flags.flatMap(([name, said]) => (name === 'mount' ? [mountOf(said)] : []))) {
          if (mount.from !== undefined) take(mount.from, 'mount');
          else if ((mount.type ?? 'bind') === 'bind' && (mount.target ?? mount.dst ?? mount.destination))
            mounts.push({
              source: mount.source ?? mount.src ?? '.',
              target: within(stage.workdir, (mount.target ?? mount.dst ?? mount.destination)!, value),
            });
        }
        const values = Object.fromEntries([...stage.values].filter((entry) => entry[1] !== undefined));
        runs.push({
          ...command(instruction, rest, mark, text),
          values: values as Record<string, string>,
          workdir: stage.workdir,
          stage: at,
          mounts,
          line,
        });
      }
    }
  }
  if (stages.length === 0)
    throw new CannotTell(instructions.length === 0 ? 'it is empty' : 'it has no FROM instruction');
  const used = usedStages(stages);
  return {
    images: images.map(({ stage, ...image }) => ({ ...image, final: used.has(stage) })),
    runs,
    copies,
    stages: stages.map(({ name, from }) => ({ name, from })),
  };
}

/** The last stage and all those that reach it. */
function usedStages(stages: readonly Stage[]): Set<number> {
  const used = new Set([stages.length - 1]);
  for (const at of used) for (const other of stages[at]?.uses ?? []) used.add(other);
  return used;
}

/** A path in the image from its root; a slash at the end, which says that it is a folder, is kept. */
function within(workdir: string, path: string, value: (name: string) => string | undefined): string {
  const said = substitute(unquote(path), value) ?? path;
  const target = posix.resolve(workdir, said);
  return /(?:^|\/)\.?\.?\/?$/.test(said) && target !== '/' ? `${target}/` : target;
}

/** The options of a mount: `type=bind,source=a,target=b`. */
function mountOf(text: string): Partial<Record<string, string>> {
  return Object.fromEntries(
    text.split(',').flatMap((part) => {
      const cut = part.indexOf('=');
      return cut < 0 ? [] : [[part.slice(0, cut).trim().toLowerCase(), unquote(part.slice(cut + 1).trim())]];
    }),
  );
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

/** Sets what an ARG or ENV instruction says; gives the names. */
function assign(
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
  return { sources: all.slice(0, -1).map(unquote), target: unquote(all.at(-1) ?? '') };
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
