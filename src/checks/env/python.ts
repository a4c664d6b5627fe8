import { agreed, type Named, named } from '../../facts/interpreter/agreement.js';
import { agree, rangeAdmits } from '../../facts/interpreter/versions.js';
import { folderOf } from '../../facts/paths.js';
import { count, defineCheck, fail, type Gap, partial, pass, place, skip } from '../check.js';

export default defineCheck({
  id: 'env/python',
  title: 'The Python version of a run is fixed, and every place that names it agrees',
  severity: 'required',
  why: 'Another Python resolves other package versions and may hash, sort and compute differently.',
  fix: 'Write the version into `.python-version` (or the conda file, or the tag of the base image), the same one everywhere.',
  needs: ['interpreter', 'python', 'dependencies'],
  examples: {
    pass: { files: { 'train.py': 'print(1)\n', '.python-version': '3.11\n' } },
    fail: { files: { 'train.py': 'print(1)\n' } },
  },

  run({ interpreter, python, dependencies }) {
    const { places, declared, problems } = interpreter;
    const runs = places.filter(named).filter(({ role }) => role === 'run');
    const ranges = places.filter(({ role }) => role === 'range');
    const tested = places.filter(named).filter(({ role }) => role === 'ci');
    const one = declared === undefined ? agreed(runs) : undefined;
    const version = declared ?? one?.version;
    const data = {
      declared: declared ?? null,
      version: version ?? null,
      places: runs.length,
      versions: distinct(runs),
      ranges: ranges.flatMap(({ range }) => range ?? []),
      tested: distinct(tested),
    };
    const isPython =
      python.modules.length + python.unread.length > 0 ||
      dependencies.manifests.some(({ kind }) => kind !== 'r-description' && kind !== 'julia-project');
    if (!isPython && places.length === 0) return skip('there is no Python code', { data });
    const broken = problems.map(({ file, line, message }): Gap => ({ message, at: { file, line } }));
    const evidence = [...runs, ...ranges].map(({ at, text }) => `${place(at)} ${text}`);
    if (version === undefined) {
      const supporting = tested.slice(0, 5).map(({ at, text }) => `${place(at)} ${text}`);
      if (ranges.length > 0) {
        const gaps = ranges.map(
          ({ at, range }): Gap => ({ message: `${range} admits several Python versions`, at, key: 'range' }),
        );
        return partial('only a range of Python versions is given', [...gaps, ...broken], { evidence, data });
      }
      return fail('no file names a Python version', broken, { evidence: supporting, data });
    }

    const origin = one ? place(one.at) : 'the config';
    const gaps = [
      ...runs
        .filter((other) => !agree(other.version, version))
        .map(
          (other): Gap => ({
            message: `${other.text}: Python ${other.version}, but ${origin} names ${version}`,
            at: other.at,
            key: other.version,
            ...(one && mayDiffer(other, one) ? { confidence: 'likely' as const } : {}),
          }),
        ),
      ...ranges
        .filter(({ range }) => range !== undefined && rangeAdmits(range, version) === false)
        .map(
          ({ range, at }): Gap => ({
            message: `${range} leaves out Python ${version}, which ${origin} names`,
            at,
            key: 'range',
          }),
        ),
    ];
    if (gaps.length > 0)
      return partial('places disagree about the Python version', [...gaps, ...broken], { evidence, data });
    const summary = `Python ${version}, named in ${count(runs.length + (declared === undefined ? 0 : 1), 'place')}`;
    return pass(summary, { evidence, data, gaps: [...broken, ...untested(tested, version)] });
  },
});

/** Whether two places may name different versions on purpose: images for training and for serving, parts with a file each. */
function mayDiffer(other: Named, one: Named): boolean {
  const [folder, own] = [folderOf(other.at.file), folderOf(one.at.file)];
  if (other.from === 'recipe') return one.from === 'recipe';
  return folder !== '' && folder !== own;
}

/** What CI tests is supporting evidence: that it never tries the version of a run is worth a word. */
function untested(tested: readonly Named[], version: string): Gap[] {
  const [first] = tested;
  if (!first || tested.some((one) => agree(one.version, version))) return [];
  const versions = distinct(tested).join(', ');
  const message = `CI tests Python ${versions}, but not ${version}, which a run uses`;
  return [
    {
      message,
      at: first.at,
      key: 'ci',
      confidence: 'possible',
      fix: `Test with Python ${version} in CI too.`,
    },
  ];
}

function distinct(places: readonly Named[]): string[] {
  return [...new Set(places.map(({ version }) => version))].sort();
}
