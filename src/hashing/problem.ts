/** Why something could not be hashed. */
export type HashProblemKind = 'absent' | 'unreadable' | 'changed' | 'outside';

/** A file or folder that could not be hashed: `path` is relative to the root of the project. */
export class HashProblem extends Error {
  override readonly name = 'HashProblem';
  readonly kind: HashProblemKind;
  readonly path: string;

  constructor(kind: HashProblemKind, path: string, message: string) {
    super(message);
    this.kind = kind;
    this.path = path;
  }
}

/** Any error as a `HashProblem` about this path. */
export function asProblem(path: string, error: unknown): HashProblem {
  if (error instanceof HashProblem) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new HashProblem('absent', path, `${path} does not exist`);
  const reason = { EACCES: 'permission denied', EPERM: 'permission denied', ELOOP: 'a link' }[code ?? ''];
  return new HashProblem('unreadable', path, `${path} cannot be read (${reason ?? code ?? String(error)})`);
}

/** That something at a path is no file that could be hashed. */
export function notRegular(path: string): HashProblem {
  return new HashProblem('unreadable', path, `${path} is not a regular file`);
}

/** That a file changed while it was read, so that no hash of it holds. */
export function changedProblem(path: string): HashProblem {
  return new HashProblem('changed', path, `${path} changed while it was read`);
}
