import { parseCondaSpec } from './conda-spec.js';
import type { ManifestText } from './manifest.js';
import { emptyManifest } from './manifest.js';

/** Whether a meta.yaml is a recipe: trackers and other tools name files so too. */
export function isCondaMeta(text: string): boolean {
  return /^(?:requirements|outputs)[ \t]*:/m.test(text) && /^package[ \t]*:/m.test(text);
}

/**
 * Reads the run requirements of a conda recipe. Recipes are templates, not YAML, so this goes by lines: the list
 * under `run:` in `requirements:`. Source: conda-build, docs/source/resources/define-metadata.rst.
 */
export function parseCondaMeta(text: string): ManifestText {
  const out = emptyManifest();
  let inRequirements = false;
  let listIndent = -1;
  for (const [index, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const content = whole.trim();
    if (content === '' || content.startsWith('#') || content.startsWith('{%')) continue;
    const indent = whole.search(/\S/);
    if (indent === 0) inRequirements = content.startsWith('requirements:');
    if (inRequirements && /^run:/.test(content)) {
      listIndent = indent;
      out.declares = true;
      continue;
    }
    if (listIndent >= 0 && (indent < listIndent || (indent === listIndent && !content.startsWith('-'))))
      listIndent = -1;
    const item = listIndent >= 0 ? /^-\s+(.+)$/.exec(content)?.[1] : undefined;
    if (item === undefined || item.includes('{{')) continue;
    const spec = parseCondaSpec(item.replace(/^(["'])(.*)\1$/, '$2'));
    const line = index + 1;
    if (!spec) out.problems.push({ message: `"${item.slice(0, 80)}" is no conda package spec`, line });
    else if (spec.name === 'python') {
      if (spec.specifier !== '') out.python.push({ value: spec.specifier, exact: spec.exact, line });
    } else out.requirements.push({ ...spec, line });
  }
  return out;
}
