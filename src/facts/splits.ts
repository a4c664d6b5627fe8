import { defineFact } from './fact.js';
import { files, isTest } from './files.js';
import { baseName, folderOf } from './paths.js';
import { python as pythonFact } from './python/python.js';
import { lastName } from './python/values.js';
import type { SplitUse } from './randomness/model.js';
import { randomness } from './randomness.js';

/** How the data comes to be divided into training, validation and test data. */
export interface Splits {
  /** Splits that the code makes at random. */
  readonly made: readonly SplitUse[];
  /** Files that hold the parts, each list of one folder; only those that git keeps. */
  readonly files: readonly (readonly string[])[];
  /** Calls that ask a library or a hub for a part that its dataset comes with. */
  readonly given: readonly { call: string; at: { file: string; line: number; cell?: number } }[];
}

const PART =
  /^(?:.*[_.-])?(?:(?<train>train|training|trn)|test|testing|val|valid|validation|dev|holdout)(?:[_.-].*)?\.(?:txt|csv|tsv|jsonl?|npy|npz|pkl|parquet|arrow|lst|h5|feather|rating|inter|libsvm|svm|ffm|conllu?)(?:\.(?:gz|zip|xz|bz2))?$/i;
/** Folders of what runs leave behind: tables of results there are called after the parts that they were measured on. */
const OF_RUNS =
  /(?:^|\/)(?:results?|outputs?|logs?|runs|reports?|figures?|metrics|predictions?|submissions?|checkpoints?|wandb|mlruns|lightning_logs|tb_logs)(?:\/|$)/i;
/** Datasets that come divided. Source: torchvision, "Datasets"; Keras, "Built-in small datasets"; TFDS; Hugging Face datasets. */
const DIVIDED =
  /^(?:torchvision\.datasets\.\w+|torchtext\.datasets\.\w+|torchaudio\.datasets\.\w+|(?:tensorflow\.)?keras\.datasets\.\w+\.load_data|tensorflow_datasets\.load|datasets\.load_dataset|medmnist\.\w+)$/;

/** Where the parts of the data come from: drawn in the code, kept as files, or given with a dataset. */
export const splits = defineFact<Splits>({
  name: 'splits',
  async collect(project) {
    const [{ splits: made }, tree, python] = await Promise.all([
      project.get(randomness),
      project.get(files),
      project.get(pythonFact),
    ]);
    const byFolder = new Map<string, { path: string; trains: boolean }[]>();
    for (const { path, tracked, size } of tree.own) {
      if (tracked === false || size === 0 || isTest(path)) continue;
      const found = PART.exec(baseName(path));
      if (!found) continue;
      const folder = folderOf(path);
      if (OF_RUNS.test(folder)) continue;
      const part = { path, trains: found.groups?.train !== undefined };
      const there = byFolder.get(folder);
      if (there) there.push(part);
      else byFolder.set(folder, [part]);
    }
    const whole = [...byFolder.values()].filter(
      (parts) => parts.some(({ trains }) => trains) && parts.some(({ trains }) => !trains),
    );
    const given = python.modules
      .filter(({ path }) => !isTest(path))
      .flatMap((module) =>
        python.callees(module).flatMap((name, index) => {
          const call = module.calls[index];
          if (!call || name === undefined || !DIVIDED.test(name)) return [];
          const asks = call.args.some((argument) => argument.name === 'train' || argument.name === 'split');
          if (!asks && !name.endsWith('.load_data')) return [];
          return [{ call: `${lastName(call.callee)}()`, at: python.at(module, call.line) }];
        }),
      );
    return { made, files: whole.map((parts) => parts.map(({ path }) => path)), given };
  },
});
