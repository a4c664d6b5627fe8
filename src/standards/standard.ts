/**
 * How an item can be decided. `files`: the files alone decide. `person`: files show evidence, and a person must say that it
 * suffices. `run`: only a run decides. `statement`: only the authors can say.
 */
export type Decided = 'files' | 'person' | 'run' | 'statement';

/** One item of a public checklist, in our own words. */
export interface Item {
  /** Stays the same once released: `pwc.1-dependencies`. */
  id: string;
  text: string;
  decided: Decided;
  /** Ids of the checks that give evidence for it. */
  checks: readonly string[];
}

/** A public checklist, or one of a team. */
export interface Standard {
  /** What `--profile` takes. */
  id: string;
  title: string;
  /** Where it is published. */
  source: string;
  items: readonly Item[];
}

type Row = readonly [id: string, decided: Decided, text: string, checks?: string];

/** A standard from rows of a table; the checks of a row stand in one text, with spaces between them. */
export function standard(about: Omit<Standard, 'items'>, rows: readonly Row[]): Standard {
  return {
    ...about,
    items: rows.map(([name, decided, text, checks = '']) => ({
      id: `${about.id}.${name}`,
      decided,
      text,
      checks: checks.split(' ').filter(Boolean),
    })),
  };
}
