import type { Obstacle } from './comparison.js';
import type { Report } from './report.js';
import { single } from './results.js';

/**
 * What keeps two reports from being compared. Their projects are the same when their remotes are, forks included; without
 * a remote on both sides their names decide. Ids of the tool's own remarks (`repro/...`) are no selected checks.
 */
export function obstaclesBetween(before: Report, after: Report): Obstacle[] {
  const found: Obstacle[] = [];
  const other = otherProject(before.project, after.project);
  if (other !== undefined) found.push({ what: 'project', text: other });
  if (before.tool.ruleset !== after.tool.ruleset) {
    found.push({
      what: 'ruleset',
      text: `the checks judge differently: rule set ${before.tool.ruleset} before, ${after.tool.ruleset} after`,
    });
  }
  if (before.target !== after.target) {
    found.push({
      what: 'target',
      text: `another target level: ${before.target} before, ${after.target} after`,
    });
  }
  const [old, now] = [selected(before), selected(after)];
  const dropped = [...old].filter((id) => !now.has(id));
  const added = [...now].filter((id) => !old.has(id));
  if (dropped.length + added.length > 0) {
    const parts = [named(dropped, 'before'), named(added, 'after')].filter((part) => part !== '');
    found.push({ what: 'checks', text: `other checks were asked for: ${parts.join('; ')}` });
  }
  if ((before.projects === undefined) !== (after.projects === undefined)) {
    const [one, several] = before.projects ? ['after', 'before'] : ['before', 'after'];
    found.push({
      what: 'projects',
      text: `the repository was judged as one project ${one}, and as several ${several}`,
    });
  }
  return found;
}

/** Whether an id is of a check, and not of what the tool says of its own settings. */
export function isCheck(id: string): boolean {
  return !id.startsWith('repro/');
}

function selected(report: Report): Set<string> {
  return new Set(
    single(report)
      .map(({ result }) => result.id)
      .filter(isCheck),
  );
}

const MOST_NAMED = 5;

function named(ids: readonly string[], where: string): string {
  if (ids.length === 0) return '';
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
  return `only ${where} ${ids.slice(0, MOST_NAMED).join(', ')}${more}`;
}

function otherProject(before: Report['project'], after: Report['project']): string | undefined {
  if (before.folder !== after.folder) {
    const place = (folder: string) => (folder === '' ? 'the top of its repository' : folder);
    return `another folder was judged: ${place(before.folder)} before, ${place(after.folder)} after`;
  }
  const [old, now] =
    before.remote === null || after.remote === null
      ? [before.name, after.name]
      : [repositoryIn(before.remote), repositoryIn(after.remote)];
  return old === now ? undefined : `another project: ${old} before, ${now} after`;
}

/** The last part of an address: a fork has that of what it was made from. */
function repositoryIn(address: string): string {
  return address
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/^.*\//, '')
    .toLowerCase();
}
