import { groupOfPath } from '../../facts/dependencies/groups.js';
import type { Cell } from '../../facts/python/model.js';
import { count, defineCheck, fail, type Gap, partial, pass, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'code/notebooks',
  title: 'Notebooks were run from top to bottom, or are stripped of outputs',
  severity: 'advised',
  why: 'What a notebook shows comes from the order in which its cells were run; out of order, or with old outputs, nobody gets it again.',
  fix: 'Restart the kernel and run all cells before you commit (`jupyter nbconvert --execute --inplace notebook.ipynb`), or strip outputs with `nbstripout`.',
  source: 'https://doi.org/10.1007/s10664-021-09961-9',
  needs: ['python'],
  examples: {
    pass: { files: { 'eda.ipynb': sample([1, 2]) } },
    fail: { files: { 'eda.ipynb': sample([7, 2]) } },
  },

  run({ python: { modules, foreign, unread } }) {
    const broken = unread.filter(({ path }) => isJudged(path) && path.endsWith('.ipynb'));
    const notebooks = [...modules, ...foreign]
      .flatMap(({ path, cells = [] }) =>
        cells.some(({ empty }) => !empty) && isJudged(path) ? [{ path, ...judge(path, cells) }] : [],
      )
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    const unreadable = broken.map(({ path, reason }): Gap => ({ message: reason, at: { file: path } }));
    const good = notebooks.filter(({ gap }) => gap === undefined);
    const data = {
      notebooks: notebooks.length,
      run: good.filter(({ state }) => state === 'run').length,
      stripped: good.filter(({ state }) => state === 'stripped').length,
      unread: broken.length,
    };
    if (notebooks.length === 0)
      return broken.length === 0
        ? skip('no notebooks with code', { data })
        : unknown('no notebook could be read', { gaps: unreadable, data });
    const gaps = [...notebooks.flatMap(({ gap }) => gap ?? []), ...unreadable];
    const told = { data, evidence: good.map(({ path, evidence }) => `${path} ${evidence}`).slice(0, 20) };
    const among = `${good.length} of ${count(notebooks.length, 'notebook')} run from top to bottom or stripped`;
    if (good.length === 0) return fail(among, gaps, told);
    if (good.length < notebooks.length)
      return partial(among, gaps, { ...told, ratio: good.length / notebooks.length });
    return broken.length === 0
      ? pass(among, told)
      : unknown(`${among}; ${count(broken.length, 'more')} could not be read`, { ...told, gaps });
  },
});

/** Notebooks that are read by tests or filled in by a generator are left out. */
function isJudged(path: string): boolean {
  if (/(?:^|\/)\.ipynb_checkpoints\//.test(path) || groupOfPath(path) === 'template') return false;
  // By its folder: a notebook called `test_made.ipynb` tries something out, and is no test.
  return groupOfPath(path.replace(/[^/]*$/, 'notebook.ipynb')) !== 'test';
}

interface Judged {
  state: 'run' | 'stripped' | 'neither';
  evidence: string;
  gap?: Gap;
}

/** How a notebook was left. Empty cells do not count; gaps in the counts are told, and no fault. */
function judge(path: string, cells: readonly Cell[]): Judged {
  const counted = cells.filter(({ empty }) => !empty);
  const ran = counted.filter(({ executionCount }) => executionCount !== null);
  const at = ({ number }: Cell) => ({ file: path, cell: number });
  const neither = (message: string, cell: Cell): Judged => ({
    state: 'neither',
    evidence: '',
    gap: { message, at: at(cell), key: path },
  });
  const failed = counted.find(({ error }) => error !== undefined);
  if (failed) return neither(`the cell ends in an error: ${failed.error?.replace(/: $/, '')}`, failed);
  if (ran.length === 0) {
    const kept = counted.find(({ hasOutputs }) => hasOutputs);
    return kept
      ? neither('outputs are kept, and in which order the cells were run is not', kept)
      : { state: 'stripped', evidence: `${count(counted.length, 'cell')}, stripped` };
  }
  for (const [index, cell] of ran.entries()) {
    const before = ran[index - 1];
    if (before && (cell.executionCount ?? 0) <= (before.executionCount ?? 0))
      return neither(
        `run as number ${cell.executionCount}, ${cell.executionCount === before.executionCount ? `as cell ${before.number} was` : `after cell ${before.number} was run as number ${before.executionCount}`}`,
        cell,
      );
  }
  const left = counted.find(({ executionCount }) => executionCount === null);
  if (left) return neither(`not run, while ${ran.length} of ${counted.length} cells were`, left);
  const [first, last] = [ran[0]?.executionCount ?? 0, ran.at(-1)?.executionCount ?? 0];
  const gaps = last - first + 1 - ran.length;
  return {
    state: 'run',
    evidence: `${count(ran.length, 'cell')} run as ${first} to ${last}${gaps > 0 ? `, ${count(gaps, 'number')} left out` : ''}`,
  };
}

/** The smallest notebook whose cells have these execution counts. */
function sample(counts: readonly number[]): string {
  const cells = counts.map((execution_count) => ({
    cell_type: 'code', execution_count, metadata: {}, outputs: [], source: ['x = 1'],
  })); // biome-ignore format: one line
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 4 });
}
