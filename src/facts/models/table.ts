/** Names of values that are models, optimisers' states or weights. */
export const MODEL_NAME =
  /(?:^|[._])(?:\w*model\w*|\w*net|clf|\w*classifier|\w*regressor|estimator|pipe(?:line)?|state(?:_?dict)?|ckpt|checkpoint|\w*weights|gen(?:erator)?|disc(?:riminator)?|encoder|decoder|agent|policy|actor|critic|learn(?:er)?|best|forest|xgb|lgbm?|booster|bst|grid(?:_search)?|svm|svc|rf|knn|[GD]|net[GD]|q_?network)(?:$|\d|_(?:[ab]|final|best|ema))/i;
/** Names that look like those and are something else. */
export const NO_MODEL =
  /tokeni[sz]er|processor|vectori[sz]er|scaler|encoder_?(?:map|dict)|label_?encoder|config|vocab|dataset|history|metric|result/i;
/** Paths of files that hold weights. */
export const WEIGHTS_FILE =
  /\.(?:pth?|ckpt|safetensors|h5|hdf5|keras|onnx|pb|tflite|joblib|pkl|pickle|bin|gguf|cbm|ubj|msgpack|npz|zip|tar)$/i;
/** Of those, the ones that hold nothing else. */
export const CERTAIN_FILE =
  /\.(?:pth?|ckpt|safetensors|keras|onnx|tflite|gguf|cbm)$|(?:^|[/_.-])(?:model|weights|checkpoint|ckpt|classifier)[\w.-]*\.(?:h5|hdf5|pb|joblib|pkl|pickle|bin|ubj|json|msgpack)$/i;

/** Functions that write a model, whatever they are handed. Source: each library's reference. */
export const SAVERS: readonly RegExp[] = [
  /^(?:tensorflow\.keras|keras|tf_keras)\.(?:\w+\.)*(?:save_model|export_archive)$/,
  /^tensorflow\.(?:compat\.v1\.)?saved_model\.(?:simple_save|save)$/,
  /^(?:torch\.jit\.save|safetensors\.torch\.(?:save_model|save_file)|flax\.training\.checkpoints\.save_checkpoint)$/,
  /^(?:tensorflow\.keras|keras|tf_keras)\.callbacks\.(?:\w+\.)*ModelCheckpoint$/,
  /^(?:pytorch_lightning|lightning)\.(?:\w+\.)*ModelCheckpoint$/,
  /^skops\.io\.dump$/,
];
/** Functions that write anything: they count where what they are handed, or its file, is named as a model. */
export const WRITERS =
  /^(?:torch\.save|paddle\.save|joblib\.dump|sklearn\.externals\.joblib\.dump|(?:pickle|cloudpickle|dill|_pickle|cPickle)\.dump)$/;
/** Methods that only models have. */
export const METHODS =
  /^(?:save_pretrained|save_model|save_weights|save_checkpoint|save_state|save_lora_weights|to_disk|save_parameters)$/;
/** Trainers that write checkpoints unless they are told not to. Source: transformers, TrainingArguments, `save_strategy`. */
export const TRAINERS = /^(?:transformers|trl|sentence_transformers|setfit)\.(?:\w+\.)*\w*Trainer$/;
export const LIGHTNING = /^(?:pytorch_lightning|lightning)\.(?:\w+\.)*Trainer$/;

/** A way in which versions of a model are kept. */
export interface Keeping {
  call: RegExp;
  by: string;
}

/** Calls that put a model where its versions stay. Source: each tool's reference. */
export const KEEPING: readonly Keeping[] = [
  { call: /^mlflow\.(?:\w+\.)*(?:register_model|log_model|autolog|create_model_version|create_registered_model|save_and_register)$/, by: 'MLflow' },
  // It logs the inference pipeline with the run that trained it. Source: kedro-mlflow docs, "Pipeline serving".
  { call: /^kedro_mlflow\.pipeline\.(?:\w+\.)*pipeline_ml(?:_factory)?$/, by: 'MLflow' },
  { call: /^wandb\.(?:\w+\.)*(?:log_model|link_model|log_artifact)$/, by: 'W&B' },
  { call: /^neptune\.(?:\w+\.)*(?:init_model|init_model_version)$/, by: 'Neptune' },
  { call: /^comet_ml\.(?:\w+\.)*log_model$/, by: 'Comet' },
  // It takes over what torch, joblib, XGBoost and the like save.
  { call: /^clearml\.(?:\w+\.)*(?:OutputModel|Task\.init)$/, by: 'ClearML' },
  { call: /^bentoml\.(?:\w+\.)*save_model$/, by: 'BentoML' },
  { call: /^huggingface_hub\.(?:\w+\.)*(?:upload_folder|upload_file|upload_large_folder|push_to_hub_\w+|create_commit)$/, by: 'the Hugging Face hub' },
  { call: /^(?:tensorflow\.)?(?:keras|transformers)\.(?:\w+\.)*PushToHubCallback$/, by: 'the Hugging Face hub' },
  { call: /^sagemaker\.(?:\w+\.)*(?:ModelPackage|RegisterModel|ModelStep)$/, by: 'SageMaker' },
  { call: /^(?:google\.cloud\.)?aiplatform\.(?:\w+\.)*Model\.upload$/, by: 'Vertex AI' },
  { call: /^azureml?\.(?:\w+\.)*Model\.register$/, by: 'Azure ML' },
]; // biome-ignore format: a table reads better in rows
/** Methods by which it is told where the object cannot be traced. */
export const KEEPING_METHODS: ReadonlyMap<string, string> = new Map([
  ['push_to_hub', 'the Hugging Face hub'],
  ['log_model', 'a registry'],
  ['link_model', 'a registry'],
  ['register_model', 'a registry'],
  ['create_model_version', 'MLflow'],
]);
/** Keywords by which a logger or trainer is told to keep models. */
export const KEEPING_KEYWORDS =
  /^(?:log_model|log_models|push_to_hub|save_model|save_artifact|upload_checkpoints|registered_model_name)$/;
/** Methods of the client of the Hugging Face hub. Source: huggingface_hub, `HfApi`. */
export const HUB_METHODS = /^(?:upload_folder|upload_file|upload_large_folder|create_commit)$/;
/** Names of the project's own functions that save what they are handed. */
export const OWN_SAVER = /^_?save_?(?:\w+_)?(?:model|checkpoint|ckpt|weights|network|networks|state)s?$/i;
/** Files with the same endings that hold data: features, graphs, embeddings. */
export const NO_MODEL_FILE =
  /(?:^|[/_.-])(?:features?|embeddings?|datasets?|data|processed|graphs?|edges?|labels?|splits?|vocab|tokeni[sz]er|cache)(?:$|[/_.-])/i;
