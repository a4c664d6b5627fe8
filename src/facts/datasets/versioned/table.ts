/** A call that reads data of which a tool keeps versions, or that has a tool record data. */
export interface VersionedRow {
  /** Full name of a function or class; with `method`, the beginning of the name of what makes its object. */
  name: string;
  method?: string;
  /** No other library has a method of this name: it counts on any object, where the module imports the package. */
  peculiar?: true;
  /** `records`: the tool takes down what stands at a path of the project. */
  does: 'read' | 'records';
  /** The tool by its name, where the call shows that it keeps the versions. */
  tool?: string;
  /** Position and keywords of what names the data. */
  target: readonly [number, ...string[]];
  /** Keywords that give a version. */
  version?: readonly string[];
  /** Position of the first of them. */
  at?: number;
  /** What a fixed version looks like; absent where any but a moving name is one. */
  form?: RegExp;
  /** The version in the name of the data, as the first group. */
  inName?: RegExp;
  /** A number that names the data never means another. */
  number?: true;
  /** Counts only with this keyword, or with this value of it. */
  only?: readonly [string, string?];
  /** What is named is a path or address, not a name of the tool. */
  isPath?: true;
  /** How a version is given, for people. */
  mend?: string;
}

/** Names of versions that mean another one tomorrow. */
export const MOVING =
  /^(?:latest|newest|head|main|master|default|active|current|production|staging|best|best_base|champion)$/i;

const WANDB = 'Weights & Biases artifacts';
/** Source: docs.wandb.ai/guides/artifacts: `name:v3` and `name:<digest>` are fixed, every alias can move. */
const ARTIFACT = {
  does: 'read',
  tool: WANDB,
  inName: /:(v\d+|[0-9a-f]{32})$/,
  mend: 'Name the version: `name:v3`, not an alias.',
} as const;
const LOGGED = { does: 'records', tool: WANDB } as const;
/** Source: dvc.org/doc/api-reference. Without `repo` they read the project itself. */
const DVC = {
  does: 'read',
  target: [0, 'path'],
  version: ['rev'],
  at: 2,
  form: /^(?:[0-9a-f]{7,40}|v?\d[\w.+-]*)$/,
  only: ['repo'],
  mend: 'Give the commit or tag of the repository: `rev="<commit>"`.',
} as const;
/** Source: docs.delta.io, "Query an older snapshot of a table"; delta-io.github.io/delta-rs. */
const DELTA = {
  does: 'read',
  tool: 'Delta Lake',
  version: ['version'],
  at: 1,
  isPath: true,
  mend: 'Read one version of the table: `version=<n>`.',
} as const;
/** Source: learn.microsoft.com, azureml.core.dataset.Dataset. */
const AZURE = {
  does: 'read',
  tool: 'Azure ML datasets',
  target: [1, 'name'],
  version: ['version'],
  at: 2,
  mend: 'Give the version: `version=<n>`.',
} as const;
/** Source: mlflow.org/docs, "Dataset Tracking". */
const MLFLOW = { does: 'records', tool: 'MLflow datasets', isPath: true } as const;

export const VERSIONED_ROWS: readonly VersionedRow[] = [
  { ...ARTIFACT, name: 'wandb.use_artifact', target: [0, 'artifact_or_name'] },
  { ...ARTIFACT, name: 'wandb.', method: 'use_artifact', peculiar: true, target: [0, 'artifact_or_name'] },
  { ...ARTIFACT, name: 'wandb.Api', method: 'artifact', target: [0, 'name'] },
  { ...LOGGED, name: 'wandb.log_artifact', target: [0, 'artifact_or_path'] },
  { ...LOGGED, name: 'wandb.init', method: 'log_artifact', target: [0, 'artifact_or_path'] },
  { ...LOGGED, name: 'wandb.Artifact', method: 'add_file', target: [0, 'local_path'] },
  { ...LOGGED, name: 'wandb.Artifact', method: 'add_dir', target: [0, 'local_path'] },
  { ...LOGGED, name: 'wandb.Artifact', method: 'add_reference', target: [0, 'uri'] },
  { name: 'neptune', method: 'track_files', peculiar: true, does: 'records', tool: 'Neptune', target: [0, 'path'] },
  { ...MLFLOW, name: 'mlflow.data.from_pandas', target: [1, 'source'] },
  { ...MLFLOW, name: 'mlflow.data.from_polars', target: [1, 'source'] },
  { ...MLFLOW, name: 'mlflow.data.from_numpy', target: [1, 'source'] },
  { ...MLFLOW, name: 'mlflow.data.from_tensorflow', target: [1, 'source'] },
  { ...MLFLOW, name: 'mlflow.data.from_spark', target: [1, 'path'] },
  { ...MLFLOW, name: 'mlflow.data.load_delta', does: 'read', target: [0, 'path', 'table_name'], version: ['version'], mend: 'Give the version of the table: `version=<n>`.' },
  { ...DVC, name: 'dvc.api.open' },
  { ...DVC, name: 'dvc.api.read' },
  { ...DVC, name: 'dvc.api.get_url' },
  { ...DELTA, name: 'deltalake.DeltaTable', target: [0, 'table_uri'] },
  { ...DELTA, name: 'polars.read_delta', target: [0, 'source'] },
  { ...DELTA, name: 'polars.scan_delta', target: [0, 'source'] },
  { name: 'pyiceberg.', method: 'scan', does: 'read', tool: 'Iceberg', target: [99], version: ['snapshot_id'], only: ['snapshot_id'] },
  { name: 'clearml.Dataset.get', does: 'read', tool: 'ClearML datasets', target: [2, 'dataset_name', 'dataset_id'], version: ['dataset_id', 'dataset_version'], mend: 'Give `dataset_id` or `dataset_version`.' },
  { ...AZURE, name: 'azureml.core.Dataset.get_by_name' },
  { ...AZURE, name: 'azureml.core.dataset.Dataset.get_by_name' },
  { name: 'comet_ml.', method: 'get_artifact', does: 'read', tool: 'Comet artifacts', target: [0, 'artifact_name'], version: ['version_or_alias', 'version'], at: 2, form: /^\d+\.\d+\.\d+$/, inName: /:(\d+\.\d+\.\d+)$/, mend: 'Name the version: `version_or_alias="1.0.0"`.' },
  { name: 'quilt3.Package.browse', does: 'read', tool: 'Quilt', target: [0, 'name'], version: ['top_hash'], at: 2, mend: 'Give `top_hash`.' },
  { name: 'quilt3.Package.install', does: 'read', tool: 'Quilt', target: [0, 'name'], version: ['top_hash'], at: 2, mend: 'Give `top_hash`.' },
  { name: 'deeplake.load', does: 'read', target: [0, 'path'], inName: /^hub:.*@([0-9a-f]{20,})$/, isPath: true, mend: 'Name the commit: `hub://org/dataset@<commit>`.' },
  { name: 'tensorflow_datasets.load', does: 'read', target: [0, 'name'], inName: /:(\d+\.\d+\.\d+)$/, mend: 'Name the version: `name:1.2.3`.' },
  { name: 'tensorflow_datasets.builder', does: 'read', target: [0, 'name'], version: ['version'], form: /^\d+\.\d+\.\d+$/, inName: /:(\d+\.\d+\.\d+)$/, mend: 'Name the version: `name:1.2.3`.' },
  { name: 'openml.datasets.get_dataset', does: 'read', target: [0, 'dataset_id'], version: ['version'], number: true, mend: 'Give the number of the dataset, or `version=<n>`.' },
  { name: 'kagglehub.dataset_download', does: 'read', target: [0, 'handle'], inName: /\/versions\/(\d+)$/, mend: 'Name the version: `owner/name/versions/<n>`.' },
  { name: 'kagglehub.load_dataset', does: 'read', target: [1, 'handle'], inName: /\/versions\/(\d+)$/, mend: 'Name the version: `owner/name/versions/<n>`.' },
  { name: 'kagglehub.dataset_load', does: 'read', target: [1, 'handle'], inName: /\/versions\/(\d+)$/, mend: 'Name the version: `owner/name/versions/<n>`.' },
  { name: 'huggingface_hub.snapshot_download', does: 'read', target: [0, 'repo_id'], version: ['revision'], form: /^[0-9a-f]{7,40}$/, only: ['repo_type', 'dataset'], mend: 'Give the commit of the dataset: `revision="<40 hex digits>"`.' },
  { name: 'huggingface_hub.hf_hub_download', does: 'read', target: [0, 'repo_id'], version: ['revision'], form: /^[0-9a-f]{7,40}$/, only: ['repo_type', 'dataset'], mend: 'Give the commit of the dataset: `revision="<40 hex digits>"`.' },
]; // biome-ignore format: a table reads better in rows

/** Options of Spark's reader that fix a version of a Delta or Iceberg table. Source: docs.delta.io; iceberg.apache.org/docs. */
export const SPARK_VERSIONS = new Set([
  'versionAsOf',
  'timestampAsOf',
  'snapshot-id',
  'as-of-timestamp',
  'tag',
]);
