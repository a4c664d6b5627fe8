import { argumentsOf, type Call, type Found, has, isOn, subcommand, valued, valuesOf } from './call.js';
import { pipInstall, pythonPackages } from './pip.js';
import { folderOf } from './uv.js';

/** Options with a value. Source: the documentation of the commands of Poetry, PDM and Pipenv. */
const POETRY = valued(
  '--without --with --only -E --extras --directory -C --project -P --group -G --source --python --platform --optional-group -f --format -o --output',
);
const PDM = valued(
  '-G --group -p --project -L --lockfile --without --with -k --skip --venv -c --config -d-e -e --editable -o --output -f --format',
);
const PIPENV = valued(
  '--python --pypi-mirror -r --requirements -e --editable -i --index --extra-pip-args --categories -c --code -o',
);

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
