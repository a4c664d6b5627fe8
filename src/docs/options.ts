import * as z from 'zod';
import type { Check } from '../checks/check.js';

/** One option of a check, as its schema describes it. */
export interface OptionDoc {
  name: string;
  /** `text`, `number`, `list of text`, or the choices. */
  type: string;
  default: unknown;
  description: string;
}

interface Property {
  type?: string;
  items?: Property;
  enum?: unknown[];
  default?: unknown;
  description?: string;
}

const TYPE_NAMES: Record<string, string> = {
  string: 'text',
  array: 'list',
  object: 'map',
  integer: 'whole number',
};

/** The options of a check, in the order in which it declares them. */
export function optionsOf({ options }: Pick<Check, 'options'>): OptionDoc[] {
  const schema = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' });
  const properties = (schema.properties ?? {}) as Record<string, Property>;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    type: typeOf(property),
    default: property.default,
    description: property.description ?? '',
  }));
}

function typeOf({ type = 'any', items, enum: choices }: Property): string {
  if (choices) return choices.join(' | ');
  if (type === 'array' && items) return `list of ${typeOf(items)}`;
  return TYPE_NAMES[type] ?? type;
}
