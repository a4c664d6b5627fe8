import { baseName } from '../paths.js';
import { type Purpose, purposes } from '../purpose.js';
import type { ProjectDocument, ShownCommand } from './model.js';
import { sectionOf } from './sections.js';
import { shownPython } from './shown-python.js';

/** What a README must tell to let somebody run the work again. */
export const TOPICS = ['install', 'data', 'train', 'evaluate', 'results'] as const;
export type Topic = (typeof TOPICS)[number];

/** Where a document tells a topic: line and the words that tell it. */
export interface Told {
  topic: Topic;
  path: string;
  line: number;
  text: string;
}

/** What the project knows that a document alone does not. */
export interface TopicContext {
  /** What a command that runs a task or pipeline by name does in the end. */
  resolve(command: ShownCommand): readonly Purpose[];
  /** True when the tree holds a file of this path or base name. */
  exists(path: string): boolean;
}

const METRIC =
  /\b(?:accurac(?:y|ies)|acc|top-?[15]|f1|f-?score|au(?:c|roc|prc)|m?ap(?:@\S+)?|precision|recall|loss(?:es)?|bleu|rouge\S*|psnr|ssim|lpips|fid|m?iou|dice|rmse|mae|mse|r2|r²|perplexity|ppl|wer|cer|error(?: rate)?|score|reward|return|mrr|ndcg\S*|eer|kappa|mcc|pearson|spearman|success rate|pass@\d+|win rate|elo|hits@\d+|epe|speedup)\b/i;
const VALUE = /(?:^|[\s(~≈=:|±])\d{1,4}\.\d+\b|\b\d{1,3}(?:\.\d+)?\s?%/;
const DATA_FILE =
  /https?:\/\/[^\s"'`<>]{3,300}\.(?:csv|tsv|parquet|jsonl|npz|npy|arff|hdf5|mat|zip|tar|tgz|tar\.gz|rar|7z|sqlite|xlsx)(?:[?#"'`\s]|$)/i;
const DATA_HOST =
  /^https?:\/\/(?:www\.)?(?:kaggle\.com\/(?:datasets?|c|competitions|[\w-]+\/[\w-]+)|huggingface\.co\/datasets\/|zenodo\.org\/|archive\.ics\.uci\.edu|(?:[\w-]+\.)?figshare\.com|(?:www\.)?openml\.org\/d|physionet\.org|data\.mendeley\.com|dataverse\.|image-net\.org|cocodataset\.org)/i;
const SIMULATOR = /^--(?:env|env[-_]id|env[-_]name|gym[-_]id|environment)(?:=|$)/;

/** The topics that a document tells, judged by its commands, sections, tables and links, not by single words. */
export function topicsOf(
  document: ProjectDocument,
  context: TopicContext,
  role: 'readme' | 'linked' = 'readme',
): Told[] {
  const out: Told[] = [];
  const tell = (topic: Topic, line: number, text: string) =>
    out.push({ topic, path: document.path, line, text: text.replace(/\s+/g, ' ').trim().slice(0, 80) });
  const heading = (section: number) => document.headings[section]?.text ?? '';
  for (const command of document.commands) {
    if (
      /contribut|develop|running (?:the )?tests/i.test(heading(command.section)) &&
      !/install|set.?up|environment|requirement|dependenc/i.test(heading(command.section))
    )
      continue;
    // In a document about something else a lone `pip install x` adds one tool to an environment that exists.
    const apart =
      role === 'linked' &&
      !/install|environment|set-?up|requirement|depend|getting started|quick/i.test(heading(command.section));
    for (const purpose of meaning(command, heading(command.section), context, role)) {
      if (purpose === 'install' && apart) continue;
      if (purpose === 'install' || purpose === 'data' || purpose === 'train' || purpose === 'evaluate')
        tell(purpose, command.line, command.text);
    }
    if (command.words.some((word) => SIMULATOR.test(word))) tell('data', command.line, command.text);
  }
  shownPython(document, tell);
  sections(document, tell);
  dataSources(document, tell);
  results(document, tell);
  return out.sort((a, b) => a.line - b.line);
}

function meaning(
  command: ShownCommand,
  under: string,
  context: TopicContext,
  role: 'readme' | 'linked',
): readonly Purpose[] {
  const found = purposes(command);
  if (found.includes('pipeline')) return context.resolve(command);
  const script = command.words.find((word) => /\.(?:py|sh|ipynb|R|jl)$/.test(word));
  // The main script under a neutral name; what it does is said by the section that shows it, or by nothing else.
  if (found.includes('run') && (script === undefined || context.exists(baseName(script)))) {
    if (/evaluat|test|benchmark/i.test(under)) return ['evaluate'];
    // Elsewhere than in the README any helper may be shown.
    const neutral = /^(?:main|run|start|launch|experiment\w*)\./i.test(baseName(script ?? ''));
    if (role === 'linked' && !neutral && !/train|run|usage|quick|start|reproduc|experiment/i.test(under))
      return [];
    return /demo|infer|predict|visuali|deploy|serv|api/i.test(under) ? [] : ['train'];
  }
  return found;
}

/** Notes that a line tells a topic. */
export type Tell = (topic: Topic, line: number, text: string) => void;

function sections(document: ProjectDocument, tell: Tell): void {
  for (const [index, { text, line }] of document.headings.entries()) {
    if (/contribut|changelog|licen[sc]e|citation|acknowledg|table of contents/i.test(text)) continue;
    const within = sectionOf(document, index);
    const words = within.prose.reduce((sum, { text }) => sum + text.length, 0);
    if (
      /\b(?:install(?:ation|ing)?|requirements?|dependenc(?:y|ies)|prerequisites?|environment set-?up|set-?up)\b/i.test(
        text,
      )
    ) {
      if (
        within.code.length > 0 ||
        within.inline.length > 0 ||
        (words > 10 && /install|require|dependenc|prerequisit/i.test(text))
      )
        tell('install', line, text);
    }
    if (
      /\b(?:data(?:sets?)?|corpus|corpora)\b/i.test(text) &&
      !/validation data|structure|contract|augment|science|version|base|driven|module|loader|tree|loading/i.test(
        text,
      )
    ) {
      const links = within.links.some(({ target, image }) => !image && !target.startsWith('#'));
      if (
        links ||
        within.commands.length > 0 ||
        within.inline.some(({ text }) => /\/|\.\w{2,5}$/.test(text)) ||
        /\b(?:download|available|obtain|collected|from)\b/i.test(
          within.prose.map(({ text }) => text).join(' '),
        )
      )
        tell('data', line, text);
    }
    if (
      /\b(?:(?:re|pre)?-?train(?:ing)?|fine-?tun(?:e|ing))\b/i.test(text) &&
      !/pre-?trained|trained models?/i.test(text) &&
      within.code.some(({ text }) => /\b(?:python|bash|sh|torchrun|accelerate)\b|\.fit\(/.test(text))
    )
      tell('train', line, text);
    if (/\bevaluat(?:e|ion|ing)\b/i.test(text) && (within.code.length > 0 || within.tables.length > 0))
      tell('evaluate', line, text);
    if (
      /\b(?:results?|benchmarks?|performance|leaderboard|model zoo|baselines)\b/i.test(text) &&
      !/\bperformance (?:tips|notes|tuning|guide|optimi[sz]ation)/i.test(text)
    ) {
      const shown = within.links.some(({ image, target }) =>
        image
          ? !/badge|shields\.io/.test(target)
          : /^(?:https?:|[\w./-]+\.(?:md|json|csv|html|ipynb))/.test(target),
      );
      if (shown) tell('results', line, text);
    }
  }
}

function dataSources(document: ProjectDocument, tell: Tell): void {
  for (const { text, line } of document.code) {
    for (const [index, row] of text.split('\n').slice(0, 2000).entries())
      if (DATA_FILE.test(row.slice(0, 1000))) tell('data', line + index, row);
  }
  for (const { target, line, text } of document.links) {
    // A badge of Zenodo is the address of the software itself.
    if (/^https?:\/\/(?:www\.)?zenodo\.org\/badge\//i.test(target)) continue;
    if (DATA_HOST.test(target) || DATA_FILE.test(`${target.slice(0, 400)} `)) {
      // An archive of a repository is its code.
      const code = /^https?:\/\/git(?:hub|lab)\.com\/[^?#]{1,300}\/archive\//i.test(target);
      if (!code && !/(?:model|weights?|checkpoint|paper)/i.test(text))
        tell('data', line, `${text} ${target}`);
    }
  }
  for (const { text, line } of document.prose) {
    const said = text.slice(0, 4000);
    if (
      /\b(?:data(?:sets?)?|corpus|images)\b[^.]{0,80}\b(?:automatically|will be|is|are|gets?) (?:automatically )?(?:downloaded|fetched|generated|included)/i.test(
        said,
      )
    )
      tell('data', line, said);
    else if (
      /\b(?:download|obtain|fetch|request)\b[^.]{0,80}\b(?:data(?:sets?)?|corpus)\b/i.test(said) &&
      document.links.some((link) => link.line >= line && link.line <= line + 3 && !link.image)
    )
      tell('data', line, said);
  }
}

function results(document: ProjectDocument, tell: Tell): void {
  for (const { header, rows, line, section } of document.tables) {
    const cells = rows.flat();
    const numbers = cells.filter((cell) =>
      /^[~≈*<>\s]*-?\d{1,6}(?:[.,]\d+)?(?:\s?%|[kM])?(?:\s?(?:±|\+\/-|\()[\s\d.±%)]*)?\**$/.test(cell.trim()),
    );
    const about = [
      ...header,
      ...rows.map(([first = '']) => first),
      document.headings[section]?.text ?? '',
    ].join(' ');
    const decimals = numbers.filter((cell) => VALUE.test(` ${cell.trim()}`));
    const named =
      METRIC.test(about) || /\b(?:results?|performance|benchmarks?|comparison|evaluation)\b/i.test(about);
    if (decimals.length >= 2 && named)
      tell('results', line, header.filter(Boolean).join(' | ') || 'table of numbers');
    // Numbers with decimals in most cells are measurements, whatever their heading.
    else if (decimals.length >= 6 && decimals.length * 3 >= cells.length)
      tell('results', line, header.filter(Boolean).join(' | ') || 'table of numbers');
  }
  for (const { text, line, language } of document.code) {
    if (/^(?:python|py|yaml|toml|bibtex|bash|sh|cfg|ini|diff|dockerfile)$/.test(language)) continue;
    for (const [index, row] of text.split('\n').slice(0, 1000).entries()) {
      const short = row.slice(0, 400);
      if (/--\w|^\s*(?:[$>]\s|python|#)/.test(short)) continue;
      if (
        /["']?\b\w*(?:accuracy|acc|f1|auc|precision|recall|loss|bleu|rouge|rmse|mae|mse|perplexity|map|iou|dice|score)\b["']?\s*[:=|]\s*-?\d{1,4}\.\d+/i.test(
          short,
        )
      ) {
        tell('results', line + index, short);
        break;
      }
    }
  }
  for (const { text, line } of document.prose) {
    const said = text.slice(0, 4000);
    const value =
      /\b(?:(?:accuracy|f1|auc|loss|losses|precision|recall|bleu|psnr|fid|m?iou|dice|rmse|mae|mse|r2|perplexity|error rate|score|map)\b|r²)[^.;|]{0,60}?(?:\s|~|≈|=|:)(?:\d{1,4}\.\d{1,6}|\d{1,3}(?:\.\d+)?\s?%)/i;
    const before =
      /(?:\d{1,4}\.\d{1,6}|\d{1,3}(?:\.\d+)?\s?)%?[^.;|\d]{0,20}\b(?:accuracy|f1|auc|top-1|bleu|psnr|fid|m?iou|rmse|perplexity)\b/i;
    if (value.test(said) || before.test(said)) tell('results', line, said);
  }
}
