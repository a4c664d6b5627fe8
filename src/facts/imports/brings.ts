/**
 * What well-known distributions bring with them because they require it, in every release of the last years. It only
 * tells that a module is there without being asked for; a lockfile tells it better.
 * Source: `Requires-Dist` of the distributions, and the package list of the Anaconda Distribution.
 */
const ROWS = `
pandas = numpy python-dateutil pytz six
scikit-learn = numpy scipy joblib threadpoolctl
scipy = numpy
matplotlib = numpy pillow cycler kiwisolver pyparsing python-dateutil packaging fonttools contourpy six
seaborn = numpy pandas matplotlib
statsmodels = numpy scipy pandas patsy packaging
scikit-image = numpy scipy networkx pillow imageio tifffile
xgboost = numpy scipy
lightgbm = numpy scipy
catboost = numpy scipy pandas matplotlib graphviz plotly six
imbalanced-learn = numpy scipy scikit-learn joblib
torch = typing-extensions filelock sympy networkx jinja2 fsspec
torchvision = torch numpy pillow
torchaudio = torch
torchtext = torch tqdm requests numpy
torchmetrics = torch numpy packaging lightning-utilities
pytorch-lightning = torch torchmetrics tqdm pyyaml fsspec packaging typing-extensions lightning-utilities
lightning = torch torchmetrics tqdm pyyaml fsspec packaging typing-extensions lightning-utilities pytorch-lightning
fastai = torch torchvision fastcore fastprogress matplotlib pandas pillow scikit-learn scipy spacy pyyaml requests packaging
timm = torch torchvision pyyaml huggingface-hub safetensors
torch-geometric = tqdm numpy jinja2 requests psutil pyparsing aiohttp fsspec
pytorch-metric-learning = torch numpy scikit-learn tqdm
segmentation-models-pytorch = torch torchvision pillow timm tqdm
efficientnet-pytorch = torch
torchinfo =
kornia = torch packaging
ultralytics = numpy matplotlib opencv-python pillow pyyaml requests scipy torch torchvision psutil
tensorflow = numpy h5py protobuf six absl-py grpcio keras tensorboard wrapt termcolor typing-extensions astunparse flatbuffers gast google-pasta opt-einsum packaging requests
tensorflow-gpu = numpy h5py protobuf six absl-py grpcio keras tensorboard wrapt termcolor
tensorflow-cpu = numpy h5py protobuf six absl-py grpcio keras tensorboard wrapt termcolor typing-extensions
tensorflow-macos = numpy h5py protobuf six absl-py grpcio keras tensorboard wrapt termcolor typing-extensions
tensorflow-datasets = numpy absl-py dill promise protobuf requests tqdm termcolor toml etils tensorflow-metadata
tensorflow-probability = numpy absl-py six dm-tree gast decorator cloudpickle
tensorboard = numpy protobuf werkzeug markdown grpcio absl-py six
tensorboardx = numpy protobuf packaging
keras = numpy h5py absl-py rich
jax = jaxlib numpy scipy opt-einsum ml-dtypes
jaxlib = numpy scipy ml-dtypes
flax = jax numpy msgpack optax orbax-checkpoint rich typing-extensions pyyaml
optax = jax jaxlib numpy absl-py chex
chex = jax jaxlib numpy absl-py toolz
dm-haiku = absl-py numpy jmp tabulate
orbax-checkpoint = absl-py etils jax numpy msgpack
transformers = numpy tqdm requests pyyaml huggingface-hub tokenizers safetensors packaging regex filelock
datasets = numpy pandas pyarrow dill tqdm requests huggingface-hub fsspec multiprocess xxhash aiohttp pyyaml packaging filelock
sentence-transformers = transformers torch numpy scikit-learn scipy tqdm huggingface-hub pillow
accelerate = torch numpy packaging psutil pyyaml huggingface-hub safetensors
diffusers = numpy pillow huggingface-hub requests regex filelock safetensors importlib-metadata
peft = torch transformers accelerate numpy packaging psutil pyyaml tqdm safetensors huggingface-hub
trl = torch transformers accelerate datasets numpy
setfit = datasets sentence-transformers evaluate huggingface-hub scikit-learn packaging transformers torch numpy
evaluate = datasets numpy pandas dill tqdm requests huggingface-hub
tokenizers = huggingface-hub
huggingface-hub = requests tqdm pyyaml fsspec filelock packaging typing-extensions
open-clip-torch = torch torchvision regex ftfy tqdm huggingface-hub timm safetensors
spacy = numpy thinc tqdm requests pydantic typer srsly wasabi catalogue jinja2 packaging
gensim = numpy scipy smart-open
nltk = joblib regex tqdm click
allennlp = torch spacy nltk numpy transformers tqdm
librosa = numpy scipy numba joblib soundfile audioread decorator scikit-learn resampy
gym = numpy cloudpickle
gymnasium = numpy cloudpickle typing-extensions farama-notifications
stable-baselines3 = torch numpy gymnasium cloudpickle pandas matplotlib
sb3-contrib = stable-baselines3 torch numpy
rl-zoo3 = stable-baselines3 sb3-contrib gymnasium tqdm optuna pyyaml numpy torch
ray = numpy protobuf click filelock jsonschema msgpack pyyaml requests
dask = cloudpickle fsspec packaging pyyaml toolz
numba = numpy llvmlite
cupy = numpy fastrlock
faiss-cpu = numpy packaging
opencv-python = numpy
opencv-python-headless = numpy
opencv-contrib-python = numpy
albumentations = numpy scipy pyyaml opencv-python-headless pydantic
imgaug = numpy scipy pillow matplotlib scikit-image opencv-python imageio shapely six
imageio = numpy pillow
moviepy = numpy imageio imageio-ffmpeg decorator tqdm proglog requests
h5py = numpy
tables = numpy numexpr
pyarrow = numpy
onnx = numpy protobuf
onnxruntime = numpy protobuf flatbuffers coloredlogs sympy packaging
shap = numpy scipy scikit-learn pandas tqdm packaging numba cloudpickle
umap-learn = numpy scipy scikit-learn numba pynndescent tqdm
hdbscan = numpy scipy scikit-learn joblib
pycocotools = numpy matplotlib
wandb = click gitpython requests psutil pyyaml protobuf
mlflow = click cloudpickle gitpython numpy pandas scipy scikit-learn matplotlib flask sqlalchemy docker pyyaml requests protobuf packaging alembic
hydra-core = omegaconf packaging antlr4-python3-runtime
omegaconf = pyyaml antlr4-python3-runtime
optuna = numpy sqlalchemy alembic tqdm colorlog packaging pyyaml
hyperopt = numpy scipy six networkx future tqdm cloudpickle
gpytorch = torch numpy scikit-learn linear-operator
botorch = torch gpytorch linear-operator scipy
pyro-ppl = torch numpy tqdm opt-einsum
dvc = pyyaml ruamel-yaml requests tqdm gitpython networkx
streamlit = numpy pandas altair pillow protobuf requests tornado pyarrow packaging
gradio = numpy pandas pillow fastapi uvicorn httpx pydantic pyyaml requests jinja2 markupsafe huggingface-hub
plotly = packaging
bokeh = numpy pandas pillow jinja2 tornado pyyaml packaging
dash = flask plotly werkzeug requests
flask = werkzeug jinja2 click itsdangerous markupsafe
fastapi = starlette pydantic typing-extensions
requests = urllib3 certifi idna charset-normalizer
boto3 = botocore s3transfer jmespath
sagemaker = boto3 numpy pandas protobuf attrs
google-cloud-storage = google-auth google-api-core google-cloud-core google-resumable-media requests protobuf
google-api-python-client = google-auth google-auth-httplib2 google-api-core httplib2
beautifulsoup4 = soupsieve
ipython = traitlets pygments decorator prompt-toolkit pexpect matplotlib-inline jedi
ipykernel = ipython traitlets tornado jupyter-client jupyter-core pyzmq
ipywidgets = ipython traitlets
notebook = ipython ipykernel jupyter-client jupyter-core nbformat nbconvert traitlets tornado jinja2 pyzmq
jupyterlab = ipython ipykernel jupyter-client jupyter-core nbformat nbconvert notebook traitlets tornado jinja2 pyzmq
jupyter = notebook jupyterlab ipython ipykernel ipywidgets nbconvert nbformat jupyter-client jupyter-core traitlets
neuralforecast = numpy pandas scikit-learn torch pytorch-lightning ray optuna coreforecast utilsforecast fsspec
autokeras = keras tensorflow keras-tuner keras-nlp packaging dask numpy pandas
keras-tuner = keras packaging requests
tpot = numpy scipy scikit-learn deap update-checker tqdm stopit pandas joblib xgboost
pytorch-forecasting = torch lightning pandas numpy scipy scikit-learn
monai = torch numpy
detectron2 = torch torchvision pillow matplotlib pycocotools termcolor yacs tabulate cloudpickle tqdm tensorboard fvcore iopath omegaconf hydra-core numpy
fvcore = numpy yacs pyyaml tqdm termcolor pillow tabulate iopath
mmcv = numpy pillow pyyaml addict yapf opencv-python packaging
mmcv-full = numpy pillow pyyaml addict yapf opencv-python packaging
mmdet = matplotlib numpy pycocotools scipy six terminaltables
rdkit = numpy pillow
biopython = numpy
geopandas = numpy pandas shapely fiona pyproj packaging
rasterio = numpy affine attrs click cligj snuggs
xarray = numpy pandas packaging
pymc = arviz numpy pandas scipy cachetools cloudpickle pytensor typing-extensions
prophet = cmdstanpy numpy pandas matplotlib holidays tqdm
einops =
pyaml = pyyaml
cookiecutter = jinja2 click pyyaml requests python-slugify rich arrow binaryornot
huggingface-sb3 = huggingface-hub pyyaml wasabi numpy cloudpickle
prometheus-fastapi-instrumentator = prometheus-client fastapi
nbdev = fastcore execnb ghapi packaging pyyaml
prefect = httpx pydantic typer rich click anyio pendulum sqlalchemy pyyaml cloudpickle packaging python-dateutil
zenml = alembic bcrypt click cloudpickle distro docker gitpython packaging psutil pydantic pydantic-settings pymysql python-dateutil pyyaml rich sqlalchemy sqlalchemy-utils sqlmodel importlib-metadata
kedro = click pluggy pyyaml rich toml fsspec omegaconf cachetools
kedro-viz = kedro fastapi pandas plotly networkx
langchain = langchain-core pydantic sqlalchemy requests pyyaml numpy tenacity aiohttp
langchain-openai = langchain-core openai tiktoken
langchain-community = langchain-core langchain sqlalchemy requests pyyaml numpy aiohttp
llama-index = llama-index-core
anaconda = numpy scipy pandas matplotlib scikit-learn scikit-image seaborn statsmodels sympy numba bokeh dask distributed h5py tables networkx nltk pillow ipython ipykernel ipywidgets jupyter jupyterlab notebook nbformat nbconvert requests beautifulsoup4 lxml openpyxl xlrd xlsxwriter pyyaml sqlalchemy flask cython joblib tqdm click jinja2 python-dateutil pytz six psutil pytest gensim plotly holoviews panel datashader hvplot xarray imageio bottleneck numexpr pywavelets cloudpickle toolz cytoolz patsy pyzmq tornado traitlets protobuf boto3 s3fs
`;

const BRINGS: ReadonlyMap<string, readonly string[]> = new Map(
  ROWS.trim()
    .split('\n')
    .map((row) => {
      const [name = '', rest = ''] = row.split('=').map((part) => part.trim());
      return [name, rest.split(' ').filter(Boolean)] as const;
    }),
);

/** Each distribution that comes with the given ones, directly or through others, with the given one that brings it. */
export function broughtBy(declared: Iterable<string>): Map<string, string> {
  const out = new Map<string, string>();
  for (const first of declared) {
    const queue = [first];
    for (const name of queue) {
      for (const brought of BRINGS.get(name) ?? []) {
        if (out.has(brought)) continue;
        out.set(brought, first);
        queue.push(brought);
      }
    }
  }
  return out;
}

/** Distributions that base images hold, by the name of the image. Source: the pages of the images on their registries. */
export const IMAGES: readonly [RegExp, readonly string[]][] = [
  [/(?:^|\/)(?:pytorch\/pytorch|nvidia\/pytorch|rocm\/pytorch|pytorch\/pytorch-\w+)$/, ['torch', 'torchvision', 'numpy']],
  [/(?:^|\/)(?:tensorflow\/tensorflow|nvidia\/tensorflow|rocm\/tensorflow)$/, ['tensorflow', 'keras', 'numpy']],
  [/(?:^|\/)(?:jupyter\/(?:scipy|datascience|tensorflow|pytorch|pyspark|all-spark)-notebook)$/, ['numpy', 'scipy', 'pandas', 'matplotlib', 'scikit-learn', 'scikit-image', 'seaborn', 'statsmodels', 'sympy', 'bokeh', 'h5py', 'beautifulsoup4', 'ipython', 'ipywidgets']],
  [/(?:^|\/)(?:continuumio|anaconda)\/anaconda3?$/, ['anaconda']],
  [/(?:^|\/)kaggle(?:-gpu)?-images\/python$|(?:^|\/)kaggle\/python$/, ['anaconda', 'torch', 'tensorflow', 'keras', 'transformers', 'xgboost', 'lightgbm', 'catboost', 'opencv-python']],
]; // biome-ignore format: a table reads better in rows

/** Distributions that hosted notebooks hold without being asked. Source: the package lists of Google Colab's runtimes. */
export const HOSTED: ReadonlySet<string> = new Set(
  `numpy pandas matplotlib seaborn scipy scikit-learn scikit-image statsmodels sympy networkx torch torchvision torchaudio
  tensorflow tensorflow-hub tensorflow-datasets tensorflow-probability keras jax jaxlib flax optax pillow opencv-python
  plotly bokeh altair requests tqdm pyyaml ipython ipywidgets beautifulsoup4 lxml nltk spacy gensim xgboost lightgbm h5py
  transformers datasets huggingface-hub joblib numba cython psutil regex gdown folium librosa imageio moviepy`.split(
    /\s+/,
  ),
);
