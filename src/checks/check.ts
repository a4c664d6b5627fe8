import * as z from 'zod';
import type { Fact } from '../facts/fact.js';
import type { Facts } from '../facts/index.js';
import type { Confidence, Json, Severity, Target } from '../report/report.js';

/** Where a finding is. Lines, columns and cells count from 1; with a cell, the line counts inside it. */
export interface At {
  file: string;
  line?: number | undefined;
  column?: number | undefined;
  cell?: number | undefined;
}

/** A place that a gap belongs to beside its own: a change there may have brought it. */
export interface Related extends At {
  /** What is there: `train.py, the entry point`, `main()`. */
  message: string;
}

/** One gap, as a check words it; the engine adds level and fingerprint. */
export interface Gap {
  message: string;
  at?: At | undefined;
  /** The mend for this gap, where it differs from the check's own. */
  fix?: string | undefined;
  /** How sure the check is; `certain` when absent. A `possible` gap never fails a gate. */
  confidence?: Confidence | undefined;
  /** What names the gap whatever its wording and line, such as a package name; derived from the message when absent. */
  key?: string | undefined;
  /** Other places that it belongs to, such as the way to a call, in their order; they do not name the gap. */
  related?: readonly Related[] | undefined;
  /** True when the place is only the first of many: it does not name the gap, and moves when that one is mended. */
  spread?: boolean | undefined;
}

interface Told {
  /** What the verdict rests on: `file:line text` lines. */
  evidence?: readonly string[];
  /** The general mend as this project needs it, where that is known; the check's own when absent. */
  fix?: string | undefined;
  /** The check's machine-readable facts. */
  data?: Readonly<Record<string, Json>>;
}

export type Outcome =
  | ({ status: 'pass'; summary: string; gaps: readonly Gap[] } & Told)
  | ({ status: 'warn'; summary: string; gaps: readonly Gap[]; ratio: number } & Told)
  | ({ status: 'fail'; summary: string; gaps: readonly Gap[] } & Told)
  | ({ status: 'skip'; summary: string } & Told)
  | ({ status: 'unknown'; summary: string; gaps: readonly Gap[] } & Told);

/** The property holds. */
export function pass(summary: string, told: Told & { gaps?: readonly Gap[] } = {}): Outcome {
  return { status: 'pass', summary, gaps: [], ...told };
}

/** The property holds in part; `ratio` is the share that holds (0 to 1), 0.5 where nothing is counted. */
export function partial(
  summary: string,
  gaps: readonly Gap[],
  told: Told & { ratio?: number } = {},
): Outcome {
  const { ratio = 0.5, ...rest } = told;
  return { status: 'warn', summary, gaps, ratio: Math.min(1, Math.max(0, ratio)), ...rest };
}

/** The property does not hold. */
export function fail(summary: string, gaps: readonly Gap[], told: Told = {}): Outcome {
  return { status: 'fail', summary, gaps, ...told };
}

/** The check does not apply, for this reason. */
export function skip(reason: string, told: Told = {}): Outcome {
  return { status: 'skip', summary: reason, ...told };
}

/** It cannot be decided, for this reason. */
export function unknown(reason: string, told: Told & { gaps?: readonly Gap[] } = {}): Outcome {
  return { status: 'unknown', summary: reason, gaps: [], ...told };
}

/** A small project that shows a verdict: path to text, and ready-made facts for what files cannot show. */
export interface Example {
  files: Readonly<Record<string, string>>;
  facts?: Readonly<Record<string, unknown>>;
}

/**
 * Who is asked in a repository that holds several projects. `repository`: the repository as a whole, once. `project`:
 * each project. `either`: each project, and where one has it not, the root for all of them, such as its Dockerfile.
 * `both`: each project, and the root for what it records itself, such as a repro.lock.
 */
export type Scope = 'repository' | 'project' | 'either' | 'both';

/** What a check says of itself: its words, from which docs, `repro explain` and reports are made. */
export interface About {
  /** category/name; also the path of the check's file below src/checks. */
  id: `${string}/${string}`;
  /** What is true when the check passes. */
  title: string;
  severity: Severity;
  /** Why it matters: one or two sentences. */
  why: string;
  /** The mend: one or two sentences, with the command to type where there is one. */
  fix: string;
  /** Where the rule comes from: PEP, specification, documentation page. */
  source?: string;
  /** The weakest target level at which the check applies; all of them when absent. */
  from?: Target;
  /** Who is asked where a repository holds several projects; each project when absent. */
  scope?: Scope;
  lifecycle?: 'preview' | 'stable' | 'deprecated';
  /** Checks that must not fail, be skipped or be unknown for this one to mean anything; else it is skipped. */
  requires?: readonly string[];
  /** Run as tests and shown by `repro explain`. */
  examples: { pass: Example; fail: Example };
}

interface Spec<Needs extends keyof Facts, Options extends z.ZodType> extends About {
  needs: readonly Needs[];
  options?: Options;
  run(facts: Pick<Facts, Needs>, options: z.output<Options>): Outcome;
}

/** A group of checks: the part of their ids before the slash. */
export interface Category {
  id: string;
  title: string;
  /** Its weight in the total score. */
  weight: number;
}

/** A check as the engine sees it: no type parameters left, options still to be parsed. */
export interface Check extends About {
  needs: readonly (keyof Facts)[];
  options: z.ZodType;
  /** What a check of a plugin brings: its category, and facts of its own by the name under which it receives them. */
  plugin?: { category: Category; facts: Readonly<Record<string, Fact<unknown>>> };
  run(facts: Facts, options: unknown): Outcome;
}

/** Declares a check. A check is pure: the same facts give the same outcome; it does no I/O. */
export function defineCheck<const Needs extends keyof Facts, Options extends z.ZodType = z.ZodObject>(
  spec: Spec<Needs, Options>,
): Check {
  const options: z.ZodType = spec.options ?? z.strictObject({});
  return {
    ...spec,
    options,
    run: (facts, raw) => spec.run(facts, options.parse(raw ?? {}) as z.output<Options>),
  };
}

/** `file:line`, `file` or `file cell 3, line 2`, as evidence and messages show a place. */
export function place({ file, line, cell }: At): string {
  if (cell !== undefined) return `${file} cell ${cell}${line === undefined ? '' : `, line ${line}`}`;
  return line === undefined ? file : `${file}:${line}`;
}

/** `1 file`, `2 files`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** `a, b and c`; of more than `most` names, that many and how many more. A name that comes twice is said once. */
export function listed(names: Iterable<string>, most = 5): string {
  const all = [...new Set(names)];
  if (all.length > most) return `${all.slice(0, most).join(', ')} and ${all.length - most} more`;
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} and ${last}`;
}
