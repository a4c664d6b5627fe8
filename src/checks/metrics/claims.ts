import type { ComparedClaim } from '../../facts/metrics.js';
import { count, defineCheck, fail, type Gap, partial, pass, place, skip } from '../check.js';

const train = 'from sklearn.linear_model import LogisticRegression\nLogisticRegression().fit(X, y)\n';

export default defineCheck({
  id: 'metrics/claims',
  title: 'The numbers in the README are the recorded ones',
  severity: 'advised',
  why: 'Readers take the README at its word; a number that no recorded run gave cannot be reproduced.',
  fix: 'Correct the number, or run the evaluation again and commit its metrics file.',
  examples: {
    pass: {
      files: {
        'train.py': train,
        'metrics.json': '{"accuracy": 0.9312}\n',
        'README.md': '# Model\n\n| Metric | Value |\n|---|---|\n| Accuracy | 93.1% |\n',
      },
    },
    fail: {
      files: {
        'train.py': train,
        'metrics.json': '{"accuracy": 0.8871}\n',
        'README.md': '# Model\n\n| Metric | Value |\n|---|---|\n| Accuracy | 93.1% |\n',
      },
    },
  },
  needs: ['metrics'],

  run({ metrics: { claims, claimed, files } }) {
    const agreeing = claims.filter(({ state }) => state === 'agrees');
    const differing = claims.filter(({ state }) => state === 'differs');
    const told = {
      evidence: agreeing.map(
        ({ claim, recorded: [one] }) =>
          `${place(claim)} ${claim.name} ${claim.shown} is ${one?.key} = ${one?.value} of ${one?.path}`,
      ),
      data: { agreeing: agreeing.length, differing: differing.length, claimed },
    };
    if (claimed === 0) return skip('the README gives no numbers for metrics in a table', told);
    if (files.every(({ status }) => status !== 'ok'))
      return skip('no metrics file to compare the README with', told);
    if (claims.length === 0)
      return skip('none of the numbers in the README can be tied to a recorded metric', told);
    if (differing.length === 0) return pass(`${count(agreeing.length, 'number')} as recorded`, told);
    const summary = `${differing.length} of ${count(claims.length, 'number')} in the README ${differing.length === 1 ? 'is' : 'are'} not what is recorded`;
    const gaps = differing.map(gapOf);
    return agreeing.length === 0
      ? fail(summary, gaps, told)
      : partial(summary, gaps, { ...told, ratio: agreeing.length / claims.length });
  },
});

function gapOf({ claim, recorded }: ComparedClaim): Gap {
  const { name, label, shown, file, line } = claim;
  const [first] = recorded;
  const found = recorded
    .slice(0, 3)
    .map(({ path, key, value }) => `${key} = ${tidy(value)} in ${path}`)
    .join(', ');
  return {
    message: `${name}${label ? ` (${label})` : ''} is given as ${shown}, and recorded is ${found}`,
    at: { file, line },
    // A file that nobody declared may hold another run's results.
    confidence: first?.declared ? 'likely' : 'possible',
    key: `${file} ${name} ${label}`,
    related: recorded.map(({ path, key, value }) => ({ file: path, message: `${key} = ${tidy(value)}` })),
  };
}

function tidy(value: number): string {
  return String(Number(value.toPrecision(6)));
}
