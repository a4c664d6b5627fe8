import type { Report, StandardReport } from '../report/report.js';
import { code, prose, table } from './markdown-text.js';
import { countsOf, STANDARD_WORDS } from './standards.js';

/** The public checklists that were asked for, each as a table with the evidence for every item. */
export function standardsSections({ standards = [] }: Report): string[] {
  if (standards.length === 0) return [];
  return [
    '## Standards',
    '',
    'Only what files alone can decide is called met. Where a person has to judge, the evidence is shown, and a statement counts when somebody signed it in the config.',
    '',
    ...standards.flatMap(sectionOf),
  ];
}

function sectionOf({ title, source, items }: StandardReport): string[] {
  return [
    `### ${prose(title)}`,
    '',
    `Source: ${prose(source)}. ${countsOf(items)}.`,
    '',
    ...table(
      ['Item', 'What it asks', 'State', 'Evidence'],
      items.map((item) => [
        code(item.id),
        prose(item.text),
        `${STANDARD_WORDS[item.state].sign} ${STANDARD_WORDS[item.state].plain}`,
        [
          ...(item.attestation
            ? [
                `${prose(item.attestation.by)}, ${prose(item.attestation.on)}: ${prose(item.attestation.text)}`,
              ]
            : []),
          ...item.checks.map(({ id, status, summary }) => `${code(id)} ${status}: ${prose(summary)}`),
        ].join('<br>'),
      ]),
    ),
    '',
  ];
}
