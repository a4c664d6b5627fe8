import type { HashResult, RemoteResult } from '../../facts/hashes.js';
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
    const { results, remote, unhashed, problems } = hashes;
    const broken: Gap[] = problems.map(({ path, line, message }) => ({ message, at: { file: path, line } }));
    const differ = results.filter(({ status }) => status === 'mismatch');
    // What the pipeline makes may be made again; what it is given may not change.
    const wrong = results.filter(
      ({ status, produced }) =>
        (status === 'mismatch' && !produced) || status === 'changed' || status === 'outside',
    );
    const remade = differ.filter(({ produced }) => produced);
    const unread = results.filter(({ status }) => status === 'unreadable' || status === 'corrupt');
    const missing = results.filter(
      ({ status, produced }) => (status === 'absent' || status === 'pointer') && !produced,
    );
    const good = results.filter(({ status }) => status === 'ok' || status === 'stored');
    const stored = good.filter(({ status }) => status === 'stored');
    const equal = remote.filter(({ status }) => status === 'ok');
    const lost = remote.filter(({ status }) => ['mismatch', 'changed', 'absent'].includes(status));
    const refused = remote.filter(({ status }) => status === 'refused');
    const offline = remote.filter(({ status }) => status === 'offline');
    const verified = good.length + equal.length;
    const told = {
      evidence: [...good.slice(0, 50).map(line), ...[...equal, ...offline].slice(0, 50).map(remoteLine)],
      data: {
        verified,
        stored: stored.map(({ path }) => path),
        mismatched: [...[...wrong, ...remade].map(({ path }) => path), ...lost.map(({ address }) => address)],
        absent: missing.map(({ path }) => path),
        unhashed: unhashed.flatMap(({ path }) => path ?? []),
        bytes: results.reduce((sum, { size }) => sum + size, 0),
        ...(offline.length > 0 ? { offline: offline.map(({ address }) => address) } : {}),
      },
    };
    const bad = [...wrong, ...unread, ...lost];
    if (bad.length + broken.length > 0) {
      const gaps = [
        ...broken,
        ...[...wrong, ...unread, ...remade].map(gapOf),
        ...absentGaps(missing),
        ...lost.map(remoteGap),
      ];
      const summary = `${count(bad.length + broken.length, 'dataset or declaration', 'datasets or declarations')} cannot be relied on`;
      return fail(
        wrong.length + lost.length > 0
          ? `${count(wrong.length + lost.length, 'dataset')} ${wrong.length + lost.length === 1 ? 'differs' : 'differ'} from what is recorded`
          : summary,
        gaps,
        told,
      );
    }
    const gaps = [...remade.map(gapOf), ...absentGaps(missing)];
    const total = good.length + remade.length + missing.length;
    if (remade.length > 0)
      return partial(
        `${count(remade.length, 'output')} of the pipeline changed since it was recorded`,
        gaps,
        told,
      );
    if (missing.length > 0) {
      const summary = `${good.length} of ${total} recorded datasets are here and equal their hash`;
      if (missing.some(({ fetchable }) => fetchable)) return partial(summary, gaps, told);
      return unknown(`${count(missing.length, 'recorded dataset')} absent, so nothing can be compared`, {
        gaps,
        ...told,
      });
    }
    if (refused.length > 0)
      return unknown(`${count(refused.length, 'dataset')} at a store could not be compared`, {
        gaps: refused.map(remoteGap),
        ...told,
      });
    const rest = offline.length > 0 ? `${count(offline.length, 'dataset')} at a store ${OFFLINE}` : '';
    if (verified > 0) {
      const apart = stored.length > 0 ? `, ${stored.length} of them only in a cache on this machine` : '';
      const whole = `${count(verified, 'dataset')} equal their recorded hash${apart}`;
      return pass(rest ? `${whole}; ${rest}` : whole, told);
    }
    if (rest) return skip(rest, told);
    return skip(
      results.length > 0
        ? 'what is recorded is made by the pipeline and not here'
        : 'no dataset has a recorded hash',
      told,
    );
  },
});

/** How each tool brings what it keeps into the work tree, from its cache or from elsewhere. */
const GET: Readonly<Partial<Record<HashResult['by'], [checkout: string, fetch: string]>>> = {
  dvc: ['dvc checkout', 'dvc pull'],
  'dvc.lock': ['dvc checkout', 'dvc pull'],
  lfs: ['git lfs checkout', 'git lfs pull --include'],
  annex: ['git annex get', 'git annex get'],
};

/** Datasets of git-annex and Git LFS have a declaration a file: past a bound the rest is one finding. */
const MOST_ABSENT = 20;

function absentGaps(missing: readonly HashResult[]): Gap[] {
  const rest = missing.slice(MOST_ABSENT);
  const [first] = rest;
  const gaps = missing.slice(0, MOST_ABSENT).map(gapOf);
  if (!first) return gaps;
  const message = `${rest.length} more are recorded and not here, from ${first.path} on`;
  return [...gaps, { ...gapOf(first), message, key: 'more absent' }];
}

function gapOf(result: HashResult): Gap {
  const { path, by, status, expected, found, message, differences, fetchable, from, produced, at } = result;
  const base = { at: { file: at.file, line: at.line }, key: `${status} ${path}` };
  const fetch = `Fetch it, for example with \`${GET[by]?.[1] ?? 'dvc pull'} ${path}\`.`;
  if (status === 'mismatch') {
    const first = differences.map((one) => `${one.path} ${one.change}`).join(', ');
    const hashes =
      found === undefined || found === expected
        ? ''
        : `: expected ${shortened(expected)}, found ${shortened(found)}`;
    return {
      ...base,
      message: `${message}${hashes}${first ? ` (${first})` : ''}`,
      ...(produced
        ? { fix: 'Run the pipeline and record it: `dvc repro`, or `dvc commit` when it is right.' }
        : {}),
    };
  }
  if (status === 'absent') {
    const way = fetchable
      ? `; it can be fetched${from ? ` from ${from}` : ''}`
      : ', and nothing says where to get it';
    return {
      ...base,
      message: message === '' ? `${path} is recorded and not here${way}` : message,
      fix: fetchable ? fetch : 'Say where it comes from, or set up a DVC remote.',
    };
  }
  if (status === 'pointer') return { ...base, message, fix: fetch };
  if (status === 'corrupt')
    return {
      ...base,
      message,
      fix: `Remove the damaged copy and fetch it again: \`${GET[by]?.[1] ?? 'dvc pull'}\`.`,
    };
  return { ...base, message };
}

function line({ path, by, expected, status, tool, at }: HashResult): string {
  const kept =
    status === 'stored'
      ? ` (in the store of ${tool}; \`${GET[by]?.[0] ?? 'dvc checkout'}\` puts it in place)`
      : '';
  return `${at.file}:${at.line} ${path} ${shortened(expected)}${kept}`;
}

/** What is said of a dataset at a store that nobody was asked to connect to. */
const OFFLINE = 'recorded, not compared: offline';

function remoteLine({ address, expected, status, at }: RemoteResult): string {
  return `${at.file}:${at.line} ${address} ${shortened(expected)}${status === 'offline' ? ` ${OFFLINE}` : ''}`;
}

function remoteGap({ address, status, message, hint, differences, at }: RemoteResult): Gap {
  const first = differences.map((one) => `${one.path} ${one.change}`).join(', ');
  return {
    message: first ? `${message} (${first})` : message,
    at: { file: at.file, line: at.line },
    key: `${status} ${address}`,
    ...(hint === undefined ? {} : { fix: hint }),
  };
}

function shortened(hash: string): string {
  return hash.replace(/^([^:]+:[0-9a-f]{16})[0-9a-f]+/, '$1…');
}
