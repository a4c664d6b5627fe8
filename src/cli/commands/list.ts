import { type Command, Option } from 'commander';
import type { Check } from '../../checks/check.js';
import { optionsOf } from '../../docs/options.js';
import { categoriesOf } from '../../engine/categories.js';
import type { Json } from '../../report/report.js';
import { standards } from '../../standards/index.js';
import { projectFolder } from '../folder.js';
import { openChecks, type PluginFlags } from '../plugins.js';
import { bold } from '../style.js';
import { print } from '../terminal.js';

interface Flags extends Pick<PluginFlags, 'allowPlugins'> {
  format: 'text' | 'json';
  color?: boolean;
  standards?: boolean;
}

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .argument('[path]', 'folder of the project, for --allow-plugins', '.')
    .addOption(
      new Option('-f, --format <format>', 'form of the list').choices(['text', 'json']).default('text'),
    )
    .option('--standards', 'the public checklists that `repro check --profile` knows, with their items')
    .option('--allow-plugins', 'also those of the plugins that the config names; runs their code')
    .option('--color', 'colour the output')
    .option('--no-color', 'do not colour it')
    .action(async (path: string, { format, color, standards: isStandards, allowPlugins }: Flags) => {
      // Whoever names a check or a standard here wants that one alone, and shall not take the whole list for it.
      await projectFolder(path);
      const checks = await openChecks(path, { allowPlugins });
      const data = isStandards ? standards : checks.map(described);
      const heading = bold(color);
      const text = () => (isStandards ? standardsTable(heading) : table(checks, heading));
      await print(format === 'json' ? `${JSON.stringify(data, null, 2)}\n` : text());
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

function table(checks: readonly Check[], heading: (text: string) => string): string {
  const width = Math.max(0, ...checks.map(({ id }) => id.length));
  const groups = categoriesOf(checks).flatMap(({ id: category, title, weight }) => {
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
