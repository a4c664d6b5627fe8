import { isTest } from '../files.js';
import type { PythonModule, Value } from '../python/model.js';
import type { Python } from '../python/python.js';
import type { Pipeline, Task } from './model.js';

/** Packages whose decorators, classes or calls make a pipeline of Python code; the words that do. */
const FRAMEWORKS: readonly { name: string; kind: string; makes: RegExp }[] = [
  { name: 'airflow', kind: 'Airflow', makes: /^airflow\.(?:.*\.)?(?:DAG|dag)$/ },
  { name: 'prefect', kind: 'Prefect', makes: /^prefect\.(?:.*\.)?(?:flow|Flow)$/ },
  { name: 'metaflow', kind: 'Metaflow', makes: /^metaflow\.(?:.*\.)?FlowSpec$/ },
  { name: 'zenml', kind: 'ZenML', makes: /^zenml\.(?:.*\.)?pipeline$/ },
  { name: 'kfp', kind: 'Kubeflow', makes: /^kfp\.(?:.*\.)?pipeline$/ },
  { name: 'dagster', kind: 'Dagster', makes: /^dagster\.(?:.*\.)?(?:job|asset|graph|define_asset_job)$/ },
  { name: 'luigi', kind: 'Luigi', makes: /^luigi\.(?:.*\.)?(?:Task|WrapperTask|ExternalTask)$/ },
  { name: 'flytekit', kind: 'Flyte', makes: /^flytekit\.(?:.*\.)?(?:workflow|dynamic)$/ },
  { name: 'flyte', kind: 'Flyte', makes: /^flyte\.(?:.*\.)?TaskEnvironment$/ },
  { name: 'kedro', kind: 'Kedro', makes: /^kedro\.pipeline\.(?:.*\.)?(?:pipeline|node|Pipeline)$/ },
  { name: 'sagemaker', kind: 'SageMaker', makes: /^sagemaker\.workflow\.(?:.*\.)?Pipeline$/ },
  { name: 'azureml', kind: 'Azure ML', makes: /^azureml\.pipeline\.core\.(?:.*\.)?Pipeline$/ },
  { name: 'azure', kind: 'Azure ML', makes: /^azure\.ai\.ml\.(?:.*\.)?pipeline$/ },
  { name: 'tfx', kind: 'TFX', makes: /^tfx\.(?:.*\.)?Pipeline$/ },
  { name: 'ploomber', kind: 'Ploomber', makes: /^ploomber\.(?:.*\.)?DAG$/ },
]; // biome-ignore format: a table reads better in rows

/** Pipelines written in Python with an orchestration package. */
export function pythonPipelines(python: Python): Pipeline[] {
  const out: Pipeline[] = [];
  for (const module of python.modules) {
    if (isTest(module.path)) continue;
    const imported = new Set(
      module.imports.filter(({ level }) => level === 0).map((statement) => statement.module.split('.')[0]),
    );
    for (const { name, kind, makes } of FRAMEWORKS) {
      if (!imported.has(name)) continue;
      const used = usesOf(module, python).find(({ qualified }) => makes.test(qualified));
      if (!used) continue;
      out.push({
        path: module.path,
        line: python.at(module, used.line).line,
        kind,
        form: 'pipeline',
        tasks: functionsOf(module),
      });
    }
  }
  return out;
}

function usesOf(module: PythonModule, python: Python): { qualified: string; line: number }[] {
  const named = (value: Value, scope: number, line: number) => {
    const inner = value.kind === 'call' ? module.calls[value.call]?.callee : value;
    const qualified = inner && python.qualify(module, inner, scope);
    return qualified === undefined ? [] : [{ qualified, line }];
  };
  return [
    ...module.scopes.flatMap(({ decorators, bases, line, parent }) =>
      [...decorators, ...bases].flatMap((value) => named(value, Math.max(0, parent), line)),
    ),
    ...module.calls.flatMap(({ callee, scope, line }) => named(callee, scope, line)),
  ];
}

/** Functions and classes, as the stages that they may be. */
function functionsOf(module: PythonModule): Task[] {
  return module.scopes
    .filter(({ kind }) => kind !== 'module')
    .map(({ name, line, endLine }) => ({
      name,
      line,
      commands: endLine >= line ? [{ text: name, line, words: [name] }] : [],
      after: [],
    }));
}
