import type { Documents, ProjectDocument } from '../../facts/documents/model.js';
import { exampleRepository } from '../../facts/git/example.js';
import type { Repository, Tag } from '../../facts/git.js';
import { count, defineCheck, fail, listed, partial, pass, skip, unknown } from '../check.js';

const RESULTS =
  /\b(?:results?|reproduc\w*|experiments?|paper|benchmarks?|metrics?|accuracy|scores?|numbers)\b/i;
/** Words before the name of a tag in running text. */
const INTRODUCED =
  /\b(?:tags?|tagged|releases?|released|versions?|commits?|revisions?|rev|checkout|at|of)\W{1,4}$/i;
/** Commands that take a tag or commit. */
const TAKEN = /\bgit\s+(?:checkout|switch|clone|worktree|reset)\b|\bpip\d?\s+install\b/;
/** Addresses that lead into a tag or commit on a host. Source: addresses of GitHub, GitLab and Bitbucket. */
const PINNED =
  /\/(?:-\/)?(?:tree|blob|raw|commits?|releases\/tag|releases\/download|archive\/refs\/tags|archive|src)\/([^?#]+)/;

export default defineCheck({
  id: 'git/release',
  title: 'The results belong to a tagged commit',
  severity: 'optional',
  scope: 'repository',
  why: 'A tag names the state that gave the results; a branch moves on, and nobody knows later which commit was meant.',
  fix: 'Tag the commit that gave the results, `git tag -a v1.0.0 -m "Results of the paper"`, and push the tag: `git push origin v1.0.0`.',
  source: 'https://docs.github.com/en/repositories/releasing-projects-on-github/about-releases',
  needs: ['git', 'documents'],
  requires: ['git/repository'],
  examples: {
    pass: {
      files: { 'train.py': 'print(1)\n' },
      facts: { git: exampleRepository({ tagsAtHead: ['v1.0.0'], tagCount: 1 }) },
    },
    fail: { files: { 'train.py': 'print(1)\n' }, facts: { git: exampleRepository() } },
  },
  run({ git, documents }) {
    if (git.kind !== 'ok') return skip('no repository with a commit');
    const { tagsAtHead, tagCount, shallow, ci } = git;
    const commit = git.head.slice(0, 12);
    const data = { commit: git.head, tags: [...tagsAtHead], tagCount };
    if (tagsAtHead.length > 0) return pass(`${commit} is tagged ${listed(tagsAtHead, 3)}`, { data });
    const named = namedTag(git, documents);
    if (named) {
      return pass(`${named.tag.name} is the tag that ${named.path} names`, {
        evidence: [`${named.path}:${named.line} ${named.text.slice(0, 80)}`],
        data: { ...data, named: named.tag.name },
      });
    }
    if (tagCount > 0) {
      const message = `${commit} carries no tag; the repository has ${count(tagCount, 'tag')} on other commits`;
      return partial(message, [{ message, key: 'untagged' }], { data });
    }
    if (shallow)
      return unknown('the clone is shallow and holds no tags; `git fetch --tags` brings them', { data });
    if (ci !== undefined)
      return unknown(`no tag is in what ${ci} checked out: there is none, or tags were not fetched`, {
        data,
      });
    return fail('no tag in the repository', [{ message: 'no commit of the repository is tagged' }], { data });
  },
});

interface Named {
  tag: Tag;
  path: string;
  line: number;
  text: string;
}

/** The first place where the README or a document at the root or in docs/ names a tag, or a tagged commit, for the results. */
function namedTag({ tags, remotes }: Repository, { all }: Documents): Named | undefined {
  if (tags.length === 0) return undefined;
  const byName = new Map(tags.map((tag) => [tag.name, tag]));
  const ofHash = (word: string) =>
    /^(?=.*\d)[0-9a-f]{7,40}$/.test(word) ? tags.find(({ commit }) => commit.startsWith(word)) : undefined;
  const known = (word: string): Tag | undefined => byName.get(word) ?? ofHash(word);
  const own = remotes.flatMap(({ web }) => (web === undefined ? [] : [web.toLowerCase()]));
  const isOwn = (command: string) =>
    !/:\/\//.test(command) || own.some((web) => command.toLowerCase().includes(web));
  for (const document of all) {
    if (
      !/^(?:docs?\/|documentation\/|[^/]+$)/i.test(document.path) ||
      /changelog|history|news|releas/i.test(document.path)
    )
      continue;
    for (const { text, line, section, taken } of texts(document)) {
      const about = RESULTS.test(text) || RESULTS.test(document.headings[section]?.text ?? '');
      for (const { 0: word, index } of text.matchAll(/[A-Za-z0-9][\w.+/-]{1,99}/g)) {
        const plain = word.replace(/[.:/-]+$/, '');
        const tag = known(plain);
        if (!tag) continue;
        const before = text.slice(Math.max(0, index - 20), index);
        if (
          taken
            ? TAKEN.test(text) && isOwn(text)
            : about && (ofHash(plain) !== undefined || INTRODUCED.test(before))
        )
          return { tag, path: document.path, line, text };
      }
    }
    for (const { target, line } of document.links) {
      if (!own.some((web) => target.toLowerCase().startsWith(`${web}/`))) continue;
      const [, rest = ''] = PINNED.exec(target) ?? [];
      const [first = ''] = rest.replace(/\.(?:zip|tar\.gz)$/, '').split('/');
      const tag = known(first);
      if (tag) return { tag, path: document.path, line, text: target };
    }
  }
  return undefined;
}

/** Prose, and lines of code and inline code, each bounded in length. */
function texts(document: ProjectDocument): { text: string; line: number; section: number; taken: boolean }[] {
  const prose = document.prose.map(({ text, line, section }) => ({
    text: text.slice(0, 5000),
    line,
    section,
    taken: false,
  }));
  const commands = document.commands.map(({ text, line, section }) => ({
    text: text.slice(0, 1000),
    line,
    section,
    taken: true,
  }));
  return [...prose, ...commands].slice(0, 5000);
}
