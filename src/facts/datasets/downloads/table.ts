import type { Download } from '../model.js';

/** A function that downloads, and what fixes what it gets. */
export interface DownloadRow {
  what: Download['what'];
  /** Position and keyword of the name or address. */
  target: readonly [number, string];
  /** Arguments that give a commit. */
  revision?: readonly string[];
  /** Arguments that give a checksum, or that switch its check on. */
  checksum?: readonly string[];
  /** Position of the first of them. */
  checksumAt?: number;
  /** What a name or address that holds a version looks like. */
  versioned?: RegExp;
  /** How a version is named, for people. */
  version?: string;
  /** Counts only when the address can be seen: the function is also used for other ends. */
  seen?: boolean;
  /** What it gets cannot be fixed otherwise than by its address. */
  by: 'commit' | 'checksum';
}

export const HUB = { by: 'commit', revision: ['revision'] } as const;
/** Source: kagglehub README, "Download Dataset", "Download Model": a version stands at the end of the handle. */
const KAGGLE = {
  by: 'commit',
  target: [0, 'handle'],
  versioned: /\/versions\/\d+$/,
  version: 'owner/name/versions/<n>',
} as const;
/** Addresses of tfhub.dev and handles of Kaggle end in the number of the version. Source: tensorflow.org/hub/hosting. */
const TF_HUB = {
  by: 'commit',
  what: 'model',
  seen: true,
  versioned: /\/\d+(?:\?.*)?$/,
  version: 'https://tfhub.dev/owner/model/<n>',
} as const;
export const ROWS: Readonly<Record<string, DownloadRow>> = {
  'datasets.load_dataset': { ...HUB, what: 'data', target: [0, 'path'] },
  'huggingface_hub.hf_hub_download': { ...HUB, what: 'model', target: [0, 'repo_id'] },
  'huggingface_hub.snapshot_download': { ...HUB, what: 'model', target: [0, 'repo_id'] },
  'huggingface_hub.hf_hub_url': { ...HUB, what: 'model', target: [0, 'repo_id'] },
  'transformers.pipeline': { ...HUB, what: 'model', target: [1, 'model'], seen: true },
  'sentence_transformers.SentenceTransformer': { ...HUB, what: 'model', target: [0, 'model_name_or_path'], seen: true },
  'kagglehub.dataset_download': { ...KAGGLE, what: 'data' },
  'kagglehub.competition_download': { by: 'checksum', what: 'data', target: [0, 'handle'] },
  'kagglehub.notebook_output_download': { ...KAGGLE, what: 'data' },
  'kagglehub.model_download': { ...KAGGLE, what: 'model', versioned: /^[\w.-]+(?:\/[\w.-]+){3}\/\d+$/, version: 'owner/model/framework/variation/<n>' },
  'tensorflow_hub.load': { ...TF_HUB, target: [0, 'handle'] },
  'tensorflow_hub.KerasLayer': { ...TF_HUB, target: [0, 'handle'] },
  'tensorflow_hub.Module': { ...TF_HUB, target: [0, 'spec'] },
  'tensorflow_hub.resolve': { ...TF_HUB, target: [0, 'handle'] },
  'tensorflow.saved_model.load': { by: 'checksum', what: 'model', target: [0, 'export_dir'], seen: true },
  'seaborn.load_dataset': { by: 'commit', what: 'data', target: [0, 'name'] },
  'torch.hub.load': { by: 'commit', what: 'model', target: [0, 'repo_or_dir'] },
  'torch.hub.load_state_dict_from_url': { by: 'checksum', what: 'model', target: [0, 'url'], checksum: ['check_hash'] },
  'torch.utils.model_zoo.load_url': { by: 'checksum', what: 'model', target: [0, 'url'], checksum: ['check_hash'] },
  'torch.hub.download_url_to_file': { by: 'checksum', what: 'file', target: [0, 'url'], checksum: ['hash_prefix'] },
  'torchvision.datasets.utils.download_url': { by: 'checksum', what: 'data', target: [0, 'url'], checksum: ['md5'], checksumAt: 3 },
  'torchvision.datasets.utils.download_and_extract_archive': { by: 'checksum', what: 'data', target: [0, 'url'], checksum: ['md5'], checksumAt: 4 },
  'torchvision.datasets.utils.download_file_from_google_drive': { by: 'checksum', what: 'data', target: [0, 'file_id'], checksum: ['md5'], checksumAt: 3 },
  'tensorflow.keras.utils.get_file': { by: 'checksum', what: 'file', target: [1, 'origin'], checksum: ['file_hash', 'md5_hash'] },
  'keras.utils.get_file': { by: 'checksum', what: 'file', target: [1, 'origin'], checksum: ['file_hash', 'md5_hash'] },
  'pooch.retrieve': { by: 'checksum', what: 'file', target: [0, 'url'], checksum: ['known_hash'], checksumAt: 1 },
  'gdown.download': { by: 'checksum', what: 'file', target: [0, 'url'] },
  'gdown.cached_download': { by: 'checksum', what: 'file', target: [0, 'url'], checksum: ['md5', 'hash'] },
  'wget.download': { by: 'checksum', what: 'file', target: [0, 'url'] },
  'urllib.request.urlretrieve': { by: 'checksum', what: 'file', target: [0, 'url'] },
  'urllib.urlretrieve': { by: 'checksum', what: 'file', target: [0, 'url'] },
  'six.moves.urllib.request.urlretrieve': { by: 'checksum', what: 'file', target: [0, 'url'] },
  'urllib.request.urlopen': { by: 'checksum', what: 'file', target: [0, 'url'], seen: true },
  'requests.get': { by: 'checksum', what: 'file', target: [0, 'url'], seen: true },
  'httpx.get': { by: 'checksum', what: 'file', target: [0, 'url'], seen: true },
  'pandas.read_csv': { by: 'checksum', what: 'data', target: [0, 'filepath_or_buffer'], seen: true },
  'pandas.read_json': { by: 'checksum', what: 'data', target: [0, 'path_or_buf'], seen: true },
  'pandas.read_parquet': { by: 'checksum', what: 'data', target: [0, 'path'], seen: true },
  'pandas.read_table': { by: 'checksum', what: 'data', target: [0, 'filepath_or_buffer'], seen: true },
  'pandas.read_excel': { by: 'checksum', what: 'data', target: [0, 'io'], seen: true },
  'polars.read_csv': { by: 'checksum', what: 'data', target: [0, 'source'], seen: true },
}; // biome-ignore format: a table reads better in rows

/** Packages whose `from_pretrained` fetches from a hub. */
export const HUB_LIBRARIES =
  /^(transformers|diffusers|peft|tokenizers|huggingface_hub|adapters|optimum|open_clip|speechbrain|flair|setfit|trl|span_marker|nemo)\b/;

/** How a file of Keras is fetched, whatever the module is called: `X.get_file(name, origin, file_hash=...)`. */
export const GET_FILE: DownloadRow = {
  by: 'checksum',
  what: 'file',
  target: [1, 'origin'],
  checksum: ['file_hash', 'md5_hash'],
};
