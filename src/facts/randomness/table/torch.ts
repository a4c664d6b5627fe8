import type { Framework } from './row.js';

const LAYERS =
  '{Linear,LazyLinear,Bilinear,Conv1d,Conv2d,Conv3d,LazyConv2d,ConvTranspose1d,ConvTranspose2d,ConvTranspose3d,Embedding,EmbeddingBag,RNN,LSTM,GRU,RNNCell,LSTMCell,GRUCell,MultiheadAttention,Transformer,TransformerEncoderLayer,TransformerDecoderLayer,LazyConv1d,LazyConv3d,LazyConvTranspose2d}';

/** PyTorch (documentation, "Reproducibility"; torch.utils.data). */
export const torch: Framework = {
  id: 'torch',
  imports: ['torch'],
  stream: 'torch',
  draws: [
    {
      call: 'torch.{rand,randn,randint,randperm,rand_like,randn_like,randint_like,normal,bernoulli,multinomial,poisson}',
      seed: ['generator'],
    },
    { call: 'torch.cuda.FloatTensor.{normal_,uniform_}' },
    {
      call: 'torch.nn.init.{uniform_,normal_,trunc_normal_,xavier_uniform_,xavier_normal_,kaiming_uniform_,kaiming_normal_,orthogonal_,sparse_,xavier_uniform,xavier_normal,kaiming_normal,kaiming_uniform,normal,uniform,orthogonal}',
      training: true,
    },
    { call: `torch.nn.${LAYERS}`, training: true },
    {
      call: 'torch.nn.{Dropout,Dropout1d,Dropout2d,Dropout3d,AlphaDropout,FeatureAlphaDropout,RReLU,FractionalMaxPool2d,FractionalMaxPool3d}',
      training: true,
      lazy: true,
    },
    { call: 'torch.nn.functional.{dropout,dropout2d,dropout3d,alpha_dropout}', training: true, lazy: true },
    { call: 'torch.nn.functional.{gumbel_softmax,fractional_max_pool2d,fractional_max_pool3d}' },
    {
      call: 'torch.nn.functional.scaled_dot_product_attention',
      training: true,
      lazy: true,
      when: { argument: 'dropout_p', position: 4, is: 'true', default: 0 },
    },
    { call: 'torch.utils.data.random_split', seed: ['generator'], position: 2, estimator: true },
    {
      call: 'torch.utils.data.DataLoader',
      seed: ['generator'],
      lazy: true,
      training: true,
      when: { argument: 'shuffle', position: 2, is: 'true', default: false },
    },
    {
      call: 'torch.utils.data.{RandomSampler,SubsetRandomSampler,WeightedRandomSampler}',
      seed: ['generator'],
      lazy: true,
      training: true,
    },
    { call: 'torch.utils.data.DistributedSampler', stream: 'own', seed: ['seed'], fixed: true, lazy: true },
    { call: 'torch.{svd_lowrank,pca_lowrank}' },
  ],
  methods: [
    // Mostly the first values of weights.
    { method: 'uniform_', seed: ['generator'], training: true },
    { method: 'normal_', seed: ['generator'], training: true },
    { method: 'random_', seed: ['generator'], training: true },
    { method: 'bernoulli_', seed: ['generator'], training: true },
    { method: 'exponential_', seed: ['generator'], training: true },
    { method: 'cauchy_', seed: ['generator'], training: true },
    { method: 'geometric_', seed: ['generator'], training: true },
    { method: 'log_normal_', seed: ['generator'], training: true },
    { method: 'multinomial', seed: ['generator'] },
    { method: 'bernoulli', seed: ['generator'] },
    // Of a distribution.
    { method: 'sample' },
    { method: 'rsample' },
  ],
  seeders: [
    { call: 'torch.manual_seed', fixes: ['torch'], seed: 'seed' },
    { call: 'torch.random.manual_seed', fixes: ['torch'], seed: 'seed' },
    { call: 'torch.set_rng_state', fixes: ['torch'], otherwise: 'fixed' },
    { call: 'torch.{seed,random.seed}', fixes: ['torch'], unseeds: true },
    // Only devices: the weights and shuffles of a run start on the CPU.
    { call: 'torch.{cuda,mps,xpu}.{manual_seed,manual_seed_all}', fixes: [], seed: 'seed' },
  ],
};

const RANDOM_TRANSFORMS =
  '{RandomCrop,RandomResizedCrop,RandomHorizontalFlip,RandomVerticalFlip,RandomRotation,RandomAffine,RandomPerspective,RandomErasing,RandomGrayscale,RandomInvert,RandomPosterize,RandomSolarize,RandomAdjustSharpness,RandomAutocontrast,RandomEqualize,RandomApply,RandomChoice,RandomOrder,ColorJitter,GaussianBlur,ElasticTransform,AutoAugment,RandAugment,TrivialAugmentWide,AugMix,MixUp,CutMix,RandomIoUCrop,RandomPhotometricDistort,RandomZoomOut,RandomShortestSize,ScaleJitter}';

/** torchvision and torchaudio transforms draw from torch's generator; models start from random weights. */
export const torchvision: Framework = {
  id: 'torchvision',
  imports: ['torchvision', 'torchaudio'],
  stream: 'torch',
  draws: [
    { call: `torchvision.transforms.${RANDOM_TRANSFORMS}`, lazy: true, training: true },
    { call: `torchvision.transforms.v2.${RANDOM_TRANSFORMS}`, lazy: true, training: true },
    { call: 'torchvision.models.*', training: true, weak: true },
    { call: 'torchaudio.transforms.{FrequencyMasking,TimeMasking}', lazy: true, training: true },
  ],
};

/** PyTorch Geometric: layers, loaders and splits draw from torch's generator. */
export const geometric: Framework = {
  id: 'torch_geometric',
  imports: ['torch_geometric'],
  stream: 'torch',
  draws: [
    {
      call: 'torch_geometric.nn.{GCNConv,GATConv,GATv2Conv,SAGEConv,GINConv,ChebConv,RGCNConv,GraphConv,TransformerConv,Linear}',
      training: true,
    },
    {
      call: 'torch_geometric.{loader,data}.DataLoader',
      lazy: true,
      when: { argument: 'shuffle', position: 2, is: 'true', default: false },
    },
    {
      call: 'torch_geometric.loader.{NeighborLoader,LinkNeighborLoader,HGTLoader,ClusterLoader,NeighborSampler,GraphSAINTNodeSampler,GraphSAINTEdgeSampler,GraphSAINTRandomWalkSampler,ShaDowKHopSampler,RandomNodeLoader}',
      lazy: true,
    },
    { call: 'torch_geometric.transforms.{RandomNodeSplit,RandomLinkSplit}', lazy: true },
  ],
  seeders: [{ call: 'torch_geometric.seed_everything', fixes: ['python', 'numpy', 'torch'], seed: 'seed' }],
};

/** timm: models start from random weights; its augmentation draws from python and NumPy as well. */
export const timm: Framework = {
  id: 'timm',
  imports: ['timm'],
  stream: 'torch',
  draws: [
    {
      call: 'timm.create_model',
      training: true,
      when: { argument: 'pretrained', position: 1, is: [false], default: false },
    },
    { call: 'timm.{trunc_normal_,lecun_normal_,Mlp,PatchEmbed,Block,Attention}', training: true },
    { call: 'timm.{DropPath,drop_path}', training: true, lazy: true },
    {
      call: 'timm.data.{create_transform,create_loader}',
      stream: 'python',
      lazy: true,
      training: true,
      weak: true,
    },
    { call: 'timm.data.{Mixup,FastCollateMixup}', stream: 'numpy', lazy: true, training: true, weak: true },
  ],
  seeders: [
    { call: 'timm.utils.random_seed', fixes: ['torch', 'numpy', 'python'], seed: 'seed', otherwise: 'fixed' },
  ],
};

/** DGL (dgl.seed fixes its C++ samplers; layers draw from torch). */
export const dgl: Framework = {
  id: 'dgl',
  imports: ['dgl'],
  stream: 'dgl',
  draws: [
    { call: 'dgl.sampling.{sample_neighbors,random_walk,node2vec_random_walk}' },
    { call: 'dgl.dataloading.{NeighborSampler,MultiLayerNeighborSampler}', lazy: true },
    { call: 'dgl.nn.{GraphConv,GATConv,SAGEConv,GINConv,RelGraphConv}', stream: 'torch', training: true },
    {
      call: 'dgl.nn.pytorch.{GraphConv,GATConv,SAGEConv,GINConv,RelGraphConv}',
      stream: 'torch',
      training: true,
    },
  ],
  seeders: [{ call: 'dgl.{seed,random.seed}', fixes: ['dgl'], seed: 'val' }],
};

/** Pyro (pyro.util.set_rng_seed). */
export const pyro: Framework = {
  id: 'pyro',
  imports: ['pyro'],
  stream: 'torch',
  draws: [{ call: 'pyro.sample' }, { call: 'pyro.infer.{SVI,MCMC,Predictive}', lazy: true }],
  seeders: [{ call: 'pyro.set_rng_seed', fixes: ['torch', 'python', 'numpy'], seed: 'rng_seed' }],
};
