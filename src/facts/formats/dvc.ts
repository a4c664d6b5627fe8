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
  /** `push: false`: never sent to a remote. */
  push: boolean;
  remote?: string;
  /** The files of a folder, where they are listed: cloud-versioned outputs. */
  files?: { path: string; md5?: string }[];
  /** Without `md5`: etag, checksum or version id of a cloud object. */
  otherHash?: string;
}

/** A .dvc file. Source: https://dvc.org/doc/user-guide/project-structure/dvc-files. */
export interface DvcFile {
  wdir: string;
  outs: DvcItem[];
  /** Of a file that is a stage of a pipeline, as DVC wrote them before version 1.0; empty for any other. */
  deps: DvcItem[];
  /** Whether it is such a stage: it has a command, which makes its outputs. */
  stage: boolean;
  /** Dependencies of a frozen stage are not compared. */
  frozen: boolean;
  /** Where an import came from; `revLock` is the commit of a repository. */
  imported?: { url: string; revLock?: string };
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
  /** Outputs whose path has a `${..}`, for which stands a `*`; they are in no other list. */
  patterns: DvcItem[];
  /** Generated from a template: dvc.lock calls its stages `name@key`. */
  templated: boolean;
  /** Dependencies of a frozen stage are not compared. */
  frozen: boolean;
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
  const nodes = itemsOf(childOf(root, 'deps'));
  const stage = textOf(childOf(root, 'cmd')) !== undefined;
  const file: DvcFile = {
    wdir: textOf(childOf(root, 'wdir')) ?? '.',
    outs: solid(itemsOf(childOf(root, 'outs')), line),
    deps: stage ? solid(nodes, line) : [],
    stage,
    frozen: isTrue(childOf(root, 'frozen')) || isTrue(childOf(root, 'locked')),
  };
  const [source] = stage ? [] : nodes;
  const repo = childOf(source, 'repo');
  const url = textOf(childOf(repo, 'url')) ?? textOf(childOf(source, 'path'));
  const revLock = textOf(childOf(repo, 'rev_lock'));
  if (url !== undefined) file.imported = { url, ...(revLock === undefined ? {} : { revLock }) };
  return file;
}

/** Reads dvc.yaml or dvc.lock. Throws `CannotTell` when it is not valid YAML. */
export function parseDvcPipeline(text: string): DvcPipeline {
  const { document, line } = parseYaml(text);
  const root = document.contents;
  const stages = entriesOf(childOf(root, 'stages')).map(({ key, keyNode, value }) => {
    const body = childOf(value, 'do') ?? value;
    const all = (name: string) => itemsOf(childOf(body, name));
    const outs = ['outs', 'metrics', 'plots'].flatMap((name) => all(name));
    return {
      name: key,
      line: line(keyNode),
      wdir: textOf(childOf(body, 'wdir')) ?? '.',
      deps: solid(all('deps'), line),
      outs: solid(all('outs'), line),
      metrics: solid(all('metrics'), line),
      plots: solid(all('plots'), line),
      patterns: outs
        .flatMap((node) => itemOf(node, line) ?? [])
        .filter(({ path }) => isTemplate(path))
        .map((item) => ({ ...item, path: patternOf(item.path) })),
      templated: body !== value || childOf(value, 'matrix') !== undefined,
      frozen: isTrue(childOf(body, 'frozen')),
    };
  });
  return { stages, metrics: solid(itemsOf(childOf(root, 'metrics')), line) };
}

/** The items whose paths are written out. */
function solid(nodes: readonly unknown[], line: (node: unknown) => number): DvcItem[] {
  return nodes.flatMap((node) => itemOf(node, line) ?? []).filter(({ path }) => !isTemplate(path));
}

function isTemplate(path: string): boolean {
  return path.includes('${');
}

/** `data/${item}.csv` as `data/*.csv`. */
function patternOf(path: string): string {
  return path
    .split('${')
    .map((part, at) => (at === 0 ? part : `*${part.slice(part.indexOf('}') + 1)}`))
    .join('')
    .replace(/\*{2,}/g, '*');
}

function isTrue(node: unknown): boolean {
  return textOf(node)?.toLowerCase() === 'true';
}

/** A path, a mapping with `path` (.dvc, dvc.lock), or a mapping of the path to its options (dvc.yaml). */
function itemOf(node: unknown, line: (node: unknown) => number): DvcItem | undefined {
  const plain = textOf(node);
  if (plain !== undefined) return { path: plain, line: line(node), cache: true, push: true };
  const path = textOf(childOf(node, 'path'));
  if (path !== undefined) return { path, line: line(node), ...optionsOf(node) };
  const [only] = entriesOf(node);
  return only && { path: only.key, line: line(only.keyNode), ...optionsOf(only.value) };
}

function optionsOf(node: unknown): Omit<DvcItem, 'path' | 'line'> {
  const text = (key: string) => textOf(childOf(node, key));
  const [md5, hash, remote] = [text('md5'), text('hash'), text('remote')];
  const size = Number(text('size') ?? Number.NaN);
  const nfiles = Number(text('nfiles') ?? Number.NaN);
  const files = childOf(node, 'files');
  const otherHash = ['etag', 'checksum', 'version_id', 'files'].find(
    (key) => childOf(node, key) !== undefined,
  );
  return {
    cache: text('cache')?.toLowerCase() !== 'false',
    push: text('push')?.toLowerCase() !== 'false',
    ...(md5 === undefined ? {} : { md5 }),
    ...(hash === undefined ? {} : { hash }),
    ...(Number.isFinite(size) ? { size } : {}),
    ...(Number.isFinite(nfiles) ? { nfiles } : {}),
    ...(remote === undefined ? {} : { remote }),
    ...(files === undefined ? {} : { files: itemsOf(files).flatMap((file) => listedFile(file) ?? []) }),
    ...(otherHash === undefined ? {} : { otherHash }),
  };
}

function listedFile(node: unknown): { path: string; md5?: string } | undefined {
  const path = textOf(childOf(node, 'relpath'));
  const md5 = textOf(childOf(node, 'md5'));
  return path === undefined ? undefined : { path, ...(md5 === undefined ? {} : { md5 }) };
}
