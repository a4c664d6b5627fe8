import { isExactCondaVersion, parseCondaSpec } from '../../formats/conda-spec.js';
import type { Word } from '../../shell/model.js';
import { isTool } from './build-tools.js';
import {
  argumentsOf,
  type Call,
  type Found,
  type FoundPackage,
  has,
  subcommand,
  valued,
  valuesOf,
} from './call.js';

/** Options with a value. Source: conda, "Commands"; micromamba, "User Guide"; conda-lock, "conda-lock install"; pixi, "CLI". */
const CONDA = valued(
  '-n --name -p --prefix -c --channel --file --repodata-fn --solver --experimental --clone --subdir --platform -r --root-prefix --rc-file --revision --yaml-file --category --extra-safety-checks-for -t',
);
const INSTALLS_NOTHING = ['--dry-run', '-d', '--download-only', '--help', '-h'];
const PIXI = valued(
  '-e --environment -f --feature --manifest-path -p --platform --git --branch --tag --rev --subdir -c --channel --concurrent-downloads --concurrent-solves --auth-file --with --expose --path -w --workspace',
);
const LOCK =
  /(?:^|\/)(?:[^/]*conda-lock[^/]*|[^/]*\.lock|[^/]*explicit[^/]*\.txt|[^/]*(?:linux-64|osx-(?:64|arm64)|linux-aarch64)[^/]*)$/;

function condaPackages(words: readonly Word[]): { packages: FoundPackage[]; hasUnknown: boolean } {
  const packages: FoundPackage[] = [];
  for (const { text, line, known } of words) {
    const said = known ? text : text.replace(/[<>=!~\s].*$/s, '');
    const spec = /[$`]/.test(said) ? undefined : parseCondaSpec(said);
    if (!spec) continue;
    const version = /^(?:==?|\s)?\s*(\d[\w.!+-]*)/.exec(spec.specifier)?.[1];
    packages.push({
      name: spec.name,
      text,
      // `=1.26` stands for any release of 1.26. Source: conda, "Package match specifications".
      ...(known && spec.exact && version !== undefined ? { version } : {}),
      // Two parts are enough for an interpreter.
      pinned: known && (spec.exact || (spec.name === 'python' && isExactCondaVersion(spec.specifier, 2))),
      isTool: isTool('conda', spec.name),
      ...(known ? {} : { isOpen: true }),
      line,
    });
  }
  return { packages, hasUnknown: words.some(({ known }) => !known) };
}

/** `conda install`, `conda create`, `conda env create`, `conda env update`, and the same of mamba and micromamba. */
export function conda(call: Call): Found | undefined {
  const words = call.args.filter(
    // With a value in micromamba, a flag of old versions of conda.
    ({ text }, at) =>
      call.args[at - 1]?.text !== '--channel-priority' || !/^(?:strict|flexible|disabled)$/.test(text),
  );
  const verb = subcommand(words, CONDA);
  if (!verb || has(argumentsOf(words, CONDA), ...INSTALLS_NOTHING)) return undefined;
  if (verb.name === 'env') {
    const inner = subcommand(verb.args, CONDA);
    return inner && /^(?:create|update)$/.test(inner.name) ? fromFiles(inner.args, true) : undefined;
  }
  return /^(?:install|create|update|upgrade)$/.test(verb.name)
    ? fromFiles([...verb.before, ...verb.args], false)
    : undefined;
}

function fromFiles(words: readonly Word[], isEnvironment: boolean): Found | undefined {
  const takesFile = (name: string) => name === '-f' || CONDA(name);
  const args = argumentsOf(words, takesFile);
  // Old versions of conda read `-f` as a flag, before the name of a package.
  const files = valuesOf(args, '-f', '--file', '--yaml-file').filter(
    ({ text }) => isEnvironment || /[./]/.test(text),
  );
  const flagged = isEnvironment ? [] : valuesOf(args, '-f').filter(({ text }) => !/[./]/.test(text));
  const operands = isEnvironment ? [] : [...flagged, ...args.operands];
  if (has(args, '--all', '--clone') && operands.length === 0) return undefined;
  if (isEnvironment && files.length === 0)
    files.push({ text: 'environment.yml', line: 0, known: true, breaks: [] });
  // `conda create -n name` makes an empty environment.
  if (files.length + operands.length === 0) return undefined;
  const isLock = files.length > 0 && operands.length === 0 && files.every(({ text }) => LOCK.test(text));
  const archives = operands.filter(({ text }) => /^[./].*\.(?:conda|tar\.bz2)$/.test(text));
  return {
    tool: 'conda',
    ecosystem: 'conda',
    ...condaPackages(operands.filter((word) => !archives.includes(word))),
    files: files
      .filter(({ known }) => known)
      .map(({ text }) => ({ text, role: LOCK.test(text) ? 'lock' : 'list' })),
    ...(isLock ? { locked: 'always' as const } : {}),
    ...(files.every(({ known }) => known) ? {} : { hasUnknown: true }),
  };
}

export function condaLock(call: Call): Found | undefined {
  const verb = subcommand(call.args, CONDA);
  if (verb?.name !== 'install') return undefined;
  const { operands } = argumentsOf(
    verb.args,
    valued('-n --name -p --prefix --conda --log-level -E --extras -f'),
  );
  const text = operands[0]?.text ?? 'conda-lock.yml';
  return {
    tool: 'conda-lock',
    ecosystem: 'conda',
    files: [{ text, role: 'lock' }],
    locked: 'always',
    hasUnknown: operands.some(({ known }) => !known),
  };
}

export function pixi(call: Call): Found | undefined {
  const verb = subcommand(call.args, PIXI);
  const args = verb && argumentsOf([...verb.before, ...verb.args], PIXI);
  if (!verb || !args) return undefined;
  if (/^(?:install|i|run|r|shell|shell-hook)$/.test(verb.name)) {
    const [manifest] = valuesOf(args, '--manifest-path');
    return {
      tool: 'pixi',
      ecosystem: 'conda',
      project: {
        manifest: ['pixi.toml', 'pyproject.toml'],
        lock: ['pixi.lock'],
        ...(manifest?.known ? { folder: manifest.text.replace(/\/?[^/]*\.toml$/, '') || '.' } : {}),
      },
      // Source: pixi, CLI, "install": without these it brings the lock up to date first.
      ...(has(args, '--frozen', '--locked') ||
      call.value('PIXI_FROZEN') === 'true' ||
      call.value('PIXI_LOCKED') === 'true'
        ? { locked: 'always' as const }
        : {}),
    };
  }
  const isGlobal = verb.name === 'global' && args.operands[0]?.text === 'install';
  if (verb.name !== 'add' && !isGlobal) return undefined;
  return {
    tool: 'pixi',
    ecosystem: 'conda',
    ...condaPackages(isGlobal ? args.operands.slice(1) : args.operands),
  };
}
