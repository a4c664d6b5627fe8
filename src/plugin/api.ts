// What a plugin may rely on, and all of it: the types of `repro-check/plugin`. They are written by hand and import nothing
// of ours, so that the inside of the product can change without them; ./facts.ts and ./index.ts hold them to the rest.
import type * as z from 'zod';
import type { Facts, FileEntry } from './api-facts.js';

export type * from './api-facts.js';

export type Severity = 'required' | 'advised' | 'optional';
export type Confidence = 'certain' | 'likely' | 'possible';
export type Target = 'rerunnable' | 'consistent' | 'identical';
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Where a finding is. Lines, columns and cells count from 1; with a cell, the line counts inside it. */
export interface At {
  file: string;
  line?: number | undefined;
  column?: number | undefined;
  cell?: number | undefined;
}

/** A place that a gap belongs to beside its own: a change there may have brought it. */
export interface Related extends At {
  /** What is there. */
  message: string;
}

/** One gap, as a check words it. */
export interface Gap {
  message: string;
  at?: At | undefined;
  /** The mend for this gap, where it differs from the check's own. */
  fix?: string | undefined;
  /** How sure the check is; `certain` when absent. A `possible` gap never fails a gate. */
  confidence?: Confidence | undefined;
  /** What names the gap whatever its wording and line; derived from the message when absent. */
  key?: string | undefined;
  /** Other places that it belongs to; they do not name it. A change in one of them counts for `--changed-since`. */
  related?: readonly Related[] | undefined;
}

export interface Told {
  /** What the verdict rests on: `file:line text` lines. */
  evidence?: readonly string[];
  /** The general mend as this project needs it; the check's own when absent. */
  fix?: string | undefined;
  /** The check's machine-readable facts. */
  data?: Readonly<Record<string, Json>>;
}

/** What a check says. Made by `pass`, `partial`, `fail`, `skip` and `unknown`. */
export type Outcome =
  | ({ status: 'pass'; summary: string; gaps: readonly Gap[] } & Told)
  | ({ status: 'warn'; summary: string; gaps: readonly Gap[]; ratio: number } & Told)
  | ({ status: 'fail'; summary: string; gaps: readonly Gap[] } & Told)
  | ({ status: 'skip'; summary: string } & Told)
  | ({ status: 'unknown'; summary: string; gaps: readonly Gap[] } & Told);

/** The files of the project for a fact of one's own. Nothing outside of the project can be reached through it. */
export interface ProjectFiles {
  /** The files that git does not ignore, sorted by path. */
  list(): Promise<readonly FileEntry[]>;
  /** The text of a file. Throws `CannotTell` when it is absent, larger than `limit` bytes (8 MiB), or no text. */
  read(path: string, limit?: number): Promise<string>;
  /** The bytes of a file. Throws `CannotTell` when it is absent or larger than `limit` bytes (64 MiB). */
  bytes(path: string, limit?: number): Promise<Uint8Array>;
}

/** Something of one's own that is read from the project once, for all checks that name it. */
export interface Fact<T> {
  readonly name: string;
  /** How long it may take, in milliseconds; 30 s when absent. Past that its checks answer `unknown`. */
  readonly timeLimitMs?: number;
  /** Throws `CannotTell` when the project makes it impossible to know. */
  collect(project: ProjectFiles): Promise<T>;
}

/** A small project that shows a verdict: path to text. */
export interface Example {
  files: Readonly<Record<string, string>>;
}

/** What a check says of itself, and how it judges. */
export interface CheckSpec<
  Needs extends keyof Facts,
  Own extends Readonly<Record<string, Fact<unknown>>>,
  Options extends z.ZodType,
> {
  /** category/name; the category is one of the plugin's own. */
  id: `${string}/${string}`;
  /** What is true when the check passes. */
  title: string;
  severity: Severity;
  /** Why it matters: one or two sentences. */
  why: string;
  /** The mend: one or two sentences. */
  fix: string;
  /** Where the rule comes from. */
  source?: string;
  /** The weakest target level at which the check applies; all of them when absent. */
  from?: Target;
  /** Who is asked where a repository holds several projects: the repository once, or each project (when absent). */
  scope?: 'repository' | 'project';
  lifecycle?: 'preview' | 'stable' | 'deprecated';
  /** Ids of checks that must not fail, be skipped or be unknown for this one to mean anything. */
  requires?: readonly string[];
  examples: { pass: Example; fail: Example };
  /** The facts of repro that it rests on, by name. */
  needs: readonly Needs[];
  /** Facts of the plugin's own that it rests on, by the name under which `run` receives them. */
  facts?: Own;
  /** What the config may set: a schema made with `z`. */
  options?: Options;
  /** Pure: the same facts give the same outcome. No I/O, no `async`. */
  run(
    facts: Pick<Facts, Needs> & { readonly [Name in keyof Own]: Own[Name] extends Fact<infer T> ? T : never },
    options: z.output<Options>,
  ): Outcome;
}

/** A check that `defineCheck` made. */
export interface Check {
  readonly id: `${string}/${string}`;
  readonly needs: readonly (keyof Facts)[];
}

/** A category of the plugin's own. Those of repro weigh 100 together. */
export interface Category {
  /** The part of the ids before the slash. */
  id: string;
  title: string;
  /** Its weight in the total score, 0 to 100. */
  weight: number;
}

export interface Plugin {
  /** How messages call it. */
  name: string;
  version?: string;
  categories: readonly Category[];
  checks: readonly Check[];
}

// biome-ignore lint/complexity/noBannedTypes: no facts of one's own is exactly the empty record
type None = {};

export type DefineCheck = <
  const Needs extends keyof Facts = never,
  Own extends Readonly<Record<string, Fact<unknown>>> = None,
  Options extends z.ZodType = z.ZodObject,
>(
  spec: CheckSpec<Needs, Own, Options>,
) => Check;

/** Everything that `repro-check/plugin` exports; a plugin that exports a function is called with it. */
export interface Api {
  /** Declares a plugin; only fixes its type. */
  definePlugin(plugin: Plugin): Plugin;
  /** Declares a check. */
  defineCheck: DefineCheck;
  /** Declares a fact; only fixes its type. */
  defineFact<T>(fact: Fact<T>): Fact<T>;
  /** The property holds. */
  pass(summary: string, told?: Told & { gaps?: readonly Gap[] }): Outcome;
  /** The property holds in part; `ratio` is the share that holds (0 to 1), 0.5 where nothing is counted. */
  partial(summary: string, gaps: readonly Gap[], told?: Told & { ratio?: number }): Outcome;
  /** The property does not hold. */
  fail(summary: string, gaps: readonly Gap[], told?: Told): Outcome;
  /** The check does not apply, for this reason. */
  skip(reason: string, told?: Told): Outcome;
  /** It cannot be decided, for this reason. */
  unknown(reason: string, told?: Told & { gaps?: readonly Gap[] }): Outcome;
  /** What a fact throws when the project makes it impossible to know. */
  CannotTell: new (
    message: string,
  ) => Error;
  /** Zod 4, for options. */
  z: typeof z;
}
