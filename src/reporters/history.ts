import type { History } from '../report/history.js';
import type { Report } from '../report/report.js';
import { historyMarkdown } from './history-markdown.js';
import { historyText } from './history-text.js';
import { historySection } from './html/history.js';
import { reportPage } from './html.js';
import type { Look } from './reporter.js';

/** Renders a history; the page holds the newest report too. The same history, report and look give the same text. */
export type HistoryReporter = (history: History, newest: Report, look: Look) => string;

export type HistoryFormat = 'text' | 'markdown' | 'json' | 'html';

/** Every format that a history can be rendered in. */
export const historyReporters: Readonly<Record<HistoryFormat, HistoryReporter>> = {
  text: (history, _, look) => historyText(history, look),
  markdown: (history) => historyMarkdown(history),
  json: (history) => `${JSON.stringify(history, null, 2)}\n`,
  html: (history, newest) => reportPage(newest, historySection(history)),
};
