/**
 * Why a dataset at a store could not be hashed: `refused` is for the user to mend, before anything can be told; `mismatch`
 * when it cannot be what is recorded, whatever its hash.
 */
export type StoreProblemKind = 'absent' | 'changed' | 'mismatch' | 'refused';

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
