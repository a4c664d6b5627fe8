import type { OpenGit } from './run.js';

/** A hash of a commit, whole or shortened as `git describe` and people do. */
const HASH = /^[0-9a-f]{7,64}$/i;

/** Those of some texts that are hashes of commits of the repository. */
export async function existingCommits(git: OpenGit, ids: Iterable<string>): Promise<Set<string>> {
  const asked = [...new Set(ids)].filter((id) => HASH.test(id));
  const found = new Set<string>();
  if (asked.length === 0) return found;
  const said = await git.text(
    ['cat-file', '--batch-check=%(objecttype)'],
    `${asked.map((id) => `${id}^{commit}`).join('\n')}\n`,
  );
  // One line each, in order: `commit`, or `<what was asked> missing`.
  for (const [at, line] of said.split('\n').entries())
    if (line === 'commit' && asked[at] !== undefined) found.add(asked[at]);
  return found;
}
