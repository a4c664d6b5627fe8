import { isPlainList, isPlainMap, type Plain, type PlainMap, plainYaml } from '../formats/plain-value.js';
import { parseYaml } from '../formats/yaml.js';

/** What dvc.lock records of a file or folder. */
export interface RecordedItem {
  md5?: string;
  /** DVC 3 says how it hashed; DVC 2 made the line ends of text LF first. */
  plain: boolean;
  /** It has a digest of a kind that a store gives, or none. */
  other: boolean;
}

/** One stage of dvc.lock. */
export interface RecordedStage {
  command: Plain;
  dependencies: ReadonlyMap<string, RecordedItem>;
  outputs: ReadonlyMap<string, RecordedItem>;
  parameters: PlainMap;
}

/**
 * The stages of a dvc.lock by name. Throws `CannotTell` when it is no YAML.
 * Source: DVC docs, user-guide/project-structure/dvcyaml-files, "dvc.lock file"; before schema 2.0 the stages stood at the top.
 */
export function readRecorded(text: string): Map<string, RecordedStage> {
  const root = plainYaml(parseYaml(text));
  const stages = isPlainMap(root) && (root.has('schema') || root.has('stages')) ? root.get('stages') : root;
  const found = new Map<string, RecordedStage>();
  if (!isPlainMap(stages)) return found;
  for (const [name, stage] of stages) {
    if (!isPlainMap(stage)) continue;
    const parameters = stage.get('params');
    found.set(name, {
      command: stage.get('cmd') ?? null,
      dependencies: itemsOf(stage.get('deps')),
      outputs: itemsOf(stage.get('outs')),
      parameters: isPlainMap(parameters) ? parameters : new Map(),
    });
  }
  return found;
}

function itemsOf(list: Plain | undefined): Map<string, RecordedItem> {
  const found = new Map<string, RecordedItem>();
  for (const item of isPlainList(list) ? list : []) {
    const path = isPlainMap(item) ? item.get('path') : undefined;
    if (!isPlainMap(item) || typeof path !== 'string') continue;
    const md5 = item.get('md5');
    found.set(path, {
      ...(typeof md5 === 'string' ? { md5 } : {}),
      plain: item.get('hash') === 'md5',
      other:
        typeof md5 !== 'string' && [...item.keys()].some((key) => !/^(?:path|size|isexec|hash)$/.test(key)),
    });
  }
  return found;
}
