import { CannotTell } from '../../errors.js';
import { type Answers, fillTemplate, hasJinja } from '../formats/jinja.js';
import { entries, parseJson, property } from '../formats/json.js';
import type { ManifestFormat, ManifestText } from '../formats/manifest.js';
import { parseYaml } from '../formats/yaml.js';
import { foldersAbove, inFolder } from '../paths.js';
import type { Reach } from './reach.js';

/** Largest file of questions that is read, in bytes. */
const LIMIT = 256 * 1024;
const QUESTIONS = ['cookiecutter.json', 'copier.yml', 'copier.yaml'];

/** Formats whose texts may be templates; a recipe of conda is one by itself, and code is not filled in. */
const FILLED: ReadonlySet<string> = new Set(['pyproject', 'setup-cfg', 'pipfile', 'pixi', 'hatch', 'requirements', 'conda']); // biome-ignore format: one line

type Parsing = Extract<ManifestFormat, { parse: unknown }>;

/**
 * What a manifest says that may be a template: where its text is none of the format as it stands, or has conditions, it is
 * read as what comes of it when all questions are left to their first choice.
 */
export async function parseFilled(
  reach: Reach,
  path: string,
  text: string,
  format: Parsing,
): Promise<ManifestText> {
  if (!FILLED.has(format.kind) || !hasJinja(text)) return format.parse(text);
  const isLines = format.kind === 'requirements' || format.kind === 'setup-cfg';
  if (isLines && !/^\s*\{%/m.test(text)) return format.parse(text);
  try {
    if (!isLines) return format.parse(text);
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
  }
  const filled = format.parse(fillTemplate(text, await answersFor(reach, path)));
  return { ...filled, template: true };
}

/** The answers to the questions of the template that a file is part of: those that stand nearest above it. */
async function answersFor(reach: Reach, path: string): Promise<Answers> {
  const candidates = foldersAbove(path).flatMap((folder) => QUESTIONS.map((name) => inFolder(folder, name)));
  const file = candidates.find((candidate) => reach.has(candidate));
  return file === undefined ? new Map() : await readAnswers(reach, file);
}

/**
 * Cookiecutter takes the first of a list and any other value as it is; Copier takes the `default` of a question.
 * Source: cookiecutter, docs/advanced/choice_variables.rst; Copier, docs/configuring.md.
 */
async function readAnswers(reach: Reach, file: string): Promise<Answers> {
  try {
    const text = await reach.text(file, LIMIT);
    const data = file.endsWith('.json') ? parseJson(text) : parseYaml(text).data();
    const answers = new Map<string, string | boolean>();
    for (const [key, value] of entries(data)) {
      const first = Array.isArray(value) ? value[0] : (property(value, 'default') ?? value);
      if (typeof first === 'string' || typeof first === 'boolean') answers.set(key, first);
      else if (typeof first === 'number') answers.set(key, String(first));
    }
    return answers;
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return new Map();
  }
}
