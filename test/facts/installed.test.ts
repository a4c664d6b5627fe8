import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Project } from '../../src/facts/fact.js';
import {
  importsOfRecord,
  parseDirectUrl,
  parseMetadata,
  parsePyvenv,
  parseTopLevel,
} from '../../src/facts/installed/metadata.js';
import { installed } from '../../src/facts/installed.js';
import { FolderSource, MemorySource } from '../../src/facts/source.js';
import { temporaryFolder } from '../support/repository.js';

const site = 'lib/python3.11/site-packages';
const environment = {
  'pyvenv.cfg': 'version = 3.11.4\n',
  [`${site}/idna-3.10.dist-info/METADATA`]: 'Name: idna\nVersion: 3.10\n',
  [`${site}/idna-3.10.dist-info/top_level.txt`]: 'idna\n',
};

async function write(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function collect(folder: string, environments: string[] = []) {
  return new Project(await FolderSource.open(folder), { environments }).get(installed);
}

describe('metadata', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?$/);
  const version = fc.stringMatching(
    /^\d{1,4}(\.\d{1,4}){0,3}((a|b|rc|\.post|\.dev)\d{1,2})?(\+[a-z0-9]{1,8})?$/,
  );

  test('gives back name and version, whatever headers and text stand around them', () => {
    const header = fc.tuple(
      fc.stringMatching(/^[A-Z][a-z-]{3,12}$/).filter((key) => !/^(?:name|version)$/i.test(key)),
      fc.string({ maxLength: 30 }).map((text) => text.replace(/[\r\n]/g, ' ')),
    );
    fc.assert(
      fc.property(
        name,
        version,
        fc.array(header, { maxLength: 5 }),
        fc.string(),
        fc.constantFrom('\n', '\r\n'),
        (n, v, headers, text, end) => {
          const more = headers.map(([key, value]) => `${key}: ${value}`);
          const whole = [...more, `Name: ${n}`, ...more, `Version: ${v}`, '', text, 'Name: other'].join(end);
          expect(parseMetadata(whole)).toEqual({
            name: n.replace(/[-_.]+/g, '-').toLowerCase(),
            version: v,
          });
        },
      ),
    );
  });

  test('of any text are a plain name and version, or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const found = parseMetadata(`Name: ${text}\nVersion: ${text}`);
        if (found) {
          expect(found.name).toMatch(/^[a-z0-9_-]+$/);
          expect(found.version).toMatch(/^[A-Za-z0-9.!+_-]+$/);
        }
        expect(() => parseMetadata(text)).not.toThrow();
      }),
    );
  });

  test('are read from the headers alone', () => {
    expect(parseMetadata('Name: a\n\nVersion: 1\n')).toBeUndefined();
    expect(parseMetadata('Summary: x\n Name: folded\nName: a\nVersion: 1\n')).toEqual({
      name: 'a',
      version: '1',
    });
    expect(parseMetadata(`Summary: ${'x'.repeat(1e6)}\nName: a\nVersion: 1\n`)).toBeUndefined();
  });

  test('of records, lists and settings survive any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        for (const one of [...importsOfRecord(text), ...parseTopLevel(text)])
          expect(one).toMatch(/^[A-Za-z_]\w*$/);
        expect(() => parsePyvenv(text)).not.toThrow();
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => parseDirectUrl(value)).not.toThrow();
      }),
    );
  });

  test('tell top-level modules of a RECORD', () => {
    const record =
      'cv2/__init__.py,sha256=x,1\ncv2/cv2.abi3.so,,\nsix.py,,\n_cffi.cpython-311-x86_64-linux-gnu.so,,\n../../bin/tool,,\n' +
      'x-1.0.dist-info/METADATA,,\n__pycache__/six.cpython-311.pyc,,\nopencv.libs/libav.so,,\n';
    expect(importsOfRecord(record)).toEqual(['_cffi', 'cv2', 'six']);
  });

  test.each([
    ['version = 3.11.4', '3.11.4'],
    ['version_info = 3.12.1.final.0', '3.12.1'],
    ['version_info = 3.12', '3.12'],
    ['home = /usr/bin', undefined],
  ])('of pyvenv.cfg: %s', (line, python) => {
    expect(parsePyvenv(`home = /x\n${line}\n`).python).toBe(python);
  });
});

describe('the environment', () => {
  test('in the project is found though git ignores it', async () => {
    const folder = await temporaryFolder();
    await write(join(folder, '.venv'), environment);
    expect((await collect(folder)).environment).toMatchObject({
      name: '.venv',
      from: 'project',
      kind: 'venv',
      python: '3.11.4',
      packages: [{ name: 'idna', version: '3.10', ecosystem: 'pypi', imports: ['idna'] }],
      problems: [],
    });
  });

  test('is not followed out of the project by a link of the project', async () => {
    const outside = await temporaryFolder();
    await write(outside, environment);
    const folder = await temporaryFolder();
    await symlink(outside, join(folder, '.venv'));
    const found = await collect(folder);
    expect(found.environment).toBeUndefined();
    expect(found.refused).toEqual([expect.stringContaining('leads outside the project')]);
  });

  test.each([
    ['site-packages', `.venv/${site}`, site],
    ['one record', `.venv/${site}/idna-3.10.dist-info`, `${site}/idna-3.10.dist-info`],
  ])('is not followed out of the project by a link in it: %s', async (_, from, to) => {
    const outside = await temporaryFolder();
    await write(outside, environment);
    const folder = await temporaryFolder();
    await write(folder, { '.venv/pyvenv.cfg': 'version = 3.11.4\n' });
    await mkdir(dirname(join(folder, from)), { recursive: true });
    await symlink(join(outside, to), join(folder, from));
    expect((await collect(folder)).environment?.packages).toEqual([]);
  });

  test('outside the project is read when the user names it', async () => {
    const outside = await temporaryFolder();
    await write(outside, environment);
    const folder = await temporaryFolder();
    const { environment: found } = await collect(folder, [outside]);
    expect(found).toMatchObject({ from: 'shell', packages: [{ name: 'idna' }] });
    expect(JSON.stringify(found)).not.toContain(dirname(await realpath(outside)));
  });

  test('that the user names goes before another one in the project', async () => {
    const folder = await temporaryFolder();
    await write(join(folder, '.venv'), environment);
    await write(join(folder, 'work'), environment);
    expect((await collect(folder, [join(folder, 'work')])).environment).toMatchObject({
      name: 'work',
      from: 'project',
    });
  });

  test('in the project goes before an active one outside', async () => {
    const outside = await temporaryFolder();
    await write(outside, environment);
    const folder = await temporaryFolder();
    await write(join(folder, 'venv'), environment);
    expect((await collect(folder, [outside])).environment).toMatchObject({ name: 'venv', from: 'project' });
  });

  test('that is absent is none', async () => {
    const folder = await temporaryFolder();
    expect(await collect(folder, [join(folder, 'gone'), folder])).toEqual({ refused: [] });
  });

  test('is read past broken, huge and hostile records', async () => {
    const files = {
      '.venv/pyvenv.cfg': '\0\u0001 = = =\n',
      [`.venv/${site}/a-1.dist-info/METADATA`]: 'Name: ../../etc\nVersion: 1\n',
      [`.venv/${site}/b-1.dist-info/RECORD`]: 'b.py,,\n',
      [`.venv/${site}/c-1.dist-info/METADATA`]: `Name: c\nVersion: 1\n\n${'x'.repeat(5 * 1024 * 1024)}`,
      [`.venv/${site}/d-1.dist-info/METADATA`]: 'Name: d\nVersion: 1\n',
      [`.venv/${site}/d-1.dist-info/direct_url.json`]: '{"dir_info": {"__proto__": {"editable": true}',
      [`.venv/${site}/good-1.dist-info/METADATA`]: 'Name: good\nVersion: 1\n',
      '.venv/conda-meta/x.json': '[[[[',
      '.venv/conda-meta/y.json': '{"name": 3, "version": {}}',
    };
    const { environment: found } = await new Project(new MemorySource(files)).get(installed);
    expect(found?.packages.map(({ name }) => name)).toEqual(['good']);
    expect(found?.problems).toHaveLength(6);
  });
});
