import {
  exactVersion,
  normalizeName,
  parseRequirement,
  parseUrl,
  withoutCredentials,
} from '../../formats/pep508.js';
import { baseName } from '../../paths.js';
import type { Word } from '../../shell/model.js';
import { isTool } from './build-tools.js';
import {
  type Arguments,
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

/** Options with a value. Source: pip, "pip install"; uv, "CLI reference"; Poetry, PDM, Pipenv, "CLI". */
const PIP = valued(
  `-r --requirement --requirements -c --constraint --constraints -e --editable -i --index-url -f --find-links -t --target
  --extra-index-url --index --default-index --trusted-host --platform --python-version --implementation --abi --root --prefix --src
  --upgrade-strategy -C --config-settings --config-setting --global-option --install-option --no-binary --only-binary --progress-bar --root-user-action
  --report --group --cache-dir --timeout --retries --proxy --cert --client-cert --log --python -p --build -b --exists-action --use-feature --use-deprecated
  --default-timeout --torch-backend --extra --override --overrides --build-constraint --build-constraints --index-strategy --keyring-provider --resolution --prerelease --exclude-newer --link-mode --reinstall-package
  --upgrade-package -P --no-build-isolation-package --no-binary-package --no-build-package --only-binary-package --python-platform --directory --project --config-file -w --wheel-dir -d --dest --uploaded-prior-to`,
);
const UV = valued(
  `--extra --group --no-group --only-group --no-extra --package --python -p --index-url -i --default-index --index --extra-index-url -f --find-links --directory --project
  --config-file --cache-dir --link-mode --resolution --prerelease --exclude-newer --no-install-package --upgrade-package -P --reinstall-package --color --with --with-editable
  --with-requirements --from --env-file --script -m --module --optional --rev --tag --branch --index-strategy --keyring-provider --allow-insecure-host --python-platform -r --requirements -c --constraints
  --format -o --output-file --torch-backend --no-binary-package --no-build-package --no-build-isolation-package -C --config-setting -w`,
);
const POETRY = valued(
  '--without --with --only -E --extras --directory -C --project -P --group -G --source --python --platform --optional-group -f --format -o --output',
);
const PDM = valued(
  '-G --group -p --project -L --lockfile --without --with -k --skip --venv -c --config -d-e -e --editable -o --output -f --format',
);
const PIPENV = valued(
  '--python --pypi-mirror -r --requirements -e --editable -i --index --extra-pip-args --categories -c --code -o',
);

/** `pip install`, `uv pip install`, `pip wheel`, `pip download`: `args` stand behind the subcommand. */
export function pipInstall(words: readonly Word[], call: Call, tool: 'pip' | 'uv' | 'pipenv' = 'pip'): Found {
  const args = argumentsOf(words, PIP);
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

function fileOf(text: string): { text: string; role: 'list' | 'lock' } {
  return {
    text,
    role: /(?:^|\/)(?:pylock(?:\.[^/]+)?\.toml|[^/]*\.lock|[^/]*[-_.]lock\.txt)$/.test(text)
      ? 'lock'
      : 'list',
  };
}

/** Packages, and folders of the machine, among operands. */
function pythonPackages(
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
      const version = word.known ? exactVersion(requirement.specifier) : undefined;
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

/** A package that an address leads to. */
function addressed(text: string, line: number, known: boolean): FoundPackage {
  const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(text)?.[1];
  const file = /([^/#?]+)(?:[#?].*)?$/.exec(text)?.[1] ?? text;
  const archive =
    /^([A-Za-z0-9_.]+?(?:-[A-Za-z_][A-Za-z0-9_.]*)*)-(\d[^-]*?)(?:-[^/]*)?\.(?:whl|tar\.gz|zip)$/.exec(file);
  const repository = file.replace(/@[^@]*$/, '').replace(/\.(?:git|zip|whl|tar\.gz)$/, '');
  const name = normalizeName(egg ?? archive?.[1] ?? repository);
  return {
    name,
    text: withoutCredentials(text),
    ...(archive?.[2] ? { version: archive[2] } : {}),
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

function uvProject(args: Arguments, call: Call): Found {
  const fixed =
    has(args, '--frozen', '--locked') || isOn(call.value('UV_FROZEN')) || isOn(call.value('UV_LOCKED'));
  return {
    tool: 'uv',
    ecosystem: 'pypi',
    project: {
      manifest: ['pyproject.toml'],
      // Without `--frozen` or `--locked`, uv takes the lock only as far as it fits the manifest; `--upgrade` makes it anew.
      lock: has(args, '-U', '--upgrade') ? [] : ['uv.lock'],
      ...folderOf(valuesOf(args, '--project', '--directory')),
    },
    ...(fixed ? { locked: 'always' as const } : {}),
  };
}

function folderOf([folder]: readonly Word[]): { folder?: string } {
  return folder?.known ? { folder: folder.text } : {};
}

export function uv(call: Call): Found | Found[] | undefined {
  const verb = subcommand(call.args, UV);
  if (!verb) return undefined;
  const before = argumentsOf(verb.before, UV);
  if (verb.name === 'pip') {
    const inner = subcommand(verb.args, PIP);
    if (inner?.name === 'install') return pipInstall(inner.args, call, 'uv');
    if (inner?.name !== 'sync') return undefined;
    const { operands } = argumentsOf(inner.args, PIP);
    return {
      tool: 'uv',
      ecosystem: 'pypi',
      files: operands.map(({ text }) => ({ text, role: 'lock' })),
      locked: 'present',
    };
  }
  const args = argumentsOf(verb.args, UV);
  args.options.unshift(...before.options);
  if (verb.name === 'sync') return uvProject(args, call);
  if (verb.name === 'add') {
    const { packages, folders, hasUnknown } = pythonPackages(args.operands);
    const lists = valuesOf(args, '-r', '--requirements').map(({ text }) => fileOf(text));
    return { tool: 'uv', ecosystem: 'pypi', packages, folders, hasUnknown, files: lists };
  }
  if (verb.name === 'tool' || verb.name === 'x') {
    const inner = verb.name === 'tool' ? subcommand(verb.args, UV) : undefined;
    if (inner && /^(?:install|run)$/.test(inner.name)) return uvTool(inner.args);
  }
  if (verb.name === 'run') return uvRun(verb.args, before, call);
  return undefined;
}

/** What `uv run` brings in before it runs its program. */
export function uvRun(words: readonly Word[], before: Arguments, call: Call): Found | undefined {
  const end = words.findIndex(
    (word, at) => !word.text.startsWith('-') && !(at > 0 && UV(words[at - 1]!.text)),
  );
  const args = argumentsOf(end < 0 ? words : words.slice(0, end), UV);
  args.options.unshift(...before.options);
  if (has(args, '--no-project', '--isolated', '--no-sync', '--script') || isOn(call.value('UV_NO_SYNC')))
    return undefined;
  return uvProject(args, call);
}

/** `uv tool install x`, and `uvx x`, where only the first word is a package. */
function uvTool(words: readonly Word[]): Found {
  const args = argumentsOf(words, UV);
  const from = valuesOf(args, '--from');
  // `ruff@0.4.1` names a version.
  const named = (from.length > 0 ? from : args.operands.slice(0, 1)).map((word) => ({
    ...word,
    text: word.text.replace(/^([\w.-]+)@(?=\d)/, '$1==').replace(/@latest$/, ''),
  }));
  return { tool: 'uv', ecosystem: 'pypi', ...pythonPackages([...named, ...valuesOf(args, '--with')]) };
}

export function uvx(call: Call): Found {
  return uvTool(call.args);
}

export function pipx(call: Call): Found | undefined {
  const verb = subcommand(call.args);
  if (verb?.name === 'install') return pipInstall(verb.args, call);
  return verb?.name === 'inject' ? pipInstall(verb.args.slice(1), call) : undefined;
}

export function poetry(call: Call): Found | undefined {
  const verb = subcommand(call.args, POETRY);
  const args = verb && argumentsOf([...verb.before, ...verb.args], POETRY);
  if (!verb || !args) return undefined;
  const project = {
    manifest: ['pyproject.toml'],
    lock: ['poetry.lock'],
    ...folderOf(valuesOf(args, '-C', '--directory', '-P', '--project')),
  };
  if (verb.name === 'install' || verb.name === 'sync')
    return { tool: 'poetry', ecosystem: 'pypi', project, locked: 'present' };
  if (verb.name === 'update') return { tool: 'poetry', ecosystem: 'pypi', project };
  const named =
    verb.name === 'add'
      ? args.operands
      : verb.name === 'self' && args.operands[0]?.text === 'add'
        ? args.operands.slice(1)
        : [];
  if (named.length === 0) return undefined;
  // `name@1.2` and `name@^1.2` are Poetry's own way to write a version.
  const words = named.map((word) => ({
    ...word,
    text: word.text.replace(/^([\w.-]+(?:\[[^\]]*\])?)@(?=\d)/, '$1==').replace(/^([\w.-]+)@[\^~].*/, '$1'),
  }));
  return { tool: 'poetry', ecosystem: 'pypi', ...pythonPackages(words) };
}

export function pdm(call: Call): Found | undefined {
  const verb = subcommand(call.args, PDM);
  const args = verb && argumentsOf(verb.args, PDM);
  if (!verb || !args) return undefined;
  const project = {
    manifest: ['pyproject.toml'],
    lock: ['pdm.lock'],
    ...folderOf(valuesOf(args, '-p', '--project')),
  };
  if (verb.name === 'sync') return { tool: 'pdm', ecosystem: 'pypi', project, locked: 'always' };
  if (verb.name === 'install') {
    const fixed =
      has(args, '--frozen-lockfile', '--no-lock', '--check') || isOn(call.value('PDM_FROZEN_LOCKFILE'));
    return { tool: 'pdm', ecosystem: 'pypi', project, ...(fixed ? { locked: 'always' as const } : {}) };
  }
  return verb.name === 'add'
    ? { tool: 'pdm', ecosystem: 'pypi', ...pythonPackages(args.operands) }
    : undefined;
}

export function pipenv(call: Call): Found | undefined {
  const verb = subcommand(call.args, PIPENV);
  const args = verb && argumentsOf(verb.args, PIPENV);
  if (!verb || !args) return undefined;
  const project = { manifest: ['Pipfile'], lock: ['Pipfile.lock'] };
  if (verb.name === 'sync') return { tool: 'pipenv', ecosystem: 'pypi', project, locked: 'always' };
  if (verb.name === 'run') return undefined;
  if (verb.name !== 'install') return undefined;
  if (args.operands.length + valuesOf(args, '-r', '--requirements', '-e', '--editable').length > 0)
    return pipInstall(verb.args, call, 'pipenv');
  const fixed = has(args, '--deploy', '--ignore-pipfile') || isOn(call.value('PIPENV_IGNORE_PIPFILE'));
  return { tool: 'pipenv', ecosystem: 'pypi', project, ...(fixed ? { locked: 'always' as const } : {}) };
}
