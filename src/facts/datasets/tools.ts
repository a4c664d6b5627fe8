import type { Python } from '../python/python.js';
import type { DataTool } from './model.js';
import { isDataCode } from './uses.js';

/** Calls that put data under versions, by the beginning of their full name. */
const CALLS: readonly (readonly [string, string])[] = [
  ['wandb.Artifact', 'Weights & Biases artifacts'],
  ['wandb.use_artifact', 'Weights & Biases artifacts'],
  ['wandb.log_artifact', 'Weights & Biases artifacts'],
  ['mlflow.data.', 'MLflow datasets'],
  ['mlflow.log_input', 'MLflow datasets'],
  ['lakefs.', 'lakeFS'],
  ['lakefs_client.', 'lakeFS'],
  ['lakefs_spec.', 'lakeFS'],
  ['python_pachyderm.', 'Pachyderm'],
  ['pachyderm_sdk.', 'Pachyderm'],
  ['clearml.Dataset', 'ClearML datasets'],
  ['datalad.', 'DataLad'],
  ['quilt3.', 'Quilt'],
  ['oxen.', 'Oxen'],
];

/** Code that shows others how to use a tool. */
const SHOWN = /(?:^|\/)(?:docs?|examples?|tutorials?)\//i;

/** Data-versioning tools that the code calls; `versioned` are those that its reads and records show. */
export function toolsOf(python: Python, versioned: readonly DataTool[]): DataTool[] {
  const tools = new Map<string, DataTool>();
  const tell = (tool: string, at: DataTool['at']) => {
    if (!tools.has(tool)) tools.set(tool, { tool, at, store: true });
  };
  const own = python.modules.filter(({ path }) => isDataCode(path) && !SHOWN.test(path));
  for (const module of own) {
    const callees = python.callees(module);
    for (const [index, call] of module.calls.entries()) {
      const name = callees[index];
      if (name === undefined) continue;
      for (const [prefix, tool] of CALLS)
        if (name.startsWith(prefix)) tell(tool, python.at(module, call.line));
    }
  }
  for (const { tool, at } of versioned) if (isDataCode(at.file) && !SHOWN.test(at.file)) tell(tool, at);
  return [...tools.values()];
}
