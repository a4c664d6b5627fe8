import type { Dependencies, Dependency } from '../dependencies.js';
import { isTest } from '../files.js';
import { admitsVersion } from '../formats/admits-version.js';
import type { Python } from '../python/python.js';

/** Trainers of Hugging Face, whose `report_to` is by default every tracker that is installed. Source: transformers 4, TrainingArguments. */
const TRAINERS =
  /^(?:transformers\.(?:\w+\.)*(?:Seq2Seq)?Trainer|trl\.(?:\w+\.)*\w+Trainer|sentence_transformers\.(?:\w+\.)*SentenceTransformerTrainer|setfit\.Trainer)$/;
/** Packages of trackers that they look for, with the name of the tool. Source: transformers, integrations. */
const INSTALLED: Readonly<Record<string, string>> = {
  wandb: 'wandb',
  mlflow: 'mlflow',
  'comet-ml': 'comet',
  clearml: 'clearml',
  neptune: 'neptune',
  dvclive: 'dvclive',
  swanlab: 'swanlab',
  trackio: 'trackio',
};

/** A tracker that a trainer reports to without being told. */
export interface DefaultReport {
  tool: string;
  /** The requirement that brings it. */
  by: Dependency;
  /** The trainer: full name. */
  trainer: string;
  /** The requirements keep to versions of transformers before 5; without that, what is installed today reports nowhere. */
  settled: boolean;
}

/**
 * Trackers to which a trainer of Hugging Face reports because the project installs them. None where the code names
 * `report_to` itself, and from transformers 5 on, where the default is none.
 */
export function reportedByDefault({ modules, callees }: Python, { runtime }: Dependencies): DefaultReport[] {
  let trainer: string | undefined;
  for (const module of modules) {
    if (isTest(module.path)) continue;
    if (module.calls.some(({ args }) => args.some(({ name }) => name === 'report_to'))) return [];
    trainer ??= callees(module).find((name) => name !== undefined && TRAINERS.test(name));
  }
  const library = runtime.find(({ name }) => name === 'transformers');
  if (trainer === undefined || /(?:==|>=|~=|>)\s*[5-9]\b/.test(library?.specifier ?? '')) return [];
  const settled =
    library !== undefined &&
    ['5.0.0', '5.99.0', '99.0.0'].every((version) => {
      const kind = library.at.file.endsWith('pyproject.toml') ? 'pyproject' : 'requirements';
      return admitsVersion(library, kind, version) === false;
    });
  const reports: DefaultReport[] = [];
  for (const by of runtime) {
    const tool = Object.hasOwn(INSTALLED, by.name) ? INSTALLED[by.name] : undefined;
    if (tool !== undefined && !isOff(modules, tool) && !reports.some((known) => known.tool === tool))
      reports.push({ tool, by, trainer, settled });
  }
  return reports;
}

/** `os.environ['WANDB_DISABLED'] = 'true'`, and the like of other tools. Source: transformers, docs of its callbacks. */
function isOff(modules: Python['modules'], tool: string): boolean {
  const name = tool.toUpperCase();
  const names = new Set([`${name}_DISABLED`, `${name}_MODE`, `DISABLE_${name}_INTEGRATION`]);
  return modules.some(({ path, assignments }) =>
    assignments.some(({ key }) => key?.kind === 'string' && names.has(key.value) && !isTest(path)),
  );
}
