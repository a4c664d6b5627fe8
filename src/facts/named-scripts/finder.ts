import { resolveIn } from '../paths.js';
import type { Python } from '../python/python.js';

/** Finds the project's own modules by what commands call them. */
export class Finder {
  readonly #python: Python;
  /** Paths by their last part. */
  readonly #byName = new Map<string, string[]>();

  constructor(python: Python) {
    this.#python = python;
    for (const { path } of python.modules) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const same = this.#byName.get(name);
      if (same) same.push(path);
      else this.#byName.set(name, [path]);
    }
  }

  /** The script that the words of a command run. */
  scriptOf(words: readonly string[], folder: string): string | undefined {
    const [program = '', ...args] = words;
    const name = program.slice(program.lastIndexOf('/') + 1);
    if (/^(?:python[\d.]*|pythonw|ipython3?|pypy3?|py)$/.test(name)) return this.#ofPython(args, folder);
    if (/\.(?:py|ipynb)$/.test(program)) return this.#file(program, folder);
    if (/^(?:papermill|runipy)$/.test(name) || (name === 'jupyter' && args.includes('--execute')))
      return this.#first(args, folder);
    if (
      /^(?:streamlit|ploomber|marimo|kernprof|scalene|py-spy|accelerate|deepspeed|torchrun|ray|sbatch)$/.test(
        name,
      )
    )
      return this.#first(args, folder);
    return undefined;
  }

  /** The module of a dotted name. */
  moduleNamed(dotted: string, folder: string): string | undefined {
    const path = dotted.replaceAll('.', '/');
    for (const end of [`${path}.py`, `${path}/__main__.py`, `${path}/__init__.py`]) {
      const found = this.#file(end, folder) ?? this.#file(`src/${end}`, folder);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #ofPython(args: readonly string[], folder: string): string | undefined {
    for (let at = 0; at < args.length; at++) {
      const word = args[at]!;
      if (word === '-m') return this.#module(args.slice(at + 1), folder);
      if (word === '-c') return undefined;
      if (word === '-W' || word === '-X') at++;
      else if (!word.startsWith('-')) return this.#file(word, folder);
    }
    return undefined;
  }

  /** What `python -m` runs: a module of the project, or one that runs a script. */
  #module([name = '', ...args]: readonly string[], folder: string): string | undefined {
    if (
      /^(?:torch\.distributed\.(?:launch|run)|accelerate\.commands\.launch|cProfile|profile|pdb|trace|coverage)$/.test(
        name,
      )
    )
      return this.#first(args, folder);
    return this.moduleNamed(name, folder);
  }

  #first(args: readonly string[], folder: string): string | undefined {
    const word = args.find((arg) => /\.(?:py|ipynb)$/.test(arg) && !arg.startsWith('-'));
    return word === undefined ? undefined : this.#file(word, folder);
  }

  /** A file, counted from a folder, from the root, or the only one whose path ends so. */
  #file(written: string, folder: string): string | undefined {
    const plain = written.replace(/^\.\//, '');
    for (const base of [folder, '']) {
      const path = resolveIn(base, plain);
      if (path !== undefined && this.#python.get(path)) return path;
    }
    if (/[$*{}<>]/.test(plain)) return undefined;
    const end = plain.replace(/^(?:\.\.\/)+|^\/(?:app|workspace|work|code|src)\//, '');
    const same = (this.#byName.get(end.slice(end.lastIndexOf('/') + 1)) ?? []).filter(
      (path) => path === end || path.endsWith(`/${end}`),
    );
    return same.length === 1 ? same[0] : undefined;
  }
}
