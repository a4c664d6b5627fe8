import { CannotTell } from '../errors.js';
import type { DigestCache } from '../hashing/cache/cache.js';
import type { CompareSources } from './remote.js';
import { noSettings, type Settings } from './settings.js';
import type { Source } from './source.js';

/** Something known about a project. Computed at most once a run, and only when somebody asks. */
export interface Fact<T> {
  readonly name: string;
  /** How long it may take, in milliseconds; past that its checks answer `unknown`. No limit when absent. */
  readonly timeLimitMs?: number;
  /** Throws `CannotTell` when the project makes it impossible to know. */
  collect(project: Project): Promise<T>;
}

/** Declares a fact; only fixes its type. */
export function defineFact<T>(fact: Fact<T>): Fact<T> {
  return fact;
}

/** What a long fact tells of its progress. `total` is absent while unknown. */
export interface Progress {
  fact: string;
  done: number;
  total?: number;
  unit: 'files' | 'bytes';
  /** Of a fact that counts bytes, the files that hold them. */
  files?: { done: number; total?: number };
}

/** What makes a project a part of a repository that holds several. */
export interface Part {
  /** The repository, with all of its files. */
  whole: Project;
  /** The part's folder in it; empty for the rest, which is in none of the other parts. */
  folder: string;
  /** Folders of the other parts, for the rest: their files are there, but not its own. */
  without?: readonly string[];
  /** The rest, for the other parts: what it says of their folders, such as a lock for all, holds for them. */
  rest?: Project | undefined;
  /** Folders of the other parts that this one declares as dependencies, directly or through others. */
  neighbours: readonly string[];
}

export interface ProjectOptions {
  /** Set for a part of a repository that holds several projects. */
  part?: Part | undefined;
  settings?: Settings;
  /** How many workers a fact may start. */
  jobs?: number;
  onProgress?: (progress: Progress) => void;
  /** Absolute paths of the environments that the user's shell has activated; they may lie outside the project. */
  environments?: readonly string[];
  /** Remembers digests of data from run to run. */
  digests?: DigestCache | undefined;
  /** Compares what lies at stores; absent unless the user asked for it, since it needs the network and credentials. */
  compareSources?: CompareSources | undefined;
}

/** One project under judgement: where its files come from, what its config says, and the facts found so far. */
export class Project {
  readonly source: Source;
  readonly part: Part | undefined;
  readonly settings: Settings;
  readonly jobs: number;
  readonly onProgress: (progress: Progress) => void;
  readonly environments: readonly string[];
  readonly digests: DigestCache | undefined;
  readonly compareSources: CompareSources | undefined;
  readonly #known = new Map<string, Promise<unknown>>();

  constructor(
    source: Source,
    {
      settings = noSettings,
      jobs = 1,
      onProgress = () => {},
      part,
      environments = [],
      digests,
      compareSources,
    }: ProjectOptions = {},
  ) {
    this.source = source;
    this.part = part;
    this.settings = settings;
    this.jobs = jobs;
    this.onProgress = onProgress;
    this.environments = environments;
    this.digests = digests;
    this.compareSources = compareSources;
  }

  /** The value of a fact, computed on first use. */
  get<T>(fact: Fact<T>): Promise<T> {
    let value = this.#known.get(fact.name) as Promise<T> | undefined;
    if (!value) {
      value = withTimeLimit(fact, fact.collect(this));
      this.#known.set(fact.name, value);
    }
    return value;
  }

  /** The value of a fact that somebody asked for already; undefined when nobody did, so that asking costs nothing. */
  known<T>(fact: Fact<T>): Promise<T> | undefined {
    return this.#known.get(fact.name) as Promise<T> | undefined;
  }

  /** Gives a fact a ready-made value, for tests and examples of what files alone cannot show (git, time). */
  preset(name: string, value: unknown): void {
    this.#known.set(name, Promise.resolve(value));
  }
}

function withTimeLimit<T>(fact: Fact<T>, work: Promise<T>): Promise<T> {
  const limit = fact.timeLimitMs;
  if (limit === undefined) return work;
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new CannotTell(`${fact.name} took longer than ${Math.round(limit / 1000)} s`)),
      limit,
    );
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
