import spdxIds from 'spdx-license-ids/index.json' with { type: 'json' };
import { LICENSES, type LicenseRow } from './license-table.js';

/** Characters of the normalised text in which a title stands for the text itself: long licences name others further down. */
const HEAD = 4_000;
const LONGEST = 400_000;
/** Terms that a permissive licence does not have. Source: Commons Clause 1.0; SPDX, "JSON License". */
const LIMITING =
  /\b(?:commons clause license condition|for non ?commercial (?:use|purposes?|research)|non ?commercial use only|(?:research|academic|educational) (?:use|purposes?) only|not (?:be )?(?:used|use) for commercial|commercial use is (?:prohibited|not (?:allowed|permitted)))\b/;
const PERMISSIVE = /^(?:MIT|Apache|BSD|ISC|0BSD|Zlib|Unlicense|BSL|X11)/;
/** `GNU GPL v3` and the like, where a file holds little more than the name. */
const NAMES: readonly [RegExp, string][] = [
  [/\bgnu affero general public license\b.{0,60}\b(?:version|v) ?3/, 'AGPL-3.0-only'],
  [/\bgnu lesser general public license\b.{0,60}\b(?:version|v) ?3/, 'LGPL-3.0-only'],
  [/\bgnu general public license\b.{0,60}\b(?:version|v) ?3/, 'GPL-3.0-only'],
  [/\bgnu general public license\b.{0,60}\b(?:version|v) ?2/, 'GPL-2.0-only'],
];
const BY_LOWER = new Map<string, string>(spdxIds.map((id) => [id.toLowerCase(), id]));

/** What a licence text is. */
export interface KnownLicense {
  spdx: string;
  /** Other licences of the SPDX list whose text the file holds too. */
  also: readonly string[];
  /** Words that limit the use, beside a permissive licence that has none such; absent where a second licence explains them. */
  limited?: string;
}

/**
 * The licences of a text: the one that it begins with, and further ones; undefined when none is known. Copyright lines,
 * line breaks, quotes, punctuation and Markdown do not matter. Source: SPDX License List Matching Guidelines, v2.
 */
export function licenseOf(text: string): KnownLicense | undefined {
  const plain = normalise(text);
  const found = LICENSES.flatMap((row, order) => {
    const at = positionOf(row, plain);
    return at === undefined ? [] : [{ row, at, order, length: (row.title ?? row.words?.[0] ?? '').length }];
  });
  // Of rows that begin with the same words the first in the table says more.
  found.sort((a, b) => a.at - b.at || a.order - b.order || b.length - a.length);
  const [first] = found;
  if (!first) {
    const named = namedIn(text, plain);
    return named === undefined ? undefined : { spdx: named, also: [] };
  }
  const { spdx, holdsOthers } = first.row;
  const also = holdsOthers
    ? []
    : found
        .filter(({ at, row }) => at !== first.at && (row.words || (row.dated && plain.includes(row.dated))))
        .filter(({ at }, index, all) => all.findIndex((other) => other.at === at) === index)
        .map(({ row }) => row.spdx)
        .filter((id, index, all) => id !== spdx && all.indexOf(id) === index);
  const limited =
    PERMISSIVE.test(spdx) && !holdsOthers && !/\bcc by nc\b|attribution noncommercial/.test(plain)
      ? LIMITING.exec(plain)?.[0]
      : undefined;
  return { spdx, also, ...(limited === undefined ? {} : { limited }) };
}

function positionOf({ title, dated, words }: LicenseRow, plain: string): number | undefined {
  if (words) {
    const places = words.map((phrase) => plain.indexOf(phrase));
    return places.includes(-1) ? undefined : places[0];
  }
  const at = plain.slice(0, HEAD).indexOf(title ?? '');
  if (at >= 0) return at;
  const later = dated === undefined ? -1 : plain.indexOf(dated);
  return later < 0 ? undefined : later;
}

function namedIn(text: string, plain: string): string | undefined {
  const head = plain.slice(0, HEAD);
  const [, id] = NAMES.find(([pattern]) => pattern.test(head)) ?? [];
  if (id !== undefined) return id;
  const tag = /SPDX-License-Identifier:\s*([A-Za-z0-9.+-]{2,60})/.exec(text.slice(0, HEAD))?.[1];
  return tag === undefined ? undefined : (BY_LOWER.get(tag.toLowerCase()) ?? tag);
}

/** True for an id of the SPDX License List, whatever its letter case. */
export function isSpdxId(id: string): boolean {
  return BY_LOWER.has(id.toLowerCase());
}

const COMMON_NAMES: readonly [RegExp, string][] = [
  [/^(?:the )?mit(?: license)?$|osi approved mit license|^expat/, 'MIT'],
  [
    /^apache(?: software)?(?: license)?(?: version)?(?: v?2(?:\.0)?)?$|apache software license|apache 2/,
    'Apache-2.0',
  ],
  [/^bsd 3(?: clause)?|new bsd|modified bsd/, 'BSD-3-Clause'],
  [/^bsd 2(?: clause)?|simplified bsd/, 'BSD-2-Clause'],
  [/^(?:gnu )?agpl|affero general public license v3/, 'AGPL-3.0-only'],
  [/^(?:gnu )?lgpl ?v?3|lesser general public license v3/, 'LGPL-3.0-only'],
  [/^(?:gnu )?gpl ?v?3|gnu general public license v3/, 'GPL-3.0-only'],
  [/^(?:gnu )?gpl ?v?2|gnu general public license v2/, 'GPL-2.0-only'],
  [/^mpl|mozilla public license 2/, 'MPL-2.0'],
  [/^cc by nc 4/, 'CC-BY-NC-4.0'],
  [/^cc by 4/, 'CC-BY-4.0'],
  [/^cc0/, 'CC0-1.0'],
  [/^isc/, 'ISC'],
  [/^(?:the )?unlicense/, 'Unlicense'],
];

/**
 * The licences that a manifest names, as SPDX ids: an SPDX expression gives each of its ids, a common way to write a name
 * gives one. Empty when nothing is understood. Source: SPDX specification 2.3, annex D; PEP 639; trove classifiers.
 */
export function spdxOfName(name: string): string[] {
  const parts = name
    .slice(0, 500)
    .split(/[()\s]+(?:AND|OR)[()\s]+|[()/,;|]+/i)
    .map((part) => part.split(/\s+WITH\s+/i, 1)[0]!.trim())
    .filter((part) => part !== '');
  const ids = parts.map((part) => BY_LOWER.get(part.toLowerCase()));
  if (ids.length > 0 && ids.every((id) => id !== undefined)) return ids;
  const plain = normalise(name).trim();
  const [, known] = COMMON_NAMES.find(([pattern]) => pattern.test(plain)) ?? [];
  return known === undefined ? [] : [known];
}

/** Lower case, one space between words of letters, digits and inner dots; tags of HTML left out, both spellings of licence one. */
function normalise(text: string): string {
  return text
    .slice(0, LONGEST)
    .toLowerCase()
    .replace(
      /<\/?(?:p|br|b|i|em|strong|div|span|center|h[1-6]|li|ul|ol|pre|code|html|body)\b[^<>]{0,200}>/g,
      ' ',
    )
    .replace(/[^a-z0-9.]+/g, ' ')
    .replace(/\.(?= |$)/g, '')
    .replace(/ +/g, ' ')
    .replace(/licence/g, 'license');
}
