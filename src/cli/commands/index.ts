import { Command } from 'commander';
import { version } from '../version.js';

/** What a command's file exports: its flags, and what it does. The action returns the exit code. */
export interface CommandFile {
  configure(command: Command, done: (exitCode: number) => void): void;
}

/** Every command, in the order of the help text; a command's file is loaded when its name is on the command line. */
export const COMMANDS: Record<string, { summary: string; load: () => Promise<CommandFile> }> = {
  check: { summary: 'judge a project', load: () => import('./check.js') },
  fix: { summary: 'mend the environment where that is safe', load: () => import('./fix.js') },
  init: { summary: 'write a config from what is found', load: () => import('./init.js') },
  lock: { summary: 'record the hashes of datasets in repro.lock', load: () => import('./lock.js') },
  report: { summary: 'render a saved JSON report', load: () => import('./report.js') },
  diff: { summary: 'compare two saved JSON reports', load: () => import('./diff.js') },
  explain: {
    summary: 'tell all about one check, or what it finds in one file',
    load: () => import('./explain.js'),
  },
  list: { summary: 'list the checks', load: () => import('./list.js') },
  doctor: {
    summary: 'tell what is seen of the machine and the project',
    load: () => import('./doctor.js'),
  },
  completion: {
    summary: 'print what completes commands in bash, zsh or fish',
    load: () => import('./completion.js'),
  },
  schema: {
    summary: 'print the JSON Schema of config, report, lock or evidence',
    load: () => import('./schema.js'),
  },
};

/**
 * The command line as commander knows it, with the flags of the commands that are wanted; the others have only their names.
 * `done` is told the exit code of the command that ran.
 */
export async function programWith(
  wanted: (name: string) => boolean,
  done: (exitCode: number) => void,
): Promise<Command> {
  const program = new Command('repro')
    .description('Checks whether a machine-learning project can be reproduced.')
    .version(await version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .showSuggestionAfterError()
    // What is wrong is told by ../mistakes.ts.
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', '\nRun `repro <command> --help` for the flags of a command.');
  for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
    const command = program.command(name).description(summary);
    if (wanted(name)) (await load()).configure(command, done);
  }
  return program;
}
