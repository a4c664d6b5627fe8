import { CannotTell } from '../../errors.js';
import { type Command, readCommands } from '../commands.js';
import type { FileProblem } from '../documents/model.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { parseIni } from '../formats/ini.js';
import { parseYaml, YamlProblem } from '../formats/yaml.js';
import { baseName } from '../paths.js';
import { readText } from '../source.js';
import type { CiFile, Pipeline, Step } from './model.js';
import { commandsUnder, type Scalar, scalarsOf } from './walk.js';

const SYSTEMS: readonly [RegExp, CiFile['system'], RegExp][] = [
  [/^\.github\/workflows\/[^/]+\.ya?ml$/, 'GitHub Actions', /^run$/],
  [/^\.gitlab-ci\.ya?ml$|^\.gitlab\/.+\.ya?ml$/, 'GitLab CI', /^(?:script|before_script|after_script)$/],
  [/^bitbucket-pipelines\.ya?ml$/, 'Bitbucket Pipelines', /^(?:script|after-script)$/],
  [/^\.?azure-pipelines[^/]*\.ya?ml$|^\.?(?:azure|azure-pipelines|azuredevops|pipelines)\/[^{}]+\.ya?ml$/, 'Azure Pipelines', /^(?:script|bash|powershell|pwsh)$/],
  [/^\.circleci\/config\.ya?ml$/, 'CircleCI', /^run$/],
  [/^Jenkinsfile[^/]*$/, 'Jenkins', /^$/],
  [/^\.travis\.ya?ml$/, 'Travis CI', /^(?:script|install|before_install|before_script|after_success|after_script)$/],
]; // biome-ignore format: a table reads better in rows
/** The top level of a file of Azure Pipelines. Source: Azure Pipelines, "YAML schema reference", pipeline. */
const AZURE = /^(?:trigger|pr|stages|jobs|steps|pool|resources|schedules|extends):/m;
/** How many files are followed from one CI file, and how deep. */
const MOST = 100;
const DEEPEST = 3;

/** Reads every CI file and follows the targets and scripts that it calls. */
export async function readCi(
  project: Project,
  tree: Files,
  pipelines: readonly Pipeline[],
  problems: FileProblem[],
): Promise<CiFile[]> {
  const out: CiFile[] = [];
  for (const { path, kind } of tree.own) {
    const system = SYSTEMS.find(([pattern]) => pattern.test(path));
    if (!system || kind === 'missing' || out.length >= 200) continue;
    const [, name, keys] = system;
    try {
      const text = await readText(project.source, path, 1024 * 1024);
      if (name === 'Azure Pipelines' && !AZURE.test(text)) continue;
      const { commands, uses } = name === 'Jenkins' ? jenkins(text) : fromYaml(text, keys);
      const follower = new Follower(project, tree, pipelines);
      const steps: Step[] = [];
      for (const command of commands) await follower.follow({ ...command, path, through: [] }, steps);
      for (const { name: used } of uses) {
        if (used.startsWith('./')) await follower.action(used.slice(2), steps);
      }
      out.push({ path, system: name, steps, uses });
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      problems.push({
        path,
        line: error instanceof YamlProblem ? error.line : undefined,
        message: error.message,
      });
    }
  }
  return out;
}

function fromYaml(text: string, keys: RegExp): Pick<CiFile, 'uses'> & { commands: Command[] } {
  const scalars = scalarsOf(parseYaml(text));
  return {
    commands: [...commandsUnder(scalars, keys), ...ofActions(scalars)].sort((a, b) => a.line - b.line),
    uses: scalars
      .filter(({ key }) => /^(?:uses|pipe|task)$/.test(key))
      .map(({ text, line }) => ({ name: text, line })),
  };
}

/** What Snakemake's action runs, by its inputs `args` and `task`. Source: snakemake/snakemake-github-action, README. */
function ofActions(scalars: readonly Scalar[]): Command[] {
  return scalars.flatMap(({ key, text, line }, at) => {
    if (key !== 'uses' || !/^snakemake\/snakemake-github-action@/.test(text)) return [];
    const next = scalars.findIndex((one, later) => later > at && /^(?:uses|run|name)$/.test(one.key));
    const inputs = scalars
      .slice(at + 1, next < 0 ? undefined : next)
      .filter(({ path }) => path.at(-2) === 'with');
    const input = (name: string) => inputs.find((one) => one.key === name)?.text ?? '';
    return /containerize/.test(input('task')) ? [] : readCommands(`snakemake ${input('args')}`, line);
  });
}

/** Commands of `sh` steps. Source: Jenkins, "Pipeline: Nodes and Processes", step sh. */
function jenkins(text: string): Pick<CiFile, 'uses'> & { commands: Command[] } {
  const commands: Command[] = [];
  for (const match of text.matchAll(
    /\b(?:sh|bat)\s*\(?\s*(?:script:\s*)?("""[\s\S]{0,5000}?"""|'''[\s\S]{0,5000}?'''|"[^"\n]{0,2000}"|'[^'\n]{0,2000}')/g,
  )) {
    const line = text.slice(0, match.index).split('\n').length;
    commands.push(...readCommands(match[1]!.replace(/^("""|'''|"|')|("""|'''|"|')$/g, ''), line));
  }
  return { commands, uses: [] };
}

class Follower {
  readonly #seen = new Set<string>();
  readonly #project: Project;
  readonly #tree: Files;
  readonly #pipelines: readonly Pipeline[];

  constructor(project: Project, tree: Files, pipelines: readonly Pipeline[]) {
    this.#project = project;
    this.#tree = tree;
    this.#pipelines = pipelines;
  }

  async follow(step: Step, out: Step[]): Promise<void> {
    if (out.length > 5000) return;
    out.push(step);
    if (step.through.length >= DEEPEST) return;
    const [program = '', ...args] = step.words;
    const name = baseName(program);
    if (/^(?:make|gmake|just|task)$/.test(name)) await this.#tasks(name, args, step, out);
    if (/^(?:tox|nox)$/.test(name)) await this.#tox(step, out);
    for (const word of [program, ...args]) {
      const path = word.replace(/^\.\//, '');
      if (/\.(?:sh|bash)$/.test(path)) await this.#file(path, step, out, readCommands);
      // A job file that CI submits elsewhere: what it starts stands under such keys.
      else if (/\.ya?ml$/.test(path) && !/compose|environment|env/.test(path)) {
        await this.#file(path, step, out, (text) =>
          commandsUnder(scalarsOf(parseYaml(text)), /^(?:entrypoint|command|cmd|run|script)$/),
        );
      }
    }
  }

  /** A composite action of the repository. */
  async action(folder: string, out: Step[]): Promise<void> {
    for (const file of ['action.yml', 'action.yaml']) {
      const from = { path: '', through: [], words: [], text: '', line: 1 };
      await this.#file(`${folder}/${file}`, from, out, (text) =>
        commandsUnder(scalarsOf(parseYaml(text)), /^run$/),
      );
    }
  }

  async #tasks(name: string, args: readonly string[], step: Step, out: Step[]): Promise<void> {
    const kind = { make: 'Make', gmake: 'Make', just: 'just', task: 'Task' }[name];
    const file = this.#pipelines.find((pipeline) => pipeline.kind === kind);
    if (!file) return;
    const names = args.filter((arg) => !arg.startsWith('-') && !arg.includes('='));
    const queue = names.length > 0 ? names : file.tasks.slice(0, 1).map((task) => task.name);
    for (const target of queue.slice(0, MOST)) {
      const key = `${file.path}#${target}`;
      const task = file.tasks.find((one) => one.name === target);
      if (!task || this.#seen.has(key)) continue;
      this.#seen.add(key);
      queue.push(...task.after);
      for (const command of task.commands)
        await this.follow({ ...command, path: file.path, through: [...step.through, step.path] }, out);
    }
  }

  async #tox(step: Step, out: Step[]): Promise<void> {
    await this.#file('tox.ini', step, out, (text) =>
      [...parseIni(text).sections].flatMap(([section, keys]) =>
        section.startsWith('testenv')
          ? (keys.get('commands')?.lines ?? []).flatMap(({ text, line }) =>
              readCommands(text.replace(/^-\s*/, ''), line),
            )
          : [],
      ),
    );
  }

  async #file(path: string, step: Step, out: Step[], read: (text: string) => Command[]): Promise<void> {
    if (this.#seen.has(path) || this.#seen.size > MOST || !this.#tree.has(path)) return;
    this.#seen.add(path);
    try {
      const commands = read(await readText(this.#project.source, path, 1024 * 1024));
      for (const command of commands)
        await this.follow({ ...command, path, through: [...step.through, step.path] }, out);
    } catch (error) {
      // What CI calls and cannot be read is told by whoever judges that file.
      if (!(error instanceof CannotTell)) throw error;
    }
  }
}
