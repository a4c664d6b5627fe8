import type { Framework, Stream } from './row.js';

const USUAL: readonly Stream[] = ['python', 'numpy', 'torch'];

/** Lightning (lightning/fabric/utilities/seed.py; pytorch_lightning is read as lightning). */
export const lightning: Framework = {
  id: 'lightning',
  imports: ['lightning', 'pytorch_lightning', 'lightning_fabric'],
  stream: 'torch',
  // The model may be made from a configuration, out of sight: training draws weights and batches all the same.
  draws: [{ call: 'lightning.{Trainer,Trainer.from_argparse_args}', training: true, lazy: true }],
  seeders: [
    // None means the environment's PL_GLOBAL_SEED, else 0 (since 2.2, pull request 18846).
    { call: 'lightning.seed_everything', fixes: USUAL, seed: 'seed', otherwise: 'fixed' },
    // True, the default, takes a random seed and saves it in the run's config.yaml.
    {
      call: 'lightning.cli.LightningCLI',
      fixes: USUAL,
      seed: 'seed_everything_default',
      byKeyword: true,
      otherwise: 'recorded',
    },
  ],
};

const TRAINERS = '{Trainer,Seq2SeqTrainer}';

/** transformers (trainer_utils.py, training_args.py): making a Trainer seeds everything, with 42 unless told otherwise. */
export const transformers: Framework = {
  id: 'transformers',
  imports: ['transformers', 'trl', 'setfit', 'sentence_transformers'],
  stream: 'torch',
  draws: [
    { call: `transformers.${TRAINERS}`, training: true, lazy: true },
    { call: 'trl.{SFTTrainer,DPOTrainer,PPOTrainer,GRPOTrainer,RewardTrainer}', training: true, lazy: true },
    {
      call: 'transformers.{AutoModel,AutoModelForCausalLM,AutoModelForMaskedLM,AutoModelForSeq2SeqLM,AutoModelForSequenceClassification,AutoModelForTokenClassification,AutoModelForQuestionAnswering,AutoModelForImageClassification}.from_config',
      training: true,
    },
    {
      // A number of labels asks for a new head, which starts from random weights.
      call: 'transformers.{AutoModelForSequenceClassification,AutoModelForTokenClassification,AutoModelForImageClassification,BertForSequenceClassification,DistilBertForSequenceClassification,RobertaForSequenceClassification,BertForTokenClassification,ViTForImageClassification}.from_pretrained',
      training: true,
      when: { argument: 'num_labels', is: 'given', default: null },
    },
    {
      call: 'transformers.{DataCollatorForLanguageModeling,DataCollatorForWholeWordMask}',
      training: true,
      lazy: true,
    },
  ],
  methods: [
    // generation_config.json may switch sampling on as well.
    {
      method: 'generate',
      clue: ['do_sample'],
      when: { argument: 'do_sample', is: 'true', default: false },
    },
  ],
  seeders: [
    {
      call: 'transformers.{set_seed,enable_full_determinism}',
      fixes: [...USUAL, 'tensorflow'],
      seed: 'seed',
    },
    {
      call: 'transformers.{TrainingArguments,Seq2SeqTrainingArguments,TFTrainingArguments}',
      fixes: [],
      seed: 'seed',
      byKeyword: true,
      otherwise: 'fixed',
    },
    { call: `transformers.${TRAINERS}`, fixes: USUAL, seed: 'seed', byKeyword: true, otherwise: 'fixed' },
    {
      call: 'trl.{SFTTrainer,DPOTrainer,PPOTrainer,GRPOTrainer,RewardTrainer}',
      fixes: USUAL,
      seed: 'seed',
      byKeyword: true,
      otherwise: 'fixed',
    },
    { call: 'trl.set_seed', fixes: [...USUAL, 'tensorflow'], seed: 'seed' },
    {
      call: 'setfit.{Trainer,SetFitTrainer}',
      fixes: USUAL,
      seed: 'seed',
      byKeyword: true,
      otherwise: 'fixed',
    },
  ],
};

/** PEFT: adapters start from random weights (tuners/lora/layer.py, reset_lora_parameters). */
export const peft: Framework = {
  id: 'peft',
  imports: ['peft'],
  stream: 'torch',
  draws: [{ call: 'peft.get_peft_model', training: true }],
};

/** accelerate (utils/random.py). */
export const accelerate: Framework = {
  id: 'accelerate',
  imports: ['accelerate'],
  stream: 'torch',
  seeders: [{ call: 'accelerate.set_seed', fixes: USUAL, seed: 'seed' }],
};

/** Hugging Face datasets (arrow_dataset.py): without a seed they derive one from NumPy's global state. */
export const datasets: Framework = {
  id: 'datasets',
  imports: ['datasets'],
  stream: 'numpy',
  draws: [
    {
      call: 'datasets.interleave_datasets',
      stream: 'own',
      seed: ['seed'],
      when: { argument: 'probabilities', position: 1, is: 'given', default: null },
    },
  ],
  methods: [
    {
      method: 'train_test_split',
      seed: ['seed', 'generator'],
      clue: ['test_size', 'train_size'],
      estimator: true,
      when: { argument: 'shuffle', position: 2, is: 'true', default: true },
    },
    {
      method: 'shuffle',
      seed: ['seed', 'seeds', 'generator'],
      position: 0,
      clue: ['seed', 'keep_in_memory'],
      estimator: true,
    },
  ],
};

/** fastai (torch_core.set_seed). */
export const fastai: Framework = {
  id: 'fastai',
  imports: ['fastai'],
  stream: 'torch',
  draws: [
    { call: 'fastai.RandomSplitter', seed: ['seed'], estimator: true, lazy: true },
    {
      call: 'fastai.{ImageDataLoaders,TextDataLoaders,TabularDataLoaders,SegmentationDataLoaders}.{from_folder,from_path_func,from_name_func,from_name_re,from_df,from_csv,from_lists}',
      seed: ['seed'],
      estimator: true,
    },
    {
      call: 'fastai.{vision_learner,cnn_learner,text_classifier_learner,tabular_learner,unet_learner,Learner}',
      training: true,
    },
  ],
  seeders: [{ call: 'fastai.set_seed', fixes: ['torch', 'numpy', 'python'], seed: 's' }],
};

/** OpenMMLab: the runner takes a fixed seed only from its configuration (mmengine/runner/runner.py, set_randomness). */
export const openmmlab: Framework = {
  id: 'mmengine',
  imports: ['mmengine', 'mmcv', 'mmdet', 'mmseg', 'mmpretrain', 'mmcls', 'mmpose'],
  stream: 'torch',
  draws: [{ call: 'mmengine.Runner.from_cfg', training: true }],
  seeders: [
    { call: 'mmengine.Runner.from_cfg', fixes: USUAL, config: ['randomness', 'seed'] },
    { call: '{mmengine,mmcv}.set_random_seed', fixes: USUAL, seed: 'seed' },
    { call: '{mmdet,mmseg,mmcls,mmpose}.apis.set_random_seed', fixes: USUAL, seed: 'seed' },
  ],
};

/** detectron2 (config/defaults.py: SEED = -1 takes a random seed; engine/defaults.py: default_setup seeds with it). */
export const detectron2: Framework = {
  id: 'detectron2',
  imports: ['detectron2'],
  stream: 'torch',
  draws: [{ call: 'detectron2.engine.{DefaultTrainer,defaults.DefaultTrainer}', training: true }],
  seeders: [
    { call: 'detectron2.engine.{default_setup,defaults.default_setup}', fixes: USUAL, config: ['SEED'] },
    { call: 'detectron2.utils.env.seed_all_rng', fixes: USUAL, seed: 'seed' },
  ],
};

/** spaCy and thinc (thinc/util.py). */
export const spacy: Framework = {
  id: 'spacy',
  imports: ['spacy', 'thinc'],
  stream: 'numpy',
  draws: [{ call: 'spacy.training.loop.train', training: true }],
  // Of a pipeline: weights start from NumPy's global generator (thinc/initializers.py).
  methods: [
    { method: 'initialize', training: true },
    { method: 'begin_training', training: true },
  ],
  seeders: [
    {
      call: '{spacy.util.fix_random_seed,thinc.util.fix_random_seed,thinc.api.fix_random_seed}',
      fixes: [...USUAL, 'cupy'],
      seed: 'seed',
      otherwise: 'fixed',
    },
  ],
};

/** Sacred seeds a run from its config's `seed`: random unless given, but recorded (docs/randomness.rst). */
export const sacred: Framework = {
  id: 'sacred',
  imports: ['sacred'],
  stream: 'python',
  seeders: [
    {
      call: 'sacred.Experiment',
      fixes: [...USUAL, 'tensorflow'],
      seed: 'seed',
      byKeyword: true,
      otherwise: 'recorded',
    },
  ],
};

/** flair. */
export const flair: Framework = {
  id: 'flair',
  imports: ['flair'],
  stream: 'torch',
  draws: [{ call: 'flair.trainers.ModelTrainer', training: true, lazy: true }],
  seeders: [{ call: 'flair.set_seed', fixes: USUAL, seed: 'seed' }],
};
