import { parseCondaSpec } from './conda-spec.js';
import type { ManifestText } from './manifest.js';
import { emptyManifest } from './manifest.js';

/** Whether a meta.yaml is a recipe: trackers and other tools name files so too. */
export function isCondaMeta(text: string): boolean {
  return /^(?:requirements|outputs)[ \t]*:/m.test(text) && /^package[ \t]*:/m.test(text);
}

/**
 * Reads the run requirements of a conda recipe and of its outputs. Recipes are templates, not YAML, so this goes by
 * lines: the list under `run:` in `requirements:`, selectors such as `# [win]` left out, variables of `{% set %}` filled
 * in. Source: conda-build, docs/source/resources/define-metadata.rst.
 */
export function parseCondaMeta(text: string): ManifestText {
  const out = emptyManifest();
  const variables = new Map<string, string>();
  /** Indents of the keys that are open: `requirements:` and, in it, `run:`. */
  let requirements = -1;
  let list = -1;
  for (const [index, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const content = whole.trim();
    const set = /^\{%-?\s*set\s+(\w+)\s*=\s*["']([^"']*)["']\s*-?%\}/.exec(content);
    if (set) variables.set(set[1]!, set[2]!);
    if (content === '' || content.startsWith('#') || content.startsWith('{%')) continue;
    const indent = whole.search(/\S/);
    if (list >= 0 && (indent < list || (indent === list && !content.startsWith('-')))) list = -1;
    if (requirements >= 0 && indent <= requirements && list < 0) requirements = -1;
    if (/^(?:-\s+)?requirements:/.test(content)) requirements = whole.indexOf('requirements:');
    if (requirements >= 0 && /^run:/.test(content)) {
      list = indent;
      out.declares = true;
      continue;
    }
    const item = list >= 0 ? /^-\s+(.+)$/.exec(content)?.[1] : undefined;
    if (item === undefined) continue;
    const filled = item
      .replace(/\s#.*$/, '')
      .replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => variables.get(name) ?? whole);
    // What a function of the template makes (`pin_compatible('numpy')`) is known only when it is built.
    if (filled.includes('{{')) continue;
    const spec = parseCondaSpec(filled.trim().replace(/^(["'])(.*)\1$/, '$2'));
    const line = index + 1;
    if (!spec) out.problems.push({ message: `"${item.slice(0, 80)}" is no conda package spec`, line });
    else if (spec.name === 'python') {
      if (spec.specifier !== '') out.python.push({ value: spec.specifier, exact: spec.exact, line });
    } else out.requirements.push({ ...spec, line });
  }
  return out;
}
