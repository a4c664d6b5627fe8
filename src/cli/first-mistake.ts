import * as z from 'zod';

/** Elements of a list that are checked together. */
const TOGETHER = 256;

/**
 * The first mistake in a value, found without looking further; undefined without one. A schema by itself gathers every mistake, which
 * of a list of a million wrong elements takes gigabytes. Throws `RangeError` for what is nested too deeply.
 */
export function firstMistake(
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[] = [],
): { path: readonly PropertyKey[]; message: string } | undefined {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (value === undefined && inner !== schema) return undefined;
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    const step = holdsLists(inner.element) ? 1 : TOGETHER;
    for (let at = 0; at < value.length; at += step) {
      const wrong =
        step === 1
          ? firstMistake(inner.element, value[at], [...path, at])
          : issueOf(inner, value.slice(at, at + step), path, at);
      if (wrong) return wrong;
    }
    return undefined;
  }
  if (!(inner instanceof z.ZodObject) || typeof value !== 'object' || value === null || Array.isArray(value))
    return issueOf(inner, value, path);
  for (const [key, field] of Object.entries(inner.shape)) {
    const wrong = firstMistake(field as z.core.$ZodType, (value as Record<string, unknown>)[key], [
      ...path,
      key,
    ]);
    if (wrong) return wrong;
  }
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(inner.shape, key));
  return unknown === undefined
    ? undefined
    : { path, message: `Unrecognized key: ${JSON.stringify(unknown)}` };
}

function holdsLists(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return holdsLists(schema.unwrap());
  if (schema instanceof z.ZodObject) return Object.values(schema.shape).some((one) => holdsLists(one));
  return schema instanceof z.ZodArray;
}

function issueOf(schema: z.core.$ZodType, value: unknown, path: readonly PropertyKey[], from = 0) {
  const { error } = z.safeParse(schema, value);
  const [issue] = error?.issues ?? [];
  if (!issue) return undefined;
  const [first, ...rest] = issue.path;
  const inside = typeof first === 'number' ? [first + from, ...rest] : issue.path;
  return { path: [...path, ...inside], message: issue.message };
}
