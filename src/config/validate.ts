import * as z from 'zod';
import { didYouMean } from '../suggest.js';
import { type Document, type Mistake, type Path, valueAt } from './document.js';

type Issue = z.core.$ZodIssue;

/** Every mistake that the schema finds in a document, worded for people, each with its place. */
export function mistakesIn(document: Document, schema: z.ZodType): Mistake[] {
  const value = withoutEmptySections(document.value);
  const outcome = schema.safeParse(value);
  if (outcome.success) return [];
  const { issues } = outcome.error;
  // A misspelt key makes rules about the whole map fail too; those are left for when it is mended.
  const misspelt = new Set(
    issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.join('\0')),
  );
  return issues
    .filter(({ code, path }) => code !== 'custom' || !misspelt.has(path.join('\0')))
    .filter(({ path }, at) => issues.findIndex((other) => other.path.join('\0') === path.join('\0')) === at)
    .flatMap((issue) => explain(document, schema, issue, []));
}

/** The value without top-level keys that have nothing below them, as when all of it is commented out. */
export function withoutEmptySections(value: unknown): unknown {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, section]) => section !== null));
}

function explain(document: Document, schema: z.ZodType, issue: Issue, above: Path): Mistake[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  const value = valueAt(document.value, path);
  const name = nameOf(path);
  const mistake = (message: string, key = false): Mistake => ({ message, at: document.locate(path, key) });
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        message: `${name === 'checks' ? `no check is called "${key}"` : `unknown key "${key}"${name ? ` in ${name}` : ''}`}${didYouMean(key, keysAt(schema, path))}`,
        at: document.locate([...path, key], true),
      }));
    case 'invalid_union':
      return explainUnion(document, schema, issue, path);
    case 'invalid_type': {
      if (value === undefined && path.length > 0) {
        const key = path.at(-1);
        const parent = nameOf(path.slice(0, -1));
        return [
          {
            message: `${parent || 'the config'} needs ${JSON.stringify(key)}`,
            at: document.locate(path.slice(0, -1)),
          },
        ];
      }
      const written = document.written(path);
      if (issue.expected === 'string' && typeof value === 'number' && written !== undefined)
        return [mistake(`${name} must be text: write "${written}" in quotes`)];
      return [mistake(`${name || 'the config'} must be ${typeName(issue.expected)}, not ${describe(value)}`)];
    }
    case 'invalid_value': {
      const words = issue.values.map(String);
      const guess = typeof value === 'string' ? didYouMean(value, words) : '';
      const choice = words.length === 1 ? words[0] : `one of ${words.join(', ')}`;
      return [mistake(`${name} must be ${choice}, not ${describe(value)}${guess}`)];
    }
    case 'too_small':
    case 'too_big': {
      const [bound, word] =
        issue.code === 'too_small' ? [issue.minimum, 'at least'] : [issue.maximum, 'at most'];
      const unit = issue.origin === 'number' || issue.origin === 'int' ? '' : ' long';
      return [mistake(`${name} must be ${word} ${bound}${unit}`)];
    }
    default:
      return [mistake(`${name || 'the config'} ${lowerFirst(issue.message)}`)];
  }
}

/** Of the branches of a union, the one that the value was meant for: that of its type, else all choices together. */
function explainUnion(
  document: Document,
  schema: z.ZodType,
  issue: Issue & { code: 'invalid_union' },
  path: Path,
) {
  const value = valueAt(document.value, path);
  const meant = issue.errors.filter(
    (issues) => !issues.some(({ code, path: below }) => code === 'invalid_type' && below.length === 0),
  );
  const fitting =
    meant.find((issues) => issues.every(({ code }) => code !== 'invalid_value')) ??
    (typeof value === 'string' ? meant.find((issues) => issues.length > 0) : undefined);
  if (fitting) return fitting.flatMap((below) => explain(document, schema, below, path));
  const choices = issue.errors.flatMap((issues) =>
    issues.flatMap((below) =>
      below.code === 'invalid_value'
        ? below.values.map(String)
        : below.code === 'invalid_type' && below.expected === 'object'
          ? ['options']
          : [],
    ),
  );
  return [
    {
      message: `${nameOf(path)} must be one of ${[...new Set(choices)].join(', ')}, not ${describe(value)}`,
      at: document.locate(path),
    },
  ];
}

/** The keys that the schema allows at a path. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let found: readonly z.ZodType[] = [schema];
  for (const step of path) {
    found = found.flatMap(unwrapped).flatMap((one) => {
      if (one instanceof z.ZodObject) return [one.shape[step] as z.ZodType].filter(Boolean);
      if (one instanceof z.ZodArray) return [one.element as z.ZodType];
      if (one instanceof z.ZodRecord) return [one.valueType as z.ZodType];
      return [];
    });
  }
  return found
    .flatMap(unwrapped)
    .flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []));
}

function unwrapped(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return unwrapped(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodUnion) return (schema.options as z.ZodType[]).flatMap(unwrapped);
  return [schema];
}

/** `waivers[0].reason`. */
function nameOf(path: Path): string {
  return path.reduce<string>((name, step) => {
    if (typeof step === 'number') return `${name}[${step}]`;
    return name ? `${name}.${step}` : step;
  }, '');
}

function typeName(expected: string): string {
  return (
    {
      string: 'text',
      number: 'a number',
      int: 'a whole number',
      boolean: 'true or false',
      array: 'a list',
      object: 'a map of keys',
      record: 'a map of keys',
    }[expected] ?? expected
  );
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function lowerFirst(text: string): string {
  return text.replace(/^./, (letter) => letter.toLowerCase());
}
