import { CommanderError } from 'commander';
import { CannotTell, UserError } from '../errors.js';
import { COMMANDS, programWith } from './commands/index.js';
import { crashNotice } from './crash.js';
import { BEGINNING, mistakeIn, refuseUnknownHelp } from './mistakes.js';
import { endQuietlyWithoutReader, plain, tell } from './terminal.js';

/** Parses the arguments and runs the command they name; returns the exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  endQuietlyWithoutReader();
  if (argv.length === 0) {
    await tell(BEGINNING);
    return 2;
  }
  let exitCode = 0;
  const program = await programWith(
    (name) => argv.includes(name),
    (code) => {
      exitCode = code;
    },
  );
  try {
    refuseUnknownHelp(argv, Object.keys(COMMANDS));
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return explainFailure(error);
    const asked = ['commander.helpDisplayed', 'commander.version', 'commander.help'].includes(error.code);
    if (asked) return error.exitCode === 0 ? 0 : 2;
    return explainFailure(await mistakeIn(argv, error, program));
  }
}

/** Says on standard error what went wrong and returns the exit code: 2 for the user's mistake, 3 for ours. */
async function explainFailure(error: unknown): Promise<number> {
  if (error instanceof UserError) {
    await tell(plain(`error: ${error.message}`));
    if (error.hint) await tell(plain(`  hint: ${error.hint}`));
    return 2;
  }
  // A file that stands in the way, such as a lock that is a link out of the project.
  if (error instanceof CannotTell) {
    await tell(plain(`error: ${error.message}`));
    return 2;
  }
  await tell(await crashNotice(error));
  return 3;
}
