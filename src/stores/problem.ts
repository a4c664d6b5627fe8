import type { HashProblemKind } from '../hashing/problem.js';

/** Why a dataset at a store could not be compared: `refused` is for the user to mend, before anything can be told. */
export type StoreProblemKind = Extract<HashProblemKind, 'absent' | 'changed'> | 'refused';

/** A source that could not be hashed. Its message never holds what a store, a proxy or a credential provider wrote. */
export class StoreProblem extends Error {
  override readonly name = 'StoreProblem';
  readonly kind: StoreProblemKind;
  readonly address: string;
  /** How to mend it, one sentence. */
  readonly hint: string | undefined;

  constructor(kind: StoreProblemKind, address: string, message: string, hint?: string) {
    super(message);
    this.kind = kind;
    this.address = address;
    this.hint = hint;
  }
}
