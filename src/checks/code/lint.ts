import { baseName } from '../../facts/paths.js';
import { kindOf } from '../../facts/tooling.js';
import { count, defineCheck, fail, type Gap, partial, pass, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'code/lint',
  title: 'A linter with PEP 8 rules is set up',
  severity: 'required',
  scope: 'repository',
  why: 'A linter finds undefined names, unused code and unreadable style before a run fails or a reader gives up.',
  fix: 'Add `[tool.ruff.lint]` with `select = ["E", "F", "W"]` to pyproject.toml, or configure flake8 or pylint.',
  source: 'https://peps.python.org/pep-0008/',
  examples: {
    pass: { files: { 'pyproject.toml': '[tool.ruff.lint]\nselect = ["E", "F", "W"]\n', 'train.py': '' } },
    fail: { files: { 'train.py': 'print(1)\n' } },
  },
  needs: ['tooling', 'automation', 'python'],
  run({ tooling: { tools, problems }, automation: { ci, pipelines }, python }) {
    // A linter that CI or a task runs keeps its default rules, which are PEP 8's.
    const commands = [
      ...ci.flatMap(({ steps }) => steps),
      ...pipelines
        .filter(({ form }) => form === 'tasks')
        .flatMap(({ path, tasks }) =>
          tasks.flatMap((task) => task.commands.map((command) => ({ ...command, path }))),
        ),
    ];
    const run = commands.flatMap(({ words, path, line }) => {
      const at = words.indexOf('-m');
      const name = baseName(
        (at > 0 && /^python/.test(baseName(words[0] ?? '')) ? words[at + 1] : words[0]) ?? '',
      );
      const real = name === 'ruff' && words.includes('format') ? 'ruff-format' : name;
      const kind = kindOf(real);
      return kind ? [{ name: real, kind, path, line }] : [];
    });
    const rooted = tools.filter(({ path }) => !path.includes('/'));
    const inParts = tools.filter(({ path }) => path.includes('/'));
    // A part's own settings speak for that part; they count where the root has none.
    const covered = python.modules.filter(({ path }) =>
      inParts.some(
        (tool) =>
          tool.kind === 'linter' && path.startsWith(tool.path.slice(0, tool.path.lastIndexOf('/') + 1)),
      ),
    ).length;
    const partly = rooted.length === 0 && run.length === 0 && covered > 0;
    const all = partly ? inParts : [...rooted, ...run];
    const names = [...new Set(all.map(({ name }) => name))];
    const linters = all.filter(({ kind }) => kind === 'linter');
    const gaps: Gap[] = problems
      .filter(({ path }) => partly || !path.includes('/'))
      .map(({ path, line, message }) => ({
        message: `${path} cannot be read: ${message}`,
        at: { file: path, line },
      }));
    const evidence = all.slice(0, 10).map(({ path, line, name }) => `${path}:${line} ${name}`);
    const data = { tools: names };
    if (partly && covered < python.modules.length)
      return partial(
        `a linter is set up for ${covered} of ${count(python.modules.length, 'Python file')}`,
        [{ message: 'the rest of the code has no linter', key: 'parts' }],
        { ratio: covered / python.modules.length, evidence, data },
      );
    if (linters.length > 0)
      return pass([...new Set(linters.map(({ name }) => name))].join(', '), { gaps, evidence, data });
    if (gaps.length > 0) return unknown('a configuration file cannot be read', { gaps, evidence, data });
    if (names.length > 0)
      return partial(
        `only a formatter: ${names.join(', ')}`,
        [
          {
            message: `${names.join(', ')} ${names.length > 1 ? 'rewrite' : 'rewrites'} layout, but no linter looks for mistakes`,
            at: { file: all[0]!.path, line: all[0]!.line },
          },
        ],
        { evidence, data },
      );
    if (python.modules.length === 0 && python.unread.length === 0)
      return skip('there is no Python code', { data });
    return fail(
      'no linter and no formatter is set up',
      [{ message: 'no ruff, flake8, pylint or pycodestyle configuration' }],
      { data },
    );
  },
});
