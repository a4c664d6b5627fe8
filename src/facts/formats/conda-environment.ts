import { isMap, isSeq } from 'yaml';
import { isExactCondaVersion, parseCondaSpec } from './conda-spec.js';
import type { ManifestText } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { parseRequirementLine } from './requirements.js';
import { childOf, entriesOf, itemsOf, parseYaml, textOf } from './yaml.js';

/** A conda environment file. */
export interface CondaEnvironment extends ManifestText {
  /** Whether every conda package has version and build, as `conda env export` writes them. */
  exported: boolean;
  /** Whether it has the key that only an environment file has. */
  isEnvironment: boolean;
}

/** Whether a text has the key that only an environment file has; a chart of Helm has it too, with other things in it. */
export function isCondaEnvironment(text: string): boolean {
  if (!/^["']?dependencies["']?[ \t]*:/m.test(text)) return false;
  return parseCondaEnvironment(text).isEnvironment;
}

/**
 * Reads a conda environment file, its nested pip list included.
 * Source: conda, docs/source/user-guide/tasks/manage-environments.rst. Throws `CannotTell` when it is no YAML.
 */
export function parseCondaEnvironment(text: string): CondaEnvironment {
  const yaml = parseYaml(text);
  const list = childOf(yaml.document.contents, 'dependencies');
  const items = itemsOf(list);
  const out: CondaEnvironment = {
    ...emptyManifest(),
    declares: items.length > 0,
    exported: false,
    isEnvironment: items.length > 0 && items.every(isItem),
  };
  for (const item of items) {
    const line = yaml.line(item);
    if (isMap(item)) {
      for (const { key, value } of entriesOf(item)) {
        if (key === 'pip') {
          readPip(itemsOf(value), yaml.line, out);
          if (textOf(value) !== undefined)
            out.problems.push({ message: 'the list of pip is no list', line: yaml.line(value) });
        } else
          out.problems.push({
            message: `conda knows no list "${key}" among dependencies`,
            line: yaml.line(value),
          });
      }
      continue;
    }
    const written = textOf(item);
    if (written === undefined || written.trim() === '') continue;
    const spec = parseCondaSpec(written);
    if (!spec) out.problems.push({ message: `"${written.slice(0, 80)}" is no conda package spec`, line });
    else if (spec.name === 'python') {
      if (spec.specifier !== '')
        out.python.push({
          value: spec.specifier,
          exact: spec.exact || isExactCondaVersion(spec.specifier, 2),
          line,
        });
    } else out.requirements.push({ ...spec, line });
  }
  const conda = items.filter((item) => !isMap(item)).map((item) => textOf(item) ?? '');
  out.exported = conda.length > 0 && conda.every((spec) => /^[\w.:/-]+=[^=<>!~\s]+=[^=\s]+$/.test(spec));
  return out;
}

function readPip(items: unknown[], lineOf: (node: unknown) => number, out: ManifestText): void {
  for (const item of items) {
    const text = textOf(item);
    if (text === undefined) continue;
    const found = parseRequirementLine(text, lineOf(item));
    out.requirements.push(...found.requirements);
    out.includes.push(...found.includes);
    out.problems.push(...found.problems);
  }
}

/** A package, or a list of another installer's (`pip:`), be it empty. */
function isItem(item: unknown): boolean {
  if (!isMap(item)) return textOf(item) !== undefined;
  return entriesOf(item).every(({ key, value }) => key === 'pip' || isSeq(value));
}
