import { readSync } from 'node:fs';
import { CannotTell } from '../errors.js';

/** Bytes of an open file from a place on, fewer when it has shrunk meanwhile; what it has grown by is left out. */
export function readWhole(file: number, start: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const read = readSync(file, bytes, at, size - at, start + at);
    if (read === 0) break;
    at += read;
  }
  return at === size ? bytes : bytes.slice(0, at);
}

/** Why a file is not read, in words. */
export function tooLarge(path: string, size: number, limit: number): string {
  return `${path} is too large to read (${megabytes(size)}, limit ${megabytes(limit)})`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

/** What the system says of a path that cannot be read, as a reason. */
export function cannotRead(path: string, error: unknown): CannotTell {
  if (error instanceof CannotTell) return error;
  const { code } = error as NodeJS.ErrnoException;
  const reason =
    {
      ENOENT: 'does not exist',
      EACCES: 'is not readable (permission denied)',
      ELOOP: 'is a loop of links',
      EISDIR: 'is a folder',
      ENOTDIR: 'does not exist',
    }[code ?? ''] ?? `cannot be read (${code ?? String(error)})`;
  return new CannotTell(`${path} ${reason}`);
}
