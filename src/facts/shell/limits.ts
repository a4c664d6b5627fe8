import { Variables } from './variables.js';

const MOST_COMMANDS = 20_000;
/** Characters that readers inside of readers take up together. */
const MOST_CHARACTERS = 4_000_000;

/** What all readers of one text share. */
export class Limits {
  readonly variables: Variables;
  /** Whether a here-document without a program is commands. */
  readonly bareDocuments: boolean;
  depth = 0;
  commands = MOST_COMMANDS;
  characters = MOST_CHARACTERS;

  constructor(value: (name: string) => string | undefined, bareDocuments: boolean) {
    this.variables = new Variables(value);
    this.bareDocuments = bareDocuments;
  }
}
