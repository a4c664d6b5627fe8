import { withoutTokens } from '../credentials.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { type PachydermInput, parsePachyderm } from '../formats/pachyderm.js';
import { childOf, parseYaml, textOf } from '../formats/yaml.js';
import { baseName, folderOf } from '../paths.js';
import { readText, textIfAny } from '../source.js';
import { attempt, type Declarations } from './declarations.js';

/** Specifications are short; how many files are looked into. */
const LARGEST = 64 * 1024;
const MOST_FILES = 400;
/** Where JSON and YAML hold rows rather than specifications. */
const ROWS = /(?:^|\/)(?:data|datasets?|annotations?|labels|fixtures|\.github|node_modules)\//i;

/** The inputs of Pachyderm's pipelines: repositories of its server, which keeps every commit. */
export async function fromPachyderm(project: Project, listed: Files, found: Declarations): Promise<void> {
  const candidates = listed.own.filter(
    ({ path, kind, size }) =>
      kind === 'file' && size > 40 && size <= LARGEST && /\.(?:json|ya?ml)$/i.test(path) && !ROWS.test(path),
  );
  for (const { path } of candidates.slice(0, MOST_FILES)) {
    const text = await textIfAny(project.source, path, LARGEST);
    // Both words stand in every specification; to parse every JSON file would take long.
    if (text === undefined || !/["'\s{](?:pfs|atom)["']?\s*:/.test(text) || !text.includes('pipeline'))
      continue;
    const inputs = parsePachyderm(text);
    for (const input of inputs) found.declared.push(repositoryOf(input, path));
    const [first] = inputs;
    if (first) found.tools.push({ tool: 'Pachyderm', at: { file: path, line: first.line }, store: true });
  }
}

function repositoryOf({ name, repo, branch, commit, glob, line }: PachydermInput, file: string) {
  return {
    by: 'pachyderm' as const,
    at: { file, line },
    name: `/pfs/${name}`,
    source: `pfs://${repo}@${commit ?? branch}${glob === undefined ? '' : `:${glob}`}`,
    ...(commit === undefined ? {} : { revision: commit }),
    exclude: [],
    fetchable: true,
    produced: false,
  };
}

/**
 * Folders that `lakectl local` keeps: `.lakefs_ref.yaml` names the address and the commit.
 * Source: docs.lakefs.io, "Working with lakeFS data locally".
 */
export async function fromLakefs(project: Project, listed: Files, found: Declarations): Promise<void> {
  for (const { path, kind } of listed.own) {
    if (kind !== 'file' || baseName(path) !== '.lakefs_ref.yaml') continue;
    await attempt(path, found.problems, async () => {
      const { document, line } = parseYaml(await readText(project.source, path));
      const node = childOf(document.contents, 'src');
      const source = textOf(node);
      const commit = textOf(childOf(document.contents, 'at_head'));
      const at = { file: path, line: line(node) };
      found.tools.push({ tool: 'lakeFS', at, store: true });
      const folder = folderOf(path);
      if (source === undefined) return;
      found.declared.push({
        ...{ by: 'lakefs', at, exclude: [], fetchable: true, produced: false },
        ...(folder === '' ? {} : { path: folder }),
        source: withoutTokens(source),
        from: withoutTokens(source),
        ...(commit === undefined ? {} : { revision: commit }),
      });
    });
  }
}
