/**
 * Words by which licence texts are known, tried in this order: the first whose words all stand in the normalised text
 * (lower case, runs of anything but letters, digits and dots as one space) names it. Source: SPDX License List 3.
 */
export const LICENSES: readonly { spdx: string; words: readonly string[] }[] = [
  { spdx: 'AGPL-3.0-only', words: ['gnu affero general public license version 3'] },
  { spdx: 'LGPL-3.0-only', words: ['gnu lesser general public license version 3'] },
  { spdx: 'LGPL-2.1-only', words: ['gnu lesser general public license version 2.1'] },
  { spdx: 'GPL-3.0-only', words: ['gnu general public license version 3'] },
  { spdx: 'GPL-2.0-only', words: ['gnu general public license version 2'] },
  { spdx: 'Apache-2.0', words: ['apache license version 2.0'] },
  { spdx: 'MPL-2.0', words: ['mozilla public license version 2.0'] },
  { spdx: 'MPL-2.0', words: ['mozilla public license v. 2.0'] },
  { spdx: 'EPL-2.0', words: ['eclipse public license v 2.0'] },
  { spdx: 'EPL-1.0', words: ['eclipse public license v 1.0'] },
  { spdx: 'EUPL-1.2', words: ['european union public licence', '1.2'] },
  { spdx: 'EUPL-1.1', words: ['european union public licence', '1.1'] },
  { spdx: 'BUSL-1.1', words: ['business source license 1.1'] },
  { spdx: 'BSL-1.0', words: ['boost software license version 1.0'] },
  { spdx: 'CC-BY-NC-SA-4.0', words: ['attribution noncommercial sharealike 4.0 international'] },
  { spdx: 'CC-BY-NC-ND-4.0', words: ['attribution noncommercial noderivatives 4.0 international'] },
  { spdx: 'CC-BY-NC-4.0', words: ['attribution noncommercial 4.0 international'] },
  { spdx: 'CC-BY-SA-4.0', words: ['attribution sharealike 4.0 international'] },
  { spdx: 'CC-BY-ND-4.0', words: ['attribution noderivatives 4.0 international'] },
  { spdx: 'CC-BY-4.0', words: ['attribution 4.0 international'] },
  { spdx: 'CC-BY-NC-SA-3.0', words: ['attribution noncommercial sharealike 3.0'] },
  { spdx: 'CC-BY-3.0', words: ['creative commons', 'attribution 3.0'] },
  { spdx: 'CC0-1.0', words: ['cc0 1.0 universal'] },
  { spdx: 'Unlicense', words: ['this is free and unencumbered software released into the public domain'] },
  { spdx: 'WTFPL', words: ['do what the fuck you want to public license'] },
  { spdx: 'OpenRAIL', words: ['openrail'] },
  { spdx: 'OpenRAIL', words: ['responsible ai license'] },
  { spdx: 'BSD-4-Clause', words: ['redistribution and use in source and binary forms', 'all advertising materials mentioning features'] },
  { spdx: 'BSD-3-Clause-Clear', words: ['redistribution and use in source and binary forms', 'no express or implied licenses to any party s patent rights'] },
  { spdx: 'BSD-3-Clause', words: ['redistribution and use in source and binary forms', 'used to endorse or promote products'] },
  { spdx: 'BSD-2-Clause', words: ['redistribution and use in source and binary forms', 'redistributions in binary form must reproduce'] },
  { spdx: 'MIT', words: ['permission is hereby granted free of charge to any person obtaining a copy', 'the above copyright notice and this permission notice shall be included'] },
  { spdx: 'MIT-0', words: ['permission is hereby granted free of charge to any person obtaining a copy', 'the software is provided as is'] },
  { spdx: 'ISC', words: ['permission to use copy modify and or distribute this software for any purpose', 'provided that the above copyright notice'] },
  { spdx: 'ISC', words: ['permission to use copy modify and distribute this software for any purpose', 'provided that the above copyright notice'] },
  { spdx: '0BSD', words: ['permission to use copy modify and or distribute this software for any purpose with or without fee is hereby granted'] },
  { spdx: 'Zlib', words: ['the origin of this software must not be misrepresented', 'altered source versions must be plainly marked'] },
  { spdx: 'Artistic-2.0', words: ['the artistic license 2.0'] },
  { spdx: 'PSF-2.0', words: ['python software foundation license version 2'] },
]; // biome-ignore format: a table reads better in rows

/** Titles that stand for the text where a file holds little more than the name. */
const NAMES: readonly [RegExp, string][] = [
  [/\bspdx license identifier ([a-z0-9.]+(?: [a-z0-9.]+){0,4})/, ''],
  [/\bgnu affero general public license\b.{0,60}\b(?:version|v) ?3/, 'AGPL-3.0-only'],
  [/\bgnu lesser general public license\b.{0,60}\b(?:version|v) ?3/, 'LGPL-3.0-only'],
  [/\bgnu general public license\b.{0,60}\b(?:version|v) ?3/, 'GPL-3.0-only'],
  [/\bgnu general public license\b.{0,60}\b(?:version|v) ?2/, 'GPL-2.0-only'],
];

/** The SPDX id of a licence text; undefined when it is none of those known. Bounded to the first 200,000 characters. */
export function spdxOf(text: string): string | undefined {
  const plain = normalise(text);
  const head = plain.slice(0, 4000);
  // Long licences name others in their body: their own title stands at the top.
  for (const { spdx, words } of LICENSES) {
    const where = words.length === 1 ? head : plain;
    if (words.every((phrase) => where.includes(phrase))) return spdx;
  }
  for (const [pattern, spdx] of NAMES) if (spdx !== '' && pattern.test(head)) return spdx;
  return /SPDX-License-Identifier:\s*([A-Za-z0-9.+-]{2,60})/.exec(text.slice(0, 4000))?.[1];
}

/** The licence named in a manifest as an SPDX id, as far as common ways to write it go. */
export function spdxOfName(name: string): string | undefined {
  const plain = normalise(name).trim();
  const known: readonly [RegExp, string][] = [
    [/^mit( license)?$|osi approved mit license/, 'MIT'],
    [
      /^apache( software)?( license)?( version)?( v?2(\.0)?)?$|apache software license|apache 2/,
      'Apache-2.0',
    ],
    [/^bsd 3( clause)?|new bsd|modified bsd/, 'BSD-3-Clause'],
    [/^bsd 2( clause)?|simplified bsd/, 'BSD-2-Clause'],
    [/^(gnu )?agpl/, 'AGPL-3.0-only'],
    [/^(gnu )?lgpl ?v?3/, 'LGPL-3.0-only'],
    [/^(gnu )?gpl ?v?3|general public license v3/, 'GPL-3.0-only'],
    [/^(gnu )?gpl ?v?2|general public license v2/, 'GPL-2.0-only'],
    [/^mpl|mozilla public license 2/, 'MPL-2.0'],
    [/^cc by nc 4/, 'CC-BY-NC-4.0'],
    [/^cc by 4/, 'CC-BY-4.0'],
    [/^cc0/, 'CC0-1.0'],
    [/^isc/, 'ISC'],
    [/^(the )?unlicense/, 'Unlicense'],
  ];
  return known.find(([pattern]) => pattern.test(plain))?.[1];
}

function normalise(text: string): string {
  return text
    .slice(0, 200_000)
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, ' ')
    .replace(/\.(?= |$)/g, '')
    .replace(/ +/g, ' ');
}
