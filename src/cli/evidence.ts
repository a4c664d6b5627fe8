import { realpath, stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Check } from '../checks/check.js';
import { evidenceFrom, evidenceOf, isTraced } from '../docs/evidence/told.js';
import { run } from '../engine/run.js';
import { UserError } from '../errors.js';
import type { Project } from '../facts/fact.js';
import { traceFile } from '../facts/randomness/file-trace.js';
import type { Evidence } from '../report/evidence.js';
import { openMembers } from './members.js';
import { openProject } from './open.js';
import { progressText } from './progress.js';

/** A file of a project, as the command line names it. */
export interface Asked {
  folder: string;
  file: string;
  config: string | boolean | undefined;
}

/** The evidence tree of a check for one file. Throws `UserError` for a file that is absent, outside the project or no Python. */
export async function evidenceIn(
  check: Check,
  { folder, file, config: wanted }: Asked,
  onStep: (step: string) => void,
): Promise<Evidence> {
  const begun = performance.now();
  const { project, config } = await openProject(folder, { config: wanted }, (step) =>
    onStep(progressText(step, performance.now() - begun)),
  );
  const path = await pathIn(config.root, folder, file);
  const members = await openMembers({
    config,
    project,
    folder: dirname(resolve(config.root, path)),
    only: [],
    find: check.scope !== 'repository',
    ownConfigs: wanted !== false,
    withFlags: (policy) => policy,
  });
  const member = members?.find(({ judged, path: at }) => judged && at !== '.' && path.startsWith(`${at}/`));
  const part = member ? { project: member.project, below: `${member.path}/` } : { project, below: '' };
  const policy = { ...(member?.policy ?? config.policy), checks: { [check.id]: { enabled: true } } };
  const inside = path.slice(part.below.length);
  const evidence = await told(check, part.project, inside, policy);
  return part.below === '' ? evidence : atRoot(evidence, part.below);
}

async function told(
  check: Check,
  project: Project,
  path: string,
  policy: Parameters<typeof run>[2],
): Promise<Evidence> {
  const trace = await traceFile(project, path);
  if (isTraced(check.id)) return evidenceOf(check.id, trace);
  const { requires: _, ...alone } = check;
  const { results, crashes } = await run(project, [alone], policy);
  if (crashes[0]) throw crashes[0].error;
  return evidenceFrom(results[0]!, trace);
}

/** The path of a file below the root: as seen from where the command runs, else from the folder that was given. */
async function pathIn(root: string, folder: string, file: string): Promise<string> {
  const tried = [resolve(file), resolve(folder, file), resolve(root, file)];
  let outside = false;
  for (const full of tried) {
    const found = await stat(full).catch(() => undefined);
    if (!found) continue;
    const path = await below(root, full);
    if (path === undefined) {
      outside = true;
      continue;
    }
    if (found.isDirectory())
      throw new UserError(`${file} is a folder`, { hint: 'give a Python file or a notebook' });
    if (!/\.(?:pyw?|ipynb)$/i.test(path)) {
      throw new UserError(`${file} is no Python file`, { hint: 'give a .py file or an .ipynb notebook' });
    }
    return path;
  }
  if (outside) throw new UserError(`${file} lies outside the project`, { hint: `the project is ${root}` });
  throw new UserError(`${file} does not exist`, {
    hint: 'give its path from here, or from the folder of the project',
  });
}

async function below(root: string, full: string): Promise<string | undefined> {
  for (const [from, to] of [
    [root, full],
    [await realpath(root), await realpath(full)],
  ] as const) {
    const path = relative(from, to);
    if (path !== '' && path !== '..' && !path.startsWith(`..${sep}`)) return path.split(sep).join('/');
  }
  return undefined;
}

/** The evidence of a part of a repository with paths from the root. */
function atRoot(evidence: Evidence, below: string): Evidence {
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === 'file' && typeof inner === 'string' ? below + inner : moved(inner),
      ]),
    );
  };
  return moved(evidence) as Evidence;
}
