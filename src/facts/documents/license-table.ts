/** How one licence text is known. All words are in the form that `normalise` makes. */
export interface LicenseRow {
  spdx: string;
  /** Its title. It counts at the top of a file; with the date that the text carries, anywhere. */
  title?: string;
  dated?: string;
  /** What it grants and asks: all of it must stand in the text, in any order. */
  words?: readonly string[];
  /** Its text repeats words by which other rows are known, so that those name no second licence. */
  holdsOthers?: true;
}

const REDISTRIBUTION = 'redistribution and use in source and binary forms';
const GRANTED = 'permission is hereby granted free of charge to any person obtaining a copy';
const CC4: readonly [string, string][] = [
  ['NC-SA', 'noncommercial sharealike'],
  ['NC-ND', 'noncommercial noderivatives'],
  ['NC', 'noncommercial'],
  ['SA', 'sharealike'],
  ['ND', 'noderivatives'],
];
const CC_OLD: readonly [string, string][] = [
  ['NC-SA', 'noncommercial sharealike'],
  ['NC-ND', 'noncommercial noderivs'],
  ['NC', 'noncommercial'],
  ['SA', 'sharealike'],
  ['ND', 'noderivs'],
];

/**
 * Words by which licence texts are known. Rows with `words` are tried in this order: a later one is more general.
 * Source: texts of the SPDX License List 3.
 */
export const LICENSES: readonly LicenseRow[] = [
  { spdx: 'AGPL-3.0-only', title: 'gnu affero general public license version 3', dated: 'gnu affero general public license version 3 19 november 2007' },
  { spdx: 'LGPL-3.0-only', title: 'gnu lesser general public license version 3', dated: 'gnu lesser general public license version 3 29 june 2007' },
  { spdx: 'LGPL-2.1-only', title: 'gnu lesser general public license version 2.1', dated: 'gnu lesser general public license version 2.1 february 1999' },
  { spdx: 'LGPL-2.0-only', title: 'gnu library general public license version 2' },
  { spdx: 'GPL-3.0-only', title: 'gnu general public license version 3', dated: 'gnu general public license version 3 29 june 2007' },
  { spdx: 'GPL-2.0-only', title: 'gnu general public license version 2', dated: 'gnu general public license version 2 june 1991' },
  { spdx: 'GFDL-1.3-only', title: 'gnu free documentation license version 1.3' },
  { spdx: 'ECL-2.0', title: 'educational community license version 2.0' },
  { spdx: 'SHL-0.51', title: 'solderpad hardware license version 0.51' },
  { spdx: 'Apache-2.0', title: 'apache license version 2.0', dated: 'apache license version 2.0 january 2004' },
  { spdx: 'Apache-1.1', title: 'apache software license version 1.1', holdsOthers: true },
  { spdx: 'MPL-2.0', title: 'mozilla public license version 2.0', dated: 'mozilla public license version 2.0 1 definitions' },
  { spdx: 'MPL-2.0', title: 'mozilla public license v. 2.0' },
  { spdx: 'MPL-1.1', title: 'mozilla public license version 1.1' },
  { spdx: 'EPL-2.0', title: 'eclipse public license v 2.0' },
  { spdx: 'EPL-1.0', title: 'eclipse public license v 1.0' },
  { spdx: 'EUPL-1.2', title: 'european union public license v 1.2' },
  { spdx: 'EUPL-1.1', title: 'european union public license v 1.1' },
  { spdx: 'CDDL-1.0', title: 'common development and distribution license cddl version 1.0' },
  { spdx: 'CECILL-2.1', title: 'cecill free software license agreement version 2.1' },
  { spdx: 'CECILL-B', title: 'cecill b free software license agreement' },
  { spdx: 'CECILL-C', title: 'cecill c free software license agreement' },
  { spdx: 'OSL-3.0', title: 'open software license v 3.0' },
  { spdx: 'AFL-3.0', title: 'academic free license afl v 3.0' },
  { spdx: 'BUSL-1.1', title: 'business source license 1.1' },
  { spdx: 'Elastic-2.0', title: 'elastic license 2.0' },
  { spdx: 'SSPL-1.0', title: 'server side public license version 1' },
  { spdx: 'FSL-1.1-MIT', title: 'functional source license version 1.1 mit future license', holdsOthers: true },
  { spdx: 'FSL-1.1-ALv2', title: 'functional source license version 1.1 alv2 future license', holdsOthers: true },
  { spdx: 'PolyForm-Noncommercial-1.0.0', title: 'polyform noncommercial license 1.0.0' },
  { spdx: 'PolyForm-Small-Business-1.0.0', title: 'polyform small business license 1.0.0' },
  { spdx: 'BSL-1.0', title: 'boost software license version 1.0' },
  { spdx: 'BlueOak-1.0.0', title: 'blue oak model license version 1.0.0' },
  { spdx: 'UPL-1.0', title: 'the universal permissive license upl version 1.0' },
  { spdx: 'MS-PL', title: 'microsoft public license ms pl' },
  { spdx: 'MS-RL', title: 'microsoft reciprocal license ms rl' },
  { spdx: 'MulanPSL-2.0', words: ['is licensed under mulan psl v2'] },
  { spdx: 'ODbL-1.0', title: 'open database license odbl' },
  { spdx: 'ODC-By-1.0', title: 'odc attribution license odc by' },
  { spdx: 'PDDL-1.0', title: 'open data commons public domain dedication license' },
  { spdx: 'CDLA-Permissive-2.0', title: 'community data license agreement permissive version 2.0' },
  { spdx: 'CDLA-Permissive-1.0', title: 'community data license agreement permissive version 1.0' },
  { spdx: 'CDLA-Sharing-1.0', title: 'community data license agreement sharing version 1.0' },
  { spdx: 'OFL-1.1', title: 'sil open font license version 1.1' },
  ...CC4.map(([id, words]) => ({ spdx: `CC-BY-${id}-4.0`, title: `attribution ${words} 4.0 international` })),
  { spdx: 'CC-BY-4.0', title: 'attribution 4.0 international' },
  ...['3.0', '2.5', '2.0'].flatMap((version) => [
    ...CC_OLD.map(([id, words]) => ({ spdx: `CC-BY-${id}-${version}`, title: `attribution ${words} ${version}` })),
    { spdx: `CC-BY-${version}`, title: `creative commons attribution ${version}` },
    { spdx: `CC-BY-${version}`, title: `creative commons legal code attribution ${version}` },
  ]),
  { spdx: 'CC0-1.0', title: 'cc0 1.0 universal' },
  { spdx: 'WTFPL', title: 'do what the fuck you want to public license' },
  { spdx: 'OpenRAIL', title: 'openrail' },
  { spdx: 'OpenRAIL', title: 'responsible ai license' },
  { spdx: 'Artistic-2.0', title: 'the artistic license 2.0' },
  { spdx: 'NCSA', title: 'ncsa open source license', holdsOthers: true },
  { spdx: 'NCSA', words: [GRANTED, 'redistributions of source code must retain', 'the names of'], holdsOthers: true },
  { spdx: 'Python-2.0', words: ['psf license agreement for python', 'beopen.com license agreement'], holdsOthers: true },
  { spdx: 'PSF-2.0', title: 'python software foundation license version 2', holdsOthers: true },
  { spdx: 'Unlicense', words: ['this is free and unencumbered software released into the public domain'] },
  { spdx: 'OpenSSL', title: 'openssl license', holdsOthers: true },
  { spdx: 'PHP-3.01', title: 'the php license version 3.01', holdsOthers: true },
  { spdx: 'ZPL-2.1', title: 'zope public license zpl version 2.1', holdsOthers: true },
  { spdx: 'libpng-2.0', title: 'png reference library license version 2', holdsOthers: true },
  { spdx: 'BSD-4-Clause', words: [REDISTRIBUTION, 'all advertising materials mentioning features'] },
  { spdx: 'BSD-3-Clause-Clear', words: [REDISTRIBUTION, 'no express or implied licenses to any party s patent rights'] },
  { spdx: 'BSD-3-Clause-LBNL', words: [REDISTRIBUTION, 'used to endorse or promote products', 'you are under no obligation whatsoever to provide any bug fixes'] },
  { spdx: 'BSD-3-Clause', words: [REDISTRIBUTION, 'redistributions in binary form must reproduce', 'endorse or promote products'] },
  { spdx: 'BSD-2-Clause-Patent', words: [REDISTRIBUTION, 'each copyright holder and contributor hereby grants'] },
  { spdx: 'BSD-2-Clause-Views', words: [REDISTRIBUTION, 'the views and conclusions contained in the software'] },
  { spdx: 'BSD-2-Clause', words: [REDISTRIBUTION, 'redistributions in binary form must reproduce'] },
  { spdx: 'JSON', words: [GRANTED, 'shall be used for good not evil'] },
  { spdx: 'X11', words: [GRANTED, 'x consortium'] },
  { spdx: 'MIT', words: [GRANTED, 'permission notice shall be included in all'] },
  { spdx: 'MIT', words: [GRANTED, 'permission notice including the next paragraph shall be included in all'] },
  { spdx: 'MIT-0', words: [GRANTED, 'to permit persons to whom the software is furnished to do so the software is provided as is'] },
  { spdx: 'HPND', title: 'historical permission notice and disclaimer', holdsOthers: true },
  { spdx: 'curl', words: ['permission to use copy modify and distribute this software for any purpose', 'shall not be used in advertising'], holdsOthers: true },
  { spdx: 'ISC', words: ['permission to use copy modify and or distribute this software for any purpose', 'provided that the above copyright notice'] },
  { spdx: 'ISC', words: ['permission to use copy modify and distribute this software for any purpose', 'provided that the above copyright notice'] },
  { spdx: '0BSD', words: ['permission to use copy modify and or distribute this software for any purpose with or without fee is hereby granted'] },
  { spdx: 'Zlib', words: ['the origin of this software must not be misrepresented', 'altered source versions must be plainly marked'] },
]; // biome-ignore format: a table reads better in rows
