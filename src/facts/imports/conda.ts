/**
 * What packages of conda channels are called on PyPI, where the names differ; several names where one conda package
 * holds what PyPI splits. Names that are the same stand in no row.
 * Source: the recipes of conda-forge, pytorch, nvidia and the defaults channel.
 */
const ROWS = `
pytorch = torch
pytorch-cpu = torch
pytorch-gpu = torch
libtorch =
cpuonly =
opencv = opencv-python
opencv-python = opencv-python
py-opencv = opencv-python
libopencv =
opencv3 = opencv-python
pytables = tables
py-xgboost = xgboost
py-xgboost-cpu = xgboost
py-xgboost-gpu = xgboost
xgboost = xgboost
libxgboost =
tensorflow-base = tensorflow
tensorflow-mkl = tensorflow
tensorflow-eigen = tensorflow
tensorflow-gpu = tensorflow-gpu
tensorflow-cpu = tensorflow-cpu
keras-gpu = keras
keras-base = keras
theano-pymc = theano-pymc
matplotlib-base = matplotlib
dask-core = dask
seaborn-base = seaborn
pandas-base = pandas
numpy-base = numpy
spacy-model-en_core_web_sm = en-core-web-sm
spacy-model-en_core_web_md = en-core-web-md
spacy-model-en_core_web_lg = en-core-web-lg
pyg = torch-geometric
pytorch-geometric = torch-geometric
pytorch-scatter = torch-scatter
pytorch-sparse = torch-sparse
pytorch-cluster = torch-cluster
pytorch-spline-conv = torch-spline-conv
pytorch-lightning = pytorch-lightning
ignite = pytorch-ignite
dgl-cuda10.1 = dgl
dgl-cuda10.2 = dgl
dgl-cuda11.0 = dgl
dgl-cuda11.1 = dgl
dgl-cuda11.3 = dgl
faiss = faiss-cpu
faiss-proc =
libfaiss =
py-boost =
pyqt = pyqt5
pyqt5 = pyqt5
msgpack-python = msgpack
python-graphviz = graphviz
python-blosc = blosc
python-lmdb = lmdb
python-xxhash = xxhash
python-flatbuffers = flatbuffers
python-duckdb = duckdb
python-kaleido = kaleido
python-tzdata = tzdata
python-annoy = annoy
python-igraph = igraph
python-confluent-kafka = confluent-kafka
python-fastjsonschema = fastjsonschema
python-fasttext = fasttext
python-clickhouse-driver = clickhouse-driver
python-eccodes = eccodes
python-wget = wget
python-levenshtein = python-levenshtein
levenshtein = levenshtein
pytorch-transformers = pytorch-transformers
ruamel_yaml = ruamel-yaml
mkl-service = mkl-service
mkl_fft = mkl-fft
mkl_random = mkl-random
prophet = prophet
pynvml = pynvml
nvidia-apex = apex
tensorboardx = tensorboardx
protobuf = protobuf
grpcio = grpcio
pysoundfile = soundfile
python-sounddevice = sounddevice
pyaudio = pyaudio
ffmpeg-python = ffmpeg-python
jupyterlab_widgets = jupyterlab-widgets
notebook = notebook
pillow-simd = pillow-simd
gdal = gdal
libgdal =
basemap = basemap
basemap-data-hires = basemap
lightgbm = lightgbm
hdf5 =
h5py = h5py
netcdf4 = netcdf4
rdkit = rdkit
mysql-connector-python = mysql-connector-python
mysqlclient = mysqlclient
psycopg2 = psycopg2
sqlalchemy = sqlalchemy
pymupdf = pymupdf
python-docx = python-docx
scikit-learn-intelex = scikit-learn-intelex
daal4py = daal4py
cupy = cupy
cupy-core = cupy
cudatoolkit =
pytorch-cuda =
cuda-version =
cudnn =
nccl =
blas =
libblas =
mkl =
python =
ipython = ipython
pydotplus = pydotplus
pydot-ng = pydot-ng
h5netcdf = h5netcdf
pyyaml = pyyaml
huggingface_hub = huggingface-hub
importlib_metadata = importlib-metadata
typing_extensions = typing-extensions
prompt_toolkit = prompt-toolkit
websocket-client = websocket-client
snakemake-minimal = snakemake
airflow = apache-airflow
libmamba =
boto3 = boto3
ray-core = ray
ray-default = ray
ray-tune = ray
ray-rllib = ray
gym-atari = gym
stable-baselines3-extra = stable-baselines3
pygraphviz = pygraphviz
openmpi =
mpich =
av = av
dm-tree = dm-tree
magic-wormhole = magic-wormhole
pymc-base = pymc
python-openslide = openslide-python
openslide-python = openslide-python
pyopengl = pyopengl
pythonocc-core = pythonocc-core
ase = ase
scitools-iris = scitools-iris
iris = scitools-iris
earthengine-api = earthengine-api
vs2015_runtime =
`;

const NAMES: ReadonlyMap<string, readonly string[]> = new Map(
  ROWS.trim()
    .split('\n')
    .map((row) => {
      const [conda = '', pypi = ''] = row.split('=').map((part) => part.trim());
      return [conda, pypi.split('|').filter((name) => name !== '')] as const;
    }),
);

/** The names on PyPI of what a conda package installs; empty for one that holds no Python module. */
export function condaDistributions(name: string): readonly string[] {
  const lower = name.toLowerCase();
  return NAMES.get(lower) ?? NAMES.get(lower.replaceAll('_', '-')) ?? [lower.replaceAll(/[-_.]+/g, '-')];
}
