import type { Check, Example } from '../checks/check.js';
import { optionsOf } from './options.js';

/** Longest excerpt of an example's file, in lines. */
const LONGEST_FILE = 25;

/** Everything there is to say of one check, for `repro explain`. `bold` marks headings. */
export function explanation(
  check: Check,
  width = 80,
  bold: (text: string) => string = (text) => text,
): string {
  const options = optionsOf(check);
  const state = check.lifecycle && check.lifecycle !== 'stable' ? `, ${check.lifecycle}` : '';
  const section = (heading: string, body: string) => [bold(heading), body, ''];
  return [
    `${bold(check.id)}  (${check.severity}${state})`,
    '',
    ...section('Passes when', indent(wrap(`${check.title}.`, width - 2))),
    ...section('Why it matters', indent(wrap(check.why, width - 2))),
    ...section('How to mend it', indent(wrap(check.fix, width - 2))),
    ...(check.from
      ? section('Applies', indent(wrap(`From the target level ${check.from} on.`, width - 2)))
      : []),
    ...(check.requires?.length ? section('Means nothing without', indent(check.requires.join('\n'))) : []),
    ...(options.length > 0
      ? section(
          'Options',
          options
            .map(({ name, type, default: value, description }) =>
              indent(
                wrap(
                  `${name} (${type}${value === undefined ? '' : `, default ${JSON.stringify(value)}`})${description ? `: ${description}` : ''}`,
                  width - 2,
                ),
              ),
            )
            .join('\n'),
        )
      : []),
    ...example('Good', check.examples.pass, section),
    ...example('Bad', check.examples.fail, section),
    ...(check.source ? section('Source', indent(check.source)) : []),
    ...section(
      'Configure or accept',
      indent(
        [
          `repro.config.yaml   checks: { ${check.id}: off }`,
          `                    waivers: [{ check: ${check.id}, reason: the reason }]`,
          `in the file         # repro: ignore[${check.id}] the reason`,
        ].join('\n'),
      ),
    ),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

function example(
  heading: string,
  { files }: Example,
  section: (heading: string, body: string) => string[],
): string[] {
  const parts = Object.entries(files).map(([path, text]) => {
    const lines = text.replace(/\n$/, '').split('\n');
    const shown = lines.slice(0, LONGEST_FILE);
    if (lines.length > LONGEST_FILE) shown.push('...');
    return `${path}\n${indent(shown.join('\n'), '    ')}`;
  });
  return parts.length === 0 ? [] : section(heading, indent(parts.join('\n')));
}

function indent(text: string, by = '  '): string {
  return text.replace(/^(?=.)/gm, by);
}

/** Breaks text between words so that lines are no longer than `width`. */
export function wrap(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines.join('\n');
}
