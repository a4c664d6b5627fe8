import type { Command, Option } from 'commander';
import { checks } from '../../checks/index.js';
import { CATEGORIES } from '../../engine/categories.js';
import { MENDS } from '../../fixing/plan.js';
import { standards } from '../../standards/index.js';
import { formats } from '../outputs.js';

/** What may stand in a place of the command line. */
export type Values =
  | { kind: 'nothing' | 'files' | 'folders' }
  /** One of these, or with `list` several with commas between them. */
  | { kind: 'words'; words: readonly string[]; list: boolean }
  /** `word=file`. */
  | { kind: 'pair'; words: readonly string[] };

export interface Flag {
  /** As typed, the short form first where there is one. */
  names: readonly string[];
  description: string;
  /** Absent for a flag without a value. */
  value?: { name: string; values: Values } | undefined;
  /** Whether it may be given again. */
  repeats: boolean;
}

export interface Completable {
  name: string;
  description: string;
  flags: readonly Flag[];
  arguments: readonly { name: string; values: Values; variadic: boolean }[];
}

/** What there is to complete, read off commander's own definition of the commands, so that nothing has to follow it. */
export function completables(program: Command): Completable[] {
  const help: Flag = { names: ['-h', '--help'], description: 'print the help', repeats: false };
  return program.commands.map((command) => {
    // A command such as `fix env`: the name of what it does stands in its first place, and the flags are its.
    const inner = command.commands;
    const places = [command, ...inner];
    return {
      name: command.name(),
      description: command.description(),
      flags: [...places.flatMap(({ options }) => options.map((option) => flagOf(command, option))), help],
      arguments: [
        ...(inner.length > 0 ? [{ name: 'what', values: wordsOf(inner), variadic: false }] : []),
        ...places.flatMap(({ registeredArguments }) =>
          registeredArguments.map((argument) => ({
            name: argument.name(),
            values: valuesOf(argument.name(), argument.argChoices, command.name()),
            variadic: argument.variadic,
          })),
        ),
      ],
    };
  });
}

function wordsOf(commands: readonly Command[]): Values {
  return { kind: 'words', words: commands.map((command) => command.name()), list: false };
}

/** The flags of `repro` itself. */
export function ownFlags(program: Command): Flag[] {
  return [
    ...program.options.map((option) => flagOf(program, option)),
    { names: ['-h', '--help'], description: 'print the help', repeats: false },
  ];
}

function flagOf(command: Command, option: Option): Flag {
  const { short, long, description, argChoices, flags } = option;
  const placeholder = /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1];
  return {
    names: [short, long].filter((name) => name !== undefined && name !== null),
    description,
    ...(placeholder !== undefined && {
      value: { name: placeholder, values: valuesOf(placeholder, argChoices, command.name()) },
    }),
    repeats: option.variadic || /may be repeated/.test(description),
  };
}

/** What a placeholder such as `<checks>` stands for; the names are those that the help text shows. */
function valuesOf(placeholder: string, choices: readonly string[] | undefined, command: string): Values {
  if (choices) return { kind: 'words', words: choices, list: false };
  switch (placeholder) {
    case 'format':
      return { kind: 'words', words: formats, list: false };
    case 'format=file':
      return { kind: 'pair', words: formats };
    case 'id':
      return { kind: 'words', words: checks.map(({ id }) => id), list: false };
    case 'checks':
      return {
        kind: 'words',
        words: [...checks.map(({ id }) => id), ...CATEGORIES.map(({ id }) => id)],
        list: true,
      };
    case 'mends':
      return { kind: 'words', words: MENDS, list: true };
    case 'standards':
      return { kind: 'words', words: standards.map(({ id }) => id), list: true };
    case 'before':
    case 'after':
      return { kind: 'files' };
    case 'paths':
      return { kind: 'files' };
    case 'path':
      return { kind: command === 'lock' ? 'files' : 'folders' };
  }
  if (/\b(?:file|glob)s?\b/.test(placeholder)) return { kind: 'files' };
  if (/\b(?:folder|dir)s?\b/.test(placeholder)) return { kind: 'folders' };
  return { kind: 'nothing' };
}
