import { childOf, entriesOf, itemsOf, parseYaml, textOf, YamlProblem } from '../formats/yaml.js';
import type { CitationFile, FileProblem } from './model.js';

/** Keys that version 1.2.0 requires. Source: Citation File Format, schema-guide.md. */
const REQUIRED = ['cff-version', 'message', 'title', 'authors'];
const KNOWN = new Set([
  ...REQUIRED,
  'abstract',
  'commit',
  'contact',
  'date-released',
  'doi',
  'identifiers',
  'keywords',
  'license',
  'license-url',
  'preferred-citation',
  'references',
  'repository',
  'repository-artifact',
  'repository-code',
  'type',
  'url',
  'version',
]);
const PERSON = ['family-names', 'given-names', 'name', 'alias', 'name-particle'];

/** Checks a CITATION.cff against the required keys and their shapes. */
export function checkCitation(path: string, text: string): CitationFile {
  const problems: FileProblem[] = [];
  try {
    const { document, line } = parseYaml(text);
    const root = document.contents;
    const entries = entriesOf(root);
    if (entries.length === 0)
      return { path, problems: [{ path, line: 1, message: 'it is no mapping of keys to values' }] };
    const tell = (message: string, node: unknown) =>
      problems.push({ path, line: node ? line(node) : 1, message });
    for (const key of REQUIRED) {
      const value = childOf(root, key);
      if (value === undefined) tell(`the required key ${key} is missing`, undefined);
      else if (key === 'authors' ? itemsOf(value).length === 0 : !textOf(value)?.trim())
        tell(`${key} is empty`, value);
    }
    for (const { key, keyNode } of entries)
      if (!KNOWN.has(key)) tell(`${key} is no key of the format`, keyNode);
    for (const author of itemsOf(childOf(root, 'authors'))) {
      const keys = entriesOf(author).map(({ key }) => key);
      if (!keys.some((key) => PERSON.includes(key)))
        tell('an author has neither family-names and given-names nor a name', author);
    }
    const version = textOf(childOf(root, 'cff-version'));
    if (version !== undefined && !/^1\.\d+\.\d+$/.test(version))
      tell(`cff-version ${version} is no version of the format`, childOf(root, 'cff-version'));
    const date = childOf(root, 'date-released');
    const released = textOf(date);
    if (released !== undefined && !/^\d{4}-\d{2}-\d{2}/.test(released))
      tell(`date-released ${released} is no date of the form YYYY-MM-DD`, date);
    const doi = textOf(childOf(root, 'doi'));
    if (doi !== undefined && !/^10\.\d{4,9}(\.\d+)?\/\S+$/.test(doi))
      tell(`doi ${doi} is no DOI (10.xxxx/...)`, childOf(root, 'doi'));
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    problems.push({ path, line: error.line, message: error.message });
  }
  return { path, problems };
}
