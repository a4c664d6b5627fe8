import { CannotTell } from '../../errors.js';
import { isPlainList, isPlainMap, type Plain, type PlainMap, pythonText } from '../formats/plain-value.js';
import { interpolated, type ParsingConfig, select, wholeExpression } from './interpolate.js';

/** Most stages that one template makes. */
const MOST = 10_000;

/** One round of a template: what stands behind the `@`, and the values that it brings. */
export interface Round {
  key: string;
  values: PlainMap;
}

/** An item with whether it comes from a variable, where DVC writes booleans as Python does. */
interface Item {
  value: Plain;
  fromContext: boolean;
}

/**
 * The rounds of `foreach`. Throws `CannotTell` when it is no list or mapping.
 * Source: dvc, dvc/parsing/__init__.py (`ForeachDefinition`).
 */
export function foreachRounds(data: Plain, context: PlainMap): Round[] {
  const { value, fromContext } = resolved(data, context);
  if (isPlainMap(value))
    return bounded(
      [...value].map(([key, inner]) => ({
        key,
        values: new Map<string, Plain>([
          ['item', resolved(inner, context).value],
          ['key', key],
        ]),
      })),
    );
  if (!isPlainList(value)) throw new CannotTell('foreach is neither a list nor a mapping');
  const items = value.map((item) => (fromContext ? { value: item, fromContext } : resolved(item, context)));
  const composite = items.some((item) => isPlainList(item.value) || isPlainMap(item.value));
  return bounded(
    items.map((item, at) => ({
      key: composite ? String(at) : nameOf(item),
      values: new Map([['item', item.value]]),
    })),
  );
}

/** The rounds of `matrix`: every combination. Source: dvc, dvc/parsing/__init__.py (`MatrixDefinition`). */
export function matrixRounds(data: Plain, context: PlainMap): Round[] {
  if (!isPlainMap(data)) throw new CannotTell('matrix is no mapping');
  let rounds: { parts: string[]; item: Map<string, Plain> }[] = [{ parts: [], item: new Map() }];
  for (const [key, list] of data) {
    const { value, fromContext } = resolved(list, context);
    if (!isPlainList(value)) throw new CannotTell(`${key} of a matrix is no list`);
    const items = value.map((item) => (fromContext ? { value: item, fromContext } : resolved(item, context)));
    if (rounds.length * items.length > MOST) throw new CannotTell('a matrix makes too many stages');
    rounds = rounds.flatMap(({ parts, item }) =>
      items.map((one, at) => ({
        parts: [...parts, isPlainList(one.value) || isPlainMap(one.value) ? `${key}${at}` : nameOf(one)],
        item: new Map([...item, [key, one.value]]),
      })),
    );
  }
  return rounds.map(({ parts, item }) => {
    const key = parts.join('-');
    return {
      key,
      values: new Map<string, Plain>([
        ['key', key],
        ['item', item],
      ]),
    };
  });
}

/** Of stages with one name DVC keeps the last. */
function bounded(rounds: Round[]): Round[] {
  if (rounds.length > MOST) throw new CannotTell('foreach makes too many stages');
  return [...new Map(rounds.map((round) => [round.key, round])).values()];
}

function resolved(value: Plain, context: PlainMap): Item {
  const whole = typeof value === 'string' ? wholeExpression(value) : undefined;
  if (whole !== undefined) return { value: select(context, whole), fromContext: true };
  const parsing: ParsingConfig = { bool: 'store_true', list: 'nargs' };
  if (isPlainMap(value))
    return {
      value: new Map([...value].map(([key, inner]) => [key, resolved(inner, context).value])),
      fromContext: false,
    };
  return {
    value: isPlainList(value) ? value : interpolated(value, context, 'foreach', parsing),
    fromContext: false,
  };
}

function nameOf({ value, fromContext }: Item): string {
  if (typeof value === 'boolean' && !fromContext) return value ? 'true' : 'false';
  return isPlainList(value) || isPlainMap(value) ? '' : pythonText(value);
}
