import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import { entriesOf, itemsOf, parseYaml, textOf, YamlProblem } from '../formats/yaml.js';
import { ENTITY, IDENTIFIERS, type Kind, PERSON, REFERENCE, ROOT, type Shape } from './citation-schema.js';
import { isSpdxId } from './licenses.js';
import type { CitationFile, FileProblem } from './model.js';

/** Most problems of one file that are told. */
const MOST = 50;

/** Patterns of values, and what to call what is wanted. Source: Citation File Format 1.2.0, schema.json. */
const PATTERNS: Partial<Record<Kind & string, [RegExp, string]>> = {
  url: [/^(?:https?|s?ftp):\/\/\S+$/, 'no address that begins with http://, https://, ftp:// or sftp://'],
  doi: [/^10\.\d{4,9}(?:\.\d+)?\/[A-Za-z0-9:/_;\-.()[\]\\]+$/, 'no DOI of the form 10.xxxx/...'],
  date: [/^\d{4}-(?:0[1-9]|1[012])-(?:0[1-9]|[12]\d|3[01])$/, 'no date of the form YYYY-MM-DD'],
  email: [/^[^\s@]+@[^\s.]+(?:\.[^\s.]+)+$/, 'no e-mail address'],
  orcid: [
    /^https:\/\/orcid\.org\/\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/,
    'no address of the form https://orcid.org/0000-0000-0000-0000',
  ],
  country: [/^[A-Z]{2}$/, 'no country code of two capital letters'],
};

/**
 * Checks a CITATION.cff: version 1.2.0 against its schema, older versions for the required keys. Every problem has its line.
 * Source: Citation File Format, schema-guide.md.
 */
export function checkCitation(path: string, text: string): CitationFile {
  const problems: FileProblem[] = [];
  try {
    const { document, line } = parseYaml(text);
    const root = document.contents;
    if (entriesOf(root).length === 0)
      return { path, problems: [{ path, line: 1, message: 'it is no mapping of keys to values' }] };
    const tell: Tell = (message, node) => {
      if (problems.length < MOST) problems.push({ path, line: node ? line(node) : 1, message });
    };
    const version = entriesOf(root).find(({ key }) => key === 'cff-version');
    const named = textOf(version?.value)?.trim() ?? '';
    if (version && !/^1\.(?:0\.[123]|1\.0|2\.0)$/.test(named)) {
      tell(`cff-version ${named} is no version of the format; the newest is 1.2.0`, version.value);
    }
    if (/^1\.[01]\./.test(named)) required(ROOT, root, undefined, '', tell);
    else mapping(ROOT, root, undefined, '', tell);
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    problems.push({ path, line: error.line, message: error.message });
  }
  return { path, problems };
}

type Tell = (message: string, node: unknown) => void;

/** `where` names the mapping in messages, such as `authors[2].`; `at` is the node to point at for what is missing. */
function required({ required: keys }: Shape, node: unknown, at: unknown, where: string, tell: Tell): void {
  const entries = entriesOf(node);
  for (const name of keys) {
    const entry = entries.find(({ key }) => key === name);
    if (!entry) tell(`the required key ${where}${name} is missing`, at);
    else if (isEmpty(entry.value)) tell(`${where}${name} is empty`, entry.keyNode);
  }
}

function mapping(shape: Shape, node: unknown, at: unknown, where: string, tell: Tell): void {
  if (!isMap(node)) {
    tell(`${where.replace(/\.$/, '')} is no mapping of keys to values`, node ?? at);
    return;
  }
  required(shape, node, at, where, tell);
  for (const { key, keyNode, value } of entriesOf(node)) {
    const kind = shape.keys.get(key);
    if (kind === undefined) tell(`${where}${key} is no key of the format`, keyNode);
    else if (!(shape.required.includes(key) && isEmpty(value)))
      judged(kind, value, keyNode, `${where}${key}`, tell);
  }
}

function isEmpty(node: unknown): boolean {
  return isScalar(node) ? !textOf(node)?.trim() : itemsOf(node).length + entriesOf(node).length === 0;
}

function judged(kind: Kind, node: unknown, keyNode: unknown, name: string, tell: Tell) {
  // What an alias stands for is judged where it is written.
  if (isAlias(node)) return;
  switch (kind) {
    case 'people':
    case 'references':
    case 'identifiers':
    case 'texts':
      return sequence(kind, node, keyNode, name, tell);
    case 'reference':
      return mapping(REFERENCE, node, keyNode, `${name}.`, tell);
    case 'entity':
      return mapping(ENTITY, node, keyNode, `${name}.`, tell);
    case 'license':
      for (const item of isSeq(node) ? itemsOf(node) : [node]) {
        const id = textOf(item) ?? '';
        if (!isSpdxId(id)) tell(`${name} ${shown(id)} is no id of the SPDX licence list`, item ?? keyNode);
      }
      return;
    default:
      scalar(kind, node, keyNode, name, tell);
  }
}

function scalar(kind: Kind, node: unknown, keyNode: unknown, name: string, tell: Tell) {
  if (!isScalar(node)) return tell(`${name} is no single value`, keyNode);
  const { value } = node;
  const text = textOf(node)?.trim() ?? '';
  if (value === null || text === '') return tell(`${name} is empty`, keyNode);
  if (typeof kind === 'object') {
    if (!kind.includes(text))
      tell(
        `${name} ${shown(text)} is none of ${kind.length > 6 ? 'the types of works of the format' : kind.join(', ')}`,
        node,
      );
    return;
  }
  if (kind === 'integer' || kind === 'month') {
    if (typeof value !== 'number' || !Number.isInteger(value))
      tell(`${name} ${shown(text)} is no whole number`, node);
    else if (kind === 'month' && (value < 1 || value > 12)) tell(`${name} ${text} is no month`, node);
    return;
  }
  if (kind === 'text-or-number') return;
  if (typeof value !== 'string') return tell(`${name} ${shown(text)} is no text; put it in quotes`, node);
  const [pattern, wanted] = PATTERNS[kind] ?? [];
  if (pattern && !pattern.test(text.slice(0, 2000))) tell(`${name} ${shown(text)} is ${wanted}`, node);
}

function sequence(kind: Kind, node: unknown, keyNode: unknown, name: string, tell: Tell) {
  if (!isSeq(node)) return tell(`${name} is no list`, keyNode);
  const items = itemsOf(node);
  if (items.length === 0) return tell(`${name} is empty`, keyNode);
  for (const [index, item] of items.entries()) {
    const where = `${name}[${index + 1}]`;
    if (kind === 'texts') scalar('text', item, item ?? keyNode, where, tell);
    else if (kind === 'references') mapping(REFERENCE, item, item, `${where}.`, tell);
    else if (kind === 'identifiers') identifier(item, keyNode, where, tell);
    else author(item, keyNode, where, tell);
  }
}

/** A person, or, where it has a name of its own, an entity. */
function author(node: unknown, keyNode: unknown, where: string, tell: Tell) {
  if (isAlias(node)) return;
  const keys = entriesOf(node).map(({ key }) => key);
  if (keys.includes('name')) return mapping(ENTITY, node, node, `${where}.`, tell);
  mapping(PERSON, node, node ?? keyNode, `${where}.`, tell);
  // The schema lets a person without a name pass; nobody can cite one.
  if (isMap(node) && !keys.some((key) => /^(?:family-names|given-names|alias)$/.test(key)))
    tell(`${where} has neither family-names and given-names nor a name`, node);
}

function identifier(node: unknown, keyNode: unknown, where: string, tell: Tell) {
  if (!isMap(node)) return tell(`${where} is no mapping of keys to values`, node ?? keyNode);
  const type = textOf(entriesOf(node).find(({ key }) => key === 'type')?.value) ?? '';
  const kind: Kind = IDENTIFIERS.get(type) ?? 'text';
  const shape: Shape = {
    required: ['type', 'value'],
    keys: new Map<string, Kind>([
      ['type', [...IDENTIFIERS.keys()]],
      ['value', kind],
      ['description', 'text'],
    ]),
  };
  mapping(shape, node, node, `${where}.`, tell);
}

function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
