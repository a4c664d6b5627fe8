import { CannotTell } from '../../errors.js';
import type { Dependency, Manifest, ManifestKind } from '../dependencies.js';
import type { Project } from '../fact.js';
import { type Files, files } from '../files.js';
import { parseCondaEnvironment } from '../formats/conda-environment.js';
import { parseCondaMeta } from '../formats/conda-meta.js';
import { parseJuliaProject } from '../formats/julia-project.js';
import { emptyManifest, type ManifestText } from '../formats/manifest.js';
import { parsePipfile } from '../formats/pipfile.js';
import { parsePixi } from '../formats/pixi.js';
import { parsePyproject } from '../formats/pyproject.js';
import { parseDescription } from '../formats/r-description.js';
import { parseRequirements } from '../formats/requirements.js';
import { parseSetupCfg } from '../formats/setup-cfg.js';
import { readSetupPy } from '../formats/setup-py.js';
import { baseName, folderOf, resolveIn } from '../paths.js';
import { python } from '../python/python.js';
import { readText, TEXT_LIMIT } from '../source.js';
import { groupOfPath } from './groups.js';

/** Which format a file name means; the first match counts. */
const NAMES: readonly [RegExp, ManifestKind][] = [
  [/(?:^|\/)pyproject\.toml$/, 'pyproject'],
  [/(?:^|\/)setup\.py$/, 'setup-py'],
  [/(?:^|\/)setup\.cfg$/, 'setup-cfg'],
  [/(?:^|\/)Pipfile$/, 'pipfile'],
  [/(?:^|\/)pixi\.toml$/, 'pixi'],
  [/(?:^|\/)DESCRIPTION$/, 'r-description'],
  [/(?:^|\/)(?:Julia)?Project\.toml$/, 'julia-project'],
  [/(?:^|\/)meta\.ya?ml$/, 'conda-meta'],
  [/(?:^|\/)(?:[\w.-]*[-_.])?(?:requirements?|reqs?)(?:[-_.][\w.-]*)?\.(?:txt|in|pip)$/i, 'requirements'],
  [/(?:^|\/)requirements?\/[\w.-]+\.(?:txt|in|pip)$/i, 'requirements'],
  [/(?:^|\/)(?:[\w.-]*[-_.])?(?:env|environment|conda)s?(?:[-_.]?[\w.-]*)\.ya?ml$/i, 'conda'],
  [/(?:^|\/)(?:conda[-_]?)?(?:env|environment)s?\/[\w.-]+\.ya?ml$/i, 'conda'],
];

/** Files whose name alone says that they are conda environments: one that does not parse is a problem. */
const SURELY_CONDA = /(?:^|\/)(?:conda[-_]?)?env(?:ironment)?\.ya?ml$|(?:^|\/)conda\.ya?ml$/i;

/** Longest chain and count of files that are followed; real projects stay far below. */
const MOST_MANIFESTS = 400;

/** The format of a manifest by its path; undefined for a file that is none. */
export function manifestKind(path: string): ManifestKind | undefined {
  if (/conda-lock\.ya?ml$/.test(path)) return undefined;
  return NAMES.find(([pattern]) => pattern.test(path))?.[1];
}

/**
 * Reads every manifest of the project, the files in `also` and those that manifests take in, sorted by path.
 * A file that cannot be read is a manifest with a problem.
 */
export async function readManifests(project: Project, also: readonly string[]): Promise<Manifest[]> {
  const tree = await project.get(files);
  const found = new Map<string, Manifest | undefined>();
  const queue: { path: string; kind: ManifestKind; group?: string | undefined }[] = tree.own.flatMap(
    ({ path }) => {
      const kind = manifestKind(path);
      return kind ? [{ path, kind }] : [];
    },
  );
  for (const path of also) {
    const guessed = /\.ya?ml$/.test(path) ? 'conda' : 'requirements';
    if (tree.has(path)) queue.push({ path, kind: manifestKind(path) ?? guessed });
  }
  for (let at = 0; at < queue.length && found.size < MOST_MANIFESTS; at++) {
    const { path, kind, group } = queue[at]!;
    if (found.has(path)) continue;
    const text = await readManifest(project, path, kind);
    if (!text) {
      found.set(path, undefined);
      continue;
    }
    const included = followIncludes(tree, path, text);
    found.set(path, toManifest(path, kind, text, included, group));
    for (const next of included) {
      const inherited = next.constraint ? 'constraints' : undefined;
      queue.push({ path: next.path, kind: manifestKind(next.path) ?? 'requirements', group: inherited });
    }
  }
  return [...found.values()]
    .filter((manifest) => manifest !== undefined)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What a file says; undefined when it turns out to be no manifest. */
async function readManifest(
  project: Project,
  path: string,
  kind: ManifestKind,
): Promise<ManifestText | undefined> {
  try {
    if (kind === 'setup-py') return await readSetup(project, path);
    // Broken YAML costs its parser much more than other text; environments are short.
    const text = await readText(project.source, path, kind === 'conda' ? 1024 * 1024 : TEXT_LIMIT);
    switch (kind) {
      case 'requirements':
        return parseRequirements(text);
      case 'pyproject':
        return parsePyproject(text);
      case 'setup-cfg':
        return parseSetupCfg(text);
      case 'pipfile':
        return parsePipfile(text);
      case 'pixi':
        return parsePixi(text);
      case 'conda-meta':
        return parseCondaMeta(text);
      case 'r-description':
        return /^Package:/m.test(text) || /^Imports:/m.test(text) ? parseDescription(text) : undefined;
      case 'julia-project':
        return parseJuliaProject(text);
      case 'conda': {
        const environment = parseCondaEnvironment(text);
        return environment.isEnvironment || SURELY_CONDA.test(path) ? environment : undefined;
      }
    }
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    if (kind === 'conda' && !SURELY_CONDA.test(path)) return undefined;
    const { line } = error as { line?: number };
    return {
      ...emptyManifest(),
      problems: [{ message: error.message, ...(line === undefined ? {} : { line }) }],
    };
  }
}

async function readSetup(project: Project, path: string): Promise<ManifestText> {
  const code = await project.get(python);
  const module = code.get(path);
  if (module) return readSetupPy(module);
  const reason = code.unread.find((unread) => unread.path === path)?.reason ?? `${path} cannot be read`;
  return { ...emptyManifest(), problems: [{ message: reason }] };
}

interface Included {
  path: string;
  constraint: boolean;
}

/** The project's files that a manifest takes in: `-r`, `-c`, and the package metadata behind `-e .`. */
function followIncludes(tree: Files, path: string, text: ManifestText): Included[] {
  const folder = folderOf(path);
  const out: Included[] = [];
  for (const { path: written, constraint, line } of text.includes) {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(written)) {
      text.problems.push({ message: `${written} is fetched when installing and can change`, line });
      continue;
    }
    const included = resolveIn(folder, written);
    if (included !== undefined && tree.has(included)) out.push({ path: included, constraint });
    else if (!written.includes('$'))
      text.problems.push({
        message: `${written} ${included === undefined ? 'leads outside the project' : 'does not exist'}`,
        line,
      });
  }
  for (const { from, specifier } of text.requirements) {
    const target =
      from === 'path'
        ? resolveIn(folder, specifier.replace(/^@\s*/, '').replace(/\[[^\]]*\]$/, ''))
        : undefined;
    if (target === undefined) continue;
    for (const name of ['pyproject.toml', 'setup.cfg', 'setup.py']) {
      const metadata = target === '' ? name : `${target}/${name}`;
      if (metadata !== path && tree.has(metadata)) out.push({ path: metadata, constraint: false });
    }
  }
  return out;
}

function toManifest(
  path: string,
  kind: ManifestKind,
  text: ManifestText,
  included: readonly Included[],
  group: string | undefined,
): Manifest {
  const place = (line: number) => ({ file: path, line });
  const requirements = text.requirements.map(
    (requirement): Dependency => ({ ...requirement, at: place(requirement.line) }),
  );
  const own = group ?? groupOfPath(kind === 'conda-meta' ? baseName(path) : path);
  return {
    path,
    kind,
    requirements,
    includes: included.filter(({ constraint }) => !constraint).map((one) => one.path),
    constraints: included.filter(({ constraint }) => constraint).map((one) => one.path),
    python: text.python,
    problems: text.problems,
    declares: text.declares,
    ...(text.computed ? { computed: text.computed } : {}),
    ...(own === undefined ? {} : { group: own }),
  };
}
