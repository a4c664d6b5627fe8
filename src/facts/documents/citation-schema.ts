/** What a value of a CITATION.cff must be. */
export type Kind =
  | 'text'
  | 'integer'
  | 'text-or-number'
  | 'texts'
  | 'url'
  | 'doi'
  | 'date'
  | 'email'
  | 'orcid'
  | 'country'
  | 'license'
  | 'month'
  | 'person-or-entity'
  | 'people'
  | 'entity'
  | 'identifiers'
  | 'reference'
  | 'references'
  | readonly string[];

/** The keys of one kind of mapping, and those that it must have. */
export interface Shape {
  required: readonly string[];
  keys: ReadonlyMap<string, Kind>;
}

// Source of all shapes: Citation File Format 1.2.0, schema.json.

function shape(required: string, keys: readonly [Kind, string][]): Shape {
  return {
    required: required.split(' ').filter(Boolean),
    keys: new Map(keys.flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind] as const))),
  };
}

const PLACE: readonly [Kind, string][] = [
  ['text', 'address alias city fax region tel'],
  ['country', 'country'],
  ['email', 'email'],
  ['orcid', 'orcid'],
  ['text-or-number', 'post-code'],
  ['url', 'website'],
];
const WORK: readonly [Kind, string][] = [
  ['text', 'abstract commit title'],
  ['people', 'authors contact'],
  ['date', 'date-released'],
  ['doi', 'doi'],
  ['identifiers', 'identifiers'],
  ['texts', 'keywords'],
  ['license', 'license'],
  ['url', 'license-url repository repository-artifact repository-code url'],
  ['text-or-number', 'version'],
];

export const ROOT = shape('cff-version message title authors', [
  ...WORK,
  // Which versions there are is told by the version itself.
  ['text-or-number', 'cff-version'],
  ['text', 'message'],
  ['reference', 'preferred-citation'],
  ['references', 'references'],
  [['dataset', 'software'], 'type'],
]);

export const PERSON = shape('', [
  ...PLACE,
  ['text', 'affiliation family-names given-names name-particle name-suffix'],
]);

export const ENTITY = shape('name', [...PLACE, ['text', 'name location'], ['date', 'date-end date-start']]);

export const REFERENCE = shape('authors title type', [
  ...WORK,
  ['people', 'editors editors-series recipients senders translators'],
  ['entity', 'conference database-provider institution location publisher'],
  ['date', 'date-accessed date-downloaded date-published'],
  ['doi', 'collection-doi'],
  ['integer', 'end loc-end loc-start number-volumes pages start volume year year-original'],
  ['month', 'month'],
  ['text-or-number', 'issue number section'],
  ['texts', 'languages patent-states'],
  [
    'text',
    'abbreviation collection-title collection-type copyright data-type database department edition entry filename format isbn issn issue-date issue-title journal medium nihmsid notes pmcid scope term thesis-type volume-title',
  ],
  [['abstract', 'advance-online', 'in-preparation', 'in-press', 'preprint', 'submitted'], 'status'],
  [
    'art article audiovisual bill blog book catalogue conference-paper conference data database dictionary edited-work encyclopedia film-broadcast generic government-document grant hearing historical-work legal-case legal-rule magazine-article manual map multimedia music newspaper-article pamphlet patent personal-communication proceedings report serial slides software-code software-container software-executable software-virtual-machine software sound-recording standard statute thesis unpublished video website'.split(
      ' ',
    ),
    'type',
  ],
]);

/** What the value of an identifier must look like, by its type. */
export const IDENTIFIERS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['doi', 'doi'],
  ['url', 'url'],
  ['swh', 'text'],
  ['other', 'text'],
]);
