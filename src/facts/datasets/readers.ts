/** How a function touches data: which argument holds the path. */
export interface PathCall {
  access: 'read' | 'write';
  /** Position and keywords of the path. */
  position: number;
  keywords: readonly string[];
  /** True for functions that also read what is no data (settings, models): only paths that look like data count. */
  general?: boolean;
}

const read = (position = 0, ...keywords: string[]): PathCall => ({ access: 'read', position, keywords });
const general = (position = 0, ...keywords: string[]): PathCall => ({
  access: 'read',
  position,
  keywords,
  general: true,
});
const write = (position = 0, ...keywords: string[]): PathCall => ({ access: 'write', position, keywords });

const PANDAS_READERS = [
  'csv',
  'table',
  'fwf',
  'excel',
  'parquet',
  'feather',
  'orc',
  'hdf',
  'pickle',
  'stata',
  'sas',
  'spss',
  'xml',
];

/** Functions that read or write a path, by full name. */
export const PATH_CALLS: Readonly<Record<string, PathCall>> = {
  ...Object.fromEntries(
    ['pandas', 'dask.dataframe', 'modin.pandas', 'cudf', 'geopandas'].flatMap((library) =>
      PANDAS_READERS.map((format) => [`${library}.read_${format}`, read(0, 'filepath_or_buffer', 'path', 'io', 'path_or_buf')]),
    ),
  ),
  'pandas.read_json': general(0, 'path_or_buf'),
  'pandas.ExcelFile': read(0, 'path_or_buffer'),
  'geopandas.read_file': read(0, 'filename'),
  ...Object.fromEntries(
    ['read_csv', 'read_parquet', 'read_ipc', 'read_ndjson', 'read_excel', 'read_avro', 'scan_csv', 'scan_parquet', 'scan_ipc', 'scan_ndjson'].map(
      (name) => [`polars.${name}`, read(0, 'source')],
    ),
  ),
  'numpy.load': read(0, 'file'),
  'numpy.loadtxt': read(0, 'fname'),
  'numpy.genfromtxt': read(0, 'fname'),
  'numpy.fromfile': read(0, 'file'),
  'numpy.memmap': read(0, 'filename'),
  'scipy.io.loadmat': read(0, 'file_name'),
  'scipy.io.wavfile.read': read(0, 'filename'),
  'scipy.sparse.load_npz': read(0, 'file'),
  'h5py.File': read(0, 'name'),
  'netCDF4.Dataset': read(0, 'filename'),
  'xarray.open_dataset': read(0, 'filename_or_obj'),
  'xarray.open_zarr': read(0, 'store'),
  'zarr.open': read(0, 'store'),
  'pyarrow.parquet.read_table': read(0, 'source'),
  'pyarrow.parquet.ParquetFile': read(0, 'source'),
  'pyarrow.csv.read_csv': read(0, 'input_file'),
  'pyarrow.feather.read_table': read(0, 'source'),
  'pyarrow.dataset.dataset': read(0, 'source'),
  ...Object.fromEntries(
    ['csv', 'parquet', 'json', 'images', 'text', 'numpy', 'tfrecords', 'binary_files'].map((format) => [
      `ray.data.read_${format}`,
      read(0, 'paths'),
    ]),
  ),
  'datatable.fread': read(0),
  'vaex.open': read(0, 'path'),
  'anndata.read_h5ad': read(0, 'filename'),
  'scanpy.read_h5ad': read(0, 'filename'),
  'scanpy.read': read(0, 'filename'),
  'rasterio.open': read(0, 'fp'),
  'nibabel.load': read(0, 'filename'),
  'pydicom.dcmread': read(0, 'fp'),
  'PIL.Image.open': read(0, 'fp'),
  'cv2.imread': read(0, 'filename'),
  'imageio.imread': read(0, 'uri'),
  'skimage.io.imread': read(0, 'fname'),
  'torchvision.io.read_image': read(0, 'path'),
  'torchvision.datasets.ImageFolder': read(0, 'root'),
  // These download nothing. Source: torchvision documentation, "Datasets".
  ...Object.fromEntries(
    ['LSUN', 'Cityscapes', 'UCF101', 'HMDB51', 'Flickr8k', 'Flickr30k', 'Sintel', 'KittiFlow', 'FlyingChairs', 'FlyingThings3D', 'HD1K'].map(
      (name) => [`torchvision.datasets.${name}`, read(0, 'root')],
    ),
  ),
  'torchvision.datasets.DatasetFolder': read(0, 'root'),
  'torchvision.datasets.folder.ImageFolder': read(0, 'root'),
  'torchvision.datasets.CocoDetection': read(0, 'root'),
  'torchvision.datasets.ImageNet': read(0, 'root'),
  'torchaudio.load': read(0, 'uri'),
  'librosa.load': read(0, 'path'),
  'soundfile.read': read(0, 'file'),
  'tensorflow.keras.utils.image_dataset_from_directory': read(0, 'directory'),
  'tensorflow.keras.utils.text_dataset_from_directory': read(0, 'directory'),
  'tensorflow.keras.preprocessing.image_dataset_from_directory': read(0, 'directory'),
  'keras.utils.image_dataset_from_directory': read(0, 'directory'),
  'keras.utils.text_dataset_from_directory': read(0, 'directory'),
  'tensorflow.data.TFRecordDataset': read(0, 'filenames'),
  'tensorflow.data.TextLineDataset': read(0, 'filenames'),
  'datasets.load_from_disk': read(0, 'dataset_path'),
  'datasets.Dataset.from_csv': read(0, 'path_or_paths'),
  'datasets.Dataset.from_json': read(0, 'path_or_paths'),
  'datasets.Dataset.from_parquet': read(0, 'path_or_paths'),
  'sklearn.datasets.load_files': read(0, 'container_path'),
  'sklearn.datasets.load_svmlight_file': read(0, 'f'),
  'xgboost.DMatrix': general(0, 'data'),
  'lightgbm.Dataset': general(0, 'data'),
  'gensim.models.KeyedVectors.load_word2vec_format': general(0, 'fname'),
  'sqlite3.connect': general(0, 'database'),
  open: general(0, 'file'),
  'io.open': general(0, 'file'),
  'codecs.open': general(0, 'filename'),
  'gzip.open': general(0, 'filename'),
  'bz2.open': general(0, 'filename'),
  'lzma.open': general(0, 'filename'),
  'zipfile.ZipFile': general(0, 'file'),
  'tarfile.open': general(0, 'name'),
  'tensorflow.io.gfile.GFile': general(0, 'name'),
  'joblib.load': general(0, 'filename'),
  'torch.load': general(0, 'f'),
  'numpy.save': write(0, 'file'),
  'numpy.savez': write(0, 'file'),
  'numpy.savez_compressed': write(0, 'file'),
  'numpy.savetxt': write(0, 'fname'),
  'joblib.dump': write(1, 'filename'),
  'torch.save': write(1, 'f'),
  'scipy.io.savemat': write(0, 'file_name'),
  'scipy.sparse.save_npz': write(0, 'file'),
  'pyarrow.parquet.write_table': write(1, 'where'),
  'cv2.imwrite': write(0, 'filename'),
  'torchvision.utils.save_image': write(1, 'fp'),
  'matplotlib.pyplot.savefig': write(0, 'fname'),
  'matplotlib.pyplot.imsave': write(0, 'fname'),
  'imageio.imwrite': write(0, 'uri'),
  'skimage.io.imsave': write(0, 'fname'),
  'soundfile.write': write(0, 'file'),
}; // biome-ignore format: a table reads better in rows

/** Methods that write a table to a path, whatever object they are called on. */
export const WRITE_METHODS = new Set([
  'to_csv', 'to_parquet', 'to_feather', 'to_pickle', 'to_hdf', 'to_json', 'to_excel', 'to_orc', 'to_stata', 'write_csv', 'write_parquet',
  'write_ipc', 'sink_parquet', 'save_to_disk', 'tofile', 'write_text', 'write_bytes',
]); // biome-ignore format: a table reads better in rows

/** Functions whose mode argument (second, or `mode`) tells writing from reading. */
export const WITH_MODE = new Set([
  'open', 'io.open', 'codecs.open', 'gzip.open', 'bz2.open', 'lzma.open', 'zipfile.ZipFile', 'tarfile.open',
  'h5py.File', 'tensorflow.io.gfile.GFile', 'zarr.open', 'netCDF4.Dataset', 'numpy.memmap',
]); // biome-ignore format: a table reads better in rows

/** Packages whose dataset classes and functions fetch what they name, or bring it along. */
export interface LibraryRow {
  /** Full name, or its beginning when it ends with a dot. */
  name: string;
  kind: 'library' | 'bundled' | 'hub';
  /** Argument that fixes the version. */
  revision?: readonly string[];
  /** What it reads, for a function whose first argument is the folder in which it looks before it fetches. */
  shown?: string;
  /** Names below the prefix that are no datasets. */
  but?: RegExp;
}

const HELPERS =
  /\.(utils|folder|vision|_?\w*utils)\.|\.(ImageFolder|DatasetFolder|VisionDataset|FakeData|CocoDetection|CocoCaptions|ImageNet|LSUN|Cityscapes|UCF101|HMDB51|Flickr8k|Flickr30k|Sintel|KittiFlow|FlyingChairs|FlyingThings3D|HD1K|utils|Dataset|InMemoryDataset|download_url|extract_archive|DatasetInfo)$/;

const LIBRARY_ROWS: readonly LibraryRow[] = [
  { name: 'torchvision.datasets.', kind: 'library', but: HELPERS },
  { name: 'torchaudio.datasets.', kind: 'library', but: HELPERS },
  { name: 'torchtext.datasets.', kind: 'library', but: HELPERS },
  { name: 'torchtext.legacy.datasets.', kind: 'library', but: HELPERS },
  { name: 'torch_geometric.datasets.', kind: 'library', but: HELPERS },
  { name: 'dgl.data.', kind: 'library', but: /\.(utils|DGLDataset|.*\.utils\..*)$|\.utils\./ },
  { name: 'ogb.nodeproppred.', kind: 'library', but: /\.Evaluator$/ },
  { name: 'ogb.graphproppred.', kind: 'library', but: /\.Evaluator$/ },
  { name: 'ogb.linkproppred.', kind: 'library', but: /\.Evaluator$/ },
  { name: 'medmnist.', kind: 'library', but: /\.(INFO|Evaluator)$/ },
  { name: 'sklearn.datasets.fetch_openml', kind: 'library', revision: ['version', 'data_id'] },
  { name: 'sklearn.datasets.fetch_', kind: 'library' },
  { name: 'sklearn.datasets.load_', kind: 'bundled', but: /load_(files|svmlight_files?|sample_images?)$/ },
  { name: 'seaborn.load_dataset', kind: 'hub' },
  { name: 'statsmodels.api.datasets.', kind: 'bundled', but: /get_rdataset$/ },
  { name: 'vega_datasets.data', kind: 'bundled' },
  { name: 'plotly.express.data.', kind: 'bundled' },
  { name: 'keras.datasets.', kind: 'library' },
  { name: 'tensorflow.keras.datasets.', kind: 'library' },
  { name: 'datasets.load_dataset', kind: 'hub', revision: ['revision'] },
  { name: 'datasets.load_dataset_builder', kind: 'hub', revision: ['revision'] },
  { name: 'ucimlrepo.fetch_ucirepo', kind: 'library' },
  { name: 'tensorflow.examples.tutorials.mnist.input_data.read_data_sets', kind: 'library', shown: 'mnist' },
  { name: 'yfinance.download', kind: 'hub' },
]; // biome-ignore format: a table reads better in rows

/** The library row of a full name. */
export function libraryRow(name: string): LibraryRow | undefined {
  return LIBRARY_ROWS.find(
    (row) =>
      (name === row.name || (/[._]$/.test(row.name) && name.startsWith(row.name))) && !row.but?.test(name),
  );
}

/** Hub names that are readers of local files: `load_dataset('csv', data_files=..)`. */
export const HUB_READERS = new Set([
  'csv',
  'json',
  'parquet',
  'text',
  'pandas',
  'arrow',
  'imagefolder',
  'audiofolder',
  'xml',
  'webdataset',
]);

/** Extensions of files that hold data. */
const DATA_FILE =
  /\.(csv|tsv|psv|parquet|pq|feather|arrow|orc|avro|jsonl|ndjson|npy|npz|mat|h5|hdf5|h5ad|nc|zarr|tfrecords?|lmdb|mdb|arff|libsvm|svmlight|sav|dta|xlsx?|sqlite3?|db|rec|bin|dat|data|jpe?g|png|tiff?|bmp|wav|flac|mp3|mp4|nii|dcm|fasta|fastq|vcf|bed|las|ply|pcd|conll|conllu)(\.(gz|bz2|xz|zst|zip))?$/i;
/** Extensions that hold data or something else: only below a folder for data. */
const MAYBE_DATA = /\.(json|txt|xml|pkl|pickle|joblib|pt|pth|gz|zip|tar|tgz|html|log)$/i;
const DATA_FOLDER =
  /(^|[/_-])(data|datas|dataset|datasets|raw|corpus|corpora|inputs?|train|valid|val|test|images?|annotations?|labels?)([/_.-]|$)/i;
/** Names of what is no data: results, models, settings. */
const NOT_DATA =
  /(^|[/_.-])(models?|checkpoints?|ckpts?|weights?|configs?|settings|params|hparams|hyperparameters?|requirements|results?|outputs?|logs?|metrics|scores?|history|plots?|figures?|figs?|reports?|predictions?|preds?|readme|licen[cs]es?|version|changelog|vocab|tokenizers?|assets|docs|demo|tmp|temp|cache|package|setup|secrets?|credentials|state_dict|optimizer|scaler|encoder|classifier|best|samples?|sagemaker|schema|templates?)([/_.-]|$)/i;

/** A folder for data, with what lies above it. */
const ABOVE_DATA = /^(.*?)(?:^|\/)(?:data|datas|datasets?|corpus|corpora)\//i;

/** True for a path that holds data rather than settings, models or results, judged by its extension and folders. */
export function looksLikeData(path: string): boolean {
  const [whole, above = ''] = ABOVE_DATA.exec(path) ?? [''];
  // Above a folder for data, the name of a project may hold any word: `word_language_model/data/train.txt`.
  if (above.split('/').some((folder) => folder.replace(NOT_DATA, '') === '' && folder !== '')) return false;
  if (NOT_DATA.test(path.slice(whole.length))) return false;
  if (DATA_FILE.test(path)) return true;
  // A name that is made at run time says nothing of its kind, the folder does.
  return DATA_FOLDER.test(path) && (MAYBE_DATA.test(path) || /\*[^/]*$/.test(path));
}

/** True for a path that lies in a folder for data: `data/train/*.npy`. */
export function isBelowData(path: string): boolean {
  return ABOVE_DATA.test(path);
}

/** True for a path that names results, models or settings. */
export function looksLikeOther(path: string): boolean {
  return NOT_DATA.test(path.replace(/^.*?(?=[^/]*$)/, '')) || /^\/(dev|proc|sys|etc)\//.test(path);
}
