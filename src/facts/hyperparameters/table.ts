/** Where a call takes hyperparameters. */
export interface Taking {
  /** Full name of what is called. */
  call: RegExp;
  /** Keywords that are hyperparameters. */
  keywords: RegExp;
  /** Hyperparameters that may be given by place. */
  positions?: readonly (string | undefined)[];
  /** It loads data; where that is only evaluated, nothing of it is a hyperparameter. */
  loads?: true;
  /** The place or keyword of a dict of settings. */
  dict?: { keyword: string; position: number };
}

const OPTIMISING =
  /^(?:lr|learning_rate|weight_decay|momentum|betas?|beta_[12]|b[12]|nesterov|decay|clipnorm|clipvalue|rho|alpha|step_size|gamma|T_max|milestones|factor|patience|max_lr|total_steps|warmup_steps|decay_steps|decay_rate|init_value|peak_value|initial_learning_rate)$/;
const FITTING =
  /^(?:epochs|batch_size|steps_per_epoch|nb_epoch|n_epochs|num_epochs|total_timesteps|max_epochs)$/;
const TREES =
  /^(?:n_estimators|max_depth|learning_rate|eta|num_leaves|subsample|colsample_\w+|reg_alpha|reg_lambda|l2_leaf_reg|iterations|depth|min_child_\w+|gamma|lambda|alpha|max_bin|num_boost_round|bagging_\w+|feature_fraction|max_delta_step)$/;
/** Without what only tells a solver when to stop. */
const ESTIMATING =
  /^(?:n_estimators|max_depth|max_features|max_leaf_nodes|min_samples_\w+|min_impurity_decrease|ccp_alpha|C|gamma|kernel|degree|alpha|l1_ratio|eta0|penalty|learning_rate(?:_init)?|n_neighbors|weights|metric|n_clusters|eps|hidden_layer_sizes|batch_size|subsample|epsilon|nu|n_components|var_smoothing|criterion)$/;

/**
 * Calls of libraries that take hyperparameters of training. Widths and depths of a network that its own code lays out are left
 * out: they are the model, not its settings. Source: the signatures in each library's reference.
 */
export const TAKING: readonly Taking[] = [
  { call: /^torch\.optim\.(?:\w+\.)?(?:Adam\w*|SGD|ASGD|RMSprop|Rprop|Adagrad|Adadelta|NAdam|RAdam|SparseAdam|LBFGS|Muon)$/, keywords: OPTIMISING, positions: [undefined, 'lr'] },
  { call: /^torch\.optim\.lr_scheduler\.\w+$/, keywords: OPTIMISING },
  { call: /^(?:transformers|timm|apex|bitsandbytes|lion_pytorch|torch_optimizer|prodigyopt)\.(?:\w+\.)*(?:Adam\w*|AdamW\w*|SGD|Lion\w*|Lamb|FusedAdam\w*|Prodigy|RAdam)$/, keywords: OPTIMISING, positions: [undefined, 'lr'] },
  { call: /^(?:tensorflow\.keras|keras|tf_keras)\.optimizers\.(?:\w+\.)*[A-Z]\w+$/, keywords: OPTIMISING, positions: ['learning_rate'] },
  { call: /^tensorflow\.(?:compat\.v1\.)?train\.\w*Optimizer$/, keywords: OPTIMISING, positions: ['learning_rate'] },
  { call: /^optax\.(?:adam\w*|sgd|rmsprop|lamb|lion|adagrad|\w+_schedule)$/, keywords: OPTIMISING, positions: ['learning_rate'] },
  { call: /^paddle\.optimizer\.[A-Z]\w+$/, keywords: OPTIMISING, positions: ['learning_rate'] },
  { call: /^torch\.utils\.data\.(?:\w+\.)?DataLoader$/, keywords: /^batch_size$/, loads: true, positions: [undefined, 'batch_size'] },
  { call: /^(?:torch_geometric|dgl)\.(?:\w+\.)*\w*DataLoader$/, keywords: /^batch_size$/ },
  { call: /^(?:xgboost|lightgbm|catboost)\.(?:\w+\.)*(?:train|cv)$/, keywords: TREES, positions: [], dict: { keyword: 'params', position: 0 } },
  { call: /^(?:xgboost|lightgbm|catboost)\.(?:\w+\.)*(?:XGB|LGBM|CatBoost)\w*$/, keywords: TREES },
  { call: /^sklearn\.(?:ensemble|linear_model|svm|tree|neighbors|neural_network|cluster|naive_bayes|gaussian_process|discriminant_analysis|mixture|kernel_ridge)\.(?:\w+\.)*[A-Z]\w+$/, keywords: ESTIMATING },
  { call: /^(?:transformers|trl|sentence_transformers|setfit)\.(?:\w+\.)*\w*(?:TrainingArguments|Config)$/, keywords: /^(?:learning_rate|(?:per_device_)?(?:train_)?batch_size|num_train_epochs|num_epochs|max_steps|weight_decay|warmup_(?:steps|ratio)|gradient_accumulation_steps|lr_scheduler_type|beta|max_grad_norm)$/ },
  { call: /^peft\.(?:\w+\.)*LoraConfig$/, keywords: /^(?:r|lora_alpha|lora_dropout)$/ },
  { call: /^(?:pytorch_lightning|lightning)\.(?:\w+\.)*(?:Trainer|Fabric)$/, keywords: /^(?:max_epochs|max_steps|gradient_clip_val|accumulate_grad_batches)$/ },
  { call: /^stable_baselines3\.(?:\w+\.)*[A-Z]\w+$/, keywords: /^(?:learning_rate|n_steps|batch_size|n_epochs|gamma|gae_lambda|ent_coef|clip_range|buffer_size|tau|train_freq)$/ },
  { call: /^gensim\.models\.(?:\w+\.)*(?:Word2Vec|Doc2Vec|FastText|LdaModel|LdaMulticore)$/, keywords: /^(?:vector_size|size|window|min_count|epochs|alpha|num_topics|passes|sg|negative)$/ },
]; // biome-ignore format: a table reads better in rows

/** Methods of models, whatever library they come from, with the keywords by which they are told. */
export const METHODS: ReadonlyMap<string, Pick<Taking, 'keywords' | 'positions'>> = new Map([
  ['fit', { keywords: FITTING }],
  ['fit_generator', { keywords: FITTING }],
  ['learn', { keywords: /^total_timesteps$/ }],
  ['train', { keywords: /^(?:epochs|batch|imgsz|lr0|batch_size|num_epochs)$/ }],
  ['fine_tune', { keywords: /^(?:epochs|base_lr|freeze_epochs|wd)$/, positions: ['epochs', 'base_lr'] }],
  ['fit_one_cycle', { keywords: /^(?:n_epoch|lr_max|wd|moms)$/, positions: ['n_epoch', 'lr_max'] }],
]);

/** The variable of a loop that counts passes or updates: `for epoch in range(100)`. */
export const COUNTING =
  /^(?:\w*epochs?(?:_?(?:i|idx|num|no|index|count|number|id))?|\w*iteration|itr|train_step|global_step)$/i;

/** Names of data that is only evaluated. */
export const EVALUATED =
  /(?:^|[._])(?:val|valid|validation|test|eval|dev|infer|inference|predict)(?:$|[_A-Z]|loader|set|dl|ds|data)|(?:Val|Test|Eval)(?:$|[A-Z])/;

/** What makes an option of each training setting of a library. Source: transformers, HfArgumentParser; trl, TrlParser; lightning, LightningCLI. */
export const PARSERS =
  /^(?:transformers\.(?:\w+\.)*HfArgumentParser|trl\.(?:\w+\.)*TrlParser|(?:pytorch_)?lightning\.(?:\w+\.)*LightningCLI)$/;

/** Makes an object of what a configuration says. Source: hydra, "Instantiating objects". */
export const INSTANTIATING = /^hydra\.utils\.(?:instantiate|call)$/;
export const SETTINGS =
  /(?:^|[._])(?:optim\w*|model|module|trainer|scheduler|lr_\w+|data\w*|net\w*|estimator|classifier)$/;

/** Names of options that are hyperparameters whatever becomes of them. */
export const DECLARED =
  /^(?:lr|learning_rate|batch_size|(?:n_|num_|max_)?epochs|weight_decay|momentum|dropout|n_estimators|max_depth|hidden(?:_size|_dim|_units)?|optimizer|num_layers|n_layers)$/;
