import type { HashResult } from '../../facts/hashes.js';
import { count, defineCheck, fail, type Gap, partial, pass, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'data/hashes',
  title: 'Every declared dataset has its recorded hash',
  severity: 'required',
  scope: 'both',
  why: 'Results belong to the bytes they were made from: a dataset that differs from the recorded one gives other numbers.',
  fix: 'Fetch the recorded version (`dvc pull`, `git lfs pull`), or record the new one on purpose (`repro lock`, `dvc commit`).',
  examples: {
    pass: {
      files: {
        'data/train.csv': 'a\n',
        SHA256SUMS: '87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7  data/train.csv\n',
      },
    },
    fail: {
      files: {
        'data/train.csv': 'b\n',
        SHA256SUMS: '87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7  data/train.csv\n',
      },
    },
  },
  needs: ['hashes'],

  run({ hashes }) {
    const { results, unhashed, problems } = hashes;
    const broken: Gap[] = problems.map(({ path, line, message }) => ({ message, at: { file: path, line } }));
    const wrong = results.filter(({ status }) => ['mismatch', 'changed', 'outside'].includes(status));
    const unread = results.filter(({ status }) => status === 'unreadable');
    const missing = results.filter(
      ({ status, produced }) => (status === 'absent' || status === 'pointer') && !produced,
    );
    const good = results.filter(({ status }) => status === 'ok');
    const told = {
      evidence: good
        .slice(0, 50)
        .map(({ path, expected, at }) => `${at.file}:${at.line} ${path} ${shortened(expected)}`),
      data: {
        verified: good.length,
        mismatched: wrong.map(({ path }) => path),
        absent: missing.map(({ path }) => path),
        unhashed: unhashed.flatMap(({ path }) => path ?? []),
        bytes: results.reduce((sum, { size }) => sum + size, 0),
      },
    };
    const bad = [...wrong, ...unread];
    if (bad.length + broken.length > 0) {
      const gaps = [...broken, ...bad.map(gapOf), ...missing.map(gapOf)];
      const summary = `${count(bad.length + broken.length, 'dataset or declaration', 'datasets or declarations')} cannot be relied on`;
      return fail(
        wrong.length > 0
          ? `${count(wrong.length, 'dataset')} ${wrong.length === 1 ? 'differs' : 'differ'} from what is recorded`
          : summary,
        gaps,
        told,
      );
    }
    if (missing.length > 0) {
      const summary = `${good.length} of ${good.length + missing.length} recorded datasets are here and equal their hash`;
      const gaps = missing.map(gapOf);
      if (missing.some(({ fetchable }) => fetchable)) return partial(summary, gaps, told);
      return unknown(`${count(missing.length, 'recorded dataset')} absent, so nothing can be compared`, {
        gaps,
        ...told,
      });
    }
    if (good.length > 0) return pass(`${count(good.length, 'dataset')} equal their recorded hash`, told);
    return skip(
      results.length > 0
        ? 'what is recorded is made by the pipeline and not here'
        : 'no dataset has a recorded hash',
      told,
    );
  },
});

function gapOf(result: HashResult): Gap {
  const { path, status, expected, found, message, differences, fetchable, at } = result;
  const base = { at: { file: at.file, line: at.line }, key: `${status} ${path}` };
  if (status === 'mismatch') {
    const first = differences.map((one) => `${one.path} ${one.change}`).join(', ');
    const hashes =
      found === undefined || found === expected
        ? ''
        : `: expected ${shortened(expected)}, found ${shortened(found)}`;
    return { ...base, message: `${message}${hashes}${first ? ` (${first})` : ''}` };
  }
  if (status === 'absent') {
    return {
      ...base,
      message: `${path} is recorded and not here${fetchable ? '; it can be fetched' : ', and nothing says where to get it'}`,
      fix: fetchable
        ? 'Fetch it, for example with `dvc pull` or `git lfs pull`.'
        : 'Say where it comes from, or set up a DVC remote.',
    };
  }
  if (status === 'pointer') return { ...base, message, fix: 'Fetch the content with `git lfs pull`.' };
  return { ...base, message };
}

function shortened(hash: string): string {
  return hash.replace(/^([^:]+:[0-9a-f]{16})[0-9a-f]+/, '$1…');
}
