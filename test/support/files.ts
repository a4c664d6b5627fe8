/** The text of a notebook (nbformat 4) with these code cells, executed in order unless counts are given. */
export function notebook(
  cells: readonly (string | { source: string; count?: number | null; error?: string })[],
): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', language: 'python', display_name: 'Python 3' } },
    cells: cells.map((cell, at) => {
      const {
        source,
        count = at + 1,
        error = undefined,
      } = typeof cell === 'string' ? { source: cell } : cell;
      return {
        cell_type: 'code',
        id: `cell-${at}`,
        metadata: {},
        execution_count: count,
        source: source.split(/(?<=\n)/),
        outputs: error ? [{ output_type: 'error', ename: error, evalue: '', traceback: [] }] : [],
      };
    }),
  });
}
