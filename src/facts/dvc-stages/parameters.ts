import { CannotTell } from '../../errors.js';
import {
  isPlainList,
  isPlainMap,
  isSame,
  type Plain,
  type PlainMap,
  pythonText,
} from '../formats/plain-value.js';
import { resolveIn } from '../paths.js';
import type { StageChange } from './model.js';
import type { ParameterFiles } from './parameter-files.js';
import type { RecordedStage } from './recorded.js';
import type { ResolvedStage } from './resolve.js';

const LONGEST_SHOWN = 40;

/** How the parameters of a stage differ from the recorded ones. Source: dvc, dvc/dependency/param.py (`workspace_status`). */
export async function parameterChanges(
  stage: ResolvedStage,
  recorded: RecordedStage | undefined,
  files: ParameterFiles,
): Promise<{ changes: StageChange[]; untold: string[] }> {
  const changes: StageChange[] = [];
  const untold: string[] = [];
  for (const [written, keys] of stage.parameters) {
    const path = stage.folder === undefined ? undefined : resolveIn(stage.folder, written);
    if (path === undefined) {
      untold.push(`${written} leads outside the project`);
      continue;
    }
    const base = { kind: 'parameter' as const, path };
    if (!files.has(path)) {
      changes.push({ ...base, how: 'deleted' });
      continue;
    }
    const known = recorded?.parameters.get(written);
    if (known === undefined || known === null) {
      changes.push({ ...base, how: 'new' });
      continue;
    }
    try {
      const actual = await files.read(path);
      const before: PlainMap = isPlainMap(known) ? known : new Map();
      const names = keys.length > 0 ? keys : [...new Set([...actual.keys(), ...before.keys()])];
      for (const key of new Set(names)) {
        if (keys.length > 0 && /[*?[\]]/.test(key)) {
          untold.push(`${written}: ${key} is a pattern`);
          continue;
        }
        const now = keys.length > 0 ? valueAt(actual, key) : actual.get(key);
        const then = before.get(key);
        if (now === undefined) changes.push({ ...base, key, how: 'deleted' });
        else if (then === undefined) changes.push({ ...base, key, how: 'new' });
        else if (!isSame(now, then)) changes.push({ ...base, key, how: 'modified', ...shown(then, now) });
      }
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      untold.push(`${written}: ${error.message}`);
    }
  }
  return { changes, untold };
}

/** The value of a dotted key; items of lists by their number. */
function valueAt(data: PlainMap, key: string): Plain | undefined {
  let at: Plain | undefined = data;
  for (const part of key.split('.')) {
    if (isPlainMap(at)) at = at.get(part);
    else if (isPlainList(at) && /^\d+$/.test(part)) at = at[Number(part)];
    else return undefined;
  }
  return at;
}

function shown(then: Plain, now: Plain): Pick<StageChange, 'recorded' | 'found'> {
  const [recorded, found] = [then, now].map((value) =>
    isPlainList(value) || isPlainMap(value) ? undefined : pythonText(value),
  );
  if (
    recorded === undefined ||
    found === undefined ||
    recorded.length > LONGEST_SHOWN ||
    found.length > LONGEST_SHOWN
  )
    return {};
  return { recorded, found };
}
