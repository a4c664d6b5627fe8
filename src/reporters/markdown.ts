import type { Report, Result } from '../report/report.js';
import { commitLink } from './links.js';
import { ofProject, projectsTable } from './markdown-projects.js';
import { findings, passed, resultsTable } from './markdown-results.js';
import { standardsSections } from './markdown-standards.js';
import { code, prose, table } from './markdown-text.js';
import { isOpen, mendOf, mostImportantFirst, rolledUp, single } from './rank.js';
import { ratchetSection } from './ratchet.js';
import type { Reporter } from './reporter.js';

const FIRST_MENDS = 5;
/** Reasons that are shown at the top where there are several projects. */
const REASONS = 20;

/** The compliance report: for a lead to attach to a delivery, for a client or an auditor to read on a forge. */
export const markdown: Reporter = (report) =>
  `${[
    `# Reproducibility report: ${prose(report.project.name)}`,
    '',
    ...summary(report),
    ...ratchetSection(report),
    ...firstMends(report),
    ...byCategory(report),
    ...(report.projects ?? []).flatMap((section) => ofProject(report, section)),
    ...undecided(report),
    ...standardsSections(report),
    ...waivers(report),
    ...colophon(report),
  ].join('\n')}\n`;

function summary(report: Report): string[] {
  const { project, score, grade, coverage, gate, startedAt, tool, target } = report;
  const shown = report.projects ? gate.reasons.slice(0, REASONS) : gate.reasons;
  const hidden = gate.reasons.length - shown.length;
  const more = hidden > 0 ? [`- and ${hidden} more, which the projects show below`] : [];
  return [
    ...table(
      ['', ''],
      [
        ['Verdict', gate.passed ? '✅ gate passed' : '❌ gate failed'],
        [
          'Score',
          score === null ? 'none: nothing could be counted' : `**${score}** of 100, grade **${grade}**`,
        ],
        ['Coverage', coverage === null ? 'none' : `${coverage} % of the checks that apply could be decided`],
        ['Target level', target],
        ['Commit', `${commitLink(report)}${project.dirty ? ' **with uncommitted changes**' : ''}`],
        ['Branch', project.branch === null ? 'none' : code(project.branch)],
        ['Repository', project.remote === null ? 'no remote' : code(project.remote)],
        ['Date', `${prose(startedAt.slice(0, 16).replace('T', ' '))} UTC`],
        ['Tool', `${prose(tool.name)} ${prose(tool.version)}, rule set ${prose(tool.ruleset)}`],
      ],
    ),
    ...(gate.reasons.length > 0
      ? ['', 'The gate failed because:', '', ...shown.map((reason) => `- ${prose(reason)}`), ...more]
      : []),
    '',
    ...projectsTable(report),
    '## Categories',
    '',
    ...table(
      ['Category', 'Score', 'Weight', 'Passed', 'Partly', 'Failed', 'Undecided', 'Not applicable'],
      report.categories.map(({ id, title, score: own, weight }) => {
        const results = report.results.filter(({ category }) => category === id);
        const number = (status: Result['status']) =>
          String(results.filter((result) => result.status === status).length);
        return [
          prose(title),
          own === null ? 'none' : String(own),
          String(weight),
          number('pass'),
          number('warn'),
          number('fail'),
          number('unknown'),
          number('skip'),
        ];
      }),
    ),
    '',
  ];
}

function firstMends(report: Report): string[] {
  const first = mostImportantFirst(report).slice(0, FIRST_MENDS);
  const rolled = rolledUp(report);
  if (first.length === 0) return ['Every check that applies passed.', ''];
  return [
    '## What to mend first',
    '',
    ...first.map(
      (result, at) =>
        `${at + 1}. ${prose(mendOf(result, rolled.has(result.id)) ?? 'Find out what could not be decided.')} (${code(result.id)}: ${prose(result.summary)})`,
    ),
    '',
  ];
}

function byCategory(report: Report): string[] {
  const rolled = rolledUp(report);
  const titles = new Map(report.categories.map(({ id, title }) => [id, title]));
  const order = [...titles.keys(), ...report.results.map(({ category }) => category)];
  return [...new Set(order)].flatMap((id) => {
    const results = report.results.filter(({ category }) => category === id);
    if (results.length === 0) return [];
    return [
      `## ${prose(titles.get(id) ?? 'Settings')}`,
      '',
      ...resultsTable(results),
      '',
      ...results
        .filter((result) => isOpen(result) || result.waived)
        .flatMap((result) => findings(report, rolled.has(result.id) ? { ...result, findings: [] } : result)),
      ...passed(results.filter((result) => !rolled.has(result.id))),
    ];
  });
}

function undecided(report: Report): string[] {
  const open = single(report).filter(({ result }) => result.status === 'unknown');
  if (open.length === 0) return [];
  return [
    '## What could not be decided',
    '',
    'Nothing below counts as passed.',
    '',
    ...open.map(({ project, result: { id, summary } }) => {
      const where = project === undefined ? '' : ` in ${code(project)}`;
      return `- ${code(id)}${where}: ${prose(summary)}`;
    }),
    '',
  ];
}

function waivers({ waivers }: Report): string[] {
  if (waivers.length === 0) return [];
  return [
    '## Waivers',
    '',
    ...table(
      ['Check', 'Path', 'Reason', 'Expires', 'State'],
      waivers.map(({ check, path, reason, expires, state }) => [
        code(check),
        path === undefined ? 'any' : code(path),
        prose(reason),
        expires === undefined ? 'never' : prose(expires),
        state,
      ]),
    ),
    '',
  ];
}

function colophon(report: Report): string[] {
  const { environment, config, project, tool } = report;
  return [
    '## Environment of this report',
    '',
    ...table(
      ['', ''],
      [
        ['Node', prose(environment.node)],
        ['Platform', prose(environment.platform)],
        ['Git', environment.git === null ? 'none' : prose(environment.git)],
        ['CI', environment.ci === null ? 'no' : prose(environment.ci)],
        ['Config', config.file === null ? 'none, defaults' : code(config.file)],
        ['Preset', code(config.extends)],
      ],
    ),
    '',
    '## How to reproduce this report',
    '',
    ...(project.commit === null
      ? []
      : [`1. Check out commit ${code(project.commit)} with the data that it declares.`]),
    `${project.commit === null ? '1' : '2'}. With ${prose(tool.name)} ${prose(tool.version)}, run ${code('repro check --format markdown')} in the project.`,
    ...(project.dirty
      ? [
          '',
          'The work tree held uncommitted changes, which the commit lacks: the same report is not certain to come out.',
        ]
      : []),
    '',
    'The score is the mean of the categories, weighted as in the table above; a category is the mean of its checks, weighted required 3, advised 2, optional 1. Checks that do not apply, could not be decided or are waived do not count.',
    ...(report.projects
      ? ['', 'A check of several projects counts with the mean of those to which it applies.']
      : []),
  ];
}
