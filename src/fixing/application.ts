import { isTable, parseToml, strings, tableAt } from '../facts/formats/toml.js';

/**
 * Whether a pyproject.toml describes an application, whose versions may be fixed where they are declared: it cannot be
 * built, says that it is no package, or may not be uploaded. What others install as a package must keep its ranges.
 * Source: uv, docs/concepts/projects/config.md, "Project packaging"; Poetry, docs/pyproject.md, "package-mode"; PyPI,
 * which refuses every classifier that begins with `Private ::`. Throws `CannotTell` when the text is no TOML.
 */
export function isApplication(text: string): boolean {
  const { data } = parseToml(text);
  const poetry = tableAt(data, 'tool', 'poetry');
  if (poetry?.['package-mode'] === false || tableAt(data, 'tool', 'uv')?.package === false) return true;
  const classifiers = [
    ...strings(tableAt(data, 'project')?.classifiers),
    ...strings(tableAt(data, 'tool', 'poetry')?.classifiers),
  ];
  if (classifiers.some((one) => one.startsWith('Private ::'))) return true;
  return !isTable(data['build-system']) && !poetry;
}

/** The command that locks what a pyproject.toml declares, by the tool whose settings it holds. */
export function lockCommand(text: string): string {
  const { data } = parseToml(text);
  for (const tool of ['poetry', 'pdm']) if (tableAt(data, 'tool', tool)) return `${tool} lock`;
  return tableAt(data, 'tool', 'pixi') ? 'pixi lock' : 'uv lock';
}
