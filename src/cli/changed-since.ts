import type { Check } from '../checks/check.js';
import type { Config } from '../config/load.js';
import { markOutside, unclearIn } from '../engine/outside.js';
import type { Policy } from '../engine/policy.js';
import { type Run, run } from '../engine/run.js';
import { CannotTell, UserError } from '../errors.js';
import { Project } from '../facts/fact.js';
import { type ChangesSince, changesSince, sourceAt } from '../facts/git/since.js';
import type { Changes, Result, Status } from '../report/report.js';
import { single } from '../report/results.js';
import { type MembersRequest, openMembers } from './members.js';

/** What the comparison with the state before needs to judge it as the state now. */
export interface SameWay {
  config: Config;
  checks: readonly Check[];
  policy: Policy;
  members: Omit<MembersRequest, 'config' | 'project'>;
}

/**
 * What changed since a revision. Throws `UserError` for a revision that cannot be used, and where git cannot be asked:
 * the flag asks for what cannot be had.
 */
export async function openChanges(root: string, since: string): Promise<ChangesSince> {
  try {
    return await changesSince(root, since);
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    throw new UserError(`--changed-since: ${error.message}`, { cause: error });
  }
}

/**
 * The run with what a change has no part in marked. A finding belongs to the change when its file does, or one of the places
 * related to it. One without a file, such as a missing lockfile, does when the same check was better in the commit from which the branch goes off: that
 * commit is judged too, in memory, with the policy of today. A check that passed there and holds only in part now is held against the change.
 */
export async function limitedTo(
  changes: ChangesSince,
  since: string,
  judged: Run,
  root: string,
  how: SameWay,
): Promise<{ run: Run; changes: Changes }> {
  const touched = withFolders(changes.files);
  const inNow = single({
    results: judged.results,
    ...(judged.sections && { projects: judged.sections as never }),
  });
  const touches = (file: string) => touched.has(file) || changes.gone.has(file);
  const unclear = unclearIn(
    inNow.map(({ result }) => result),
    touches,
  );
  const before =
    unclear.length === 0
      ? new Map<string, Status>()
      : await statusesAt(root, changes.base, new Set(unclear.map(({ id }) => id)), how);
  const now = new Map(inNow.map(({ project, result }) => [keyOf(result.id, project), result]));
  const { run: marked, outside } = markOutside(judged, {
    touches,
    broke: (id, project) => {
      if (typeof before === 'string') return false;
      const result = now.get(keyOf(id, project));
      return result !== undefined && isWorse(before.get(keyOf(id, project)), result);
    },
  });
  const notes = [
    typeof before === 'string'
      ? `the commit before could not be judged (${before}): what names no file does not count`
      : 'what names no file counts where the same check was better in that commit',
    'the score does not count: it is that of the whole project',
  ];
  return {
    run: marked,
    changes: { since, base: changes.base, files: changes.files.size + changes.gone.size, outside, notes },
  };
}

/** Decided and better before: what could not be decided there, or did not apply, is nobody's fault. */
function isWorse(before: Status | undefined, { status }: Result): boolean {
  return before === 'pass' || (before === 'warn' && (status === 'fail' || status === 'unknown'));
}

/** How checks stood in a commit, by check and project; a reason when that cannot be told. */
async function statusesAt(
  root: string,
  commit: string,
  ids: ReadonlySet<string>,
  { config, checks, policy, members: request }: SameWay,
): Promise<Map<string, Status> | string> {
  try {
    const project = new Project(await sourceAt(root, commit), { settings: config.settings });
    const only = (own: Policy): Policy => ({
      ...own,
      checks: Object.fromEntries(
        checks.map(({ id }) => [
          id,
          { ...own.checks[id], enabled: ids.has(id) && (own.checks[id]?.enabled ?? true) },
        ]),
      ),
    });
    const members = await openMembers({
      ...request,
      config,
      project,
      withFlags: (own) => only(request.withFlags(own)),
    });
    const { results, sections } = await run(project, checks, only(policy), { ...(members && { members }) });
    const all = single({ results, ...(sections && { projects: sections as never }) });
    return new Map(all.map(({ project: of, result }) => [keyOf(result.id, of), result.status]));
  } catch (error) {
    if (error instanceof CannotTell || error instanceof UserError) return error.message;
    throw error;
  }
}

function keyOf(id: string, project: string | undefined): string {
  return JSON.stringify([project ?? null, id]);
}

/** Files with all the folders that they lie in: a finding may name a folder. */
function withFolders(files: ReadonlySet<string>): Set<string> {
  const all = new Set(files);
  for (const file of files) {
    for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1))
      all.add(file.slice(0, end));
  }
  return all;
}
