import { baseName, folderOf, isWithin } from '../paths.js';
import type { PartName, PartSign } from '../solution.js';
import type { ProjectDocument } from './model.js';
import { hasContent, saidIn, sectionOf, wordsOf } from './sections.js';
import type { Told } from './topics.js';

/** Where a document describes a part. */
export interface Description {
  path: string;
  line: number;
  text: string;
}

/** Headings under which a part is described. */
const HEADINGS: Record<PartName, RegExp> = {
  'data collection':
    /^\W*(?:the |our |raw |input )?data\b.{0,12}$|\b(?:data ?sets?|data (?:collection|sources?|acquisition|ingestion|download\w*|extraction|preparation)|collect\w* (?:the )?data|get(?:ting)? (?:the )?data|download\w*|scrap(?:er|ing)|crawl(?:er|ing)|ingestion|corpus)\b/i,
  preprocessing:
    /^\W*(?:the |our |raw |input )?data\b.{0,12}$|\b(?:pre-?process\w*|(?:data|dataset) (?:preparation|processing|cleaning|pipeline|transform\w*|setup)|prepar(?:e|ing|ation)(?: of)?(?: the)? (?:data\w*|corpus)|feature (?!requests?)\w+ing|feature (?:extraction|selection|store)|featuri\w+|cleaning|tokeni[sz]\w*|etl|data ?sets?)\b/i,
  exploration:
    /\b(?:explor\w+|eda|data analysis|notebooks?|insights?|analysis|visuali[sz]\w*|data profil\w*|statistics)\b/i,
  training:
    /\b(?:(?!pre-?trained)(?:re|pre)?-?train\w*|fine-?tun\w*|model(?:l?ing)?s?|architecture|experiments?|usage|how to (?:run|use)|run(?:ning)?|quick ?-?start|getting started|reproduc\w*|algorithms?|method\w*)\b/i,
  evaluation:
    /\b(?:evaluat\w*|results?|metrics?|benchmarks?|performance|validation|scores?|accuracy|test(?:ing)? the model|model zoo|leaderboard|baselines?)\b/i,
  deployment:
    /\b(?:deploy\w*|serv(?:e|ing|er|ice)|inference|predict\w*|(?:rest|http|web) apis?|endpoints?|web ?app\w*|app|demo|streamlit|gradio|dashboard|production|online|torchserve|bentoml)\b|^\W*apis?\W*$/i,
  monitoring: /\b(?:monitor\w*|drift|observab\w*|alert(?:s|ing)?|telemetry|data quality|model quality)\b/i,
};
/** Headings that hold the words above but are about something else. */
const ELSE =
  /\b(?:contribut\w*|licen[sc]e|citation|citing|acknowledg\w*|table of contents|contents|changelog|unit tests?|news|roadmap|to-?do|references?|authors?|contact)\b/i;
/** The same in other languages that such projects are written in: Spanish, Portuguese, French, German, Chinese. */
const FOREIGN: Record<PartName, RegExp> = {
  'data collection': /(?:datos|dados|donn[ée]es|daten|recolecci|coleta|collecte|数据|資料)/i,
  preprocessing:
    /(?:preproces|pr[ée]-?process|pr[ée]traitement|vorverarbeitung|limpieza|limpeza|datos|dados|donn[ée]es|daten|预处理|数据)/i,
  exploration: /(?:explora|an[áa]lisis|an[áa]lise|analyse|datenanalyse|分析|探索)/i,
  training:
    /(?:entrena|treina|entra[iî]ne|trainieren|modelo|modèle|modell|训练|模型|uso\b|utilisation|使用)/i,
  evaluation:
    /(?:evaluaci|avalia|évaluation|auswertung|ergebnis|resultado|résultat|m[ée]trica|métrique|评估|结果|评测)/i,
  deployment: /(?:despliegue|implanta|déploie|bereitstell|inferencia|predicci|部署|推理)/i,
  monitoring: /(?:monitore|monitoriz|surveillance|überwach|监控)/i,
};
/** Names of pages that are about one part. */
const DOCUMENTS: Record<PartName, RegExp> = {
  'data collection':
    /^(?:data|datasets?|data[-_](?:collection|sources?|acquisition|ingestion|download)|ingestion|download)$/i,
  preprocessing:
    /^(?:data[-_]?)?(?:pre-?process\w*|preparation|features?|feature[-_]engineering|cleaning|data|datasets?)$/i,
  exploration: /^(?:eda|exploration|exploratory[-_]\w+|data[-_]analysis|analysis)$/i,
  training:
    /^(?:(?:pre-?)?train\w*|fine-?tun\w*|model(?:l?ing)?s?|usage|experiments?|getting[-_]?started|quick-?start)$/i,
  evaluation: /^(?:eval\w*|results?|metrics?|benchmarks?|validation|model[-_]?zoo)$/i,
  deployment: /^(?:deploy\w*|serving|inference|api|production|demo)$/i,
  monitoring: /^(?:monitor\w*|drift|observability)$/i,
};
/** Least characters that describe something. */
const LEAST = 40;
/** Files of one part that are looked for by name. */
const MOST_FILES = 40;

/**
 * Where a document describes a part: a section about it with content, a page about it, the command that runs one of its
 * files, or a table, list or tree of files that says what one of its files does. Undefined when it does nowhere.
 */
export function descriptionOf(
  document: ProjectDocument,
  part: PartName,
  signs: readonly PartSign[],
  told: readonly Told[],
): Description | undefined {
  const at = (line: number, text: string): Description => ({
    path: document.path,
    line,
    text: text.replace(/\s+/g, ' ').trim().slice(0, 80),
  });
  const page = baseName(document.path)
    .replace(/\.\w+$/, '')
    .replace(/^\d+[-_.]/, '');
  const [first] = document.headings;
  if (DOCUMENTS[part].test(page) && wordsOf(document) >= LEAST)
    return at(first?.line ?? 1, first?.text ?? page);
  // A README beside the only code of a part describes that.
  const folder = folderOf(document.path);
  const beside = /^readme$/i.test(page) && folder !== '' && !/^(?:docs?|\.github)$/i.test(folder);
  if (beside && signs.every(({ file }) => isWithin(file, folder)) && wordsOf(document) >= LEAST)
    return at(first?.line ?? 1, first?.text ?? document.path);
  for (const [index, { text, line, level }] of document.headings.entries()) {
    // The name of the project is about all of it.
    if (level === 1 && index === 0 && document.headings.length > 1 && !beside) continue;
    const short = text.length <= 80;
    if (
      short &&
      (HEADINGS[part].test(text) || FOREIGN[part].test(text)) &&
      !ELSE.test(text) &&
      hasContent(sectionOf(document, index), LEAST)
    )
      return at(line, text);
  }
  for (const one of told) {
    if (one.path !== document.path) continue;
    if (
      (one.topic === 'data' && part === 'data collection') ||
      (one.topic === 'train' && part === 'training') ||
      ((one.topic === 'evaluate' || one.topic === 'results') && part === 'evaluation')
    )
      return at(one.line, one.text);
  }
  return named(document, part, signs, at);
}

function named(
  document: ProjectDocument,
  part: PartName,
  all: readonly PartSign[],
  at: (line: number, text: string) => Description,
): Description | undefined {
  const signs = all.slice(0, MOST_FILES);
  const names = new Set(signs.map(({ file }) => baseName(file)).filter((name) => name !== '__init__.py'));
  const modules = signs.map(({ file }) => file.replace(/\.py$/, '').replaceAll('/', '.'));
  const folders = new Set(
    signs
      .map(({ file }) => baseName(folderOf(file)))
      .filter(
        (name) => name.length > 3 && !/^(?:src|code|scripts?|utils?|lib|core|common|notebooks?)$/i.test(name),
      ),
  );
  for (const { words, line, text } of document.commands) {
    const runs = words.some(
      (word) =>
        names.has(baseName(word)) || modules.some((name) => word === name || name.endsWith(`.${word}`)),
    );
    const serves =
      part === 'deployment' &&
      /^(?:uvicorn|gunicorn|streamlit|bentoml|torchserve|flask|fastapi|gradio|mlserver|waitress-serve)$/.test(
        words[0] ?? '',
      );
    if (runs || serves) return at(line, text);
  }
  const mentions = (text: string): string | undefined => {
    const short = text.slice(0, 2_000);
    for (const name of names) if (holds(short, name)) return name;
    for (const name of folders) if (holds(short, `${name}/`)) return name;
    return undefined;
  };
  for (const { rows, line } of document.tables) {
    for (const row of rows) {
      const name = mentions(row.join(' '));
      if (name !== undefined && row.some((cell) => !cell.includes(name) && saidIn(cell) >= 10))
        return at(line, row.join(' | '));
    }
  }
  const stems = [...names].map((name) => name.replace(/\.\w+$/, '')).filter((name) => name.length > 3);
  for (const { text, line } of document.prose) {
    // An item of a list that begins with what it is about.
    const [, label, said] = /^([^:–—]{2,50}?)(?::| [-–—]) (.{25})/.exec(text.slice(0, 200)) ?? [];
    if (label !== undefined && said !== undefined) {
      const about = HEADINGS[part].test(label) && !ELSE.test(label);
      if (about || stems.some((stem) => label.split(/[^A-Za-z0-9_]+/).includes(stem))) return at(line, text);
    }
    const name = mentions(text);
    if (name !== undefined && saidIn(text) - name.length >= LEAST / 2) return at(line, text);
  }
  for (const { text, line } of document.code) {
    // A tree of files with a remark behind each.
    for (const [index, row] of text.split('\n').slice(0, 1000).entries()) {
      const name = mentions(row);
      const remark =
        name === undefined
          ? undefined
          : /(?:<-+|#|--|:|\t| {3,})\s*(\S.{9,})$/.exec(row.slice(row.indexOf(name) + name.length, 400));
      if (remark) return at(line + index, row);
    }
  }
  return undefined;
}

/** Whether a text holds a name as a whole. */
function holds(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w-]/.test(text[at - 1] ?? ' ')) return true;
  }
  return false;
}
