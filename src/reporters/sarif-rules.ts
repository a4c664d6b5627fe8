import type { Result } from '../report/report.js';
import { clip, visible } from './layout.js';
import { prose } from './markdown-text.js';
import { messageText } from './sarif-text.js';

const LEVEL = { required: 'error', advised: 'warning', optional: 'note' } as const;
const PROBLEM = { required: 'error', advised: 'warning', optional: 'recommendation' } as const;
/** GitHub's limits for what describes a rule, in characters (docs.github.com, SARIF support). */
const LONGEST = { name: 255, description: 1024 };

/** A check as a `reportingDescriptor`, in its own words (SARIF 2.1.0, 3.49); with what GitHub reads from the properties. */
export function ruleOf({ id, title, why, fix, category, severity }: Result): object {
  return {
    id: visible(id),
    name: clip(nameOf(visible(id)), LONGEST.name),
    shortDescription: { text: clip(messageText(title), LONGEST.description) },
    fullDescription: { text: clip(messageText(why), LONGEST.description) },
    help: {
      text: messageText(`${title}. ${why} ${fix}`),
      markdown: `**${prose(title)}**\n\n${prose(why)}\n\n**Mend:** ${prose(fix)}\n\n\`repro explain\` tells more about ${prose(id)}.`,
    },
    defaultConfiguration: { level: LEVEL[severity] },
    properties: {
      category: visible(category),
      severity,
      tags: ['reproducibility', visible(category), severity],
      precision: 'high',
      'problem.severity': PROBLEM[severity],
    },
  };
}

/** `env/lock-fresh` as `EnvLockFresh`. */
function nameOf(id: string): string {
  return id
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
