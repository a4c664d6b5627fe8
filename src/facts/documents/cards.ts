import { baseName } from '../paths.js';
import type { ProjectDocument } from './model.js';
import { hasContent, sectionOf } from './sections.js';

/** What a card must tell, with the headings under which it is told. */
type Wanted = readonly [name: string, heading: RegExp][];

/** Source: Mitchell et al., "Model Cards for Model Reporting" (2019); Hugging Face Hub docs, "Annotated model card". */
const MODEL: Wanted = [
  ['what it is for', /\b(?:intended|uses?|usage|use cases?|purpose|description|overview|summary|introduction|about|details)\b/i],
  ['what it was made from', /\b(?:train(?:ing|ed)(?: data| procedure| details)?|data ?sets?|data|made from|sources?|corpus|fine-?tun\w*)\b/i],
  ['how it was evaluated', /\b(?:evaluat\w*|results?|metrics?|performance|benchmarks?|quantitative analys[ie]s|scores?)\b/i],
  ['its limits', /\b(?:limit(?:s|ations?)?|bias(?:es)?|risks?|ethic\w*|caveats?|out[- ]of[- ]scope|known (?:issues|problems)|fairness|warnings?)\b/i],
]; // biome-ignore format: a table reads better in rows
/** Source: Gebru et al., "Datasheets for Datasets" (2021); Hugging Face Hub docs, "Dataset cards"; Google, "Data Cards Playbook". */
const DATASET: Wanted = [
  ['what it is for', /\b(?:intended|uses?|usage|motivation|purpose|tasks?|description|overview|summary|introduction|about)\b/i],
  ['what it was made from', /\b(?:collect\w*|creation|sources?|curat\w*|annotat\w*|provenance|acquisition|origin\w*|made from|processing|generat\w*)\b/i],
  ['what it holds', /\b(?:structure|fields?|columns?|composition|contents?|schema|format|instances?|splits?|statistics|files?|variables|features?|labels?)\b/i],
  ['its limits', /\b(?:limit(?:s|ations?)?|bias(?:es)?|risks?|ethic\w*|caveats?|considerations?|privacy|known (?:issues|problems)|sensitive|licen[sc]\w*|terms|maintenance)\b/i],
]; // biome-ignore format: a table reads better in rows

/** Characters that say something behind a label. */
const LEAST = 20;

/** A document that is a card for a model or a dataset, and which of the sections it wants has no content. */
export interface Card {
  path: string;
  line: number;
  missing: readonly string[];
}

/**
 * The best card for models or for datasets among the documents: one by its name, its front matter or a heading, or a
 * document that tells all of it. Undefined where there is none.
 */
export function cardFor(what: 'model' | 'dataset', documents: readonly ProjectDocument[]): Card | undefined {
  const wanted = what === 'model' ? MODEL : DATASET;
  const cards = documents.flatMap((document): Card[] => {
    const title = titleOf(document, what);
    const missing = missingIn(document, wanted);
    // Without the name of a card only a document that speaks of limits, too, is one.
    if (title === undefined && missing.length > 0) return [];
    return [{ path: document.path, line: title ?? document.headings[0]?.line ?? 1, missing }];
  });
  return cards.sort((a, b) => a.missing.length - b.missing.length)[0];
}

function titleOf(document: ProjectDocument, what: 'model' | 'dataset'): number | undefined {
  const page = baseName(document.path).replace(/\.\w+$/, '');
  const isModel = what === 'model';
  const names = isModel
    ? /^model[-_ ]?cards?(?:[-_].*)?$/i
    : /^(?:data(?:set)?[-_ ]?(?:sheets?|cards?)|datasheet_for_.*)$/i;
  if (names.test(page)) return document.headings[0]?.line ?? 1;
  const keys = isModel
    ? ['model-index', 'pipeline_tag', 'library_name']
    : ['dataset_info', 'task_categories', 'size_categories'];
  for (const key of keys) {
    const line = document.frontMatter?.get(key);
    if (line !== undefined) return line;
  }
  const words = isModel ? /\bmodel card\b/i : /\b(?:data ?set card|data card|data ?sheet)\b/i;
  return document.headings.find(({ text }) => words.test(text))?.line;
}

function missingIn(document: ProjectDocument, wanted: Wanted): string[] {
  return wanted
    .filter(
      ([, heading]) =>
        !document.headings.some(
          ({ text }, index) => heading.test(text) && hasContent(sectionOf(document, index)),
        ) && !document.prose.some(({ text, label }) => isLabelled(text, label, heading)),
    )
    .map(([name]) => name);
}

/** Whether a paragraph has a fitting label and says something: cards often label their paragraphs, and have no headings. */
function isLabelled(text: string, label: string | undefined, heading: RegExp): boolean {
  return label !== undefined && heading.test(label) && text.length >= label.length + LEAST;
}
