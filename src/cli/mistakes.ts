import { stat } from 'node:fs/promises';
import type { Command, CommanderError } from 'commander';
import { UserError } from '../errors.js';
import { didYouMean } from '../suggest.js';

/** What `repro` alone says: where to begin. */
export const BEGINNING = `repro checks whether a machine-learning project can be reproduced. In the folder of a project:

  repro check           judge it: a scored checklist with the mend for each gap
  repro init            write a config from what is found in it
  repro explain <id>    tell all about one check of the report

\`repro --help\` lists every command, \`repro help check\` the flags of one.`;

/** What commander says of a mistake in the arguments, in the form of our own errors: one line, and where to look. */
export async function mistakeIn(
  argv: readonly string[],
  error: CommanderError,
  program: Command,
): Promise<UserError> {
  const command = commandOf(argv, program);
  const name = namesOf(command).join(' ');
  const help = `\`${name} --help\` ${command.commands.length > 0 ? 'lists the commands' : 'lists the flags'}`;
  const [, said = error.message, meant] =
    /^(?:error: )?([\s\S]*?)(?:\n\(Did you mean (.*)\?\))?$/.exec(error.message) ?? [];
  switch (error.code) {
    case 'commander.unknownCommand': {
      const word = argv.find((one) => !one.startsWith('-')) ?? '';
      const isFolder = command === program && (await isThere(word));
      return new UserError(`${said}${meantText(meant)}`, {
        hint: isFolder ? `\`repro check ${word}\` judges that folder` : help,
      });
    }
    case 'commander.invalidArgument': {
      const [, before, word, choices] =
        /^([\s\S]*?'([\s\S]*)' is invalid[\s\S]*?)\.? (?:Allowed choices are )(.*)\.$/.exec(said) ?? [];
      if (before === undefined || choices === undefined) return new UserError(said, { hint: help });
      // Of a word that is no flag commander speaks in the names of its own code.
      const told = before.replace(
        /^command-argument value '([\s\S]*)' is invalid for argument '.*'$/,
        (_, value) => `${name} does not take "${value}"`,
      );
      return new UserError(`${told}${didYouMean(lastQuoted(before) ?? word ?? '', choices.split(', '))}`, {
        hint: `Allowed choices are ${choices}`,
      });
    }
    case 'commander.missingArgument':
    case 'commander.excessArguments':
      return new UserError(said.replace(/\.$/, ''), { hint: `usage: ${name} ${command.usage()}` });
    default:
      return new UserError(`${said}${meantText(meant)}`, { hint: help });
  }
}

/** The value that is refused: the quotes before `is invalid`, not those around the name of the flag. */
function lastQuoted(text: string): string | undefined {
  return /(?:argument|value) '([^']*)' is invalid/.exec(text)?.[1];
}

/** Commander's suggestion in our words; it may be several. */
function meantText(meant: string | undefined): string {
  if (meant === undefined) return '';
  return meant.startsWith('one of ') ? `, did you mean ${meant}?` : `, did you mean "${meant}"?`;
}

/** The command that the arguments lead to; the program itself where they name none. */
function commandOf(argv: readonly string[], program: Command): Command {
  let found = program;
  for (const word of argv) {
    const next = found.commands.find((command) => command.name() === word);
    if (next) found = next;
    else if (!word.startsWith('-')) break;
  }
  return found;
}

function namesOf(command: Command): string[] {
  return [...(command.parent ? namesOf(command.parent) : []), command.name()];
}

/** Throws `UserError` for `repro help` of a command that there is not, of which commander shows the help of all. */
export function refuseUnknownHelp([first, word]: readonly string[], commands: readonly string[]): void {
  if (first !== 'help' || word === undefined || word.startsWith('-') || word === 'help') return;
  if (commands.includes(word)) return;
  throw new UserError(`unknown command '${word}'${didYouMean(word, commands)}`, {
    hint: '`repro --help` lists the commands',
  });
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
