import { createHash } from 'node:crypto';
import type { Gap } from '../checks/check.js';

/**
 * Names each gap of a check across runs: from the check, the file and the gap's key, or its message without numbers
 * and whitespace, never from the line, and not from the file where that is only the first of many. Equal gaps in one file are told apart by their order. `project` is the folder of a project among
 * several, which tells their gaps without a file apart. 16 hex digits each.
 */
export function fingerprints(check: string, gaps: readonly Gap[], project = ''): string[] {
  const seen = new Map<string, number>();
  return gaps.map((gap) => {
    const name = gap.key ?? gap.message.replace(/\d+/g, '#').replace(/\s+/g, ' ');
    const subject = [check, (gap.spread ? undefined : gap.at?.file) ?? project, name].join('\0');
    const nth = seen.get(subject) ?? 0;
    seen.set(subject, nth + 1);
    return createHash('sha256').update(`${subject}\0${nth}`).digest('hex').slice(0, 16);
  });
}
