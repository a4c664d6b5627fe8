import type { ProjectDocument } from './model.js';
import type { Tell } from './topics.js';

const PYTHON_TRAINS =
  /^\s*(?:[\w.]+\s*=\s*)?(?:[\w.]*\.)?(?:fit|train|learn|train_model|finetune)\(|^\s*(?:\w*train\w*|trainer)\.run\(|\.(?:fit|backward|train_and_evaluate)\(/;
const PYTHON_EVALUATES = /\.(?:evaluate|score|cross_validation|cross_validate)\(|\bcross_val_score\(/;
const PYTHON_DATA =
  /\b(?:load_dataset|fetch_openml|fetch_\w{3,40}|load_(?:iris|digits|wine|breast_cancer|diabetes))\(|\bdatasets\.\w+(?:\.load_data)?\([^)\n]{0,200}download\s*=\s*True|\.load_data\(\)/;

/** Tells what Python code does that a document shows to be run: a library is used by it, not by commands. */
export function shownPython(document: ProjectDocument, tell: Tell): void {
  for (const { language, text, line, section } of document.code) {
    const isPython =
      language === ''
        ? /^\s*(?:import \w|from [\w.]+ import )/m.test(text.slice(0, 20_000))
        : /^(?:python|py|python3|pycon|ipython)$/.test(language);
    if (!isPython) continue;
    // Under a heading on evaluation, fitting a probe is a part of evaluating.
    const evaluates = /\bevaluat(?:e|ion|ing)\b/i.test(document.headings[section]?.text ?? '');
    for (const [index, row] of text.split('\n').slice(0, 1000).entries()) {
      const code = row.slice(0, 400).replace(/^\s*(?:>>>|\.\.\.)\s?/, '');
      if (/^\s*(?:#|def |class |from |import )/.test(code)) continue;
      // `model.train()` alone switches a mode.
      const trains =
        PYTHON_TRAINS.test(code) &&
        !/\b\w*(?:model|net|encoder|decoder)\.train\((?:True|False)?\)/i.test(code);
      if (trains) tell(evaluates ? 'evaluate' : 'train', line + index, code);
      if (PYTHON_EVALUATES.test(code)) tell('evaluate', line + index, code);
      if (PYTHON_DATA.test(code)) tell('data', line + index, code);
    }
  }
}
