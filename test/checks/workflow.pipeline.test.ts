import { type Case, checkNamed, verify } from '../support/verify.js';

function of(kind: string, files: Record<string, string>): Case {
  return { files: { 'train.py': 'print(1)\n', ...files }, data: { kinds: [kind] } };
}

const NOT: Case = { files: { 'train.py': 'print(1)\n' } };

verify(checkNamed('workflow/pipeline'), {
  pass: {
    Flyte: of('Flyte', {
      'wf.py':
        'from flytekit import task, workflow\n\n@task\ndef train() -> int:\n    return 1\n\n@workflow\ndef main() -> int:\n    return train()\n',
    }),
    'Flyte, by its second SDK': of('Flyte', {
      'wf.py': 'import flyte\n\nenv = flyte.TaskEnvironment(name="a")\n\n@env.task\ndef train():\n    pass\n',
    }),
    'Azure ML, by its first SDK': of('Azure ML', {
      'p.py':
        'from azureml.pipeline.core import Pipeline\n\nPipeline(workspace=w, steps=[train, evaluate])\n',
    }),
    Argo: of('Argo', {
      'argo.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n  - name: train\n    container:\n      command: [python, train.py]\n',
    }),
    Pachyderm: of('Pachyderm', {
      'pipe.json': '{\n  "pipeline": {"name": "train"},\n  "transform": {"cmd": ["python", "train.py"]}\n}\n',
    }),
    'Kubeflow in Python': of('Kubeflow', {
      'p.py': 'from kfp import dsl\n\n@dsl.pipeline(name="a")\ndef train_pipeline():\n    pass\n',
    }),
    'Kubeflow, compiled': of('Kubeflow', {
      'p.yaml':
        'components: {}\ndeploymentSpec:\n  executors:\n    exec-train:\n      container:\n        command: [python, train.py]\npipelineInfo:\n  name: a\n',
    }),
    'a training job of Kubeflow': of('Kubeflow', {
      'job.yaml':
        'apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nspec:\n  template:\n    spec:\n      containers:\n      - command: ["python", "train.py"]\n',
    }),
    Metaflow: of('Metaflow', {
      'flow.py':
        'from metaflow import FlowSpec, step\n\nclass Train(FlowSpec):\n    @step\n    def start(self):\n        pass\n',
    }),
    ZenML: of('ZenML', {
      'p.py':
        'from zenml import pipeline, step\n\n@step\ndef train():\n    pass\n\n@pipeline\ndef main():\n    train()\n',
    }),
    Airflow: of('Airflow', {
      'dags/d.py': 'from airflow.decorators import dag, task\n\n@dag()\ndef train():\n    pass\n',
    }),
    Dagster: of('Dagster', { 'd.py': 'import dagster as dg\n\n@dg.asset\ndef model():\n    pass\n' }),
    Nextflow: of('Nextflow', {
      'main.nf': "process TRAIN {\n  script:\n  '''\n  python train.py\n  '''\n}\n",
    }),
    Snakemake: of('Snakemake', {
      'workflow/Snakefile': 'rule train:\n    output: "m"\n    shell: "python train.py"\n',
    }),
    just: of('just', { justfile: 'train *args:\n    python train.py {{args}}\n' }),
    tox: of('tox', { 'tox.ini': '[testenv:train]\ncommands = python train.py\n' }),
    'tox in setup.cfg': of('tox', {
      'setup.cfg': '[tox:tox]\nenvlist = train\n[testenv:train]\ncommands = python train.py\n',
    }),
    'tox in TOML': of('tox', { 'tox.toml': '[env.train]\ncommands = [["python", "train.py"]]\n' }),
    nox: of('nox', {
      'noxfile.py':
        'import nox\n\n@nox.session\ndef train(session):\n    session.run("python", "train.py")\n',
    }),
    Invoke: of('Invoke', {
      'tasks.py': 'from invoke import task\n\n@task\ndef fit_model(c):\n    c.run("python train.py")\n',
    }),
    doit: of('doit', { 'dodo.py': 'def task_fit():\n    return {"actions": ["python train.py"]}\n' }),
    Kedro: of('Kedro', {
      'pyproject.toml': '[tool.kedro]\npackage_name = "a"\nproject_name = "A"\nkedro_init_version = "0.19"\n',
    }),
    'Hatch, in its own file': of('hatch', {
      'hatch.toml': '[envs.default.scripts]\ntrain = "python train.py"\n',
    }),
    Pipenv: of('Pipenv', { Pipfile: '[scripts]\ntrain = "python train.py"\n' }),
    Ploomber: of('Ploomber', { 'pipeline.yaml': 'tasks:\n  - source: train.py\n    product: out.ipynb\n' }),
    CWL: of('CWL', {
      'train.cwl': 'cwlVersion: v1.2\nclass: CommandLineTool\nbaseCommand: [python, train.py]\n',
    }),
    WDL: of('WDL', { 'a.wdl': 'version 1.0\ntask train {\n  command <<<\n    python train.py\n  >>>\n}\n' }),
    targets: of('targets', { '_targets.R': 'library(targets)\nlist(tar_target(train, fit(data)))\n' }),
    'pixi, PDM and Rye': {
      files: {
        'pyproject.toml':
          '[tool.pdm.scripts]\ntrain = "python train.py"\n[tool.pixi.tasks]\neval = "python eval.py"\n',
      },
      data: { kinds: ['pyproject'] },
    },
  },
  fail: {
    nothing: NOT,
    'scripts whose names speak of loads and scores': {
      files: { ...NOT.files, 'load_test.sh': 'curl $1/score\n', 'make_scoring_image.sh': 'docker build .\n' },
    },
    'a session that tests': {
      files: {
        ...NOT.files,
        'noxfile.py': 'import nox\n\n@nox.session\ndef tests(session):\n    session.run("pytest")\n',
      },
    },
    'tasks that only tidy up': {
      files: {
        ...NOT.files,
        'tasks.py': 'from invoke import task\n\n@task\ndef clean(c):\n    c.run("rm -rf build")\n',
      },
    },
    'a module of that name without tasks': {
      files: { ...NOT.files, 'tasks.py': 'def train():\n    pass\n' },
    },
    'a flow that is only imported': {
      files: { ...NOT.files, 'a.py': 'import prefect\nprint(prefect.__version__)\n' },
    },
    'settings with words of a pipeline': {
      files: { ...NOT.files, 'conf.yaml': 'pipeline:\n  steps: [a]\ntasks:\n  - name: b\n' },
    },
    'a service of Kubernetes': {
      files: {
        ...NOT.files,
        'k8s.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nspec:\n  containers:\n  - command: [python, serve.py]\n',
      },
    },
  },
  skip: { 'nothing to run': { files: { 'README.md': '# Data\n' } } },
});
