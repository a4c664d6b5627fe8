import { isSame } from '../formats/plain-value.js';
import { isIn, resolveIn } from '../paths.js';
import type { Compared, Wanted } from './digests.js';
import type { StageChange, StageState } from './model.js';
import type { RecordedItem, RecordedStage } from './recorded.js';
import type { ResolvedStage } from './resolve.js';

/** A stage with what dvc.lock has of it, and what is to be read for it. */
export interface OpenStage {
  stage: ResolvedStage;
  file: string;
  recorded: RecordedStage | undefined;
  items: readonly OpenItem[];
}

/** One file or folder of a stage. */
export interface OpenItem {
  kind: 'dependency' | 'output';
  written: string;
  /** From the root; undefined where it lies outside the project. */
  path: string | undefined;
  cached: boolean;
  recorded: RecordedItem | undefined;
  wanted: Wanted | undefined;
}

/** What is known of paths that DVC keeps. */
export interface Keeping {
  /** Outputs of stages and of .dvc files. */
  kept: ReadonlySet<string>;
  /** Those of them that are not here. */
  absent: readonly string[];
  exists(path: string): boolean;
  /** Whether content that is not here can be fetched. */
  remote: boolean;
}

/** Lays out what is to be read of a stage. */
export function openStage(
  stage: ResolvedStage,
  file: string,
  recorded: RecordedStage | undefined,
): OpenStage {
  const item = (kind: OpenItem['kind'], written: string, cached: boolean): OpenItem => {
    const path = stage.folder === undefined ? undefined : resolveIn(stage.folder, written);
    const known = (kind === 'dependency' ? recorded?.dependencies : recorded?.outputs)?.get(written);
    const { md5 } = known ?? {};
    const wanted =
      path === undefined || known === undefined || md5 === undefined || !/^[0-9a-f]{32}(?:\.dir)?$/.test(md5)
        ? undefined
        : { path, md5, algorithm: known.plain ? ('md5' as const) : ('md5-dos2unix' as const) };
    return { kind, written, path, cached, recorded: known, wanted };
  };
  return {
    stage,
    file,
    recorded,
    items: [
      ...(stage.frozen ? [] : stage.dependencies).map((path) => item('dependency', path, true)),
      ...stage.outputs.map(({ path, cached }) => item('output', path, cached)),
    ],
  };
}

/** How a stage stands to dvc.lock; parameters are compared elsewhere. */
export function stateOf(
  { stage, file, recorded, items }: OpenStage,
  found: ReadonlyMap<Wanted, Compared>,
  keeping: Keeping,
  parameters: { changes: StageChange[]; untold: string[] },
): StageState {
  const changes: StageChange[] = [];
  const untold: string[] = [];
  if (recorded && !isSame(recorded.command, stage.command))
    changes.push({
      kind: 'command',
      path: '',
      how: 'modified',
      ...shownCommands(recorded.command, stage.command),
    });
  for (const item of items) {
    const told = changeOf(item, item.wanted && found.get(item.wanted), keeping);
    if (typeof told === 'string') untold.push(told);
    else if (told) changes.push(told);
  }
  const nothing = stage.dependencies.length + stage.outputs.length + stage.parameters.size === 0;
  return {
    name: stage.name,
    file,
    line: stage.line,
    address: file === 'dvc.yaml' ? stage.name : `${file}:${stage.name}`,
    recorded: recorded !== undefined,
    frozen: stage.frozen,
    always: stage.always || nothing,
    changes: [...changes, ...(stage.frozen ? [] : parameters.changes)],
    untold: [...untold, ...(stage.frozen ? [] : parameters.untold)],
  };
}

function shownCommands(recorded: unknown, found: unknown): Pick<StageChange, 'recorded' | 'found'> {
  return typeof recorded === 'string' && typeof found === 'string' && recorded.length + found.length <= 200
    ? { recorded, found }
    : {};
}

/** Source: dvc, dvc/output.py (`workspace_status`); nothing when all is well, a text when it cannot be told. */
function changeOf(
  { kind, written, path, cached, recorded, wanted }: OpenItem,
  compared: Compared | undefined,
  keeping: Keeping,
): StageChange | string | undefined {
  if (path === undefined) return `${written} lies outside the project`;
  const base = { kind, path };
  const gone = (): StageChange => ({
    ...base,
    how: kind === 'dependency' && !isKept(path, keeping) && isSourceFile(path) ? 'deleted' : 'absent',
    kept: isKept(path, keeping) && cached ? (keeping.remote ? 'remote' : 'cache') : 'nobody',
  });
  if (wanted === undefined) {
    if (!keeping.exists(path)) return gone();
    if (recorded?.other) return `${written} is recorded by a digest that only its store gives`;
    return { ...base, how: 'new' };
  }
  if (compared === 'absent') return gone();
  if (compared === 'line ends') return { ...base, how: 'modified', lineEnds: true };
  if (compared === 'modified') {
    const part = keeping.absent.find((one) => isIn(one, path));
    return part === undefined
      ? { ...base, how: 'modified' }
      : { ...base, how: 'absent', kept: keeping.remote ? 'remote' : 'cache' };
  }
  return typeof compared === 'object' ? compared.reason : undefined;
}

function isKept(path: string, { kept }: Keeping): boolean {
  return kept.has(path) || [...kept].some((one) => isIn(path, one) || isIn(one, path));
}

/** What a project keeps in git: code and settings. */
function isSourceFile(path: string): boolean {
  return /\.(?:py|ipynb|R|jl|sh|ya?ml|toml|cfg|ini|sql|md)$/.test(path);
}
