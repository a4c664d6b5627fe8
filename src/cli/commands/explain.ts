import { type Command, Option } from 'commander';
import type { Check } from '../../checks/check.js';
import { hasEvidence } from '../../docs/evidence/told.js';
import { explanation } from '../../docs/explain.js';
import { isForeign } from '../../engine/categories.js';
import { UserError } from '../../errors.js';
import { evidenceText } from '../../reporters/evidence.js';
import { didYouMean } from '../../suggest.js';
import { evidenceIn } from '../evidence.js';
import { openChecks, type PluginFlags } from '../plugins.js';
import { progressLine } from '../progress.js';
import { bold } from '../style.js';
import { print, wantsAscii, wantsColor, widthOf } from '../terminal.js';

interface Flags extends Pick<PluginFlags, 'allowPlugins'> {
  in?: string;
  format: 'text' | 'json';
  all?: boolean;
  config?: string | boolean;
  color?: boolean;
  ascii?: boolean;
}

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .argument('<id>', 'the check, such as seeds/fixed')
    .argument('[path]', 'folder of the project, for --in and --allow-plugins', '.')
    .option('--in <file>', 'show what the check finds in this Python file or notebook, as a tree')
    .addOption(
      new Option('-f, --format <format>', 'form of the tree').choices(['text', 'json']).default('text'),
    )
    .option('--all', 'show every branch of the tree')
    .option('--allow-plugins', 'also a check of the plugins that the config names; runs their code')
    .option('--config <file>', 'use this config instead of the one that is found')
    .option('--no-config', 'use no config')
    .option('--color', 'colour the output')
    .option('--no-color', 'do not colour it')
    .option('--ascii', 'write the tree in ASCII alone')
    .option('--no-ascii', 'use the signs of Unicode too')
    .addHelpText(
      'after',
      '\nExit codes: 0 it was told, 2 a mistake in flags, config or path, 3 a defect of repro.',
    )
    .action(async (id: string, path: string, flags: Flags) => {
      const checks = await openChecks(path, flags);
      const check = named(id, checks);
      await (flags.in === undefined
        ? aboutCheck(check, flags)
        : aboutFile(check, path, flags.in, flags, checks));
      done(0);
    });
}

function named(id: string, checks: readonly Check[]): Check {
  const check = checks.find((candidate) => candidate.id === id);
  if (check) return check;
  const ids = checks.map((candidate) => candidate.id);
  const inside = ids.filter((one) => one.startsWith(`${id.replace(/\/$/, '')}/`));
  if (inside.length > 0)
    throw new UserError(`${id} is a category`, { hint: `its checks: ${inside.join(', ')}` });
  throw new UserError(`no check is called "${id}"${didYouMean(id, ids)}`, {
    hint: isForeign(id)
      ? '`repro list` shows every check, with --allow-plugins those of the plugins of a config too'
      : '`repro list` shows every check',
  });
}

async function aboutCheck(check: Check, { color, format, all }: Flags): Promise<void> {
  if (format !== 'text' || all)
    throw new UserError(`${all ? '--all' : '--format'} goes with --in <file>`, {
      hint: '`repro list --format json` has the words of every check',
    });
  const { columns, isTTY } = process.stdout;
  const width = Math.min(100, widthOf({ env: process.env, isTerminal: isTTY === true, columns }));
  await print(explanation(check, width, bold(color)));
}

async function aboutFile(
  check: Check,
  folder: string,
  file: string,
  flags: Flags,
  checks: readonly Check[],
): Promise<void> {
  if (!hasEvidence(check.id)) {
    const able = checks.filter(({ id }) => hasEvidence(id)).map(({ id }) => id);
    throw new UserError(`${check.id} has no evidence tree: it does not rest on what single files draw`, {
      hint: `these have one: ${able.join(', ')}`,
    });
  }
  const progress = progressLine(false);
  try {
    const evidence = await evidenceIn(check, { folder, file, config: flags.config }, (step) =>
      progress.show(step),
    );
    progress.end();
    const { env } = process;
    const isTerminal = process.stdout.isTTY === true;
    const { columns } = process.stdout;
    await print(
      flags.format === 'json'
        ? `${JSON.stringify(evidence, null, 2)}\n`
        : evidenceText(evidence, {
            width: widthOf({ env, isTerminal, columns }),
            color: wantsColor({ env, isTerminal, wanted: flags.color }),
            ascii: wantsAscii({ env, wanted: flags.ascii }),
            all: flags.all === true,
          }),
    );
  } finally {
    progress.end();
  }
}
