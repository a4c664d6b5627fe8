import type { Link, ProjectDocument } from '../documents/model.js';
import type { Python } from '../python/python.js';
import type { ModelVersioning } from './model.js';

/** Addresses of weights: by the ending of the file, or a record of an archive that keeps versions and checksums. */
const WEIGHTS =
  /\.(?:pth?|ckpt|safetensors|onnx|h5|keras|gguf|tflite|pkl|joblib)(?:\.(?:tar|gz|zip))?(?:[?#].*)?$/i;
/** torch.hub checks the digits at the end of such a name. Source: torch.hub, `load_state_dict_from_url`, `check_hash`. */
const HASHED = /-[0-9a-f]{8,}\.(?:pth?|ckpt)$/i;
const DIGITS = /\b(?:[0-9a-f]{32}|[0-9a-f]{64})\b/i;
const SHORT = /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,10}\b/i;
const HUB =
  /^https?:\/\/(?:huggingface\.co|hf\.co)\/(?!datasets\/|spaces\/|docs\/|papers\/|blog\/|join)[\w.-]+\/[\w.-]+/;
const MODEL_WORDS = /model|weight|checkpoint|pre-?trained|ckpt/i;
const MOST = 50;

/** A link of a document to weights: to a file of them, or to a model at the Hugging Face hub. */
export interface WeightLink {
  link: Link;
  to: 'file' | 'hub';
}

/** The links of a document to weights; a page of the hub counts where the words around it speak of a model. */
export function weightLinks({ links, prose, headings }: ProjectDocument): WeightLink[] {
  return links.flatMap((link): WeightLink[] => {
    const { target, line, text, image, section } = link;
    if (image) return [];
    if (!HUB.test(target)) return WEIGHTS.test(target) ? [{ link, to: 'file' }] : [];
    const around = prose.filter((one) => Math.abs(one.line - line) <= 1).map((one) => one.text);
    const words = [text, target, headings[section]?.text ?? '', ...around].join(' ');
    return MODEL_WORDS.test(words)
      ? [{ link, to: 'hub' }]
      : WEIGHTS.test(target)
        ? [{ link, to: 'file' }]
        : [];
  });
}

/** Weights that documents offer for download, and whether a checksum stands beside them. */
export function publishedWeights(documents: readonly ProjectDocument[]): ModelVersioning[] {
  const found: ModelVersioning[] = [];
  for (const document of documents) {
    let sums: boolean | undefined;
    for (const { link, to } of weightLinks(document)) {
      const { target, line } = link;
      sums ??= tellsChecksums(document);
      const checked = HASHED.test(target) || sums;
      if (found.length < MOST)
        found.push({
          how: to === 'hub' ? 'published' : checked ? 'checked' : 'published',
          by: to === 'hub' ? 'the Hugging Face hub' : 'a download',
          at: { file: document.path, line },
          text: `${target.slice(0, 150)}${checked ? ', with a checksum' : ''}`,
        });
    }
  }
  return found;
}

function tellsChecksums({ tables, prose, inline, code }: ProjectDocument): boolean {
  const told = [
    ...[...prose, ...inline, ...code].map(({ text }) => text),
    ...tables.map(({ header, rows }) =>
      [header, ...rows.slice(0, 200)].map((row) => row.join(' ')).join('\n'),
    ),
  ];
  return told.some(
    (text) => DIGITS.test(text) || (/\b(?:md5|sha-?256|sha1|checksum)\b/i.test(text) && SHORT.test(text)),
  );
}

/** Weights that `hubconf.py` offers through torch.hub. Source: torch.hub, "Publishing models". */
export function hubWeights({ modules, at }: Python): ModelVersioning[] {
  return modules.flatMap((module) =>
    /(?:^|\/)hubconf\.py$/.test(module.path)
      ? module.strings
          .filter(({ value }) => /^https?:/.test(value) && WEIGHTS.test(value))
          .slice(0, MOST)
          .map(({ value, line }) => ({
            how: HASHED.test(value) ? ('checked' as const) : ('published' as const),
            by: 'torch.hub',
            at: at(module, line),
            text: value.slice(0, 150),
          }))
      : [],
  );
}
