import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import { temporaryFolder, write } from './repository.js';

/** A step of a composite action. */
export interface Step {
  name: string;
  id?: string;
  if?: string;
  uses?: string;
  with?: Record<string, string>;
  shell?: string;
  env?: Record<string, string>;
  run?: string;
}

/** An action as its file says it. */
export interface Action {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string; value: string }>;
  runs: { using: string; steps: Step[] };
}

/** Reads the action at the top of a repository. */
export async function readAction(root = '.'): Promise<Action> {
  return parse(await readFile(join(root, 'action.yml'), 'utf8'));
}

/** What came of a run of the action. */
export interface ActionRun {
  exitCode: number;
  log: string;
  outputs: Record<string, string>;
  summary: string;
}

/**
 * Runs the shell steps of an action as the runner of GitHub does: one bash for each, with its files and variables, until
 * one fails. Steps that use other actions are left out. `actionPath` is the folder of the action.
 */
export async function runAction(
  actionPath: string,
  workspace: string,
  given: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  const { inputs, outputs, runs } = await readAction(actionPath);
  const files = await temporaryFolder();
  const context: Record<string, string> = { 'github.action_path': actionPath };
  for (const [name, { default: value = '' }] of Object.entries(inputs))
    context[`inputs.${name}`] = given[name] ?? value;
  await write(files, { summary: '' });
  const run: ActionRun = { exitCode: 0, log: '', outputs: {}, summary: '' };
  for (const [at, step] of runs.steps.entries()) {
    if (step.run === undefined) continue;
    await write(files, { [`${at}.sh`]: step.run, output: '', 'temp/.keep': '' });
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value, context)]),
    );
    const { exitCode = 1, all } = await execa(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', join(files, `${at}.sh`)],
      {
        cwd: workspace,
        all: true,
        reject: false,
        extendEnv: false,
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          REPRO_CACHE_DIR: process.env.REPRO_CACHE_DIR,
          GITHUB_ACTIONS: 'true',
          CI: 'true',
          GITHUB_WORKSPACE: workspace,
          GITHUB_OUTPUT: join(files, 'output'),
          GITHUB_STEP_SUMMARY: join(files, 'summary'),
          RUNNER_TEMP: join(files, 'temp'),
          ...env,
        },
      },
    );
    run.log += `${all}\n`;
    for (const line of (await readFile(join(files, 'output'), 'utf8')).split('\n').filter(Boolean)) {
      const cut = line.indexOf('=');
      context[`steps.${step.id}.outputs.${line.slice(0, cut)}`] = line.slice(cut + 1);
    }
    run.exitCode = exitCode;
    if (exitCode !== 0) break;
  }
  run.summary = await readFile(join(files, 'summary'), 'utf8');
  for (const [name, { value }] of Object.entries(outputs)) run.outputs[name] = filled(value, context);
  return run;
}

/** A text with its expressions replaced; the ones that are used are plain names. */
function filled(text: string, context: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => context[name] ?? '');
}
