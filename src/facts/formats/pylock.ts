import type { LockText } from './lock.js';
import { isTable, parseToml } from './toml.js';
import { allHashed, locked, tablesOf, text } from './toml-lock.js';

/** Reads a pylock.toml. Source: PEP 751. Throws `CannotTell` when it is no TOML. */
export function parsePylock(content: string): LockText {
  const { data } = parseToml(content);
  const out: LockText = { kind: 'pylock.toml', packages: [], problems: [], canHash: true };
  out.version = text(data['lock-version']);
  out.python = text(data['requires-python']);
  if (out.version === undefined || !/^1(?:\.|$)/.test(out.version))
    out.problems.push({ message: `lock-version ${out.version ?? '(none)'} is not known (1.0 is)` });
  for (const entry of tablesOf(data.packages)) {
    const name = text(entry.name);
    if (name === undefined) continue;
    const artefacts = [entry.archive, entry.sdist].filter(isTable).concat(tablesOf(entry.wheels));
    const commit = isTable(entry.vcs) ? text(entry.vcs['commit-id']) !== undefined : undefined;
    out.packages.push(
      locked(
        name,
        text(entry.version),
        commit ?? allHashed(artefacts) ?? (isTable(entry.directory) ? undefined : false),
      ),
    );
  }
  return out;
}
