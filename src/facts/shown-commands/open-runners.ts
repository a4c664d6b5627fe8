import type { Pipeline } from '../automation/model.js';
import type { Project } from '../fact.js';
import { textIfAny } from '../source.js';

/** What in a file of each kind says that it has more targets than are read from it. */
const MORE: Readonly<Record<string, RegExp>> = {
  Make: /^\s*-?s?include\s|^[^\t#\n]{0,200}%[^\n]{0,200}:|^\s*\$[({](?:foreach|eval|call|info)|^[^\t#=\n:]{0,200}\$[({][^\n:=]{0,200}:(?!=)|^\.DEFAULT\s*:|^define\s/m,
  just: /^\s*(?:import|mod)\b/m,
  Task: /^includes:/m,
  tox: /^\s*env_?list\s*=|\{[\w,-]{1,200}\}/im,
  nox: /parametrize/,
  Snakemake: /^\s*(?:include|module|use rule)\b/m,
  'MLflow project': /(?!)/,
  DVC: /(?!)/,
  Kedro: /(?!)/,
};

/** Kinds of task files of which one may have targets that its text does not name. */
export async function openRunners(
  project: Project,
  pipelines: readonly Pipeline[],
): Promise<ReadonlySet<string>> {
  const open = new Set<string>(['Kedro', 'tox', 'nox']);
  for (const { kind, path } of pipelines.slice(0, 500)) {
    const more = MORE[kind];
    if (more === undefined || open.has(kind)) continue;
    const text = await textIfAny(project.source, path, 1024 * 1024);
    if (text === undefined || more.test(text)) open.add(kind);
  }
  return open;
}
