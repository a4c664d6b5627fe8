import { withoutCredentials } from '../../formats/pep508.js';
import { baseName } from '../../paths.js';
import type { ShellCommand, Word } from '../../shell/model.js';
import { programOf } from '../../shell/program.js';
import { shellReads } from '../../shell/words.js';
import { argumentsOf, type Call, type Found, subcommand, valued, valuesOf } from './call.js';

/** Options with a value. Source: git-clone(1); curl(1); wget(1). */
const GIT = valued('-C -c --git-dir --work-tree');
const CLONE = valued(
  '-b --branch --depth -o --origin -u --upload-pack --reference --template -c --config --shallow-since -j --jobs --filter --revision',
);
const CURL = valued(
  '-o --output -H --header -d --data -u --user -A --user-agent -x --proxy -X --request --retry --retry-delay --connect-timeout -m --max-time --proto --cacert -e --referer',
);
const WGET = valued(
  '-O --output-document -P --directory-prefix -o --output-file -t --tries --timeout -T -U --user-agent --header',
);
const COMMIT = /^[0-9a-f]{7,64}$/i;
/** A tag that names a release: it can be moved, as that of an image can, and seldom is. */
const RELEASE = /^(?:[\w.-]*[a-z/_-])?v?\d+\.\d+(?:\.\d+)*(?:[-.+_]?(?:rc|post|beta|alpha|dev)?\d*)?$/i;
const HAS_CHECKSUM = /^(?:sha(?:1|224|256|384|512)sum|shasum|md5sum|b2sum)$/;
/** How many commands before and behind one may belong to it. */
const NEAR = 200;
/** A version in an address: what it leads to stays what it is. */
export const VERSIONED = /(?:^|[/_=-]|\bv)\d+\.\d+(?:\.\d+)?(?:[./_+-]|$)|[0-9a-f]{40}/;

/** A clone: a commit or the tag of a release, be it checked out later in the same script, fixes it. Source: git-clone(1), git-checkout(1). */
export function git(call: Call): Found | undefined {
  const verb = subcommand(call.args, GIT);
  if (verb?.name !== 'clone') return undefined;
  const args = argumentsOf(verb.args, CLONE);
  const address = args.operands[0];
  // A folder of this machine is no repository from elsewhere.
  if (!address || /^(?:\.|\/|~|file:)/.test(address.text)) return undefined;
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

function isFixed(state: string): boolean {
  return COMMIT.test(state) || RELEASE.test(state);
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

/** Addresses that a command fetches, and the file that it writes. */
function fetched({ words, redirects }: ShellCommand): { address: Word; file: string } | undefined {
  const [program, ...args] = programOf(words).words;
  const name = program ? baseName(program.text) : '';
  if (!/^(?:curl|wget|aria2c)$/.test(name)) return undefined;
  const read = argumentsOf(args, name === 'curl' ? CURL : WGET);
  const address =
    read.operands.find(({ text }) => /^(?:https?|ftp):\/\/|^[\w.-]+\.[a-z]{2,}\//i.test(text)) ??
    read.operands.find(({ known }) => !known);
  if (!address) return undefined;
  const [output] =
    name === 'curl' ? valuesOf(read, '-o', '--output') : valuesOf(read, '-O', '--output-document');
  const [folder] = valuesOf(read, '-P', '--directory-prefix', '--output-dir');
  const target = redirects.find(({ operator }) => /^>/.test(operator))?.target.text;
  const own = baseName(address.text.replace(/[?#].*$/, ''));
  return { address, file: output?.text ?? target ?? (folder ? `${folder.text}/${own}` : own) };
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
  const isChecked = script.some(({ words, redirects }) => {
    const [program, ...args] = programOf(words).words;
    return (
      HAS_CHECKSUM.test(program?.text ?? '') &&
      (args.some(({ text }) => /^(?:-\w*c|--check)/.test(text)) || redirects.length > 0)
    );
  });
  const pinned = isChecked || (address.known && VERSIONED.test(address.text.replace(/^\w+:\/\/[^/]*/, '')));
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

function source({ program, args, command, script }: Call): { address: Word } | undefined {
  const words: Word[] = [{ text: program, line: command.line, known: true, breaks: [] }, ...args];
  const reads = shellReads(words);
  for (
    let before = command.reads, depth = 0;
    before && reads && 'input' in reads && depth < 10;
    before = before.reads, depth++
  ) {
    const found = fetched(before);
    if (found) return found;
  }
  if ((reads && !('input' in reads)) || /^(?:eval|source|\.)$/.test(program)) {
    for (const inner of command.inner) {
      const found = fetched(inner);
      if (found) return found;
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
  const at = script.indexOf(command);
  return script
    .slice(Math.max(0, at - NEAR), Math.max(0, at))
    .flatMap((one) => fetched(one) ?? [])
    .findLast(({ file: written }) => named.some((name) => baseName(name) === baseName(written)));
}
