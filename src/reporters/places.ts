import type { Finding } from '../report/report.js';

/** `path:line`, which terminals make clickable; for notebooks with the cell. */
export function placeOf({
  file,
  line,
  cell,
  column,
}: Pick<Finding, 'file' | 'line' | 'cell' | 'column'>): string {
  if (file === undefined) return '';
  if (cell !== undefined) return `${file} cell ${cell}${line === undefined ? '' : `, line ${line}`}`;
  return [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':');
}
