import { count, defineCheck, fail, type Gap, partial, pass, skip, unknown } from '../check.js';
import { datasetData, gapOf, line, OFFLINE, remoteGap, remoteLine } from '../hash-words.js';

/** Datasets at stores that the data of the check names. */
const MOST_SOURCES = 1000;

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
    const { results, remote, unlocked, unhashed, unrecorded, problems } = hashes;
    const broken: Gap[] = problems.map(({ path, line, message, hint }) => ({
      // The place stands before it already.
      message: message.replace(`${path}:${line} `, `${path} `),
      at: { file: path, line },
      fix: hint,
    }));
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
        datasets: datasetData(results),
        sources: remote
          .slice(0, MOST_SOURCES)
          .map(({ address, expected, status }) => ({ address, recorded: expected, status })),
        ...(offline.length > 0 ? { offline: offline.map(({ address }) => address) } : {}),
      },
    };
    const bad = [...wrong, ...unread, ...lost];
    if (bad.length + broken.length > 0) {
      const gaps = [
        ...broken,
        ...[...wrong, ...unread, ...remade].map(gapOf),
        ...missing.map(gapOf),
        ...lost.map(remoteGap),
      ];
      const summary = `${count(bad.length + broken.length, 'dataset or declaration', 'datasets or declarations')} cannot be relied on`;
      // Two lists of checksums may record the same file.
      const differing = new Set(wrong.map(({ path }) => path)).size + lost.length;
      return fail(
        differing > 0
          ? `${count(differing, 'dataset')}${remade.length > 0 ? ` and ${count(remade.length, 'output')} of the pipeline` : ''} ${differing + remade.length === 1 ? 'differs' : 'differ'} from what is recorded`
          : summary,
        gaps,
        told,
      );
    }
    const gaps = [...remade.map(gapOf), ...missing.map(gapOf)];
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
      const none = `${count(missing.length, 'recorded dataset')} absent, so nothing can be compared`;
      return unknown(good.length > 0 ? `${summary}; nothing says where to get the rest` : none, {
        gaps,
        ...told,
      });
    }
    if (refused.length > 0)
      return unknown(`${count(refused.length, 'dataset')} at a store could not be compared`, {
        gaps: refused.map(remoteGap),
        ...told,
      });
    if (unrecorded.length > 0)
      return partial(
        `${count(unrecorded.length, 'dataset')} of the config ${unrecorded.length === 1 ? 'has' : 'have'} no recorded hash`,
        unrecorded.map(({ path, at }) => ({
          message: `no hash of ${path} is recorded, and git does not keep it`,
          at,
          key: `unrecorded ${path}`,
          fix: 'Record it: `repro lock`, and commit what that writes.',
        })),
        told,
      );
    const rest = offline.length > 0 ? `${count(offline.length, 'dataset')} at a store ${OFFLINE}` : '';
    if (verified > 0) {
      const some = verified === 1 ? '' : `${stored.length} of them `;
      const apart = stored.length > 0 ? `, ${some}only in a cache on this machine` : '';
      const whole = `${count(verified, 'dataset')} ${verified === 1 ? 'equals its' : 'equal their'} recorded hash${apart}`;
      return pass(rest ? `${whole}; ${rest}` : whole, told);
    }
    if (rest) return skip(rest, told);
    if (unlocked.length > 0)
      return skip(
        `${count(unlocked.length, 'dataset')} of the config at a store ${unlocked.length === 1 ? 'is' : 'are'} not in repro.lock yet: \`repro lock\` records ${unlocked.length === 1 ? 'it' : 'them'}`,
        told,
      );
    return skip(
      results.length > 0
        ? 'what is recorded is made by the pipeline and not here'
        : 'no dataset has a recorded hash',
      told,
    );
  },
});
