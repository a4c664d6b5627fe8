import { type Command, Option } from 'commander';
import { signsOf } from '../../reporters/signs.js';
import { type AsciiFlags, asciiWanted, safeText, withAsciiFlags } from '../ascii.js';
import type { Diagnosis } from '../doctor/diagnosis.js';
import { machineItems } from '../doctor/machine.js';
import { projectItems } from '../doctor/project.js';
import { bold } from '../style.js';
import { print } from '../terminal.js';

interface Flags extends AsciiFlags {
  format: 'text' | 'json';
  color?: boolean;
}

export function configure(command: Command, done: (exitCode: number) => void): void {
  withAsciiFlags(command)
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
    .action(async (path: string, flags: Flags) => {
      const { env, platform } = process;
      const ofProject = await projectItems(path, env, platform);
      const items = [...(await machineItems(env, platform)), ...ofProject];
      const diagnosis: Diagnosis = { version: 1, ok: items.every(({ state }) => state !== 'problem'), items };
      await print(
        flags.format === 'json'
          ? `${JSON.stringify(diagnosis, null, 2)}\n`
          : diagnosisText(diagnosis, bold(flags.color), flags),
      );
      done(diagnosis.ok ? 0 : 1);
    });
}

function diagnosisText({ items }: Diagnosis, heading: (text: string) => string, flags: AsciiFlags): string {
  const signs = signsOf({ ascii: asciiWanted(flags) });
  const sign = { fine: signs.pass, note: signs.proof, problem: signs.fail };
  const safe = safeText(flags);
  const lines = items.flatMap(({ state, text, fix }) => [
    `${sign[state]} ${indented(safe(text))}`,
    ...(fix === undefined ? [] : [`    ${signs.mend} ${indented(safe(fix))}`]),
  ]);
  const problems = items.filter(({ state }) => state === 'problem').length;
  const verdict =
    problems === 0 ? 'Nothing is a problem' : `${problems} ${problems === 1 ? 'problem' : 'problems'}`;
  return [...lines, '', heading(verdict), ''].join('\n');
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n      ');
}
