import { normalizeName } from '../formats/pep508.js';
import { PLATFORM, SAME, TABLE } from './table.js';

/** Packages of which many distributions hold a part each: an import of them is told by the part. */
const NAMESPACES = new Set(
  `google google.cloud azure azure.ai azure.storage azure.mgmt azure.cognitiveservices azureml opentelemetry
  opentelemetry.exporter backports jaraco zope zc flufl ruamel sphinxcontrib autogluon pyannote nvidia pyramid orbax
  hydra_plugins mpl_toolkits llama_index llama_index.llms llama_index.embeddings llama_index.vector_stores
  llama_index.readers dogpile oslo plone repoze paste logilab`.split(/\s+/),
);
/** Packages that hold a distribution of their own besides those that add parts to them. */
const WITH_OWN = new Set(['mpl_toolkits', 'llama_index', 'orbax', 'azureml', 'pyramid']);

/** Names so general that they are a project's own file more often than a distribution of that name. */
const GENERAL = new Set(
  `utils util utilities config configs conf settings constants const helpers helper common lib libs core base main
  model models modeling network networks net nets layers layer modules module ops op losses loss metrics metric
  data dataset dataloader dataloaders data_loader data_loaders data_utils loader loaders transform preprocess
  preprocessing train trainer trainers training test tests eval evaluation inference predict
  options opt args arguments params parameters cfg src source code scripts script tools tool toolbox app api server
  client db database schemas schema routes views env envs environment agent agents policy policies buffer memory
  replay runner experiment experiments pipeline pipelines features feature visualize visualization plotting plots
  logger logging_utils log version _version globals paths path_utils my_utils myutils mylib tokenizer tokenization
  vocab vocabulary encoder decoder attention transformer resnet unet vgg gan vae generator discriminator criterion
  rl hub flash mim ts tap box colors editor board public official community constraint environ retro trains surprise
  spotlight stan control orbit pattern path parse steam modal requirements optim optimizer optimizers schedulers scheduler sampler misc exp analysis plot image images img video audio text`.split(
    /\s+/,
  ),
);

/** An import as the table knows it. */
export interface Imported {
  /** The import that one distribution provides: `sklearn`, `google.cloud.storage`. */
  name: string;
  /** Distributions that provide it, normalised; the usual one first. Guessed from the name when `known` is false. */
  distributions: readonly string[];
  /** Whether the table has it. */
  known: boolean;
}

function readTable(text: string): Map<string, string[]> {
  const rows = text
    .split('\n')
    .map((row) => row.split(' = '))
    .filter((parts) => parts.length === 2);
  return new Map(rows.map(([name, rest]) => [name!.trim(), rest!.split('|').map((one) => one.trim())]));
}

const same = SAME.trim()
  .split(/\s+/)
  .map((name): [string, string[]] => [name, [normalizeName(name)]]);
const table: ReadonlyMap<string, readonly string[]> = new Map([...same, ...readTable(TABLE)]);
const platforms: ReadonlyMap<string, readonly string[]> = readTable(PLATFORM);
/** Distribution to the imports that it provides by the table. */
const provides = new Map<string, string[]>();
for (const [name, distributions] of table) {
  for (const one of distributions) {
    const imports = provides.get(one);
    if (imports) imports.push(name);
    else provides.set(one, [name]);
  }
}

/**
 * What an import means: `from google.cloud import storage` is `google.cloud.storage`. The name of a distribution is
 * taken for that of the import where the table has no row, which holds for most.
 */
export function importedBy(module: string, name?: string): Imported {
  const parts = module.split('.');
  const dotted = name === undefined || name === '*' ? parts : [...parts, name];
  const path = (length: number) => dotted.slice(0, length).join('.');
  let length = 1;
  while (length < dotted.length && NAMESPACES.has(path(length))) length++;
  for (let at = Math.max(length, Math.min(dotted.length, 4)); at > 0; at--) {
    const row = table.get(path(at));
    if (row && at >= length) return { name: path(at), distributions: row, known: true };
  }
  const row = table.get(dotted[0]!);
  if (row && WITH_OWN.has(dotted[0]!)) return { name: path(length), distributions: row, known: true };
  const guesses: string[] = [];
  for (let at = length; at > 0; at--) {
    if (!NAMESPACES.has(path(at))) guesses.push(normalizeName(dotted.slice(0, at).join('-')));
  }
  if (guesses.length === 0) guesses.push(normalizeName(path(length)));
  return { name: path(length), distributions: [...new Set(guesses)], known: false };
}

/** What brings a module that no index has; undefined for one of an index. */
export function platformOf(module: string, name?: string): string | undefined {
  const parts = module.split('.');
  const second = parts[1] ?? name ?? '';
  return platforms.get(parts[0]!)?.[0] ?? platforms.get(`${parts[0]}.${second}`)?.[0];
}

/** Whether a name is so general that it is hardly a distribution. */
export function isGeneral(name: string): boolean {
  return GENERAL.has(name.toLowerCase());
}

/** Whether the table knows which imports a distribution provides. */
export function isKnownDistribution(name: string): boolean {
  return provides.has(name);
}

const VARIANT =
  /-(?:nightly|preview|gpu|cpu|cuda[\d.a-z]*|cu\d[\da-z]*|rocm[\d.-]*|mkl|headless|binary|bin|wheel|wheels|macos|intel|directml|full|lite|fork|git|py3|python3?)$/;

/**
 * Whether a distribution of this name provides an import: by the table, as a build variant (`-gpu`, `-cu118`) of one
 * that does, or, for an import that the table lacks, by names as alike as `python-foo` and `foo`.
 */
export function isProvidedBy(imported: Imported, distribution: string): boolean {
  const { distributions, known, name } = imported;
  if (distributions.includes(distribution)) return true;
  let plain = distribution;
  while (VARIANT.test(plain)) plain = plain.replace(VARIANT, '');
  if (plain !== distribution && distributions.includes(plain)) return true;
  if (known) return false;
  // Only where nothing says what the distribution provides may its name speak for it.
  return !provides.has(distribution) && alike(normalizeName(name), plain);
}

/** `foo` and `python-foo`, `py-foo`, `pyfoo`, `foo-python`, `foo-py`, `foo3`. */
function alike(name: string, distribution: string): boolean {
  const plain = (text: string) =>
    text
      .replace(/^(?:python-|py-|py)(?=[a-z])/, '')
      .replace(/-(?:python|py|client|sdk|lib)$/, '')
      .replaceAll('-', '')
      .replace(/[23]$/, '');
  return plain(name) === plain(distribution);
}

/**
 * Whether a distribution that the table lacks may provide an import: their names share a word. True of
 * `taming-transformers` and `taming`.
 */
export function mayProvide(imported: Imported, distribution: string): boolean {
  if (provides.has(distribution) || imported.known) return false;
  const words = (text: string) => normalizeName(text.replaceAll('.', '-')).split('-');
  const theirs = new Set(words(distribution));
  return words(imported.name).some((word) => word.length > 2 && theirs.has(word));
}
