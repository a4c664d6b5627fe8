/** A row of a text report: a name and its numbers. */
const REPORT_ROW = /^\s*(\S.{0,80}?)\s{2,}(\d*\.\d+(?:\s+\d*\.\d+)*)\s+(\d+)\s*$/;
const NAMED_LINE =
  /^\s*([A-Za-z][\w @/.()-]{0,60}?)\s*[:=]\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*%?\s*$/i;

/**
 * The numbers of plain text: scikit-learn's classification report, and lines such as `accuracy: 0.93`. Undefined when it
 * holds neither. Source: scikit-learn, `sklearn.metrics.classification_report`.
 */
export function readReport(text: string): ReadonlyMap<string, unknown> | undefined {
  // A map: a class may be called __proto__.
  const found = new Map<string, unknown>();
  let columns: string[] | undefined;
  for (const line of text.split('\n', 50_000)) {
    const short = line.slice(0, 400);
    const [, name, value] = NAMED_LINE.exec(short) ?? [];
    if (name !== undefined) found.set(name, Number(value));
    else if (/^\s+precision\s+recall\s+f1-score\s+support\s*$/.test(short))
      columns = ['precision', 'recall', 'f1-score'];
    else if (columns) {
      const [, label, numbers = '', support] = REPORT_ROW.exec(short) ?? [];
      if (label === undefined) continue;
      const values = numbers.trim().split(/\s+/).map(Number);
      // The row of the accuracy has one number, under f1-score.
      if (values.length === 1) found.set(label, values[0]);
      else
        found.set(label, {
          ...Object.fromEntries(columns.map((column, at) => [column, values[at]])),
          support: Number(support),
        });
    }
  }
  return found.size > 0 ? found : undefined;
}
