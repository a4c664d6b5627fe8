import { normalizeName, parseRequirement, parseUrl, withoutCredentials } from '../../formats/pep508.js';
import { exactVersion } from '../../formats/specifiers.js';
import { baseName } from '../../paths.js';
import type { Word } from '../../shell/model.js';
import { isTool } from './build-tools.js';
import {
  argumentsOf,
  type Call,
  type Found,
  type FoundPackage,
  has,
  isOn,
  subcommand,
  valued,
  valuesOf,
} from './call.js';
import { isRelease } from './fetched.js';

/** Options with a value. Source: pip, "pip install"; uv, "CLI reference", "uv pip install". */
export const PIP = valued(
  `-r --requirement --requirements -c --constraint --constraints -e --editable -i --index-url -f --find-links -t --target
  --extra-index-url --index --default-index --trusted-host --platform --python-version --implementation --abi --root --prefix --src
  --upgrade-strategy -C --config-settings --config-setting --global-option --install-option --no-binary --only-binary --progress-bar --root-user-action
  --report --group --cache-dir --timeout --retries --proxy --cert --client-cert --log --log-file --python -p --build -b --exists-action --use-feature --use-deprecated
  --default-timeout --torch-backend --extra --override --overrides --build-constraint --build-constraints --index-strategy --keyring-provider --resolution --prerelease --exclude-newer --link-mode --reinstall-package
  --upgrade-package -P --no-build-isolation-package --no-binary-package --no-build-package --only-binary-package --python-platform --directory --project --config-file -w --wheel-dir -d --dest --uploaded-prior-to`,
);

/** `pip install`, `uv pip install`, `pip wheel`, `pip download`: `args` stand behind the subcommand. */
export function pipInstall(words: readonly Word[], call: Call, tool: 'pip' | 'uv' | 'pipenv' = 'pip'): Found {
  const args = argumentsOf(words, PIP);
  if (has(args, '--dry-run', '--help', '-h')) return { tool, ecosystem: 'pypi' };
  const found = pythonPackages(args.operands);
  const editable = pythonPackages(valuesOf(args, '-e', '--editable'), true);
  const lists = valuesOf(args, '-r', '--requirement', '--requirements');
  const limits = valuesOf(args, '-c', '--constraint', '--constraints', '--override', '--overrides');
  const hashes =
    has(args, '--require-hashes') ||
    isOn(call.value('PIP_REQUIRE_HASHES')) ||
    isOn(call.value('UV_REQUIRE_HASHES'));
  const groups = valuesOf(args, '--group');
  const reads = call.launchers.some(([launcher]) => launcher?.text === 'xargs');
  return {
    tool,
    ecosystem: 'pypi',
    packages: [...found.packages, ...editable.packages],
    files: [
      ...lists.flatMap(({ text }) => (isStream(text) ? [] : [fileOf(text)])),
      ...limits.map(({ text }) => ({ text, role: 'constraints' as const })),
      ...groups.map(({ text }) => ({
        text: text.includes(':') ? text.slice(0, text.indexOf(':')) : 'pyproject.toml',
        role: 'list' as const,
      })),
    ],
    folders: [...found.folders, ...editable.folders],
    hasUnknown:
      found.hasUnknown ||
      editable.hasUnknown ||
      reads ||
      lists.some(({ text, known }) => !known && !isStream(text)),
    ...(has(args, '--no-deps', '--no-dependencies') ? { isBare: true } : {}),
    ...(hashes ? { locked: 'always' as const } : {}),
    // A list that another command prints: `uv export | uv pip install -r -`.
    ...(lists.some(({ text }) => isStream(text)) ? streamed(call) : {}),
  };
}

function isStream(text: string): boolean {
  return /^(?:-|\/dev\/stdin|<\(.*\))$/s.test(text);
}

function streamed(call: Call): Partial<Found> {
  const sources = [call.command.reads, ...call.command.inner].flatMap((one) => (one ? [one] : []));
  const [exported] = sources.flatMap((one) => exportOf(one.words.map(({ text }) => text)) ?? []);
  return exported
    ? { files: [{ text: exported.lock, role: 'lock' }], locked: 'present' }
    : { hasUnknown: true };
}

/** What a command writes out of a lock: `poetry export -o requirements.txt`; undefined for other commands. */
export function exportOf(words: readonly string[]): { lock: string; output: string | undefined } | undefined {
  const at = words.findIndex((word) => /(?:^|\/)(?:uv|poetry|pdm|pipenv)$/.test(word));
  const [tool = '', verb = ''] =
    at < 0 ? [] : [baseName(words[at]!), words.slice(at + 1).find((word) => !word.startsWith('-'))];
  if (tool === '' || verb !== (tool === 'pipenv' ? 'requirements' : 'export')) return undefined;
  const option = words.findIndex((word) => /^(?:-o|--output(?:-file)?)$/.test(word));
  const joined = words.find((word) => /^--output(?:-file)?=/.test(word));
  return {
    lock: tool === 'pipenv' ? 'Pipfile.lock' : `${tool}.lock`,
    output: option >= 0 ? words[option + 1] : joined?.slice(joined.indexOf('=') + 1),
  };
}

export function fileOf(text: string): { text: string; role: 'list' | 'lock' } {
  return {
    text,
    role: /(?:^|\/)(?:pylock(?:\.[^/]+)?\.toml|[^/]*\.lock|[^/]*[-_.]lock\.txt)$/.test(text)
      ? 'lock'
      : 'list',
  };
}

/** Packages, and folders of the machine, among operands. */
export function pythonPackages(
  words: readonly Word[],
  isEditable = false,
): { packages: FoundPackage[]; folders: string[]; hasUnknown: boolean } {
  const packages: FoundPackage[] = [];
  const folders: string[] = [];
  let hasUnknown = false;
  for (const word of words) {
    const { text, line } = word;
    const plain = text.replace(/\[[^\]]*\]$/, '');
    if (/^(?:git|hg|svn|bzr)\+|^(?:https?|ftp|s3|gs):\/\//i.test(text)) {
      if (!word.known && !/[#&]egg=|\.whl/.test(text)) hasUnknown = true;
      packages.push(addressed(text, line, word.known));
    } else if (
      /^(?:\.{1,2}(?:\/|$)|\/|~|file:)/.test(plain) ||
      (isEditable && !/[@=]/.test(plain)) ||
      /^[^@=<>~!]*\//.test(plain)
    ) {
      // A wheel of this machine was built or fetched by a step of its own; so were those that a glob finds.
      if (!/[*?]|\.(?:whl|tar\.gz|zip)$/.test(plain) && word.known)
        folders.push(plain.replace(/^file:(?:\/\/)?/, ''));
      else if (!word.known) hasUnknown = true;
    } else if (/\.(?:whl|tar\.gz|zip)$/.test(plain) && !plain.includes('@')) continue;
    else {
      const said = word.known ? text : text.replace(/\s*(?:[<>=!~]=?=?).*$|\s*@.*$/s, '');
      const { requirement } = parseRequirement(said);
      if (!word.known) hasUnknown = true;
      if (!requirement || /[$`]/.test(said)) continue;
      const version = word.known
        ? (exactVersion(requirement.specifier) ?? tagOf(requirement.specifier))
        : undefined;
      packages.push({
        name: requirement.name,
        text,
        ...(version === undefined ? {} : { version }),
        pinned: word.known && requirement.exact,
        isTool: isTool('pypi', requirement.name),
        ...(word.known ? {} : { isOpen: true }),
        line,
      });
    }
  }
  return { packages, folders, hasUnknown };
}

/** The tag of a release that an address of a repository ends in. Source: pip, "VCS Support". */
function tagOf(address: string): string | undefined {
  const [, tag] = /^(?:@\s*)?(?:git|hg|svn|bzr)\+[^#]*@([^@#/:]+)(?:#|$)/i.exec(address) ?? [];
  return tag !== undefined && isRelease(tag) ? tag : undefined;
}

/** A package that an address leads to. */
function addressed(text: string, line: number, known: boolean): FoundPackage {
  const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(text)?.[1];
  const file = /([^/#?]+)(?:[#?].*)?$/.exec(text)?.[1] ?? text;
  const archive =
    /^([A-Za-z0-9_.]+?(?:-[A-Za-z_][A-Za-z0-9_.]*)*)-(\d[^-]*?)(?:-[^/]*)?\.(?:whl|tar\.gz|zip)$/.exec(file);
  const repository = file.replace(/@[^@]*$/, '').replace(/\.(?:git|zip|whl|tar\.gz)$/, '');
  const name = normalizeName(egg ?? archive?.[1] ?? repository);
  const version = archive?.[2] ?? (known ? tagOf(text) : undefined);
  return {
    name,
    text: withoutCredentials(text),
    ...(version ? { version } : {}),
    pinned: known && parseUrl(text).exact,
    isTool: isTool('pypi', name),
    ...(known ? {} : { isOpen: true }),
    line,
  };
}

export function pip(call: Call): Found | undefined {
  const verb = subcommand(call.args, PIP);
  return verb && /^(?:install|wheel|download)$/.test(verb.name) ? pipInstall(verb.args, call) : undefined;
}

/** `python -m pip …`, `python -m uv …`; also `python setup.py install`. */
export function python(
  call: Call,
  runs: (program: string, args: readonly Word[]) => Found | Found[] | undefined,
): Found | Found[] | undefined {
  const at = call.args.findIndex(({ text }) => !/^-[A-Za-ln-z]+$/.test(text));
  const first = call.args[at]?.text;
  if (first === '-m') return runs(call.args[at + 1]?.text ?? '', call.args.slice(at + 2));
  if (
    first !== undefined &&
    /(?:^|\/)setup\.py$/.test(first) &&
    /^(?:install|develop)$/.test(call.args[at + 1]?.text ?? '')
  )
    return { tool: 'pip', ecosystem: 'pypi', folders: [first.replace(/\/?setup\.py$/, '') || '.'] };
  return undefined;
}

export function pipx(call: Call): Found | undefined {
  const verb = subcommand(call.args);
  if (verb?.name === 'install') return pipInstall(verb.args, call);
  return verb?.name === 'inject' ? pipInstall(verb.args.slice(1), call) : undefined;
}
