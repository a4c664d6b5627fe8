import type { ProjectDocument } from '../../facts/documents/model.js';
import { saidIn, sectionOf, wordsOf } from '../../facts/documents/sections.js';
import { baseName } from '../../facts/paths.js';
import { count, defineCheck, fail, type Gap, pass } from '../check.js';

/** Folders and names of decision records. Source: adr.github.io, "ADR templates"; MADR. */
const RECORD =
  /(?:^|\/)(?:adrs?|decisions?|decision[-_]?(?:records?|logs?)|architecture[-_]decisions?|rfcs?)\/[^/]+$|(?:^|\/)(?:adr|decision)[-_]?\d+[^/]*$/i;
const NO_RECORD = /(?:^|\/)(?:readme|index|template[^/]*|[^/]*[-_]template)\.\w+$/i;
const DECIDED = /\b(?:decisions?|outcome|resolution|chosen|we (?:will|decided|chose))\b/i;
const CHANGES = /^(?:changelog|changes|history|news|releases?(?:[-_ ]?notes)?)(?:\.\w+)?$/i;
/** A heading of a version or a date. Source: keepachangelog.com. */
const VERSION =
  /\bv?\d+\.\d+|\b\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2},? \d{4}/i;
/** Headings under which choices and what else was tried are told. */
const CHOICES =
  /\b(?:alternatives? (?:considered|tried|approaches|explored|evaluated)|(?:considered|rejected|tested) (?:alternatives|options)|design (?:choices?|decisions?|rationale|notes?)|(?:key|main|important|technical|architectur\w+|modell?ing) (?:decisions|choices)|decision (?:logs?|records?)|ablations?(?: stud(?:y|ies))?|trade-?offs?|lessons learned|(?:approaches|experiments|models|methods|things|ideas) (?:we )?tried|what (?:did(?: not|n['’]t)|worked)|why (?:we|not|did)\b|(?:model|metric|method|architecture) (?:selection|choice)|choice of (?:the )?(?:model|metric|method|architecture|algorithm|data ?set|loss)|how .{1,60} (?:was|were) (?:chosen|selected)|negative results)|^\W*(?:rationale|alternatives|decisions|choices)\W*$/i;
/** Changes to other things than the project, and how to contribute decisions. */
const ELSE = /\b(?:contribut\w*|licen[sc]e|code of conduct|why contribute)\b/i;
const LEAST = 80;

export default defineCheck({
  id: 'docs/decisions',
  title: 'Choices are written down',
  severity: 'optional',
  scope: 'repository',
  why: 'Who builds on the work must know what was tried and why one way was taken, or they repeat the failed experiments.',
  fix: 'Write a short record for each choice (docs/adr/0001-metric.md: status, context, decision, consequences), keep a CHANGELOG, or add a section on alternatives tried.',
  source: 'https://adr.github.io/',
  needs: ['documents'],
  examples: {
    pass: {
      files: {
        'docs/adr/0001-metric.md':
          '# 1. Judge by recall\n\n## Status\n\nAccepted\n\n## Decision\n\nRecall is the primary metric, since a missed fraud costs more than a false alarm.\n',
      },
    },
    fail: { files: { 'README.md': '# Model\n\n## Design decisions\n\nTODO\n' } },
  },
  run({ documents: { all, notebooks, readme } }) {
    const found: string[] = [];
    const kinds = new Set<string>();
    const gaps: Gap[] = [];
    const tell = (kind: string, file: string, line: number, text: string) => {
      kinds.add(kind);
      found.push(`${file}:${line} ${kind}: ${text.slice(0, 80)}`);
    };
    for (const document of all) {
      const { path } = document;
      if (RECORD.test(path) && !NO_RECORD.test(path)) {
        const line = decidedAt(document);
        if (line !== undefined) tell('decision record', path, line, document.headings[0]?.text ?? path);
        else if (document.headings.length > 1)
          gaps.push({ message: `${path} holds no decision`, at: { file: path }, confidence: 'likely' });
      } else if (CHANGES.test(baseName(path)) && /^(?:[^/]+|docs?\/.*|documentation\/.*)$/i.test(path)) {
        const line = changesIn(document);
        if (line !== undefined) tell('changelog', path, line, document.headings[0]?.text ?? path);
        else gaps.push({ message: `${path} has no entry`, at: { file: path }, confidence: 'likely' });
      } else if (!/contributing|code_of_conduct|security|(?:^|\/)\.|agents?\.md$/i.test(path))
        sections(document, tell);
    }
    for (const cell of notebooks) sections(cell, tell);
    const data = { kinds: [...kinds].sort(), places: found.length };
    if (found.length > 0)
      return pass(`${count(found.length, 'place')} with choices written down`, {
        evidence: found.slice(0, 10),
        data,
      });
    if (gaps.length === 0) {
      gaps.push({
        message: 'no decision record, changelog or section on alternatives',
        at: readme && { file: readme.path },
        confidence: 'likely',
      });
    }
    return fail('no choice is written down', gaps, { data });
  },
});

type Tell = (kind: string, file: string, line: number, text: string) => void;

/** The line of the section that says what was decided; undefined in a template that nobody filled in. */
function decidedAt(document: ProjectDocument): number | undefined {
  for (const [index, { text, line }] of document.headings.entries()) {
    if (DECIDED.test(text) && wordsOf(sectionOf(document, index)) >= 20) return line;
  }
  // A record without such a heading says it in running text.
  const said = document.prose.find(({ text }) => DECIDED.test(text) && saidIn(text) >= LEAST);
  return said?.line;
}

/** The line of the first version or date with an entry below it. */
function changesIn(document: ProjectDocument): number | undefined {
  for (const [index, { text, line }] of document.headings.entries()) {
    if (!VERSION.test(text)) continue;
    const within = sectionOf(document, index);
    if (wordsOf(within) >= 10 || within.code.length > 0) return line;
  }
  const lines = document.prose.filter(({ text }) => VERSION.test(text.slice(0, 40)) && saidIn(text) >= 15);
  return lines.length >= 2 ? lines[0]!.line : undefined;
}

function sections(document: ProjectDocument, tell: Tell): void {
  for (const [index, { text, line, level }] of document.headings.entries()) {
    if (ELSE.test(text)) continue;
    const within = sectionOf(document, index);
    if (
      /^\W*(?:change ?log|release notes|version history|history of changes|what['’]?s new)\W*$/i.test(text)
    ) {
      const entries = within.prose.filter(
        ({ text: said }) => VERSION.test(said.slice(0, 60)) && saidIn(said) >= 10,
      );
      const versions = document.headings.filter(
        (heading, at) => at > index && heading.level > level && VERSION.test(heading.text),
      );
      if (entries.length + versions.length >= 2) tell('changelog', document.path, line, text);
    } else if (CHOICES.test(text)) {
      const compared = within.tables.some(({ rows }) => rows.length >= 2);
      if (wordsOf(within) >= LEAST || (compared && wordsOf(within) >= 20))
        tell('choices', document.path, line, text);
    }
  }
}
