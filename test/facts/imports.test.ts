import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizeName } from '../../src/facts/formats/pep508.js';
import { broughtBy } from '../../src/facts/imports/brings.js';
import { condaDistributions } from '../../src/facts/imports/conda.js';
import { importedBy, isProvidedBy, mayProvide, platformOf } from '../../src/facts/imports/names.js';
import { SAME, TABLE } from '../../src/facts/imports/table.js';

const rows = TABLE.split('\n')
  .filter((row) => row !== '' && !row.startsWith('#'))
  .map((row): [string, string[]] => {
    const [name = '', rest = ''] = row.split(' = ');
    return [name, rest.split(' | ')];
  });

describe('the table of imports', () => {
  test('has one row an import, with names as indexes compare them', () => {
    const names = [...rows.map(([name]) => name), ...SAME.trim().split(/\s+/)];
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(names.filter((name) => !/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(name))).toEqual([]);
    const distributions = rows.flatMap(([, some]) => some);
    expect(distributions.filter((name) => name === '' || name !== normalizeName(name))).toEqual([]);
  });

  test('gives back every row', () => {
    for (const [name, distributions] of rows) {
      const imported = importedBy(name);
      expect(imported).toEqual({ name, distributions, known: true });
      for (const one of distributions) expect(isProvidedBy(imported, one)).toBe(true);
    }
  });
});

describe('an import', () => {
  test.each([
    ['google.cloud', 'storage', 'google.cloud.storage', 'google-cloud-storage'],
    ['google.cloud.storage.blob', 'Blob', 'google.cloud.storage', 'google-cloud-storage'],
    ['google', 'protobuf', 'google.protobuf', 'protobuf'],
    ['google.cloud', 'unheard_of', 'google.cloud.unheard_of', 'google-cloud-unheard-of'],
    ['azure.storage.blob', 'BlobClient', 'azure.storage.blob', 'azure-storage-blob'],
    ['zope.event', undefined, 'zope.event', 'zope-event'],
    ['mpl_toolkits.mplot3d', 'Axes3D', 'mpl_toolkits.mplot3d', 'matplotlib'],
    ['mpl_toolkits.basemap', 'Basemap', 'mpl_toolkits.basemap', 'basemap'],
    ['sklearn.linear_model', '*', 'sklearn', 'scikit-learn'],
    ['Unheard_Of.part', undefined, 'Unheard_Of', 'unheard-of'],
  ])('from %s import %s is %s of %s', (module, name, told, distribution) => {
    const imported = importedBy(module, name);
    expect(imported.name).toBe(told);
    expect(imported.distributions[0]).toBe(distribution);
  });

  test.each([
    ['tensorflow', 'tensorflow-gpu-macosx', false],
    ['mxnet', 'mxnet-cu117', true],
    ['onnxruntime', 'onnxruntime-nightly', true],
    ['torch', 'torchvision', false],
    ['frob', 'python-frob', true],
    ['frob', 'frobnicate', false],
    ['cv2', 'python-cv2', false],
  ])('%s by %s: %s', (name, distribution, provided) => {
    expect(isProvidedBy(importedBy(name), distribution)).toBe(provided);
  });

  test('may be of a distribution that shares a word with it, unless the table says otherwise', () => {
    expect(mayProvide(importedBy('frob.modules'), 'frob-transformers')).toBe(true);
    expect(mayProvide(importedBy('frob'), 'other')).toBe(false);
    expect(mayProvide(importedBy('torch'), 'torch-things')).toBe(false);
    expect(mayProvide(importedBy('data'), 'tensorflow-data-validation')).toBe(false);
  });

  test('of a platform is told by its part', () => {
    expect(platformOf('google', 'colab')).toBe('Google Colab');
    expect(platformOf('google.colab.drive')).toBe('Google Colab');
    expect(platformOf('google.cloud', 'storage')).toBeUndefined();
  });

  test('of any name is one thing, and is never lost', () => {
    const dotted = fc.array(fc.stringMatching(/^[A-Za-z_]\w{0,8}$/), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(dotted, fc.option(fc.constantFrom('x', '*', 'storage')), (parts, name) => {
        const imported = importedBy(parts.join('.'), name ?? undefined);
        expect(imported.name.split('.')[0]).toBe(parts[0]);
        expect(imported.distributions.length).toBeGreaterThan(0);
      }),
    );
    for (const hostile of ['__proto__', 'constructor', 'toString', `a${'-cpu'.repeat(2000)}`]) {
      expect(importedBy(hostile).known).toBe(false);
      expect(() => isProvidedBy(importedBy(hostile), hostile)).not.toThrow();
    }
  });
});

test('conda packages are told by their names on PyPI', () => {
  expect(condaDistributions('pytorch')).toEqual(['torch']);
  expect(condaDistributions('PyTables')).toEqual(['tables']);
  expect(condaDistributions('cudatoolkit')).toEqual([]);
  expect(condaDistributions('scikit-learn')).toEqual(['scikit-learn']);
});

test('what comes with a distribution is told with what brings it, over several steps', () => {
  const brought = broughtBy(['seaborn']);
  expect(brought.get('kiwisolver')).toBe('seaborn');
  expect(brought.has('torch')).toBe(false);
});
