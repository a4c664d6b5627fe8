import { posix } from 'node:path';
import { type Dockerfile, DockerfileParser } from 'dockerfile-ast';
import { CannotTell } from '../../errors.js';
import { imageOf, substitute } from '../containers/image.js';
import type { BuildArgs, CopyStep, RunStep } from '../containers/model.js';
import {
  assign,
  command,
  copied,
  mountOf,
  openHeredoc,
  PLATFORM,
  unquote,
  unwrapped,
  within,
} from './dockerfile-words.js';

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
const MOST_LINES = 20_000;
/** Most stages whose use is followed; real files have a dozen at most. */
const MOST_STAGES = 500;

/**
 * Reads a Dockerfile: the images it builds and copies from, its RUN commands and what it copies in, each with the
 * variables and the folder that hold there. ARG defaults are filled in; a stage or `scratch` is no image.
 * `args` are build arguments that whoever builds it passes. Throws `CannotTell` for a text that has no FROM, an empty
 * one, or a here-document without its end. Source: moby/buildkit, frontend/dockerfile/docs/reference.md.
 */
export function parseDockerfile(text: string, args: BuildArgs = new Map()): DockerfileText {
  if (tooManyLines(text)) throw new CannotTell('it has too many lines to be a Dockerfile');
  let dockerfile: Dockerfile;
  try {
    dockerfile = DockerfileParser.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new CannotTell(`it is no Dockerfile (${error instanceof Error ? error.message : String(error)})`);
  }
  const instructions = dockerfile.getInstructions().slice(0, MOST_INSTRUCTIONS);
  const lines = text.split(/\r?\n/);
  const mark = dockerfile.getEscapeCharacter();
  const images: (Omit<DockerfileImage, 'final'> & { stage: number })[] = [];
  const runs: Omit<DockerfileText['runs'][number], 'final'>[] = [];
  const copies: Omit<DockerfileText['copies'][number], 'final'>[] = [];
  const stages: Stage[] = [];
  // A stage that is defined further down cannot be copied from, but is no image either: the build fails.
  const named = new Set(
    dockerfile.getFROMs().flatMap((from, at) => [String(at), (from.getBuildStage() ?? '').toLowerCase()]),
  );
  /** ARGs before the first FROM: they hold in FROM lines, and in a stage that declares them again. */
  const global = new Map<string, string | undefined>();
  const indexOf = (name: string) =>
    stages.findLastIndex((stage, at) => stage.name === name.toLowerCase() || String(at) === name);
  const passed = (declared: readonly string[], into: Map<string, string | undefined>) => {
    for (const name of declared) if (args.has(name)) into.set(name, args.get(name));
  };
  for (const instruction of instructions) {
    const line = instruction.getRange().start.line + 1;
    const { keyword, rest, flags, later } = unwrapped(instruction);
    if (/^(?:RUN|COPY|ADD)$/.test(keyword)) {
      const open = openHeredoc(lines, line - 1, mark);
      if (open !== undefined) throw new CannotTell(`the here-document ${open} has no end`, { line: line });
    }
    if (keyword === 'FROM') {
      if (stages.length >= MOST_STAGES) break;
      const words = rest.trim().split(/\s+/).filter((word) => !word.startsWith('--')); // biome-ignore format: one line
      if (words.join('') === '') throw new CannotTell('FROM names no image', { line: line });
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
      if (keyword === 'ARG') passed(assign(rest, keyword, global, undefined), global);
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
        passed(assign(rest, keyword, stage.values, global), stage.values);
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
          const excludes = flags.flatMap(([name, said]) => (name === 'exclude' && said ? [said] : []));
          const checksum = flags.find(([name]) => name === 'checksum')?.[1];
          copies.push({
            sources: sources.map((said) => substitute(said, value) ?? said),
            target,
            later,
            into: within(stage.workdir, target, value),
            stage: at,
            ...(checksum ? { checksum } : {}),
            ...(excludes.length > 0 ? { excludes } : {}),
            line,
          });
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
          ...command(instruction, rest, mark, lines),
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
    runs: runs.map((run) => ({ ...run, final: used.has(run.stage) })),
    copies: copies.map((copy) => ({ ...copy, final: used.has(copy.stage) })),
    stages: stages.map(({ name, from }) => ({ name, from })),
  };
}

function tooManyLines(text: string): boolean {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
    if (++count > MOST_LINES) return true;
  return false;
}

/** The last stage and all those that reach it. */
function usedStages(stages: readonly Stage[]): Set<number> {
  const used = new Set([stages.length - 1]);
  for (const at of used) for (const other of stages[at]?.uses ?? []) used.add(other);
  return used;
}
