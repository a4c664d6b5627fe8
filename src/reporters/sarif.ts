import type { Report } from '../report/report.js';
import { anchors } from './anchor.js';
import { gravest, type Issue, issuesOf } from './issues.js';
import { jsonText } from './json-text.js';
import { clip, visible } from './layout.js';
import type { Reporter } from './reporter.js';
import { resultsWithin } from './sarif-results.js';
import { ruleOf } from './sarif-rules.js';

/** Results of a run that GitHub keeps; it refuses a file of more than 25,000 (docs.github.com, SARIF support). */
const MOST_RESULTS = 5000;
/** Bytes of results; GitHub refuses a file that has more than 10 MB when compressed. */
const MOST_BYTES = 9_000_000;

/**
 * SARIF 2.1.0 (OASIS standard), for code scanning and for viewers of static analysis. Paths are relative to the top of
 * the repository. What could not be decided has the kind `open`. GitHub reads neither suppressions nor the state against a
 * baseline (docs.github.com, SARIF support), and would open an alert for each, so what is waived or known to a baseline stands
 * here only where all is asked for (`verbose`), with just these. Beyond what GitHub keeps the least grave results are left out.
 * Notifications say how many are missing, and why.
 */
export const sarif: Reporter = (report, { verbose }) => {
  const every = issuesOf(report);
  const all = verbose ? every : every.filter(({ waived, known }) => waived === undefined && !known);
  const rules = [...new Map(all.map((issue) => [issue.result.id, issue])).values()];
  const places = new Map(rules.map(({ result }, at) => [result.id, at]));
  const chosen = gravest(all, MOST_RESULTS);
  const results = resultsWithin(chosen, MOST_BYTES, {
    anchor: anchors(report),
    rule: (issue) => places.get(issue.result.id)!,
    hasBaseline: report.baseline !== undefined,
  });
  return jsonText({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: visible(report.tool.name),
            version: visible(report.tool.version),
            rules: rules.map((issue) => ruleOf(generalOf(report, issue))),
            properties: { ruleset: visible(report.tool.ruleset) },
          },
        },
        automationDetails: { id: `repro/${categoryOf(report)}` },
        ...provenance(report),
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The top of the repository' } } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: notifications(all.length - results.length, every, all),
          },
        ],
        results,
        properties: verdictOf(report),
      },
    ],
  });
};

/** What the check itself says; of several projects, the result that they come to together has the check's own mend. */
function generalOf({ results }: Report, { result }: Issue): Issue['result'] {
  return results.find(({ id }) => id === result.id) ?? result;
}

/** The part of the category by which uploads of several projects of one repository are told apart. */
function categoryOf({ project }: Report): string {
  return project.folder === '' ? '' : `${visible(project.folder)}/`;
}

/** The commit that was judged, where the repository has an address that can be named. */
function provenance({ project: { remote, commit, branch } }: Report): object {
  if (remote === null || !/^https?:\/\/[\w.~%/:@+-]+$/.test(remote)) return {};
  return {
    versionControlProvenance: [
      {
        repositoryUri: remote,
        ...(commit !== null && { revisionId: visible(commit) }),
        ...(branch !== null && { branch: visible(branch) }),
        mappedTo: { uriBaseId: '%SRCROOT%' },
      },
    ],
  };
}

/** How many results are missing: `left` for want of room, and of `every` one those that are not `shown`. */
function notifications(left: number, every: readonly Issue[], shown: readonly Issue[]): object[] {
  const waived = every.filter((issue) => issue.waived !== undefined).length;
  const aside = every.length - shown.length;
  return [
    ...(left === 0
      ? []
      : [
          notification(
            'warning',
            `${left} more results, none of them graver than these, are left out: code scanning keeps ${MOST_RESULTS}. The JSON report has all.`,
          ),
        ]),
    ...(aside === 0
      ? []
      : [
          notification(
            'note',
            `${waived} waived and ${aside - waived} known to the baseline are left out, since code scanning would open alerts for them; --verbose writes them too.`,
          ),
        ]),
  ];
}

function notification(level: 'warning' | 'note', text: string): object {
  return { level, message: { text } };
}

function verdictOf({ score, grade, coverage, target, gate }: Report): object {
  const reasons = gate.reasons.slice(0, 100).map((reason) => clip(visible(reason), 1000));
  return { score, grade, coverage, target, gate: { passed: gate.passed, reasons } };
}
