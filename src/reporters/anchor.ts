import type { Report, Result } from '../report/report.js';
import { type Issue, inRepository } from './issues.js';

/** Files that a category is about, the best first; a README stands for everything else. */
const FILES: Readonly<Record<string, readonly RegExp[]>> = {
  env: [
    /^pyproject\.toml$/,
    /^requirements.*\.txt$/,
    /^environment.*\.ya?ml$/,
    /^setup\.(?:cfg|py)$/,
    /^Pipfile$/,
  ],
  container: [/^(?:.*\.)?Dockerfile(?:\..*)?$/i],
  data: [/^repro\.lock$/, /^dvc\.yaml$/],
  workflow: [/^dvc\.yaml$/, /^Makefile$/, /^Snakefile$/],
  code: [/^pyproject\.toml$/, /^\.pre-commit-config\.ya?ml$/, /^setup\.cfg$/],
};
const README = [/^readme(?:\.\w+)?$/i];

/**
 * Where to show issues that have no place of their own, for tools that show nothing without one: a file of the issue's
 * project that its category is about, else its README, else the config (the config first for mistakes in settings); `README.md` when the report names none of them.
 * Paths are from the top of the repository.
 */
export function anchors(report: Report): (issue: Issue) => string {
  const known = filesNamed(report);
  const found = new Map<string, string>();
  return ({ result, project }) => {
    const key = `${result.category}\0${project ?? ''}`;
    let path = found.get(key);
    if (path === undefined) {
      path = inRepository(report, anchor(result, project, known, report));
      found.set(key, path);
    }
    return path;
  };
}

function anchor({ category }: Result, project: string | undefined, known: Known, { config }: Report): string {
  const settings = category === 'settings' ? configOf(config) : undefined;
  if (settings !== undefined) return settings;
  const folders = project === undefined || project === '.' ? [''] : [`${project}/`, ''];
  const searches = [
    { names: FILES[category] ?? [], files: known.get(category) ?? [] },
    { names: FILES[category] ?? [], files: known.get(undefined) ?? [] },
    { names: README, files: known.get(undefined) ?? [] },
  ];
  for (const { names, files } of searches) {
    for (const folder of folders) {
      const here = files.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
      for (const name of names) {
        const file = here.find((path) => name.test(path));
        if (file !== undefined) return folder + file;
      }
    }
  }
  return configOf(config) ?? `${folders[0]}README.md`;
}

/** The config, unless it lies elsewhere than in the project. */
function configOf({ file }: Report['config']): string | undefined {
  return file === null || /^(?:[/~]|[a-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)/i.test(file) ? undefined : file;
}

/** Files that findings or evidence of each category name, and those of all under `undefined`; sorted. */
type Known = ReadonlyMap<string | undefined, readonly string[]>;

function filesNamed(report: Report): Known {
  const files = new Map<string | undefined, Set<string>>();
  const results = [...report.results, ...(report.projects ?? []).flatMap(({ results: own }) => own)];
  for (const { category, findings, evidence } of results) {
    const named = [
      ...findings.flatMap(({ file }) => (file === undefined ? [] : [file])),
      ...evidence.flatMap((line) => /^([^\s:]+):\d+(?:\s|$)/.exec(line)?.[1] ?? []),
    ];
    for (const key of [category, undefined]) {
      const own = files.get(key) ?? new Set();
      files.set(key, own);
      for (const file of named) own.add(file);
    }
  }
  return new Map([...files].map(([key, own]) => [key, [...own].sort()]));
}
