import type { Dependencies, Dependency } from '../dependencies.js';
import { isTest } from '../files.js';
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
  const reports: DefaultReport[] = [];
  for (const by of runtime) {
    const tool = Object.hasOwn(INSTALLED, by.name) ? INSTALLED[by.name] : undefined;
    if (tool !== undefined && !reports.some((known) => known.tool === tool))
      reports.push({ tool, by, trainer });
  }
  return reports;
}
