import { type IniValue, parseIni } from './ini.js';
import type { ManifestText, Requirement } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { normalizeName, parseRequirement } from './pep508.js';

/** Reads the setuptools part of a setup.cfg. Source: setuptools, docs/userguide/declarative_config.rst. */
export function parseSetupCfg(text: string): ManifestText {
  const { sections, problems } = parseIni(text);
  const out: ManifestText = { ...emptyManifest(), problems: [...problems] };
  const options = sections.get('options');
  const install = options?.get('install_requires');
  if (install) {
    out.declares = true;
    readList(install, {}, out);
  }
  for (const [extra, value] of sections.get('options.extras_require') ?? []) {
    readList(value, { extra: normalizeName(extra) }, out);
  }
  for (const key of ['tests_require', 'setup_requires']) {
    const value = options?.get(key);
    if (value) readList(value, { group: key === 'tests_require' ? 'test' : 'build' }, out);
  }
  const python = options?.get('python_requires');
  if (python) out.python.push({ value: python.text, exact: false, line: python.line });
  return out;
}

function readList(value: IniValue, more: Pick<Requirement, 'group' | 'extra'>, out: ManifestText): void {
  const file = /^file:\s*(.+)$/.exec(value.text);
  if (file) {
    for (const path of file[1]!.split(',')) {
      if (more.extra === undefined)
        out.includes.push({ path: path.trim(), constraint: false, ...more, line: value.line });
    }
    return;
  }
  // "dangling list or semicolon-separated values"
  const items = value.lines.flatMap(({ text, line }) =>
    (value.lines.length === 1 &&
    /;\s*[A-Za-z0-9_.-]+\s*(?:[<>=!~;]|$)/.test(text) &&
    !/;\s*\w+\s*[<>=!]=?\s*['"]/.test(text)
      ? text.split(';')
      : [text]
    ).map((item) => ({ text: item.replace(/\s#.*$/, '').trim(), line })),
  );
  for (const { text, line } of items) {
    if (text === '') continue;
    const { requirement, problem } = parseRequirement(text);
    if (problem !== undefined) out.problems.push({ message: problem, line });
    if (requirement) out.requirements.push({ ...requirement, ...more, line });
  }
}
