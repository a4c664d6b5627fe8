import { isCondaEnvironment, parseCondaEnvironment } from './conda-environment.js';
import { isCondaList, parseCondaList } from './conda-list.js';
import { isCondaMeta, parseCondaMeta } from './conda-meta.js';
import { parseHatch } from './hatch.js';
import { TEMPLATE_ENDING } from './jinja.js';
import { parseJuliaProject } from './julia-project.js';
import type { ManifestFormat, ManifestKind } from './manifest.js';
import { parsePipfile } from './pipfile.js';
import { parsePixi } from './pixi.js';
import { parsePyproject } from './pyproject.js';
import { isDescription, parseDescription } from './r-description.js';
import { parseRequirements } from './requirements.js';
import { hasInlineScript, parseScript, SCRIPT_MARK } from './script.js';
import { parseSetupCfg } from './setup-cfg.js';
import { readSetupPy } from './setup-py.js';

/** Every manifest format; the first whose path matches counts. */
export const MANIFEST_FORMATS: readonly ManifestFormat[] = [
  { kind: 'pyproject', path: /(?:^|\/)pyproject\.toml$/, parse: parsePyproject },
  { kind: 'setup-py', path: /(?:^|\/)setup\.py$/, read: readSetupPy },
  { kind: 'setup-cfg', path: /(?:^|\/)setup\.cfg$/, parse: parseSetupCfg },
  { kind: 'pipfile', path: /(?:^|\/)Pipfile$/, parse: parsePipfile },
  { kind: 'pixi', path: /(?:^|\/)pixi\.toml$/, parse: parsePixi },
  { kind: 'hatch', path: /(?:^|\/)hatch\.toml$/, parse: parseHatch },
  {
    kind: 'r-description',
    path: /(?:^|\/)DESCRIPTION$/,
    recognise: isDescription,
    parse: parseDescription,
  },
  { kind: 'julia-project', path: /(?:^|\/)(?:Julia)?Project\.toml$/, parse: parseJuliaProject },
  {
    kind: 'conda-meta',
    path: /(?:^|\/)meta\.ya?ml$/,
    recognise: isCondaMeta,
    parse: parseCondaMeta,
  },
  {
    kind: 'requirements',
    path: /(?:^|\/)(?:(?:[\w.-]*[-_.])?(?:requirements?|reqs?)(?:[-_.][\w.-]*)?|requirements?\/[\w.-]+)\.(?:txt|in|pip)$/i,
    parse: (text) => (isCondaList(text) ? parseCondaList(text) : parseRequirements(text)),
  },
  {
    kind: 'conda',
    path: /^(?!.*conda-lock\.ya?ml$)(?:.*\/)?(?:(?:[\w.-]*[-_.])?(?:env|environment|conda)s?(?:[-_.]?[\w.-]*)|(?:conda[-_]?)?(?:env|environment)s?\/[\w.-]+)\.ya?ml$/i,
    surely: /(?:^|\/)(?:conda[-_]?)?env(?:ironment)?\.ya?ml$|(?:^|\/)conda\.ya?ml$/i,
    recognise: isCondaEnvironment,
    // Broken YAML costs its parser much more than other text; environments are short.
    limit: 1024 * 1024,
    parse: parseCondaEnvironment,
  },
  {
    kind: 'conda',
    path: /(?:^|\/)[^/]*(?:conda|env|packages?|spec)[^/]*\.txt$/i,
    recognise: isCondaList,
    limit: 1024 * 1024,
    parse: parseCondaList,
  },
  {
    kind: 'script',
    path: /\.pyw?$/,
    mark: SCRIPT_MARK,
    recognise: hasInlineScript,
    limit: 1024 * 1024,
    parse: parseScript,
  },
];

/** The format of a file by its path, of a template by that of the file to come; undefined for one that is no manifest by its name. */
export function manifestFormat(path: string): ManifestFormat | undefined {
  const name = path.replace(TEMPLATE_ENDING, '');
  const found = MANIFEST_FORMATS.find((format) => format.path.test(name));
  // Code that is still to be filled in is no code yet.
  return found && 'read' in found && name !== path ? undefined : found;
}

/** The format of a kind. */
export function formatOf(kind: ManifestKind): ManifestFormat {
  return MANIFEST_FORMATS.find((format) => format.kind === kind)!;
}
