import { isDataCode } from './datasets/uses.js';
import { groupOfPath } from './dependencies/groups.js';
import { defineFact } from './fact.js';
import { baseName } from './paths.js';
import type { PythonModule } from './python/model.js';
import { type Python, python as pythonFact } from './python/python.js';
import { lastName } from './python/values.js';
import { CALLS, FETCHES, NAMES, PACKAGES, type PartName, PLOTS, SUMMARIES } from './solution/signs.js';
import { trainingCall } from './trains.js';

export { PARTS, type PartName } from './solution/signs.js';

/** A file that shows that the project has a part, and what in it does. */
export interface PartSign {
  part: PartName;
  file: string;
  line: number;
  cell?: number | undefined;
  /** What shows it: `evidently`, `sklearn.metrics.f1_score()`. */
  what: string;
}

/** Which parts of a machine-learning solution the code has, with the files that show it; those by name first. */
export type Solution = readonly PartSign[];

/** Code that is no part of the solution. */
const ASIDE: ReadonlySet<string> = new Set([
  'test',
  'docs',
  'examples',
  'template',
  'benchmarks',
  'ci',
  'build',
]);

/**
 * The parts that a project has, judged by what its Python files import and call; a file's name alone shows none.
 * Unit tests, documentation and examples do not count.
 */
export const solution = defineFact<Solution>({
  name: 'solution',
  timeLimitMs: 360_000,
  async collect(project) {
    const python = await project.get(pythonFact);
    return python.modules
      .filter(({ path }) => isDataCode(path) && !ASIDE.has(groupOfPath(path) ?? '') && !path.includes('{{'))
      .flatMap((module) => signsOf(python, module))
      .sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)));
  },
});

function signsOf(python: Python, module: PythonModule): PartSign[] {
  const found = new Map<PartName, PartSign>();
  const tell = (part: PartName, line: number, what: string) => {
    if (found.has(part)) return;
    const at = python.at(module, line);
    found.set(part, { part, file: at.file, line: at.line, cell: at.cell, what });
  };
  for (const { module: name, level, line, guard } of module.imports) {
    if (level > 0 || guard === 'typing') continue;
    const top = name.split('.', 1)[0]!;
    for (const [part, packages] of PACKAGES) if (packages.test(top)) tell(part, line, top);
    if (name === 'ray.serve' || name === 'ts.torch_handler') tell('deployment', line, name);
  }
  const training = trainingCall(python, module);
  const prepares = /preproc|featur|clean|prepare|scal(?:e|ing)/i.test(baseName(module.path));
  if (training && !(prepares && lastName(training.callee) === 'fit'))
    tell('training', training.line, `${lastName(training.callee)}()`);
  const callees = python.callees(module);
  for (const [index, name] of callees.entries()) {
    if (name === undefined) continue;
    for (const [part, calls] of CALLS)
      if (calls.test(name)) tell(part, module.calls[index]!.line, `${name}()`);
  }
  byName(module, callees, tell);
  if (module.kind === 'notebook' && !training) explored(module, tell);
  return [...found.values()];
}

/** The name of a file as lower-case words, joined by `_`, without a number in front. */
function wordsOf(path: string): string {
  return baseName(path)
    .replace(/\.\w+$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[\d_]+/, '');
}

function isNamed({ part, file }: PartSign): boolean {
  return NAMES.some(([name, pattern]) => name === part && pattern.test(wordsOf(file)));
}

type Tell = (part: PartName, line: number, what: string) => void;

/** What the file's name says counts where its code does something that can be that. */
function byName(module: PythonModule, callees: readonly (string | undefined)[], tell: Tell): void {
  const name = wordsOf(module.path);
  const [part] = NAMES.find(([, pattern]) => pattern.test(name)) ?? [];
  if (part === 'data collection') {
    const at = callees.findIndex((callee) => callee !== undefined && FETCHES.test(callee));
    // Weights are fetched by scripts of the same names.
    const weights = module.strings.some(({ value }) => /\.(?:pth?|ckpt|safetensors|onnx)$/.test(value));
    if (at >= 0 && !weights) tell(part, module.calls[at]!.line, `${callees[at]}()`);
  } else if (part === 'preprocessing' && module.calls.length >= 5) {
    tell(
      part,
      module.scopes.find(({ kind }) => kind === 'function')?.line ?? module.calls[0]!.line,
      baseName(module.path),
    );
  } else if (
    part === 'evaluation' &&
    module.calls.length >= 5 &&
    (module.main || module.kind === 'notebook')
  ) {
    tell(part, module.main?.line ?? 1, baseName(module.path));
  }
}

/** A notebook that summarises and plots data, and trains nothing. */
function explored(module: PythonModule, tell: Tell): void {
  if (/(?:^|\/)(?:examples?|tutorials?|demos?|docs?|guides?)\//i.test(module.path)) return;
  const plot = module.calls.find(({ callee }) => PLOTS.test(lastName(callee)));
  const summary = module.calls.find(({ callee }) => SUMMARIES.test(lastName(callee)));
  if (plot && summary)
    tell('exploration', summary.line, `${lastName(summary.callee)}(), ${lastName(plot.callee)}()`);
}
