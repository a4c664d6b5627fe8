import { withoutCredentials } from '../../formats/pep508.js';
import { baseName } from '../../paths.js';
import type { ShellCommand, Word } from '../../shell/model.js';
import { programOf } from '../../shell/program.js';
import { shellReads } from '../../shell/words.js';
import { argumentsOf, type Call, type Found, subcommand, valued, valuesOf } from './call.js';
import { downloadsOf, fetched } from './downloads.js';

/** Options with a value. Source: git-clone(1); curl(1); wget(1). */
const GIT = valued('-C -c --git-dir --work-tree');
const CLONE = valued(
  '-b --branch --depth -o --origin -u --upload-pack --reference --template -c --config --shallow-since -j --jobs --filter --revision',
);
const COMMIT = /^[0-9a-f]{7,64}$/i;
/** A tag that names a release: it can be moved, as that of an image can, and seldom is. */
const RELEASE = /^(?:[\w.-]*[a-z/_-])?v?\d+\.\d+(?:\.\d+)*(?:[-.+_]?(?:rc|post|beta|alpha|dev)?\d*)?$/i;
/** How many commands behind a clone may belong to it. */
const NEAR = 200;
/** Longest address, or name of a state, that is looked at. */
const LONGEST = 2_000;
const VERSIONED = /(?:^|[/_=-]|\bv)\d+\.\d+(?:\.\d+)?(?:[./_+-]|$)|[0-9a-f]{40}/;

/** Whether an address names a version behind its host: what it leads to stays what it is. */
export function isVersioned(url: string): boolean {
  return VERSIONED.test(url.replace(/^\w+:\/\/[^/]*/, ''));
}

/** A clone: a commit or the tag of a release, be it checked out later in the same script, fixes it. Source: git-clone(1), git-checkout(1). */
export function git(call: Call): Found | undefined {
  const verb = subcommand(call.args, GIT);
  if (verb?.name !== 'clone') return undefined;
  const args = argumentsOf(verb.args, CLONE);
  const address = args.operands[0];
  // A folder of this machine is no repository from elsewhere.
  if (!address || address.text.length > LONGEST || /^(?:\.|\/|~|file:)/.test(address.text)) return undefined;
  const at = call.script.indexOf(call.command);
  const later = call.script.slice(at + 1, at + 1 + NEAR);
  const next = later.findIndex((command) => isGit(command, 'clone'));
  const states = [
    ...valuesOf(args, '--revision', '-b', '--branch'),
    ...(next < 0 ? later : later.slice(0, next)).flatMap(checkedOut),
  ];
  const [branch] = valuesOf(args, '-b', '--branch');
  const state = states.find(({ text, known }) => !known || isFixed(text));
  const pinned = state?.known === true;
  const hasUnknown =
    !address.known || (state !== undefined && !state.known) || (branch !== undefined && !branch.known);
  const url = withoutCredentials(address.text);
  const version = pinned ? state.text : branch?.known ? branch.text : undefined;
  const name = baseName(url.replace(/\/+$/, '')).replace(/\.git$/, '');
  return {
    tool: 'git',
    ecosystem: 'other',
    packages: [
      {
        name,
        text: url,
        ...(version ? { version } : {}),
        pinned,
        isTool: false,
        ...(hasUnknown ? { isOpen: true } : {}),
        line: address.line,
      },
    ],
    hasUnknown,
    ...(pinned || hasUnknown ? {} : { fetches: url }),
  };
}

/** Whether a tag names a release: `v1.2.0`. */
export function isRelease(tag: string): boolean {
  return tag.length <= 100 && RELEASE.test(tag);
}

function isFixed(state: string): boolean {
  return COMMIT.test(state) || isRelease(state);
}

function isGit({ words }: ShellCommand, verb: string): boolean {
  const [program, ...args] = programOf(words).words;
  return program !== undefined && baseName(program.text) === 'git' && subcommand(args, GIT)?.name === verb;
}

/** The state that a command brings a repository to. */
function checkedOut({ words }: ShellCommand): Word[] {
  const [program, ...args] = programOf(words).words;
  if (!program || baseName(program.text) !== 'git') return [];
  const verb = subcommand(args, GIT);
  if (!verb || !/^(?:checkout|switch|reset|fetch)$/.test(verb.name)) return [];
  return argumentsOf(verb.args, valued('-b -B --depth')).operands.filter(
    ({ text, known }) => !known || isFixed(text),
  );
}

/** Scripts that bring a tool which installs or builds others, and nothing that a run uses. */
export const INSTALLER =
  /\/get-pip\.py$|astral\.sh\/uv\b|install\.python-poetry\.org|(?:get|install)-poetry\.py$|install-pdm\.py$|pixi\.sh\/|rye\.astral\.sh|rye-up\.com|sh\.rustup\.rs|micro\.mamba\.(?:pm|snakepit\.net)\/(?:install|api)|pyenv\.run|nodesource\.com\/setup|git-lfs\/|awscli/;

/**
 * What a shell, or the package manager of the system, is given that was fetched just before: `curl … | bash`, `sh -c "$(curl …)"`,
 * `wget x.sh && bash x.sh`. A checksum that is compared, or a version in the address, fixes it.
 */
export function fetchedScript(call: Call): Found | undefined {
  const { command, script } = call;
  const from = source(call);
  if (!from) return undefined;
  const { address } = from;
  if (address.text.length > LONGEST) return undefined;
  const isChecked = from.file !== undefined && downloadsOf(script).isChecked(from.file);
  const pinned = isChecked || (address.known && isVersioned(address.text));
  const url = withoutCredentials(address.text);
  const hasUnknown = !address.known && !isChecked;
  return {
    tool: 'download',
    ecosystem: 'other',
    packages: [
      {
        name: baseName(url.replace(/[?#].*$/, '').replace(/\/+$/, '')),
        text: url,
        pinned,
        isTool: INSTALLER.test(url),
        ...(hasUnknown ? { isOpen: true } : {}),
        line: address.line || command.line,
      },
    ],
    hasUnknown,
    ...(pinned || hasUnknown || INSTALLER.test(url) ? {} : { fetches: url }),
  };
}

/** What a command gives to a shell, and the file that it lay in; what comes through a pipe lay in none. */
function source({ program, args, command, script }: Call): { address: Word; file?: string } | undefined {
  const words: Word[] = [{ text: program, line: command.line, known: true, breaks: [] }, ...args];
  const reads = shellReads(words);
  for (
    let before = command.reads, depth = 0;
    before && reads && 'input' in reads && depth < 10;
    before = before.reads, depth++
  ) {
    const found = fetched(before);
    if (found) return { address: found.address };
  }
  if ((reads && !('input' in reads)) || /^(?:eval|source|\.)$/.test(program)) {
    for (const inner of command.inner) {
      const found = fetched(inner);
      if (found) return { address: found.address };
    }
  }
  const file = reads && 'file' in reads ? reads.file.text : undefined;
  const packages = /^(?:dpkg|apt|apt-get|yum|dnf|rpm|python3?|installer)$/.test(program)
    ? args.map(({ text }) => text).filter((text) => /\.(?:deb|rpm|py)$|\.run$/.test(text))
    : [];
  const named = [
    ...(file ? [file] : []),
    ...packages,
    ...(/\.(?:sh|run|bin|bash)$/.test(program) ? [program] : []),
  ];
  if (named.length === 0) return undefined;
  return downloadsOf(script).before(
    command,
    named.map((name) => baseName(name)),
  );
}
