import { isExactCondaVersion, parseCondaSpec } from './conda-spec.js';
import { emptyManifest, type ManifestText } from './manifest.js';
import { normalizeName } from './pep508.js';

/** What `conda list --export` and `conda export --format requirements` write above the packages. */
const HEADER = /^#\s*\$\s*(?:conda|mamba|micromamba)\s+create\s+--name\s+<env>\s+--file\s+<this file>/m;
/** `name=version=build`, with the channel before it where one is written. */
const PACKAGE = /^(?:[^\s=#:]+::)?[\w.-]+==?[^=\s]+=[^=\s]+$/;
/** The build that conda gives to what pip installed. */
const BY_PIP = /=pypi(?:_\d+)?$/;

function* specLines(text: string): Generator<{ spec: string; line: number }> {
  for (const [index, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const spec = whole.trim();
    if (spec !== '' && !spec.startsWith('#')) yield { spec, line: index + 1 };
  }
}

/**
 * Whether a text is a list of packages for `conda create --file`, as `conda list --export` writes it: by its header, or
 * since every line has a name, a version and a build. Source: conda, conda/cli/main_list.py, `print_export_header`.
 */
export function isCondaList(text: string): boolean {
  if (/^@EXPLICIT[ \t]*\r?$/m.test(text)) return false;
  const specs = [...specLines(text)];
  return specs.length > 0 && (HEADER.test(text) || specs.every(({ spec }) => PACKAGE.test(spec)));
}

/**
 * Reads a list of packages for `conda create --file`: conda specs, one a line. What pip installed stands in it with the
 * build `pypi_0`, under which no channel has it.
 */
export function parseCondaList(text: string): ManifestText {
  const out: ManifestText = { ...emptyManifest(), kind: 'conda', declares: true };
  for (const { spec: written, line } of specLines(text)) {
    const spec = parseCondaSpec(written);
    if (!spec) out.problems.push({ message: `"${written.slice(0, 80)}" is no conda package spec`, line });
    else if (spec.name === 'python')
      out.python.push({
        value: spec.specifier,
        exact: spec.exact || isExactCondaVersion(spec.specifier, 2),
        line,
      });
    else if (BY_PIP.test(written)) {
      const version = /^=+([^=]+)=/.exec(spec.specifier)?.[1] ?? '';
      out.requirements.push({
        ...spec,
        name: normalizeName(spec.name),
        specifier: `==${version}`,
        ecosystem: 'pypi',
        line,
      });
    } else out.requirements.push({ ...spec, line });
  }
  return out;
}

/** Whether every package of a list has its version and build, so that it is all of an environment. */
export function isWholeList(text: string): boolean {
  return [...specLines(text)].every(({ spec }) => PACKAGE.test(spec));
}
