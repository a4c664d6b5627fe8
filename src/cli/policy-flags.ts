import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Check } from '../checks/check.js';
import type { Config } from '../config/load.js';
import { idsMatching } from '../config/select.js';
import type { Policy } from '../engine/policy.js';
import { UserError } from '../errors.js';
import { type Standard, standards } from '../standards/index.js';
import { didYouMean } from '../suggest.js';

/** Flags that say which checks run, and what the gate wants. */
export interface PolicyFlags {
  only?: string[];
  skip?: string[];
  minScore?: number;
  failOn?: Policy['gate']['failOn'];
}

/** The policy with what the command line says on top. Throws `UserError` for a name that fits no check, and when none is left. */
export function withFlags(
  policy: Policy,
  { only, skip = [], minScore, failOn }: PolicyFlags,
  checks: readonly Check[],
  { plugins }: Config,
): Policy {
  const ids = checks.map(({ id }) => id as string);
  const named = (pattern: string) => idsMatching(pattern, checks, !plugins.loaded);
  const wanted = only && new Set(only.flatMap(named));
  const unwanted = new Set(skip.flatMap(named));
  const policies = Object.fromEntries(
    ids.map((id) => {
      const own = policy.checks[id];
      const enabled = !unwanted.has(id) && (wanted ? wanted.has(id) : (own?.enabled ?? true));
      return [id, { ...own, enabled }];
    }),
  );
  if (Object.values(policies).every(({ enabled }) => !enabled)) {
    throw new UserError('no check is left to run', {
      hint: 'see `--only`, `--skip` and the `checks` that the config switches off',
    });
  }
  return {
    ...policy,
    checks: policies,
    gate: {
      ...policy.gate,
      ...(minScore !== undefined && { minScore }),
      ...(failOn !== undefined && { failOn }),
    },
  };
}

/** Signs that mean something in a glob. */
const GLOB_SIGN = /[*?[\]{}()!+@\\]/;

/**
 * The policy in which reports that the run writes itself do not make the work tree differ from the commit: those of the
 * run before still lie there. `files` are as typed; what lies outside of `root` counts nowhere.
 */
export function allowingReports(policy: Policy, files: readonly string[], root: string): Policy {
  const own = policy.checks['git/clean'];
  const options = (own?.options ?? {}) as { allow?: readonly string[] };
  const paths = files
    .map((file) => relative(root, resolve(file)).split(sep).join('/'))
    .filter((path) => !path.startsWith('../') && !isAbsolute(path) && !GLOB_SIGN.test(path));
  if (!own || paths.length === 0) return policy;
  const allow = [...(options.allow ?? []), ...paths];
  return { ...policy, checks: { ...policy.checks, 'git/clean': { ...own, options: { ...options, allow } } } };
}

/** The standards with these ids, in the order of the list. Throws `UserError` for one that there is not. */
export function standardsNamed(wanted: readonly string[]): Standard[] {
  const ids = standards.map(({ id }) => id);
  for (const id of wanted) {
    if (ids.includes(id)) continue;
    throw new UserError(`there is no standard ${id}${didYouMean(id, ids)}`, {
      hint: '`repro list --standards` shows all',
    });
  }
  return standards.filter(({ id }) => wanted.includes(id));
}
