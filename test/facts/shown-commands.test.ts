import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flagsIn } from '../../src/facts/shown-commands/flags.js';
import { ReaderPlace } from '../../src/facts/shown-commands/place.js';
import { isPlaceholder } from '../../src/facts/shown-commands/placeholder.js';
import { namedBy } from '../../src/facts/shown-commands/words.js';

const words = fc.array(
  fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      'python',
      '-m',
      'train.py',
      '--lr',
      '-x',
      'make',
      '-C',
      'dvc',
      'repro',
      '-r',
      'pip',
      'install',
      '--',
      'torch.distributed.launch',
      'bash',
      'docker',
      'build',
      '-f',
      '=',
      'cd',
      '..',
    ),
  ),
  { maxLength: 8 },
);

describe('words of a command', () => {
  test('name what is written in them, whatever they are', () => {
    fc.assert(
      fc.property(words, (list) => {
        for (const named of namedBy(list)) {
          if (named.kind !== 'project') expect(list.some((word) => word.includes(named.name))).toBe(true);
        }
        for (const flag of flagsIn(list)) expect(list.some((word) => word.startsWith(flag))).toBe(true);
      }),
    );
  });

  test.each<[string, string[]]>([
    ['python -u -W ignore train.py --a b', ['script train.py']],
    ['python -m torch.distributed.run --nproc 2 a/b.py', ['script a/b.py']],
    ['python -m torch.distributed.run --nproc 2 -m pkg.train', ['module pkg.train']],
    ['python -c "import x"', []],
    ['python -m pip install -r a.txt -c b.txt', ['file a.txt', 'file b.txt']],
    ['pip install -ra.txt --constraint=b.txt', ['file a.txt', 'file b.txt']],
    ['make -C sub -j 4 all CFLAGS=1', ['target all']],
    ['make -f other.mk all', []],
    ['dvc repro -f train -S lr=1', ['target train']],
    ['pytest tests/test_a.py::test_b -k c -q', ['file tests/test_a.py']],
    ['uvicorn app.main:app --port 80', ['module app.main']],
    ['bash -c "x.sh"', []],
    ['bash -e run.sh a', ['script run.sh']],
    ['nox -s=tests,lint', ['target tests', 'target lint']],
    ['docker build -t x --file=a/Dockerfile .', ['file a/Dockerfile']],
    ['docker run -f x', []],
    ['conda env create --file env.yml', ['file env.yml']],
    ['jupyter nbconvert --execute a.ipynb', ['file a.ipynb']],
    ['src/a.py 10 20%', []],
    ['pip install -e src', ['project src']],
    ['pip install .[dev] -r a.txt', ['project .', 'file a.txt']],
    ['pip install torch -t ./out', []],
    ['snakemake --use-conda --cores 2 --configfile config/test.yaml', ['project .', 'file config/test.yaml']],
    ['snakemake -s flow/Snakefile plot', ['file flow/Snakefile']],
    ['mlflow run . -P steps=a', ['project .']],
    ['mlflow run src/eda', ['project src/eda']],
    ['mlflow run https://github.com/a/b', []],
    ['kedro run', ['project .']],
    ['kedro run --pipeline=etl', ['target etl']],
  ])('%s', (command, expected) => {
    const told = namedBy(command.split(' ')).map((named) =>
      named.kind === 'project' ? `project ${named.folder ?? '.'}` : `${named.kind} ${named.name}`,
    );
    expect(told).toEqual(expected);
  });

  test.each([
    '<x>',
    'path/to/a.py',
    '$A/b.py',
    '{a}.py',
    'a/*.py',
    '...',
    'SCRIPT.py',
    'CONFIG/a.yaml',
    'your_script.py',
    'my_model.py',
    'DATA_DIR/x.py',
  ])('%s stands for something else', (word) => {
    expect(isPlaceholder(word)).toBe(true);
  });

  test.each([
    'train.py',
    'a/b-c.py',
    'README.md',
    'main_name2.py',
    'summary.py',
    'Dockerfile.gpu',
    'yourself.py',
  ])('%s is a name', (word) => {
    expect(isPlaceholder(word)).toBe(false);
  });
});

describe('where a reader stands', () => {
  const folders = new Set(['', 'src', 'src/deep', 'tools']);
  const place = () => new ReaderPlace(folders, (name) => name === 'project', '');

  test('is followed through folders, clones and sections', () => {
    const reader = place();
    reader.follow(['git', 'clone', 'https://x/me/project.git'], 1);
    reader.follow(['cd', 'project'], 1);
    expect(reader.candidates[0]).toBe('');
    reader.follow(['cd', 'src/deep'], 1);
    expect([reader.candidates[0], reader.isLost]).toEqual(['src/deep', false]);
    reader.follow(['cd', '../../tools'], 1);
    expect(reader.candidates[0]).toBe('tools');
    reader.follow(['cd', 'nowhere'], 2);
    expect(reader.isLost).toBe(true);
    reader.heading(2);
    expect(reader.isLost).toBe(false);
  });

  test('is not known again once another repository was entered', () => {
    const reader = place();
    reader.follow(['git', 'clone', 'https://x/other'], 1);
    reader.follow(['cd', 'other'], 2);
    reader.heading(1);
    expect(reader.isLost).toBe(true);
  });

  test('never leaves the project, whatever is typed', () => {
    const targets = fc.array(
      fc.constantFrom('..', '../..', 'src', 'deep', '/', '~', '', 'x', 'project', './src/', '$HOME', '-'),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(targets, (list) => {
        const reader = place();
        for (const target of list) reader.follow(['cd', target], 1);
        for (const folder of reader.candidates) expect(folders.has(folder)).toBe(true);
      }),
    );
  });
});
