type Value = string | number | Reference | readonly Reference[] | readonly string[];
/** A link to another thing of the crate. */
export interface Reference {
  '@id': string;
}
/** One thing of a crate. Properties that the report does not hold are undefined, and left out. */
export type Entity = { '@id': string; '@type': string | readonly string[] } & Record<
  string,
  Value | undefined
>;

/** The project as the crate's root. */
export const ROOT: Reference = { '@id': './' };

/** The reference to an entity. */
export function reference({ '@id': id }: Entity): Reference {
  return { '@id': id };
}

/** A time as ISO 8601 has it; none for what is no time. */
export function timeOf(time: string | number): string | undefined {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
