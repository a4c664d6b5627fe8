import { type Report, type Result, SEVERITY_WEIGHT } from '../../report/report.js';
import { single } from '../../report/results.js';
import { type CategorySum, share, sumsOf } from '../arithmetic.js';
import { fileAddress, placeName } from '../links.js';
import type { Budget } from './budget.js';
import { foldedList } from './checks.js';
import { pill } from './signs.js';
import { facts, table } from './table.js';
import { code, counted, type Html, html, linked, prose } from './text.js';

/** What could not be decided, and so is no pass. */
export function undecided(report: Report, budget: Budget): Html | false {
  const open = single(report).filter(({ result }) => result.status === 'unknown' && !result.waived);
  if (open.length === 0) return false;
  return html`<section id="undecided" aria-labelledby="undecided-title">
<h2 id="undecided-title">What could not be decided</h2>
<p>Nothing below counts as passed.</p>
${foldedList(
  open,
  budget.evidence,
  ({ project, result: { id, summary } }) =>
    html`${code(id)}${project !== undefined && html` in ${code(project)}`} ${prose(summary)}`,
)}</section>
`;
}

const WAIVER_STANDING = { used: 'waived', unused: 'skip', expired: 'fail' } as const;

/** The waivers of the config, and every finding that was accepted, each with its reason. */
export function waivers(report: Report, budget: Budget): Html | false {
  const accepted = single(report).flatMap(({ result }) =>
    result.findings
      .filter(({ waived }) => waived !== undefined)
      .map((finding) => ({ id: result.id, finding })),
  );
  if (report.waivers.length === 0 && accepted.length === 0) return false;
  return html`<section id="waivers" aria-labelledby="waivers-title">
<h2 id="waivers-title">Waivers</h2>
<p>What somebody decided to accept, and why. It counts neither in the score nor at the gate.</p>
${
  report.waivers.length > 0 &&
  table(
    'Waivers of the config',
    [{ head: 'Check' }, { head: 'Path' }, { head: 'Reason' }, { head: 'Until' }, { head: 'State' }],
    report.waivers.map(({ check, path, reason, expires, state }) => [
      code(check),
      path === undefined ? 'any' : code(path),
      prose(reason),
      expires ?? 'no end',
      pill(WAIVER_STANDING[state], state),
    ]),
  )
}${
  accepted.length > 0 &&
  html`<h3>${counted(accepted.length, 'accepted finding')}</h3>
${foldedList(accepted, budget.findings, ({ id, finding }) => {
  const name = placeName(finding);
  return html`${code(id)} ${name !== '' && html`${linked(fileAddress(report.project, finding), code(name))} `}${prose(finding.message)}<span class="aside">Reason: ${prose(finding.waived ?? '')}</span>`;
})}`
}</section>
`;
}

/** The whole calculation of the score, so that anyone can do it again. */
export function arithmetic(report: Report): Html {
  const sums = sumsOf(report);
  const weighing = sums.filter(({ category }) => category.score !== null);
  const terms = weighing.map(({ category }) => `${category.weight} × ${category.score}`).join(' + ');
  const weights = weighing.reduce((sum, { category }) => sum + category.weight, 0);
  return html`<section id="score" aria-labelledby="score-title">
<h2 id="score-title">How the score comes about</h2>
<p>A category is the mean of its checks, weighted required ${SEVERITY_WEIGHT.required}, advised ${SEVERITY_WEIGHT.advised}, optional ${SEVERITY_WEIGHT.optional}; the score is the mean of the categories by their weights. Checks that do not apply, could not be decided or are waived do not count.${
    report.projects && ' A check of several projects counts with the mean of those to which it applies.'
  }</p>
${report.score !== null && html`<p class="formula">(${terms}) ÷ ${weights} = <strong>${report.score}</strong></p>`}
${sums.map(ofCategory)}</section>
`;
}

function ofCategory({ category, counted: results, points, weights }: CategorySum): Html {
  const { title, score, weight } = category;
  if (score === null)
    return html`<p>${prose(title)}: nothing to count, so its weight of ${weight} is left out.</p>
`;
  return html`<details class="sums"><summary>${prose(title)}: ${share(points)} ÷ ${weights} = ${score} %</summary>
${table(
  `${title}: the checks that count`,
  [
    { head: 'Check' },
    { head: 'Holds', kind: 'number' },
    { head: 'Weight', kind: 'number' },
    { head: 'Points', kind: 'number' },
  ],
  results.map((result: Result) => [
    code(result.id),
    share(result.score ?? 0),
    SEVERITY_WEIGHT[result.severity],
    share((result.score ?? 0) * SEVERITY_WEIGHT[result.severity]),
  ]),
)}</details>
`;
}

/** What the report was made with, and how to make it again. */
export function colophon({ environment, config, project, tool, plugins = [] }: Report): Html {
  return html`<section id="environment" aria-labelledby="environment-title">
<h2 id="environment-title">Environment of this report</h2>
${facts([
  ['Tool', html`${tool.name} ${tool.version}, rule set ${tool.ruleset}`],
  ['Node', environment.node],
  ['Platform', environment.platform],
  ['Git', environment.git ?? 'none'],
  ['CI', environment.ci ?? 'no'],
  ['Config', config.file === null ? 'none, defaults' : code(config.file)],
  ['Preset', code(config.extends)],
  ...(plugins.length === 0 ? [] : [['Plugins', html`${plugins.map(plugin)}`] as const]),
])}<h3>How to make this report again</h3>
<ol>${
    project.commit !== null &&
    html`<li>Check out commit ${code(project.commit)} with the data that it declares.</li>
`
  }<li>With ${tool.name} ${tool.version}, run ${code('repro check --format html --output report.html')} in the project.</li></ol>
${
  project.dirty === true &&
  html`<p>The work tree held uncommitted changes, which the commit lacks: the same report is not certain to come out.</p>
`
}${
  config.hints.length > 0 &&
  html`<h3>What a config would add</h3>
<ul>${config.hints.map(
    (hint) => html`<li>${prose(hint)}</li>
`,
  )}</ul>
`
}</section>
`;
}

function plugin({ from, version, loaded }: NonNullable<Report['plugins']>[number], at: number): Html {
  return html`${at > 0 && ', '}${code(from)}${version !== null && ` ${version}`}${!loaded && ' (not loaded)'}`;
}
