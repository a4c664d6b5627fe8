import { type Command, Option } from 'commander';
import type { Check } from '../../checks/check.js';
import { checks } from '../../checks/index.js';
import { optionsOf } from '../../docs/options.js';
import { CATEGORIES } from '../../engine/categories.js';
import type { Json } from '../../report/report.js';
import { standards } from '../../standards/index.js';
import { bold } from '../style.js';
import { print } from '../terminal.js';

interface Flags {
  format: 'text' | 'json';
  color?: boolean;
  standards?: boolean;
}

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .addOption(
      new Option('-f, --format <format>', 'form of the list').choices(['text', 'json']).default('text'),
    )
    .option('--standards', 'the public checklists that `repro check --profile` knows, with their items')
    .option('--color', 'colour the output')
    .option('--no-color', 'do not colour it')
    .action(async ({ format, color, standards: isStandards }: Flags) => {
      const data = isStandards ? standards : checks.map(described);
      const text = isStandards ? standardsTable : table;
      await print(format === 'json' ? `${JSON.stringify(data, null, 2)}\n` : text(bold(color)));
      done(0);
    });
}

/** A check as data. */
function described(check: Check): Json {
  const { id, title, severity, why, fix, source, from, requires = [], lifecycle = 'stable' } = check;
  return {
    id,
    title,
    category: id.slice(0, id.indexOf('/')),
    severity,
    lifecycle,
    why,
    fix,
    source: source ?? null,
    from: from ?? null,
    requires: [...requires],
    options: optionsOf(check).map(({ default: value, ...option }) => ({
      ...option,
      default: (value ?? null) as Json,
    })),
  };
}

function table(heading: (text: string) => string): string {
  const width = Math.max(0, ...checks.map(({ id }) => id.length));
  const groups = CATEGORIES.flatMap(({ id: category, title, weight }) => {
    const rows = checks
      .filter(({ id }) => id.startsWith(`${category}/`))
      .map(({ id, severity, title: passes }) => `  ${id.padEnd(width)}  ${severity.padEnd(8)}  ${passes}`);
    return rows.length === 0 ? [] : [`${heading(title)} (weight ${weight})`, ...rows, ''];
  });
  return [...groups, '`repro explain <id>` tells more of each.', ''].join('\n');
}

const DECIDED = {
  files: 'files decide',
  person: 'files and a person',
  run: 'a run decides',
  statement: 'a person states',
} as const;

function standardsTable(heading: (text: string) => string): string {
  const groups = standards.flatMap(({ id: standard, title, source, items }) => {
    const width = Math.max(...items.map(({ id }) => id.length));
    const rows = items.map(
      ({ id, text, decided }) => `  ${id.padEnd(width)}  ${DECIDED[decided].padEnd(18)}  ${text}`,
    );
    return [`${heading(standard)}: ${title} (${source})`, ...rows, ''];
  });
  return [...groups, '`repro check --profile <id>` holds them against the results.', ''].join('\n');
}
