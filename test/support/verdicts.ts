import type { Finding, Report, Result } from '../../src/report/report.js';

/** Where something was found: `train.py:3`, or `train.py:3?` when it is only possible; nothing for what has no place. */
function placeOf({ file, cell, line, confidence }: Finding): string | [] {
  if (file === undefined) return [];
  const at = [file, cell === undefined ? [] : `cell ${cell}`, line ?? []].flat().join(':');
  return confidence === 'possible' ? `${at}?` : at;
}

function verdict({ status, findings }: Result): string {
  const places = new Set(findings.flatMap(placeOf));
  return [status.padEnd(7), findings.length || [], ...places].flat().join(' ').trimEnd();
}

/**
 * The verdicts of several reports without their words, check by check: what a reader compares when a check changes its
 * mind. What does not apply is left out, so that a new check adds one block and changes no other.
 */
export function verdicts(reports: ReadonlyMap<string, Report>): string {
  const lines = new Map<string, string[]>();
  const add = (name: string, results: readonly Result[]) => {
    for (const result of results) {
      const block = lines.get(result.id) ?? [];
      lines.set(result.id, block);
      if (result.status !== 'skip') block.push(`  ${name.padEnd(28)} ${verdict(result)}\n`);
    }
  };
  for (const [name, { results, projects = [] }] of reports) {
    add(name, results);
    for (const project of projects) add(`${name}/${project.path}`, project.results);
  }
  return [...lines].map(([id, block]) => `${id}\n${block.join('')}`).join('\n');
}
