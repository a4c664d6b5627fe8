import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dependencies } from '../../src/facts/dependencies.js';
import { Project } from '../../src/facts/fact.js';
import { fillTemplate } from '../../src/facts/formats/jinja.js';
import { MemorySource } from '../../src/facts/source.js';
import { checkNamed, judge } from '../support/verify.js';

/** `file:line name specifier` of what the main manifests ask for, and what of them cannot be read. */
async function asked(files: Record<string, string>): Promise<{ needs: string[]; problems: string[] }> {
  const { main } = await new Project(new MemorySource(files)).get(dependencies);
  return {
    needs: main.flatMap(({ requirements }) =>
      requirements.map(({ at, name, specifier }) => `${at.file}:${at.line} ${`${name} ${specifier}`.trim()}`),
    ),
    problems: main.flatMap(({ path, problems }) => problems.map(({ message }) => `${path} ${message}`)),
  };
}

const FOLDER = '{{ cookiecutter.slug }}';
const PYPROJECT = `{%- if cookiecutter.manager == "poetry" %}
[tool.poetry.dependencies]
numpy = "^1"
{% elif cookiecutter.manager in ["uv", "pdm"] %}
[project]
dependencies = ["scipy>=1"]
{% else %}
[project]
name = {{ cookiecutter.slug|tojson }}
requires-python = "{{ cookiecutter.python }}"
dependencies = [
  "pandas=={{ cookiecutter.pandas }}",
  {# why #}"torch>=2",
]
{% endif %}
`;
const answers = (manager: unknown) =>
  JSON.stringify({ slug: 'my-slug', manager, python: '>=3.9', pandas: '{{ cookiecutter.python }}' });

describe('a repository that is nothing but a template', () => {
  test.each([
    [['poetry', 'uv', 'pip'], [':3 numpy ^1']],
    [['uv', 'poetry'], [':6 scipy >=1']],
    [
      ['pip', 'uv'],
      [':12 pandas =={{ cookiecutter.pandas }}', ':13 torch >=2'],
    ],
    ['pip', [':12 pandas =={{ cookiecutter.pandas }}', ':13 torch >=2']],
  ])('is what it makes when the first choices are taken: %s', async (manager, needs) => {
    const found = await asked({
      'cookiecutter.json': answers(manager),
      [`${FOLDER}/pyproject.toml`]: PYPROJECT,
    });
    expect(found).toEqual({
      needs: needs.map((one) => `${FOLDER}/pyproject.toml${one}`),
      problems: [],
    });
  });

  test('is judged by it', async () => {
    const files = {
      'cookiecutter.json': answers(['pip']),
      [`${FOLDER}/pyproject.toml`]: PYPROJECT,
      [`${FOLDER}/train.py`]: 'import pandas\nimport torch\n',
    };
    expect((await judge(checkNamed('env/declared'), { files })).status).toBe('pass');
    const pinned = await judge(checkNamed('env/pinned'), { files });
    expect(pinned).toMatchObject({ status: 'fail', data: { pinned: 0, total: 2 } });
    expect(pinned.findings[0]?.message).toContain('is filled in by a template');
  });

  test('without questions, the first branch of each condition stands', async () => {
    const { needs } = await asked({ [`${FOLDER}/pyproject.toml`]: PYPROJECT });
    expect(needs).toEqual([`${FOLDER}/pyproject.toml:3 numpy ^1`]);
  });

  test('of Copier, whose files end in .jinja', async () => {
    const found = await asked({
      'copier.yml':
        'use_gpu:\n  type: bool\n  default: false\nframework:\n  choices: [jax, torch]\n  default: torch\n',
      'template/pyproject.toml.jinja':
        '[project]\nname = "{{ project_slug }}"\ndependencies = [\n{% if framework == "jax" %}  "jax",\n{% else %}  "torch",\n{% endif %}{% if use_gpu %}  "cupy",\n{% endif %}  "numpy",\n]\n',
      'template/setup.py.jinja': 'setup()\n',
    });
    expect(found).toEqual({
      needs: ['template/pyproject.toml.jinja:5 torch', 'template/pyproject.toml.jinja:7 numpy'],
      problems: [],
    });
    expect((await asked({ 'files/requirements.txt.j2': 'x\n' })).needs).toEqual([
      'files/requirements.txt.j2:1 x',
    ]);
    const toml = await asked({
      'copier.yaml': 'framework: torch\n',
      'template/pyproject.toml.jinja':
        '[project]\nname = {{ x | tojson }}\ndependencies = [{% if framework == "torch" and not (a) %}"torch"{% endif %}]\n',
    });
    expect(toml).toEqual({ needs: ['template/pyproject.toml.jinja:3 torch'], problems: [] });
  });

  test('conditions among the lines of a requirements file', async () => {
    const { needs } = await asked({
      'cookiecutter.json': '{"gpu": "no"}',
      [`${FOLDER}/requirements.txt`]:
        'numpy\n{% if cookiecutter.gpu == "yes" %}\ncupy\n{% else %}\nscipy\n{% endif %}\n{% for x in xs %}\n{{ x }}\n{% endfor %}\n',
    });
    expect(needs.map((one) => one.split('txt:')[1])).toEqual(['1 numpy', '5 scipy']);
  });
});

describe('a repository that has a template and lists of its own', () => {
  const files = {
    'pyproject.toml': '[project]\ndependencies = ["click==8.1.0"]\n',
    'make/main.py': 'import click\n',
    'cookiecutter.json': answers(['pip']),
    [`${FOLDER}/pyproject.toml`]: PYPROJECT,
    [`${FOLDER}/train.py`]: 'import seaborn\n',
  };

  test.each(['env/declared', 'env/pinned', 'env/imports'])('%s is about its own', async (id) => {
    const result = await judge(checkNamed(id), { files });
    expect(result).toMatchObject({ status: 'pass', findings: [] });
  });
});

describe('what only looks like a template', () => {
  test('braces in the strings of a tool', async () => {
    const { needs, problems } = await asked({
      'pyproject.toml':
        '[project]\ndependencies = ["numpy"]\n[tool.bumpver]\nserialize = ["{{major}}.{{minor}}"]\n[tool.git-cliff]\nbody = """{% if version %}{{ version }}{% endif %}{% for x in y %}"""\n',
    });
    expect({ needs, problems }).toEqual({ needs: ['pyproject.toml:2 numpy'], problems: [] });
  });

  test('TOML that is broken besides stays a problem', async () => {
    const { problems } = await asked({ 'pyproject.toml': '{% if x %}\n[project\n{% endif %}\n' });
    expect(problems).toHaveLength(1);
  });
});

describe('filling in', () => {
  test('every line stays where it is, whatever the text', () => {
    const piece = fc.constantFrom(
      '{{', '}}', '{%', '%}', '{#', '#}', '{% if a %}', '{% elif b == "x" %}', '{% else %}', '{% endif %}', '{% for x in y %}', '{% endfor %}',
      '{% raw %}', '{% endraw %}', '{{ a }}', '{{ a | tojson }}', '\n', '\r\n', 'text', '{', '}', '{%- if not a or b in ["x"] -%}', '__proto__',
    ); // biome-ignore format: a table reads better in rows
    const known = new Map<string, string | boolean>([
      ['a', 'value'],
      ['b', false],
    ]);
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const lines = (one: string) => one.split(/\r\n|\n|\r/).length;
        expect(lines(fillTemplate(text, known))).toBe(lines(text));
      }),
      { numRuns: 500, examples: [[['{{', '\n', '{{ a | tojson }}']], [['{{ a', '\r\n', '}}', '\n']]] },
    );
  });

  test.each(['{{', '{%', '{% if a %}', '{% raw %}', '{{ a }}', '{% if a or '.repeat(3), '{# #}'])(
    'hostile texts end: %s again and again',
    (piece) => {
      expect(fillTemplate(piece.repeat(50_000), new Map())).toBeTypeOf('string');
    },
  );
});
