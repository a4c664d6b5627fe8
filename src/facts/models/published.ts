import type { ProjectDocument } from '../documents/model.js';
import type { Python } from '../python/python.js';
import type { ModelVersioning } from './model.js';

/** Addresses of weights: by the ending of the file, or a record of an archive that keeps versions and checksums. */
const WEIGHTS = /\.(?:pth?|ckpt|safetensors|onnx|h5|keras|gguf|pkl|joblib)(?:\.(?:tar|gz|zip))?(?:[?#].*)?$/i;
/** torch.hub checks the digits at the end of such a name. Source: torch.hub, `load_state_dict_from_url`, `check_hash`. */
const HASHED = /-[0-9a-f]{8,}\.(?:pth?|ckpt)$/i;
const DIGITS = /\b(?:[0-9a-f]{32}|[0-9a-f]{64})\b/i;
const SHORT = /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,10}\b/i;
const HUB =
  /^https?:\/\/(?:huggingface\.co|hf\.co)\/(?!datasets\/|spaces\/|docs\/|papers\/|blog\/|join)[\w.-]+\/[\w.-]+/;
const MODEL_WORDS = /model|weight|checkpoint|pre-?trained|ckpt/i;
const MOST = 50;

/** Weights that documents offer for download, and whether a checksum stands beside them. */
export function publishedWeights(documents: readonly ProjectDocument[]): ModelVersioning[] {
  const found: ModelVersioning[] = [];
  for (const { path, links, tables, prose, inline, code } of documents) {
    const told = [
      ...prose,
      ...inline,
      ...code.map(({ text, line }) => ({ text, line })),
      ...tables.map(({ header, rows, line }) => ({
        text: [header, ...rows.slice(0, 200)].map((row) => row.join(' ')).join('\n'),
        line,
      })),
    ];
    const sums = told.filter(
      ({ text }) =>
        DIGITS.test(text) || (/\b(?:md5|sha-?256|sha1|checksum)\b/i.test(text) && SHORT.test(text)),
    );
    for (const { target, line, text } of links) {
      const around = prose.filter((one) => Math.abs(one.line - line) <= 1).map((one) => one.text);
      const isHub = HUB.test(target) && MODEL_WORDS.test([text, target, ...around].join(' '));
      if (!WEIGHTS.test(target) && !isHub) continue;
      const checked = HASHED.test(target) || sums.length > 0;
      if (found.length < MOST)
        found.push({
          how: isHub ? 'published' : checked ? 'checked' : 'published',
          by: isHub ? 'the Hugging Face hub' : 'a download',
          at: { file: path, line },
          text: `${target.slice(0, 150)}${checked ? ', with a checksum' : ''}`,
        });
    }
  }
  return found;
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
