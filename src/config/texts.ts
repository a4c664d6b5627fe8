import * as z from 'zod';
import { problemOfGlob } from '../globs.js';

/** Text that is not empty. */
export const filled = z.string().regex(/\S/, 'must not be empty');

/** A path or glob inside the project, as the config may name it. */
export const inside = filled
  .refine((path) => !path.includes('\\'), 'must use forward slashes')
  .refine((path) => !/^(?:\/|[A-Za-z]:|~)/.test(path), 'must be relative to the project, not absolute')
  .refine((path) => !path.split('/').includes('..'), 'must stay inside the project (no "..")')
  .refine((path) => !path.includes('\0'), 'must not hold a NUL character');

/** A glob inside the project. */
export const glob = inside.superRefine((text, context) => {
  const problem = problemOfGlob(text);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const DIGITS = { sha256: 64, md5: 32, blake3: 64 } as const;
/** A digest with its algorithm. */
export const hash = z.string().refine((text) => {
  const [, name, digits] = /^(sha256|md5|blake3):([0-9a-f]+)$/.exec(text) ?? [];
  return name !== undefined && digits?.length === DIGITS[name as keyof typeof DIGITS];
}, 'must be sha256:, md5: or blake3: and the digest in lower-case hexadecimal digits');

/** A day of the calendar. */
export const isoDate = z.string().refine((text) => {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}, 'must be a date of the calendar, as in 2027-01-31');
