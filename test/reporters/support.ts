import type { Report } from '../../src/report/report.js';
import { finding, result, sample } from './sample.js';

export const look = { color: false, width: 80, verbose: false, quiet: false };

/** A report of one result. */
export const one = (part: Parameters<typeof result>[0]): Report => ({ ...sample(), results: [result(part)] });

/** A report with so many findings, one in five of them an error. */
export function many(number: number): Report {
  const findings = (level: 'error' | 'note', count: number) =>
    Array.from({ length: count }, (_, at) =>
      finding({ message: `${level} ${at}`, level, file: 'a.py', line: at + 1, fingerprint: `${level}${at}` }),
    );
  return {
    ...sample(),
    results: [
      result({
        id: 'docs/links',
        status: 'fail',
        severity: 'optional',
        findings: findings('note', number * 0.8),
      }),
      result({ id: 'env/pinned', status: 'fail', findings: findings('error', number * 0.2) }),
    ],
  };
}
