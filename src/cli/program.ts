import { Command, CommanderError } from 'commander';
import { CannotTell, UserError } from '../errors.js';
import { crashNotice } from './crash.js';
import { endQuietlyWithoutReader, plain, tell } from './terminal.js';
import { version } from './version.js';

/** What a command's file exports: its flags, and what it does. The action returns the exit code. */
export interface CommandFile {
  configure(command: Command, done: (exitCode: number) => void): void;
}

/** Every command, in the order of the help text; a command's file is loaded when its name is on the command line. */
const COMMANDS: Record<string, { summary: string; load: () => Promise<CommandFile> }> = {
  check: { summary: 'judge a project', load: () => import('./commands/check.js') },
  fix: { summary: 'mend the environment where that is safe', load: () => import('./commands/fix.js') },
  init: { summary: 'write a config from what is found', load: () => import('./commands/init.js') },
  lock: { summary: 'record the hashes of datasets in repro.lock', load: () => import('./commands/lock.js') },
  report: { summary: 'render a saved JSON report', load: () => import('./commands/report.js') },
  diff: { summary: 'compare two saved JSON reports', load: () => import('./commands/diff.js') },
  explain: {
    summary: 'tell all about one check, or what it finds in one file',
    load: () => import('./commands/explain.js'),
  },
  list: { summary: 'list the checks', load: () => import('./commands/list.js') },
  schema: {
    summary: 'print the JSON Schema of config, report, lock or evidence',
    load: () => import('./commands/schema.js'),
  },
};

/** Parses the arguments and runs the command they name; returns the exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  endQuietlyWithoutReader();
  let exitCode = 0;
  const program = new Command('repro')
    .description('Checks whether a machine-learning project can be reproduced.')
    .version(await version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(plain(text)) })
    .addHelpText('after', '\nRun `repro <command> --help` for the flags of a command.');
  for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
    const command = program.command(name).description(summary);
    if (argv.includes(name)) {
      (await load()).configure(command, (code) => {
        exitCode = code;
      });
    }
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explainFailure(error);
  }
}

/** Says on standard error what went wrong and returns the exit code: 0 for help, 2 for the user's mistake, 3 for ours. */
async function explainFailure(error: unknown): Promise<number> {
  if (error instanceof CommanderError) {
    const asked = ['commander.helpDisplayed', 'commander.version', 'commander.help'].includes(error.code);
    return asked && error.exitCode === 0 ? 0 : 2;
  }
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
