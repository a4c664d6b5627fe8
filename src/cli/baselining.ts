import { join, relative } from 'node:path';
import { type Applied, applyBaseline } from '../baseline/apply.js';
import { type Baseline, baselineText } from '../baseline/format.js';
import { parseBaseline } from '../baseline/parse.js';
import { prunedBaseline, type Run as RunForBaseline, updatedBaseline } from '../baseline/update.js';
import type { Config } from '../config/load.js';
import type { Judged } from '../engine/members.js';
import type { Policy } from '../engine/policy.js';
import { RULESET } from '../engine/report.js';
import type { Run } from '../engine/run.js';
import { total } from '../engine/score.js';
import { CannotTell, UserError } from '../errors.js';
import type { Project } from '../facts/fact.js';
import type { BaselineUse } from '../report/report.js';
import { assertWritable, readOwn, writeWhole } from './files.js';

/** Flags about the baseline. */
export interface BaselineFlags {
  /** A path, or false for `--no-baseline`. */
  baseline?: string | boolean | undefined;
  updateBaseline?: boolean | undefined;
  pruneBaseline?: boolean | undefined;
}

/** The largest baseline that is read, in bytes: some hundred thousand findings. */
const LIMIT = 32 * 1024 * 1024;
/** Points that the score may fall below the baseline's: shares move when files come and go. */
const SLACK = 1;

/** A baseline that was asked for. */
export interface OpenBaseline {
  path: string;
  root: string;
  write: 'update' | 'prune' | undefined;
  /** Undefined when it is only written now. */
  known: Baseline | undefined;
}

/**
 * The baseline of the flags, else of the config; undefined without one. Throws `UserError` before any work when it is
 * absent and not to be written, when it cannot be read, and for every mistake in it.
 */
export async function openBaseline(
  { baseline: given, updateBaseline, pruneBaseline }: BaselineFlags,
  { root, baseline: declared }: Pick<Config, 'root' | 'baseline'>,
): Promise<OpenBaseline | undefined> {
  const write = updateBaseline ? 'update' : pruneBaseline ? 'prune' : undefined;
  const own = declared === undefined ? undefined : relative('.', join(root, declared));
  const path = typeof given === 'string' ? given : given === false ? undefined : own;
  if (path === undefined) {
    if (!write) return undefined;
    throw new UserError(`--${write}-baseline needs to know the file`, {
      hint: 'as in --baseline repro-baseline.json, or `baseline: repro-baseline.json` in the config',
    });
  }
  if (write) await assertWritable(path, root);
  const text = await readOwn(path, root, LIMIT);
  if (text === undefined && write !== 'update') {
    throw new UserError(`the baseline ${path} does not exist`, {
      hint: `\`repro check --baseline ${path} --update-baseline\` writes it`,
    });
  }
  return { path, root, write, known: text === undefined ? undefined : parseBaseline(text, path) };
}

/** The run with what the baseline knows marked, and what to say of it; writes the baseline when that was asked for. */
export async function withBaseline(
  run: Run,
  { path, write, known }: OpenBaseline,
  { policy, project, limited }: { policy: Policy; project: Project; limited: boolean },
): Promise<{ run: Run; baseline: BaselineUse }> {
  const there = await pathsOf(project);
  const apply = (baseline: Baseline) =>
    applyBaseline<Judged>(run, baseline, { isGone: (file) => there?.has(file) === false, limited });
  const { score } = total(run.results, run.categories);
  const current: RunForBaseline = { ...run, ruleset: RULESET, target: policy.target, score, limited };
  const before = known && { baseline: known, applied: apply(known) };
  const next = nextBaseline(write, current, before);
  if (write) await writeWhole(path, baselineText(next));
  const applied = write || !before ? apply(next) : before.applied;
  const stale = before?.applied.stale;
  const { minScore, notes } = judgedBy(next, policy, limited);
  return {
    run: {
      ...run,
      results: applied.results,
      ...(applied.sections && { sections: applied.sections }),
    },
    baseline: {
      file: path,
      findings: applied.known.findings,
      checks: applied.known.checks,
      new: applied.fresh,
      stale: [
        ...(stale?.checks.map(({ check, project: of }) => ({
          check,
          ...(of !== undefined && { project: of }),
        })) ?? []),
        ...(stale?.findings.map(({ fingerprint: _, ...entry }) => entry) ?? []),
      ],
      minScore,
      written: write !== undefined,
      notes,
    },
  };
}

function nextBaseline(
  write: OpenBaseline['write'],
  run: RunForBaseline,
  before: { baseline: Baseline; applied: Applied<unknown> } | undefined,
): Baseline {
  if (before && write === 'prune') return prunedBaseline(run, before);
  return before && !write ? before.baseline : updatedBaseline(run, before);
}

/** The least score with a baseline: the policy's, or a point below what the baseline was written with. */
function judgedBy(
  { score, ruleset, target }: Baseline,
  { gate, target: wanted }: Policy,
  limited: boolean,
): Pick<BaselineUse, 'minScore' | 'notes'> {
  const notes = [
    ...(ruleset === RULESET
      ? []
      : [
          `it was written with rule set ${ruleset}, this is ${RULESET}: what the rules judge otherwise counts as new`,
        ]),
    ...(target === wanted ? [] : [`it was written for target level ${target}, this is ${wanted}`]),
    ...(limited ? ['the score is not judged: not all checks and projects were asked for'] : []),
  ];
  if (notes.length > 0 || score === null) return { minScore: null, notes };
  const least = Math.max(0, Math.round((score - SLACK) * 10) / 10);
  return { minScore: Math.min(gate.minScore, least), notes };
}

/** The files of a project; undefined where that cannot be told. */
async function pathsOf(project: Project): Promise<Set<string> | undefined> {
  try {
    return new Set((await project.source.list()).files.map(({ path }) => path));
  } catch (error) {
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
}
