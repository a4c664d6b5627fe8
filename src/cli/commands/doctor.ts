import { type Command, Option } from 'commander';
import type { Diagnosis } from '../doctor/diagnosis.js';
import { machineItems } from '../doctor/machine.js';
import { projectItems } from '../doctor/project.js';
import { bold } from '../style.js';
import { plain, print } from '../terminal.js';

interface Flags {
  format: 'text' | 'json';
  color?: boolean;
}

const SIGNS = { fine: '✓', note: '·', problem: '✗' } as const;

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .argument('[path]', 'folder of the project', '.')
    .addOption(
      new Option('-f, --format <format>', 'form of the list').choices(['text', 'json']).default('text'),
    )
    .option('--color', 'colour the output')
    .option('--no-color', 'do not colour it')
    .addHelpText(
      'after',
      '\nNo code of the project runs; of other programs only `git --version`.\nExit codes: 0 nothing is a problem, 1 something is, 2 a mistake in flags or path, 3 a defect of repro.',
    )
    .action(async (path: string, { format, color }: Flags) => {
      const { env, platform } = process;
      const ofProject = await projectItems(path, env, platform);
      const items = [...(await machineItems(env, platform)), ...ofProject];
      const diagnosis: Diagnosis = { version: 1, ok: items.every(({ state }) => state !== 'problem'), items };
      await print(
        format === 'json' ? `${JSON.stringify(diagnosis, null, 2)}\n` : diagnosisText(diagnosis, bold(color)),
      );
      done(diagnosis.ok ? 0 : 1);
    });
}

function diagnosisText({ items }: Diagnosis, heading: (text: string) => string): string {
  const lines = items.flatMap(({ state, text, fix }) => [
    `${SIGNS[state]} ${indented(plain(text))}`,
    ...(fix === undefined ? [] : [`    → ${indented(plain(fix))}`]),
  ]);
  const problems = items.filter(({ state }) => state === 'problem').length;
  const verdict =
    problems === 0 ? 'Nothing is a problem' : `${problems} ${problems === 1 ? 'problem' : 'problems'}`;
  return [...lines, '', heading(verdict), ''].join('\n');
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n      ');
}
