import { withoutTokens } from '../credentials.js';
import type { Call, PythonModule } from '../python/model.js';
import type { Python } from '../python/python.js';
import { lastName } from '../python/values.js';
import type { Download } from './model.js';
import type { PathValues } from './path-values.js';
import { HUB_READERS } from './readers.js';
import { CHECKS, isService, shellDownloads } from './shell-downloads.js';
import { fullName, isDataCode, pinIn } from './uses.js';

/** A function that downloads, and what fixes what it gets. */
interface DownloadRow {
  what: Download['what'];
  /** Position and keyword of the name or address. */
  target: readonly [number, string];
  /** Arguments that give a commit. */
  revision?: readonly string[];
  /** Arguments that give a checksum, or that switch its check on. */
  checksum?: readonly string[];
  /** Counts only when the address can be seen: the function is also used for other ends. */
  seen?: boolean;
  /** What it gets cannot be fixed otherwise than by its address. */
  by: 'commit' | 'checksum';
}

const HUB = { by: 'commit', revision: ['revision'] } as const;
const ROWS: Readonly<Record<string, DownloadRow>> = {
  'datasets.load_dataset': { ...HUB, what: 'data', target: [0, 'path'] },
  'huggingface_hub.hf_hub_download': { ...HUB, what: 'model', target: [0, 'repo_id'] },
  'huggingface_hub.snapshot_download': { ...HUB, what: 'model', target: [0, 'repo_id'] },
  'huggingface_hub.hf_hub_url': { ...HUB, what: 'model', target: [0, 'repo_id'] },
  'transformers.pipeline': { ...HUB, what: 'model', target: [1, 'model'], seen: true },
  'sentence_transformers.SentenceTransformer': { ...HUB, what: 'model', target: [0, 'model_name_or_path'], seen: true },
  'kagglehub.dataset_download': { by: 'commit', what: 'data', target: [0, 'handle'] },
  'seaborn.load_dataset': { by: 'commit', what: 'data', target: [0, 'name'] },
  'torch.hub.load': { by: 'commit', what: 'model', target: [0, 'repo_or_dir'] },
  'torch.hub.load_state_dict_from_url': { by: 'checksum', what: 'model', target: [0, 'url'], checksum: ['check_hash'] },
  'torch.utils.model_zoo.load_url': { by: 'checksum', what: 'model', target: [0, 'url'], checksum: ['check_hash'] },
  'torch.hub.download_url_to_file': { by: 'checksum', what: 'file', target: [0, 'url'], checksum: ['hash_prefix'] },
  'torchvision.datasets.utils.download_url': { by: 'checksum', what: 'data', target: [0, 'url'], checksum: ['md5'] },
  'torchvision.datasets.utils.download_and_extract_archive': { by: 'checksum', what: 'data', target: [0, 'url'], checksum: ['md5'] },
  'tensorflow.keras.utils.get_file': { by: 'checksum', what: 'file', target: [1, 'origin'], checksum: ['file_hash', 'md5_hash'] },
  'keras.utils.get_file': { by: 'checksum', what: 'file', target: [1, 'origin'], checksum: ['file_hash', 'md5_hash'] },
  'pooch.retrieve': { by: 'checksum', what: 'file', target: [0, 'url'], checksum: ['known_hash'] },
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
const HUB_LIBRARIES =
  /^(transformers|diffusers|peft|tokenizers|huggingface_hub|adapters|optimum|open_clip|speechbrain|flair|setfit|trl|span_marker|nemo)\b/;
/** Names of values that are folders of this machine. */
const LOCAL_NAME = /dir|path|folder|checkpoint|ckpt|output|saved?|local|cache/i;

/** Every download that Python code and notebooks make, by calls and by shell lines. */
export function downloadsInCode(python: Python, values: PathValues): Download[] {
  return python.modules
    .filter(({ path }) => isDataCode(path))
    .flatMap((module) => [
      ...module.calls.flatMap((call, index) => {
        const name = fullName(python, module, index);
        if (name === undefined) return [];
        const download = downloadOf(python, values, module, call, name);
        return download ? [download] : shellOf(python, values, module, call, name);
      }),
      ...module.shell.flatMap(({ text, line }) => {
        const at = python.at(module, line);
        return shellDownloads(
          text,
          () => at,
          module.shell.some(({ text: other }) => CHECKS.test(other)),
        );
      }),
    ]);
}

/** Calls that run a command. Source: Python library reference, os, subprocess. */
const RUNNING =
  /^(?:os\.(?:system|popen)|subprocess\.(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput))$/;

/** Downloads of the commands that a call runs: `os.system('wget ...')`, `subprocess.run(['wget', url])`. */
function shellOf(
  python: Python,
  values: PathValues,
  module: PythonModule,
  call: Call,
  name: string,
): Download[] {
  if (!RUNNING.test(name)) return [];
  const given = call.args.find((one) => one.name === undefined || one.name === 'args')?.value;
  if (!given) return [];
  const words = given.kind === 'list' || given.kind === 'tuple' ? given.items : [given];
  const text = words.map((word) => values.read(module, word, call.scope).text).join(' ');
  return shellDownloads(text, () => python.at(module, call.line, call.column), CHECKS.test(text));
}

function downloadOf(
  python: Python,
  values: PathValues,
  module: PythonModule,
  call: Call,
  name: string,
): Download | undefined {
  const at = python.at(module, call.line, call.column);
  if (name.startsWith('torchvision.models.')) return torchvisionModel(call, name, at);
  const hub = lastName(call.callee) === 'from_pretrained' && HUB_LIBRARIES.test(name);
  const row: DownloadRow | undefined = hub
    ? { ...HUB, what: 'model', target: [0, 'pretrained_model_name_or_path'] }
    : Object.hasOwn(ROWS, name)
      ? ROWS[name]
      : undefined;
  if (!row) return undefined;
  const [position, keyword] = row.target;
  const given =
    call.args.find((one) => one.name === keyword)?.value ??
    call.args.filter((one) => one.name === undefined)[position]?.value;
  const text = given ? values.read(module, given, call.scope).text : '*';
  if (
    hub &&
    given?.kind === 'name' &&
    LOCAL_NAME.test(given.path) &&
    (text === '*' || !/^[\w.-]+(\/[\w.-]+)?$/.test(text))
  )
    return undefined;
  // A helper that is handed an address and compares what it gets with a digest.
  if (
    row.seen &&
    text === '*' &&
    given?.kind === 'name' &&
    /url/i.test(given.path) &&
    digestsIn(python, module, call)
  )
    return {
      call: name,
      what: row.what,
      at,
      pinned: true,
      reason: 'what is fetched is compared with a digest',
    };
  if (row.seen && row.by === 'checksum' && !/^(https?|ftp|s3|gs):\/\//i.test(text)) return undefined;
  if (row.seen && (text === '*' || isService(text))) return undefined;
  if (/^(\.{1,2}\/|\/|~)/.test(text) || (name === 'datasets.load_dataset' && HUB_READERS.has(text)))
    return undefined;
  const target = text === '*' ? {} : { target: withoutTokens(text) };
  return { call: name, ...target, what: row.what, at, ...pinOf(python, values, module, call, row, text) };
}

/** Whether the function that makes a call also computes a digest. */
function digestsIn(python: Python, module: PythonModule, { scope }: Call): boolean {
  return (
    scope !== 0 &&
    python
      .callees(module)
      .some(
        (name = '', index) =>
          module.calls[index]?.scope === scope && /^hashlib\.(?:sha|md5|blake)/.test(name),
      )
  );
}

function pinOf(
  python: Python,
  values: PathValues,
  module: PythonModule,
  call: Call,
  row: DownloadRow,
  text: string,
): Pick<Download, 'pinned' | 'reason'> {
  for (const { name, value } of call.args) {
    if (name === undefined || value.kind === 'none' || (value.kind === 'boolean' && !value.value)) continue;
    if (row.checksum?.includes(name)) return { pinned: true, reason: `checked by ${name}` };
    if (row.revision?.includes(name)) {
      const revision = values.read(module, value, call.scope).text;
      if (revision === '*') return { pinned: true, reason: 'the revision is given at run time' };
      return /^[0-9a-f]{7,40}$/.test(revision)
        ? { pinned: true, reason: `revision ${revision}` }
        : { pinned: false, reason: `revision ${revision} is a name that can move` };
    }
  }
  if (pinIn(text) || /^[\w.-]+\/[\w.-]+:[0-9a-f]{40}$/.test(text))
    return { pinned: true, reason: 'the address holds a commit' };
  if (row.by === 'commit') return { pinned: false, reason: row.revision ? 'no revision' : 'no commit' };
  const verified = python.callees(module).some((name) => name?.startsWith('hashlib.'));
  return verified
    ? { pinned: true, reason: 'the module computes a checksum' }
    : { pinned: false, reason: 'no checksum' };
}

function torchvisionModel(call: Call, name: string, at: Download['at']): Download | undefined {
  if (/_[Ww]eights\b|\.get_|feature_extraction/.test(name)) return undefined;
  const weights = call.args.find(
    ({ name: keyword }) => keyword === 'weights' || keyword === 'pretrained',
  )?.value;
  if (!weights || weights.kind === 'none' || (weights.kind === 'boolean' && !weights.value)) return undefined;
  const named = weights.kind === 'string' ? weights.value : weights.kind === 'name' ? weights.path : '';
  if (weights.kind === 'name' && !/Weights\./.test(named)) return undefined;
  const pinned = /_V\d+$/.test(named);
  const reason = pinned ? `weights ${named}` : 'the version of the weights is not named';
  return { call: name, target: name.slice(name.lastIndexOf('.') + 1), what: 'model', pinned, reason, at };
}
