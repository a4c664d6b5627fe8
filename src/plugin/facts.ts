import type * as inner from '../facts/index.js';
import type { Facts, FileEntry } from './api.js';

/**
 * The facts of ours that a plugin may ask for, as it sees them: copies, so that what a plugin does with them reaches
 * nobody else, and so that the inside may change. The types fail here when the two no longer agree.
 */
const VIEWS: { [Name in keyof Facts]: (value: inner.Facts[Name]) => Facts[Name] } = {
  files: ({ own, all, has, match }) => ({
    own: own.map(entryOf),
    all: all.map(entryOf),
    has: (path) => has(path),
    match: (glob) => match(glob).map(entryOf),
  }),
  git: (git) => {
    const tree = 'status' in git ? git : undefined;
    const changed = tree
      ? [...tree.status.staged, ...tree.status.unstaged].map(({ path }) => path).concat(tree.status.untracked)
      : [];
    return {
      kind: git.kind,
      head: git.kind === 'ok' ? git.head : undefined,
      branch: tree?.branch,
      remotes: (tree?.remotes ?? []).map(({ name, host }) => ({ name, host })),
      changed: [...new Set(changed)].sort(),
      tags: git.kind === 'ok' ? [...git.tagsAtHead] : [],
    };
  },
  dependencies: ({ runtime, manifests }) => ({
    runtime: runtime.map(dependencyOf),
    manifests: manifests.map(({ path, requirements }) => ({
      path,
      requirements: requirements.map(dependencyOf),
    })),
  }),
  python: (python) => ({
    modules: python.modules.map((module) => {
      const callees = python.callees(module);
      return {
        path: module.path,
        kind: module.kind,
        imports: module.imports.map(({ module: from, name, line }) => ({
          module: from,
          name,
          at: python.at(module, line),
        })),
        calls: module.calls.map(({ line, column }, at) => ({
          name: callees[at],
          at: python.at(module, line, column),
        })),
      };
    }),
    unread: python.unread.map(({ path, reason }) => ({ path, reason })),
  }),
  metrics: ({ files }) => ({
    files: files.map(({ path, status, values }) => ({
      path,
      status,
      values: values.map(({ key, value }) => ({ key, value })),
    })),
  }),
};

/** The names that `needs` of a plugin's check may hold. */
export const PUBLIC_FACTS = Object.keys(VIEWS) as (keyof Facts)[];

/** Views by the value that they show, so that the checks of a run share one. */
const seen = new WeakMap<object, object>();

/** A fact of ours as plugins see it: a frozen copy. */
export function viewOf<Name extends keyof Facts>(name: Name, value: inner.Facts[Name]): Facts[Name] {
  const before = seen.get(value) as Facts[Name] | undefined;
  if (before) return before;
  const view = frozen(VIEWS[name](value));
  seen.set(value, view);
  return view;
}

/** A value of a plugin's own fact, frozen too: the checks of the plugin share it. */
export function frozen<T>(value: T): T {
  const open: unknown[] = [value];
  for (let one = open.pop(); one !== undefined || open.length > 0; one = open.pop()) {
    if (typeof one !== 'object' || one === null || Object.isFrozen(one) || ArrayBuffer.isView(one)) continue;
    Object.freeze(one);
    open.push(...Object.values(one));
  }
  return value;
}

function entryOf({ path, size, kind, tracked }: FileEntry): FileEntry {
  return { path, size, kind, tracked };
}

function dependencyOf({
  name,
  specifier,
  exact,
  ecosystem,
  at,
}: inner.Facts['dependencies']['runtime'][number]) {
  return { name, specifier, exact, ecosystem, at: { file: at.file, line: at.line } };
}
