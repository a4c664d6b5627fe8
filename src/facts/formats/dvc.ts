import { childOf, entriesOf, itemsOf, parseYaml, textOf } from './yaml.js';

/** One output or dependency of a .dvc file, dvc.yaml or dvc.lock. */
export interface DvcItem {
  /** As written, relative to `wdir`. */
  path: string;
  line: number;
  md5?: string;
  /** `hash: md5` marks DVC 3; without it the md5 is of text with LF line ends. */
  hash?: string;
  size?: number;
  nfiles?: number;
  /** `cache: false`: kept in git instead of the cache. */
  cache: boolean;
  remote?: string;
  /** Without `md5`: etag, checksum or version id of a cloud object. */
  otherHash?: string;
}

/** A .dvc file. Source: https://dvc.org/doc/user-guide/project-structure/dvc-files. */
export interface DvcFile {
  wdir: string;
  outs: DvcItem[];
  /** `rev_lock` of an import from a repository, or the url of an import from elsewhere. */
  imported?: { url?: string; revLock?: string };
}

/** One stage of a pipeline. */
export interface DvcStage {
  name: string;
  line: number;
  wdir: string;
  deps: DvcItem[];
  outs: DvcItem[];
  metrics: DvcItem[];
  plots: DvcItem[];
  /** Generated from a template: paths with `${..}` are left out. */
  templated: boolean;
}

export interface DvcPipeline {
  stages: DvcStage[];
  /** Top-level `metrics`. */
  metrics: DvcItem[];
}

/** Reads a .dvc file. Throws `CannotTell` when it is not valid YAML. */
export function parseDvcFile(text: string): DvcFile {
  const { document, line } = parseYaml(text);
  const root = document.contents;
  const deps = itemsOf(childOf(root, 'deps'));
  const file: DvcFile = {
    wdir: textOf(childOf(root, 'wdir')) ?? '.',
    outs: itemsOf(childOf(root, 'outs')).flatMap((node) => itemOf(node, line) ?? []),
  };
  for (const dep of deps) {
    const repo = childOf(dep, 'repo');
    const url = textOf(childOf(repo, 'url')) ?? textOf(childOf(dep, 'path'));
    const revLock = textOf(childOf(repo, 'rev_lock'));
    file.imported = { ...(url === undefined ? {} : { url }), ...(revLock === undefined ? {} : { revLock }) };
  }
  return file;
}

/** Reads dvc.yaml or dvc.lock. Throws `CannotTell` when it is not valid YAML. */
export function parseDvcPipeline(text: string): DvcPipeline {
  const { document, line } = parseYaml(text);
  const root = document.contents;
  const stages = entriesOf(childOf(root, 'stages')).map(({ key, keyNode, value }) => {
    const body = childOf(value, 'do') ?? value;
    const templated = body !== value || childOf(value, 'matrix') !== undefined;
    const list = (name: string) => itemsOf(childOf(body, name)).flatMap((node) => itemOf(node, line) ?? []);
    return {
      name: key,
      line: line(keyNode),
      wdir: textOf(childOf(body, 'wdir')) ?? '.',
      deps: list('deps'),
      outs: list('outs'),
      metrics: list('metrics'),
      plots: list('plots'),
      templated,
    };
  });
  const metrics = itemsOf(childOf(root, 'metrics')).flatMap((node) => itemOf(node, line) ?? []);
  return { stages, metrics };
}

/** A path, a mapping with `path` (.dvc, dvc.lock), or a mapping of the path to its options (dvc.yaml). */
function itemOf(node: unknown, line: (node: unknown) => number): DvcItem | undefined {
  const plain = textOf(node);
  if (plain !== undefined)
    return plain.includes('${') ? undefined : { path: plain, line: line(node), cache: true };
  const path = textOf(childOf(node, 'path'));
  const [only] = entriesOf(node);
  if (path === undefined && only) {
    if (only.key.includes('${')) return undefined;
    return { path: only.key, line: line(only.keyNode), ...optionsOf(only.value) };
  }
  if (path === undefined || path.includes('${')) return undefined;
  return { path, line: line(node), ...optionsOf(node) };
}

function optionsOf(node: unknown): Omit<DvcItem, 'path' | 'line'> {
  const md5 = textOf(childOf(node, 'md5'));
  const hash = textOf(childOf(node, 'hash'));
  const size = Number(textOf(childOf(node, 'size')) ?? Number.NaN);
  const nfiles = Number(textOf(childOf(node, 'nfiles')) ?? Number.NaN);
  const remote = textOf(childOf(node, 'remote'));
  const otherHash = ['etag', 'checksum', 'version_id', 'files']
    .map((key) => (childOf(node, key) === undefined ? undefined : key))
    .find((key) => key !== undefined);
  return {
    cache: textOf(childOf(node, 'cache')) !== 'false',
    ...(md5 === undefined ? {} : { md5 }),
    ...(hash === undefined ? {} : { hash }),
    ...(Number.isFinite(size) ? { size } : {}),
    ...(Number.isFinite(nfiles) ? { nfiles } : {}),
    ...(remote === undefined ? {} : { remote }),
    ...(otherHash === undefined ? {} : { otherHash }),
  };
}

/** One remote of .dvc/config. */
export interface DvcRemote {
  name: string;
  url: string;
  line: number;
}

/** Reads .dvc/config: git-like INI whose sections are written `['remote "name"']`. */
export function parseDvcConfig(text: string): { remotes: DvcRemote[]; defaultRemote?: string } {
  const remotes: DvcRemote[] = [];
  let defaultRemote: string | undefined;
  let section = '';
  for (const [at, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const content = whole.trim();
    if (content.startsWith('[')) {
      section = content.replace(/^\['?|'?\]$/g, '');
      continue;
    }
    const equals = content.indexOf('=');
    if (equals < 0 || /^[#;]/.test(content)) continue;
    const key = content.slice(0, equals).trim();
    const value = content.slice(equals + 1).trim();
    if (section === 'core' && key === 'remote') defaultRemote = value;
    const name = /^remote "([^"]*)"$/.exec(section)?.[1];
    if (name !== undefined && key === 'url') remotes.push({ name, url: value, line: at + 1 });
  }
  return { remotes, ...(defaultRemote === undefined ? {} : { defaultRemote }) };
}
