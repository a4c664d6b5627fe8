import type { Command } from 'commander';
import { checks } from '../../checks/index.js';
import { explanation } from '../../docs/explain.js';
import { didYouMean } from '../../engine/suggest.js';
import { UserError } from '../../errors.js';
import { bold } from '../style.js';
import { print, widthOf } from '../terminal.js';

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .argument('<id>', 'the check, such as seeds/fixed')
    .option('--color', 'colour the output')
    .option('--no-color', 'do not colour it')
    .action(async (id: string, { color }: { color?: boolean }) => {
      const check = checks.find((candidate) => candidate.id === id);
      if (!check) {
        const ids = checks.map((candidate) => candidate.id);
        throw new UserError(`no check is called "${id}"${didYouMean(id, ids)}`, {
          hint: '`repro list` shows every check',
        });
      }
      const { columns, isTTY } = process.stdout;
      const width = Math.min(100, widthOf({ env: process.env, isTerminal: isTTY === true, columns }));
      await print(explanation(check, width, bold(color)));
      done(0);
    });
}
