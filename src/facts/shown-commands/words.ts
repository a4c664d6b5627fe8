import { baseName } from '../paths.js';
import { ofPip, ofSnakemake, optionValues, valueAt } from './tools.js';

/** What the words of one command name, before anybody looks whether it is there. */
export type Named =
  | { kind: 'script'; name: string; args: readonly string[] }
  | { kind: 'module'; name: string; args: readonly string[] }
  | { kind: 'file'; name: string }
  /** A file by which a program knows what to run or to install, under any of its names: in a folder, else where the reader stands. */
  | { kind: 'project'; names: readonly string[]; folder?: string }
  | { kind: 'target'; runner: Runner; name: string; folder?: string }
  | { kind: 'program'; name: string; args: readonly string[] };

/** Programs that run what a file of the project declares by name. */
export type Runner =
  | 'Make'
  | 'just'
  | 'Task'
  | 'DVC'
  | 'Snakemake'
  | 'MLflow project'
  | 'tox'
  | 'nox'
  | 'Kedro';

const PYTHON = /^(?:python|python\d(?:\.\d+)?t?|pythonw|ipython3?|pypy3?|py)$/;
const SHELL = /^(?:bash|sh|zsh|dash|ksh|source|\.)$/;
const SCRIPT = /\.(?:py|sh|bash|R|r|jl|ipynb|slurm|sbatch)$/;
/** Modules that run a script that is given to them. */
const MODULE_LAUNCHERS =
  /^(?:torch\.distributed\.(?:launch|run)|torch_xla\.distributed\.xla_(?:dist|spawn)|accelerate\.commands\.launch|cProfile|profile|pdb|trace|coverage|kernprof|debugpy|memory_profiler|line_profiler|scalene|ddtrace|viztracer|streamlit)$/;
/** Options of Python itself that take the next word. */
const PYTHON_PAIRS = /^-[WX]$|^--check-hash-based-pycs$/;

/** What a command names; several things for `pytest a b`, nothing where it names nothing of the project. */
export function namedBy(words: readonly string[]): Named[] {
  const [program = '', ...args] = words;
  const name = baseName(program);
  const file = (path: string | undefined): Named[] =>
    path === undefined ? [] : [{ kind: 'file', name: path }];
  const script = (path: string | undefined, rest: readonly string[] = []): Named[] =>
    path === undefined ? [] : [{ kind: 'script', name: path, args: rest }];
  if (PYTHON.test(name)) return ofPython(args);
  if (SHELL.test(name)) return ofShell(args);
  // A path of Python alone is more often a line of some output.
  if (SCRIPT.test(program) && (program.endsWith('.py') ? program.startsWith('./') : program.includes('/')))
    return script(program, args);
  switch (name) {
    case 'Rscript':
    case 'julia':
    case 'sbatch':
    case 'qsub':
    case 'papermill':
    case 'torchrun':
    case 'deepspeed':
    case 'horovodrun':
    case 'mprof':
    case 'kernprof':
    case 'ray':
    case 'modal':
    case 'chainlit': {
      const at = args.findIndex((arg) => SCRIPT.test(arg));
      return script(args[at], args.slice(at + 1));
    }
    case 'accelerate': {
      const at = args.findIndex((arg) => /\.py$/.test(arg));
      return at < 0 ? [] : script(args[at], args.slice(at + 1));
    }
    case 'streamlit':
      return args[0] === 'run' && args[1] !== undefined && /\.py$/.test(args[1]) ? script(args[1]) : [];
    case 'uvicorn':
    case 'gunicorn':
    case 'hypercorn': {
      const app = args.find((arg) => /^[\w.]+:\w+/.test(arg));
      return app === undefined ? [] : [{ kind: 'module', name: app.split(':')[0]!, args: [] }];
    }
    case 'jupyter':
      return args.filter((arg) => /\.ipynb$/.test(arg)).flatMap(file);
    case 'pytest':
    case 'py.test':
      return args
        .filter(
          (arg, at) =>
            /^[\w./-]+(?:\.py(?:::.*)?|\/)$/.test(arg) &&
            !arg.startsWith('-') &&
            !/^-[kmnopcW]$|^--\w[\w-]*$/.test(args[at - 1] ?? ''),
        )
        .flatMap((arg) => file(arg.replace(/::.*$/, '')));
    case 'pip':
    case 'pip3':
      return ofPip(args);
    case 'uv':
      return args[0] === 'pip' ? ofPip(args.slice(1)) : [];
    case 'conda':
    case 'mamba':
    case 'micromamba': {
      const at = args.findIndex((arg) => /^(?:-f|--file)(?:=|$)/.test(arg));
      if (!args.includes('env') && !/^(?:create|install|update)$/.test(args[0] ?? '')) return [];
      return at < 0 ? [] : file(valueAt(args, at));
    }
    case 'docker':
    case 'podman': {
      const at = args.findIndex((arg) => /^(?:-f|--file)(?:=|$)/.test(arg));
      return at >= 0 && /^(?:build|buildx|compose)$/.test(args[0] ?? '') ? file(valueAt(args, at)) : [];
    }
    case 'docker-compose': {
      const at = args.findIndex((arg) => /^(?:-f|--file)(?:=|$)/.test(arg));
      return at < 0 ? [] : file(valueAt(args, at));
    }
    case 'make':
    case 'gmake':
      return ofMake(args);
    case 'just':
    case 'task': {
      const plain = args.find((arg) => !arg.startsWith('-') && !arg.includes('='));
      if (args.some((arg) => /^(?:-[fdt]|--(?:justfile|working-directory|taskfile|dir))/.test(arg)))
        return [];
      return plain === undefined
        ? []
        : [{ kind: 'target', runner: name === 'just' ? 'just' : 'Task', name: plain }];
    }
    case 'dvc':
      return /^(?:repro|reproduce)$/.test(args[0] ?? '') || (args[0] === 'exp' && args[1] === 'run')
        ? args
            .slice(args[0] === 'exp' ? 2 : 1)
            .filter(
              (arg, at, all) =>
                !arg.startsWith('-') &&
                !/^-(?:S|n|j|m|-set-param|-name|-jobs|-message|-rev|-downstream)$|^--(?:set-param|name|jobs|message|rev|copy-paths)$/.test(
                  all[at - 1] ?? '',
                ),
            )
            .map((stage): Named => ({ kind: 'target', runner: 'DVC', name: stage }))
        : [];
    case 'snakemake':
      return ofSnakemake(args);
    case 'tox':
      return optionValues(args, /^(?:-e|--env)$/).map(
        (one): Named => ({ kind: 'target', runner: 'tox', name: one }),
      );
    case 'nox':
      return optionValues(args, /^(?:-s|-e|--sessions?)$/).map(
        (one): Named => ({ kind: 'target', runner: 'nox', name: one }),
      );
    case 'mlflow': {
      if (args[0] !== 'run') return [];
      const uri = args
        .slice(1)
        .find((arg, at, all) => !arg.startsWith('-') && !(all[at - 1] ?? '').startsWith('-'));
      const entry = optionValues(args, /^(?:-e|--entry-point)$/)[0];
      if (uri === undefined || /:/.test(uri)) return [];
      const folder = uri === '.' ? {} : { folder: uri };
      return entry === undefined
        ? [{ kind: 'project', names: ['MLproject'], ...folder }]
        : [{ kind: 'target', runner: 'MLflow project', name: entry, ...folder }];
    }
    case 'kedro': {
      if (args[0] !== 'run') return [];
      const named = optionValues(args, /^(?:-p|--pipelines?)$/);
      return named.length === 0
        ? [{ kind: 'project', names: ['pyproject.toml', '.kedro.yml'] }]
        : named.map((one): Named => ({ kind: 'target', runner: 'Kedro', name: one }));
    }
    default:
      return /^[\w.-]+$/.test(program) ? [{ kind: 'program', name: program, args }] : [];
  }
}

function ofPython(args: readonly string[]): Named[] {
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === '-m') return ofModule(args.slice(at + 1));
    if (word === '-c' || word === '-' || word === '--version' || word === '-V') return [];
    if (PYTHON_PAIRS.test(word)) at++;
    else if (!word.startsWith('-'))
      return /\.(?:pyw?|ipynb)$/.test(word) ? [{ kind: 'script', name: word, args: args.slice(at + 1) }] : [];
  }
  return [];
}

function ofModule([name = '', ...args]: readonly string[]): Named[] {
  if (MODULE_LAUNCHERS.test(name)) {
    const at = args.findIndex((arg) => /\.py$/.test(arg));
    if (at >= 0) return [{ kind: 'script', name: args[at]!, args: args.slice(at + 1) }];
    const inner = args.indexOf('-m');
    return inner < 0 ? [] : ofModule(args.slice(inner + 1));
  }
  if (/^(?:pip|pytest|uv|jupyter|tox|nox)$/.test(name)) return namedBy([name, ...args]);
  return /^[A-Za-z_][\w.]*$/.test(name) ? [{ kind: 'module', name, args }] : [];
}

function ofShell(args: readonly string[]): Named[] {
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  const path = args[at];
  if (path === undefined || args.slice(0, at).some((arg) => /^-\w*c/.test(arg))) return [];
  return /\.(?:sh|bash|slurm|sbatch)$/.test(path) ? [{ kind: 'script', name: path, args: [] }] : [];
}

function ofMake(args: readonly string[]): Named[] {
  const out: Named[] = [];
  let folder: string | undefined;
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (/^(?:-f|--file|--makefile)/.test(word)) return [];
    if (/^(?:-C|--directory)$/.test(word)) folder = args[++at];
    else if (word.startsWith('-C')) folder = word.slice(2);
    else if (/^-[jlIoW]$/.test(word) && /^[\d.]+$/.test(args[at + 1] ?? '')) at++;
    else if (/^[A-Za-z][\w.-]*$/.test(word) && !word.includes('='))
      out.push({ kind: 'target', runner: 'Make', name: word });
  }
  return folder === undefined ? out : out.map((one): Named => ({ ...one, folder }) as Named);
}
