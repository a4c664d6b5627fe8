import { anchors } from './anchor.js';
import { type Issue, openIssues, sentence } from './issues.js';
import { jsonText } from './json-text.js';
import { clip, visible } from './layout.js';
import { excuseOf, isExcused } from './ratchet.js';
import type { Reporter } from './reporter.js';

/** The longest description, in characters; GitLab shows it in one line of the merge request. */
const LONGEST_DESCRIPTION = 1000;

/**
 * A Code Quality report of GitLab (docs.gitlab.com, Code Quality report format). What is waived is left out: GitLab has no
 * word for it. What the baseline knows or lies outside of what changed informs only; it stays in, because GitLab compares with
 * the report of the target branch and would call it mended. Issues without a line stand at the first.
 */
export const gitlab: Reporter = (report) => {
  const anchor = anchors(report);
  return jsonText(
    openIssues(report).map((issue) => ({
      description: `${clip(visible(sentence(issue)), LONGEST_DESCRIPTION)}${excuseOf(issue)}`,
      check_name: `repro/${visible(issue.result.id)}`,
      fingerprint: issue.fingerprint,
      severity: severityOf(issue),
      location: {
        path: (issue.path ?? anchor(issue)).toWellFormed(),
        lines: { begin: issue.cell === undefined ? (issue.line ?? 1) : 1 },
      },
    })),
  );
};

/** What fails the gate blocks; what is required but holds in part, or is undecided, is critical; notes only inform. */
function severityOf(issue: Issue): 'blocker' | 'critical' | 'major' | 'minor' | 'info' {
  const { level, result } = issue;
  if (isExcused(issue)) return 'info';
  if (level === 'error') return 'blocker';
  if (level === 'note') return 'info';
  return ({ required: 'critical', advised: 'major', optional: 'minor' } as const)[result.severity];
}
