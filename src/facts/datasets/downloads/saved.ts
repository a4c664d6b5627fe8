import type { PythonModule } from '../../python/model.js';
import type { Python } from '../../python/python.js';
import { argument, lastName } from '../../python/values.js';
import type { PathValues } from '../path-values.js';

/** Methods and classes that write a model, with the argument that names its folder. Source: Transformers, `save_pretrained`, `TrainingArguments`. */
const SAVING: Readonly<Record<string, readonly [position: number, ...keywords: string[]]>> = {
  save_pretrained: [0, 'save_directory'],
  save_model: [0, 'output_dir'],
  TrainingArguments: [0, 'output_dir'],
  Seq2SeqTrainingArguments: [0, 'output_dir'],
};

/** The folders in which the project's own code keeps models: what is loaded from one comes from no hub. */
export class SavedModels {
  readonly #python: Python;
  readonly #values: PathValues;
  #folders: ReadonlySet<string> | undefined;

  constructor(python: Python, values: PathValues) {
    this.#python = python;
    this.#values = values;
  }

  /** Whether a name is such a folder, or something in one. */
  has(name: string): boolean {
    this.#folders ??= new Set(this.#python.modules.flatMap((module) => this.#in(module)));
    const parts = plain(name).split('/');
    return parts.some((_, at) => this.#folders?.has(parts.slice(0, at + 1).join('/')));
  }

  #in(module: PythonModule): string[] {
    return module.calls.flatMap((call) => {
      const last = lastName(call.callee);
      if (!Object.hasOwn(SAVING, last)) return [];
      const [position, ...keywords] = SAVING[last]!;
      const given = keywords.flatMap((keyword) => argument(call, keyword, position) ?? [])[0];
      const text = given && this.#values.read(module, given.value, call.scope, call.line).text;
      return text === undefined || text.includes('*') ? [] : [plain(text)];
    });
  }
}

function plain(path: string): string {
  return path.replace(/^\.\//, '').replace(/\/+$/, '');
}
