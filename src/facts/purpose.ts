import type { Command } from './commands.js';
import { baseName } from './paths.js';
import { type Purpose, purposeOfName, wordsOf } from './purpose-of-name.js';

export { type Purpose, purposeOfName } from './purpose-of-name.js';

const WEIGHTS = /\.(?:pth?|ckpt|safetensors|onnx|h5|bin|weights|whl|sh|gguf)(?:\.(?:tar|gz|zip))?(?:[?#]|$)/i;
const INSTALLERS: Record<string, RegExp> = {
  pip: /^(?:install|sync)$/,
  pipx: /^install$/,
  uv: /^(?:sync|add|venv|tool)$/,
  poetry: /^(?:install|sync|add)$/,
  pdm: /^(?:install|sync|add)$/,
  pipenv: /^(?:install|sync|shell)$/,
  rye: /^sync$/,
  pixi: /^(?:install|shell|run)$/,
  hatch: /^(?:env|shell)$/,
  conda: /^(?:create|install|env|activate)$/,
  mamba: /^(?:create|install|env)$/,
  micromamba: /^(?:create|install|env)$/,
  'conda-lock': /^install$/,
  docker: /^(?:build|pull|compose|buildx|run)$/,
  'docker-compose': /^(?:up|build|run)$/,
  podman: /^(?:build|pull|run)$/,
  apptainer: /^(?:build|pull|run|exec)$/,
  singularity: /^(?:build|pull|run|exec)$/,
  nix: /^(?:develop|shell|build)$/,
  'apt-get': /^install$/,
  apt: /^install$/,
  brew: /^install$/,
  npm: /^(?:install|ci)$/,
  devcontainer: /^(?:up|build)$/,
  easy_install: /./,
  virtualenv: /./,
  'nix-shell': /^/,
};
const TESTERS = /^(?:pytest|py\.test|tox|nox|nosetests|nose2|ctest|unittest|behave|trial|testthat)$/;
const LINTERS =
  /^(?:flake8|pylint|pycodestyle|pydocstyle|mypy|pyright|pyflakes|bandit|pylama|prospector|pre-commit|prek|codespell|pyre|vulture|nbqa|lintr|interrogate|ty|basedpyright)$/;
const FORMATTERS = /^(?:black|isort|yapf|autopep8|docformatter|blue)$/;
const TASK_RUNNERS = /^(?:make|gmake|just|task|invoke|inv|poe|doit|fab|mask|earthly)$/;
/** Programs whose `train`, `test` words mean something else, or nothing. */
const PLAIN =
  /^(?:git|cd|ls|cat|echo|mkdir|cp|mv|rm|touch|export|source|\.|ssh|scp|grep|sed|awk|ln|chmod|find|tree|head|tail|which|set|unset|if|fi|for|done|test|\[|\[\[|module|exit|sleep|nvidia-smi|kubectl|gcloud|gh|open|vim|nano|code|printf|read|wait|kill|ps|tensorboard|jupyter|mlflow-ui|return|local|trap|alias|eval)$/;

/** What a command is for. Several answers for one that does several things, such as `--do_train --do_eval`. */
export function purposes({ words }: Pick<Command, 'words'>): Purpose[] {
  const [word = '', ...args] = words;
  const name = baseName(word).replace(/\.exe$/, '');
  const [sub = ''] = args.filter((arg) => !arg.startsWith('-'));
  if (/^(?:python|python\d(?:\.\d+)?t?|py|pypy3?|Rscript|julia)$/.test(name)) return ofPython(args);
  // R and Julia install from their own prompt.
  if (
    /^(?:renv::restore|install\.packages|(?:remotes|devtools|pak)::\w*install\w*|Pkg\.(?:instantiate|add))\b/.test(
      name,
    )
  )
    return ['install'];
  if (/^pip\d?(?:\.\d+)?$/.test(name)) return [INSTALLERS.pip!.test(sub) ? 'install' : 'other'];
  if (name === 'uv' && sub === 'pip') return ['install'];
  if (Object.hasOwn(INSTALLERS, name) && INSTALLERS[name]!.test(sub)) return ['install'];
  if (TESTERS.test(name)) return ofTester(name, args);
  if (name === 'ruff') return [sub === 'format' && !args.includes('--check') ? 'format' : 'lint'];
  if (LINTERS.test(name)) return name === 'pre-commit' && sub !== 'run' ? ['other'] : ['lint'];
  if (FORMATTERS.test(name))
    return [args.some((arg) => /^(?:--check|--check-only|--diff|-c|-d)$/.test(arg)) ? 'lint' : 'format'];
  if (TASK_RUNNERS.test(name)) return ['pipeline'];
  if (name === 'dvc') {
    if (/^(?:pull|fetch|get|import|import-url|checkout|update)$/.test(sub)) return ['data'];
    return [sub === 'repro' || (sub === 'exp' && args.includes('run')) ? 'pipeline' : 'other'];
  }
  if (name === 'snakemake' && args.includes('--lint')) return ['lint'];
  if (/^(?:snakemake|luigi|argo)$/.test(name)) return ['pipeline'];
  if (/^(?:nextflow|kedro|mlflow|prefect|dagster|zenml|pachctl|airflow|metaflow|flyte|pyflyte)$/.test(name))
    return [/^(?:run|dags|deployment|job|create)$/.test(sub) ? 'pipeline' : 'other'];
  if (/^(?:wget|curl|aria2c|axel|gdown|azcopy|rclone|s5cmd|rsync)$/.test(name))
    return [args.some((arg) => WEIGHTS.test(arg)) || args.length === 0 ? 'other' : 'data'];
  if (/^(?:aws|gsutil|gcloud)$/.test(name))
    return [args.some((arg) => /^(?:s3|storage|cp|sync|rsync)$/.test(arg)) ? 'data' : 'other'];
  if (name === 'kaggle') return [args.includes('download') ? 'data' : 'other'];
  if (name === 'huggingface-cli' || name === 'hf')
    return [
      sub === 'download' && args.some((arg) => /^dataset$|repo-type=dataset/.test(arg)) ? 'data' : 'other',
    ];
  if (name === 'git') return [args.includes('lfs') && /pull|fetch/.test(args.join(' ')) ? 'data' : 'other'];
  if (
    /(?:^|\/)activate(?:\.\w+)?$/.test(sub) ||
    (/^(?:source|\.)$/.test(name) && !/\.(?:sh|bash)$/.test(sub))
  )
    return ['other'];
  if (/^(?:bash|sh|zsh|source|\.|sbatch|qsub|bsub|condor_submit)$/.test(name))
    return sub ? ofScript(sub, args) : ['other'];
  if (/\.(?:sh|bash|slurm|sbatch|py)$/.test(name)) return ofScript(word, args);
  if (PLAIN.test(name) || !/^[A-Za-z]/.test(name)) return ['other'];
  return ofTool(name, args);
}

function ofTester(name: string, args: readonly string[]): Purpose[] {
  if (name !== 'tox' && name !== 'nox') return ['test'];
  const at = args.findIndex((arg) => /^(?:-e|-s|--session|--sessions|--env)$/.test(arg));
  const purpose = at < 0 ? 'test' : purposeOfName(args[at + 1] ?? '');
  return [purpose === 'lint' || purpose === 'format' || purpose === 'train' ? purpose : 'test'];
}

function ofPython(args: readonly string[]): Purpose[] {
  const module = args.indexOf('-m');
  const script = args.findIndex((arg) => /\.(?:py|ipynb|R|jl)$/.test(arg));
  if (module >= 0 && (script < 0 || module < script)) {
    const name = args[module + 1] ?? '';
    const rest = args.slice(module + 2);
    if (
      /^(?:torch\.distributed\.(?:launch|run)|torch_xla\.distributed\.\w+|accelerate\.commands\.launch|coverage|cProfile|pdb|debugpy|kernprof)$/.test(
        name,
      )
    ) {
      const at = rest.findIndex((arg) => /\.py$/.test(arg));
      const inner = rest.indexOf('-m');
      if (at >= 0) return ofScript(rest[at]!, rest.slice(at + 1));
      return inner >= 0 ? ofPython(rest.slice(inner)) : ['other'];
    }
    if (/^(?:venv|virtualenv|ensurepip)$/.test(name)) return ['install'];
    if (
      /^(?:pip|pytest|unittest|flake8|pylint|ruff|mypy|black|isort|pycodestyle|pre_commit|tox|nox|bandit|yapf)$/.test(
        name,
      )
    )
      return purposes({ words: [name.replace('_', '-'), ...rest] });
    if (
      /^(?:http\.server|json\.tool|ipykernel|jupyter|build|twine|pyperf|compileall|this)$/.test(name) ||
      name === ''
    )
      return ['other'];
    return ofScript(name.replaceAll('.', '/'), rest);
  }
  if (script < 0) return ['other'];
  if (baseName(args[script]!) === 'setup.py') {
    const [verb = ''] = args.slice(script + 1);
    return [
      verb === 'test' || verb === 'pytest'
        ? 'test'
        : /^(?:install|develop|build_ext)$/.test(verb)
          ? 'install'
          : 'other',
    ];
  }
  if (args.slice(0, script).includes('-c')) return ['other'];
  return ofScript(args[script]!, args.slice(args.indexOf(args[script]!) + 1));
}

/** A script of the project by its path and arguments. */
function ofScript(path: string, args: readonly string[]): Purpose[] {
  const name = baseName(path).replace(/\.\w+$/, '');
  const folder = path.split('/').at(-2) ?? '';
  const flags = fromArguments(args);
  let own = purposeOfName(name);
  // `test.py` evaluates a model; tests are run by a test runner.
  if (own === 'test') own = 'evaluate';
  if (own === 'run' && purposeOfName(folder) === 'data') own = 'data';
  if (own === 'run' && /^(?:train|evaluate)$/.test(purposeOfName(folder))) own = purposeOfName(folder);
  if (/^(?:__main__|main)$/.test(name) && own === 'run' && folder)
    own = purposeOfName(folder) === 'other' ? 'run' : own;
  if (own === 'data' || own === 'install') return [own];
  if (flags.length > 0) return flags;
  return [own];
}

/** What arguments say against the script's name: `train.py --eval`, `main.py --mode test`, `run.py train`. */
function fromArguments(args: readonly string[]): Purpose[] {
  const found = new Set<Purpose>();
  for (const [index, arg] of args.entries()) {
    const option = /^--?([A-Za-z][\w-]*?)(?:=(.*))?$/.exec(arg.slice(0, 300));
    if (option) {
      const [, key = '', value = args[index + 1] ?? ''] = option;
      const flag = key.toLowerCase().replaceAll('-', '_');
      const off = /^(?:false|0|no|none)$/i.test(value);
      if (/^(?:do_)?train$|^fit$/.test(flag) && !off && !/[/.]/.test(value)) found.add('train');
      if (
        /^(?:do_|run_|only_)?(?:eval|evaluate|test|predict)(?:_only)?$|^(?:eval|test)_mode$|^benchmark$/.test(
          flag,
        ) &&
        !off &&
        !/[/.]/.test(value)
      )
        found.add('evaluate');
      if (/^(?:mode|phase|action|stage|task|run_mode|split|command|do)$/.test(flag)) {
        const purpose = purposeOfName(value.slice(0, 100));
        if (purpose === 'train' || purpose === 'evaluate') found.add(purpose);
        if (purpose === 'test') found.add('evaluate');
      }
    } else if (index === 0 || !args[index - 1]!.startsWith('-')) {
      const bare = /^[\w-]+$/.test(arg);
      const config = /\.(?:py|ya?ml|json|toml|gin|cfg)$/.test(arg);
      if (!bare && !config) continue;
      const purpose = purposeOfName(baseName(arg).replace(/\.\w+$/, ''));
      if (bare && index > 0 && wordsOf(arg).length > 1) continue;
      if (purpose === 'evaluate' || purpose === 'train') found.add(purpose);
      if (purpose === 'test') found.add('evaluate');
    }
  }
  return [...found];
}

/** A console program: `fairseq-train`, `yolo train`, `lm_eval`, `my-project evaluate`. */
function ofTool(name: string, args: readonly string[]): Purpose[] {
  const own = purposeOfName(name);
  if (own === 'train' || own === 'evaluate' || own === 'data') return [own];
  const [sub = ''] = args.filter((arg) => !arg.startsWith('-'));
  const purpose = /^[\w:-]+$/.test(sub) ? purposeOfName(sub) : 'other';
  if (purpose === 'train' || purpose === 'evaluate' || purpose === 'data') return [purpose];
  return ['other'];
}
