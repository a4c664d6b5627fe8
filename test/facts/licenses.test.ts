import fc from 'fast-check';
import spdx from 'spdx-license-list/full.js';
import { describe, expect, test } from 'vitest';
import { LICENSES } from '../../src/facts/documents/license-table.js';
import { licenseOf, spdxOfName } from '../../src/facts/documents/licenses.js';

const known = [...new Set(LICENSES.map((row) => row.spdx))].filter((id) => id in spdx);

/** Lines broken elsewhere, with a mark before each, as mails and Markdown have them. */
function reflowed(text: string): string {
  return `Copyright (c) 2024 Ann Author\n\n${text
    .split(/\s+/)
    .map((word, index) => (index % 7 === 0 ? `\n>  ${word}` : word))
    .join(' ')}`;
}

describe('the texts of the SPDX list', () => {
  test.each(known)('%s is known, also reflowed', (id) => {
    const text = spdx[id]!.licenseText;
    // The list gives Python-2.0 two texts; the one of the Python Software Foundation alone is PSF-2.0.
    expect([licenseOf(text)?.spdx, licenseOf(reflowed(text))?.spdx]).toEqual(
      id === 'Python-2.0' ? ['PSF-2.0', 'PSF-2.0'] : [id, id],
    );
  });

  test('a text that is not in the table is no licence of another family', () => {
    const free = /^(?:MIT|BSD|ISC|0BSD|Zlib|Apache|Unlicense)/;
    const copyleft = /^(?:AGPL|L?GPL|EUPL|OSL|SSPL|CC-BY-SA|CECILL-2)/;
    const swapped = Object.keys(spdx).filter((id) => {
      const found = licenseOf(spdx[id]!.licenseText)?.spdx ?? '';
      return (free.test(id) && copyleft.test(found)) || (copyleft.test(id) && free.test(found));
    });
    expect(swapped).toEqual([]);
  });
});

test('names in manifests', () => {
  expect(spdxOfName('MIT OR (Apache-2.0 AND BSD-3-Clause)')).toEqual(['MIT', 'Apache-2.0', 'BSD-3-Clause']);
  expect(spdxOfName('GPL-2.0-only WITH Classpath-exception-2.0')).toEqual(['GPL-2.0-only']);
  expect(spdxOfName('Apache Software License (Apache 2.0)')).toEqual(['Apache-2.0']);
  expect(spdxOfName('apache-2.0')).toEqual(['Apache-2.0']);
  expect(spdxOfName('GNU General Public License v3 (GPLv3)')).toEqual(['GPL-3.0-only']);
  expect(spdxOfName('see the file')).toEqual([]);
});

test('any text is judged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      licenseOf(text);
      spdxOfName(text);
    }),
  );
});
