import type { InstalledPackage, InstallStep } from '../../image-installs.js';
import type { ShellCommand, Word } from '../../shell/model.js';

/** One call of a program that may install something. */
export interface Call {
  /** The words from the program on; the program itself without its folder. */
  program: string;
  args: readonly Word[];
  command: ShellCommand;
  /** What started the program: `sudo`, `xargs`. */
  launchers: readonly (readonly Word[])[];
  /** The commands of the same script, this one among them. */
  script: readonly ShellCommand[];
  /** The value of a variable of the environment, where it is known. */
  value: (name: string) => string | undefined;
}

/** A package, before it has its file. */
export type FoundPackage = Omit<InstalledPackage, 'at'> & { line: number };

/** What one call installs, before its files are followed to the project's. */
export interface Found extends Pick<InstallStep, 'tool' | 'ecosystem'> {
  packages?: FoundPackage[];
  files?: { text: string; role: 'list' | 'constraints' | 'lock' }[];
  /** Folders whose package is installed: `.`, `./lib`. */
  folders?: string[];
  /** It takes nothing along that a package asks for (`--no-deps`). */
  isBare?: boolean;
  /** It installs what the manifest in the working folder, or in the folder named here, declares. */
  project?: { manifest: readonly string[]; lock: readonly string[]; folder?: string | undefined };
  /** `always` where the tool stops without a lock that fits, `present` where it takes the lock that it finds. */
  locked?: 'always' | 'present';
  hasUnknown?: boolean;
  fetches?: string;
}

/** Reads the calls of one program; undefined for a call that installs nothing. */
export type ToolReader = (call: Call) => Found | Found[] | undefined;

/** Options of a call and what stands beside them. */
export interface Arguments {
  options: { name: string; value?: Word | undefined }[];
  operands: Word[];
}

/**
 * Parts options from operands. `takesValue` tells of a name whether the next word belongs to it; `--name=value` and,
 * for short names that take one, `-nvalue` are read too.
 */
export function argumentsOf(words: readonly Word[], takesValue: (name: string) => boolean): Arguments {
  const options: Arguments['options'] = [];
  const operands: Word[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const { text } = word;
    if (text === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (!/^-./.test(text) || /^-\d/.test(text)) {
      operands.push(word);
      continue;
    }
    const equals = text.indexOf('=');
    if (text.startsWith('--') && equals > 0)
      options.push({ name: text.slice(0, equals), value: { ...word, text: text.slice(equals + 1) } });
    else if (takesValue(text)) options.push({ name: text, value: words[++at] });
    else if (!text.startsWith('--') && text.length > 2 && takesValue(text.slice(0, 2)))
      options.push({ name: text.slice(0, 2), value: { ...word, text: text.slice(2).replace(/^=/, '') } });
    else options.push({ name: text });
  }
  return { options, operands };
}

/** A lookup of option names that take a value. */
export function valued(names: string): (name: string) => boolean {
  const set = new Set(names.split(/\s+/));
  return (name) => set.has(name);
}

/** The values of options. */
export function valuesOf({ options }: Arguments, ...names: string[]): Word[] {
  return options.flatMap(({ name, value }) => (value && names.includes(name) ? [value] : []));
}

export function has({ options }: Arguments, ...names: string[]): boolean {
  return options.some(({ name }) => names.includes(name));
}

/** Whether an environment variable is set to something that is no. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && !/^(?:|0|false|no|off)$/i.test(value);
}

/** The words of the subcommand: the first operand, and the arguments behind it. */
export function subcommand(
  args: readonly Word[],
  takesValue: (name: string) => boolean = () => false,
): { name: string; args: Word[]; before: Word[] } | undefined {
  for (let at = 0; at < args.length; at++) {
    const { text } = args[at]!;
    if (takesValue(text)) at++;
    else if (!/^[-+]./.test(text)) return { name: text, args: args.slice(at + 1), before: args.slice(0, at) };
  }
  return undefined;
}
