import type { Word } from '../../shell/model.js';
import {
  type Arguments,
  argumentsOf,
  type Call,
  type Found,
  has,
  isOn,
  subcommand,
  valued,
  valuesOf,
} from './call.js';
import { fileOf, PIP, pipInstall, pythonPackages } from './pip.js';

/** Options with a value. Source: uv, "CLI reference". */
const UV = valued(
  `--extra --group --no-group --only-group --no-extra --package --python -p --index-url -i --default-index --index --extra-index-url -f --find-links --directory --project
  --config-file --cache-dir --link-mode --resolution --prerelease --exclude-newer --no-install-package --upgrade-package -P --reinstall-package --color --with --with-editable
  --with-requirements --from --env-file --script -m --module --optional --rev --tag --branch --index-strategy --keyring-provider --allow-insecure-host --python-platform -r --requirements -c --constraints
  --format -o --output-file --torch-backend --no-binary-package --no-build-package --no-build-isolation-package -C --config-setting -w`,
);

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

/** The folder of a project that an option names. */
export function folderOf([folder]: readonly Word[]): { folder?: string } {
  return folder?.known ? { folder: folder.text } : {};
}
